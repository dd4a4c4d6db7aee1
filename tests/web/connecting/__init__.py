"""A host who asks for links in a chat, browsers that follow them, and a real OpenID provider where they sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from yarl import URL

from bot import connecting
from bot.calendar_wishes import CONNECTED, IssueErrand
from bot.calendars.attaching import Attaching
from bot.calendars.house import Household
from bot.journeys import Journeys
from bot.links import Links
from bot.messages import Address, Incoming
from bot.outside import SystemClock
from bot.wiring.connecting import way_back
from core.calendars import Provider, RemoteCalendar
from core.commands.calendars import ConnectAccount
from core.errors import Rejected, Transient
from core.people import Person
from core.ports.calendars import CalendarService
from core.ports.identity import IdentityProvider
from core.queries import Desk
from integrations.calendars.google.config import SCOPES
from integrations.identity.client import identity_client
from integrations.identity.config import IdentityConfig
from storage.tables import inbox
from tests.support.calendars.memory import MemoryService, listed
from tests.support.peers import OpenIdPeer
from tests.web.desks import SECRET, WatchedDesk

CHAT = Address(channel="telegram", room="7")
PASSWORD = "an-app-password-that-nobody-reads"
FEED = "https://example.com/private-feed.ics"


async def open_server(form: Mapping[str, str]) -> ConnectAccount:
    """Stand in for a CalDAV server: one password is right."""
    if "hang" in form["url"]:
        raise Transient("no answer")
    if form["password"] != PASSWORD:
        raise Rejected("not let in")
    return ConnectAccount(
        host_id=UUID(int=0),
        provider=Provider.CALDAV,
        subject=f"{form['url']}|{form['username']}",
        name=form["username"],
        secrets=dict(form),
        calendars=(listed("home", "Home", primary=True),),
    )


@dataclass
class Connections:
    """The pages' doors, put together as wiring does, with what tests want to know."""

    desk: WatchedDesk
    storage: Any
    peer: OpenIdPeer
    base_url: str
    service: MemoryService = field(init=False)
    attaching: Attaching = field(init=False)
    journeys: Journeys = field(init=False)

    def __post_init__(self) -> None:
        world, links = self.desk.world, Links(self.base_url, SECRET)
        self.service = MemoryService(world.clock)
        for each in ("ann", "eve", "ben"):
            self.service.open(each, listed("main", "Main", primary=True), listed("team", "Team"))
        services: dict[Provider, CalendarService] = {Provider.GOOGLE: self.service}
        house = Household(
            storage=self.storage, world=world, links=links, services=services, spoken=self.desk.spoken
        )
        config = IdentityConfig(
            client_id=self.peer.client.id, client_secret=self.peer.client.secret, issuer=self.peer.issuer
        )
        clients = {IdentityProvider.GOOGLE: identity_client(IdentityProvider.GOOGLE, config, SystemClock())}
        self.journeys = Journeys(storage=self.storage, world=world, links=links, clients=clients)
        self.attaching = Attaching(
            house=house,
            journeys=self.journeys,
            scopes={Provider.GOOGLE: tuple(SCOPES)},
            servers={Provider.CALDAV: open_server},
            back=lambda talk: way_back(self.desk, talk),
            heard=self.desk.settle_soon,
        )

    async def link(self, host: Desk, provider: Provider = Provider.GOOGLE, chat: Address = CHAT) -> str:
        """Have a host ask for a link in a chat; return its path."""
        command = IssueErrand(
            person_id=host.host.person_id, host_id=host.host.id, provider=provider, address=chat.key
        )
        async with self.storage.writing() as uow:
            await uow.conversations.link(chat.channel, chat.account, chat.room, host.host.person_id)
            links = Links(self.base_url, SECRET)
            made = await connecting.issue(uow, self.desk.world, links, command)
            await uow.commit()
        return urlsplit(str(made.value)).path

    async def accounts(self, host: Desk) -> list[str]:
        """Return the names of the accounts that a host has connected."""
        async with self.storage.reading() as uow:
            return [each.name for each in await uow.calendars.accounts(host.host.id)]

    async def told(self, chat: Address = CHAT) -> list[str]:
        """Return what a talk was told about accounts, as choices, oldest first."""
        asked = sa.select(inbox.c.choice).where(inbox.c.address == chat.key).order_by(inbox.c.position)
        async with self.storage.reading() as uow:
            rows = await uow.inbox._transaction.rows(asked)
        return [row.choice for row in rows if (row.choice or "").startswith(CONNECTED)]

    async def say(self, text: str, chat: Address = CHAT) -> None:
        """Say something in a chat."""
        self.desk.world.clock.tick(seconds=1)
        key = f"said:{self.desk.world.chance.uuid()}"
        await self.desk.hear(Incoming(key=key, address=chat, at=self.desk.world.clock.now(), text=text))
        await self.desk.settle(chat)

    async def said(self, chat: Address = CHAT) -> str:
        """Return the last thing that was said in a chat."""
        return (await self.desk.lines(chat, ""))[-1].outgoing.text

    async def prove(self, host: Desk, email: str) -> None:
        """Have a host's e-mail address be proved."""
        await self._save_person(host.host.person_id, email)

    async def _save_person(self, person_id: UUID, email: str) -> None:
        async with self.storage.writing() as uow:
            person = await uow.people.person(person_id)
            await uow.people.save_person(replace(person, email=email, email_verified=True))
            await uow.commit()

    async def somebody(self, name: str, email: str = "", visitor: str = "") -> Person:
        """Have somebody be known, by a proved address or a browser."""
        now = self.desk.clock.now()
        person = Person(
            id=self.desk.chance.uuid(),
            name=name,
            email=email or None,
            email_verified=bool(email),
            created_at=now,
            updated_at=now,
        )
        async with self.storage.writing() as uow:
            await uow.people.add_person(person)
            if visitor:
                await uow.conversations.link("webchat", "", visitor, person.id)
            await uow.commit()
        return person

    async def know(self, visitor: str, person_id: UUID) -> None:
        """Have a browser be known as somebody."""
        async with self.storage.writing() as uow:
            await uow.conversations.link("webchat", "", visitor, person_id)
            await uow.commit()


async def through(peer: OpenIdPeer, address: str, base_url: str) -> str:
    """Go through the provider as a browser does; return path and query with which it sends us back."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        for _ in range(10):
            async with browser.get(address, allow_redirects=False) as answer:
                assert answer.status in (302, 303), await answer.text()
                address = str(answer.url.join(URL(answer.headers["Location"], encoded=True)))
            if address.startswith(base_url):
                return address.removeprefix(base_url)
    raise AssertionError("it leads nowhere")


def calendars() -> tuple[RemoteCalendar, ...]:
    """Return calendars as a provider lists them."""
    return listed("main", "Main", primary=True), listed("team", "Team")


def visitor_of(client: TestClient) -> str:
    """Return the identity of a browser that has opened a page."""
    from web.seals import Seals

    cookie = next(each for each in client.session.cookie_jar if each.key == "parley_visitor")
    found = Seals(SECRET).open("visitor", cookie.value)
    assert isinstance(found, str)
    return found
