"""Signing in by a code or a link that is e-mailed."""

import hmac
from dataclasses import dataclass, field

from core.commands import CheckCode, Outcome, SendCode
from core.errors import Code, Refusal, Refused
from core.ports import UnitOfWork, World
from core.signing import LINK_LASTS, Session
from core.usecases import checks
from core.usecases.codes import check_code, send_code
from core.usecases.signing.digests import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """What is told in the mail."""

    email: str
    code: str = field(repr=False)
    nonce: str = field(repr=False)
    """What the link carries."""


async def send_sign_in(uow: UnitOfWork, world: World, subject: str, email: str) -> Mailed:
    """Make a code for who asks and a link for whoever opens the mail; raise Refused(INVALID, TOO_MANY_ATTEMPTS)."""
    address = checks.email(email)
    code = str((await send_code(uow, world, SendCode(subject=subject, email=address))).value)
    nonce = world.chance.token()
    await uow.codes.put(_link(nonce), digest("link for", address.lower()), world.clock.now() + LINK_LASTS)
    return Mailed(email=address, code=code, nonce=nonce)


async def code_fits(uow: UnitOfWork, world: World, subject: str, given: tuple[str, str]) -> str | Refusal:
    """Return the address that a code proves, given both; a wrong try comes as a value, which the caller commits."""
    email, code = given
    outcome = await check_code(uow, world, CheckCode(subject=subject, email=email, code=code))
    value: str | Refusal = outcome.value
    return value


async def change_email(
    uow: UnitOfWork, world: World, session: Session, given: tuple[str, str, str]
) -> Outcome | Refusal:
    """Let an address be the person's who is signed in, given the code's subject, the address and the code; what is refused comes as a value, which the caller commits.

    Raise Refused(SIGN_IN_AGAIN) unless they signed in just now. NAME_TAKEN: somebody else proved the address before.
    """
    if not session.fresh_at(world.clock.now()):
        raise Refused(Code.SIGN_IN_AGAIN)
    subject, email, code = given
    check = CheckCode(subject=subject, email=email, code=code, person_id=session.person_id)
    outcome = await check_code(uow, world, check)
    if isinstance(outcome.value, Refusal):
        return outcome.value
    owner = await uow.people.person_by_email(outcome.value)
    return outcome if owner and owner.id == session.person_id else Refusal(Code.NAME_TAKEN)


async def link_opens(uow: UnitOfWork, world: World, email: str, nonce: str) -> None:
    """Return if a link can still be used; raise Refused(CODE_EXPIRED)."""
    kept = await uow.codes.get(_link(nonce))
    if kept is None or kept[1] <= world.clock.now():
        raise Refused(Code.CODE_EXPIRED)
    if not hmac.compare_digest(kept[0], digest("link for", email.lower())):
        raise Refused(Code.CODE_EXPIRED)


async def use_link(uow: UnitOfWork, world: World, email: str, nonce: str) -> str:
    """Use a link up and return the address that it proves; of all who try, one succeeds, others meet Refused(CODE_EXPIRED)."""
    await link_opens(uow, world, email, nonce)
    if await uow.codes.wrong(_link(nonce)) != 1:  # counted in the database, which lets one after the other
        raise Refused(Code.CODE_EXPIRED)
    await uow.codes.drop(_link(nonce))
    return email


def _link(nonce: str) -> str:
    return f"link:{digest('link', nonce)}"
