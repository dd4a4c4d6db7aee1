"""The home tab: agenda, hours, event types, settings, and the way to other networks. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.links import Links
from bot.phrases import Voice
from bot.scene import meeting, where
from channels.slack.blocks import Payload, button, plain_text, section
from channels.slack.limits import BUTTON_TEXT, HEADER_TEXT
from channels.slack.words import label, told
from core.booking import Booking, Side, Status
from core.event_types import EventType
from core.queries import Desk

START, BOOK, HOURS, NEW, EDIT, PAUSE, RESUME = (
    f"home:{each}" for each in ("start", "book", "hours", "new", "edit", "pause", "resume")
)
"""Action ids of the tab's buttons."""
MEETINGS, KINDS = 12, 20
"""So many meetings and event types are shown; a view holds a hundred blocks."""


@dataclass(frozen=True, slots=True)
class Board:
    """What is on the home tab of a host."""

    desk: Desk
    bookings: Sequence[Booking]
    """Of the next days, by start."""


def view(board: Board | None, voice: Voice, links: Links) -> Payload:
    """Return the home tab; of who is no host yet, how one becomes one."""
    blocks = list(_hello(voice) if board is None else _board(board, _at_home(voice, board), links))
    return {"type": "home", "blocks": blocks}


def _at_home(voice: Voice, board: Board) -> Voice:
    """Return the voice in the zone that the host has told us."""
    return replace(voice, zone=board.desk.host.zone)


def _hello(voice: Voice) -> Iterator[Payload]:
    yield section(told("slack.home_hello", voice))
    yield _row(_button(START, "slack.home_start", voice), _button(BOOK, "slack.home_book", voice))


def _board(board: Board, voice: Voice, links: Links) -> Iterator[Payload]:
    yield from _agenda(board, voice, links)
    yield from _hours(board, voice)
    yield from _kinds(board, voice)
    yield from _settings(board, voice)
    yield _header("slack.home_connect", voice)
    yield section(told("slack.home_connect_text", voice))


def _agenda(board: Board, voice: Voice, links: Links) -> Iterator[Payload]:
    yield _header("slack.home_week", voice)
    facts = {"n": len(board.bookings), "zone": voice.zone}
    yield section(told("agenda.week" if board.bookings else "agenda.none", voice, facts))
    for each in board.bookings[:MEETINGS]:
        yield _meeting(each, board, voice, links)
    more = len(board.bookings) - MEETINGS
    if more > 0:
        yield section(told("agenda.more", voice, {"n": more}))
    yield _row(_button(BOOK, "slack.home_book", voice))


def _meeting(booking: Booking, board: Board, voice: Voice, links: Links) -> Payload:
    host = board.desk.host
    facts = {
        "slot": booking.slot,
        "their_zone": booking.invitee.zone,
        "pending": "yes" if booking.status is Status.PENDING else "",
        "place": where(booking.place),
        "title": meeting(booking, host.name, Side.HOST),
        "hosts": (),
        "guests": booking.guests,
    }
    manage = _button(f"home:manage:{booking.id}", "slack.home_manage", voice)
    link = {"url": links.manage(booking, Side.HOST)}
    return section(told("agenda.line", voice, facts)) | {"accessory": manage | link}


def _hours(board: Board, voice: Voice) -> Iterator[Payload]:
    schedule = board.desk.schedules[0]
    yield _header("slack.home_hours", voice)
    text = told("settings.hours", voice, {"weekly": schedule.weekly, "zone": schedule.zone})
    yield section(text) | {"accessory": _button(HOURS, "slack.home_change", voice)}


def _kinds(board: Board, voice: Voice) -> Iterator[Payload]:
    yield _header("slack.home_kinds", voice)
    for each in board.desk.event_types[:KINDS]:
        facts = kind_facts(each, board.desk.host.username)
        text = told("events.line", voice, facts)
        edit = _button(EDIT, "slack.home_change", voice) | {"value": str(each.id)}
        yield section(text) | {"block_id": f"kind:{each.id}", "accessory": edit}
    yield _row(_button(NEW, "slack.home_new", voice))


def kind_facts(event_type: EventType, username: str) -> dict[str, object]:
    """Return what is told of an event type."""
    return {
        "title": event_type.title,
        "lengths": event_type.lengths,
        "place": where(event_type.place),
        "approval": "yes" if event_type.approval else "",
        "paused": "" if event_type.active else "yes",
        "once": "yes" if event_type.single_use else "",
        "unlisted": "",
        "username": username,
        "code": event_type.code,
    }


def _settings(board: Board, voice: Voice) -> Iterator[Payload]:
    host = board.desk.host
    yield _header("slack.home_settings", voice)
    facts = {"name": host.name, "email": host.email, "zone": host.zone, "username": host.username}
    change = (RESUME, "slack.home_resume") if host.paused else (PAUSE, "slack.home_pause")
    yield section(told("slack.home_settings_text", voice, facts)) | {"accessory": _button(*change, voice)}


def _header(phrase: str, voice: Voice) -> Payload:
    return {"type": "header", "text": plain_text(label(phrase, voice, HEADER_TEXT))}


def _button(action: str, phrase: str, voice: Voice) -> Payload:
    return button(action, label(phrase, voice, BUTTON_TEXT))


def _row(*elements: Payload) -> Payload:
    return {"type": "actions", "elements": list(elements)}
