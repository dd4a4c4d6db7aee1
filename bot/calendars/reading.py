"""Reading one calendar: asked outside of any transaction, then kept in one, with what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bot import metrics
from bot.calendars.access import Accounts
from bot.calendars.clashes import clash_notes
from bot.calendars.entries import OVER
from bot.calendars.house import Household
from bot.calendars.troubles import answered
from bot.ports import UnitOfWork
from core import syncing
from core.booking import ACTIVE, Booking
from core.calendars import Calendar, Changes, Entry, RemoteEvent
from core.effects import Note
from core.errors import ConflictError, Outdated
from core.interval import Interval
from core.people import Host
from core.syncing import Edit, Plan, Reading, Standing
from core.usecases.entries import entry_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a provider said, and what we knew before we asked."""

    calendar: Calendar
    """As it was when it was asked for."""
    within: Interval
    changes: Changes
    entries: Mapping[UUID, Entry]
    """Our entries in it, by booking."""


class Reader:
    """Reads calendars."""

    def __init__(self, house: Household, accounts: Accounts) -> None:
        """Nothing is read before it is asked for."""
        self._house = house
        self._accounts = accounts

    async def read(self, calendar: Calendar) -> Sequence[Edit]:
        """Read a calendar and keep what was read; return what was done to our entries, which is still to be dealt with.

        Raises the provider's `Fault`s, ConflictError if somebody else has read it meanwhile.
        """
        answer = await self._asked(calendar)
        found: list[Edit] = []

        async def keep(uow: UnitOfWork) -> tuple[Note, ...]:
            found.clear()
            return await self._keep(uow, answer, found)

        await self._house.write(keep)
        kind = "whole" if answer.changes.whole else "changes"
        metrics.calendar_readings.labels(calendar.provider.value, kind).inc()
        return found

    # -- outside -----------------------------------------------------------------------------------

    async def _asked(self, calendar: Calendar) -> Answer:
        """Ask for what has changed, or for everything if that is due or the cursor is worth nothing any more."""
        now = self._house.world.clock.now()
        async with self._house.storage.reading() as uow:
            standing = await _standing(uow, calendar, now)
        entries = {each.booking_id: each for each in standing.entries}
        within = syncing.within(calendar, now)
        cursor = "" if syncing.anew(calendar, now) else calendar.cursor
        try:
            changes = await self._changes(replace(calendar, cursor=cursor), within)
        except Outdated:
            within = syncing.cover(now)
            changes = await self._changes(replace(calendar, cursor=""), within)
        return Answer(calendar=calendar, within=within, changes=changes, entries=entries)

    async def _changes(self, calendar: Calendar, within: Interval) -> Changes:
        return await self._accounts.ask(
            calendar.account_id, lambda service, access: service.changes(access, calendar, within)
        )

    # -- inside ------------------------------------------------------------------------------------

    async def _keep(self, uow: UnitOfWork, answer: Answer, found: list[Edit]) -> tuple[Note, ...]:
        """Keep a reading and gather what was done to our entries; return what is to be told."""
        reading = await self._reading(uow, answer)
        if reading is None:
            return ()
        plan = syncing.plan(reading)
        saved = await uow.calendars.save_calendar(_not_later(plan.calendar, reading.calendar, answer))
        if not plan.believed:
            return ()
        await _copy(uow, reading, plan)
        standing = await _standing(uow, saved, reading.now)
        if standing.host is None:
            return ()
        found += await _edits(uow, plan, standing, answer, reading.now)
        await _adopt(uow, plan, standing, reading.now)
        if saved.target:
            await _catch_up(uow, saved, standing, reading.now)
        clashes = syncing.clashes(reading, plan, standing.own, standing.host.calendar_rules)
        return (
            *await clash_notes(uow, self._house.links, saved, standing.host, clashes),
            *await answered(uow, self._house.world, saved.account_id),
        )

    async def _reading(self, uow: UnitOfWork, answer: Answer) -> Reading | None:
        """Return the reading beside what is known now; None if the calendar is gone. Raise ConflictError if it was read meanwhile."""
        asked, changes = answer.calendar, answer.changes
        current = await uow.calendars.calendar(asked.id)
        if current is None:
            return None
        if (current.cursor, current.covers, current.read_at) != (asked.cursor, asked.covers, asked.read_at):
            raise ConflictError("the calendar was read by somebody else")
        if changes.whole:
            before = await uow.calendars.copy(current.id, answer.within)
        else:
            ids = changes.gone | {each.remote for each in changes.events}
            before = await uow.calendars.known(current.id, sorted(ids)) if ids else ()
        return Reading(
            calendar=current,
            within=answer.within,
            changes=changes,
            now=self._house.world.clock.now(),
            before={each.remote: each for each in before},
        )


