"""Recurring events come when a slow and plain reading of RFC 5545 says, on both sides of the days when clocks change."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.interval import Interval
from core.zones import zone
from integrations.calendars.objects.events import Reading, events_of
from tests.support.calendars.objects import calendar

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "UTC",
]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
WINDOW = Interval(datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC))


@dataclass(frozen=True)
class Rule:
    """A rule of days, weeks, months or years, and the event that it repeats."""

    kind: str
    interval: int
    start: datetime
    minutes: int
    where: str
    days: frozenset[int]
    count: int | None
    until: int | None
    """Days after the start."""
    left_out: frozenset[int]
    """Which occurrences are taken out, by number."""

    def lines(self) -> str:
        """Return it as a calendar has it."""
        form = "%Y%m%dT%H%M%S"
        rule = f"FREQ={self.kind};INTERVAL={self.interval}"
        if self.kind == "WEEKLY" and self.days:
            rule += ";BYDAY=" + ",".join(DAYS[each] for each in sorted(self.days))
        if self.count is not None:
            rule += f";COUNT={self.count}"
        elif self.until is not None:
            last = (self.start + timedelta(days=self.until)).replace(tzinfo=zone(self.where)).astimezone(UTC)
            rule += f";UNTIL={last:{form}}Z"
        taken = [at for number, at in enumerate(self.walls(40)) if number in self.left_out]
        gone = "".join(f"\nEXDATE;TZID={self.where}:{at:{form}}" for at in taken)
        return f"UID:1\nDTSTART;TZID={self.where}:{self.start:{form}}\nDURATION:PT{self.minutes}M\nRRULE:{rule}{gone}"

    def walls(self, most: int | None = None) -> Iterator[datetime]:
        """Yield what a clock on the wall shows when it comes, day after day from the first."""
        day, found = self.start.date(), 0
        while day < date(2026, 5, 1) and (most is None or found < most):
            at = datetime.combine(day, self.start.time())
            if self.comes(day):
                if self.count is not None and found >= self.count:
                    return
                if (
                    self.count is None
                    and self.until is not None
                    and day > self.start.date() + timedelta(days=self.until)
                ):
                    return
                found += 1
                yield at
            day += timedelta(days=1)

    def comes(self, day: date) -> bool:
        """Whether it comes on a date; the date on which it begins always counts."""
        first = self.start.date()
        match self.kind:
            case "DAILY":
                return (day - first).days % self.interval == 0
            case "WEEKLY":
                weeks = (
                    (day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))
                ).days // 7
                return weeks % self.interval == 0 and day.weekday() in (self.days or {first.weekday()})
            case "MONTHLY":
                months = (day.year - first.year) * 12 + day.month - first.month
                return (
                    months % self.interval == 0 and day.day == first.day <= monthrange(day.year, day.month)[1]
                )
            case _:
                return (day.year - first.year) % self.interval == 0 and (day.month, day.day) == (
                    first.month,
                    first.day,
                )

    def expected(self) -> list[tuple[datetime, datetime]]:
        """Return when it takes up time within the window."""
        kept = (at for number, at in enumerate(self.walls()) if number not in self.left_out or number >= 40)
        spans = []
        for wall in kept:
            start = wall.replace(tzinfo=zone(self.where)).astimezone(UTC)
            length = (self.start + timedelta(minutes=self.minutes)) - self.start
            end = (wall + length).replace(tzinfo=zone(self.where)).astimezone(UTC)
            if start < end and start < WINDOW.end and WINDOW.start < end:
                spans.append((start, end))
        return sorted(spans)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Draw a rule whose first day is one on which it comes."""
    kind = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    day = draw(st.dates(date(2013, 1, 1) if kind != "DAILY" else date(2024, 6, 1), date(2026, 4, 15)))
    at = draw(st.times(time(5), time(22, 30)).map(lambda each: each.replace(second=0, microsecond=0)))
    return Rule(
        kind=kind,
        interval=draw(st.integers(1, 4)),
        start=datetime.combine(day, at),
        minutes=draw(st.integers(1, 60)),
        where=draw(st.sampled_from(ZONES)),
        days=draw(st.frozensets(st.integers(0, 6))) | {day.weekday()},
        count=draw(st.none() | st.integers(1, 400)),
        until=draw(st.none() | st.integers(0, 800)),
        left_out=draw(st.frozensets(st.integers(0, 39), max_size=4)),
    )


@settings(max_examples=150, deadline=None)
@given(rules())
def test_a_rule_comes_when_a_plain_reading_of_it_says(rule: Rule):
    found = events_of(calendar(rule.lines()), Reading(within=WINDOW))
    assert sorted((each.during.start, each.during.end) for each in found) == rule.expected()
    assert len({each.remote for each in found}) == len(found)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_whatever_is_done_to_an_object_it_is_read_or_refused(noise: bytes, at: int, to: int):
    from integrations.calendars.objects.lines import UnreadableError

    text = calendar(
        "UID:1\nDTSTART;TZID=Europe/Berlin:20260301T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU\n"
        "EXDATE;TZID=Europe/Berlin:20260302T100000",
        "UID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260303T100000\nDTSTART:20260304T100000Z\nDTEND:20260304T110000Z",
    ).encode()
    spoiled = text[: min(at, to)] + noise + text[max(at, to) :]
    try:
        for each in events_of(spoiled, Reading(within=WINDOW)):
            assert each.during.overlaps(WINDOW)
    except UnreadableError:
        pass
