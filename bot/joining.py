"""Rooms become one person's: by a one-time code that was made in one and is presented in the other; and are parted again.

A code is presented by writing it, or by opening a link that writes it. It is looked at when the delivery comes in, in
the transaction that keeps it: what the code did and that it was presented are kept together, and the code itself is not.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.conversation import Conversation, Offer, token
from bot.messages import Address, Incoming, Option, Saying
from bot.notices import chat
from bot.phrases import Voice, render
from bot.ports import Room, UnitOfWork, Voucher
from bot.reach import (
    ALPHABET,
    LENGTH,
    MASK,
    MOST_ISSUED,
    MOST_WRONG,
    VALID,
    Disown,
    IssueVoucher,
    Purpose,
    code_in,
    digest,
)
from bot.scene import KEPT_OFFERS, LASTING, PRESENTED, with_offers
from bot.understood import Asked
from core.commands import Outcome
from core.errors import Code, Refused
from core.ports import Chance, World
from core.usecases.signing.people import become_one

HOUR = timedelta(hours=1)
FREE_TEXT = frozenset({Asked.QUESTION.value, Asked.TITLE.value, Asked.REASON.value})
"""Questions to which any text is an answer."""
ANY_THREAD = frozenset({"webchat", "console"})
"""Channels on which the page decides which talk is open, so that none can be opened from outside."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A delivery in which a code was presented, as it is kept; and the talks that were told of it."""

    incoming: Incoming
    spoken: tuple[Address, ...] = ()


def new_code(chance: Chance) -> str:
    """Return an unpredictable code, as it is written: `KX7M-29QP`. One without a letter is drawn again."""
    number = int.from_bytes(hashlib.sha256(chance.token().encode()).digest())
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    code = f"{''.join(signs[:4])}-{''.join(signs[4:])}"
    return code if code_in(code) else new_code(chance)


async def issue(uow: UnitOfWork, world: World, command: IssueVoucher) -> Outcome:
    """Make a code; raise Refused(TOO_MANY_ATTEMPTS)."""
    now, counted = world.clock.now(), f"voucher-of:{command.person_id}"
    if await uow.codes.count(counted, now - HOUR) >= MOST_ISSUED:
        raise Refused(Code.TOO_MANY_ATTEMPTS, limit=MOST_ISSUED)
    await uow.codes.record(counted, now)
    code = new_code(world.chance)
    await uow.vouchers.add(
        Voucher(
            digest=digest(code),
            person_id=command.person_id,
            purpose=command.purpose,
            address=Address.of(command.address),
            bound=command.bound,
            expires_at=now + VALID,
        )
    )
    return Outcome(value=code)


async def disown(uow: UnitOfWork, world: World, command: Disown) -> Outcome:
    """Take a room off a person: its talks are forgotten, it is told, and no open code of the person counts any more."""
    now = world.clock.now()
    where = Address(channel=command.channel, account=command.account, room=command.room)
    owner = await uow.conversations.person_at(where.channel, where.account, where.room)
    if owner != command.person_id:
        return Outcome()
    await uow.vouchers.revoke(command.person_id, now)
    for talk in await uow.conversations.in_room(where.channel, where.account, where.room):
        blank = Conversation(address=talk.address, version=talk.version, locale=talk.locale)
        await uow.conversations.save(replace(blank, person_id=command.previous))
    await uow.conversations.unlink(where.channel, where.account, where.room, command.previous)
    room = await uow.rooms.get(where.channel, where.account, where.room)
    talk_there = room.address if room else where
    said = render((Saying(phrase="reach.cut_off"),), Voice(locale="en", zone="UTC", now=now))
    await uow.outbox.add(chat(f"disowned:{world.chance.uuid()}", talk_there, said, now))
    return Outcome()


async def present(uow: UnitOfWork, world: World, incoming: Incoming) -> Presented:
    """Do what a code does that is presented; return the delivery that says what came of it, which is kept in its place.

    What looks like a code and is none may be the answer to a question that is open: it is then kept as it came.
    """
    code = code_in(incoming.text) or ""
    voucher, verdict = await _judged(uow, world, incoming.address, code)
    if voucher:
        return await _join(uow, world, incoming, voucher)
    if verdict == "wrong" and await _is_asked(uow, incoming.address):
        return Presented(incoming)
    return Presented(_kept(incoming, verdict))


async def _is_asked(uow: UnitOfWork, address: Address) -> bool:
    talk = await uow.conversations.get(address)
    return talk is not None and talk.asked in FREE_TEXT


def _kept(incoming: Incoming, verdict: str) -> Incoming:
    return replace(incoming, text=MASK, choice=f"{PRESENTED}{verdict}")


async def _judged(uow: UnitOfWork, world: World, where: Address, code: str) -> tuple[Voucher | None, str]:
    """Return the voucher, used up, or why it does nothing."""
    now, counted = world.clock.now(), f"voucher:{where.channel}|{where.account}|{where.room}"
    if where.chat != where.room:
        return None, "private"
    if await uow.codes.count(counted, now - HOUR) >= MOST_WRONG:
        return None, "pause"
    voucher = await uow.vouchers.get(digest(code))
    verdict = _verdict(voucher, where, world)
    if verdict not in ("", "here"):
        await uow.codes.record(counted, now)
    if voucher is None or verdict:
        return None, verdict
    if voucher.purpose is Purpose.LINK and await _is_anothers(uow, where, voucher):
        return None, "another"
    if not await uow.vouchers.use(voucher.digest, now):
        return None, "used"
    return voucher, ""


