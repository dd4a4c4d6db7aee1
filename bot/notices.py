"""From news about a booking to what has to be sent: messages to the other side, letters to both, reminders."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.conversation import Conversation, Offer
from bot.links import Links
from bot.messages import Address, Letter, Option, Outgoing, Saying
from bot.phrases import Voice, render
from bot.ports import UnitOfWork
from bot.scene import meeting, where, with_offers
from bot.understood import Asked
from core.booking import Booking, Side, Status
from core.commands import Command, Outcome, SendCode
from core.effects import Effect, Kind, News, Told
from core.jsonable import dump
from core.people import Host, Person
from core.ports import World

LATE = timedelta(minutes=30)
"""How long after its time a reminder is still worth sending."""
MAILED = frozenset(News) - {News.FOLLOW_UP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Both sides of a booking, with what is needed to reach them."""

    host: Host
    host_person: Person | None
    invitee_person: Person | None
    questions: Mapping[str, str]


async def announce(
    uow: UnitOfWork, world: World, links: Links, outcome: Outcome, speaker: Address | None
) -> tuple[Address, ...]:
    """Write what has to be sent for the news of an outcome; return the talks that were spoken to."""
    spoken: list[Address] = []
    for told in outcome.told:
        parties = await _parties(uow, told.booking)
        await uow.outbox.add(*_letters(told, parties, links, world.clock.now()))
        await _reminders(uow, told, parties.host, world.clock.now())
        for side in (Side.HOST, Side.INVITEE):
            spoken += await _tell(uow, told, parties, side, (speaker, world.clock.now()))
    return tuple(spoken)


async def code_letter(uow: UnitOfWork, world: World, command: Command, outcome: Outcome, locale: str) -> None:
    """Queue the letter with a one-time code."""
    if not isinstance(command, SendCode):
        return
    letter = Letter(
        news="code",
        to_name="",
        to_email=command.email,
        to_side=Side.INVITEE.value,
        locale=locale,
        zone="UTC",
        code=str(outcome.value),
    )
    now = world.clock.now()
    payload = {"letter": dump(letter), "not_after": (now + timedelta(minutes=10)).isoformat()}
    key = f"code:{world.chance.uuid()}"
    await uow.outbox.add(Effect(key=key, kind=Kind.MAIL, lane=_lane(command.email), due=now, payload=payload))


async def _parties(uow: UnitOfWork, booking: Booking) -> Parties:
    host = await uow.people.host(booking.host_id)
    if host is None:
        raise LookupError(f"booking {booking.id} has no host")
    invitee_id = booking.invitee.person_id
    event_type = await uow.event_types.event_type(booking.event_type_id) if booking.answers else None
    texts = {str(q.id): q.text for q in event_type.questions} if event_type else {}
    return Parties(
        host=host,
        host_person=await uow.people.person(host.person_id),
        invitee_person=await uow.people.person(invitee_id) if invitee_id else None,
        questions=texts,
    )


# -- letters ---------------------------------------------------------------------------------------


def _letters(told: Told, parties: Parties, links: Links, now: datetime) -> tuple[Effect, ...]:
    if told.news not in MAILED:
        return ()
    letters = [_to_invitee(told, parties, links), _to_host(told, parties, links)]
    if told.news is News.LATE:  # who is late knows
        letters = [each for each in letters if each and each.to_side != told.by.value]
    return tuple(_mail(told, letter, now) for letter in letters if letter)


def _mail(told: Told, letter: Letter, now: datetime) -> Effect:
    booking = told.booking
    step = f"{told.news.value}:{told.lead or ''}:{booking.version}"
    payload: dict[str, Any] = {"letter": dump(letter)}
    if told.news is News.REMINDER:
        payload["not_after"] = booking.slot.start.isoformat()
    return Effect(
        key=f"mail:{booking.id}:{step}:{letter.to_side}",
        kind=Kind.MAIL,
        lane=_lane(letter.to_email),
        due=now,
        payload=payload,
    )


def _lane(email: str) -> str:
    return f"mail:{email.lower()}"


def _to_invitee(told: Told, parties: Parties, links: Links) -> Letter | None:
    invitee = told.booking.invitee
    if not invitee.email:
        return None
    letter = _letter(told, parties, links, Side.INVITEE)
    return replace(
        letter, to_name=invitee.name, to_email=invitee.email, locale=invitee.locale, zone=invitee.zone
    )


def _to_host(told: Told, parties: Parties, links: Links) -> Letter | None:
    email = host_email(parties)
    if not email:
        return None
    host = parties.host
    letter = _letter(told, parties, links, Side.HOST)
    return replace(letter, to_name=host.name, to_email=email, locale=host.locale, zone=host.zone)


def host_email(parties: Parties) -> str | None:
    """Return the host's e-mail if it was proved."""
    if parties.host.email and parties.host.email_verified:
        return parties.host.email
    person = parties.host_person
    return person.email if person and person.email_verified else None


def _letter(told: Told, parties: Parties, links: Links, side: Side) -> Letter:
    return Letter(
        news=told.news.value,
        to_name="",
        to_email="",
        to_side=side.value,
        locale="en",
        zone="UTC",
        booking=dump(told.booking),
        before=dump(told.before) if told.before else None,
        by=told.by.value,
        host_name=parties.host.name,
        host_email=host_email(parties),
        host_zone=parties.host.zone,
        link=links.manage(told.booking, side),
        questions=parties.questions,
        lead=told.lead,
    )


