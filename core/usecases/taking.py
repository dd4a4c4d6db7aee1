"""Which time of which hosts a command would take, so that their calendars can be looked at before it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.booking import Booking
from core.commands import (
    AnswerRequest,
    Book,
    BookSeries,
    ClosePoll,
    Command,
    MoveBooking,
    ProposeTime,
    TakeSeat,
    Undo,
)
from core.event_types import EventType, Mode
from core.interval import Interval, utc
from core.jsonable import load
from core.lifecycle import answers_proposal
from core.ports import UnitOfWork, World
from core.usecases.assigning import taking_part
from core.usecases.finding import bookable_of, booking_of, there
from core.usecases.situations import Wanted, one_start, require_free, team_situation
from core.usecases.team_choice import choose_party
from core.usecases.undo import last_change
from core.usecases.undo_booking import takes_again

TAKES = (Book, BookSeries, MoveBooking, AnswerRequest, ProposeTime, TakeSeat, ClosePoll, Undo)
"""Commands that may take time of hosts."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Time that would be taken."""

    hosts: tuple[UUID, ...]
    slots: tuple[Interval, ...]
    chosen: bool = False
    """Whether others would take part if these turned out to be busy."""

    @property
    def whole(self) -> Interval:
        """The stretch in which all of it lies."""
        return Interval(min(each.start for each in self.slots), max(each.end for each in self.slots))


async def taking(uow: UnitOfWork, world: World, command: Command) -> Taking | None:
    """Return whose time a command would take as things stand, None if nobody's; raise Refused as the command would."""
    match command:
        case Book() | BookSeries():
            event_type = await bookable_of(uow, command.host_id, command.event_type_id)
            starts = command.starts if isinstance(command, BookSeries) else (command.start,)
            slots = tuple(Interval.of(utc(each), command.length) for each in starts)
            seats = command.seats if isinstance(command, Book) else 1
            return await _of_type(uow, world, _Asked(event_type, slots, command.owner, seats))
        case TakeSeat():
            waiting = there(await uow.waitlist.waiting(command.waiting_id), "waiting")
            event_type = there(await uow.event_types.event_type(waiting.event_type_id), "event_type")
            asked = _Asked(event_type, (waiting.slot,), waiting.owner, waiting.seats)
            return await _of_type(uow, world, asked)
        case ClosePoll():
            return await _of_poll(uow, world, command)
        case MoveBooking() | AnswerRequest() | ProposeTime():
            booking = await booking_of(uow, command.booking_id)
            slot = _wished(command, booking)
            return Taking(booking.host_ids, (slot,)) if slot else None
        case Undo():
            return await _of_undo(uow, world, command)
        case _:
            return None


async def _of_undo(uow: UnitOfWork, world: World, command: Undo) -> Taking | None:
    change, now = await last_change(uow, world, command.actor), world.clock.now()
    if change.before is None or change.entity not in ("booking", "series"):
        return None
    dates = [change.before] if change.entity == "booking" else change.before["bookings"]
    again: list[Booking] = []
    for before in (load(Booking, each) for each in dates if each):
        current = await uow.bookings.booking(before.id)
        if current and takes_again(current, before, now):
            again.append(before)
    hosts = dict.fromkeys(host for each in again for host in each.host_ids)
    return Taking(tuple(hosts), tuple(each.slot for each in again)) if again else None


def _wished(command: MoveBooking | AnswerRequest | ProposeTime, booking: Booking) -> Interval | None:
    """Return the time to which a booking would go; a request that is accepted stays where it is, by its host's word."""
    match command:
        case MoveBooking():
            return Interval.of(utc(command.start), command.length or booking.slot.minutes)
        case ProposeTime():
            return command.proposal.slot
        case AnswerRequest():
            agreed = command.accept and answers_proposal(booking, command.by)
            return booking.proposal.slot if agreed and booking.proposal else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A meeting that is asked for, at one time or several."""

    event_type: EventType
    slots: tuple[Interval, ...]
    owner: str | None = None
    seats: int = 1


async def _of_poll(uow: UnitOfWork, world: World, command: ClosePoll) -> Taking | None:
    poll = there(await uow.polls.poll(command.poll_id), "poll")
    if command.option is None or not 0 <= command.option < len(poll.options):
        return None
    event_type = there(await uow.event_types.event_type(poll.event_type_id), "event_type")
    return await _of_type(uow, world, _Asked(event_type, (poll.options[command.option],)))


async def _of_type(uow: UnitOfWork, world: World, asked: _Asked) -> Taking | None:
    if not asked.slots:
        return None
    if asked.event_type.mode is not Mode.ROUND_ROBIN:
        return Taking(taking_part(asked.event_type), asked.slots)
    return Taking(await _in_turns(uow, world, asked), asked.slots, chosen=True)


async def _in_turns(uow: UnitOfWork, world: World, asked: _Asked) -> tuple[UUID, ...]:
    """Return whom turns would choose for each of the times, as far as is known now."""
    found: Sequence[UUID] = ()
    for slot in asked.slots:
        wanted = Wanted(
            event_type=asked.event_type,
            length=slot.minutes,
            within=one_start(slot.start),
            owner=asked.owner,
            seats=asked.seats,
        )
        team = await team_situation(uow, world, wanted)
        require_free(team, slot.start)
        found = (*found, *(await choose_party(uow, team, slot)).hosts)
    return tuple(dict.fromkeys(found))
