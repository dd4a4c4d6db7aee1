"""Links by which calendars are connected: made in a talk, and confirmed there where the browser is nobody we know."""

from datetime import timedelta

from bot.errands import MOST_ISSUED, VALID, Errand, IssueErrand, Purpose, digest
from bot.links import Links
from bot.messages import Address
from bot.ports import UnitOfWork
from core.commands import Outcome
from core.errors import Code, Refused
from core.ports import World

HOUR = timedelta(hours=1)


async def issue(uow: UnitOfWork, world: World, links: Links, command: IssueErrand) -> Outcome:
    """Make a link; raise Refused(TOO_MANY_ATTEMPTS)."""
    now, counted = world.clock.now(), f"errand-of:{command.person_id}"
    if await uow.codes.count(counted, now - HOUR) >= MOST_ISSUED:
        raise Refused(Code.TOO_MANY_ATTEMPTS, limit=MOST_ISSUED)
    await uow.codes.record(counted, now)
    secret = world.chance.token()
    await uow.errands.add(
        Errand(
            digest=digest(secret),
            purpose=Purpose.CONNECT,
            provider=command.provider.value,
            person_id=command.person_id,
            address=Address.of(command.address),
            facts={"host": str(command.host_id)},
            expires_at=now + VALID,
        )
    )
    return Outcome(value=links.connect(secret))
