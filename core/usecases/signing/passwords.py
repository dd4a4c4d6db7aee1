"""Passwords: signing up, signing in, changing them. Hashes are made and compared outside of transactions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from core.commands import CheckCode
from core.effects import Note, Notice
from core.errors import Code, Refusal, Refused
from core.people import Person
from core.ports import UnitOfWork, World
from core.signing import LONGEST_PASSWORD, PENDING_LASTS, SHORTEST_PASSWORD, Credential, Device, Session
from core.usecases import checks
from core.usecases.codes import check_code
from core.usecases.finding import person_of
from core.usecases.signing import locks
from core.usecases.signing.notes import noted, warning
from core.usecases.signing.sessions import Started, begin, end_others


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whose password it would be, and the hash with which it is compared; an empty one fits nothing."""

    person_id: UUID | None = None
    hashed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An address and password as they were compared."""

    email: str
    known: Known
    right: bool
    stronger: str = field(default="", repr=False)
    """The same password hashed as is usual now, if its hash was weaker."""


def password_fits_rules(password: str, email: str = "") -> str:
    """Return a password that may be used; raise Refused(INVALID) with `why`: length, or common for what is guessed first."""
    checks.within(len(password), "password", SHORTEST_PASSWORD, LONGEST_PASSWORD, why="length")
    plain = password.lower()
    if len(set(plain)) < 5 or plain in (email.lower(), email.lower().partition("@")[0]):
        raise Refused(Code.INVALID, field="password", why="common")
    return password


async def sign_up(uow: UnitOfWork, world: World, person: Person, hashed: str) -> Person:
    """Keep somebody new with a password that counts once they have proved their address.

    Raise Refused(NAME_TAKEN) if somebody proved it before, or signed up with it just now.
    """
    email = checks.email(person.email or "")
    if await uow.people.person_by_email(email):
        raise Refused(Code.NAME_TAKEN, field="email")
    now = world.clock.now()
    await _drop_pending(uow, email, now)
    name = checks.person_name(person.name) if person.name else None
    added = replace(person, email=email, email_verified=False, name=name)
    await uow.people.add_person(added)
    credential = Credential(
        person_id=added.id, login=email.lower(), password=hashed, created_at=now, updated_at=now
    )
    await uow.credentials.save(credential)
    return added


async def _drop_pending(uow: UnitOfWork, email: str, now: datetime) -> None:
    """Forget passwords of those who never proved the address."""
    for each in await uow.credentials.of_login(email.lower()):
        holder = await person_of(uow, each.person_id)
        if holder.email_verified:
            continue
        if now < each.created_at + PENDING_LASTS:
            raise Refused(Code.NAME_TAKEN, field="email")
        await uow.credentials.remove(each.person_id)


async def finish_sign_up(
    uow: UnitOfWork, world: World, person_id: UUID, code: str, device: Device
) -> Started | Refusal:
    """Prove the address of somebody who signed up, and sign them in; a wrong code comes as a value, which the caller commits."""
    person = await person_of(uow, person_id)
    email = checks.email(person.email or "")
    check = CheckCode(subject=pending_subject(person_id), email=email, code=code, person_id=person_id)
    outcome = await check_code(uow, world, check)
    if isinstance(outcome.value, Refusal):
        return outcome.value
    owner = await uow.people.person_by_email(email)
    if owner and owner.id != person_id:  # who proved it meanwhile keeps the password that they have
        await uow.credentials.remove(person_id)
        return await begin(uow, world, owner, device)
    return await begin(uow, world, await person_of(uow, person_id), device)


def pending_subject(person_id: UUID) -> str:
    """Return for whom the code of a sign-up counts."""
    return f"sign-up:{person_id}"


async def known(uow: UnitOfWork, world: World, email: str) -> Known:
    """Return whose password is meant by an address: of who proved it, else of who signed up with it; raise Refused(LOCKED)."""
    await locks.require_open(uow, world, locks.of_password(email))
    owner = await uow.people.person_by_email(email)
    if owner:
        credential = await uow.credentials.get(owner.id)
        return Known(person_id=owner.id, hashed=credential.password if credential else "")
    pending = await _pending(uow, email)
    return Known(person_id=pending.person_id, hashed=pending.password) if pending else Known()


async def _pending(uow: UnitOfWork, email: str) -> Credential | None:
    for each in await uow.credentials.of_login(email.lower()):
        if not (await person_of(uow, each.person_id)).email_verified:
            return each
    return None


async def sign_in(
    uow: UnitOfWork, world: World, compared: Compared, device: Device
) -> tuple[Started | Refusal, tuple[Note, ...]]:
    """Sign in whose password was right, or count a wrong try; refusals come as values, which the caller commits."""
    subject = locks.of_password(compared.email)
    await locks.require_open(uow, world, subject)
    person = await uow.people.person(compared.known.person_id) if compared.known.person_id else None
    credential = await uow.credentials.get(person.id) if person else None
    same = credential is not None and credential.password == compared.known.hashed
    if not (compared.right and same and person and credential):
        refusal = await locks.wrong(uow, world, subject)
        return refusal, await _warned(uow, world, person, refusal)
    if not person.email_verified:
        return Refusal(Code.UNVERIFIED, {"person_id": person.id}), ()
    await uow.credentials.drop_lock(subject)
    if compared.stronger:
        await uow.credentials.save(replace(credential, password=compared.stronger))
    return await begin(uow, world, person, device), ()


async def _warned(uow: UnitOfWork, world: World, person: Person | None, refusal: Refusal) -> tuple[Note, ...]:
    """Tell whose password was guessed too often, once a day: strangers shall not fill a mailbox."""
    if person is None or not person.email_verified or refusal.code is not Code.LOCKED:
        return ()
    day = world.clock.now().date().isoformat()
    return (await warning(uow, person, Notice.SIGN_IN_LOCKED, day),)


async def change_password(
    uow: UnitOfWork, world: World, session: Session, hashed: str
) -> tuple[Sequence[Session], Note]:
    """Set a password, or with an empty hash take it away, and end all other sessions; return those, and what the person is told.

    Raise Refused(SIGN_IN_AGAIN) unless they signed in just now, Refused(UNVERIFIED) without a proved address.
    """
    now = world.clock.now()
    if not session.fresh_at(now):
        raise Refused(Code.SIGN_IN_AGAIN)
    person = await person_of(uow, session.person_id)
    if not (person.email and person.email_verified):
        raise Refused(Code.UNVERIFIED)
    kept = await uow.credentials.get(person.id)
    credential = kept or Credential(person_id=person.id, login="", created_at=now, updated_at=now)
    wished = replace(credential, login=person.email.lower(), password=hashed, updated_at=now)
    await uow.credentials.save(wished)
    await uow.credentials.drop_lock(locks.of_password(person.email))
    await noted(uow, world, person.id, "set_password" if hashed else "remove_password")
    ended = await end_others(uow, world, person.id, session.id)
    return ended, await warning(uow, person, Notice.ACCESS_CHANGED, now.isoformat())
