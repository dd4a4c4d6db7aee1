"""Guessing: how often somebody may be wrong before it is locked for a while, and how often an internet address may try at all."""

from datetime import timedelta
from uuid import UUID

from core.errors import Code, Refusal, Refused
from core.ports import UnitOfWork, World
from core.signing import (
    LOCKED_FOR,
    MOST_SERVERS,
    MOST_TRIES,
    MOST_WRONG,
    SERVERS_WITHIN,
    TRIES_WITHIN,
    WRONG_COUNTS,
)
from core.usecases.signing.digests import digest


def of_password(email: str) -> str:
    """Return what is counted for the password of an address, whether anybody has it or not."""
    return f"password:{digest('lock', email.lower())}"


def of_second(person_id: UUID) -> str:
    """Return what is counted for a person's second factor."""
    return f"second:{person_id}"


async def require_open(uow: UnitOfWork, world: World, subject: str) -> None:
    """Raise Refused(LOCKED) with `until` while it is locked."""
    lock = await uow.credentials.lock(subject)
    if lock and lock.closed_at(world.clock.now()):
        raise Refused(Code.LOCKED, until=lock.until)


async def wrong(uow: UnitOfWork, world: World, subject: str) -> Refusal:
    """Count a wrong guess; return why it is refused, which is LOCKED once it was one too many. The caller commits."""
    now = world.clock.now()
    if await uow.credentials.wrong(subject, now, now - WRONG_COUNTS) < MOST_WRONG:
        return Refusal(Code.WRONG_SIGN_IN)
    until = now + LOCKED_FOR
    await uow.credentials.shut(subject, until)
    return Refusal(Code.LOCKED, {"until": until})


async def admit(uow: UnitOfWork, world: World, remote: str) -> None:
    """Count a try of an internet address to sign in; raise Refused(TOO_MANY_ATTEMPTS) with `wait`, a timedelta. The caller commits."""
    await _count(uow, world, f"sign-in:{digest('remote', remote)}", (MOST_TRIES, TRIES_WITHIN))


async def admit_to_server(uow: UnitOfWork, world: World, who: str) -> None:
    """Count a try to be let in at a calendar server or feed, of an internet address or a host's id; raises as `admit` does."""
    await _count(uow, world, f"server:{digest('server', who)}", (MOST_SERVERS, SERVERS_WITHIN))


async def _count(uow: UnitOfWork, world: World, subject: str, allowed: tuple[int, timedelta]) -> None:
    now, (most, within) = world.clock.now(), allowed
    if await uow.codes.count(subject, now - within) >= most:
        first = await uow.codes.first(subject, now - within)
        wait = max((first or now) + within - now, timedelta(seconds=1))
        raise Refused(Code.TOO_MANY_ATTEMPTS, limit=most, wait=wait)
    await uow.codes.record(subject, now)
