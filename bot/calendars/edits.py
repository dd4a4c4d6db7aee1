"""What a host did to our entries in their calendar: the booking follows, or they are asked, as they wish."""

from dataclasses import replace

from bot.calendars.access import Accounts
from bot.calendars.clashes import booking_facts
from bot.calendars.house import Household
from bot.ports import UnitOfWork
from core.booking import Side
from core.calendars import Calendar, Entry, WhenEdited
from core.commands import CancelBooking, Command, MoveBooking
from core.effects import Note, Notice
from core.errors import Refused
from core.people import Host
from core.syncing import Edit
from core.usecases.entries import entry_back
from core.usecases.noting import host_note


class Edits:
    """Deals with edits, each in transactions of its own; one that is dealt with already is left alone."""

    def __init__(self, house: Household, accounts: Accounts) -> None:
        """Nothing is done before it is asked for."""
        self._house = house
        self._accounts = accounts

    async def carry_out(self, calendar: Calendar, edit: Edit) -> None:
        """Deal with one edit in a calendar; raise the provider's `Fault`s where it has to be asked once more."""
        async with self._house.storage.reading() as uow:
            host = await uow.people.host(calendar.host_id)
        if host is None or (edit.to is None and await self._is_there(calendar, edit)):
            return
        if edit.lost:
            await self._write_again(calendar, edit)
        elif edit.to == edit.booking.slot:
            await self._note(edit, host, tell=False)
        elif not (edit.sure and host.calendar_rules.edited is WhenEdited.FOLLOW):
            await self._note(edit, host, tell=True)
        else:
            await self._follow(edit, host)

    async def _is_there(self, calendar: Calendar, edit: Edit) -> bool:
        """Look whether what seems to be deleted really is, before anything is done about it; if not, put the copy right."""
        at = edit.entry.during
        shown = await self._accounts.ask(
            calendar.account_id, lambda service, access: service.events(access, calendar, at)
        )
        found = tuple(each for each in shown if each.remote == edit.entry.remote)

        async def work(uow: UnitOfWork) -> tuple[Note, ...]:
            await uow.calendars.change_copy(calendar.id, frozenset(), found)
            return ()

        if found:
            await self._house.write(work)
        return bool(found)

    async def _follow(self, edit: Edit, host: Host) -> None:
        """Have the booking follow; ask where the rules say no."""
        try:
            await self._house.perform(_command(edit, host))
        except Refused:
            await self._note(edit, host, tell=True)

    async def _write_again(self, calendar: Calendar, edit: Edit) -> None:
        async def work(uow: UnitOfWork) -> tuple[Note, ...]:
            if await uow.calendars.entry(edit.entry.booking_id, edit.entry.host_id) == edit.entry:
                await uow.calendars.save_entry(_seen(edit))
                now = self._house.world.clock.now()
                await uow.outbox.add(entry_back(edit.booking, calendar, now))
            return ()

        await self._house.write(work)

    async def _note(self, edit: Edit, host: Host, *, tell: bool) -> None:
        """Remember the entry as it was seen, and ask the host about it; another edit of it will be another question."""

        async def work(uow: UnitOfWork) -> tuple[Note, ...]:
            current = await uow.calendars.entry(edit.entry.booking_id, edit.entry.host_id)
            booking = await uow.bookings.booking(edit.booking.id)
            if current != edit.entry or booking is None or booking.slot != edit.booking.slot:
                return ()
            await uow.calendars.save_entry(_seen(edit))
            if not (tell and booking.active):
                return ()
            return (self._question(edit, host, await _other(uow, edit, host)),)

        await self._house.write(work)

    def _question(self, edit: Edit, host: Host, other: str) -> Note:
        booking, side = edit.booking, _side(edit, host)
        facts = booking_facts(booking, other, side) | {
            "who": other,
            "side": side.value,
            "link": self._house.links.manage(booking, side),
        }
        if edit.to:
            facts |= {"to_start": edit.to.start.isoformat(), "to_end": edit.to.end.isoformat()}
        notice = Notice.ENTRY_MOVED if edit.to else Notice.ENTRY_DELETED
        return host_note(host, notice, f"{booking.id}:{self._house.world.clock.now().isoformat()}", facts)


async def _other(uow: UnitOfWork, edit: Edit, host: Host) -> str:
    """Return how who sits across the table is called."""
    if _side(edit, host) is Side.HOST:
        return edit.booking.invitee.name
    theirs = await uow.people.host(edit.booking.host_id)
    return theirs.name if theirs else ""


def _seen(edit: Edit) -> Entry:
    """Return the entry as it was seen."""
    return replace(edit.entry, during=edit.to) if edit.to else replace(edit.entry, gone=True)


def _side(edit: Edit, host: Host) -> Side:
    """Return which side of the booking a host is on; they may have booked with another."""
    return Side.HOST if host.id in edit.booking.host_ids else Side.INVITEE


def _command(edit: Edit, host: Host) -> Command:
    side = _side(edit, host)
    acting = host.id if side is Side.HOST else None
    if edit.to is None:
        return CancelBooking(booking_id=edit.booking.id, by=side, host_id=acting)
    return MoveBooking(
        booking_id=edit.booking.id,
        by=side,
        start=edit.to.start,
        length=edit.to.minutes,
        host_id=acting,
    )
