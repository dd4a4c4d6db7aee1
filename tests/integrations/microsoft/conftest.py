"""Lends Graph and sign-in on loopback, and somebody's calendar there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from typing_extensions import override

from core.calendars import Calendar, Provider
from core.interval import Interval
from core.ports.calendars import Access
from core.zones import local
from integrations.calendars.microsoft.config import MicrosoftConfig
from integrations.calendars.microsoft.service import MicrosoftCalendars
from tests.integrations.calendars import SECRET as PART
from tests.integrations.calendars import Diary, account, calendar
from tests.support.microsoft import signin
from tests.support.microsoft.mailbox import Mailbox
from tests.support.microsoft.server import GraphServer, graph_server
from tests.support.microsoft.signin import SignIn, sign_in

TOKEN, REFRESH = f"access-{PART}", f"refresh-{PART}"


class MicrosoftDiary(Diary):
    """A calendar of a mailbox on loopback."""

    def __init__(self, server: GraphServer, signs: SignIn) -> None:
        self.server, self.signs = server, signs
        self.mailbox: Mailbox = server.mailbox(TOKEN)
        self.remote = self.mailbox.open("Work", primary=True)
        signs.good[REFRESH] = TOKEN
        self.config = MicrosoftConfig(
            client_id=signin.CLIENT,
            client_secret=signin.SECRET,
            authority=signs.authority,
            graph_url=f"{server.url}/v1.0",
            base_url="https://parley.example",
            ca_bundle=str(signin.CERTIFICATE),
            meeting_pauses=(0.0, 0.0),
        )
        self.service = MicrosoftCalendars(self.config, server.clock)
        connected = account(Provider.MICROSOFT)
        self.access = Access(account=connected, secrets={"access_token": TOKEN, "refresh_token": REFRESH})
        self.calendar: Calendar = calendar(connected, self.remote)

    def configure(self, **parts: object) -> None:
        """Have another service, configured otherwise."""
        self.config = replace(self.config, **parts)  # type: ignore[arg-type]
        self.service = MicrosoftCalendars(self.config, self.server.clock)

    @override
    async def write(self, during: Interval, *, tentative: bool = False) -> str:
        shown = "tentative" if tentative else "busy"
        return self.mailbox.write(self.remote, during.start, during.minutes, showAs=shown)

    @override
    async def write_days(self, first: date, after: date) -> str:
        return self.mailbox.whole_days(self.remote, first, (after - first).days)

    @override
    async def write_weekly(self, during: Interval, zone: str, count: int) -> str:
        first = local(during.start, zone).replace(tzinfo=None)
        return self.mailbox.weekly(self.remote, first, zone, count, during.minutes)

    @override
    async def move(self, remote: str, during: Interval) -> None:
        self.mailbox.move(remote, during.start, during.minutes)

    @override
    async def delete(self, remote: str) -> None:
        self.mailbox.delete(remote)

    @override
    async def free(self, remote: str) -> None:
        self.mailbox.change(remote, showAs="free")

    @override
    async def forget_cursors(self) -> None:
        self.mailbox.forget(self.remote)

    @override
    async def withdraw(self) -> None:
        self.server.mailboxes.clear()
        self.signs.good.clear()

    @override
    async def hang(self) -> None:
        self.configure(patience=0.2)
        self.server.hangs = True

    @override
    async def answer(self, status: int, body: bytes, kind: str = "text/html") -> None:
        self.server.trouble = (status, {"Content-Type": kind}, body)

    @override
    async def remove_calendar(self) -> None:
        del self.mailbox.shelves[self.remote]


@pytest.fixture
async def graph(clock) -> AsyncIterator[GraphServer]:
    """Lend Graph."""
    async with graph_server(clock) as server:
        yield server


@pytest.fixture
async def signs() -> AsyncIterator[SignIn]:
    """Lend sign-in."""
    async with sign_in() as found:
        yield found


@pytest.fixture
async def diary(graph, signs) -> MicrosoftDiary:
    """Lend somebody's calendar."""
    return MicrosoftDiary(graph, signs)
