"""The client of the Bot API, and what its errors mean to us. Neither ever tells the token."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncBaseTransport
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.request import HTTPXRequest
from typing_extensions import override

from core.errors import Fault, RateLimited, Rejected, Revoked, Transient, Unreachable

TOO_MANY_REQUESTS = 429
USUAL_PAUSE = 5.0
"""Seconds that we wait where Telegram asks for a pause without saying how long."""
POOL = 24
"""Connections for sending: more than are under way at once."""
ANSWER = 15.0
"""Seconds in which an answer must have come."""
LISTEN = 25
"""Seconds for which Telegram keeps a question for updates open while there are none."""
WANTED = ("message", "callback_query", "my_chat_member")
"""Kinds of updates that are delivered to us."""

WHY = {
    "gone": (
        "chat not found",
        "user not found",
        "user is deactivated",
        "was kicked",
        "is not a member",
        "group chat was deleted",
    ),
    "shut": ("can't initiate conversation", "can't send messages to bots"),
    "blocked": (
        "blocked by the user",
        "not enough rights",
        "have no rights",
        "chat_write_forbidden",
        "need administrator rights",
    ),
}
"""Words of answers (403 and 400) by why a chat cannot be spoken to, see `core.errors.Unreachable`."""
UNCHANGED = "message is not modified"
"""Words of the answer where a message already looks as it should."""
ENTITIES = "entit"
"""What an answer names if it does not know a kind of marked stretch: a Bot API server of one's own may be older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramConfig:
    """How Telegram is reached, and how it reaches us."""

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    webhook: str = ""
    """The address that updates are delivered to; empty asks for them instead."""
    secret: str = field(default="", repr=False)
    """Comes with each delivery, by which we know that it is Telegram's."""

    @property
    def bot_id(self) -> int:
        """The bot's own id, which its token begins with."""
        return int(self.token.partition(":")[0])


class Flooded(TelegramError):
    """Telegram asks for a pause of `after` seconds."""

    def __init__(self, after: float) -> None:
        """Remember the pause."""
        super().__init__("flood control")
        self.after = after


class Request(HTTPXRequest):
    """Reads the pause that Telegram asks for itself, for the library warns whenever its own error is made."""

    @override
    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """Make a request; raise Flooded where the answer asks for a pause."""
        code, payload = await super().do_request(*args, **options)
        if code == TOO_MANY_REQUESTS:
            raise Flooded(_pause(payload))
        return code, payload


def _pause(payload: bytes) -> float:
    """Return the seconds for which an answer asks."""
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return USUAL_PAUSE


class Client(Bot):
    """The Bot API. Updates come as they were sent, so that one that cannot be read does not stand in the way of others."""

    async def waiting(self, offset: int | None) -> Sequence[Mapping[str, Any]]:
        """Return the updates from `offset` on, for which Telegram is asked until there are some; those before are then forgotten there."""
        asked = {"offset": offset, "timeout": LISTEN, "allowed_updates": WANTED}
        found: Sequence[Mapping[str, Any]] = await self._post(
            "getUpdates", asked, read_timeout=LISTEN + ANSWER
        )
        return found

    async def let_go(self) -> None:
        """Close all connections."""
        for each in self._request:
            await each.shutdown()


def make_client(config: TelegramConfig, transport: AsyncBaseTransport | None = None) -> Client:
    """Return a client; nothing is asked yet. A `transport` stands in for the network."""
    return Client(
        config.token,
        base_url=f"{config.api_url}/bot",
        base_file_url=f"{config.api_url}/file/bot",
        request=_request(POOL, transport),
        get_updates_request=_request(1, transport),
    )


def _request(connections: int, transport: AsyncBaseTransport | None) -> Request:
    return Request(
        connection_pool_size=connections,
        read_timeout=ANSWER,
        write_timeout=ANSWER,
        pool_timeout=ANSWER,
        httpx_kwargs={"transport": transport} if transport else None,
    )


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise errors of the library as faults; what caused them is left out, for it may name the address with the token."""
    try:
        yield
    except TelegramError as error:
        raise as_fault(error) from None


def as_fault(error: TelegramError) -> Fault:
    """Return what an error means to us."""
    said = error.message.lower()
    match error:
        case Flooded():
            return RateLimited(error.after)
        case InvalidToken():
            return Revoked("Telegram does not know the bot's token")
        case Forbidden() | BadRequest() if why := _why(said):
            return Unreachable(why)
        case Forbidden():
            return Unreachable("blocked")
        case BadRequest():
            return Rejected(f"Telegram refused it: {error.message[:120]}")
        case _:
            return Transient(f"Telegram did not take it: {type(error).__name__}")


def _why(said: str) -> str | None:
    return next((why for why, words in WHY.items() if any(each in said for each in words)), None)
