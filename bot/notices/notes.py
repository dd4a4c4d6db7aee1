"""News for people who are no side of a booking: a seat is free, a poll is closed, somebody joined the team."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.conversation import Conversation, Offer, token
from bot.links import Links
from bot.messages import Address, Called, Letter, Option, Saying
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
        Notice.SIGN_IN_LOCKED,
        Notice.ACCESS_CHANGED,
        Notice.UNREACHED,
        Notice.CALENDAR_CLASH,
        Notice.CALENDAR_TROUBLE,
        Notice.CALENDAR_BACK,
        Notice.ENTRY_MOVED,
        Notice.ENTRY_DELETED,
    }
)
"""Notices that are said in somebody's own talk as a host."""
IN_CHAT_ONLY = frozenset({Notice.POLL_VOTED, Notice.UNREACHED, Notice.CALENDAR_BACK})
"""Notices that are too small for a mail of their own."""
ELSE_BY_MAIL = frozenset(
    {
        Notice.CALENDAR_CLASH,
        Notice.CAME_UP,
        Notice.CALENDAR_TROUBLE,
        Notice.ENTRY_MOVED,
        Notice.ENTRY_DELETED,
    }
)
"""Notices that are written only to those with whom there is no talk."""


APART = frozenset({"revoked", "gone", "unwritable"})
"""Troubles of calendars with words of their own."""


async def pass_on(uow: UnitOfWork, links: Links, note: Note, present: Present) -> list[Address]:
    """Write a note into the talk of the person and, where it is worth it, into a mail; return the talk."""
    talk = await _talk(uow, note)
    in_chat = note.notice in IN_CHAT_ONLY or (talk is not None and note.notice in ELSE_BY_MAIL)
    if note.email and not in_chat:
        await uow.outbox.add(_mail(note, links, present.now))
    if note.notice is Notice.SEAT_OFFERED:
        await uow.outbox.add(_end_of_offer(note))
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


async def _talk(uow: UnitOfWork, note: Note) -> Conversation | None:
    """Return where a note is said, if somebody talks with us."""
    if note.person_id is None:
        return None
    with_hosts = (None,) if note.notice in TO_HOSTS else (note.host_id,)
    return await talk_of(uow, note.person_id, with_hosts)


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
    if "booking" in note.facts and not talk.flow:  # "move it" means what was told last
        pair = [note.facts["start"], note.facts["end"]]
        about = {"booking": note.facts["booking"], "booked_slot": pair}
        spoken = replace(spoken, slots={**spoken.slots, **about})
    return spoken, Saying(phrase=f"note.{wording(note)}", facts=_facts(note), options=options)


def wording(note: Note) -> str:
    """Return which words a note is told in: a poll that was given up is another piece of news than one that was decided."""
    given_up = note.notice is Notice.POLL_CLOSED and "start" not in note.facts
    trouble = str(note.facts.get("trouble", ""))
    if note.notice is Notice.CALENDAR_TROUBLE and trouble in APART:
        return f"calendar_{trouble}"
    return "poll_dropped" if given_up else note.notice.value


def _choices(note: Note) -> list[tuple[dict[str, Any], str]]:
    """Return what can be chosen, and how it is called."""
    facts = note.facts
    clash = {"flow": "clashes", "booking": facts.get("booking"), "side": facts.get("side")}
    manage = {"flow": "managing", "kind": "manage", "booking": facts.get("booking")}
    match note.notice:
        case Notice.SEAT_OFFERED:
            seat = {"flow": "waiting", "id": str(facts["waiting"])}
            return [
                (seat | {"kind": "take"}, "label.take_seat"),
                (seat | {"kind": "leave"}, "label.leave_seat"),
            ]
        case Notice.CALENDAR_CLASH | Notice.CAME_UP:
            cancel = (manage | {"action": "cancel"}, "label.cancel_it")
            return [
                (manage | {"action": "move"}, "label.move_it"),
                *((cancel,) if note.notice is Notice.CALENDAR_CLASH else ()),
                (clash | {"kind": "keep"}, "label.keep_it"),
            ]
        case Notice.ENTRY_MOVED:
            to = {"start": facts["to_start"], "end": facts["to_end"]}
            return [
                (clash | {"kind": "move"} | to, "label.move_along"),
                (clash | {"kind": "put_back"}, "label.put_back"),
                (clash | {"kind": "leave"}, "label.leave_it"),
            ]
        case Notice.ENTRY_DELETED:
            return [
                (clash | {"kind": "cancel"}, "label.cancel_along"),
                (clash | {"kind": "put_back"}, "label.put_back"),
            ]
        case _:
            return []


def _facts(note: Note) -> dict[str, Any]:
    """Return the facts with their instants rebuilt."""
    facts = dict(note.facts)
    for name, first, last in (
        ("slot", "start", "end"),
        ("to", "to_start", "to_end"),
        ("busy", "busy_start", "busy_end"),
    ):
        if first in facts and last in facts:
            facts[name] = Interval(*(datetime.fromisoformat(facts[each]) for each in (first, last)))
    for name in ("until", "since"):
        if name in facts:
            facts[name] = datetime.fromisoformat(facts[name])
    if facts.get("with"):
        facts["title"] = Called(facts["title"], facts["with"])
    return facts


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
            return str(note.facts.get("link", ""))
