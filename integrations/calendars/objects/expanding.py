"""Which occurrences the events of one UID have within a stretch of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from icalendar import Calendar
from recurring_ical_events import CalendarQuery, Occurrence
from recurring_ical_events.adapters.event import EventAdapter
from recurring_ical_events.selection.name import ComponentsWithName
from typing_extensions import override

from core.interval import Interval
from integrations.calendars.objects import rules
from integrations.calendars.objects.reading import BROKEN, DAY
from integrations.calendars.objects.values import VEvent

_AROUND = 2 * DAY
"""Whole days and floating times lie up to a day beside what they seem to be by UTC."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One occurrence: the event that describes it, when it is, and when it was meant to be; None: it does not recur."""

    event: VEvent
    start: date
    end: date
    original: date | None = None


def occurrences(group: Sequence[VEvent], within: Interval) -> Iterator[Seen]:
    """Yield what the events of one UID come to around a stretch of time; of what cannot be followed, what it says itself."""
    changed = [each for each in group if "RECURRENCE-ID" in each]
    bases = _newest([each for each in group if "RECURRENCE-ID" not in each])
    if not bases:
        yield from map(_alone, changed)
    for number, base in enumerate(bases):
        yield from _of_one(base, changed if number == 0 else [], within)


def _newest(events: Sequence[VEvent]) -> list[VEvent]:
    """Return those of the highest SEQUENCE; some feeds give one UID to events that have nothing in common, and all of them count."""
    newest = max((_sequence(each) for each in events), default=0)
    return list({each["DTSTART"].dt: each for each in events if _sequence(each) == newest}.values())


def _sequence(event: VEvent) -> int:
    said = event.get("SEQUENCE", 0)
    return said if isinstance(said, int) else 0


def _alone(event: VEvent) -> Seen:
    original = event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None
    return Seen(event, event["DTSTART"].dt, event["DTEND"].dt, original)


def _of_one(base: VEvent, changed: Sequence[VEvent], within: Interval) -> Iterator[Seen]:
    first = _alone(base)
    try:
        yield from _expanded(base, changed, within)
    except BROKEN:
        yield first
        yield from map(_alone, changed)


def _expanded(base: VEvent, changed: Sequence[VEvent], within: Interval) -> list[Seen]:
    followed = [rule for rule in rules.rules_of(base) if rules.sound(rule)]
    base.pop("RRULE", None)
    start = base["DTSTART"].dt
    if not changed and not followed and "RDATE" not in base:
        return [_alone(base)]
    where = start.tzinfo if isinstance(start, datetime) else None
    for rule in followed:
        flood = rules.flood(rule, where)
        if flood is not None:
            return [_always(base, flood, within)]
        if isinstance(start, datetime):
            rules.in_utc(rule, where)
    base["RRULE"] = followed
    if len(followed) == 1 and "RDATE" not in base and not any(_and_all_after(each) for each in changed):
        rules.hasten(base, followed[0], within.start)
    return _by_library([base, *changed], within)


def _and_all_after(event: VEvent) -> bool:
    return "RANGE" in event["RECURRENCE-ID"].params


def _always(base: VEvent, flood: rules.Flood, within: Interval) -> Seen:
    """What comes too often to be followed takes up all the time; where it takes up none, so does this."""
    start, end = base["DTSTART"].dt, base["DTEND"].dt
    if start == end:
        return _alone(base)
    start = (
        start
        if isinstance(start, datetime)
        else datetime(start.year, start.month, start.day, tzinfo=within.end.tzinfo)
    )
    until = min(flood.until or within.end, within.end)
    return Seen(base, start, max(until, start))


class _Adapter(EventAdapter):  # type: ignore[misc] # the library has no types
    """An event to the library."""

    @property
    def event(self) -> VEvent:
        """The event itself."""
        return self._component


class _Found(Occurrence):  # type: ignore[misc]
    """An occurrence that is not copied into an event of its own."""

    @override
    def as_component(self, keep_recurrence_attributes: bool) -> Any:
        return self

    def seen(self) -> Seen:
        """Return it as we know it."""
        adapter: Any = self._adapter
        own = adapter.is_modification() and not adapter.this_and_future
        original = adapter.event["RECURRENCE-ID"].dt if own else self.start
        return Seen(adapter.event, self.start, self.end, original)


_KIND = ComponentsWithName("VEVENT", adapter=_Adapter, occurrence=_Found)


def _by_library(events: Sequence[VEvent], within: Interval) -> list[Seen]:
    calendar = Calendar()
    for each in events:
        calendar.add_component(each)
    found: Any = CalendarQuery(calendar, components=[_KIND])
    return [each.seen() for each in found.between(within.start - _AROUND, within.end + _AROUND)]
