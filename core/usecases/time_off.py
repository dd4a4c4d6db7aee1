"""Being away, and being back."""

from dataclasses import replace

from core.booking import ACTIVE
from core.commands import AddTimeOff, AwayReport, Outcome, RemoveTimeOff
from core.errors import Code, Refused
from core.hours import TimeOff
from core.interval import Interval, subtract
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import host_of, there
from core.usecases.shows import AHEAD
from core.usecases.undone import KEPT


async def add_time_off(uow: UnitOfWork, world: World, command: AddTimeOff) -> Outcome:
    """Take time off; bookings inside it stand, and are reported as clashes."""
    host = await host_of(uow, command.host_id)
    _require_sound(command.during, world)
    time_off = TimeOff(
        id=world.chance.uuid(),
        host_id=host.id,
        during=command.during,
        reason=checks.line(command.reason, "reason", checks.REASON),
    )
    await uow.availability.add_time_off(time_off)
    booked = await uow.bookings.of_host(host.id, command.during, ACTIVE)
    clashes = tuple(each for each in booked if each.slot.overlaps(command.during))
    change = await record(uow, world, Deed(command=command, actor=host_actor(host.id), after=time_off))
    return Outcome(value=AwayReport(time_off=time_off, clashes=clashes), changes=(change,))


async def remove_time_off(uow: UnitOfWork, world: World, command: RemoveTimeOff) -> Outcome:
    """End time off that is not over yet, or take a part out of it."""
    now = world.clock.now()
    ahead = await uow.availability.time_off(command.host_id, Interval(now, now + AHEAD))
    time_off = there(next((each for each in ahead if each.id == command.time_off_id), None), "time_off")
    kept = _kept(time_off, command, world)
    await uow.availability.remove_time_off(time_off.id)
    for each in kept:
        await uow.availability.add_time_off(each)
    beside = {f"{KEPT}{number}": (each, each) for number, each in enumerate(kept)}
    deed = Deed(command=command, actor=host_actor(command.host_id), before=time_off, beside=beside)
    return Outcome(value=time_off, changes=(await record(uow, world, deed),))


def _kept(time_off: TimeOff, command: RemoveTimeOff, world: World) -> tuple[TimeOff, ...]:
    """Return what stays of time off of which a part is taken out."""
    if command.during is None:
        return ()
    if not command.during.overlaps(time_off.during):
        raise Refused(Code.INVALID, field="during", why="range")
    rest = subtract((time_off.during,), (command.during,))
    return tuple(replace(time_off, id=world.chance.uuid(), during=each) for each in rest)


def _require_sound(during: Interval, world: World) -> None:
    now = world.clock.now()
    if during.end <= now:
        raise Refused(Code.INVALID, field="during", why="past")
    if during.start >= during.end or during.end > now + AHEAD:
        raise Refused(Code.INVALID, field="during", why="range")
