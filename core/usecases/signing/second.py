"""The second factor: codes of an app (RFC 6238), and recovery codes for when the app is lost."""

import hashlib
from dataclasses import dataclass, field, replace

from core.effects import Note, Notice
from core.errors import Code, Refusal, Refused
from core.ports import Chance, UnitOfWork, World
from core.ports.signing import Authenticator
from core.signing import RECOVERY_CODES, Credential, Session
from core.usecases.finding import person_of
from core.usecases.signing import locks
from core.usecases.signing.digests import digest
from core.usecases.signing.notes import noted, warning
from core.usecases.signing.sessions import Started, complete, halfway

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No two signs that look alike, and no vowels."""
GROUPS, GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class Recovery:
    """Recovery codes, told once."""

    codes: tuple[str, ...] = field(repr=False)


async def show(
    uow: UnitOfWork, world: World, authenticator: Authenticator, given: tuple[str, str]
) -> Started | Refusal:
    """Complete the half-way session of a token by a code of the app or a recovery code, given both; wrong ones come as a value, which the caller commits."""
    token, code = given
    session = await halfway(uow, world, token)
    subject = locks.of_second(session.person_id)
    await locks.require_open(uow, world, subject)
    credential = await uow.credentials.get(session.person_id)
    if credential is None or not credential.second:  # switched off meanwhile
        return await complete(uow, world, session)
    spent = await _spent(uow, world, authenticator, (credential, code))
    if spent is None:
        return await locks.wrong(uow, world, subject)
    await uow.credentials.save(spent)
    await uow.credentials.drop_lock(subject)
    return await complete(uow, world, session)


async def _spent(
    uow: UnitOfWork, world: World, authenticator: Authenticator, given: tuple[Credential, str]
) -> Credential | None:
    """Return the credential with a code used up, None if it is none, or was used."""
    credential, code = given
    bare = "".join(code.split()).replace("-", "").upper()[:32]
    step = authenticator.step(await uow.credentials.secret(credential.person_id), bare, world.clock.now())
    if step is not None:
        return replace(credential, step=step) if step > credential.step else None
    kept = _kept(credential, bare)
    if kept not in credential.recovery:
        return None
    return replace(credential, recovery=tuple(each for each in credential.recovery if each != kept))


async def prepare(
    uow: UnitOfWork, world: World, authenticator: Authenticator, session: Session, *, again: bool = False
) -> str:
    """Return the secret for the app of somebody who wants a second factor; it counts once a code of it was shown.

    It is always a new one, which nobody was shown before, but for `again`, after a wrong code.

    Raise Refused(SIGN_IN_AGAIN) unless they signed in just now, Refused(WRONG_STATUS) if they have one already.
    """
    credential = await _own(uow, world, session)
    if credential.second:
        raise Refused(Code.WRONG_STATUS)
    if credential.version == 0:
        await uow.credentials.save(credential)
    shown = await uow.credentials.secret(session.person_id) if again else ""
    secret = shown or authenticator.secret()
    await uow.credentials.keep_secret(session.person_id, secret)
    return secret


async def switch_on(
    uow: UnitOfWork, world: World, authenticator: Authenticator, given: tuple[Session, str]
) -> tuple[Recovery, Note]:
    """Ask for a second factor from now on, of which the first code is given; return the recovery codes, and what the person is told."""
    session, code = given
    credential = await _own(uow, world, session)
    secret = await uow.credentials.secret(session.person_id)
    step = authenticator.step(secret, "".join(code.split()), world.clock.now()) if secret else None
    if credential.second or step is None:
        raise Refused(Code.WRONG_STATUS if credential.second else Code.WRONG_SIGN_IN)
    codes, changed = _with_recovery(world.chance, replace(credential, second=True, step=step))
    await uow.credentials.save(changed)
    return codes, await _changed(uow, world, session, "enable_second_factor")


async def switch_off(uow: UnitOfWork, world: World, session: Session) -> Note:
    """Ask for no second factor any more; raise Refused(SIGN_IN_AGAIN) unless they signed in just now."""
    credential = await _own(uow, world, session)
    await uow.credentials.save(replace(credential, second=False, step=-1, recovery=()))
    await uow.credentials.keep_secret(session.person_id, "")
    return await _changed(uow, world, session, "disable_second_factor")


async def renew_recovery(uow: UnitOfWork, world: World, session: Session) -> Recovery:
    """Return new recovery codes; the old ones are worth nothing from now on."""
    credential = await _own(uow, world, session)
    if not credential.second:
        raise Refused(Code.WRONG_STATUS)
    codes, changed = _with_recovery(world.chance, credential)
    await uow.credentials.save(changed)
    await noted(uow, world, session.person_id, "renew_recovery_codes")
    return codes


async def _own(uow: UnitOfWork, world: World, session: Session) -> Credential:
    now = world.clock.now()
    if not session.fresh_at(now):
        raise Refused(Code.SIGN_IN_AGAIN)
    kept = await uow.credentials.get(session.person_id)
    return kept or Credential(person_id=session.person_id, login="", created_at=now, updated_at=now)


async def _changed(uow: UnitOfWork, world: World, session: Session, verb: str) -> Note:
    await noted(uow, world, session.person_id, verb)
    person = await person_of(uow, session.person_id)
    return await warning(uow, person, Notice.ACCESS_CHANGED, world.clock.now().isoformat())


def _with_recovery(chance: Chance, credential: Credential) -> tuple[Recovery, Credential]:
    codes = tuple(_code(chance) for _ in range(RECOVERY_CODES))
    digests = tuple(_kept(credential, each.replace("-", "")) for each in codes)
    return Recovery(codes), replace(credential, recovery=digests)


def _code(chance: Chance) -> str:
    number = int.from_bytes(hashlib.sha256(chance.token().encode()).digest())
    signs = []
    for _ in range(GROUPS * GROUP):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "-".join("".join(signs[each : each + GROUP]) for each in range(0, GROUPS * GROUP, GROUP))


def _kept(credential: Credential, bare: str) -> str:
    return digest("recovery", str(credential.person_id), bare)
