"""The desk where one signs in: the one implementation of `bot.signed.SignInDesk`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog

from bot import notices
from bot.links import Links
from bot.messages import Address
from bot.parting import part
from bot.ports import Storage, UnitOfWork
from bot.signed import Access, Entrance, SignedIn
from bot.signing.letters import send_code_letter, send_sign_in_letter
from bot.signing.rooms import move_in, who_talks
from core.commands import Outcome, SendCode
from core.effects import Note
from core.errors import ConflictError, Refusal, Refused
from core.people import Person
from core.ports import World
from core.ports.identity import Identity, IdentityProvider
from core.ports.signing import Authenticator, Passwords
from core.signing import Device, Session, SessionKind
from core.usecases import checks
from core.usecases.codes import send_code
from core.usecases.finding import person_of
from core.usecases.signing import locks, mails, passwords, people, second, sessions
from core.usecases.signing.passwords import Compared
from core.usecases.signing.sessions import Started

log = structlog.get_logger(__name__)

T = TypeVar("T")
TRIES = 5
"""How often what raced with another writer is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Who judges passwords and codes of apps."""

    passwords: Passwords
    authenticator: Authenticator


class Told(Protocol):
    """Who wants to know that something is to be said: the front desk."""

    def spoken(self, address: Address) -> None:
        """Take note that a talk got a new line."""
        ...

    @property
    def posted(self) -> Callable[[], None]:
        """What is called when something was put into the outbox."""
        ...


class SigningDesk:
    """Signs people in and out. Passwords are hashed and compared outside of transactions."""

    def __init__(
        self,
        storage: Storage,
        world: World,
        links: Links,
        judges: Judges,
        told: Told,
    ) -> None:
        """Remember the doors."""
        self._storage, self._world, self._links = storage, world, links
        self._passwords, self._authenticator = judges.passwords, judges.authenticator
        self._told = told

    async def _write(self, act: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Do something in a transaction of its own; what raced with another writer is done again."""
        for _ in range(TRIES):
            try:
                async with self._storage.writing() as uow:
                    result = await act(uow)
                    await uow.commit()
            except ConflictError:
                log.info("signing raced")
            else:
                self._told.posted()
                return result
        raise ConflictError(f"signing was raced {TRIES} times")

    # -- the ways in ---------------------------------------------------------------------------------

    async def admit(self, remote: str) -> None:
        """Count a try of an internet address; raise Refused(TOO_MANY_ATTEMPTS)."""
        await self._write(lambda uow: locks.admit(uow, self._world, remote))

    async def send(self, subject: str, email: str, locale: str, onward: str = "") -> None:
        """Mail a code that counts for a subject, and a link."""

        async def act(uow: UnitOfWork) -> None:
            mailed = await mails.send_sign_in(uow, self._world, subject, email)
            link = self._links.sign_in(mailed.email, mailed.nonce, onward)
            await send_sign_in_letter(uow, self._world, mailed, link, locale)

        await self._write(act)

    async def by_code(self, subject: str, email: str, code: str, device: Device) -> Entrance:
        """Sign in by a code that was mailed."""

        async def act(uow: UnitOfWork) -> Entrance | Refusal:
            proved = await mails.code_fits(uow, self._world, subject, (email, code))
            return proved if isinstance(proved, Refusal) else await self._with_email(uow, proved, device)

        return _or_refused(await self._write(act))

    async def link(self, token: str) -> tuple[str, str]:
        """Return of a mailed link for whom it is and where it leads."""
        email, nonce, onward = self._links.read_sign_in(token)
        async with self._storage.reading() as uow:
            await mails.link_opens(uow, self._world, email, nonce)
        return email, onward

    async def by_link(self, token: str, device: Device) -> Entrance:
        """Sign in by a mailed link, which is used up."""
        email, nonce, _ = self._links.read_sign_in(token)

        async def act(uow: UnitOfWork) -> Entrance:
            proved = await mails.use_link(uow, self._world, email, nonce)
            return await self._with_email(uow, proved, device)

        return await self._write(act)

    async def by_password(self, email: str, password: str, device: Device) -> Entrance:
        """Sign in by password; the same work is done whether anybody has the address or not."""
        address = checks.email(email)
        async with self._storage.reading() as uow:
            known = await passwords.known(uow, self._world, address)
        right = await self._passwords.fits(known.hashed, password)
        stronger = ""
        if right and self._passwords.outdated(known.hashed):
            stronger = await self._passwords.hash(password)
        compared = Compared(email=address, known=known, right=right, stronger=stronger)

        async def act(uow: UnitOfWork) -> Entrance | Refusal:
            found, notes = await passwords.sign_in(uow, self._world, compared, device)
            await self._tell(uow, notes)
            return found if isinstance(found, Refusal) else await self._enter(uow, found)

        return _or_refused(await self._write(act))

    async def by_identity(self, identity: Identity, device: Device) -> Entrance:
        """Sign in whom a provider vouches for."""

        async def act(uow: UnitOfWork) -> Entrance:
            here = await who_talks(uow, device.room)
            person = await people.person_at(uow, self._world, identity, here)
            return await self._enter(uow, await sessions.begin(uow, self._world, person, device))

        return await self._write(act)

    async def by_second(self, token: str, code: str) -> Entrance:
        """Complete a half-way session."""

        async def act(uow: UnitOfWork) -> Entrance | Refusal:
            found = await second.show(uow, self._world, self._authenticator, (token, code))
            return found if isinstance(found, Refusal) else await self._enter(uow, found)

        return _or_refused(await self._write(act))

    async def _with_email(self, uow: UnitOfWork, email: str, device: Device) -> Entrance:
        here = await who_talks(uow, device.room)
        person = await people.person_with(uow, self._world, email, here)
        return await self._enter(uow, await sessions.begin(uow, self._world, person, device))

    async def _enter(self, uow: UnitOfWork, started: Started) -> Entrance:
        """Let the browser's web chat be the person's once they are in; a half-way session joins nothing yet."""
        session = started.session
        if session.complete and session.room:
            room = await move_in(uow, self._world.chance, session.person_id, session.room)
            await uow.sessions.move(session.id, room)
            session = replace(session, room=room)
        return Entrance(session=session, person=started.person, token=started.token)

    # -- signing up ----------------------------------------------------------------------------------

    async def sign_up(self, email: str, password: str, name: str, locale: str) -> Person:
        """Keep somebody new and mail them a code."""
        address = checks.email(email)
        hashed = await self._passwords.hash(passwords.password_fits_rules(password, address))
        now = self._world.clock.now()
        wanted = Person(
            id=self._world.chance.uuid(),
            email=address,
            name=name or None,
            locale=locale,
            created_at=now,
            updated_at=now,
        )

        async def act(uow: UnitOfWork) -> Person:
            person = await passwords.sign_up(uow, self._world, wanted, hashed)
            await self._mail_code(uow, person, locale)
            return person

        return await self._write(act)

    async def send_again(self, person_id: UUID, locale: str) -> None:
        """Mail another code to somebody who signed up and has not proved the address."""

        async def act(uow: UnitOfWork) -> None:
            await self._mail_code(uow, await person_of(uow, person_id), locale)

        await self._write(act)

    async def finish_sign_up(self, person_id: UUID, code: str, device: Device) -> Entrance:
        """Prove the address of somebody who signed up and sign them in."""

        async def act(uow: UnitOfWork) -> Entrance | Refusal:
            found = await passwords.finish_sign_up(uow, self._world, person_id, code, device)
            return found if isinstance(found, Refusal) else await self._enter(uow, found)

        return _or_refused(await self._write(act))

    async def _mail_code(self, uow: UnitOfWork, person: Person, locale: str) -> None:
        command = SendCode(subject=passwords.pending_subject(person.id), email=person.email or "")
        outcome = await send_code(uow, self._world, command)
        await send_code_letter(uow, self._world, command, outcome, locale)

    # -- sessions ------------------------------------------------------------------------------------

    async def at(self, token: str) -> SignedIn | None:
        """Return who is signed in with a browser's token."""
        async with self._storage.reading() as uow:
            session = await uow.sessions.by_digest(sessions.session_digest(token))
            signed = await self._signed(uow, session, SessionKind.WEB)
        if signed:
            await self._touch(signed.session)
        return signed

    async def of_session(self, session_id: UUID) -> SignedIn | None:
        """Return who is signed in with a program's session."""
        async with self._storage.reading() as uow:
            return await self._signed(uow, await uow.sessions.get(session_id), SessionKind.API)

    async def _signed(self, uow: UnitOfWork, session: Session | None, kind: SessionKind) -> SignedIn | None:
        if session is None or session.kind is not kind or not session.complete:
            return None
        person = await uow.people.person(session.person_id)
        if person is None or not session.open_at(self._world.clock.now()):
            return None
        return SignedIn(session=session, person=person, host=await uow.people.host_of(person.id))

    async def _touch(self, session: Session) -> None:
        if sessions.is_stale(self._world, session):
            await self._write(lambda uow: sessions.touch(uow, self._world, session))

    async def renew(self, token: str) -> Entrance:
        """Use up a token that renews access."""

        async def act(uow: UnitOfWork) -> Entrance | Refusal:
            found = await sessions.renew(uow, self._world, token)
            if isinstance(found, Refusal):
                return found
            return Entrance(session=found.session, person=found.person, token=found.token)

        return _or_refused(await self._write(act))

    async def sign_out(self, session: Session) -> None:
        """End a session at once; the browser is nobody any more."""
        await self.end(session.person_id, session.id)

    async def end(self, person_id: UUID, session_id: UUID) -> None:
        """End one of a person's sessions."""

        async def act(uow: UnitOfWork) -> None:
            ended = await sessions.end_one(uow, self._world, person_id, session_id)
            await part(uow, person_id, (ended,))

        await self._write(act)

    async def end_all(self, person_id: UUID) -> None:
        """End all of a person's sessions."""

        async def act(uow: UnitOfWork) -> None:
            await part(uow, person_id, await sessions.end_others(uow, self._world, person_id))

        await self._write(act)

    async def is_closed(self, visitor: str) -> bool:
        """Whether what a browser was in the web chat does not count any more."""
        async with self._storage.reading() as uow:
            return await uow.sessions.closed(visitor)

    # -- the account ---------------------------------------------------------------------------------

    async def access(self, person_id: UUID) -> Access:
        """Return how a person can sign in, and where they are."""
        async with self._storage.reading() as uow:
            credential = await uow.credentials.get(person_id)
            return Access(
                password=bool(credential and credential.password),
                second=bool(credential and credential.second),
                can_have_second=uow.credentials.can_seal(),
                recovery_left=len(credential.recovery) if credential else 0,
                identities=await uow.credentials.identities(person_id),
                sessions=await uow.sessions.of_person(person_id, self._world.clock.now()),
            )

    async def prove_email(self, signed: SignedIn, subject: str, email: str, code: str) -> None:
        """Let an address be the person's, given the code that was mailed; other sessions end."""

        async def act(uow: UnitOfWork) -> Refusal | None:
            proved = await mails.change_email(uow, self._world, signed.session, (subject, email, code))
            if isinstance(proved, Refusal):
                return proved
            if proved.changes:
                await self._end_others(uow, signed)
            await self._tell(uow, proved.notes)
            return None

        refusal = await self._write(act)
        if refusal:
            raise Refused(refusal.code, **refusal.facts)

    async def _end_others(self, uow: UnitOfWork, signed: SignedIn) -> None:
        ended = await sessions.end_others(uow, self._world, signed.person.id, signed.session.id)
        await part(uow, signed.person.id, ended)

    async def set_password(self, signed: SignedIn, password: str) -> None:
        """Set a password, or with an empty one take it away; other sessions end."""
        email = signed.person.email or ""
        hashed = ""
        if password:
            hashed = await self._passwords.hash(passwords.password_fits_rules(password, email))

        async def act(uow: UnitOfWork) -> None:
            ended, note = await passwords.change_password(uow, self._world, signed.session, hashed)
            await part(uow, signed.person.id, ended)
            await self._tell(uow, (note,))

        await self._write(act)

    async def part_from(self, signed: SignedIn, provider: IdentityProvider) -> None:
        """Forget a person's accounts at a provider; other sessions, which may have begun there, end."""

        async def act(uow: UnitOfWork) -> None:
            note = await people.part_from(uow, self._world, signed.session, provider)
            await self._end_others(uow, signed)
            await self._tell(uow, (note,))

        await self._write(act)

    async def prepare_second(self, signed: SignedIn, *, again: bool = False) -> tuple[str, str]:
        """Return a new secret for the app, or `again` the last one, and the address that its picture says."""
        secret = await self._write(
            lambda uow: second.prepare(uow, self._world, self._authenticator, signed.session, again=again)
        )
        return secret, self._authenticator.address(secret, signed.person.email or signed.person.name or "")

    async def switch_on_second(self, signed: SignedIn, code: str) -> Sequence[str]:
        """Ask for a second factor from now on; return the recovery codes, told once; sessions that never showed it end."""

        async def act(uow: UnitOfWork) -> Sequence[str]:
            given = (signed.session, code)
            recovery, note = await second.switch_on(uow, self._world, self._authenticator, given)
            await self._end_others(uow, signed)
            await self._tell(uow, (note,))
            return recovery.codes

        return await self._write(act)

    async def switch_off_second(self, signed: SignedIn) -> None:
        """Ask for none any more."""

        async def act(uow: UnitOfWork) -> None:
            await self._tell(uow, (await second.switch_off(uow, self._world, signed.session),))

        await self._write(act)

    async def renew_recovery(self, signed: SignedIn) -> Sequence[str]:
        """Return new recovery codes, told once."""
        recovery = await self._write(lambda uow: second.renew_recovery(uow, self._world, signed.session))
        return recovery.codes

    async def _tell(self, uow: UnitOfWork, notes: tuple[Note, ...]) -> None:
        for each in await notices.announce(uow, self._world, self._links, Outcome(notes=notes), None):
            self._told.spoken(each)


def _or_refused(found: Any) -> Entrance:
    """Return an entrance; raise the refusal that came in its place, now that what was counted is kept."""
    if isinstance(found, Refusal):
        raise Refused(found.code, **found.facts)
    entrance: Entrance = found
    return entrance
