"""What a profile is taken for, and that every phrase which Slack shows exists."""

import ast
import re
from pathlib import Path

import pytest

from bot.phrases import phrases
from channels.slack.config import SlackConfig
from channels.slack.profile import UNKNOWN, read_profile
from channels.slack.profiles import Profiles
from tests.support.slack.houses import members
from tests.support.slack.workspace import BOT_TOKEN, TEAM, Member, Workspace, failing

ROOM = Path(__file__).parents[3] / "channels" / "slack"


def test_a_member_is_known_by_name_zone_language_and_address():
    found = read_profile(
        Member("U1", "ann", "Ann Lee", "Europe/Berlin", "de-DE", "ann@example.org").told(), TEAM
    )
    assert (found.name, found.zone, found.locale, found.email) == (
        "Ann Lee",
        "Europe/Berlin",
        "de-DE",
        "ann@example.org",
    )
    assert found.label == "ann"


@pytest.mark.parametrize("change", [{"team_id": "T9"}, {"is_stranger": True}, {"is_email_confirmed": False}])
def test_nobody_vouches_for_the_address_of_a_stranger(change):
    told = Member("U1", "ann", "Ann", email="ann@example.org").told() | change
    assert read_profile(told, TEAM).email is None


def test_a_name_holds_nothing_that_databases_refuse():
    assert read_profile({"profile": {"real_name": "Ann\x00 \ud800"}}, TEAM).name == "Ann ?"


@pytest.mark.parametrize("told", [{}, {"tz": "Mars/Olympus", "profile": {"real_name": " "}}, {"tz": 5}])
def test_what_makes_no_sense_is_left_out(told):
    assert read_profile(told, TEAM) == UNKNOWN


async def test_a_member_is_looked_up_once_in_a_while_and_remembered_while_slack_is_down(clock):
    space = Workspace(members=members("ann"))

    async def token(account):
        return BOT_TOKEN

    look = Profiles(space, token, clock, lambda _account: True)
    first = await look(TEAM, "UANN")
    assert await look(TEAM, "UANN") == first
    assert len(space.calls) == 1
    clock.tick(minutes=11)
    space.troubles.append(failing())
    assert await look(TEAM, "UANN") == first
    assert len(space.calls) == 2


@pytest.mark.parametrize(
    ("config", "taken"),
    [
        ({"bot_token": BOT_TOKEN}, True),
        ({"client_id": "1", "client_secret": "2"}, False),
        ({"client_id": "1", "client_secret": "2", "trusted": frozenset({TEAM})}, True),
    ],
)
async def test_only_a_trusted_workspace_vouches_for_addresses(clock, config, taken):
    async def token(account):
        return BOT_TOKEN

    trusts = SlackConfig(api_url="", authorize_url="", base_url="", secret="", **config).trusts
    found = await Profiles(Workspace(members=members("ann")), token, clock, trusts)(TEAM, "UANN")
    assert bool(found.email) is taken
    assert found.name


def test_every_phrase_that_slack_shows_exists():
    known, used = phrases("en"), set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= set(re.findall(r"^(?:slack|agenda|events|settings)\.[a-z_]+$", node.value))
    assert len(used) > 30
    assert used <= set(known)
