"""Looks members up in their workspace, and remembers them for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from channels.slack.api import Api
from channels.slack.channel import Token
from channels.slack.profile import UNKNOWN, Profile, read_profile
from core.errors import Fault
from core.ports import Clock

log = structlog.get_logger(__name__)

KEPT = timedelta(minutes=10)
REMEMBERED = 10_000
"""Members who are remembered; those looked up longest ago are forgotten first."""
WAIT = 1.5
"""Seconds that a look-up may take; a delivery has to be acknowledged within three."""

Look = Callable[[str, str], Awaitable[Profile]]
"""Returns what the workspace (first) knows of a member (second); never raises."""


@dataclass
class Profiles:
    """Answers `users.info`, of which about a hundred a minute are allowed in a workspace (docs.slack.dev, tier 4)."""

    api: Api
    token: Token
    clock: Clock
    trusts: Callable[[str], bool]
    """Whether a workspace's word for the addresses of its members is taken."""
    wait: float = WAIT
    _known: OrderedDict[tuple[str, str], tuple[datetime, Profile]] = field(default_factory=OrderedDict)

    async def __call__(self, account: str, user: str) -> Profile:
        """Return a member's profile; what was known last if the workspace does not tell in time."""
        now = self.clock.now()
        at, known = self._known.get((account, user), (now - 2 * KEPT, UNKNOWN))
        if now - at < KEPT:
            return known
        try:
            async with asyncio.timeout(self.wait):
                found = await self._ask(account, user)
        except (Fault, TimeoutError) as error:
            log.info("slack_profile_unknown", error=type(error).__name__)
            return known
        self._keep((account, user), (now, found))
        return found

    async def _ask(self, account: str, user: str) -> Profile:
        token = await self.token(account)
        answer = await self.api("users.info", token, {"user": user, "include_locale": True})
        found = read_profile(answer.get("user") or {}, account)
        return found if self.trusts(account) else replace(found, email=None)

    def _keep(self, who: tuple[str, str], told: tuple[datetime, Profile]) -> None:
        self._known[who] = told
        self._known.move_to_end(who)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
