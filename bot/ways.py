"""Another way: what cannot be said in one room is said in the next of the person's, else written to them; once, and never in a circle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.conversation import Conversation, Offer, token
from bot.links import Links
from bot.messages import Address, Choice, Letter, Outgoing
from bot.notices import chat, pass_on
from bot.notices.chats import Present
from bot.notices.letters import lane
from bot.notices.talks import MAIL, OWN, liking, places, talk_at
from bot.ports import UnitOfWork
from bot.post import Delivery
from bot.rooms import show
from bot.scene import offer_of, with_offers
from bot.understood import Asked
from core.booking import Side
from core.effects import Effect, Kind, Note, Notice
from core.jsonable import dump, load
from core.people import Person

VIA = ":via:"
"""Stands in the key of a message before the channel of its next way."""
ASKED_FOR = frozenset({"blocked", "stopped"})
"""Reasons of silence that the person chose: an answer to what they had just said is not carried after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """A message that did not arrive."""

    delivery: Delivery
    address: Address
    outgoing: Outgoing
    tried: tuple[str, ...]
    """Addresses at which it was tried before, without the present one."""
    person: Person

    @property
    def base(self) -> str:
        """The key under which the message began."""
        return self.delivery.key.partition(VIA)[0]

    @property
    def is_reply(self) -> bool:
        """Whether it answers what the person had just said."""
        return self.base.startswith("reply:")


async def divert(
    uow: UnitOfWork, links: Links, delivery: Delivery, why: str, now: datetime
) -> Sequence[Address]:
    """Mark the room silent if there is a reason, and let the message take its next way; return the talks that were spoken to."""
    address = Address.of(delivery.payload["address"])
    if why:
        await uow.rooms.mark(address.channel, address.account, address.room, why)
    lost = await _lost(uow, delivery, address)
    if lost is None or (lost.is_reply and why in ASKED_FOR):
        return ()
    if await uow.post.begun(f"{lost.base}{VIA}") != len(lost.tried):
        return ()  # it went on already
    return await _onward(uow, links, lost, now)


async def _lost(uow: UnitOfWork, delivery: Delivery, address: Address) -> Astray | None:
    person_id = await uow.conversations.person_at(address.channel, address.account, address.room)
    person = await uow.people.person(person_id) if person_id else None
    if person is None:
        return None
    return Astray(
        delivery=delivery,
        address=address,
        outgoing=load(Outgoing, delivery.payload["outgoing"]),
        tried=tuple(delivery.payload.get("tried", ())),
        person=person,
    )


async def _onward(uow: UnitOfWork, links: Links, lost: Astray, now: datetime) -> Sequence[Address]:
    origin = await uow.conversations.get(lost.address)
    rooms = await _rooms(uow, lost, origin) if origin else []
    networks = [each for each in rooms if each.channel not in OWN]
    likes = liking(lost.person)
    by_mail = not lost.is_reply and MAIL not in likes.never and await _can_write(uow, lost)
    mail_first = by_mail and networks and likes.rank(MAIL) < likes.rank(networks[0].channel)
    if origin and networks and not mail_first:
        return [await _say_at(uow, lost, origin, networks[0], now)]
    if by_mail:
        await _write(uow, lost, origin, now)
        return ()
    if origin and rooms:
        return [await _say_at(uow, lost, origin, rooms[0], now)]
    return await _unreached(uow, links, lost, now)


async def _rooms(uow: UnitOfWork, lost: Astray, origin: Conversation) -> list[Address]:
    """Return where it can still be said, the best place first: not where it was tried, nor where one is not heard."""
    talks = [
        each
        for each in await uow.conversations.of_person(lost.person.id)
        if each.host_id == origin.host_id and each.address != origin.address
    ]
    silent = {
        (room.channel, room.account, room.room)
        for room in await uow.rooms.of_person(lost.person.id)
        if room.silent
    }
    tried = {*lost.tried, lost.address.key}
    channels = {Address.of(each).channel for each in lost.tried}  # a key names a channel once
    return [
        each
        for each in await places(uow, lost.person.id, [origin, *talks])
        if each.key not in tried
        and each.channel not in channels
        and each.thread == origin.address.thread
        and (each.channel, each.account, each.room) not in silent
    ]


