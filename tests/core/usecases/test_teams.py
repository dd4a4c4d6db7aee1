"""Teams: who may do what, joining by code, the last owner, and what becomes of shared event types."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from core.commands import (
    ChangeMember,
    ChangeTeam,
    Command,
    CreateEventType,
    CreateTeam,
    DeleteTeam,
    JoinTeam,
    RemoveMember,
    Undo,
)
from core.effects import Notice
from core.errors import Code
from core.event_types import Assignment, EventType, Mode
from core.people import Host
from core.queries import HostDesk, ShowTeams, TeamPage
from core.teams import Role
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host, promoted, team_of


async def crew(house: House) -> tuple[Host, Host]:
    return await another_host(house, "Bob"), await another_host(house, "Carl")


async def pages(house: House, host: Host) -> tuple[TeamPage, ...]:
    found: tuple[TeamPage, ...] = await house.ask(ShowTeams(host_id=host.id))
    return found


async def demo_of(house: House, *parts: Assignment, mode: Mode = Mode.ROUND_ROBIN) -> EventType:
    command = CreateEventType(host_id=house.host.id, title="Demo", mode=mode, assignments=parts)
    made: EventType = (await house.do(command)).value
    return made


async def shared(house: House) -> EventType:
    desk = await house.ask(HostDesk(host_id=house.host.id))
    found: EventType = next(each for each in desk.event_types if each.title == "Demo")
    return found


def bare(thing: Any) -> Any:
    return replace(thing, version=0, updated_at=thing.created_at)


async def test_who_makes_a_team_owns_it(each_house: House) -> None:
    team = await team_of(each_house)
    assert (team.name, team.code, team.host_id) == ("Sales", "sales", each_house.host.id)
    assert [(each.host_id, each.role) for each in team.members] == [(each_house.host.id, Role.OWNER)]
    (page,) = await pages(each_house, each_house.host)
    assert (page.team, page.hosts, page.event_types) == (team, (each_house.host,), ())


async def test_codes_of_teams_are_unique_everywhere(each_house: House) -> None:
    first, second = await team_of(each_house), await team_of(each_house)
    assert second.code.startswith("sales-")
    assert first.code != second.code
    refusal = await each_house.refused(CreateTeam(host_id=each_house.host.id, name="Sales", code="Sales"))
    assert refusal.code is Code.NAME_TAKEN


async def test_join_codes_begin_with_the_name_and_differ(house: House) -> None:
    codes = {(await team_of(house, name="Inside sales")).join_code for _ in range(5)}
    assert len(codes) == 5
    assert all(code.startswith("inside-sales-") and len(code) == 25 for code in codes)


@pytest.mark.parametrize("name", ["", " ", "x" * 101])
async def test_a_team_needs_a_name(house: House, name: str) -> None:
    refusal = await house.refused(CreateTeam(host_id=house.host.id, name=name))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, "name")


async def test_joining_by_code_makes_a_member_and_tells_the_owners(each_house: House) -> None:
    bob, _ = await crew(each_house)
    team = await team_of(each_house)
    outcome = await each_house.do(JoinTeam(host_id=bob.id, join_code=f" {team.join_code.upper()} "))
    assert outcome.value.member(bob.id).role is Role.MEMBER
    (note,) = outcome.notes
    assert (note.notice, note.person_id) == (Notice.TEAM_JOINED, each_house.host.person_id)
    assert note.facts == {"who": "Bob", "team": "Sales"}
    assert [each.hosts for each in await pages(each_house, bob)] == [(each_house.host, bob)]


async def test_joining_twice_changes_nothing(house: House) -> None:
    bob, _ = await crew(house)
    team = await team_of(house, bob)
    outcome = await house.do(JoinTeam(host_id=bob.id, join_code=team.join_code))
    assert (outcome.value, outcome.changes, outcome.notes) == (team, (), ())


async def test_a_wrong_or_old_join_code_leads_nowhere(house: House) -> None:
    bob, _ = await crew(house)
    team = await team_of(house)
    changed = (await house.do(ChangeTeam(team_id=team.id, by=house.host.id, new_join_code=True))).value
    assert changed.join_code != team.join_code
    for code in (team.join_code, "sales", ""):
        assert (await house.refused(JoinTeam(host_id=bob.id, join_code=code))).code is Code.NOT_FOUND


# -- who may do what -------------------------------------------------------------------------------

LEADERS = (Role.OWNER, Role.ADMIN)
MAY_CHANGE_ROLE = {(Role.OWNER, was, becomes) for was, becomes in product(Role, Role)} | {
    (Role.ADMIN, was, becomes) for was, becomes in product((Role.ADMIN, Role.MEMBER), repeat=2)
}


@pytest.mark.parametrize(("actor", "was", "becomes"), list(product(Role, Role, Role)))
async def test_roles_are_given_by_who_may(house: House, actor: Role, was: Role, becomes: Role) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob, carl)
    await promoted(house, team, bob, actor)
    await promoted(house, team, carl, was)
    command = ChangeMember(team_id=team.id, by=bob.id, host_id=carl.id, role=becomes)
    if (actor, was, becomes) in MAY_CHANGE_ROLE:
        assert (await house.do(command)).value.member(carl.id).role is becomes
    else:
        assert (await house.refused(command)).code is Code.NOT_ALLOWED


@pytest.mark.parametrize(("actor", "other"), list(product(Role, Role)))
async def test_members_are_taken_out_by_who_may(house: House, actor: Role, other: Role) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob, carl)
    await promoted(house, team, bob, actor)
    await promoted(house, team, carl, other)
    command = RemoveMember(team_id=team.id, by=bob.id, host_id=carl.id)
    if actor is Role.OWNER or (actor is Role.ADMIN and other is not Role.OWNER):
        outcome = await house.do(command)
        assert outcome.value.member(carl.id) is None
        assert [(each.notice, each.person_id) for each in outcome.notes] == [
            (Notice.TEAM_REMOVED, carl.person_id)
        ]
    else:
        assert (await house.refused(command)).code is Code.NOT_ALLOWED


@pytest.mark.parametrize("actor", list(Role))
async def test_name_and_join_code_are_changed_by_leaders_and_the_team_deleted_by_owners(
    house: House, actor: Role
) -> None:
    bob, _ = await crew(house)
    team = await team_of(house, bob)
    await promoted(house, team, bob, actor)
    may: dict[Command, bool] = {
        ChangeTeam(team_id=team.id, by=bob.id, name="Buyers", new_join_code=True): actor in LEADERS,
        ChangeMember(team_id=team.id, by=bob.id, host_id=bob.id, group="east"): actor in LEADERS,
        DeleteTeam(team_id=team.id, by=bob.id): actor is Role.OWNER,
    }
    for command, allowed in may.items():
        if allowed:
            await house.do(command)
        else:
            assert (await house.refused(command)).code is Code.NOT_ALLOWED


async def test_to_strangers_a_team_is_not_there(house: House) -> None:
    bob, _ = await crew(house)
    team = await team_of(house)
    commands: list[Command] = [
        ChangeMember(team_id=team.id, by=bob.id, host_id=house.host.id, role=Role.MEMBER),
        RemoveMember(team_id=team.id, by=bob.id, host_id=house.host.id),
        ChangeTeam(team_id=team.id, by=bob.id, name="Mine"),
        DeleteTeam(team_id=team.id, by=bob.id),
    ]
    for command in commands:
        assert (await house.refused(command)).code is Code.NOT_FOUND


async def test_the_last_owner_stays(each_house: House) -> None:
    bob, _ = await crew(each_house)
    team = await team_of(each_house, bob)
    anna = each_house.host.id
    for command in (
        ChangeMember(team_id=team.id, by=anna, host_id=anna, role=Role.MEMBER),
        RemoveMember(team_id=team.id, by=anna, host_id=anna),
    ):
        refusal = await each_house.refused(command)
        assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "last_owner")
    await promoted(each_house, team, bob, Role.OWNER)
    left = await each_house.do(RemoveMember(team_id=team.id, by=anna, host_id=anna))
    assert [each.host_id for each in left.value.members] == [bob.id]
    assert [(each.notice, each.person_id) for each in left.notes] == [(Notice.TEAM_LEFT, bob.person_id)]


async def test_a_member_belongs_to_a_group(each_house: House) -> None:
    bob, _ = await crew(each_house)
    team = await team_of(each_house, bob)
    command = ChangeMember(team_id=team.id, by=each_house.host.id, host_id=bob.id, group=" east  side ")
    assert (await each_house.do(command)).value.member(bob.id).group == "east side"
    too_long = replace(command, group="x" * 51)
    assert (await each_house.refused(too_long)).code is Code.INVALID


async def test_a_host_is_in_at_most_fifty_teams(house: House) -> None:
    for _ in range(50):
        await team_of(house)
    assert (await house.refused(CreateTeam(host_id=house.host.id, name="More"))).code is Code.INVALID


# -- shared event types ----------------------------------------------------------------------------


async def test_who_leaves_loses_their_part(each_house: House) -> None:
    bob, carl = await crew(each_house)
    team = await team_of(each_house, bob, carl)
    demo = await demo_of(each_house, Assignment(host_id=bob.id), Assignment(host_id=carl.id))
    assert [each.event_types for each in await pages(each_house, bob)] == [(demo,)]
    await each_house.do(RemoveMember(team_id=team.id, by=bob.id, host_id=bob.id))
    assert [each.host_id for each in (await shared(each_house)).assignments] == [carl.id]
    await each_house.do(Undo(actor=f"host:{bob.id}"))
    assert bare(await shared(each_house)) == bare(demo)
    assert [len(each.hosts) for each in await pages(each_house, bob)] == [3]


async def test_where_only_the_required_are_left_they_meet_together(house: House) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob, carl)
    await demo_of(house, Assignment(host_id=bob.id, required=True), Assignment(host_id=carl.id))
    await house.do(RemoveMember(team_id=team.id, by=carl.id, host_id=carl.id))
    assert (await shared(house)).mode is Mode.COLLECTIVE


async def test_without_anybody_left_an_event_type_is_its_hosts_alone(house: House) -> None:
    bob, _ = await crew(house)
    team = await team_of(house, bob)
    await demo_of(house, Assignment(host_id=bob.id))
    await house.do(RemoveMember(team_id=team.id, by=bob.id, host_id=bob.id))
    left = await shared(house)
    assert (left.mode, left.team_id, left.assignments) == (Mode.SOLO, None, ())


async def test_when_its_host_leaves_an_event_type_is_theirs_alone(house: House) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob, carl)
    await promoted(house, team, bob, Role.OWNER)
    await demo_of(house, Assignment(host_id=bob.id), Assignment(host_id=carl.id))
    await house.do(RemoveMember(team_id=team.id, by=house.host.id, host_id=house.host.id))
    assert (await shared(house)).mode is Mode.SOLO


async def test_a_deleted_team_leaves_each_event_type_to_its_host_until_an_undo(each_house: House) -> None:
    bob, carl = await crew(each_house)
    team = await team_of(each_house, bob, carl)
    demo = await demo_of(each_house, Assignment(host_id=bob.id), Assignment(host_id=carl.id))
    await each_house.do(DeleteTeam(team_id=team.id, by=each_house.host.id))
    assert (await shared(each_house)).mode is Mode.SOLO
    assert await pages(each_house, bob) == ()
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    assert bare(await shared(each_house)) == bare(demo)
    assert [bare(each.team) for each in await pages(each_house, bob)] == [bare(team)]


# -- taking back -----------------------------------------------------------------------------------


async def test_a_team_that_was_made_is_gone_with_an_undo(each_house: House) -> None:
    await team_of(each_house)
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    assert await pages(each_house, each_house.host) == ()


async def test_joining_is_taken_back_with_the_part_that_came_of_it(each_house: House) -> None:
    bob, carl = await crew(each_house)
    await team_of(each_house, carl, bob)
    await demo_of(each_house, Assignment(host_id=bob.id), Assignment(host_id=carl.id))
    await each_house.do(Undo(actor=f"host:{bob.id}"))
    assert await pages(each_house, bob) == ()
    assert [each.host_id for each in (await shared(each_house)).assignments] == [carl.id]


async def test_role_name_and_code_are_set_back(each_house: House) -> None:
    bob, _ = await crew(each_house)
    team = await team_of(each_house, bob)
    anna = each_house.host
    for command in (
        ChangeMember(team_id=team.id, by=anna.id, host_id=bob.id, role=Role.ADMIN),
        ChangeTeam(team_id=team.id, by=anna.id, name="Buyers"),
        ChangeTeam(team_id=team.id, by=anna.id, new_join_code=True),
    ):
        await each_house.do(command)
        await each_house.do(Undo(actor=f"host:{anna.id}"))
        (page,) = await pages(each_house, anna)
        assert bare(page.team) == bare(team)


async def test_an_undo_does_not_pass_over_what_others_did_since(house: House) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob)
    await house.do(ChangeTeam(team_id=team.id, by=house.host.id, name="Buyers"))
    await house.do(JoinTeam(host_id=carl.id, join_code=team.join_code))
    refusal = await house.refused(Undo(actor=f"host:{house.host.id}"))
    assert refusal.code is Code.CHANGED_SINCE


async def test_what_changes_nothing_leaves_nothing_to_undo(house: House) -> None:
    team = await team_of(house)
    outcome = await house.do(ChangeTeam(team_id=team.id, by=house.host.id, name="Sales"))
    assert (outcome.value, outcome.changes) == (team, ())
