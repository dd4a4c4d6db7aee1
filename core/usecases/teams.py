"""Teams: making and joining them, who belongs to them in which role, and their end."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from core import names
from core.commands import ChangeMember, ChangeTeam, CreateTeam, DeleteTeam, JoinTeam, Outcome, RemoveMember
from core.effects import Note, Notice
from core.errors import Code, Refused
from core.event_types import EventType
from core.people import Host
from core.ports import Chance, UnitOfWork, World
from core.queries import ShowTeams, TeamPage
from core.teams import Member, Role, Team
from core.usecases import checks
from core.usecases.assigning import LEADERS, alone, without
from core.usecases.audit import Deed, Pair, host_actor, record
from core.usecases.finding import host_of, there
from core.usecases.noting import host_note

MOST_TEAMS = 50
"""Most teams of which a host is a member."""
MOST_MEMBERS = 500
GROUP = 50
"""Most characters of a group's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A team before and after what a host did, and the event types that changed along."""

    by: UUID
    team: Team
    after: Team
    beside: Mapping[str, Pair] = field(default_factory=dict)


TeamCommand = JoinTeam | ChangeMember | RemoveMember | ChangeTeam | DeleteTeam


async def create_team(uow: UnitOfWork, world: World, command: CreateTeam) -> Outcome:
    """Make a team; the host is its owner."""
    host = await host_of(uow, command.host_id)
    await _require_few(uow, host)
    name = checks.line(command.name, "name", checks.TITLE, 1)
    now = world.clock.now()
    team = Team(
        id=world.chance.uuid(),
        host_id=host.id,
        name=name,
        code="" if command.code is None else checks.link_name(command.code, "code"),
        join_code=join_code(world.chance, name),
        members=(Member(host_id=host.id, role=Role.OWNER),),
        created_at=now,
        updated_at=now,
    )
    made = await _added(uow, world.chance, team)
    change = await record(uow, world, Deed(command=command, actor=host_actor(host.id), after=made))
    return Outcome(value=made, changes=(change,))


async def join_team(uow: UnitOfWork, world: World, command: JoinTeam) -> Outcome:
    """Become a member of the team that one was told the join code of; its owners are told."""
    host = await host_of(uow, command.host_id)
    team = there(await uow.teams.by_join_code(command.join_code.strip().lower()), "team")
    if team.member(host.id):
        return Outcome(value=team)
    await _require_few(uow, host)
    checks.within(len(team.members) + 1, "members", 1, MOST_MEMBERS, why="count")
    members = (*team.members, Member(host_id=host.id))
    outcome = await _kept(
        uow, world, command, _Step(by=host.id, team=team, after=replace(team, members=members))
    )
    return replace(outcome, notes=await _to_owners(uow, outcome.value, host, Notice.TEAM_JOINED))


async def change_member(uow: UnitOfWork, world: World, command: ChangeMember) -> Outcome:
    """Give a member another role or group."""
    team, actor = await _led(uow, command)
    member = there(team.member(command.host_id), "member")
    _require_may_touch(actor, member)
    wished = member
    if command.role is not None:
        _require_may_touch(actor, replace(member, role=command.role))
        wished = replace(wished, role=command.role)
    if command.group is not None:
        wished = replace(wished, group=checks.line(command.group, "group", GROUP))
    members = tuple(wished if each.host_id == member.host_id else each for each in team.members)
    after = _owned(replace(team, members=members))
    return await _kept(uow, world, command, _Step(by=command.by, team=team, after=after))


async def remove_member(uow: UnitOfWork, world: World, command: RemoveMember) -> Outcome:
    """Take a member out, or leave; who leaves is told of to the owners, who is taken out is told."""
    team, actor = await _standing(uow, command)
    member = there(team.member(command.host_id), "member")
    leaves = command.by == command.host_id
    if not leaves:
        _require_leads(actor)
        _require_may_touch(actor, member)
    after = _owned(replace(team, members=tuple(each for each in team.members if each != member)))
    beside = await parted(uow, world, team, command.host_id)
    step = _Step(by=command.by, team=team, after=after, beside=beside)
    outcome = await _kept(uow, world, command, step)
    host = await host_of(uow, command.host_id)
    if leaves:
        return replace(outcome, notes=await _to_owners(uow, outcome.value, host, Notice.TEAM_LEFT))
    facts = {"who": host.name, "team": team.name}
    note = host_note(host, Notice.TEAM_REMOVED, f"{team.id}:{outcome.value.version}", facts)
    return replace(outcome, notes=(note,))


async def change_team(uow: UnitOfWork, world: World, command: ChangeTeam) -> Outcome:
    """Rename a team, or make its join code worthless to whoever knows it."""
    team, _ = await _led(uow, command)
    after = team
    if command.name is not None:
        after = replace(after, name=checks.line(command.name, "name", checks.TITLE, 1))
    if command.new_join_code:
        after = replace(after, join_code=join_code(world.chance, after.name))
    return await _kept(uow, world, command, _Step(by=command.by, team=team, after=after))


