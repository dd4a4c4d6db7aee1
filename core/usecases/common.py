"""When several hosts are all free."""

from datetime import timedelta
from uuid import UUID

from core.common import Common, common_free
from core.errors import Code, Refused
from core.event_types import Assignment, EventType, Mode
from core.people import Rules
from core.ports import UnitOfWork, World
from core.queries import CommonFree
from core.usecases import checks
from core.usecases.situations import Wanted, team_situation

FEWEST, MOST = 2, 20
REACH = timedelta(days=92)
"""Longest stretch that is looked at."""
STEP = 15
"""Minutes between starts."""
_NOBODY = UUID(int=0)
"""The id of an event type that is not kept anywhere."""


async def show_common(uow: UnitOfWork, world: World, query: CommonFree) -> tuple[Common, ...]:
    """Return the times at which all of the hosts could meet by their own rules, the best first."""
    ids = tuple(dict.fromkeys(query.host_ids))
    checks.within(len(ids), "hosts", FEWEST, MOST, why="count")
    checks.within(query.length, "length", 5, 720)
    checks.within(query.most, "most", 1, 100)
    if query.within.length > REACH:
        raise Refused(Code.INVALID, field="within", why="range")
    wanted = Wanted(event_type=_meeting(world, ids, query.length), length=query.length, within=query.within)
    team = await team_situation(uow, world, wanted)
    if len(team.hosts) < len(ids):
        raise Refused(Code.NOT_FOUND, what="host")
    return common_free(team, query.within, query.most)


def _meeting(world: World, ids: tuple[UUID, ...], length: int) -> EventType:
    """Return the meeting that is asked about, as if it were an event type of all of them."""
    now = world.clock.now()
    return EventType(
        id=_NOBODY,
        host_id=ids[0],
        code="together",
        title="",
        lengths=(length,),
        rules=Rules(step=STEP),
        mode=Mode.COLLECTIVE,
        assignments=tuple(Assignment(host_id=each) for each in ids),
        created_at=now,
        updated_at=now,
    )
