"""Recurring rules mean what RFC 5545 says, held against dateutil; what cannot be kept is refused with a reason."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hours import Recurring, RuleKind
from core.recurrence import MOST, checked_rule, default_last, occurrences, overlapping, spelling
from tests.core.examples import ident
from tests.support.effort import calls

FIRST = date(2026, 11, 23)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
some = st.sampled_from


def rule(rrule: str, **other: object) -> Recurring:
    fields = {
        "id": ident(rrule),
        "kind": RuleKind.AVAILABLE,
        "rrule": rrule,
        "start": 540,
        "length": 60,
        "first": FIRST,
        "last": default_last(FIRST),
    }
    return Recurring(**{**fields, **other})


def starts(given_rule: Recurring, first: date = date.min, last: date = date.max) -> list[str]:
    return [f"{each:%Y-%m-%d %H:%M}" for each in occurrences(given_rule, first, last)]


def by_dateutil(given_rule: Recurring) -> list[datetime]:
    dtstart = datetime.combine(given_rule.first, time(given_rule.start // 60, given_rule.start % 60))
    found = []
    for each in rrulestr(given_rule.rrule, dtstart=dtstart):
        if each.date() > given_rule.last:
            break
        found.append(each)
    return found


@st.composite
def rrules(draw: st.DrawFn) -> str:
    """Return an RRULE that occurs now and then, whenever it begins (dateutil looks for ever for one that never does)."""
    freq = draw(some(("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")))
    parts = {"FREQ": freq, **draw(_days_of(freq))}
    free = len(parts) == 1
    parts["INTERVAL"] = str(draw(some((1, 2, 3, 4) if free and freq != "HOURLY" else (1, 5))))
    if freq != "HOURLY":
        parts |= draw(_times())
    if draw(st.booleans()) and freq not in ("WEEKLY", "HOURLY") and len(parts) > 2:
        parts["BYSETPOS"] = draw(some(("1", "-1", "1,-1")))
    if draw(st.integers(0, 3)) == 0:
        parts["COUNT"] = str(draw(st.integers(1, 40)))
    parts["WKST"] = draw(some(WEEKDAYS))
    names = draw(st.permutations(sorted(parts.keys() - {"FREQ"})))
    return ";".join(f"{name}={parts[name]}" for name in ["FREQ", *names])


@st.composite
def _days_of(draw: st.DrawFn, freq: str) -> dict[str, str]:
    """Return which days a rule of a frequency names."""
    days = ",".join(draw(st.lists(some(WEEKDAYS), min_size=1, max_size=3, unique=True)))
    nth = ",".join(f"{draw(some((1, 2, 4, -1, -2)))}{each}" for each in days.split(","))
    months = ",".join(
        str(each) for each in draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
    )
    dates = ",".join(str(each) for each in draw(st.lists(some((1, 13, 28, -1, -7)), min_size=1, unique=True)))
    choices: dict[str, list[dict[str, str]]] = {
        "YEARLY": [
            {},
            {"BYMONTH": months},
            {"BYMONTH": months, "BYDAY": nth},
            {"BYDAY": nth},
            {"BYMONTH": months, "BYDAY": days},
            {"BYMONTHDAY": dates},
            {"BYYEARDAY": draw(some(("1", "100,-1", "-100,200")))},
            {"BYWEEKNO": draw(some(("1", "20,40", "52", "-1"))), "BYDAY": days},
        ],
        "MONTHLY": [
            {},
            {"BYDAY": nth},
            {"BYDAY": days},
            {"BYMONTHDAY": dates},
            {"BYMONTH": months, "BYDAY": nth},
        ],
        "WEEKLY": [{}, {"BYDAY": days}, {"BYDAY": days, "BYMONTH": months}],
        "DAILY": [{}, {"BYDAY": days}, {"BYMONTH": months}, {"BYMONTHDAY": dates}],
        "HOURLY": [{}, {"BYHOUR": "9,14,20"}, {"BYDAY": days, "BYMINUTE": "0,30"}],
    }
    return draw(some(choices[freq]))


@st.composite
def _times(draw: st.DrawFn) -> dict[str, str]:
    return draw(
        some(({}, {}, {"BYHOUR": "16,17,18"}, {"BYHOUR": "8", "BYMINUTE": "0,30"}, {"BYMINUTE": "15"}))
    )


@settings(max_examples=200, deadline=None)
@given(rrules(), st.integers(0, 800), st.integers(0, 95))
def test_rules_expand_as_dateutil_expands_them(rrule: str, offset: int, quarter: int) -> None:
    first = FIRST + timedelta(days=offset)
    given_rule = rule(rrule, start=quarter * 15, first=first, last=first + timedelta(days=900))
    assert occurrences(given_rule, date.min, date.max) == by_dateutil(given_rule)


@settings(max_examples=100, deadline=None)
@given(rrules(), st.integers(0, 700), st.integers(0, 60))
def test_any_part_of_a_rule_is_that_part_of_the_whole(rrule: str, offset: int, days: int) -> None:
    given_rule = rule(rrule, last=FIRST + timedelta(days=700))
    low = FIRST + timedelta(days=offset)
    high = low + timedelta(days=days)
    whole = occurrences(given_rule, date.min, date.max)
    assert occurrences(given_rule, low, high) == [each for each in whole if low <= each.date() <= high]


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        (
            "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=16,17,18",
            [f"2026-11-{day} {hour}:00" for day in (23, 25, 30) for hour in (16, 17, 18)],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=14,15",
            [f"{day} {hour}:00" for day in ("2026-11-24", "2026-12-08", "2026-12-22") for hour in (14, 15)],
        ),
        (
            "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=10,11,12",
            [
                f"{day} {hour}:00"
                for day in ("2026-12-07", "2027-01-04", "2027-02-01")
                for hour in (10, 11, 12)
            ],
        ),
    ],
)
def test_the_usual_rules_expand_exactly(rrule: str, expected: list[str]) -> None:
    assert starts(checked_rule(rule(rrule)))[: len(expected)] == expected


def test_plain_and_counted_weekdays_may_stand_together() -> None:
    mixed = rule("FREQ=MONTHLY;BYDAY=1MO,FR", last=date(2026, 12, 31))
    assert starts(mixed)[-5:] == [f"2026-12-{day} 09:00" for day in ("04", "07", "11", "18", "25")]


def test_a_rule_ends_with_its_last_date() -> None:
    given_rule = rule("FREQ=DAILY", last=date(2026, 11, 25))
    assert starts(given_rule) == ["2026-11-23 09:00", "2026-11-24 09:00", "2026-11-25 09:00"]
    assert starts(given_rule, date(2026, 11, 26)) == []


def test_a_rule_goes_on_for_a_year_unless_told_otherwise() -> None:
    assert default_last(FIRST) == date(2027, 11, 23)
    assert default_last(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("rrule", "reason"),
    [
        ("", "unreadable"),
        ("every monday", "unreadable"),
        ("BYDAY=MO", "unreadable"),
        ("FREQ=FORTNIGHTLY", "unreadable"),
        ("FREQ=WEEKLY;BYDAY=XX", "unreadable"),
        ("FREQ=WEEKLY;BYDAY=1MO", "unreadable"),
        ("FREQ=WEEKLY;BYHOUR=24", "unreadable"),
        ("FREQ=WEEKLY;BYHOUR=1_0", "unreadable"),
        ("FREQ=WEEKLY;BYHOUR=٣", "unreadable"),
        ("FREQ=WEEKLY;BYMONTHDAY=13", "unreadable"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "unreadable"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "unreadable"),
        ("FREQ=MONTHLY;BYSETPOS=1", "unreadable"),
        ("FREQ=DAILY;FREQ=WEEKLY", "unreadable"),
        ("FREQ=DAILY;INTERVAL=0", "unreadable"),
        ("FREQ=DAILY;INTERVAL=2,3", "unreadable"),
        ("FREQ=DAILY;BYSECOND=30", "unreadable"),
        ("FREQ=DAILY;BYEASTER=1", "unreadable"),
        ("FREQ=DAILY;X" + "X" * 600, "unreadable"),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", "until"),
        ("DTSTART:20261123T090000 RRULE:FREQ=DAILY", "until"),
        ("FREQ=SECONDLY", "flood"),
        ("FREQ=MINUTELY;INTERVAL=30", "flood"),
        ("FREQ=HOURLY;BYMINUTE=0,10,20,30,40,50", "flood"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5", "never"),
        ("FREQ=HOURLY;INTERVAL=2;BYHOUR=10", "never"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "never"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_with_its_reason(rrule: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        checked_rule(rule(rrule))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"last": FIRST - timedelta(days=1)}, "dates"),
        ({"last": FIRST + timedelta(days=4000)}, "dates"),
        ({"length": 4}, "length"),
        ({"length": 1441}, "length"),
        ({"start": 1440}, "start"),
        ({"start": -1}, "start"),
    ],
)
def test_impossible_dates_and_lengths_are_refused(other: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        checked_rule(rule("FREQ=DAILY", **other))


def _refused(wanted: Recurring) -> None:
    with pytest.raises(ValueError, match=r"never|flood"):
        checked_rule(wanted)


def test_the_work_is_bounded_whatever_the_rule_says() -> None:
    ten_years = FIRST + timedelta(days=3650)
    for rrule in ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;INTERVAL=2;BYHOUR=10", "FREQ=HOURLY"):
        wanted = rule(rrule, last=ten_years)
        assert calls(lambda wanted=wanted: _refused(wanted)) < 2_000_000
    assert MOST == 10_000


def test_a_rule_is_spelled_canonically() -> None:
    assert spelling(" rrule:freq=weekly; byday=mo,we ;") == "FREQ=WEEKLY;BYDAY=MO,WE"
    checked = checked_rule(rule("rrule:freq=daily"))
    assert checked == replace(rule("rrule:freq=daily"), rrule="FREQ=DAILY")


def test_rules_overlap_where_their_occurrences_meet() -> None:
    lunch = rule("FREQ=WEEKLY;BYDAY=MO", start=720, length=60)
    beside = rule("FREQ=WEEKLY;BYDAY=MO;INTERVAL=1", start=780, length=60)
    across = rule("FREQ=MONTHLY;BYDAY=1MO", start=750, length=15)
    night = rule("FREQ=WEEKLY;BYDAY=SU", start=1380, length=900)
    assert overlapping(lunch, (lunch, beside, across, night)) == (across, night)
    assert overlapping(lunch, ()) == ()
    over = replace(across, first=date(2028, 1, 1), last=date(2028, 12, 31))
    assert overlapping(lunch, (over,)) == ()


def test_a_rule_that_meets_itself_is_no_overlap() -> None:
    twice = rule("FREQ=DAILY;BYHOUR=9,10", length=90)
    assert overlapping(twice, (rule("FREQ=DAILY", start=1200),)) == ()
