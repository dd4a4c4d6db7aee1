"""The address of a calendar feed that a host sends is a secret: it is connected when the delivery comes in, and kept nowhere but sealed."""

import hashlib
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from bot.calendar_wishes import CONNECTED, FEED_MASK, PAUSE, feed_in
from bot.messages import Incoming
from bot.ports import UnitOfWork
from bot.rooms import same_person
from core.calendars import Account, Provider, RemoteCalendar
from core.commands import ConnectAccount
from core.errors import Refused
from core.ports import World
from core.usecases import perform
from core.usecases.signing import locks

REMOTE = "feed"
"""What the calendar of a feed is called at the provider; see `integrations.calendars.ics`."""


def is_feed(incoming: Incoming) -> bool:
    """Whether a delivery is the address of a feed, sent where its sender speaks for themselves and nobody reads along."""
    where = incoming.address
    private = not where.thread and where.chat == where.room
    return private and not incoming.choice and feed_in(incoming.text) is not None


async def attach(uow: UnitOfWork, world: World, incoming: Incoming) -> Incoming:
    """Connect the feed of which a host sends the address; return the delivery that says what came of it, which is kept in its place.

    It is read for the first time soon after, as every calendar is; that there is none shows then. Of somebody who is no
    host yet only the address is forgotten.
    """
    masked = replace(incoming, text=FEED_MASK)
    address, host_id = feed_in(incoming.text), await _host_at(uow, incoming)
    if address is None or host_id is None:
        return masked
    try:
        await locks.admit_to_server(uow, world, str(host_id))
        async with uow.attempt():
            outcome = await perform(uow, world, await _command(uow, host_id, address))
    except Refused:
        return replace(masked, choice=f"{CONNECTED}{PAUSE}")
    account: Account = outcome.value
    return replace(masked, choice=f"{CONNECTED}{account.id}")


async def _host_at(uow: UnitOfWork, incoming: Incoming) -> UUID | None:
    where = incoming.address
    for room in same_person(where.room):
        person_id = await uow.conversations.person_at(where.channel, where.account, room)
        host = await uow.people.host_of(person_id) if person_id else None
        if host:
            return host.id
    return None


async def _command(uow: UnitOfWork, host_id: UUID, address: str) -> ConnectAccount:
    subject = hashlib.sha256(address.encode()).hexdigest()
    others = [each for each in await uow.calendars.accounts(host_id) if each.subject != subject]
    name = _unused(urlsplit(address).hostname or REMOTE, {each.name for each in others})
    return ConnectAccount(
        host_id=host_id,
        provider=Provider.ICS,
        subject=subject,
        name=name,
        secrets={"url": address},
        calendars=(RemoteCalendar(remote=REMOTE, name=name, zone="", primary=True),),
    )


def _unused(name: str, taken: set[str]) -> str:
    """Return a name that no other account has: `example.com`, `example.com 2`."""
    names = (name if n == 1 else f"{name} {n}" for n in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)