def _not_later(after: Calendar, current: Calendar, answer: Answer) -> Calendar:
    """Return the calendar to be kept: if somebody hurried it while it was read, it is read again at once."""
    hurried = current.due_at < answer.calendar.due_at
    return replace(after, due_at=min(after.due_at, current.due_at)) if hurried else after


async def _copy(uow: UnitOfWork, reading: Reading, plan: Plan) -> None:
    if not plan.whole:
        await uow.calendars.change_copy(plan.calendar.id, plan.gone, plan.events)
        return
    was = reading.calendar.covers or reading.within
    all_known = Interval(min(was.start, reading.within.start), max(was.end, reading.within.end))
    await uow.calendars.replace_copy(plan.calendar.id, all_known, plan.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """A host's bookings to come, and our entries of them in one calendar."""

    host: Host | None
    own: tuple[Booking, ...] = ()
    """In which they take part as a host."""
    bookings: Mapping[UUID, Booking]
    """These and those that they booked with others, by id."""
    entries: tuple[Entry, ...] = ()
    elsewhere: tuple[Entry, ...] = ()
    """The same in other calendars of theirs."""


async def _standing(uow: UnitOfWork, calendar: Calendar, now: datetime) -> _Standing:
    host = await uow.people.host(calendar.host_id)
    if host is None:
        return _Standing(host=None, bookings={})
    own = await uow.bookings.of_host(host.id, syncing.cover(now), ACTIVE)
    booked = await uow.bookings.of_person(host.person_id, now)
    bookings = {each.id: each for each in (*own, *booked) if each.active and each.slot.end > now}
    of_host = [each for each in await uow.calendars.entries(list(bookings)) if each.host_id == host.id]
    return _Standing(
        host=host,
        own=tuple(each for each in own if each.id in bookings),
        bookings=bookings,
        entries=tuple(each for each in of_host if each.calendar_id == calendar.id),
        elsewhere=tuple(each for each in of_host if each.calendar_id != calendar.id),
    )


async def _edits(
    uow: UnitOfWork, plan: Plan, standing: _Standing, answer: Answer, now: datetime
) -> Sequence[Edit]:
    """Return what was done to our entries, going by the copy as it is now."""
    ours = [
        Standing(
            booking=standing.bookings[each.booking_id],
            entry=each,
            read=answer.entries.get(each.booking_id) == each,
        )
        for each in standing.entries
    ]
    shown = await uow.calendars.known(plan.calendar.id, [each.entry.remote for each in ours]) if ours else ()
    by_id: dict[str, RemoteEvent] = {each.series: each for each in shown if each.series}
    by_id |= {each.remote: each for each in shown}
    if not all(each.read for each in ours):  # what was written while it was read is looked at again
        await uow.calendars.hurry(plan.calendar.id, now)
    found = syncing.edits(plan.calendar, ours, by_id, now)
    return syncing.believable(found, shaken=plan.shaken)


async def _adopt(uow: UnitOfWork, plan: Plan, standing: _Standing, now: datetime) -> None:
    """Have taken out what we wrote without hearing that it was written, for bookings that do not stand any more."""
    host, calendar = standing.host, plan.calendar
    account = await uow.calendars.account(calendar.account_id)
    for event in plan.events:
        if host is None or account is None or event.booking_id is None:
            continue
        booking = None if event.booking_id in standing.bookings else await _ended(uow, event, host)
        if booking:
            await uow.calendars.save_entry(_stray(booking, host, calendar, event))
            await uow.outbox.add(entry_again(booking, calendar, account.version, now))


async def _ended(uow: UnitOfWork, event: RemoteEvent, host: Host) -> Booking | None:
    """Return the booking of an event of ours if it was cancelled and nothing is known of the event."""
    booking = await uow.bookings.booking(event.booking_id) if event.booking_id else None
    if booking is None or booking.status not in OVER or await uow.calendars.entry(booking.id, host.id):
        return None
    takes_part = host.id in booking.host_ids or host.person_id == booking.invitee.person_id
    return booking if takes_part else None


def _stray(booking: Booking, host: Host, calendar: Calendar, event: RemoteEvent) -> Entry:
    return Entry(
        booking_id=booking.id,
        host_id=host.id,
        calendar_id=calendar.id,
        remote=event.remote,
        tag=event.tag,
        during=event.during,
        sequence=booking.sequence,
    )


async def _catch_up(uow: UnitOfWork, calendar: Calendar, standing: _Standing, now: datetime) -> None:
    """Have written what stands and is not in any calendar of the host's yet, or not as it is now."""
    account = await uow.calendars.account(calendar.account_id)
    missing = syncing.unwritten(standing.bookings.values(), (*standing.entries, *standing.elsewhere))
    if account:
        await uow.outbox.add(*(entry_again(each, calendar, account.version, now) for each in missing))