# -- reminders -------------------------------------------------------------------------------------


async def _reminders(uow: UnitOfWork, told: Told, host: Host, now: datetime) -> None:
    """Have what is due later follow what was changed: reminders of what stands, a lapse of what waits."""
    booking = told.booking
    if told.news in (News.REMINDER, News.FOLLOW_UP, News.LATE):
        return
    await uow.outbox.withdraw(f"due:{booking.id}:")
    if booking.status is Status.CONFIRMED:
        await uow.outbox.add(*reminders(booking, host, now))
    if booking.status is Status.PENDING:
        await uow.outbox.add(_due(booking, Kind.LAPSE, "request", booking.slot.start))


def reminders(booking: Booking, host: Host, now: datetime) -> tuple[Effect, ...]:
    """Return the reminders and the question afterwards that a confirmed booking needs from now on."""
    start = booking.slot.start
    leads = [lead for lead in host.reminders if start - timedelta(minutes=lead) > now]
    return (
        *(
            _due(booking, Kind.REMIND, str(lead), start - timedelta(minutes=lead), lead=lead)
            for lead in leads
        ),
        _due(booking, Kind.FOLLOW_UP, "after", booking.slot.end),
    )


def _due(booking: Booking, kind: Kind, what: str, at: datetime, lead: int | None = None) -> Effect:
    payload: dict[str, Any] = {"booking_id": str(booking.id), "sequence": booking.sequence}
    if lead is not None:
        payload |= {"lead": lead, "not_after": min(at + LATE, booking.slot.start).isoformat()}
    return Effect(
        key=f"due:{booking.id}:{booking.sequence}:{kind.value}:{what}",
        kind=kind,
        lane=f"booking:{booking.id}",
        due=at,
        payload=payload,
    )


# -- messages --------------------------------------------------------------------------------------


async def _tell(
    uow: UnitOfWork, told: Told, parties: Parties, side: Side, present: tuple[Address | None, datetime]
) -> list[Address]:
    """Say the news in the talk of one side, unless that is where it was made."""
    speaker, now = present
    talk = await _talk(uow, told.booking, parties, side)
    if talk is None or talk.address == speaker or (told.by is side and told.news not in BOTH):
        return []
    if told.news is News.FOLLOW_UP and side is Side.INVITEE:
        return []
    zone = parties.host.zone if side is Side.HOST else told.booking.invitee.zone
    locale = talk.locale
    spoken, saying = _saying(talk, told, parties, side)
    outgoing = render((saying,), Voice(locale=locale, zone=zone, now=now))
    await uow.conversations.save(spoken)
    await uow.outbox.add(
        chat(f"notice:{told.booking.id}:{_step(told)}:{side.value}", talk.address, outgoing, now)
    )
    return [talk.address]


BOTH = frozenset({News.REMINDER, News.FOLLOW_UP})


def _step(told: Told) -> str:
    return f"{told.news.value}:{told.lead or ''}:{told.booking.version}"


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


async def _talk(uow: UnitOfWork, booking: Booking, parties: Parties, side: Side) -> Conversation | None:
    person = parties.host.person_id if side is Side.HOST else booking.invitee.person_id
    if person is None:
        return None
    talks = await uow.conversations.of_person(person)
    wanted: UUID | None = None if side is Side.HOST else booking.host_id
    return next((talk for talk in talks if talk.host_id == wanted), None)


def _saying(talk: Conversation, told: Told, parties: Parties, side: Side) -> tuple[Conversation, Saying]:
    """Put the news into a saying, and its choices on the table of that talk."""
    booking = told.booking
    version = talk.version + 1
    offers: list[Offer] = []
    options: list[Option] = []
    for index, (value, label) in enumerate(_choices(told, side), start=1):
        offers.append(Offer(token=f"{version}.n{index}", value=value))
        options.append(Option(token=f"{version}.n{index}", phrase=label))
    spoken = replace(talk, slots={**talk.slots, "booking": str(booking.id), "booked_slot": _pair(booking)})
    if offers:  # numbers mean the list last shown; what was open can still be said in words
        spoken = with_offers(spoken, tuple(offers))
    if offers and not talk.flow:
        spoken = replace(spoken, asked=Asked.CONFIRM.value)
    lapsed = told.news is News.CANCELLED and told.by is Side.SYSTEM
    phrase = f"news.{side.value}.{'lapsed' if lapsed else told.news.value}"
    return spoken, Saying(phrase=phrase, facts=_facts(told, parties, side), options=tuple(options))


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
    return {
        "title": meeting(booking, host.name, side),
        "what": meeting(booking, host.name, side).rpartition(" with ")[0] or booking.title,
        "slot": slot,
        "old": told.before.slot if told.before else booking.slot,
        "their_zone": booking.invitee.zone if side is Side.HOST else host.zone,
        "who": booking.invitee.name if side is Side.HOST else host.name,
        "host": host.name,
        "invitee": booking.invitee.name,
        "reason": reason,
        "place": where(booking.place),
        "message": booking.message,
        "lead": told.lead or 0,
        "answers": [f"{parties.questions.get(k, '')}: {v}" for k, v in booking.answers.items()],
    }
