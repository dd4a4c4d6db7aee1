"""The times of a message as the scorer of time expressions wants them."""

from dataclasses import replace
from typing import Any

from bot.nlu.when.answer import Item, items_of
from bot.nlu.when.grammar import read_mentions, read_when
from bot.nlu.when.recurrence.folding import Recurrence, rule_of
from bot.nlu.when.senses import AFTERNOON, EVENING, MORNING, NIGHT
from bot.nlu.when.tokens import Token, tokenize
from bot.nlu.when.value import When
from bot.nlu.when.view import View, view_of
from bot.understood import Hearing
from core.zones import local

_PARTS = {MORNING: "MO", AFTERNOON: "AF", EVENING: "EV", NIGHT: "NI"}


def times_of(text: str, hearing: Hearing) -> dict[str, Any]:
    """Return kind, start, end, grain, seconds, rrule, items; `ask` where the bot would."""
    tokens = tokenize(text)
    when = read_when(tokens, locale=hearing.locale, past=True)
    view = view_of(hearing, when.lengths)
    rule = _rule(when, view)
    if rule is not None:
        said = _mentions(tokens, view)
        return {"kind": "set", "rrule": _rrule(rule)} | ({"items": said} if len(said) > 1 else {})
    found = items_of(when, view)
    if found is None:
        return {"kind": "none", "ask": True}
    lengths = [{"kind": "duration", "seconds": minutes * 60} for minutes in when.lengths]
    items = [_item(each, hearing.zone) for each in found] + lengths
    if not items:
        return {"kind": "none"}
    said = _mentions(tokens, view)
    said = (said or items[: len(found)]) + lengths
    return items[0] | ({"items": said} if len(said) > 1 else {})


def _mentions(tokens: list[Token], view: View) -> list[dict[str, Any]]:
    """Return the times said, each by itself."""
    found: list[dict[str, Any]] = []
    for when in read_mentions(tokens, locale=view.hearing.locale):
        rule = _rule(when, view)
        if rule is not None:
            found.append({"kind": "set", "rrule": _rrule(rule)})
        else:
            found += [_item(each, view.hearing.zone) for each in items_of(when, view) or ()]
    return found


def _rule(when: When, view: View) -> Recurrence | None:
    """Return what recurs, whether it is wished or, where nothing is wished, refused ("I'm away on Tuesdays")."""
    if when.clauses and all(clause.refused for clause in when.clauses):
        when = replace(when, clauses=[replace(clause, refused=False) for clause in when.clauses])
    return rule_of(when, view)


def _rrule(rule: Recurrence) -> str:
    """Return the RRULE; a part of the day, which it has no name for, is added as the scorer writes it."""
    part = _PARTS.get(rule.part) if rule.part is not None else None
    return f"{rule.rrule};X-POD={part}" if part else rule.rrule


def _item(item: Item, zone: str) -> dict[str, Any]:
    return {
        "kind": "interval" if item.is_interval else "instant",
        "start": local(item.start, zone).isoformat() if item.start else None,
        "end": local(item.end, zone).isoformat() if item.end else None,
        "grain": item.grain,
    }