async def delete_team(uow: UnitOfWork, world: World, command: DeleteTeam) -> Outcome:
    """Delete a team; each of its event types is its host's alone again."""
    team, actor = await _standing(uow, command)
    if actor.role is not Role.OWNER:
        raise Refused(Code.NOT_ALLOWED, what="team")
    beside = await dissolved(uow, world, team)
    after = replace(team, deleted_at=world.clock.now())
    return await _kept(uow, world, command, _Step(by=command.by, team=team, after=after, beside=beside))


async def show_teams(uow: UnitOfWork, _world: World, query: ShowTeams) -> tuple[TeamPage, ...]:
    """Return a host's teams with their members, in the order in which they joined, and event types."""
    teams = await uow.teams.of_host(query.host_id)
    ids = dict.fromkeys(each.host_id for team in teams for each in team.members)
    hosts = {each.id: each for each in await uow.people.hosts(list(ids))}
    return tuple(
        [
            TeamPage(
                team=team,
                hosts=tuple(hosts[each.host_id] for each in team.members if each.host_id in hosts),
                event_types=tuple(await uow.event_types.of_team(team.id)),
            )
            for team in teams
        ]
    )


async def parted(uow: UnitOfWork, world: World, team: Team, host_id: UUID) -> Mapping[str, Pair]:
    """Take a host's part out of the team's event types; return those that changed, by their names in an audit row."""

    def part(event_type: EventType) -> EventType:
        return without(event_type, host_id)

    return await _changed(uow, world, team, part)


async def dissolved(uow: UnitOfWork, world: World, team: Team) -> Mapping[str, Pair]:
    """Make each of the team's event types its host's alone; return them by their names in an audit row."""
    return await _changed(uow, world, team, alone)


async def _changed(
    uow: UnitOfWork, world: World, team: Team, change: Callable[[EventType], EventType]
) -> Mapping[str, Pair]:
    changed: dict[str, Pair] = {}
    for before in await uow.event_types.of_team(team.id):
        wished = change(before)
        if wished != before:
            saved = await uow.event_types.save(replace(wished, updated_at=world.clock.now()))
            changed[f"event_type:{before.id}"] = (before, saved)
    return changed


def join_code(chance: Chance, name: str) -> str:
    """Return a join code that begins with the team's name and goes on with 60 unpredictable bits."""
    digest = base64.b32encode(hashlib.sha256(chance.token().encode()).digest()).decode().lower()
    return f"{names.slug(name, 20) or 'team'}-{digest[:12]}"


async def _added(uow: UnitOfWork, chance: Chance, team: Team) -> Team:
    """Insert a team under its code, or, without one, under the first code made of its name that is free."""
    if team.code:
        await uow.teams.add(team)
        return team
    base = names.unused(team.name, "team", ())
    for code in (base, *(f"{base}-{chance.digits(4)}" for _ in range(3)), f"{base}-{chance.digits(8)}"):
        coded = replace(team, code=code)
        try:
            async with uow.attempt():
                await uow.teams.add(coded)
        except Refused:
            continue
        return coded
    raise Refused(Code.NAME_TAKEN, name=base)


async def _standing(
    uow: UnitOfWork, command: ChangeMember | RemoveMember | ChangeTeam | DeleteTeam
) -> tuple[Team, Member]:
    """Return the team and the member who acts; a team that one does not belong to is not there."""
    team = there(await uow.teams.team(command.team_id), "team")
    return team, there(team.member(command.by), "team")


async def _led(uow: UnitOfWork, command: ChangeMember | ChangeTeam) -> tuple[Team, Member]:
    team, actor = await _standing(uow, command)
    _require_leads(actor)
    return team, actor


def _require_leads(actor: Member) -> None:
    if actor.role not in LEADERS:
        raise Refused(Code.NOT_ALLOWED, what="team")


def _require_may_touch(actor: Member, member: Member) -> None:
    """Only owners change owners, and only they make some."""
    if member.role is Role.OWNER and actor.role is not Role.OWNER:
        raise Refused(Code.NOT_ALLOWED, what="owner")


def _owned(team: Team) -> Team:
    """Return the team if it has an owner left."""
    if all(each.role is not Role.OWNER for each in team.members):
        raise Refused(Code.INVALID, field="role", why="last_owner")
    return team


async def _require_few(uow: UnitOfWork, host: Host) -> None:
    if len(await uow.teams.of_host(host.id)) >= MOST_TEAMS:
        raise Refused(Code.INVALID, field="teams", why="count", low=0, high=MOST_TEAMS)


async def _to_owners(uow: UnitOfWork, team: Team, host: Host, notice: Notice) -> tuple[Note, ...]:
    owners = [each.host_id for each in team.members if each.role is Role.OWNER and each.host_id != host.id]
    facts = {"who": host.name or f"@{host.username}", "team": team.name}
    key = f"{team.id}:{team.version}"
    return tuple(host_note(each, notice, key, facts) for each in await uow.people.hosts(owners))


async def _kept(uow: UnitOfWork, world: World, command: TeamCommand, step: _Step) -> Outcome:
    if step.after == step.team:
        return Outcome(value=step.team)
    saved = await uow.teams.save(replace(step.after, updated_at=world.clock.now()))
    deed = Deed(command=command, actor=host_actor(step.by), before=step.team, after=saved, beside=step.beside)
    return Outcome(value=saved, changes=(await record(uow, world, deed),))
