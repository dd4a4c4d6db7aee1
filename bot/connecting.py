"""Links by which calendars are connected: made in a talk, and confirmed there where the browser is nobody we know."""

import re
from dataclasses import replace
from datetime import timedelta
from hmac import compare_digest

from bot.calendar_wishes import CONNECTED, PAUSE, VALID, WRONG, IssueErrand
from bot.conversation import Conversation
from bot.errands import DIGITS, MOST_ISSUED, Errand, Purpose, digest
from bot.links import Links
from bot.messages import Address, Incoming, Saying
from bot.notices import chat
from bot.phrases import Voice, render
from bot.ports import UnitOfWork
from bot.understood import Asked
from core.calendars import Account
from core.commands import Outcome
from core.commands.calendars import ConnectAccount
from core.errors import Code, Refused
from core.jsonable import dump, load
from core.ports import World
from core.usecases import perform

HOUR = timedelta(hours=1)
MOST_WRONG = 5
"""Wrong codes after which nothing is connected."""
MASK = "•••"
"""Stands for a code where it is not kept."""
_WRITTEN = re.compile(r"\s*(\d{3})[\s-]?(\d{3})\s*")


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


async def connected(
    uow: UnitOfWork, world: World, command: ConnectAccount, errand: Errand
) -> tuple[Account, Incoming]:
    """Connect an account; return it, and the delivery that tells the talk that asked. Raise Refused."""
    if errand.address is None:
        raise TypeError("nobody asked for it in a talk")
    outcome = await perform(uow, world, command)
    account: Account = outcome.value
    return account, Incoming(
        key=f"connected:{errand.digest[:32]}",
        address=errand.address,
        at=world.clock.now(),
        choice=f"{CONNECTED}{account.id}",
    )


async def shown_code(uow: UnitOfWork, world: World, command: ConnectAccount, errand: Errand) -> str:
    """Keep an account until the talk that asked confirms it; return the code to be sent there, and tell that talk who wants what."""
    now, code = world.clock.now(), world.chance.digits(DIGITS)
    waiting = replace(
        errand,
        digest=digest(world.chance.token()),
        purpose=Purpose.CONFIRM,
        secrets={"command": dump(command)},
        expires_at=now + VALID,
    )
    await uow.errands.add(waiting)
    await uow.codes.put(_subject(waiting), _kept(waiting, code), waiting.expires_at)
    await _tell(uow, world, waiting, command)
    return code


async def _tell(uow: UnitOfWork, world: World, errand: Errand, command: ConnectAccount) -> None:
    if errand.address is None:
        return
    talk = await uow.conversations.get(errand.address) or Conversation(address=errand.address)
    now = world.clock.now()
    asked = Saying(phrase="connecting.somebody", facts={"account": veiled(command.name)})
    said = render((asked,), Voice(locale=talk.locale, zone="UTC", now=now))
    await uow.outbox.add(chat(f"confirm:{errand.digest[:32]}", errand.address, said, now))


def veiled(name: str) -> str:
    """Return how an account is called to who may not be its owner: `m…@example.com`."""
    local, at, domain = name.rpartition("@")
    return f"{local[:1]}…@{domain}" if at else name


# -- in the talk -----------------------------------------------------------------------------------


def is_code(incoming: Incoming) -> bool:
    """Whether a delivery can be the code that a page shows."""
    return not incoming.choice and _WRITTEN.fullmatch(incoming.text) is not None


async def confirm(uow: UnitOfWork, world: World, incoming: Incoming) -> Incoming | None:
    """Judge what may be a code; return the delivery that says what came of it, None if no code is waited for in this room.

    What is no right code may be one that was sent by mail, if the talk asks for that: it is counted all the same.
    """
    now, found = world.clock.now(), _WRITTEN.fullmatch(incoming.text)
    waiting = await uow.errands.confirming(incoming.address, now)
    if waiting is None or found is None:
        return None
    stored = await uow.codes.get(_subject(waiting))
    if stored is None or not compare_digest(stored[0], _kept(waiting, found[1] + found[2])):
        left = MOST_WRONG - await uow.codes.wrong(_subject(waiting))
        if left <= 0:
            await _drop(uow, world, waiting)
        asked = await _asks_for_code(uow, incoming.address)
        return None if asked else _instead(incoming, WRONG if left > 0 else PAUSE)
    return await _confirmed(uow, world, incoming, waiting)


async def _confirmed(uow: UnitOfWork, world: World, incoming: Incoming, waiting: Errand) -> Incoming | None:
    command = load(ConnectAccount, waiting.secrets["command"]) if waiting.secrets else None
    if not await _drop(uow, world, waiting):
        return None  # the same code, sent twice at once
    if command is None:  # its key was taken away in these few minutes
        return _instead(incoming, PAUSE)
    try:
        async with uow.attempt():
            _, told = await connected(uow, world, command, waiting)
    except Refused:
        return _instead(incoming, PAUSE)
    return replace(incoming, address=told.address, text=MASK, choice=told.choice)


def _instead(incoming: Incoming, verdict: str) -> Incoming:
    return replace(incoming, text=MASK, choice=f"{CONNECTED}{verdict}")


async def _asks_for_code(uow: UnitOfWork, address: Address) -> bool:
    talk = await uow.conversations.get(address)
    return talk is not None and talk.asked == Asked.CODE.value


async def _drop(uow: UnitOfWork, world: World, waiting: Errand) -> bool:
    """Forget what waits; False if somebody else just did."""
    await uow.codes.drop(_subject(waiting))
    return await uow.errands.use(waiting.digest, world.clock.now())


def _subject(errand: Errand) -> str:
    return f"errand:{errand.digest}"


def _kept(errand: Errand, code: str) -> str:
    return digest(f"{errand.digest}\n{code}")
