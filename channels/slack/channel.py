"""Delivering to Slack: direct messages, and in channels answers that only who asked can see."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Address, Outgoing
from channels.fit import Part
from channels.slack.api import Api
from channels.slack.blocks import message, parts
from channels.slack.wire import replied_thread
from core.errors import Unreachable

Token = Callable[[str], Awaitable[str]]
"""Returns the token for a workspace; raises Revoked if we are not installed there (any more)."""
REMEMBERED = 1000
"""Messages of several parts of which it is remembered how far they came."""
QUIET = {"unfurl_links": False, "unfurl_media": False}
"""Links in what we say are not shown as previews."""


@dataclass(frozen=True, slots=True)
class Slack:
    """Slack as a channel."""

    api: Api
    token: Token
    _begun: dict[str, int] = field(default_factory=dict)
    """How many parts of a message went out before one failed, by the message's key."""

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Send a message in as many parts as it takes; return the channel and time stamp of the last."""
        token, receipt = await self.token(address.account), ""
        done = self._begun.pop(key, 0)
        for number, part in enumerate(parts(outgoing)[done:], start=done):
            try:
                receipt = await self._send(token, key, address, part)
            except BaseException:  # whoever waits for it may also lose patience
                self._begin(key, number)
                raise
        return receipt

    def _begin(self, key: str, parts_sent: int) -> None:
        """Remember where to go on with a message."""
        if parts_sent:
            self._begun[key] = parts_sent
        while len(self._begun) > REMEMBERED:
            del self._begun[next(iter(self._begun))]

    async def _send(self, token: str, key: str, address: Address, part: Part) -> str:
        """Send a part: an answer where it was asked for, anything else as a direct message."""
        channel, _, user = address.room.rpartition("/")
        body = message(part, address) | QUIET | _in_thread(key)
        if not channel or not key.startswith("reply:"):
            return await self._post(token, user, body if not channel else _top(body))
        try:
            return await self._whisper(token, channel, user, body)
        except Unreachable:  # we are not in that channel, or they are not any more
            return await self._post(token, user, _top(body))

    async def _post(self, token: str, user: str, body: Mapping[str, Any]) -> str:
        sent = await self.api("chat.postMessage", token, {"channel": user, **body})
        return f"{sent.get('channel', '')}:{sent.get('ts', '')}"

    async def _whisper(self, token: str, channel: str, user: str, body: Mapping[str, Any]) -> str:
        kept = {name: value for name, value in body.items() if name not in QUIET}
        sent = await self.api("chat.postEphemeral", token, {"channel": channel, "user": user, **kept})
        return f"{channel}:{sent.get('message_ts', '')}"


def _in_thread(key: str) -> dict[str, Any]:
    thread = replied_thread(key)
    return {"thread_ts": thread} if thread else {}


def _top(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message without the thread of another conversation."""
    return {name: value for name, value in body.items() if name != "thread_ts"}
