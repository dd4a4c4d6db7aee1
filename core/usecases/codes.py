"""One-time codes that prove an e-mail address."""

import hmac
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from core.commands import CheckCode, Outcome, SendCode
from core.effects import Change, Note, Notice
from core.errors import Code, Refusal, Refused
from core.people import Host, Person
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, person_actor, record
from core.usecases.finding import person_of
from core.usecases.signing.notes import warning

DIGITS = 6
VALID = timedelta(minutes=10)
"""How long a code can be used."""
MOST_TRIES = 5
"""Wrong tries after which a code is worth nothing."""
MOST_SENT = 5
"""Codes an hour for one subject, and for one e-mail address."""


async def send_code(uow: UnitOfWork, world: World, command: SendCode) -> Outcome:
    """Make a code for an e-mail address; an earlier one of the same subject is worth nothing from now on."""
    address = checks.email(command.email)
    now = world.clock.now()
    for counted in (f"code:{command.subject}", f"code-mail:{_hash(address.lower())}"):
        if await uow.codes.count(counted, now - timedelta(hours=1)) >= MOST_SENT:
            raise Refused(Code.TOO_MANY_ATTEMPTS, limit=MOST_SENT)
        await uow.codes.record(counted, now)
    code = world.chance.digits(DIGITS)
    await uow.codes.put(command.subject, _digest(command.subject, address, code), now + VALID)
    return Outcome(value=code)


async def check_code(uow: UnitOfWork, world: World, command: CheckCode) -> Outcome:
    """Check a code; a right one is used up and verifies the person's e-mail, unless somebody else has proved it before.

    A wrong try is not raised, for raising would roll its count back: Outcome.value is then a `Refusal`
    (WRONG_CODE with the tries `left`, or TOO_MANY_ATTEMPTS after the last), and the caller commits.
    """
    address = checks.email(command.email)
    digest = await _open_digest(uow, world, command.subject)
    tries = await _counted(uow, command.subject)
    if not hmac.compare_digest(digest, _digest(command.subject, address, command.code.strip())):
        return Outcome(value=_wrong(MOST_TRIES - tries))
    await uow.codes.drop(command.subject)
    if command.person_id is None:
        return Outcome(value=address)
    await uow.people.lock_proof(address)
    owner = await uow.people.person_by_email(address)
    if owner and owner.id != command.person_id:
        return Outcome(value=address)
    before = await person_of(uow, command.person_id)
    changes = await _verify(uow, world, command, before)
    notes = await _warned(uow, world, before, address) if changes else ()
    return Outcome(value=address, changes=changes, notes=notes)


async def _open_digest(uow: UnitOfWork, world: World, subject: str) -> str:
    stored = await uow.codes.get(subject)
    if stored is None or stored[1] <= world.clock.now():
        raise Refused(Code.CODE_EXPIRED)
    digest, _, tries = stored
    if tries >= MOST_TRIES:
        raise Refused(Code.TOO_MANY_ATTEMPTS, limit=MOST_TRIES)
    return digest


async def _counted(uow: UnitOfWork, subject: str) -> int:
    """Count a try before it is judged: the database lets one after the other, so that none is free and a code is used once."""
    tries = await uow.codes.wrong(subject)
    if tries == 0:  # used up just now
        raise Refused(Code.CODE_EXPIRED)
    if tries > MOST_TRIES:
        raise Refused(Code.TOO_MANY_ATTEMPTS, limit=MOST_TRIES)
    return tries


def _wrong(left: int) -> Refusal:
    if left > 0:
        return Refusal(Code.WRONG_CODE, {"left": left})
    return Refusal(Code.TOO_MANY_ATTEMPTS, {"limit": MOST_TRIES})


async def _verify(uow: UnitOfWork, world: World, command: CheckCode, person: Person) -> tuple[Change, ...]:
    """Write the proved address to the person, and to the host they may be."""
    address, now = checks.email(command.email), world.clock.now()
    if person.email_verified and person.email == address:
        return ()
    proved = replace(person, email=address, email_verified=True, updated_at=now)
    saved = await uow.people.save_person(proved)
    hosts = await _verify_host(uow, saved)
    deed = Deed(
        command=command,
        actor=person_actor(person.id),
        before=person,
        after=saved,
        beside={"host": hosts} if hosts else {},
    )
    return (await record(uow, world, deed),)


async def _warned(uow: UnitOfWork, world: World, before: Person, address: str) -> tuple[Note, ...]:
    """Tell whose proved address gave way to another, at the old one too: by the new one somebody signs in from now on."""
    if not (before.email_verified and before.email) or before.email.lower() == address.lower():
        return ()
    return (await warning(uow, before, Notice.ACCESS_CHANGED, world.clock.now().isoformat()),)


async def _verify_host(uow: UnitOfWork, person: Person) -> tuple[Host, Host] | None:
    host = await uow.people.host_of(person.id)
    if host is None:
        return None
    proved = replace(host, email=person.email, email_verified=True, updated_at=person.updated_at)
    return host, await uow.people.save_host(proved)


def _digest(subject: str, address: str, code: str) -> str:
    """Return what is stored of a code: it counts for this subject and this address only."""
    return _hash(f"{subject}\n{address.lower()}\n{code}")


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
