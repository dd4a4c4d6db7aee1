"""What the chat page and Parley say to each other: JSON frames in and out, as pure functions."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.messages import MAX_TEXT, Address, Incoming
from bot.ports import Line
from core.zones import zone as find_zone

CHANNEL = "webchat"
MAX_FRAME = 128 * 1024
"""Bytes of a frame that are accepted at all."""
MAX_TOKEN = 64
THREAD = re.compile(r"(@[a-z0-9-]{1,50}(/[a-z0-9-]{1,50})?)?")
LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class BrokenFrame(ValueError):
    """A frame that is not what the chat page sends; the text says why, without repeating it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visitor in one talk, with what the browser said of itself."""

    visitor: str
    thread: str = ""
    locale: str | None = None
    zone: str | None = None

    @property
    def address(self) -> Address:
        """The talk's address."""
        return Address(channel=CHANNEL, room=self.visitor, thread=self.thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """How a page begins: what it has seen already, and what the browser says of itself."""

    after: str = ""
    zone: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame whose kind and id are sound."""

    kind: str
    id: str
    body: Mapping[str, Any] = field(default_factory=dict)


def read_frame(raw: str) -> Frame:
    """Read a text frame; raise BrokenFrame if it is not one of `hello`, `say`, `tap`."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("not JSON") from error
    return check_frame(body)


def check_frame(body: Any) -> Frame:
    """Check the kind and the id of a decoded frame; raise BrokenFrame."""
    if not isinstance(body, dict):
        raise BrokenFrame("not an object")
    kind = body.get("type")
    if kind == "hello":
        return Frame("hello", "", body)
    if kind not in ("say", "tap"):
        raise BrokenFrame("unknown type")
    identity = body.get("id")
    if not isinstance(identity, str) or not ID.fullmatch(identity):
        raise BrokenFrame("no usable id")
    return Frame(kind, identity, body)


def to_hello(frame: Frame) -> Hello:
    """Return what a `hello` frame says; what makes no sense in it is left out."""
    after, zone, locale = (frame.body.get(name) for name in ("after", "zone", "locale"))
    return Hello(
        after=after if isinstance(after, str) and len(after) <= MAX_TOKEN else "",
        zone=zone if isinstance(zone, str) and _is_zone(zone) else None,
        locale=locale if isinstance(locale, str) and LOCALE.fullmatch(locale) else None,
    )


def to_incoming(body: Mapping[str, Any], visit: Visit, at: datetime) -> Incoming:
    """Turn a decoded `say` or `tap` frame into a delivery at an instant (UTC); raise BrokenFrame.

    Its key holds the page's own id for the message, so that one sent again is the same delivery. A text is passed on up to one character more than is read, so that the bot can tell that it was too long.
    """
    frame = check_frame(dict(body))
    if frame.kind == "say":
        return _incoming(visit, at, frame.id, text=_text(frame.body, "text"))
    if frame.kind == "tap":
        token = _text(frame.body, "token")
        if not token or len(token.encode()) > MAX_TOKEN:
            raise BrokenFrame("no usable token")
        return _incoming(visit, at, frame.id, text=_text(frame.body, "label"), choice=token)
    raise BrokenFrame("says nothing")


def greeting(visit: Visit, at: datetime, after: str = "") -> Incoming:
    """Return the delivery that opens a talk, the same one however often the page is opened.

    A talk of which all is forgotten is opened anew `after` the position of its last line.
    """
    return _incoming(visit, at, f"{visit.thread}:start{after}", choice="start")


def line_frame(line: Line) -> dict[str, Any]:
    """Turn a line of a talk into what the page shows."""
    frame: dict[str, Any] = {
        "type": "line",
        "position": line.position,
        "key": line.key,
        "at": line.at.isoformat(),
        "mine": line.mine,
        "text": line.outgoing.text,
        "choices": [{"token": each.token, "label": each.label} for each in line.outgoing.choices],
    }
    if line.mine:
        frame["id"] = line.key.rpartition(":")[2]
    return frame


def ack_frame(identity: str) -> dict[str, Any]:
    """Say that a message is kept and need not be sent again."""
    return {"type": "ack", "id": identity}


def typing_frame() -> dict[str, Any]:
    """Say that an answer is on its way."""
    return {"type": "typing"}


def refused_frame(why: str, identity: str = "", after: float = 0) -> dict[str, Any]:
    """Say that a frame was not taken; with `after` (seconds) it is worth sending again."""
    return {"type": "refused", "why": why, "id": identity, "after": after}


def _incoming(
    visit: Visit, at: datetime, identity: str, text: str = "", choice: str | None = None
) -> Incoming:
    return Incoming(
        key=f"{CHANNEL}:{visit.visitor}:{identity}",
        address=visit.address,
        at=at,
        text=text,
        choice=choice,
        locale=visit.locale,
        zone=visit.zone,
    )


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise BrokenFrame(f"{name} is not a text")
    # Lone surrogates and NUL are no text: databases and mails refuse them.
    sound = value.encode("utf-8", "replace").decode().replace("\x00", "")
    return sound[: MAX_TEXT + 1]


def _is_zone(name: str) -> bool:
    try:
        find_zone(name)
    except ValueError:
        return False
    return True
