"""The local copy of what stands in calendars, what it shows of hosts' time, and our own entries there, in the database."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from core.calendars import Entry, Provider, RemoteEvent, Seen, Showing, Trouble, Unread, full_name
from core.interval import Interval
from storage.dialects import among
from storage.tables import busy, calendar, calendar_account, entry
from storage.transaction import Found, Repository

_OF = busy.c.calendar_id == value("of_calendar")
_TOUCHES = sa.and_(busy.c.ends > value("begins"), busy.c.starts < value("until"))
_IN_SERIES = sa.text("busy.series <> ''")  # as the index says it
COPY = sa.select(busy).where(_OF, _TOUCHES).order_by(busy.c.starts, busy.c.ends, busy.c.remote)
KNOWN = sa.select(busy).where(_OF, among(busy.c.remote, "ids"))
KNOWN_SERIES = sa.select(busy).where(_OF, _IN_SERIES, among(busy.c.series, "ids"))
DROP = sa.delete(busy).where(_OF, among(busy.c.remote, "ids"))
DROP_SERIES = sa.delete(busy).where(_OF, _IN_SERIES, among(busy.c.series, "ids"))
CLEAR = sa.delete(busy).where(_OF, _TOUCHES)
_EVENT = insert(busy)
PUT = _EVENT.on_conflict_do_update(
    index_elements=["calendar_id", "remote"],
    set_={
        name: _EVENT.excluded[name]
        for name in ("series", "starts", "ends", "all_day", "showing", "tag", "booking_id")
    },
)

_TAKES_UP = sa.and_(
    busy.c.calendar_id == calendar.c.id,
    _TOUCHES,
    busy.c.starts < busy.c.ends,
    busy.c.booking_id.is_(None),
    busy.c.showing != Showing.FREE.value,
)
SEEN = (
    sa.select(
        # As the driver gives them: most of the time that thousands of rows took went into making ids of texts.
        sa.type_coerce(calendar.c.id, sa.String).label("id"),
        sa.type_coerce(calendar.c.host_id, sa.String).label("host_id"),
        calendar.c.provider,
        calendar.c.name,
        calendar.c.trouble,
        calendar.c.since,
        calendar.c.covers_from.is_(None).label("never_read"),
        calendar_account.c.name.label("account"),
        calendar_account.c.trouble.label("account_trouble"),
        calendar_account.c.since.label("account_since"),
        busy.c.starts,
        busy.c.ends,
        busy.c.showing,
    )
    .join(calendar_account, calendar_account.c.id == calendar.c.account_id)
    .outerjoin(busy, _TAKES_UP)
    .where(among(calendar.c.host_id, "host_ids"), calendar.c.checked)
    .order_by(calendar.c.host_id, busy.c.starts, busy.c.ends, calendar.c.name, calendar.c.id)
)

ENTRY = sa.select(entry).where(entry.c.booking_id == value("of_booking"), entry.c.host_id == value("of_host"))
ENTRIES = (
    sa.select(entry)
    .where(among(entry.c.booking_id, "booking_ids"))
    .order_by(entry.c.booking_id, entry.c.host_id)
)
_ENTRY = insert(entry)
SAVE_ENTRY = _ENTRY.on_conflict_do_update(
    index_elements=["booking_id", "host_id"],
    set_={
        name: _ENTRY.excluded[name]
        for name in ("calendar_id", "remote", "tag", "starts", "ends", "sequence", "gone")
    },
)


class CalendarCopies(Repository):
    """The part of `core.ports.calendars.Calendars` that is about what stands in calendars."""

    async def copy(self, calendar_id: UUID, within: Interval) -> Sequence[RemoteEvent]:
        """Return what the local copy of a calendar holds that touches a stretch of time, by start."""
        of = {"of_calendar": calendar_id, "begins": within.start, "until": within.end}
        return [_event(row) for row in await self._transaction.rows(COPY, **of)]

    async def known(self, calendar_id: UUID, ids: Sequence[str]) -> Sequence[RemoteEvent]:
        """Return what the local copy holds under these ids, of events or of series, by id."""
        of = {"of_calendar": calendar_id, "ids": list(ids)}
        rows = [row for each in (KNOWN, KNOWN_SERIES) for row in await self._transaction.rows(each, **of)]
        found = {row.remote: _event(row) for row in rows}
        return [found[each] for each in sorted(found)]

    async def change_copy(
        self, calendar_id: UUID, gone: frozenset[str], events: Sequence[RemoteEvent]
    ) -> None:
        """Drop from the local copy what has one of these ids (of events or series), then put events in place."""
        if gone:
            of = {"of_calendar": calendar_id, "ids": sorted(gone)}
            await self._transaction.run(DROP, **of)
            await self._transaction.run(DROP_SERIES, **of)
        await self._put(calendar_id, events)

    async def replace_copy(self, calendar_id: UUID, within: Interval, events: Sequence[RemoteEvent]) -> None:
        """Have the local copy hold, of what touches a stretch of time, exactly these events."""
        of = {"of_calendar": calendar_id, "begins": within.start, "until": within.end}
        await self._transaction.run(CLEAR, **of)
        await self._put(calendar_id, events)

    async def _put(self, calendar_id: UUID, events: Sequence[RemoteEvent]) -> None:
        # In one order, so that two who write the same calendar wait for each other instead of standing in each other's way.
        ordered = sorted(events, key=lambda each: each.remote)
        await self._transaction.each(PUT, [_event_values(calendar_id, each) for each in ordered])

    async def seen(self, host_ids: Sequence[UUID], within: Interval) -> Mapping[UUID, Seen]:
        """Return what the checked calendars of hosts show of a stretch of time; hosts without any are left out."""
        of = {"host_ids": host_ids, "begins": within.start, "until": within.end}
        rows = await self._transaction.rows(SEEN, **of)
        by_host = groupby(rows, lambda row: row.host_id)
        return {UUID(str(host_id)): _seen(list(found)) for host_id, found in by_host}

    async def entry(self, booking_id: UUID, host_id: UUID) -> Entry | None:
        """Return the entry of a booking in a host's calendar."""
        found = await self._transaction.row(ENTRY, of_booking=booking_id, of_host=host_id)
        return _entry(found) if found else None

    async def entries(self, booking_ids: Sequence[UUID]) -> Sequence[Entry]:
        """Return all entries of bookings, by booking and host."""
        return [_entry(row) for row in await self._transaction.rows(ENTRIES, booking_ids=booking_ids)]

    async def save_entry(self, entry: Entry) -> None:
        """Insert or replace an entry."""
        await self._transaction.run(SAVE_ENTRY, **_entry_values(entry))


