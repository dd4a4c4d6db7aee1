"""The letters with which one signs in."""

from bot.messages import Letter
from bot.notices import code_letter as send_code_letter
from bot.notices.letters import lane
from bot.ports import UnitOfWork
from core.effects import Effect, Kind
from core.jsonable import dump
from core.ports import World
from core.signing import LINK_LASTS
from core.usecases.signing.mails import Mailed

__all__ = ["send_code_letter", "send_sign_in_letter"]


async def send_sign_in_letter(uow: UnitOfWork, world: World, mailed: Mailed, link: str, locale: str) -> None:
    """Queue the letter with a code and a link by which one signs in."""
    now = world.clock.now()
    letter = Letter(
        news="sign_in",
        to_name="",
        to_email=mailed.email,
        to_side="",
        locale=locale,
        zone="UTC",
        code=mailed.code,
        link=link,
    )
    payload = {"letter": dump(letter), "not_after": (now + LINK_LASTS).isoformat()}
    key = f"sign-in:{world.chance.uuid()}"
    await uow.outbox.add(Effect(key=key, kind=Kind.MAIL, lane=lane(mailed.email), due=now, payload=payload))
