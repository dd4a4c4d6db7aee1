"""Who may take part in an event type of several hosts, and telling those who do now."""

from dataclasses import replace
from uuid import UUID

from core.effects import Note, Notice
from core.errors import Code, Refused
from core.event_types import EventType, Mode
from core.ports import UnitOfWork
from core.teams import Role, Team
from core.usecases.noting import host_note

LEADERS = frozenset({Role.OWNER, Role.ADMIN})
"""Roles that may assign the hosts of a team."""


async def with_team(uow: UnitOfWork, event_type: EventType) -> EventType:
    """Return the event type with the team whose members take part in it, if anybody but its own host does.

    Raise Refused(NOT_ALLOWED) unless one team that its host leads, the named one if one is, has all of them.
    """
    hosts = {each.host_id for each in event_type.assignments}
    if event_type.mode is Mode.SOLO or (hosts == {event_type.host_id} and event_type.team_id is None):
        return event_type
    led = [each for each in await uow.teams.of_host(event_type.host_id) if _leads(each, event_type.host_id)]
    named = [each for each in led if event_type.team_id in (None, each.id)]
    team = next((each for each in named if hosts <= {one.host_id for one in each.members}), None)
    if team is None:
        raise Refused(Code.NOT_ALLOWED, what="assignment")
    return replace(event_type, team_id=team.id)


async def assigned(uow: UnitOfWork, before: EventType | None, after: EventType) -> tuple[Note, ...]:
    """Return a note for each host who takes part now and did not before, but for the event type's own."""
    known = {each.host_id for each in before.assignments} if before else set[UUID]()
    new = [each.host_id for each in after.assignments if each.host_id not in known | {after.host_id}]
    if not new:
        return ()
    hosts = await uow.people.hosts([after.host_id, *new])
    by = next((each.name for each in hosts if each.id == after.host_id), "")
    facts = {"title": after.title, "event_type": str(after.id), "who": by}
    key = f"{after.id}:{after.version}"
    return tuple(host_note(each, Notice.ASSIGNED, key, facts) for each in hosts if each.id in new)


def taking_part(event_type: EventType) -> tuple[UUID, ...]:
    """Return everybody who may take part in an event type."""
    return tuple(each.host_id for each in event_type.assignments) or (event_type.host_id,)


def without(event_type: EventType, host_id: UUID) -> EventType:
    """Return an event type of a team without the part of a host who left it.

    Without its own host it is theirs alone again, for the others are their team mates no more; so is one with nobody
    left. Where all who are left are required, they meet together.
    """
    left = tuple(each for each in event_type.assignments if each.host_id != host_id)
    if host_id == event_type.host_id or not left:
        return alone(event_type)
    if event_type.mode is Mode.ROUND_ROBIN and all(each.required for each in left):
        return replace(event_type, assignments=left, mode=Mode.COLLECTIVE)
    return replace(event_type, assignments=left)


def alone(event_type: EventType) -> EventType:
    """Return an event type as its host's alone."""
    return replace(event_type, mode=Mode.SOLO, team_id=None, assignments=())


def _leads(team: Team, host_id: UUID) -> bool:
    member = team.member(host_id)
    return member is not None and member.role in LEADERS
