"""Sessions: how they begin, go on and end. Their tokens are told once and kept as digests."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from core.commands import Outcome, RevokeSessions
from core.errors import Code, Refusal, Refused
from core.people import Person
from core.ports import UnitOfWork, World
from core.signing import HALFWAY, SEEN_EVERY, Device, Session, SessionKind, expiry
from core.usecases.finding import person_of
from core.usecases.signing.digests import digest
from core.usecases.signing.notes import noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A session that began, or is half-way to it, with what the other side has to show from now on."""

    session: Session
    person: Person
    token: str = field(repr=False)
    """Of a browser the cookie's value, of a program what renews its access; of a half-way session what the second factor is shown with."""


def session_digest(token: str) -> str:
    """Return what is kept of a session's token."""
    return digest("session", token)


async def begin(uow: UnitOfWork, world: World, person: Person, device: Device) -> Started:
    """Begin a session of somebody who proved who they are; with a second factor it is half-way until that is shown."""
    now, token = world.clock.now(), world.chance.token()
    credential = await uow.credentials.get(person.id)
    complete = not (credential and credential.second)
    session = Session(
        id=world.chance.uuid(),
        person_id=person.id,
        digest=session_digest(token),
        kind=device.kind,
        label=device.label[:80],
        room=device.room,
        complete=complete,
        made_at=now,
        seen_at=now,
        proved_at=now,
        expires_at=expiry(now, now) if complete else now + HALFWAY,
    )
    await uow.sessions.add(session)
    if complete and device.kind is SessionKind.API:
        token = await _renewal(uow, world, session)
    return Started(session=session, person=person, token=token)


async def complete(uow: UnitOfWork, world: World, session: Session) -> Started:
    """Complete a half-way session, with a new token; raise Refused(SIGN_IN_AGAIN) if it is not half-way any more."""
    now, token = world.clock.now(), world.chance.token()
    done = replace(
        session,
        digest=session_digest(token),
        complete=True,
        seen_at=now,
        proved_at=now,
        expires_at=expiry(session.made_at, now),
    )
    if not await uow.sessions.finish(done):
        raise Refused(Code.SIGN_IN_AGAIN)
    if session.kind is SessionKind.API:
        token = await _renewal(uow, world, done)
    return Started(session=done, person=await person_of(uow, session.person_id), token=token)


async def halfway(uow: UnitOfWork, world: World, token: str) -> Session:
    """Return the half-way session of a token; raise Refused(SIGN_IN_AGAIN)."""
    session = await uow.sessions.by_digest(session_digest(token))
    if session is None or session.complete or not session.open_at(world.clock.now()):
        raise Refused(Code.SIGN_IN_AGAIN)
    return session


async def renew(uow: UnitOfWork, world: World, token: str) -> Started | Refusal:
    """Use up a token that renews access, and give the next one.

    One that comes a second time was stolen, now or then: the session ends (RFC 9700, 4.14.2), which the caller commits.
    """
    now, renewal = world.clock.now(), digest("refresh", token)
    found = await uow.sessions.refresh(renewal)
    session = await uow.sessions.get(found[0]) if found else None
    if found is None or session is None:
        raise Refused(Code.SIGN_IN_AGAIN)
    if found[2] or not await uow.sessions.use_refresh(renewal, now):
        await uow.sessions.revoke(session.id, now)
        return Refusal(Code.SIGN_IN_AGAIN)
    if found[1] <= now or not session.open_at(now):
        raise Refused(Code.SIGN_IN_AGAIN)
    renewed = replace(session, seen_at=now, expires_at=expiry(session.made_at, now))
    await uow.sessions.touch(session.id, now, renewed.expires_at)
    person = await person_of(uow, session.person_id)
    return Started(session=renewed, person=person, token=await _renewal(uow, world, renewed))


def is_stale(world: World, session: Session) -> bool:
    """Whether it is worth noting that a session is used."""
    return world.clock.now() >= session.seen_at + SEEN_EVERY


async def touch(uow: UnitOfWork, world: World, session: Session) -> None:
    """Note that a session is used, which makes it last longer."""
    now = world.clock.now()
    await uow.sessions.touch(session.id, now, expiry(session.made_at, now))


async def end_one(uow: UnitOfWork, world: World, person_id: UUID, session_id: UUID) -> Session:
    """End one of a person's sessions; raise Refused(NOT_FOUND) for one that is not theirs."""
    session = await uow.sessions.get(session_id)
    if session is None or session.person_id != person_id:
        raise Refused(Code.NOT_FOUND, what="session")
    await uow.sessions.revoke(session_id, world.clock.now())
    return session


async def end_others(
    uow: UnitOfWork, world: World, person_id: UUID, but: UUID | None = None
) -> Sequence[Session]:
    """End a person's sessions, but for one; return those that were open."""
    ended = await uow.sessions.revoke_all(person_id, world.clock.now(), but)
    if ended:
        await noted(uow, world, person_id, "revoke_sessions", {"sessions": len(ended)})
    return ended


async def revoke_sessions(uow: UnitOfWork, world: World, command: RevokeSessions) -> Outcome:
    """End all sessions of a person; what a browser was in which they said so stays theirs."""
    ended = await end_others(uow, world, command.person_id)
    if command.room:
        await uow.sessions.forget_room(command.person_id, command.room)
    return Outcome(value=tuple(ended))


async def _renewal(uow: UnitOfWork, world: World, session: Session) -> str:
    token = world.chance.token()
    await uow.sessions.add_refresh(digest("refresh", token), session.id, session.expires_at)
    return token
