"""What every change of a booking has in common: it is saved, put on record and told to both sides."""

from dataclasses import dataclass
from uuid import UUID

from core.booking import Booking, Side
from core.commands import Command, Outcome
from core.effects import News, Told
from core.ports import UnitOfWork, World
from core.usecases.audit import Deed, booking_actor, host_actor, record
from core.usecases.freed import hold_line, seats_freed


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A booking before and after one side's step, and the news it makes, if any."""

    before: Booking
    after: Booking
    by: Side
    news: News | None
    host_id: UUID | None = None
    """Which of its hosts acted, where a host did; None is the booking's own."""


async def settle(uow: UnitOfWork, world: World, command: Command, turned: Turned) -> Outcome:
    """Save the booking (the database judges its time), offer the seats it gave up, and return what was done."""
    await hold_line(uow, turned.before)
    saved = await uow.bookings.save(turned.after)
    actor = _actor(saved, turned)
    deed = Deed(command=command, actor=actor, before=turned.before, after=saved)
    change = await record(uow, world, deed)
    notes = await seats_freed(uow, world, turned.before, saved)
    return Outcome(value=saved, told=told(turned, saved), changes=(change,), notes=notes)


def _actor(booking: Booking, turned: Turned) -> str:
    if turned.by is Side.HOST and turned.host_id is not None:
        return host_actor(turned.host_id)
    return booking_actor(booking, turned.by)


def told(turned: Turned, saved: Booking) -> tuple[Told, ...]:
    """Return the news for both sides."""
    if turned.news is None:
        return ()
    return (Told(news=turned.news, booking=saved, by=turned.by, before=turned.before),)
