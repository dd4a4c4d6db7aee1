"""Browsers part from the person who was signed in: the web chat that they are is nobody's any more."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from bot.conversation import Conversation
from bot.ports import UnitOfWork
from core.commands import Outcome, RevokeSessions
from core.ports import World
from core.signing import Session
from core.usecases import perform

CHANNEL = "webchat"


async def part(uow: UnitOfWork, person_id: UUID, sessions: Iterable[Session]) -> None:
    """Take the visitors of sessions that ended off a person, and forget what is open in their talks."""
    for room in dict.fromkeys(each.room for each in sessions if each.room):
        if await uow.conversations.person_at(CHANNEL, "", room) != person_id:
            continue
        for talk in await uow.conversations.in_room(CHANNEL, "", room):
            blank = Conversation(address=talk.address, version=talk.version, locale=talk.locale)
            await uow.conversations.save(replace(blank, person_id=None))
        await uow.conversations.unlink(CHANNEL, "", room, None)


async def log_out(uow: UnitOfWork, world: World, command: RevokeSessions) -> Outcome:
    """Log a person out everywhere, as they said in a chat; what they are in that chat stays theirs."""
    outcome = await perform(uow, world, command)
    left = (each for each in outcome.value if each.room != command.room)
    await part(uow, command.person_id, left)
    return outcome
