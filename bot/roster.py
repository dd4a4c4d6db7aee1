"""Who takes part in an event type of several hosts, how meetings are shared out, and why somebody was chosen, in sayings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.mates import Circle
from bot.messages import Saying
from bot.scene import says
from core.booking import Booking
from core.event_types import Assignment, EventType, Mode, Share

ORDINARY = 100
"""Weight of an ordinary share, in percent."""


def summary(circle: Circle, event_type: EventType) -> Saying:
    """Say in one sentence who takes part."""
    facts = {"title": event_type.title, "names": _required(circle, event_type)}
    if event_type.mode is Mode.SOLO:
        return says("sharing.solo", title=event_type.title, names=[circle.name(event_type.host_id)])
    if event_type.mode is Mode.COLLECTIVE:
        everybody = circle.names(each.host_id for each in event_type.assignments)
        return says("sharing.collective", title=event_type.title, names=everybody)
    groups = _groups(circle, event_type)
    if set(groups) == {""}:
        phrase = "sharing.in_turn_with" if facts["names"] else "sharing.in_turn"
        return says(phrase, **facts, others=groups[""])
    return says("sharing.one_of_each", **facts, groups=list(groups.items()))


def _required(circle: Circle, event_type: EventType) -> tuple[str | None, ...]:
    return circle.names(each.host_id for each in event_type.assignments if each.required)


def _groups(circle: Circle, event_type: EventType) -> Mapping[str, tuple[str | None, ...]]:
    """Return the names of those of whom one is chosen, by their group."""
    ids: dict[str, list[UUID]] = {}
    for each in event_type.assignments:
        if not each.required:
            ids.setdefault(each.group, []).append(each.host_id)
    return {group: circle.names(hosts) for group, hosts in ids.items()}


def shown(circle: Circle, event_type: EventType) -> tuple[Saying, ...]:
    """Say who takes part, what is special about each, and how meetings are shared out."""
    first = summary(circle, event_type)
    if event_type.mode is not Mode.ROUND_ROBIN:
        return (first,)
    best = max((each.priority for each in event_type.assignments), default=0)
    special = [_special(circle, each, best) for each in event_type.assignments if _is_special(each, best)]
    return (first, *special, fairness(event_type))


def _is_special(part: Assignment, best: int) -> bool:
    return part.weight != ORDINARY or part.daily_limit is not None or part.priority != best


def _special(circle: Circle, part: Assignment, best: int) -> Saying:
    return says(
        "sharing.host",
        names=[circle.name(part.host_id)],
        weight=part.weight if part.weight != ORDINARY else None,
        limit=part.daily_limit,
        later="yes" if part.priority != best else "",
    )


def fairness(event_type: EventType) -> Saying:
    """Say how meetings are shared out."""
    how = event_type.fairness
    phrase = "sharing.turns" if how.share is Share.TURNS else "sharing.evenly"
    return says(phrase, days=how.horizon_days, lead=how.max_lead)


def why(circle: Circle, booking: Booking, host_id: UUID, event_type: EventType | None) -> Saying:
    """Say why a host takes a meeting, by the facts that were kept when it was booked (see `core.fairness`)."""
    facts: Mapping[str, Any] = booking.chosen.get(str(host_id), {})
    common = {
        "names": [circle.name(host_id)],
        "title": event_type.title if event_type else booking.title,
        "slot": booking.slot,
        "who": booking.invitee.name,
    }
    if not facts:
        phrase = "why_host.required" if booking.co_hosts else "why_host.alone"
        return says(phrase, **common)
    last = facts.get("last")
    counted = {name: facts.get(name) for name in ("count", "share", "others", "horizon_days", "weight")}
    return says(
        f"why_host.{facts.get('reason', 'order')}",
        **common,
        **counted,
        last=datetime.fromisoformat(last) if last else None,
        ahead=facts.get("left_out"),
    )
