"""A host's rules and an event type's properties as sayings: only what is set, each in one short sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from bot.messages import Saying
from bot.scene import says
from core.event_types import EventType, Visibility
from core.hours import Schedule
from core.people import DayCount, Rules

_DEFAULTS = EventType.__dataclass_fields__
_BESIDE = frozenset({"window_counts", "closes"})
"""Rules that are said together with another."""


def rules_told(rules: Rules) -> tuple[Saying, ...]:
    """Say every rule that is set."""
    names = [each.name for each in fields(rules) if getattr(rules, each.name) is not None]
    return tuple(_rule(name, rules) for name in names if not _said_beside(name, rules))


def _said_beside(name: str, rules: Rules) -> bool:
    return (
        name in _BESIDE and getattr(rules, "window_days" if name == "window_counts" else "opens") is not None
    )


def _rule(name: str, rules: Rules) -> Saying:
    value = getattr(rules, name)
    match name:
        case "window_days" if rules.window_counts is DayCount.BUSINESS:
            return says("terms.window_business", value=value)
        case "opens" if rules.closes:
            return says("terms.opens_closes", value=value, closes=rules.closes)
        case _:
            return Saying(phrase=f"terms.{name}", facts={"value": value})


def schedule_told(schedule: Schedule, event_types: Iterable[EventType]) -> Saying:
    """Say a schedule's hours, whether it is the default one, and which event types follow it by name."""
    titles = [each.title for each in event_types if each.schedule_id == schedule.id]
    return says(
        "schedules.line",
        name=schedule.name,
        weekly=schedule.weekly,
        zone=schedule.zone,
        default="yes" if schedule.is_default else "",
        titles=titles,
    )


def cleared_told(names: Iterable[str]) -> tuple[Saying, ...]:
    """Say what is taken away; the first and last date that can be booked go together."""
    kept = set(names) - {"window_counts"}
    gone = sorted(kept - {"closes"} if "opens" in kept else kept)
    return tuple(Saying(phrase=f"terms.gone_{name}") for name in gone)


def properties_told(event_type: EventType, names: Iterable[str], link: dict[str, Any]) -> tuple[Saying, ...]:
    """Say some properties of an event type; `link` holds the host's username."""
    return tuple(_property(name, event_type, link) for name in names)


def properties_set(event_type: EventType) -> Iterator[str]:
    """Yield the names of the properties that are not as they are at first."""
    for name in (
        "prices",
        "seats",
        "most_guests",
        "series_most",
        "visibility",
        "single_use",
        "description",
        "metadata",
    ):
        if getattr(event_type, name) != _first(name):
            yield name
    if event_type.seats > 1 and not event_type.waitlist:
        yield "waitlist"


def _first(name: str) -> Any:
    field = _DEFAULTS[name]
    return field.default_factory() if callable(field.default_factory) else field.default


def _property(name: str, event_type: EventType, link: dict[str, Any]) -> Saying:
    value = getattr(event_type, name)
    match name:
        case "prices":
            return says("terms.prices", value=value) if any(p.amount for p in value) else says("terms.free")
        case "waitlist":
            return says("terms.waitlist") if value else says("terms.no_waitlist")
        case "most_guests":
            return says("terms.guests", value=value) if value else says("terms.no_guests")
        case "series_most":
            return says("terms.series", value=value) if value > 1 else says("terms.no_series")
        case "visibility":
            return _visible(value, event_type, link)
        case "metadata":
            return _note(value.get("note", ""))
        case "description":
            return says("terms.description", value=value) if value else says("terms.no_description")
        case _:
            return Saying(phrase=f"terms.{name}", facts={"value": value})


def _note(text: str) -> Saying:
    return says("terms.note", value=text) if text else says("terms.no_note")


def _visible(value: Visibility, event_type: EventType, link: dict[str, Any]) -> Saying:
    if value is Visibility.PUBLIC:
        return says("terms.public")
    return says("terms.unlisted", code=event_type.code, username=link["username"])
