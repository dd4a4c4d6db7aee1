"""Taking back what was done to somebody's place in a waiting list."""

from dataclasses import replace

from core.effects import Change
from core.errors import Code, Refused
from core.jsonable import load
from core.ports import UnitOfWork, World
from core.queries import ShowWaiting
from core.usecases.freed import offer_freed
from core.usecases.undone import Undone, untouched
from core.usecases.waitlist import locked, out_of_line
from core.waiting import Standing, Waiting


async def undo_waiting(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Take who joined out of the line; put who left back to where they were, for as long as the class has not begun."""
    current = untouched(await locked(uow, ShowWaiting(waiting_id=change.entity_id)), change.after)
    if change.before is None:
        saved = await out_of_line(uow, world, current, Standing.LEFT)
        return Undone(before=current, after=saved)
    now = world.clock.now()
    if current.slot.start <= now:
        raise Refused(Code.ALREADY_OVER, start=current.slot.start)
    before = load(Waiting, change.before)
    back = replace(before, standing=Standing.WAITING, offered_until=None, version=current.version)
    saved = await uow.waitlist.save(replace(back, updated_at=now))
    return Undone(before=current, after=saved, notes=await offer_freed(uow, world, saved.session))
