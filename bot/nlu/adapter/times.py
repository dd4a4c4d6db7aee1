"""The times of a message as the scorer of time expressions wants them."""

from typing import Any

from bot.nlu.when.answer import Item, items_of
from bot.nlu.when.grammar import read_when
from bot.nlu.when.recurrence.folding import rule_of
from bot.nlu.when.tokens import tokenize
from bot.nlu.when.view import view_of
from bot.understood import Hearing
from core.zones import local


def times_of(text: str, hearing: Hearing) -> dict[str, Any]:
    """Return kind, start, end, grain, seconds, rrule, items; `ask` where the bot would."""
    tokens = tokenize(text)
    when = read_when(tokens, locale=hearing.locale)
    view = view_of(hearing, when.lengths)
    rule = rule_of(when, view)
    if rule is not None:
        return {"kind": "set", "rrule": rule.rrule}
    found = items_of(when, view)
    if found is None:
        return {"kind": "none", "ask": True}
    items = [_item(each, hearing.zone) for each in found]
    items += [{"kind": "duration", "seconds": minutes * 60} for minutes in when.lengths]
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
