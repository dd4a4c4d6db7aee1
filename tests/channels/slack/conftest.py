"""A house on Slack, for each test."""

import pytest

from tests.support.databases import sqlite_template, sqlite_url  # noqa: F401
from tests.support.slack.houses import members, on_slack
from tests.support.slack.workspace import BOT, Workspace


@pytest.fixture
def workspace():
    """Ann, Bob and Cat work here; we were invited into the channel C1."""
    return Workspace(
        members=members("ann", "bob", "cat"), channels={"C1": {BOT, "UANN", "UBOB", "UCAT"}, "C2": {"UBOB"}}
    )


@pytest.fixture
async def here(sqlite_url, workspace):  # noqa: F811
    """Lend a house whose web server Slack sends signed requests to."""
    async with on_slack(sqlite_url, workspace) as house:
        yield house
