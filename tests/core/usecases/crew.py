"""Further hosts, and teams of them."""

from core.commands import ChangeMember, CreateTeam, JoinTeam, RegisterHost
from core.people import Host
from core.teams import Role, Team
from tests.core.usecases.conftest import House


async def another_host(house: House, name: str, zone: str = "UTC") -> Host:
    """Make a host of somebody else."""
    person = await house.person(name)
    host: Host = (await house.do(RegisterHost(person_id=person.id, name=name, zone=zone))).value.host
    return host


async def team_of(house: House, *hosts: Host, name: str = "Sales") -> Team:
    """Have Anna make a team which others join."""
    team: Team = (await house.do(CreateTeam(host_id=house.host.id, name=name))).value
    for each in hosts:
        team = (await house.do(JoinTeam(host_id=each.id, join_code=team.join_code))).value
    return team


async def promoted(house: House, team: Team, host: Host, role: Role) -> Team:
    """Have Anna give a member a role."""
    command = ChangeMember(team_id=team.id, by=house.host.id, host_id=host.id, role=role)
    changed: Team = (await house.do(command)).value
    return changed
