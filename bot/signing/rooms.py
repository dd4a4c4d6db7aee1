"""The browser in which somebody signs in, and the web chat that was going on in it."""

from uuid import UUID

from bot.parting import CHANNEL
from bot.ports import UnitOfWork
from core.people import Person
from core.ports import Chance
from core.usecases.signing.people import become_one, is_nobody


async def who_talks(uow: UnitOfWork, room: str) -> Person | None:
    """Return who talked in the web chat of a browser, None if nobody did."""
    known = await uow.conversations.person_at(CHANNEL, "", room) if room else None
    return await uow.people.person(known) if known else None


async def move_in(uow: UnitOfWork, chance: Chance, person_id: UUID, room: str) -> str:
    """Let the web chat of a browser be a person's; return the visitor that the browser is from now on.

    It is always another one than before, so that who knew the old one is not let in with it. The talks go along, and
    who talked there and is nobody yet becomes the person; the talks of somebody else stay theirs.
    """
    fresh = chance.token()
    former = await who_talks(uow, room)
    if former and await _gives_way(uow, former, person_id) and not await uow.sessions.closed(room):
        await uow.conversations.move(CHANNEL, "", room, fresh)
        if former.id != person_id:
            await uow.conversations.reassign(CHANNEL, "", fresh, person_id)
            await become_one(uow, former.id, person_id)
    await uow.conversations.link(CHANNEL, "", fresh, person_id)
    return fresh


async def _gives_way(uow: UnitOfWork, former: Person, person_id: UUID) -> bool:
    if former.id == person_id:
        return True
    return await uow.people.host_of(former.id) is None and await is_nobody(uow, former)
