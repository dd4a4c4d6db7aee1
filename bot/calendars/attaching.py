"""Attaching accounts: a browser that follows a link from a talk comes back with an account, which becomes the asker's if it surely is.

Whose it is nobody can see from a link: it may have been handed on. So an account is attached at once only if the browser is
known as who asked, or the account's address is the one that they proved; else the talk that asked has to confirm it by a code
that only the browser shows. Nothing is revoked at the provider when it comes to nothing: the permission may be one under
which the same account is connected already.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

import structlog

from bot.calendar_wishes import IssueErrand
from bot.calendars.house import TRIES, Household
from bot.connecting import connected, issue, shown_code
from bot.errands import (
    Arrival,
    Attached,
    Browser,
    Errand,
    Invitation,
    Purpose,
    Stranded,
    Unconfirmed,
    Why,
    digest,
)
from bot.journeys import Journeys, why_of
from bot.messages import Address
from bot.ports import UnitOfWork
from core.calendars import Account, Provider, RemoteCalendar
from core.commands.calendars import ConnectAccount
from core.errors import ConflictError, Fault
from core.people import Host, Person
from core.ports.calendars import Access
from core.ports.identity import IdentityProvider
from core.usecases.signing import locks

log = structlog.get_logger(__name__)

Opened = Callable[[Mapping[str, str]], Awaitable[ConnectAccount]]
"""Opens what needs no consent with what somebody typed; asks it really. Raises `Fault`s. The command's host is not set yet."""
NOBODY = UUID(int=0)
"""Stands for the host of a command until it is known whose account it is."""
PATIENCE = 25.0
"""Seconds that somebody waits for a page while a provider is asked."""
T = TypeVar("T")
CONSENTED = {Provider.GOOGLE, Provider.MICROSOFT}
"""Providers to which one is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that somebody follows: its errand and what it is for."""

    errand: Errand
    invitation: Invitation
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attaching:
    """Implements `bot.errands.ConnectDesk`."""

    house: Household
    journeys: Journeys
    scopes: Mapping[Provider, tuple[str, ...]]
    """What is asked for at each provider beside who it is."""
    servers: Mapping[Provider, Opened]
    """Those that need no consent."""
    back: Callable[[Address], str] = lambda _: ""
    """Returns the address of a talk, empty if it has none."""
    heard: Callable[[Address], None] = lambda _: None
    """Is told each talk in which a delivery waits, after the transaction."""

    @property
    def offered(self) -> tuple[Provider, ...]:
        """The providers that can be connected here."""
        return tuple(each for each in Provider if self._is_offered(each))

    async def issue(self, host: Host, provider: Provider, visitor: str = "") -> str:
        """Return the secret of a link for a host who is here already; raise Refused(TOO_MANY_ATTEMPTS)."""
        self._require_offered(provider)
        async with self.house.storage.writing() as uow:
            talk = Address(channel="webchat", room=visitor) if visitor else await self._talk(uow, host)
            command = IssueErrand(
                person_id=host.person_id, host_id=host.id, provider=provider, address=talk.key
            )
            made = await issue(uow, self.house.world, self.house.links, command)
            await uow.commit()
        return str(made.value).rpartition("/")[2]

    async def invitation(self, secret: str, browser: Browser) -> Invitation:
        """Return what a link is for, before anything is done; raise Stranded."""
        link = await self._link(digest(secret))
        if link.errand.browser not in (None, digest(browser.key)):
            raise Stranded(Why.ELSEWHERE)
        await self._require_nobody_else(link, browser)
        self._require_offered(link.invitation.provider)
        return link.invitation

    async def depart(self, secret: str, browser: Browser) -> str:
        """Bind a link to a browser; return the provider's address; raise Stranded."""
        link = await self._bound(secret, browser)
        errand = replace(
            link.errand,
            purpose=Purpose.CONSENT,
            secrets={"link": secret},
            facts={**link.errand.facts, "link": link.errand.digest},
        )
        theirs = browser.person_id == link.errand.person_id  # nobody else is told the address
        hint = (link.invitation.host.email or "") if theirs else ""
        scopes = self.scopes.get(link.invitation.provider, ())
        return await self.journeys.depart(errand, browser, scopes, hint)

    async def admit(self, remote: str) -> None:
        """Count a try of an internet address to be let in at a server or feed; raise Refused(TOO_MANY_ATTEMPTS)."""
        async with self.house.storage.writing() as uow:
            await locks.admit_to_server(uow, self.house.world, remote)
            await uow.commit()

    async def submit(self, secret: str, browser: Browser, form: Mapping[str, str]) -> Attached | Unconfirmed:
        """Connect a server or a feed; raise Stranded."""
        link = await self._bound(secret, browser)
        command = await _in_time(self.servers[link.invitation.provider](form), secret)
        return await self._attach(link, browser, command)

    async def complete(self, arrival: Arrival) -> Attached | Unconfirmed:
        """Connect the account of somebody who came back; raise Stranded."""
        link = await self._link(str(arrival.errand.facts.get("link")))
        link = replace(link, secret=str(arrival.errand.secrets.get("link", "")))
        self._require_all_allowed(link, arrival)
        await self._require_nobody_else(link, arrival.browser, arrival)
        return await self._attach(link, arrival.browser, await self._command(link, arrival), arrival)

    async def _talk(self, uow: UnitOfWork, host: Host) -> Address:
        """Return the talk in which a host was last heard; who never talked gets one that nobody reads yet."""
        talks = await uow.conversations.of_person(host.person_id)
        own = next((each.address for each in talks if not each.address.thread), None)
        return own or Address(channel="webchat", room=self.house.world.chance.token())

    # -- the link ----------------------------------------------------------------------------------

    async def _link(self, key: str) -> Link:
        now = self.house.world.clock.now()
        async with self.house.storage.reading() as uow:
            errand = await uow.errands.get(key)
            if errand is None or errand.purpose is not Purpose.CONNECT or errand.address is None:
                raise Stranded(Why.UNKNOWN)
            if errand.used:
                raise Stranded(Why.USED)
            host = await uow.people.host(UUID(errand.facts["host"]))
        if errand.expires_at <= now:
            raise Stranded(Why.EXPIRED)
        if host is None:
            raise Stranded(Why.UNKNOWN)
        provider = Provider(errand.provider)
        invitation = Invitation(
            host=host, provider=provider, address=errand.address, expires_at=errand.expires_at
        )
        return Link(errand=errand, invitation=invitation)

    async def _bound(self, secret: str, browser: Browser) -> Link:
        """Return a link that is this browser's from now on: the first that goes on with it, for programs that preview links look only."""
        link = await self._link(digest(secret))
        self._require_offered(link.invitation.provider)
        await self._require_nobody_else(link, browser)
        async with self.house.storage.writing() as uow:
            if not await uow.errands.bind(link.errand.digest, digest(browser.key)):
                raise Stranded(Why.ELSEWHERE)
            await uow.commit()
        return replace(link, secret=secret)

    def _require_offered(self, provider: Provider) -> None:
        if not self._is_offered(provider):
            raise Stranded(Why.ABSENT)

    def _is_offered(self, provider: Provider) -> bool:
        if provider in CONSENTED:
            return (
                provider in self.house.services and IdentityProvider(provider.value) in self.journeys.clients
            )
        return provider in self.servers

    def _require_all_allowed(self, link: Link, arrival: Arrival) -> None:
        allowed = {_short(each) for each in arrival.grant.scopes}
        needed = self.scopes.get(link.invitation.provider, ())
        missing = tuple(each for each in needed if _short(each) not in {*allowed, "offline_access"})
        if missing:
            raise Stranded(Why.PARTIAL, again=link.secret, missing=missing)

    # -- whose it is -------------------------------------------------------------------------------

    async def _require_nobody_else(
        self, link: Link, browser: Browser, arrival: Arrival | None = None
    ) -> None:
        """Raise Stranded if the browser, or the account's address, is surely another person's."""
        asker, other = link.errand.person_id, browser.person_id
        async with self.house.storage.reading() as uow:
            if other and other != asker and await _is_known(uow, other):
                raise Stranded(Why.SOMEBODY)
            owner = await _owner(uow, arrival)
        if owner and owner.id != asker:
            raise Stranded(Why.THEIRS)

    async def _is_surely(self, link: Link, browser: Browser, arrival: Arrival | None) -> bool:
        """Whether an account is the asker's: the browser is theirs, or they proved its address."""
        if browser.person_id == link.errand.person_id:
            return True
        async with self.house.storage.reading() as uow:
            owner = await _owner(uow, arrival)
        return owner is not None and owner.id == link.errand.person_id

    # -- connecting --------------------------------------------------------------------------------

    async def _command(self, link: Link, arrival: Arrival) -> ConnectAccount:
        identity, grant = arrival.identity, arrival.grant
        provider = link.invitation.provider
        return ConnectAccount(
            host_id=link.invitation.host.id,
            provider=provider,
            subject=identity.subject,
            email=identity.email if identity.email_verified else "",
            name=identity.email or identity.name or provider.value,
            scopes=grant.scopes,
            expires_at=grant.expires_at,
            secrets=grant.secrets,
            calendars=await self._listed(link, arrival),
        )

    async def _listed(self, link: Link, arrival: Arrival) -> tuple[RemoteCalendar, ...]:
        """Ask for the calendars, which also shows that the tokens are good."""
        now = self.house.world.clock.now()
        account = Account(
            id=self.house.world.chance.uuid(),
            host_id=link.invitation.host.id,
            provider=link.invitation.provider,
            subject=arrival.identity.subject,
            created_at=now,
            updated_at=now,
        )
        access = Access(account=account, secrets=arrival.grant.secrets)
        service = self.house.services[link.invitation.provider]
        return tuple(await _in_time(service.calendars(access), link.secret))

    async def _attach(
        self, link: Link, browser: Browser, command: ConnectAccount, arrival: Arrival | None = None
    ) -> Attached | Unconfirmed:
        """Connect an account at once, or once the talk has confirmed it; either way the link is used up."""
        whole = replace(command, host_id=link.invitation.host.id)
        sure = await self._is_surely(link, browser, arrival)
        do = self._now if sure else self._later
        for _ in range(TRIES):
            try:
                return await do(link, whole)
            except ConflictError:
                continue
        raise ConflictError(f"raced {TRIES} times")

    async def _now(self, link: Link, command: ConnectAccount) -> Attached:
        talk = link.invitation.address
        async with self.house.storage.writing() as uow:
            await self._use(uow, link)
            account, told = await connected(uow, self.house.world, command, link.errand)
            await uow.inbox.accept(told)
            await uow.commit()
        log.info("account connected", provider=command.provider.value, confirmed=False)
        self.heard(talk)
        return Attached(invitation=link.invitation, account=account, back=self.back(talk))

    async def _later(self, link: Link, command: ConnectAccount) -> Unconfirmed:
        talk = link.invitation.address
        async with self.house.storage.writing() as uow:
            await self._use(uow, link)
            code = await shown_code(uow, self.house.world, command, link.errand)
            await uow.commit()
        log.info("account waits to be confirmed", provider=command.provider.value)
        self.house.spoken(talk)
        return Unconfirmed(invitation=link.invitation, code=code, back=self.back(talk))

    async def _use(self, uow: UnitOfWork, link: Link) -> None:
        if not await uow.errands.use(link.errand.digest, self.house.world.clock.now()):
            raise Stranded(Why.USED)


async def _in_time(asking: Awaitable[T], again: str) -> T:
    """Return what a provider answers while somebody waits for the page; raise Stranded."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except Fault as error:
        raise Stranded(why_of(error), again=again) from None
    except TimeoutError:
        raise Stranded(Why.AWAY, again=again) from None


async def _owner(uow: UnitOfWork, arrival: Arrival | None) -> Person | None:
    """Return who proved the address for which the provider vouches."""
    if arrival is None or not (arrival.identity.email and arrival.identity.email_verified):
        return None
    return await uow.people.person_by_email(arrival.identity.email)


async def _is_known(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether somebody is more than a browser that once looked around: a host, or somebody who proved an address."""
    person = await uow.people.person(person_id)
    if person is None:
        return False
    return person.email_verified or person.phone_verified or await uow.people.host_of(person_id) is not None


def _short(scope: str) -> str:
    """Return a scope as it is compared: providers may put their address before it, and write it as they like."""
    return scope.rpartition("/")[2].lower()