async def _is_anothers(uow: UnitOfWork, where: Address, voucher: Voucher) -> bool:
    """Say whether a room is surely not of who made the code: its person has proved another address, or is a host.

    A stranger may hand out a code of theirs, or a link that holds it; it must not take anybody's room away. A talk may
    go on there even so, as a talk of the one whose room it is.
    """
    owner = await uow.conversations.person_at(*_room_of(where))
    if owner is None or owner == voucher.person_id:
        return False
    theirs, ours = await uow.people.person(owner), await uow.people.person(voucher.person_id)
    if theirs is None or ours is None or theirs.is_surely(ours):
        return False
    return theirs.email_verified or theirs.phone_verified or await uow.people.host_of(owner) is not None


def _verdict(voucher: Voucher | None, where: Address, world: World) -> str:
    if voucher is None:
        return "wrong"
    if voucher.used:
        return "used"
    if voucher.expires_at <= world.clock.now():
        return "expired"
    if voucher.bound and voucher.bound != where.channel:
        return f"elsewhere:{voucher.bound}"
    return "here" if _room_of(voucher.address) == _room_of(where) else ""


def _room_of(address: Address) -> tuple[str, str, str]:
    return address.channel, address.account, address.room


async def _join(uow: UnitOfWork, world: World, incoming: Incoming, voucher: Voucher) -> Presented:
    where = incoming.address
    previous = await uow.conversations.person_at(*_room_of(where))
    stays = previous if await _is_anothers(uow, where, voucher) else None
    person_id = stays or await _one_person(uow, previous, voucher.person_id)
    await uow.conversations.link(*_room_of(where), person_id)
    await uow.conversations.reassign(*_room_of(where), person_id)
    origin = await uow.conversations.get(voucher.address) or Conversation(address=voucher.address)
    target = where if where.channel in ANY_THREAD else replace(where, thread=origin.address.thread)
    moves = voucher.purpose is Purpose.CONTINUE and target.thread == origin.address.thread
    await _open(uow, incoming, replace(origin, person_id=person_id), target, moves=moves)
    spoken = await _tell(
        uow, world, origin, (where, previous if previous != person_id else None), moves=moves
    )
    done = Purpose.CONTINUE if moves else Purpose.LINK
    return Presented(_kept(replace(incoming, address=target), done.value), (spoken,))


async def _one_person(uow: UnitOfWork, previous: UUID | None, person_id: UUID) -> UUID:
    """Return to whom the rooms belong from now on. Two who proved the same address become one; else only the room moves."""
    if previous is None or previous == person_id:
        return person_id
    one, other = await uow.people.person(person_id), await uow.people.person(previous)
    if one is None or other is None or not one.is_surely(other):
        return person_id
    hosts = await uow.people.host_of(one.id), await uow.people.host_of(other.id)
    if all(hosts):
        return person_id
    kept, gone = (other, one) if hosts[1] else (one, other)
    await become_one(uow, gone.id, kept.id)
    return kept.id


async def _open(
    uow: UnitOfWork, incoming: Incoming, origin: Conversation, target: Address, *, moves: bool
) -> None:
    """Open the talk in the other room: with all that was in it if it goes on there."""
    if moves:
        standing = await uow.conversations.get(target) or Conversation(address=target)
        older = (*origin.past, *standing.offers, *standing.past)
        carried = replace(
            origin,
            address=target,
            version=standing.version,
            slots={"owner": origin.address.key, **origin.slots},
            past=older[:KEPT_OFFERS],
        )
        await uow.conversations.save(carried)
    if target.channel not in ANY_THREAD:
        channel, account, name = _room_of(target)
        known = await uow.rooms.get(channel, account, name)
        room = known or Room(channel=channel, account=account, room=name)
        await uow.rooms.save(replace(room, thread=target.thread, heard_at=incoming.at, silent=""))


async def _tell(
    uow: UnitOfWork, world: World, origin: Conversation, to: tuple[Address, UUID | None], *, moves: bool
) -> Address:
    """Tell the talk in which the code was made, at once, what came of it; with one tap it is taken back."""
    (where, previous), now = to, world.clock.now()
    room = await uow.rooms.get(*_room_of(where))
    value: dict[str, Any] = {"kind": "disown", "flow": "reaching", "previous": str(previous or "")}
    value |= {"channel": where.channel, "account": where.account, "room": where.room}
    name = token(origin, "j1")
    option = Option(token=name, phrase="label.not_me")
    facts = {"channel": where.channel, "called": room.name if room else ""}
    phrase = "reach.told_continued" if moves else "reach.told_linked"
    voice = Voice(locale=origin.locale, zone="UTC", now=now)
    said = render((Saying(phrase=phrase, facts=facts, options=(option,)),), voice)
    await uow.conversations.save(_left(origin, Offer(token=name, value=value), moves=moves))
    await uow.outbox.add(chat(f"joined:{world.chance.uuid()}", origin.address, said, now))
    return origin.address


def _left(origin: Conversation, offer: Offer, *, moves: bool) -> Conversation:
    """Return the talk that was left; if it went on elsewhere nothing is open in it any more, and news are told there first."""
    if not moves:
        return (
            with_offers(origin, (offer,)) if not origin.asked else replace(origin, past=(offer, *origin.past))
        )
    lasting = {key: each for key, each in origin.slots.items() if key in LASTING}
    return with_offers(replace(origin, flow="", step="", asked="", slots=lasting, touched=None), (offer,))
