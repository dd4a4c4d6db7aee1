"""A recurring rule that is read back in words is the same rule when those words are said."""

import re
from datetime import date, datetime, time, timedelta
from uuid import UUID

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import read
from bot.phrases import Voice, say
from bot.terms import NewRule
from core.hours import DAY, Recurring, RuleKind
from tests.nlu.scene import HOST, NOW, ZONE

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
VOICE = Voice(locale="en-GB", zone=ZONE, now=NOW)
INTERVALS = st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=3", ";INTERVAL=4"])
WEEKDAYS = st.sets(st.sampled_from(range(7)), min_size=1, max_size=5).map(sorted)


@st.composite
def rrules(draw: st.DrawFn) -> str:
    """Rules of every form that can be said."""
    every = draw(INTERVALS)
    days = [CODES[day] for day in draw(WEEKDAYS)]
    nths = draw(st.lists(st.sampled_from(["1", "2", "3", "4", "-1"]), min_size=1, max_size=2, unique=True))
    forms = (
        f"FREQ=DAILY{every}",
        f"FREQ=WEEKLY{every};BYDAY={','.join(days)}",
        f"FREQ=MONTHLY{every};BYDAY={','.join(nth + days[0] for nth in sorted(nths, key=lambda n: (n == '-1', n)))}",
        f"FREQ=MONTHLY{every};BYMONTHDAY={draw(st.integers(1, 28))}",
        f"FREQ=MONTHLY{every};BYMONTHDAY=-1",
        f"FREQ=YEARLY;BYMONTH={draw(st.integers(1, 12))};BYMONTHDAY={draw(st.integers(1, 28))}",
    )
    return draw(st.sampled_from(forms))


@st.composite
def rules(draw: st.DrawFn) -> Recurring:
    """Recurring rules from a first occurrence on, of up to twelve hours, or busy for whole days."""
    rrule = draw(rrules())
    since = date(2026, 11, 18) + timedelta(days=draw(st.integers(0, 400)))
    plain = re.sub(";INTERVAL=[0-9]+", "", rrule)
    first = next(iter(rrulestr(plain, dtstart=datetime.combine(since, time())))).date()
    kind = draw(st.sampled_from(RuleKind))
    quarter = draw(st.integers(0, 23 * 4))
    length = draw(st.integers(1, min(12 * 4, 24 * 4 - quarter))) * 15
    start = quarter * 15
    if kind is RuleKind.BUSY and draw(st.booleans()):
        start, length = 0, DAY
    return Recurring(
        id=UUID(int=1),
        kind=kind,
        rrule=rrule,
        start=start,
        length=length,
        first=first,
        last=first + timedelta(days=draw(st.integers(1, 700))),
        note=draw(st.sampled_from(["", "lunch", "team meeting"])),
    )


@settings(max_examples=300, deadline=None)
@given(rule=rules())
def test_what_is_read_back_says_the_same_rule(rule: Recurring) -> None:
    """Parsing the words of a rule gives the rule."""
    words = say("recurring.line", {"rule": rule}, VOICE)
    said = read(words, HOST).setting
    assert isinstance(said, NewRule), words
    assert said == NewRule(
        kind=rule.kind,
        rrule=rule.rrule,
        start=rule.start,
        length=rule.length,
        first=rule.first,
        last=rule.last,
        note=rule.note,
    ), words


def test_several_hours_of_one_rule_are_read_back() -> None:
    """A rule with hours of its own says each of them."""
    rule = Recurring(
        id=UUID(int=1),
        kind=RuleKind.AVAILABLE,
        rrule="FREQ=MONTHLY;BYDAY=1MO;BYHOUR=10,11,14",
        start=600,
        length=60,
        first=date(2026, 12, 7),
        last=date(2027, 12, 7),
    )
    words = say("recurring.line", {"rule": rule}, VOICE)
    assert words.startswith(
        "Open on the first Monday of every month 10:00–11:00, 11:00–12:00 and 14:00–15:00, from Monday"
    )


def test_a_rule_that_has_no_words_is_said_as_it_is() -> None:
    """Rules from elsewhere that cannot be said in words show their own text."""
    rule = Recurring(
        id=UUID(int=1),
        kind=RuleKind.BUSY,
        rrule="FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        length=60,
        first=date(2027, 5, 17),
        last=date(2028, 5, 17),
    )
    assert "by the rule FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO" in say("recurring.line", {"rule": rule}, VOICE)