async def _say_at(
    uow: UnitOfWork, lost: Astray, origin: Conversation, address: Address, now: datetime
) -> Address:
    """Say it in another talk, where its choices mean the same."""
    talk = await talk_at(uow, address, origin)
    spoken, outgoing = moved(lost.outgoing, origin, talk)
    await uow.conversations.save(spoken)
    await show(uow, spoken)
    effect = chat(f"{lost.base}{VIA}{address.channel}", address, outgoing, now)
    more: dict[str, Any] = {"tried": [*lost.tried, lost.address.key]}
    if "not_after" in lost.delivery.payload:
        more["not_after"] = lost.delivery.payload["not_after"]
    await uow.outbox.add(replace(effect, payload={**effect.payload, **more}))
    return address


def moved(outgoing: Outgoing, origin: Conversation, talk: Conversation) -> tuple[Conversation, Outgoing]:
    """Return a talk with the choices of a message from another on its table, and the message with the choices' new tokens."""
    kept = {name: origin.slots[name] for name in ("booking", "booked_slot") if name in origin.slots}
    talk = replace(talk, slots={**talk.slots, **kept})
    offers, choices = [], []
    for index, choice in enumerate(outgoing.choices, start=1):
        meant = offer_of(origin, choice.token)
        if meant:
            name = token(talk, f"v{index}")
            offers.append(Offer(token=name, value=meant.value))
            choices.append(Choice(name, choice.label))
    if offers:
        talk = with_offers(talk, tuple(offers))
    if offers and not talk.flow:
        talk = replace(talk, asked=Asked.CONFIRM.value)
    return talk, replace(outgoing, choices=tuple(choices))


async def _can_write(uow: UnitOfWork, lost: Astray) -> bool:
    """Whether mail reaches the person: it was proved that the address is theirs, or the same news is in a letter of its own."""
    proved = lost.person.email_verified and bool(lost.person.email)
    return proved or await _has_letter(uow, lost)


async def _has_letter(uow: UnitOfWork, lost: Astray) -> bool:
    kind, _, rest = lost.base.partition(":")
    letters = {"notice": f"mail:{rest}", "note": f"note:{rest.removesuffix(':chat')}:mail"}
    key = letters.get(kind)
    return key is not None and await uow.post.row(key) is not None


async def _write(uow: UnitOfWork, lost: Astray, origin: Conversation | None, now: datetime) -> None:
    """Write a short letter, unless the same news is in a letter of its own."""
    if await _has_letter(uow, lost):
        return
    letter = Letter(
        news="missed",
        to_name=lost.person.name or "",
        to_email=lost.person.email or "",
        to_side="",
        locale=origin.locale if origin else lost.person.locale,
        zone=lost.person.zone or "UTC",
        facts={"said": lost.outgoing.text},
    )
    payload = {"letter": dump(letter)}
    await uow.outbox.add(
        Effect(
            key=f"{lost.base}{VIA}{MAIL}",
            kind=Kind.MAIL,
            lane=lane(letter.to_email),
            due=now,
            payload=payload,
        )
    )


async def _unreached(uow: UnitOfWork, links: Links, lost: Astray, now: datetime) -> Sequence[Address]:
    """Tell the host that the invitee of a booking could not be told news of it."""
    kind, booking_id, *rest = lost.base.split(":")
    if kind != "notice" or rest[-1:] != [Side.INVITEE.value]:
        return ()
    booking = await uow.bookings.booking(UUID(booking_id))
    host = await uow.people.host(booking.host_id) if booking else None
    if booking is None or host is None:
        return ()
    facts = {
        "who": booking.invitee.name,
        "title": booking.title,
        "start": booking.slot.start.isoformat(),
        "end": booking.slot.end.isoformat(),
    }
    note = Note(
        key=f"unreached:{lost.base}",
        notice=Notice.UNREACHED,
        person_id=host.person_id,
        zone=host.zone,
        host_id=host.id,
        facts=facts,
    )
    return await pass_on(uow, links, note, Present(None, now, links))
