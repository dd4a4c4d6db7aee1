"""Who is signed in, as the pages and programs see it, and what they ask of the inside about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from core.people import Host, Person
from core.ports.identity import Identity, IdentityProvider
from core.signing import Device, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who is signed in."""

    session: Session
    person: Person
    host: Host | None = None
    """The host that they are, if they are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A session that began; with `waits` a second factor is still to be shown."""

    session: Session
    person: Person
    token: str = field(repr=False)
    """What the browser or program shows from now on; half-way, what the second factor is shown with."""

    @property
    def room(self) -> str:
        """The visitor that a browser is from now on."""
        return self.session.room

    @property
    def waits(self) -> bool:
        """Whether a second factor is asked for."""
        return not self.session.complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a person can sign in, and where they are."""

    password: bool = False
    second: bool = False
    can_have_second: bool = True
    """Whether a second factor can be kept: there is a key to seal it with."""
    recovery_left: int = 0
    identities: Sequence[Identity] = ()
    sessions: Sequence[Session] = ()
    """The last used first."""


class SignInDesk(Protocol):
    """What pages and programs ask about signing in. Everything may raise `Refused` or a Fault."""

    async def admit(self, remote: str) -> None:
        """Count a try of an internet address; raise Refused(TOO_MANY_ATTEMPTS) with `wait`, a timedelta."""
        ...

    async def send(self, subject: str, email: str, locale: str, onward: str = "") -> None:
        """Mail a code that counts for a subject, and a link; `onward` is the local page that the link leads to."""
        ...

    async def by_code(self, subject: str, email: str, code: str, device: Device) -> Entrance:
        """Sign in by a code that was mailed; raise Refused(WRONG_CODE, CODE_EXPIRED, TOO_MANY_ATTEMPTS)."""
        ...

    async def link(self, token: str) -> tuple[str, str]:
        """Return of a mailed link for whom it is and where it leads; raise Refused(CODE_EXPIRED). It stays usable."""
        ...

    async def by_link(self, token: str, device: Device) -> Entrance:
        """Sign in by a mailed link, which is used up; raise Refused(CODE_EXPIRED)."""
        ...

    async def by_password(self, email: str, password: str, device: Device) -> Entrance:
        """Sign in by password; raise Refused(WRONG_SIGN_IN, LOCKED), or UNVERIFIED with `person_id` of who has still to prove the address."""
        ...

    async def by_identity(self, identity: Identity, device: Device) -> Entrance:
        """Sign in whom a provider vouches for."""
        ...

    async def by_second(self, token: str, code: str) -> Entrance:
        """Complete a half-way session; raise Refused(WRONG_SIGN_IN, LOCKED, SIGN_IN_AGAIN)."""
        ...

    async def sign_up(self, email: str, password: str, name: str, locale: str) -> Person:
        """Keep somebody new and mail them a code; raise Refused(NAME_TAKEN, INVALID)."""
        ...

    async def send_again(self, person_id: UUID, locale: str) -> None:
        """Mail another code to somebody who signed up and has not proved the address."""
        ...

    async def finish_sign_up(self, person_id: UUID, code: str, device: Device) -> Entrance:
        """Prove the address of somebody who signed up and sign them in; raise Refused as `by_code` does."""
        ...

    async def at(self, token: str) -> SignedIn | None:
        """Return who is signed in with a browser's token."""
        ...

    async def of_session(self, session_id: UUID) -> SignedIn | None:
        """Return who is signed in with a program's session."""
        ...

    async def renew(self, token: str) -> Entrance:
        """Use up a token that renews access; raise Refused(SIGN_IN_AGAIN), after which the session is over if the token came twice."""
        ...

    async def sign_out(self, session: Session) -> None:
        """End a session at once."""
        ...

    async def end(self, person_id: UUID, session_id: UUID) -> None:
        """End one of a person's sessions; raise Refused(NOT_FOUND)."""
        ...

    async def end_all(self, person_id: UUID) -> None:
        """End all of a person's sessions."""
        ...

    async def is_closed(self, visitor: str) -> bool:
        """Whether what a browser was in the web chat does not count any more, because it was logged out from elsewhere."""
        ...

    async def access(self, person_id: UUID) -> Access:
        """Return how a person can sign in, and where they are."""
        ...

    async def prove_email(self, signed: SignedIn, subject: str, email: str, code: str) -> None:
        """Let an address be the person's, given the code that was mailed; other sessions end. Raise Refused(SIGN_IN_AGAIN), NAME_TAKEN if somebody else proved it, or as `by_code` does."""
        ...

    async def set_password(self, signed: SignedIn, password: str) -> None:
        """Set a password, or with an empty one take it away; other sessions end. Raise Refused(SIGN_IN_AGAIN, INVALID)."""
        ...

    async def part_from(self, signed: SignedIn, provider: IdentityProvider) -> None:
        """Forget a person's accounts at a provider; other sessions end. Raise Refused(SIGN_IN_AGAIN), UNVERIFIED without another way in."""
        ...

    async def prepare_second(self, signed: SignedIn, *, again: bool = False) -> tuple[str, str]:
        """Return a new secret for the app, or `again` the last one, and the address that its picture says; raise Refused(SIGN_IN_AGAIN, WRONG_STATUS)."""
        ...

    async def switch_on_second(self, signed: SignedIn, code: str) -> Sequence[str]:
        """Ask for a second factor from now on; return the recovery codes, told once; other sessions end. Raise Refused(WRONG_SIGN_IN, SIGN_IN_AGAIN)."""
        ...

    async def switch_off_second(self, signed: SignedIn) -> None:
        """Ask for none any more; raise Refused(SIGN_IN_AGAIN)."""
        ...

    async def renew_recovery(self, signed: SignedIn) -> Sequence[str]:
        """Return new recovery codes, told once; raise Refused(SIGN_IN_AGAIN, WRONG_STATUS)."""
        ...
