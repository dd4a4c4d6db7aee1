"""Reads what stands in a calendar: all of a stretch of time, or what has changed since a delta link."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from typing_extensions import override
from yarl import URL

from core.calendars import Calendar, Changes, RemoteEvent
from core.errors import Outdated, Transient
from core.interval import Interval
from integrations.calendars.microsoft.graph import Graph, Json, part
from integrations.calendars.microsoft.wire import (
    EXPANDED,
    SELECTED,
    counts,
    identity,
    is_thin,
    read_event,
    trimmed,
)

MOST_EVENTS = 50_000
"""Events of one reading; more are not believed."""
MANY_SERIES = 40
"""If more recurring events have changed than this, all is read anew: that takes fewer requests."""
AT_A_TIME = 200
"""Events that are read before others have their turn."""
MARGIN = timedelta(days=1)
"""Graph places all-day events by UTC, we by the calendar's zone; so we ask for a day more on both sides."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """From where the next reading goes on: a delta link, which is for one stretch of time only."""

    stretch: Interval
    link: str

    @override
    def __str__(self) -> str:
        """Return it as it is kept."""
        return f"{self.stretch.start.isoformat()} {self.stretch.end.isoformat()} {self.link}"

    @classmethod
    def of(cls, kept: str) -> Self:
        """Return what was kept; raise Outdated if it cannot be read."""
        try:
            start, end, link = kept.split(" ")
            return cls(Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)), link)
        except ValueError:
            raise Outdated("the cursor cannot be read") from None


@dataclass(slots=True)
class Round:
    """What one round of changes says."""

    items: dict[str, Json] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    link: str = ""

    def take(self, page: Json) -> None:
        """Add a page; raise Transient if it is none. Of what comes twice the later one counts."""
        for raw in events_of(page):
            named = identity(raw)
            if "@removed" in raw:
                self.removed.add(named)
                self.items.pop(named, None)
            else:
                self.items[named] = trimmed(raw)
                self.removed.discard(named)
        self.link = str(page.get("@odata.deltaLink") or "")
        if len(self.items) + len(self.removed) > MOST_EVENTS:
            raise Transient("Microsoft's changes have no end")

    @property
    def masters(self) -> Mapping[str, Json]:
        """Recurring events by id; they stand for their occurrences, not for themselves."""
        return {named: raw for named, raw in self.items.items() if raw.get("type") == "seriesMaster"}

    @property
    def series(self) -> frozenset[str]:
        """Ids of all recurring events that it says anything about."""
        named = {raw.get("seriesMasterId") for raw in self.items.values()}
        return frozenset({*self.masters, *(each for each in named if isinstance(each, str) and each)})

    @property
    def singles(self) -> Iterable[Json]:
        """Events that are no part of a recurring one."""
        masters = self.masters
        return (
            raw for named, raw in self.items.items() if named not in masters and not raw.get("seriesMasterId")
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads calendars by Graph."""

    graph: Graph

    async def standing(self, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        """Return all that touches a stretch of time, recurring events expanded by Graph."""
        query = {**_stretch(within), "$select": SELECTED, "$expand": EXPANDED}
        first = self.graph.address(f"/me/calendars/{part(calendar.remote)}/calendarView", query)
        found = {raw["id"]: read_event(raw, calendar.zone) async for raw in self._events(first)}
        return _kept(found.values(), within)

    async def whole(self, calendar: Calendar, within: Interval) -> Changes:
        """Return all that touches a stretch of time, and from where changes go on."""
        path = f"/me/calendars/{part(calendar.remote)}/calendarView/delta"
        try:
            found = await self._round(self.graph.address(path, _stretch(within)))
        except Outdated:
            raise Transient("Microsoft cannot tell what stands in the calendar") from None
        masters = found.masters
        there = {named: raw for named, raw in found.items.items() if named not in masters}
        lost = {str(raw["seriesMasterId"]) for raw in there.values() if is_thin(raw)} - set(masters)
        events = [
            read_event(raw, calendar.zone, masters.get(str(raw.get("seriesMasterId"))))
            async for raw in _in_turns(there.values())
            if not (is_thin(raw) and raw["seriesMasterId"] in lost)
        ]
        events += await self._occurrences(calendar, lost, within)
        return Changes(events=_kept(events, within), cursor=str(Cursor(within, found.link)), whole=True)

    async def since(self, calendar: Calendar, within: Interval) -> Changes:
        """Return what has changed since the calendar's cursor, in its stretch of time; raise Outdated if that is another one.

        Of a recurring event all occurrences are read again: Graph says neither which were deleted, nor of those that are
        there more than their times.
        """
        cursor = Cursor.of(calendar.cursor)
        if not cursor.stretch.contains(within):
            raise Outdated("another stretch of time is asked for")
        found = await self._round(self._going_on(cursor))
        if len(found.series) > MANY_SERIES:
            raise Outdated("too much has changed")
        events = [read_event(raw, calendar.zone) async for raw in _in_turns(found.singles)]
        events += await self._occurrences(calendar, found.series, cursor.stretch)
        return Changes(
            events=_kept(events, cursor.stretch),
            gone=frozenset({*found.removed, *found.items, *found.series}),
            cursor=str(Cursor(cursor.stretch, found.link)),
        )

    def _going_on(self, cursor: Cursor) -> URL:
        try:
            return self.graph.linked(cursor.link)
        except Transient:
            raise Outdated("the cursor is of another server") from None

    async def _round(self, first: URL) -> Round:
        """Read all pages of changes; raise Transient if they do not end with a delta link of this server."""
        found = Round()
        async for page in self.graph.pages(first):
            found.take(page)
        self.graph.linked(found.link)
        return found

    async def _occurrences(
        self, calendar: Calendar, series: Iterable[str], within: Interval
    ) -> list[RemoteEvent]:
        """Return the occurrences of recurring events; none of one that is gone."""
        found: dict[str, RemoteEvent] = {}
        for each in sorted(series):
            query = {**_stretch(within), "$select": SELECTED}
            first = self.graph.address(f"/me/events/{part(each)}/instances", query)
            async for raw in self._events(first, missing=True):
                found[raw["id"]] = read_event({"seriesMasterId": each, **raw}, calendar.zone)
        return list(found.values())

    async def _events(self, first: URL, *, missing: bool = False) -> AsyncIterator[Json]:
        """Yield the events of all pages; with `missing` none if there is no such thing."""
        count = 0
        async for page in self.graph.pages(first, expected=(404,) if missing else ()):
            if missing and "error" in page:
                return
            for raw in events_of(page):
                identity(raw)
                count += 1
                yield raw
            if count > MOST_EVENTS:
                raise Transient("Microsoft's events have no end")


def events_of(page: Json) -> Sequence[Json]:
    """Return what a page lists; raise Transient if it lists nothing that could be read."""
    listed = page.get("value")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Transient("Microsoft's answer is not what Graph says")
    return listed


async def _in_turns(raws: Iterable[Json]) -> AsyncIterator[Json]:
    """Yield what is given, and let others have their turn now and then: thousands take a while."""
    for number, raw in enumerate(raws):
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)
        yield raw


def _kept(events: Iterable[RemoteEvent], within: Interval) -> tuple[RemoteEvent, ...]:
    return tuple(each for each in events if counts(each) and each.during.overlaps(within))


def _stretch(within: Interval) -> dict[str, str]:
    start, end = within.start - MARGIN, within.end + MARGIN
    return {"startDateTime": f"{start:%Y-%m-%dT%H:%M:%SZ}", "endDateTime": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
