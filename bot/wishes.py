"""Wishes for times: how a conversation keeps them, and which of several readings was meant."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.decisions import Decision
from bot.messages import Option, Saying
from bot.scene import Scene, says
from bot.understood import Asked, Reading, Wish
from core.interval import Interval

NEARBY = 6 * 60
"""Minutes after a refused time in which others are offered first."""
_BARE_DATE = re.compile(r"(?:on )?(?:the )?\d{1,2}(?:st|nd|rd|th)", re.IGNORECASE)
_CLOCK_WORDS = re.compile(
    r"\b(?:at |from )?\d{1,2}(?::\d\d)?\s?(?:am|pm|o'clock)?(?:\s*$|(?= on ))", re.IGNORECASE
)
MOST_READINGS = 5
"""Most readings that are put before somebody."""


def dump_wish(wish: Wish) -> dict[str, Any]:
    """Return what a conversation keeps of a wish."""
    return {
        "windows": [[w.start.isoformat(), w.end.isoformat()] for w in wish.windows[:60]],
        "points": [p.isoformat() for p in wish.points[:10]],
        "prefer": [[w.start.isoformat(), w.end.isoformat()] for w in wish.prefer[:20]],
        "days": [d.isoformat() for d in wish.days],
        "clock": list(wish.clock) if wish.clock else None,
    }


def dump_reading(reading: Reading) -> dict[str, Any]:
    """Return a reading as an offer's value."""
    wish = Wish(windows=reading.windows, points=reading.points, has_day=reading.has_day)
    return {"kind": "reading", "wish": dump_wish(wish)}


def load_wish(data: Mapping[str, Any] | None) -> Wish:
    """Rebuild a wish that a conversation kept; an empty one for None."""
    if not data:
        return Wish()
    clock = data.get("clock")
    return Wish(
        windows=intervals(data["windows"]),
        points=tuple(datetime.fromisoformat(p) for p in data["points"]),
        prefer=intervals(data.get("prefer", ())),
        days=tuple(date.fromisoformat(d) for d in data.get("days", ())),
        clock=(clock[0], clock[1]) if clock else None,
    )


def intervals(pairs: Sequence[Sequence[str]]) -> tuple[Interval, ...]:
    """Rebuild intervals that a conversation kept."""
    return tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in pairs)


def ambiguous(scene: Scene, flow: str) -> Decision | None:
    """Ask which time was meant if the words mean several; None if they do not."""
    wish = scene.understood.wish
    return ask_reading(scene, flow, wish.readings) if wish and len(wish.readings) > 1 else None


def ask_reading(scene: Scene, flow: str, readings: Sequence[Reading]) -> Decision:
    """Ask which of several times was meant."""
    values = [(dump_reading(r) | {"flow": flow}, *_reading_label(r)) for r in readings[:MOST_READINGS]]
    laid, options = scene.offering(values)
    asked = laid.at(flow, laid.conversation.step, Asked.READING)
    return asked.decide(Saying(phrase="find.which", facts={"zone": scene.zone}, options=options))


def readings_again(scene: Scene) -> Saying:
    """Ask the same once more, with the readings that lie on the table."""
    options: list[Option] = []
    for offer_ in scene.conversation.offers:
        if offer_.value.get("kind") == "reading":
            wish = load_wish(offer_.value["wish"])
            phrase, facts = _reading_label(Reading(windows=wish.windows, points=wish.points))
            options.append(Option(token=offer_.token, phrase=phrase, facts=facts))
    return Saying(phrase="find.which", facts={"zone": scene.zone}, options=tuple(options))


def _reading_label(reading: Reading) -> tuple[str, dict[str, Any]]:
    if reading.points:
        return "label.slot", {"slot": Interval(reading.points[0], reading.points[0])}
    return "label.day", {"day": reading.windows[0]}


def problem(wish: Wish) -> Saying | None:
    """Return what to say about a time that cannot be meant."""
    if wish.problem is None:
        return None
    return says(f"problem.{wish.problem.value}", said=wish.said)


def on_day(wish: Wish, day: date) -> bool:
    """Say whether a wish can mean a date; "the 15th", said without a month, means that of any month."""
    if day in wish.days:
        return True
    return bool(_BARE_DATE.fullmatch(_day_words(wish))) and any(day.day == each.day for each in wish.days)


def _day_words(wish: Wish) -> str:
    """The words that say the day, without those for the clock."""
    return _CLOCK_WORDS.sub("", wish.said).strip()


def around(scene: Scene) -> Wish:
    """Wish for the hours after a time that was refused, so that the nearest others are offered."""
    start = scene.slots.get("start")
    if not start:
        return Wish()
    return after(datetime.fromisoformat(start))


def after(start: datetime) -> Wish:
    """Wish for the hours from an instant on."""
    return Wish(windows=(Interval.of(start, NEARBY),))
