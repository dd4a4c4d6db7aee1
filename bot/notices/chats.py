"""News of a booking, said in the talks of those whom it concerns."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.conversation import Conversation, Offer, token
from bot.links import Links
from bot.messages import Address, Called, Letter, Option, Outgoing, Saying
from bot.notices.briefs import brief
from bot.notices.letters import enclosed, step
from bot.notices.parties import Parties
from bot.notices.talks import OWN, talk_of
from bot.phrases import Voice, render
from bot.ports import UnitOfWork
from bot.rooms import show
from bot.scene import meeting, where, with_offers
from bot.understood import Asked
from core.booking import Booking, Guest, Side
from core.effects import Effect, Kind, News, Told
from core.jsonable import dump
from core.people import Host

BOTH = frozenset({News.REMINDER, News.FOLLOW_UP, News.HEALED, News.ANSWERED})
"""News that each side is told, whoever made it."""


@dataclass(frozen=True, slots=True)
class Present:
    """Where and when the news was made; None where nobody talked."""

    speaker: Address | None
    now: datetime
    links: Links


async def tell(uow: UnitOfWork, told: Told, parties: Parties, present: Present) -> list[Address]:
    """Say the news in the talks of all whom it concerns, but for the one where it was made; return those talks."""
    spoken = []
    if _concerns(told, Side.HOST) or told.booking.co_hosts:
        talks = [(await _host_talk(uow, each.host, told.news), each.host) for each in parties.hosting]
        acting = next((host for talk, host in talks if talk and talk.address == present.speaker), None)
        parties = replace(parties, acting=acting)
        for talk, host in talks:
            spoken += await _say(uow, (talk, host), told, parties, present)
    if _concerns(told, Side.INVITEE) and told.news is not News.FOLLOW_UP:
        talk = await _invitee_talk(uow, told, parties)
        spoken += await _say(uow, (talk, None), told, parties, present)
    return spoken


def _concerns(told: Told, side: Side) -> bool:
    return told.by is not side or told.news in BOTH


async def _say(
    uow: UnitOfWork,
    reader: tuple[Conversation | None, Host | None],
    told: Told,
    parties: Parties,
    present: Present,
) -> list[Address]:
    """Say the news in one talk: a host's, or with None the invitee's."""
    talk, host = reader
    if talk is None or talk.address == present.speaker:
        return []
    side = Side.HOST if host else Side.INVITEE
    zone = host.zone if host else told.booking.invitee.zone
    spoken, saying = _saying(talk, told, parties, host)
    voice = Voice(locale=talk.locale, zone=zone, now=present.now)
    outgoing = replace(render((saying,), voice), brief=brief(saying, voice))
    outgoing = enclosing(outgoing, talk.address, enclosed(told, parties, present.links, host))
    await uow.conversations.save(spoken)
    if outgoing.choices:
        await show(uow, spoken)
    whom = side.value if host is None or host.id == told.booking.host_id else f"{side.value}:{host.id}"
    key = f"notice:{told.booking.id}:{step(told)}:{whom}"
    await uow.outbox.add(chat(key, talk.address, outgoing, present.now))
    return [talk.address]


def enclosing(outgoing: Outgoing, address: Address, letter: Letter | None) -> Outgoing:
    """Put the letter whose invitation belongs to it beside a message, where there is a network that can show files."""
    return replace(outgoing, invitation=letter) if letter and address.channel not in OWN else outgoing


def chat(key: str, address: Address, outgoing: Outgoing, now: datetime) -> Effect:
    """Make the outbox row that says something in a talk."""
    payload = {"address": address.key, "outgoing": dump(outgoing)}
    return Effect(key=key, kind=Kind.CHAT, lane=address.key, due=now, payload=payload)


def lapse(talk: Conversation, version: int) -> tuple[Effect, ...]:
    """Make the row that says, when a hold runs out and nothing more was said, that it did."""
    until = talk.slots.get("hold_until")
    if not until:
        return ()
    payload = {"talk": talk.address.key, "version": version}
    key = f"lapse:{talk.address.key}:{version}"
    due = datetime.fromisoformat(until)
    return (Effect(key=key, kind=Kind.LAPSE, lane=f"lapse:{talk.address.key}", due=due, payload=payload),)


async def _host_talk(uow: UnitOfWork, host: Host, news: News) -> Conversation | None:
    return await talk_of(uow, host.person_id, (None,), news.value)


async def _invitee_talk(uow: UnitOfWork, told: Told, parties: Parties) -> Conversation | None:
    person_id = told.booking.invitee.person_id
    if person_id is None:
        return None
    return await talk_of(uow, person_id, (*told.booking.host_ids, parties.owner_id), told.news.value)


def _saying(
    talk: Conversation, told: Told, parties: Parties, host: Host | None
) -> tuple[Conversation, Saying]:
    """Put the news into a saying, for a host or with None the invitee, and its choices on the table of that talk."""
    side = Side.HOST if host else Side.INVITEE
    booking = told.booking
    offers: list[Offer] = []
    options: list[Option] = []
    for index, (value, label) in enumerate(_choices(told, side), start=1):
        name = token(talk, f"n{index}")
        offers.append(Offer(token=name, value=value))
        options.append(Option(token=name, phrase=label))
    spoken = replace(talk, slots={**talk.slots, "booking": str(booking.id), "booked_slot": _pair(booking)})
    if offers:  # numbers mean the list last shown; what was open can still be said in words
        spoken = with_offers(spoken, tuple(offers))
    if offers and not talk.flow:
        spoken = replace(spoken, asked=Asked.CONFIRM.value)
    phrase = f"news.{side.value}.{_wording(told)}"
    facts = _facts(told, parties, side) | _unread(booking, host)
    return spoken, Saying(phrase=phrase, facts=facts, options=tuple(options))


def _wording(told: Told) -> str:
    """Return which words news is told in: what came by itself is told otherwise than what somebody did."""
    by_itself = {News.CANCELLED: "lapsed", News.ACCEPTED: "settled"} if told.by is Side.SYSTEM else {}
    return by_itself.get(told.news, told.news.value)


def _unread(booking: Booking, host: Host | None) -> dict[str, Any]:
    """Return the calendars of a host's that a request could not be checked against; it is nobody else's matter."""
    own = [each for each in booking.unread if host and each.host_id == host.id]
    silent = [each for each in own if each.since]
    return {
        "unread": [each.calendar for each in silent],
        "since": min((each.since for each in silent if each.since), default=None),
        "unread_yet": [each.calendar for each in own if not each.since],
    }


def _pair(booking: Booking) -> list[str]:
    return [booking.slot.start.isoformat(), booking.slot.end.isoformat()]


def _choices(told: Told, side: Side) -> list[tuple[dict[str, Any], str]]:
    booking_id = str(told.booking.id)
    answer = {"kind": "answer", "booking": booking_id, "flow": "requests"}
    manage = {"kind": "manage", "booking": booking_id, "flow": "managing"}
    move = (manage | {"action": "move"}, "label.other_time")
    match told.news:
        case News.REQUESTED | News.COUNTERED if _asks(told, side):
            return [
                (answer | {"accept": True}, "label.accept"),
                (answer | {"accept": False}, "label.decline"),
                move,
            ]
        case News.REMINDER:
            return [
                (manage | {"action": "late"}, "label.running_late"),
                (manage | {"action": "move"}, "label.move_it"),
                (manage | {"action": "cancel"}, "label.cancel_it"),
            ]
        case News.FOLLOW_UP:
            finish = {"kind": "finish", "booking": booking_id, "flow": "requests"}
            return [
                (finish | {"took_place": True}, "label.took_place"),
                (finish | {"took_place": False}, "label.no_show"),
            ]
        case _:
            return []


def _asks(told: Told, side: Side) -> bool:
    if told.booking.proposal:
        return told.booking.proposal.by is side.other
    return side is Side.HOST


def _facts(told: Told, parties: Parties, side: Side) -> dict[str, Any]:
    booking, host = told.booking, parties.host
    slot = booking.proposal.slot if told.news is News.COUNTERED and booking.proposal else booking.slot
    reason = booking.proposal.reason if told.news is News.COUNTERED and booking.proposal else booking.reason
    called = meeting(booking, host.name, side)
    return {
        "title": called,
        "what": called.title if isinstance(called, Called) else called,
        "slot": slot,
        "old": told.before.slot if told.before else booking.slot,
        "their_zone": booking.invitee.zone if side is Side.HOST else host.zone,
        "who": _who(told, parties, side),
        "host": host.name,
        "invitee": booking.invitee.name,
        "reason": reason,
        "place": where(booking.place),
        "message": booking.message,
        "lead": told.lead or 0,
        "dates": [each.slot for each in (booking, *told.others)],
        "count": 1 + len(told.others),
        "seats": booking.seats if booking.seats > 1 else None,
        "guests": [_called(each) for each in booking.guests],
        **_guest_facts(told),
        "answers": [f"{parties.questions.get(k, '')}: {v}" for k, v in booking.answers.items()],
    }


def _who(told: Told, parties: Parties, side: Side) -> str:
    """Return who is on the other side; the host who did it where one did."""
    host = parties.acting or parties.host
    if side is Side.INVITEE:
        return host.name if told.by is Side.HOST else parties.host.name
    return host.name if told.by is Side.HOST else told.booking.invitee.name


def _guest_facts(told: Told) -> dict[str, Any]:
    """Return who came, who went, and who answered what."""
    before = {each.id: each for each in told.before.guests} if told.before else {}
    now = {each.id: each for each in told.booking.guests}
    answered = [each for each in now.values() if each.id in before and before[each.id].answer != each.answer]
    return {
        "added": [_called(each) for key, each in now.items() if key not in before],
        "removed": [_called(each) for key, each in before.items() if key not in now],
        "guest": _called(answered[0]) if answered else "",
        "answer": answered[0].answer.value if answered else "",
    }


def _called(guest: Guest) -> str:
    return f"{guest.name} ({guest.email})" if guest.name else guest.email
