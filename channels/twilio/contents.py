"""Which of our Contents lie at Twilio: each is made once and found again."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from channels.twilio.account import Kept
from channels.twilio.render import Content
from core.ports import Clock

LASTS = timedelta(minutes=10)
"""So long it is believed how approvals stand."""
APPROVED = "approved"


class Keeper(Protocol):
    """What is asked of an account."""

    async def contents(self) -> Sequence[Kept]:
        """Return every Content of the account; raise a Fault."""
        ...

    async def keep(self, content: Content) -> str:
        """Have a Content kept; return its sid; raise a Fault."""
        ...


class Contents:
    """Remembers the sids of Contents; asks Twilio at the first need, and again when approvals may have changed."""

    def __init__(self, account: Keeper, clock: Clock) -> None:
        """Nothing is asked yet."""
        self._account, self._clock = account, clock
        self._kept: dict[str, Kept] = {}
        self._read_at: datetime | None = None
        self._lock = asyncio.Lock()

    async def sid(self, content: Content) -> str:
        """Return the sid of a Content, which is made if it does not lie there; raise a Fault."""
        async with self._lock:
            if content.name not in self._kept and self._read_at is None:
                await self._read()
            known = self._kept.get(content.name)
            if known is None:
                made = await self._account.keep(content)
                known = Kept(sid=made, name=content.name, language=content.language)
                self._kept[content.name] = known
            return known.sid

    async def approved(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the sids of those of some Contents that WhatsApp approved, by name; raise a Fault."""
        async with self._lock:
            if self._read_at is None or self._clock.now() - self._read_at >= LASTS:
                await self._read()
        found = (self._kept.get(each) for each in names)
        return {each.name: each.sid for each in found if each and each.status == APPROVED}

    def forget(self, content: Content) -> None:
        """Forget a Content that Twilio no longer knows."""
        self._kept.pop(content.name, None)

    async def _read(self) -> None:
        self._kept = {each.name: each for each in await self._account.contents() if each.name} | {
            name: each for name, each in self._kept.items() if not each.status
        }
        self._read_at = self._clock.now()
