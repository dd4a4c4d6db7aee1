"""Every availability rule has one sentence in each language, and the sentence is read as that rule."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.availability import rule_in
from bot.phrases.availability import LANGUAGES, render
from core.availability_rules import AvailabilityRule, Exempt, recurring_of, rule_of, rules_of, weekly_of
from core.hours import DAY, OFFICE_HOURS, Range, Recurring, RuleKind, WeeklyHours
from core.repeat import Freq, Repeat

TODAY = date(2026, 11, 18)
DATES = st.integers(-200, 800).map(lambda days: TODAY + timedelta(days=days))
STEPS = st.integers(1, 12)
NTHS = st.sets(st.sampled_from([1, 2, 3, 4, 5, -1]), min_size=1, max_size=3)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)


@st.composite
def repeats(draw: st.DrawFn) -> Repeat:
    """Days that repeat, in every form that has words."""
    step, days = draw(STEPS), draw(WEEKDAYS)
    form = draw(st.sampled_from(["daily", "weekly", "nth", "date", "last", "yearly"]))
    match form:
        case "daily":
            return Repeat(freq=Freq.DAILY, interval=step)
        case "weekly":
            return Repeat.weekly(days, step)
        case "nth":
            pairs = tuple((nth, day) for nth in draw(NTHS) for day in days)
            return Repeat(freq=Freq.MONTHLY, interval=step, weekdays=pairs)
        case "date":
            return Repeat(freq=Freq.MONTHLY, interval=step, month_days=(draw(st.integers(1, 31)),))
        case "last":
            return Repeat(freq=Freq.MONTHLY, interval=step, month_days=(-1,))
        case _:
            month, day = draw(st.integers(1, 12)), draw(st.integers(1, 28))
            return Repeat(freq=Freq.YEARLY, months=(month,), month_days=(day,))


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Range, ...]:
    """Up to three ranges of a day, to five minutes; the last may be a night."""
    cuts = draw(st.lists(st.integers(0, DAY // 5), min_size=0, max_size=6, unique=True))
    marks = sorted(cut * 5 for cut in cuts)
    found = list(zip(marks[::2], marks[1::2], strict=False))
    if draw(st.integers(0, 5)) == 0:
        found = [(22 * 60, 30 * 60)]
    return tuple(found)


EXEMPT = st.one_of(
    st.builds(Exempt, weekday=st.integers(0, 6), ranges=ranges()),
    st.builds(Exempt, day=DATES, ranges=ranges()),
)


@st.composite
def rules(draw: st.DrawFn) -> AvailabilityRule:
    """Rules of every kind that the value can hold."""
    first, last = sorted([draw(DATES), draw(DATES)])
    return AvailabilityRule(
        kind=draw(st.sampled_from(RuleKind)),
        repeat=draw(repeats()),
        ranges=draw(ranges()),
        exempt=tuple(draw(st.lists(EXEMPT, max_size=2, unique_by=lambda each: (each.weekday, each.day)))),
        first=draw(st.sampled_from([first, None])),
        last=draw(st.sampled_from([last, None])),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=200, deadline=None)
@given(rule=rules())
def test_a_rule_that_is_said_is_read_as_itself(rule: AvailabilityRule, language: str) -> None:
    """Reading the sentence of a rule gives the rule."""
    said = render(rule, language)
    assert rule_in(said, language, TODAY) == rule, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_weekly_hours_are_said_and_read(language: str) -> None:
    """Weekly hours are a rule for each set of days with the same hours."""
    weekly = WeeklyHours((*OFFICE_HOURS.days[:4], ((540, 720),), ((600, 780), (840, 1080)), ()))
    sentences = [render(rule, language) for rule in rules_of(weekly)]
    read = [rule_in(said, language, TODAY) for said in sentences]
    assert weekly_of(rule for rule in read if rule is not None) == weekly


RECURRING = Recurring(
    id=UUID(int=1),
    kind=RuleKind.AVAILABLE,
    rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=10,14",
    start=600,
    length=60,
    first=date(2026, 11, 24),
    last=date(2027, 3, 1),
)


def test_a_recurring_rule_of_a_schedule_is_the_same_after_being_said() -> None:
    """From a schedule to words and back."""
    rule = rule_of(RECURRING)
    assert rule is not None
    read = rule_in(render(rule, "de"), "de", TODAY)
    assert read is not None
    assert recurring_of(read, RECURRING) == RECURRING


def test_what_has_no_words_is_no_rule_to_say() -> None:
    """Weeks by number are kept as RRULE only."""

    assert rule_of(replace(RECURRING, rrule="FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO")) is None
