"""Errands of browsers at providers: somebody is sent there to allow something or to say who they are, and comes back once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from bot.messages import Address
from core.calendars import Account, Provider
from core.people import Host
from core.ports.identity import Grant, Identity

MOST_ISSUED = 10
"""Links that somebody is given in an hour."""
DIGITS = 6
"""Of the code that a page shows and that is to be sent in the chat."""


class Purpose(StrEnum):
    """What an errand is for."""

    CONNECT = "connect"
    """A link that was asked for in a talk: calendars are to be connected."""
    CONSENT = "consent"
    """A browser that followed such a link is at the provider."""
    CONFIRM = "confirm"
    """It came back, and the talk has yet to confirm that the account is the asker's."""
    SIGN_IN = "sign_in"
    """A browser is at a provider to say who uses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """An errand, as it is kept."""

    digest: str
    """Of the secret that stands in the link, or comes back as `state`; see `digest`."""
    purpose: Purpose
    provider: str
    person_id: UUID | None = None
    """Who asked for it; None is somebody who is not known yet."""
    address: Address | None = None
    """The talk in which it was asked for."""
    secrets: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Verifier, nonce, tokens; sealed at rest."""
    browser: str | None = None
    """Digest of the browser to which it is bound."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else is known of it, in JSON; no secrets."""
    expires_at: datetime
    used: bool = False


class Errands(Protocol):
    """Errands that are under way."""

    async def add(self, errand: Errand) -> None:
        """Keep an errand; raise Rejected if it holds secrets and there is no key to seal them with."""
        ...

    async def get(self, digest: str) -> Errand | None:
        """Return an errand, whatever became of it."""
        ...

    async def bind(self, digest: str, browser: str) -> bool:
        """Bind an errand to a browser; False if it is bound to another: of all who try, one browser gets True."""
        ...

    async def use(self, digest: str, now: datetime) -> bool:
        """Use an errand up and forget its secrets; False if it is used or too old: of all who try, one gets True."""
        ...

    async def confirming(self, address: Address, now: datetime) -> Errand | None:
        """Return the newest open errand that waits to be confirmed in the room of an address."""
        ...

    async def discard(self, before: datetime, now: datetime) -> int:
        """Delete errands that expired before an instant, and those with secrets that are expired now; return how many."""
        ...


class Why(StrEnum):
    """Why an errand came to nothing."""

    UNKNOWN = "unknown"
    """There is no such errand, or it belongs to something else."""
    EXPIRED = "expired"
    USED = "used"
    ELSEWHERE = "elsewhere"
    """It was begun in another browser."""
    DENIED = "denied"
    """Whoever was asked said no."""
    PARTIAL = "partial"
    """They did not allow all that is needed: `missing`."""
    AWAY = "away"
    """The provider does not answer now."""
    REJECTED = "rejected"
    """The provider does not accept it: a wrong password or address, a code that is worth nothing."""
    ABSENT = "absent"
    """The provider is not configured, or there is no key to seal tokens with."""
    SOMEBODY = "somebody"
    """The browser is known as somebody else than who asked."""
    THEIRS = "theirs"
    """The account's address was proved by another person."""


class Stranded(Exception):
    """An errand came to nothing; nothing was connected."""

    def __init__(
        self, why: Why, *, again: str = "", missing: tuple[str, ...] = (), signing_in: bool = False
    ) -> None:
        """Remember why; `again` is the secret of the link by which it can be tried again, `missing` the scopes that were not allowed, `signing_in` whether somebody only wanted to say who they are."""
        super().__init__(why.value)
        self.why, self.again, self.missing, self.signing_in = why, again, missing, signing_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Who comes: a browser, and the person that it is known as."""

    key: str = field(repr=False)
    """What only this browser has: the value of its cookie."""
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A browser that came back from a provider, checked: the errand on which it was, who it is and what was allowed."""

    errand: Errand
    grant: Grant
    browser: Browser

    @property
    def identity(self) -> Identity:
        """Who it is."""
        return self.grant.identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link to connect something is for."""

    host: Host
    provider: Provider
    address: Address
    """The talk in which it was asked for."""
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An account was connected."""

    invitation: Invitation
    account: Account
    back: str
    """The address of the chat, empty if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """An account is connected as soon as its code is sent in the chat that asked."""

    invitation: Invitation
    code: str = field(repr=False)
    back: str


class Travels(Protocol):
    """Sends browsers to providers and takes them back."""

    async def sign_in(self, provider: str, browser: Browser, facts: Mapping[str, Any]) -> str:
        """Return the address at which somebody says who they are; what comes back has the purpose SIGN_IN and these facts. Raise Stranded."""
        ...

    async def arrive(self, provider: str, back: Mapping[str, str], browser: Browser) -> Arrival:
        """Return who came back with what a provider put into our address; raise Stranded. Of all who try, one gets through."""
        ...


class ConnectDesk(Protocol):
    """What the pages ask about connecting calendars. Everything raises Stranded if it comes to nothing."""

    @property
    def offered(self) -> tuple[Provider, ...]:
        """The providers that can be connected here."""
        ...

    async def issue(self, host: Host, provider: Provider, visitor: str = "") -> str:
        """Return the secret of a link for a host who is here already: in the web chat of a visitor, else as a program; raise Refused(TOO_MANY_ATTEMPTS)."""
        ...

    async def invitation(self, secret: str, browser: Browser) -> Invitation:
        """Return what a link is for, before anything is done."""
        ...

    async def depart(self, secret: str, browser: Browser) -> str:
        """Bind a link to a browser; return the provider's address to which it goes."""
        ...

    async def admit(self, remote: str) -> None:
        """Count a try of an internet address to `submit`, in all processes; raise Refused(TOO_MANY_ATTEMPTS) with `wait`, a timedelta."""
        ...

    async def submit(self, secret: str, browser: Browser, form: Mapping[str, str]) -> Attached | Unconfirmed:
        """Connect what needs no consent: a server (`url`, `username`, `password`) or a feed (`url`)."""
        ...

    async def complete(self, arrival: Arrival) -> Attached | Unconfirmed:
        """Connect the account of somebody who came back."""
        ...


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(f"errand\n{secret}".encode()).hexdigest()
