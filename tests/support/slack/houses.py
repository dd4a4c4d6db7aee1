"""A house that is on Slack: the real client against a workspace on loopback, the real door behind a web server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from bot.frozen import FrozenWorld
from bot.outside import use_packaged_zones
from bot.rehearse import Letters
from bot.settings import Settings
from bot.wiring import House, build
from channels.slack import mrkdwn
from storage import migrate, open_storage
from tests.support.slack import server
from tests.support.slack.workspace import BOT_TOKEN, CLIENT_SECRET, Member, Sent, Workspace

KEY = "0f" * 32
WAYS = {
    "signed": {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": server.SECRET},
    "socket": {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": server.APP_TOKEN},
    "many": {
        "SLACK_CLIENT_ID": "111.222",
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": server.SECRET,
        "CALENDAR_TOKEN_ENCRYPTION_KEY": KEY,
    },
}


@dataclass
class SlackHouse:
    """A house, the workspace it is in, and a client of its web server."""

    house: House
    world: FrozenWorld
    workspace: Workspace
    slack: server.SlackServer
    client: TestClient
    letters: Letters

    async def send(self, body: str, kind: str, **headers: str) -> Any:
        """Deliver a request as Slack does; return the answer."""
        found = server.signed(body, self.world.clock.now().timestamp()) | {"Content-Type": kind} | headers
        return await self.client.post("/slack/events", data=body.encode(), headers=found)

    async def event(self, payload: Mapping[str, Any], **headers: str) -> Any:
        """Deliver an event."""
        return await self.send(*server.event_request(payload), **headers)

    async def action(self, payload: Mapping[str, Any]) -> Any:
        """Deliver a tap, a shortcut or a view."""
        return await self.send(*server.action_request(payload))

    async def command(self, payload: Mapping[str, str]) -> Any:
        """Deliver a command."""
        return await self.send(*server.command_request(payload))

    async def rest(self) -> None:
        """Have all turns taken and all that is due sent."""
        for _ in range(100):
            await self.house.desk.drain()
            if not await self.house.postman.run_once():
                return
            self.world.clock.tick(seconds=2)
        raise AssertionError("the outbox does not come to rest")

    async def seen(self, user: str) -> list[Sent]:
        """Return what a member sees in our direct messages."""
        await self.rest()
        return self.workspace.direct(user)

    async def last(self, user: str) -> str:
        """Return what a member was told last, as it reads where instants are told in words."""
        return mrkdwn.plain((await self.seen(user))[-1].text)


def settings_of(url: str, slack: server.SlackServer, way: str) -> Settings:
    """Return settings for one of the ways to be on Slack."""
    return Settings.model_validate(
        {
            "DATABASE_URL": url,
            "PARLEY_SECRET_KEY": "rehearsal " * 4,
            "PARLEY_BASE_URL": "http://parley.test",
            "SLACK_API_URL": f"{slack.url}/api",
            **WAYS[way],
        }
    )


@asynccontextmanager
async def on_slack(
    url: str, workspace: Workspace | None = None, way: str = "signed"
) -> AsyncIterator[SlackHouse]:
    """Open a house on a database, connected to a workspace on loopback."""
    use_packaged_zones()
    world, letters = FrozenWorld(), Letters()
    space = workspace or Workspace()
    space.now = lambda: world.clock.now().timestamp()
    await migrate.upgrade(url)
    async with serving_house(url, space, world, letters, way) as found:
        yield found


@asynccontextmanager
async def serving_house(url, space, world, letters, way) -> AsyncIterator[SlackHouse]:
    """Serve a house whose database is there."""
    async with server.serving(space) as slack:
        settings = settings_of(url, slack, way)
        storage = open_storage(url, keys=settings.token_keys)
        house = build(settings, storage, world, letters)
        try:
            async with TestClient(TestServer(house.web_app())) as client, house.listening():
                yield SlackHouse(house, world, space, slack, client, letters)
        finally:
            await house.desk.drain()
            for each in house.networks:
                await each.release()
            await storage.close()


def members(*names: str) -> dict[str, Member]:
    """Return members of a workspace in Berlin, by id: `ann` is UANN."""
    found = (
        Member(
            id=f"U{name.upper()}",
            name=name,
            real_name=f"{name.title()} Example",
            tz="Europe/Berlin",
            locale="en-GB",
            email=f"{name}@example.org",
        )
        for name in names
    )
    return {each.id: each for each in found}
