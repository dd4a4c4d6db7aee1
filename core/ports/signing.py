"""What signing in needs from outside: where sessions, credentials and one-time codes are kept, and who judges passwords and codes of apps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.ports.identity import Identity
from core.signing import Credential, Lock, Session


class Sessions(Protocol):
    """Sessions and the tokens that renew them; of all tokens only digests."""

    async def add(self, session: Session) -> None:
        """Insert a session."""
        ...

    async def get(self, session_id: UUID) -> Session | None:
        """Return a session, whatever became of it."""
        ...

    async def by_digest(self, digest: str) -> Session | None:
        """Return the session whose token has this digest."""
        ...

    async def of_person(self, person_id: UUID, now: datetime) -> Sequence[Session]:
        """Return a person's open sessions, the last used first."""
        ...

    async def finish(self, session: Session) -> bool:
        """Write a half-way session as completed; False if somebody else did, or it was revoked."""
        ...

    async def touch(self, session_id: UUID, seen_at: datetime, expires_at: datetime) -> None:
        """Note that an open session was used."""
        ...

    async def move(self, session_id: UUID, room: str) -> None:
        """Note that the browser of a session is another visitor now."""
        ...

    async def revoke(self, session_id: UUID, at: datetime) -> bool:
        """End a session at once; False if it was ended before."""
        ...

    async def revoke_all(self, person_id: UUID, at: datetime, but: UUID | None = None) -> Sequence[Session]:
        """End a person's open sessions, but for one; return those that were open."""
        ...

    async def closed(self, room: str) -> bool:
        """Whether a visitor's sessions were revoked and none is open: what the browser was does not count any more."""
        ...

    async def forget_room(self, person_id: UUID, room: str) -> None:
        """Let a visitor be the person's although its sessions are revoked: they said so there."""
        ...

    async def add_refresh(self, digest: str, session_id: UUID, expires_at: datetime) -> None:
        """Keep the digest of a token that renews a session once."""
        ...

    async def refresh(self, digest: str) -> tuple[UUID, datetime, bool] | None:
        """Return of such a token the session, its expiry, and whether it was used."""
        ...

    async def use_refresh(self, digest: str, at: datetime) -> bool:
        """Use such a token up; False if it was used: of all who try, one gets True."""
        ...

    async def discard(self, before: datetime) -> int:
        """Delete sessions that were over before an instant, with their tokens; return how many."""
        ...


class Credentials(Protocol):
    """Passwords, second factors, identities at providers, and locks."""

    def can_seal(self) -> bool:
        """Whether there is a key by which secrets are sealed: without one nobody can have a second factor."""
        ...

    async def get(self, person_id: UUID) -> Credential | None:
        """Return a person's credential."""
        ...

    async def of_login(self, login: str) -> Sequence[Credential]:
        """Return the credentials whose password was set for an address (in lower case), the newest first."""
        ...

    async def save(self, credential: Credential) -> Credential:
        """Insert (version 0) or update a credential; raise ConflictError. Return it with its new version."""
        ...

    async def remove(self, person_id: UUID) -> None:
        """Forget a credential with all that belongs to it."""
        ...

    async def secret(self, person_id: UUID) -> str:
        """Return the secret of a person's second factor, empty if there is none; raise Unsealable (a Rejected)."""
        ...

    async def keep_secret(self, person_id: UUID, secret: str) -> None:
        """Seal the secret of a second factor, an empty one forgets it; raise Unsealable without a key."""
        ...

    async def reseal(self) -> int:
        """Seal with the newest key what an older one sealed; return how many."""
        ...

    async def identities(self, person_id: UUID) -> Sequence[Identity]:
        """Return a person's identities at providers, by provider."""
        ...

    async def owner(self, provider: str, subject: str) -> UUID | None:
        """Return whose identity it is."""
        ...

    async def link(self, identity: Identity, person_id: UUID, at: datetime) -> None:
        """Keep an identity as a person's; it stays whose it was if it is kept already."""
        ...

    async def unlink(self, provider: str, person_id: UUID) -> None:
        """Forget a person's identities at a provider."""
        ...

    async def lock(self, subject: str) -> Lock | None:
        """Return how often something was guessed wrong."""
        ...

    async def wrong(self, subject: str, at: datetime, since: datetime) -> int:
        """Count a wrong guess; return how many there were since an instant, or since a lock that is over. Others who guess at the same wait."""
        ...

    async def shut(self, subject: str, until: datetime) -> None:
        """Lock what was guessed wrong too often."""
        ...

    async def drop_lock(self, subject: str) -> None:
        """Forget it."""
        ...

    async def discard(self, before: datetime) -> int:
        """Delete locks that nobody tried since an instant; return how many."""
        ...


class Passwords(Protocol):
    """Hashes passwords and checks them; slow on purpose, so never inside a transaction."""

    async def hash(self, password: str) -> str:
        """Return the hash under which a password is kept."""
        ...

    async def fits(self, hashed: str, password: str) -> bool:
        """Whether a password is the one of a hash; an empty hash costs the same time and never fits."""
        ...

    def outdated(self, hashed: str) -> bool:
        """Whether a hash was made in a weaker way than is usual now."""
        ...


class Authenticator(Protocol):
    """Codes that an app shows and that change with time (RFC 6238)."""

    def secret(self) -> str:
        """Return a new secret, as apps take it (Base32)."""
        ...

    def address(self, secret: str, name: str) -> str:
        """Return what the picture for the app says: an `otpauth:` address."""
        ...

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        """Return the time step to which a code belongs, of the one at an instant and its neighbours; None if to none."""
        ...


class Codes(Protocol):
    """One-time codes that prove an e-mail address (digests only), and counters of attempts."""

    async def put(self, subject: str, digest: str, expires_at: datetime) -> None:
        """Store the digest of a code for a subject, replacing an earlier one and its count of wrong tries."""
        ...

    async def get(self, subject: str) -> tuple[str, datetime, int] | None:
        """Return digest, expiry and number of wrong tries."""
        ...

    async def wrong(self, subject: str) -> int:
        """Count a wrong try; return how many there were."""
        ...

    async def drop(self, subject: str) -> None:
        """Forget the code."""
        ...

    async def count(self, subject: str, since: datetime) -> int:
        """Count recorded attempts of a subject since an instant."""
        ...

    async def record(self, subject: str, at: datetime) -> None:
        """Record an attempt of a subject (an address, an IP digest)."""
        ...

    async def first(self, subject: str, since: datetime) -> datetime | None:
        """Return when the first attempt of a subject since an instant was recorded, None if there is none."""
        ...

    async def discard(self, codes: datetime, attempts: datetime) -> int:
        """Delete codes that expired before an instant, and attempts recorded before another; return how many."""
        ...