def _event(row: Found) -> RemoteEvent:
    return RemoteEvent(
        remote=row.remote,
        series=row.series,
        during=Interval(row.starts, row.ends),
        all_day=row.all_day,
        showing=Showing(row.showing),
        tag=row.tag,
        booking_id=row.booking_id,
    )


def _event_values(calendar_id: UUID, event: RemoteEvent) -> dict[str, Any]:
    return {
        "calendar_id": calendar_id,
        "remote": event.remote,
        "series": event.series,
        "starts": event.during.start,
        "ends": event.during.end,
        "all_day": event.all_day,
        "showing": event.showing.value,
        "tag": event.tag,
        "booking_id": event.booking_id,
    }


def _seen(rows: Sequence[Found]) -> Seen:
    calendars = {row.id: row for row in rows}
    names = {key: full_name(row.name, row.account) for key, row in calendars.items()}
    busy: list[tuple[Interval, str]] = []
    tentative: list[tuple[Interval, str]] = []
    for row in rows:  # written out: fifty hosts have thousands of them
        if row.starts is not None:
            found = tentative if row.showing == Showing.TENTATIVE.value else busy
            found.append((Interval(row.starts, row.ends), names[row.id]))
    unread = (_unread(row) for row in calendars.values() if _is_unread(row))
    return Seen(
        busy=tuple(busy),
        tentative=tuple(tentative),
        unread=tuple(sorted(unread, key=lambda each: each.calendar)),
    )


def _is_unread(row: Found) -> bool:
    return bool(row.trouble or row.account_trouble or row.never_read)


def _unread(row: Found) -> Unread:
    return Unread(
        host_id=UUID(str(row.host_id)),
        calendar=full_name(row.name, row.account),
        provider=Provider(row.provider),
        since=row.since or row.account_since,
        trouble=Trouble(row.trouble or row.account_trouble),
    )


def _entry(row: Found) -> Entry:
    return Entry(
        booking_id=row.booking_id,
        host_id=row.host_id,
        calendar_id=row.calendar_id,
        remote=row.remote,
        tag=row.tag,
        during=Interval(row.starts, row.ends),
        sequence=row.sequence,
        gone=row.gone,
    )


def _entry_values(entry: Entry) -> dict[str, Any]:
    return {
        "booking_id": entry.booking_id,
        "host_id": entry.host_id,
        "calendar_id": entry.calendar_id,
        "remote": entry.remote,
        "tag": entry.tag,
        "starts": entry.during.start,
        "ends": entry.during.end,
        "sequence": entry.sequence,
        "gone": entry.gone,
    }
