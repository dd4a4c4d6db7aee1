"""Noting the meeting room that was made for a booking."""

from dataclasses import replace
from datetime import datetime

from core.booking import Booking, Side
from core.commands import Outcome
from core.commands.rooms import NoteRoom
from core.effects import News
from core.errors import Code, Refused
from core.event_types import Place
from core.ports import UnitOfWork, World
from core.rooms import MADE, wants_room
from core.usecases import checks
from core.usecases.finding import booking_of
from core.usecases.settling import Turned, settle

LINK = 500
"""Most characters of a link."""


async def note_room(uow: UnitOfWork, world: World, command: NoteRoom) -> Outcome:
    """Keep link and name of a booking's room, and tell both sides of an active booking where to meet.

    All dates of a series meet in the room of the first that has got one; both sides are told once.
    """
    booking = await booking_of(uow, command.booking_id)
    if booking.place.kind not in MADE:
        raise Refused(Code.INVALID, field="place", why="kind")
    shared = booking.series_id is not None and booking.place.detail and booking.room != command.room
    after = booking if shared else _with_room(booking, command, world.clock.now())
    if after == booking:
        return Outcome(value=booking)
    turned = Turned(before=booking, after=after, by=Side.SYSTEM, news=_news(booking, after))
    outcome = await settle(uow, world, command, turned)
    others = await _for_the_others(uow, outcome.value, world.clock.now())
    return replace(outcome, told=tuple(replace(each, others=others) for each in outcome.told))


def _with_room(booking: Booking, command: NoteRoom, now: datetime) -> Booking:
    link = checks.line(command.link, "link", LINK)
    if link == booking.place.detail and command.room == booking.room:
        return booking
    told_anew = int(booking.active and link not in ("", booking.place.detail))
    return replace(
        booking,
        place=Place(booking.place.kind, link),
        room=command.room,
        sequence=booking.sequence + told_anew,
        updated_at=now,
    )


def _news(before: Booking, after: Booking) -> News | None:
    return News.LINKED if after.sequence > before.sequence else None


async def _for_the_others(uow: UnitOfWork, booking: Booking, now: datetime) -> tuple[Booking, ...]:
    """Have the other dates of a series meet in the same room, if they have none of their own; return them."""
    if booking.series_id is None or not booking.place.detail:
        return ()
    dates = await uow.bookings.of_series(booking.series_id)
    bare = [each for each in dates if each.active and wants_room(each) and not each.place.detail]
    return tuple(
        [
            await uow.bookings.save(
                replace(
                    each,
                    place=booking.place,
                    room=booking.room,
                    sequence=each.sequence + 1,
                    updated_at=now,
                )
            )
            for each in bare
            if each.id != booking.id
        ]
    )
