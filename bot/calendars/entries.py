"""Writing bookings into calendars: whatever happened, a calendar is made to show a booking as it is now."""

from dataclasses import dataclass, replace
from uuid import UUID

from bot import metrics
from bot.calendars.access import Accounts
from bot.calendars.drafts import draft_of
from bot.calendars.house import Household
from bot.calendars.troubles import unwritable
from bot.notices.parties import parties_of
from bot.ports import UnitOfWork
from bot.post import Delivery
from core.booking import Booking, Status
from core.calendars import Calendar, Draft, Entry, RemoteEvent, Showing, Written
from core.commands import NoteRoom
from core.effects import Note
from core.errors import Refused, Rejected, Revoked, Transient
from core.interval import Interval
from core.people import Host
from core.rooms import event_room

OVER = frozenset({Status.CANCELLED, Status.REFUNDED})
"""Statuses of which a calendar shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be done in one calendar for one booking."""

    booking: Booking
    calendar: Calendar
    known: Entry | None
    """What we have written there."""
    draft: Draft | None
    """What is to stand there; None: nothing."""


class Entries:
    """Carries out `Kind.ENTRY`: looks at the booking as it is now, so that a row may come late, or twice."""

    def __init__(self, house: Household, accounts: Accounts) -> None:
        """Nothing is written before it is asked for."""
        self._house = house
        self._accounts = accounts

    async def carry_out(self, delivery: Delivery) -> None:
        """Have a host's calendar show a booking as it is; raise a `Fault` that may pass.

        What cannot be written for good is told to the host, and written when the calendar can be written again.
        """
        async with self._house.storage.reading() as uow:
            task = await self._task(uow, delivery)
        if task is None:
            return
        try:
            written = await self._ask(task)
        except Revoked:
            return
        except Rejected:
            metrics.calendar_failures.labels(task.calendar.provider.value, "entry").inc()
            await self._house.write(lambda uow: self._refused(uow, task.calendar))
        else:
            await self._house.write(lambda uow: self._keep(uow, task, written))
            await self._note_room(task, written)
            if written and written.pending:
                raise Transient("the meeting room is still being made")

    async def _task(self, uow: UnitOfWork, delivery: Delivery) -> Task | None:
        """Return what is to be done, None if it is done or cannot be."""
        booking = await uow.bookings.booking(UUID(delivery.payload["booking_id"]))
        host = await uow.people.host(UUID(delivery.payload["host_id"]))
        if booking is None or host is None:
            return None
        known = await uow.calendars.entry(booking.id, host.id)
        calendar = await _calendar(uow, host, known)
        if calendar is None:
            return None
        here = known if known and known.calendar_id == calendar.id else None
        wanted = booking.status not in OVER and _takes_part(booking, host)
        if not wanted:
            stands = here and not here.gone
            return Task(booking=booking, calendar=calendar, known=here, draft=None) if stands else None
        if self._settled(booking, here, again=bool(delivery.payload.get("again"))):
            return None
        parties = await parties_of(uow, booking)
        reader = (host, calendar)
        draft = draft_of(booking, parties, reader, self._house.links, self._house.world.clock)
        return Task(booking=booking, calendar=calendar, known=here, draft=draft)

    def _settled(self, booking: Booking, known: Entry | None, *, again: bool) -> bool:
        """Say whether there is nothing to write: it is over and was never there, or its host took just this out."""
        if known is None:
            return booking.slot.end <= self._house.world.clock.now()
        return known.gone and known.sequence == booking.sequence and not again

    async def _ask(self, task: Task) -> Written | None:
        calendar, draft, known = task.calendar, task.draft, task.known
        if draft:
            return await self._accounts.ask(
                calendar.account_id, lambda service, access: service.put(access, calendar, draft, known)
            )
        if known:
            await self._accounts.ask(
                calendar.account_id, lambda service, access: service.remove(access, calendar, known)
            )
        return None

    async def _keep(self, uow: UnitOfWork, task: Task, written: Written | None) -> tuple[Note, ...]:
        """Remember what stands in the calendar now, in the entry and in the copy."""
        if await uow.calendars.calendar(task.calendar.id) is None:
            return ()  # disconnected meanwhile
        if written and task.draft:
            await uow.calendars.save_entry(_entry(task.draft, task.calendar, written))
            shown = (_shown(task.draft, written),)
            await uow.calendars.change_copy(task.calendar.id, frozenset(), shown)
        elif task.known:
            await uow.calendars.save_entry(replace(task.known, gone=True, sequence=task.booking.sequence))
            await uow.calendars.change_copy(task.calendar.id, frozenset({task.known.remote}), ())
        return ()

    async def _refused(self, uow: UnitOfWork, calendar: Calendar) -> tuple[Note, ...]:
        """Note that a calendar cannot be written, and tell its host once."""
        return await unwritable(uow, calendar)

    async def _note_room(self, task: Task, written: Written | None) -> None:
        """Keep the address of the meeting room that came with the event."""
        booking, draft = task.booking, task.draft
        if not (written and written.link and draft and draft.meeting):
            return
        command = NoteRoom(booking_id=booking.id, link=written.link, room=event_room(booking))
        try:
            await self._house.perform(command)
        except Refused as refused:  # the booking is another than when we asked: its own row follows
            raise Rejected(f"the room was not kept: {refused.refusal.code.value}") from None


async def _calendar(uow: UnitOfWork, host: Host, known: Entry | None) -> Calendar | None:
    """Return where a booking stands or is to stand: where it was written, as long as it is there, else the target."""
    if known and not known.gone:
        return await uow.calendars.calendar(known.calendar_id)
    targets = await uow.calendars.targets((host.id,))
    return targets[0] if targets else None


def _takes_part(booking: Booking, host: Host) -> bool:
    return host.id in booking.host_ids or host.person_id == booking.invitee.person_id


def _entry(draft: Draft, calendar: Calendar, written: Written) -> Entry:
    return Entry(
        booking_id=draft.booking_id,
        host_id=draft.owner,
        calendar_id=calendar.id,
        remote=written.remote,
        tag=written.tag,
        during=draft.during,
        sequence=draft.sequence,
    )


def _shown(draft: Draft, written: Written) -> RemoteEvent:
    return RemoteEvent(
        remote=written.remote,
        during=Interval(draft.during.start, draft.during.end),
        showing=Showing.TENTATIVE if draft.tentative else Showing.BUSY,
        tag=written.tag,
        booking_id=draft.booking_id,
    )
