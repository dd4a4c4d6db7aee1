"""Answers that need nothing but values: free slots, and which host is asked first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from core.fairness import Candidate, ranked
from core.interval import Interval
from core.situation import TeamSituation
from core.slots import free_slots
from core.team_slots import free_team_slots
from tests.scenarios.cast import Case, Cast, moment
from tests.scenarios.telling import Teller, fairness


def slots(case: Case) -> Mapping[str, Any]:
    """Return the starts that are free, and those that are when the invitee looks from other zones."""
    cast = Teller(case).cast()
    query = case["query"]
    zones = case["expect"].get("same_as_invitee_tz", ())
    return {
        "slots": _starts(cast, query),
        "seen_from": {zone: _starts(cast, {**query, "invitee_tz": zone}) for zone in zones},
    }


def _starts(cast: Cast, query: Case) -> list[datetime]:
    start, end = moment(query["from"]), moment(query["to"])
    if start >= end:
        return []
    situations, within = cast.situations(query), Interval(start, end)
    if cast.together:
        found = free_team_slots(TeamSituation(hosts=situations), within)
    else:
        found = free_slots(situations[0], within)
    return [each.start for each in found]


def choose_host(case: Case) -> Mapping[str, Any]:
    """Return the hosts in the order in which they are asked, and who may be asked at all, as the scenario lists them."""
    told = case["hosts"]
    ids = {str(each["id"]): _by_name(str(each["id"])) for each in told}
    group = [_candidate(each, ids[str(each["id"])]) for each in told]
    free = [c for c, each in zip(group, told, strict=True) if each.get("available", True)]
    names = {host_id: name for name, host_id in ids.items()}
    order = [names[choice.host_id] for choice in ranked(free, fairness(case["event"]), group)]
    return {
        "order": order,
        "host": order[0] if order else None,
        "eligible": [name for name in ids if name in order],
    }


def _by_name(name: str) -> UUID:
    """Return an id that sorts as the name does, numbers by their value."""
    return UUID(int=int(name)) if name.isdecimal() else UUID(bytes=name.encode()[:16].ljust(16, b"\0"))


def _candidate(told: Case, host_id: UUID) -> Candidate:
    last = told.get("last_booked")
    return Candidate(
        host_id=host_id,
        weight=100 if told.get("weight") is None else told["weight"],
        priority=told.get("priority") or 0,
        count=told.get("bookings") or 0,
        last=None if last is None else moment(last),
    )
