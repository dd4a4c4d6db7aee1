"""From news to what has to be sent: messages in talks, letters, reminders."""

from collections.abc import Sequence
from dataclasses import replace

from bot.links import Links
from bot.messages import Address, Letter
from bot.notices.chats import Present, chat, enclosing, lapse, tell
from bot.notices.entries import entries, targets_of
from bot.notices.later import follow, reminders
from bot.notices.letters import FOR_CALENDARS, letters
from bot.notices.letters import code_letter as letter_with
from bot.notices.letters import enclosed as letter_enclosed
from bot.notices.notes import pass_on
from bot.notices.parties import Parties, parties_of
from bot.notices.rooms import patiently, rooms, with_link
from bot.notices.talks import wanted
from bot.ports import UnitOfWork
from core.calendars import Calendar
from core.commands import Command, Outcome, SendCode
from core.effects import Effect, Kind, Told
from core.people import Host
from core.ports import World

__all__ = ["announce", "chat", "code_letter", "enclosed", "enclosing", "lapse", "pass_on", "reminders"]


async def announce(
    uow: UnitOfWork, world: World, links: Links, outcome: Outcome, speaker: Address | None
) -> tuple[Address, ...]:
    """Write what has to be sent for the news of an outcome; return the talks that were spoken to."""
    spoken: list[Address] = []
    present = Present(speaker, world.clock.now(), links)
    for told in outcome.told:
        targets = await targets_of(uow, told)
        parties = _written(await parties_of(uow, told.booking), told, targets)
        await uow.outbox.add(*entries(told, targets, present.now))
        written = letters(await with_link(uow, told), parties, links, present.now)
        await uow.outbox.add(*await wanted(uow, told, parties, patiently(told, written)))
        await uow.outbox.add(*rooms(told, present.now))
        await follow(uow, told, parties.host, present.now)
        spoken += await tell(uow, told, parties, present)
    for note in outcome.notes:
        spoken += await pass_on(uow, links, note, present)
    return tuple(spoken)


async def enclosed(uow: UnitOfWork, links: Links, outcome: Outcome, host: Host | None) -> Letter | None:
    """Return the letter whose invitation belongs to what is answered to who did it: a host, or with None the invitee."""
    for told in outcome.told:
        if told.news in FOR_CALENDARS:
            parties = await parties_of(uow, told.booking)
            return letter_enclosed(told, _written(parties, told, await targets_of(uow, told)), links, host)
    return None


def _written(parties: Parties, told: Told, targets: Sequence[Calendar]) -> Parties:
    """Return the parties with those in whose calendars the booking stands; a host who takes part no more is not among them."""
    former = set(told.before.host_ids if told.before else ()) - set(told.booking.host_ids)
    return replace(parties, calendars=frozenset(each.host_id for each in targets) - former)


async def code_letter(uow: UnitOfWork, world: World, command: Command, outcome: Outcome, locale: str) -> None:
    """Queue the letter with a one-time code."""
    if not isinstance(command, SendCode):
        return
    now = world.clock.now()
    payload, lane = letter_with(command, str(outcome.value), locale, now)
    key = f"code:{world.chance.uuid()}"
    await uow.outbox.add(Effect(key=key, kind=Kind.MAIL, lane=lane, due=now, payload=payload))
