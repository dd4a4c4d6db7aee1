"""News for people who are no side of a booking: a seat is free, a poll is closed, somebody joined the team."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.conversation import Conversation, Offer, token
from bot.links import Links
from bot.messages import Address, Letter, Option, Saying
from bot.notices.briefs import brief
from bot.notices.chats import Present, chat
from bot.notices.letters import lane
from bot.notices.talks import talk_of
from bot.phrases import Voice, render
from bot.ports import UnitOfWork
from bot.rooms import show
from bot.scene import with_offers
from bot.understood import Asked
from core.effects import Effect, Kind, Note, Notice
from core.interval import Interval
from core.jsonable import dump

TO_HOSTS = frozenset(
    {
        Notice.POLL_VOTED,
        Notice.TEAM_JOINED,
        Notice.TEAM_LEFT,
        Notice.TEAM_REMOVED,
        Notice.ASSIGNED,
        Notice.UNREACHED,
    }
)
"""Notices that are said in somebody's own talk as a host."""
IN_CHAT_ONLY = frozenset({Notice.POLL_VOTED, Notice.UNREACHED})
"""Notices that are too small for a mail of their own."""


async def pass_on(uow: UnitOfWork, links: Links, note: Note, present: Present) -> list[Address]:
    """Write a note into the talk of the person and, where it is worth it, into a mail; return the talk."""
    if note.email and note.notice not in IN_CHAT_ONLY:
        await uow.outbox.add(_mail(note, links, present.now))
    if note.notice is Notice.SEAT_OFFERED:
        await uow.outbox.add(_end_of_offer(note))
    if note.person_id is None:
        return []
    with_hosts = (None,) if note.notice in TO_HOSTS else (note.host_id,)
    talk = await talk_of(uow, note.person_id, with_hosts)
    if talk is None or talk.address == present.speaker:
        return []
    spoken, saying = _saying(talk, note)
    voice = Voice(locale=talk.locale, zone=note.zone, now=present.now)
    outgoing = replace(render((saying,), voice), brief=brief(saying, voice))
    await uow.conversations.save(spoken)
    if outgoing.choices:
        await show(uow, spoken)
    await uow.outbox.add(chat(f"note:{note.key}:chat", talk.address, outgoing, present.now))
    return [talk.address]


def _saying(talk: Conversation, note: Note) -> tuple[Conversation, Saying]:
    """Put the note into a saying, and its choices on the table of the talk."""
    choices = _choices(note)
    offers = tuple(Offer(token=token(talk, f"n{n}"), value=value) for n, (value, _) in enumerate(choices, 1))
    options = tuple(
        Option(token=token(talk, f"n{n}"), phrase=label) for n, (_, label) in enumerate(choices, 1)
    )
    spoken = with_offers(talk, offers) if offers else talk
    if offers and not talk.flow:
        spoken = replace(spoken, asked=Asked.CONFIRM.value)
    return spoken, Saying(phrase=f"note.{wording(note)}", facts=_facts(note), options=options)


def wording(note: Note) -> str:
    """Return which words a note is told in: a poll that was given up is another piece of news than one that was decided."""
    given_up = note.notice is Notice.POLL_CLOSED and "start" not in note.facts
    return "poll_dropped" if given_up else note.notice.value


def _choices(note: Note) -> list[tuple[dict[str, Any], str]]:
    if note.notice is not Notice.SEAT_OFFERED:
        return []
    seat = {"flow": "waiting", "id": str(note.facts["waiting"])}
    return [(seat | {"kind": "take"}, "label.take_seat"), (seat | {"kind": "leave"}, "label.leave_seat")]


def _facts(note: Note) -> dict[str, Any]:
    """Return the facts with their instants rebuilt."""
    facts = dict(note.facts)
    if "start" in facts and "end" in facts:
        facts["slot"] = _slot(note)
    if "until" in facts:
        facts["until"] = datetime.fromisoformat(facts["until"])
    return facts


def _slot(note: Note) -> Interval:
    return Interval(*(datetime.fromisoformat(note.facts[name]) for name in ("start", "end")))


def _end_of_offer(note: Note) -> Effect:
    """Make the row that ends the offer of a seat and passes it on."""
    until = datetime.fromisoformat(note.facts["until"])
    waiting = str(note.facts["waiting"])
    return Effect(
        key=f"due:{waiting}:{until.isoformat()}:{Kind.LAPSE_SEAT.value}",
        kind=Kind.LAPSE_SEAT,
        lane=f"waiting:{waiting}",
        due=until,
        payload={"waiting_id": waiting},
    )


def _mail(note: Note, links: Links, now: datetime) -> Effect:
    letter = Letter(
        news=wording(note),
        to_name=note.name,
        to_email=note.email or "",
        to_side="",
        locale=note.locale,
        zone=note.zone,
        facts=dict(note.facts),
        link=_link(note, links),
    )
    payload: dict[str, Any] = {"letter": dump(letter)}
    if note.not_after:
        payload["not_after"] = note.not_after.isoformat()
    return Effect(
        key=f"note:{note.key}:mail", kind=Kind.MAIL, lane=lane(letter.to_email), due=now, payload=payload
    )


def _link(note: Note, links: Links) -> str:
    match note.notice:
        case Notice.SEAT_OFFERED:
            return links.seat(UUID(str(note.facts["waiting"])), datetime.fromisoformat(note.facts["end"]))
        case Notice.POLL_CLOSED if "code" in note.facts:
            return links.poll(str(note.facts["code"]))
        case _:
            return ""
