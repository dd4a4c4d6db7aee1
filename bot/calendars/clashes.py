"""Outside events over bookings: told to the host and, softly, to the invitee; once."""

from collections.abc import Iterable
from typing import Any

from bot.links import Links
from bot.messages import Called
from bot.ports import UnitOfWork
from bot.scene import meeting
from core.booking import Booking, Side
from core.calendars import Calendar, full_name
from core.effects import Note, Notice
from core.people import Host
from core.syncing import Clash
from core.usecases.noting import host_note


async def clash_notes(
    uow: UnitOfWork, links: Links, calendar: Calendar, host: Host, clashes: Iterable[Clash]
) -> tuple[Note, ...]:
    """Return what both sides of a booking are told of an event over it, unless they were told already."""
    notes = [
        note for each in clashes for note in await _notes_of(uow, links, (calendar, host), each)
    ]  # few: one for each booking
    return tuple([note for note in notes if not await uow.post.begun(f"note:{note.key}:")])


async def _notes_of(
    uow: UnitOfWork, links: Links, whose: tuple[Calendar, Host], clash: Clash
) -> tuple[Note, Note]:
    calendar, host = whose
    account = await uow.calendars.account(calendar.account_id)
    key = f"{clash.booking.id}:{clash.booking.sequence}:{clash.event.remote}"
    facts = booking_facts(clash.booking, host.name, Side.HOST) | {
        "calendar": full_name(calendar.name, account.name if account else ""),
        "who": clash.booking.invitee.name,
        "busy_start": clash.event.during.start.isoformat(),
        "busy_end": clash.event.during.end.isoformat(),
        "link": links.manage(clash.booking, Side.HOST),
    }
    told = host_note(host, Notice.CALENDAR_CLASH, key, facts)
    return told, _soft(clash.booking, host, key, links)


def _soft(booking: Booking, host: Host, key: str, links: Links) -> Note:
    """Tell the invitee that something has come up, and nothing of what."""
    invitee = booking.invitee
    return Note(
        key=f"{Notice.CAME_UP.value}:{key}",
        notice=Notice.CAME_UP,
        person_id=invitee.person_id,
        email=invitee.email,
        name=invitee.name,
        locale=invitee.locale,
        zone=invitee.zone,
        host_id=host.id,
        facts=booking_facts(booking, host.name, Side.INVITEE)
        | {"who": host.name, "link": links.manage(booking, Side.INVITEE)},
        not_after=booking.slot.start,
    )


def booking_facts(booking: Booking, host_name: str, side: Side) -> dict[str, Any]:
    """Return the facts by which a note tells one side of a booking."""
    called = meeting(booking, host_name, side)
    plain = called.title if isinstance(called, Called) else called
    return {
        "booking": str(booking.id),
        "title": plain,
        "with": called.who if isinstance(called, Called) else "",
        "start": booking.slot.start.isoformat(),
        "end": booking.slot.end.isoformat(),
    }
