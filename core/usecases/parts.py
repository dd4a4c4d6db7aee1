"""Which hosts may take part in an event type of several, as things stand."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from core.event_types import Assignment, EventType, Mode, limits
from core.people import Host


def alone(event_type: EventType, hosts: Sequence[UUID] = ()) -> bool:
    """Say whether it is booked with its own host alone; `hosts` are those who must take part, if that is known."""
    return event_type.mode is Mode.SOLO and tuple(hosts) in ((), (event_type.host_id,))


def pinned(event_type: EventType, hosts: Sequence[UUID]) -> EventType:
    """Return it as if exactly these hosts had to take part: those of a booking, or those who were chosen."""
    known = {each.host_id: each for each in event_type.assignments}
    assignments = tuple(known.get(each) or Assignment(host_id=each) for each in hosts)
    return replace(event_type, mode=Mode.COLLECTIVE, assignments=assignments)


def present(event_type: EventType, hosts: Sequence[Host]) -> list[Host]:
    """Return who can be asked; `hosts` are those of the assigned who exist, in the order of the assignments.

    Whoever is paused is left out of round robin, unless nobody of their group would be left.
    """
    parts = {each.host_id: each for each in event_type.assignments}
    turns = {each.id: parts[each.id].group for each in hosts if not must(event_type, parts[each.id])}
    awake = {turns[each.id] for each in hosts if each.id in turns and not each.paused}
    return [each for each in hosts if not each.paused or turns.get(each.id) not in awake]


def must(event_type: EventType, part: Assignment) -> bool:
    """Say whether a host takes part in every meeting."""
    return part.required or event_type.mode is Mode.COLLECTIVE


def with_shared_buffers(event_type: EventType, hosts: Sequence[Host], length: int) -> EventType:
    """Return it with the longest buffers of its hosts if several take part at once: a meeting has one buffer."""
    if len(_needed(event_type)) < 2:
        return event_type
    each = [limits(host, event_type, length) for host in hosts]
    before, after = max(e.buffer_before for e in each), max(e.buffer_after for e in each)
    rules = replace(event_type.rules, buffer_before=before, buffer_after=after)
    return replace(event_type, rules=rules)


def _needed(event_type: EventType) -> frozenset[UUID | str]:
    """Return the hosts, and the groups, of whom one is needed."""
    return frozenset(
        each.host_id if must(event_type, each) else each.group for each in event_type.assignments
    )
