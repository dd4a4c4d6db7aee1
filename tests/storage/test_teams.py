"""Teams with their members, on both engines."""

from dataclasses import replace

import pytest

from core.errors import Code, ConflictError, Refused
from core.teams import Member, Role, Team
from storage import Database
from tests.storage.examples import NOON, after, ident, settle_hosts

pytestmark = pytest.mark.usefixtures("anna")

ANNA, BEN, CLEO = (ident(f"host {name}") for name in ("anna", "ben", "cleo"))


def team(name: str = "sales", **other: object) -> Team:
    """Return a team of Cleo and Anna, in this order."""
    fields = {
        "id": ident(f"team {name}"),
        "host_id": ANNA,
        "name": name.title(),
        "code": name,
        "join_code": f"join {name}",
        "members": (Member(host_id=CLEO, group="north"), Member(host_id=ANNA, role=Role.OWNER)),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Team(**{**fields, **other})  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
async def kept(storage: Database, anna: None) -> None:
    """The team is kept."""
    await settle_hosts(storage, "ben", "cleo")
    async with storage.writing() as unit:
        await unit.teams.add(team())
        await unit.commit()


async def test_a_team_comes_back_with_its_members_in_order(storage: Database) -> None:
    async with storage.reading() as unit:
        assert await unit.teams.team(team().id) == team()
        assert await unit.teams.by_join_code("join sales") == team()
        assert await unit.teams.by_join_code("sales") is None
        assert await unit.teams.team(ident("none")) is None


async def test_a_host_sees_the_teams_they_are_a_member_of_oldest_first(storage: Database) -> None:
    older = team("older", created_at=after(-1), members=(Member(host_id=CLEO),))
    empty = team("empty", members=())
    async with storage.writing() as unit:
        await unit.teams.add(older)
        await unit.teams.add(empty)
        assert await unit.teams.of_host(CLEO) == [older, team()]
        assert await unit.teams.of_host(ANNA) == [team()]
        assert await unit.teams.of_host(BEN) == []
        assert await unit.teams.team(empty.id) == empty


async def test_saving_replaces_members(storage: Database) -> None:
    changed = replace(team(), name="Sales!", members=(Member(host_id=BEN, role=Role.ADMIN),))
    async with storage.writing() as unit:
        saved = await unit.teams.save(changed)
        assert saved == replace(changed, version=2)
        assert await unit.teams.team(team().id) == saved
        assert await unit.teams.of_host(CLEO) == []
        with pytest.raises(ConflictError):
            await unit.teams.save(changed)


async def test_a_deleted_team_is_gone_and_frees_its_code(storage: Database) -> None:
    with pytest.raises(Refused) as refused:
        async with storage.writing() as unit:
            await unit.teams.add(replace(team("twin"), code="sales"))
    assert refused.value.refusal.code is Code.NAME_TAKEN
    async with storage.writing() as unit:
        await unit.teams.save(replace(team(), deleted_at=after(1)))
        assert await unit.teams.team(team().id) is None
        assert await unit.teams.by_join_code("join sales") is None
        assert await unit.teams.of_host(CLEO) == []
        await unit.teams.add(replace(team("twin"), code="sales"))
