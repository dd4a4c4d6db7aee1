"""Signing in: sessions, what proves who somebody is, and how long each of it counts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

CODE_LASTS = timedelta(minutes=10)
"""How long an e-mailed code can be used."""
LINK_LASTS = timedelta(minutes=15)
"""How long an e-mailed link can be used."""
IDLE = timedelta(days=30)
"""A session that nobody uses for so long is over."""
LONGEST = timedelta(days=180)
"""After this a session is over, used or not."""
HALFWAY = timedelta(minutes=10)
"""How long a second factor is waited for."""
FRESH = timedelta(minutes=15)
"""How long after signing in the ways of signing in can be changed."""
ACCESS = timedelta(minutes=15)
"""How long an access token counts."""
SEEN_EVERY = timedelta(hours=1)
"""How exactly it is noted when a session was used last."""
MOST_WRONG = 5
"""Wrong passwords, or wrong second factors, after which the password is locked."""
LOCKED_FOR = timedelta(minutes=15)
WRONG_COUNTS = timedelta(hours=1)
"""How long a wrong try counts towards the lock."""
MOST_TRIES, TRIES_WITHIN = 15, timedelta(minutes=5)
"""Tries to sign in from one internet address."""
MOST_SERVERS, SERVERS_WITHIN = 20, timedelta(hours=1)
"""Tries from one internet address, or by one host, to have us let in at a calendar server or feed: nobody has us guess passwords there."""
PENDING_LASTS = timedelta(hours=1)
"""How long an address is kept for who signed up with it and has not proved it."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
"""Characters; longer ones would only cost time (NIST SP 800-63B, 3.1.1.2 asks for at least 64 to be allowed)."""
RECOVERY_CODES = 10


class SessionKind(StrEnum):
    """What a session is used with."""

    WEB = "web"
    """A browser, by a cookie."""
    API = "api"
    """A program, by access tokens that are renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """With what somebody signs in."""

    kind: SessionKind = SessionKind.WEB
    label: str = ""
    """How it is called when its person looks at their sessions: “Firefox on Linux”."""
    room: str = ""
    """The visitor that a browser is in the web chat; empty for a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in somewhere. The token itself is known to the other side only."""

    id: UUID
    person_id: UUID
    digest: str = field(repr=False)
    """Of the cookie's token, or of a half-way token."""
    kind: SessionKind = SessionKind.WEB
    label: str = ""
    room: str = ""
    complete: bool = True
    """False while a second factor is still waited for."""
    made_at: datetime
    seen_at: datetime
    proved_at: datetime
    """When they last proved who they are."""
    expires_at: datetime
    revoked_at: datetime | None = None

    def open_at(self, now: datetime) -> bool:
        """Whether it is neither revoked nor over."""
        return self.revoked_at is None and now < self.expires_at

    def fresh_at(self, now: datetime) -> bool:
        """Whether the proof is young enough to change how one signs in."""
        return now < self.proved_at + FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What somebody knows or has beside their mailbox. The secret of the second factor is kept apart."""

    person_id: UUID
    login: str
    """The e-mail address, in lower case, for which the password was set."""
    password: str = field(default="", repr=False)
    """Its Argon2 hash; empty is none."""
    second: bool = False
    """Whether a second factor is asked for."""
    step: int = -1
    """The last time step whose code was used; none up to it counts again (RFC 6238, 5.2)."""
    recovery: tuple[str, ...] = field(default=(), repr=False)
    """Digests of the recovery codes that are left."""
    created_at: datetime
    updated_at: datetime
    version: int = 0
    """0 until it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """How often something was guessed wrong, and until when it is locked."""

    wrong: int = 0
    last_at: datetime
    until: datetime | None = None

    def closed_at(self, now: datetime) -> bool:
        """Whether it is locked."""
        return self.until is not None and now < self.until


def expiry(made_at: datetime, now: datetime) -> datetime:
    """Return when a session is over that is used now."""
    return min(now + IDLE, made_at + LONGEST)
