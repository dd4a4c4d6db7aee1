"""The reader on a stream of JSON lines, and a full reading as plain data."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import Any

from bot.nlu.reader import plain, read
from bot.nlu.when.answer import Item, items_of
from bot.nlu.when.elements import Element, elements, tidy
from bot.nlu.when.english import LEXICON
from bot.nlu.when.grammar import read_when
from bot.nlu.when.recurrence import rule_of
from bot.nlu.when.tokens import Token, tokenize
from bot.nlu.when.value import When
from bot.nlu.when.view import view_of
from bot.understood import Act, Asked, Hearing, Understood
from core.jsonable import dump
from core.zones import local

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The time for lines that give none."""

_INTENTS = {
    Act.PICK: "accept",
    Act.ANY: "unsure",
    Act.WHY_NOT: "query_availability",
    Act.START_OVER: "repeat",
    Act.UNDO: "cancel",
}
_COURTESY = (Act.YES, Act.NO, Act.GREET, Act.THANKS, Act.GOODBYE)
_CORRECTIONS = {Act.PROPOSE_TIME, Act.RESCHEDULE, Act.BOOK, Act.INFORM}
_KNOWN = {
    "book", "propose_time", "accept", "decline", "correct", "reschedule", "cancel", "query_availability", "query_bookings",
    "query_time", "ask_details", "request_alternatives", "inform", "block_time", "set_reminder", "yes", "no", "unsure", "repeat",
    "stop", "greet", "thanks", "goodbye", "help", "human", "out_of_scope",
}  # fmt: skip


def answer_line(line: str) -> str:
    """Answer one JSON line: times (kind, start, end, grain, seconds, rrule, items, ask), intent and slots.

    The line has `text`, and may have `id`, `now`, `tz`, `lang`, `prev`, `ref_date`. Raises ValueError if it is no JSON object.
    """
    given = json.loads(line)
    if not (isinstance(given, dict) and isinstance(given.get("text"), str)):
        raise ValueError("a line needs a JSON object with a text")  # noqa: TRY004 - said so above
    hearing = _hearing(given)
    text = plain(given["text"])
    tokens = tokenize(text)
    when = read_when(tokens)
    answer: dict[str, Any] = {"id": given.get("id")}
    answer |= _times(when, tokens, hearing)
    answer |= {"intent": intent_of(read(text, hearing), hearing.asked), "slots": _slots(text, tokens)}
    return json.dumps(answer, ensure_ascii=False)


def _hearing(given: Mapping[str, Any]) -> Hearing:
    zone = str(given.get("tz") or "UTC")
    now = _moment(given.get("now")) or _reference(given.get("ref_date")) or _EPOCH
    locale = str(given.get("lang") or "en")
    return Hearing(
        now=now,
        zone=zone,
        locale="en-US" if locale == "en" else locale,
        asked=_asked(str(given.get("prev") or "")),
    )


_ASKED = (
    (Asked.CONFIRM, re.compile(r"\b(?:confirm|is this (?:good|ok|right|correct)|how's this|correct\?|looking for|is that (?:ok|right|correct)|right\?)", re.IGNORECASE)),
    (Asked.OFFER, re.compile(r"\b(?:one of these|would you like|how about|what about|works? for you|some times|do you want)\b", re.IGNORECASE)),
    (Asked.TIME, re.compile(r"\b(?:what time|which (?:day|time|date)|when)\b", re.IGNORECASE)),
)  # fmt: skip


def _asked(prev: str) -> Asked:
    """Tell from the bot's last words what it asked."""
    return next((asked for asked, pattern in _ASKED if pattern.search(prev)), Asked.NOTHING)


def _moment(said: object) -> datetime | None:
    if not isinstance(said, str):
        return None
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reference(said: object) -> datetime | None:
    return datetime.combine(date.fromisoformat(said[:10]), time(0), UTC) if isinstance(said, str) else None


def _times(when: When, tokens: list[Token], hearing: Hearing) -> dict[str, Any]:
    view = view_of(hearing, when.lengths)
    rule = rule_of(when, tokens, view.sense)
    if rule is not None:
        return {"kind": "set", "rrule": rule}
    found = items_of(when, view)
    if found is None:
        return {"kind": "none", "ask": True}
    items = [_item(each, hearing.zone) for each in found]
    items += [{"kind": "duration", "seconds": minutes * 60} for minutes in when.lengths] if not items else []
    if not items:
        return {"kind": "none"}
    return items[0] | ({"items": items} if len(items) > 1 else {})


def _item(item: Item, zone: str) -> dict[str, Any]:
    return {
        "kind": "interval" if item.is_interval else "instant",
        "start": local(item.start, zone).isoformat() if item.start else None,
        "end": local(item.end, zone).isoformat() if item.end else None,
        "grain": item.grain,
    }


def intent_of(found: Understood, asked: Asked = Asked.NOTHING) -> str:
    """Return the one intent that a message is scored by: its main act, seen from what was asked."""
    main = [act for act in found.acts if act not in _COURTESY] or list(found.acts)
    if not main:
        return "out_of_scope"
    if asked is Asked.CONFIRM and main[0] in _CORRECTIONS:
        return "correct"
    if asked is Asked.OFFER and main == [Act.YES]:
        return "accept"
    name = _INTENTS.get(main[0], str(main[0]))
    return name if name in _KNOWN else "inform"


def _slots(text: str, tokens: list[Token]) -> dict[str, list[str]]:
    slots: dict[str, list[str]] = {}
    for each in elements(tidy(LEXICON.mark(tokens)), alone=False):
        kind = _slot(each)
        words = text[each.start : each.end]
        if kind and words not in slots.setdefault(kind, []):
            slots[kind].append(words)
    return slots


def _slot(each: Element) -> str:
    if each.day is not None:
        return "date"
    if each.clock is not None:
        return "time"
    return "duration" if each.minutes is not None else ""


def describe(text: str, hearing: Hearing) -> dict[str, Any]:
    """Return the whole reading of a text as JSON-able data, without what is empty."""
    found = read(text, hearing)
    empty = Understood()
    said = {
        f.name: getattr(found, f.name)
        for f in fields(found)
        if getattr(found, f.name) != getattr(empty, f.name)
    }
    return {name: dump(value) for name, value in said.items()}
