"""The events of a calendar object within a stretch of time, recurring ones expanded."""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock
from uuid import UUID

from core.calendars import RemoteEvent, Showing
from core.interval import Interval
from core.zones import instant
from integrations.calendars.objects.expanding import Seen, occurrences
from integrations.calendars.objects.far import near
from integrations.calendars.objects.lines import MARK, UnreadableError, lines_of
from integrations.calendars.objects.reading import BROKEN, event_of
from integrations.calendars.objects.showing import showing
from integrations.calendars.objects.values import VEvent
from integrations.calendars.objects.zones import Zones

MOST_OCCURRENCES = 200_000
"""Events of one object within what is asked for."""
LONGEST = 20.0
"""Seconds of work that reading one object may take; a busy machine takes none of them away."""
_WIDTH = 150
"""Longest UID that is an id as it is."""
_INVITED = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@parley")
"""The UID of an invitation by mail (`Booking.uid`), which mail programs put into calendars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is wanted of a calendar object."""

    within: Interval
    zone: str = ""
    """IANA; where floating times and whole days lie if the object does not say; empty: UTC."""
    mine: frozenset[str] = frozenset()
    """Addresses of the owner, in small letters: by them it is told whether they declined."""


def events_of(
    data: bytes | str, reading: Reading, *, series: str = "", tag: str = ""
) -> tuple[RemoteEvent, ...]:
    """Return what stands in an object and touches a stretch of time; what takes up none of it only if it is ours.

    With `series` all events of the object belong together under that id, else those with the same UID. What is broken
    is left out, the rest is read. Raise UnreadableError if the object is no calendar, or too much of one.
    """
    found, began = lines_of(data), time.thread_time()
    zones = Zones(found, reading.zone)
    kept = _Kept(reading, zones.name, series, tag)
    for uid, group in _groups(near(found.events, reading.within), zones).items():
        kept.add(uid, group)
        if time.thread_time() - began > LONGEST or len(kept.events) > MOST_OCCURRENCES:
            raise UnreadableError("it is too much to read")
    return tuple(kept.events.values())


def shortened(name: str) -> str:
    """Return an id as it is stored: itself, or a digest if it is long."""
    return name if len(name) <= _WIDTH else hashlib.sha256(name.encode()).hexdigest()


def booking_of(event: VEvent) -> UUID | None:
    """Return the booking for which we wrote an event, or whose invitation it is; None if it is none of ours."""
    uid = str(event["UID"])
    said, _, of = str(event.get(MARK, "")).partition(" ")
    if of == uid:
        with suppress(ValueError):
            return UUID(said)
    match = _INVITED.fullmatch(uid.strip())
    return UUID(match[1]) if match else None


def _groups(rows: Sequence[Sequence[str]], zones: Zones) -> dict[str, list[VEvent]]:
    groups: dict[str, list[VEvent]] = {}
    for each in rows:
        event = event_of(each, zones)
        if event is not None:
            groups.setdefault(str(event["UID"]), []).append(event)
    return groups


class _Kept:
    """The events that were found so far, by id."""

    def __init__(self, reading: Reading, zone: str, series: str, tag: str) -> None:
        self.events: dict[str, RemoteEvent] = {}
        self._reading, self._zone, self._series, self._tag = reading, zone, series, tag

    def add(self, uid: str, group: Sequence[VEvent]) -> None:
        """Add the occurrences of the events of one UID."""
        first, booking = group[0]["DTSTART"].dt, booking_of(group[0])
        for seen in occurrences(group, self._reading.within):
            # A host may have made our event recur: the one that we wrote stays ours, the others are theirs.
            ours = booking if seen.original in {None, first} else None
            with suppress(*BROKEN):
                self._add(self._series or shortened(uid), seen, ours)

    def _add(self, series: str, seen: Seen, ours: UUID | None) -> None:
        during = Interval(_moment(seen.start, self._zone), _moment(seen.end, self._zone))
        shown = showing(seen.event, self._reading.mine)
        if not during.overlaps(self._reading.within) or not (ours or _busy(during, shown)):
            return
        remote = self._fresh(series if ours else _name(series, seen.original))
        event = RemoteEvent(
            remote=remote,
            series="" if remote == series else series,
            during=during,
            all_day=not isinstance(seen.start, datetime),
            showing=shown,
            tag=self._tag,
            booking_id=ours,
        )
        self.events[event.remote] = event

    def _fresh(self, name: str) -> str:
        return next(each for each in _numbered(name) if each not in self.events)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 1
    while True:
        number += 1
        yield f"{name}~{number}"


def _busy(during: Interval, shown: Showing) -> bool:
    return shown is not Showing.FREE and during.start < during.end


def _moment(value: date, zone: str) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return instant(value, clock(), zone)


def _name(series: str, original: date | None) -> str:
    if original is None:
        return series
    if isinstance(original, datetime):
        return f"{series}#{original.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{series}#{original:%Y%m%d}"
