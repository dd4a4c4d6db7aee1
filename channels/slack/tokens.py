"""Which token we have for a workspace: the one that is configured, or the one that its installation gave us, renewed in time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.installed import Installation
from bot.ports import FrontDesk
from channels.slack.api import Api, SlackRejected
from channels.slack.limits import REFRESH_AHEAD
from channels.slack.wire import CHANNEL
from core.errors import Fault, Revoked, Transient

log = structlog.get_logger(__name__)

ACCESS, REFRESH = "access", "refresh"
"""Names of an installation's secrets."""
USED_UP = frozenset({"invalid_refresh_token", "token_expired", "token_revoked"})
"""What Slack answers to a token for renewal that was used already."""


@dataclass(frozen=True, slots=True)
class OneToken:
    """The token of the one workspace in which we are."""

    token: str = field(repr=False)

    async def __call__(self, account: str) -> str:
        """Return the token."""
        return self.token


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of many workspaces, from the database each time: what another process renewed or removed holds at once."""

    desk: FrontDesk
    api: Api
    client_id: str
    client_secret: str = field(repr=False)
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def __call__(self, account: str) -> str:
        """Return a workspace's token; raise Revoked if we are not installed there, Transient if it cannot be renewed now."""
        found = await self._installed(account)
        if not self._ends(found):
            return found.secrets[ACCESS]
        # Whoever asked may lose patience; a token that was renewed and not kept would be lost.
        return await asyncio.shield(asyncio.create_task(self._renewed(account)))

    async def _installed(self, account: str) -> Installation:
        found = await self.desk.installation(CHANNEL, account)
        if found is None:
            raise Revoked("not installed")
        return found

    def _ends(self, found: Installation) -> bool:
        ahead = self.desk.clock.now() + timedelta(seconds=REFRESH_AHEAD)
        return found.expires_at is not None and found.expires_at < ahead and REFRESH in found.secrets

    async def _renewed(self, account: str) -> str:
        """Renew the token, one at a time; if another process was faster, theirs is taken."""
        async with self._locks.setdefault(account, asyncio.Lock()):
            found = await self._installed(account)
            if not self._ends(found):
                return found.secrets[ACCESS]
            try:
                renewed = await self._exchange(found)
            except Fault as error:
                return await self._otherwise(found, error)
            await self.desk.install(renewed)
            log.info("slack_token_renewed", account=account)
            return renewed.secrets[ACCESS]

    async def _exchange(self, found: Installation) -> Installation:
        answer = await self.api(
            "oauth.v2.access",
            "",
            {
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "grant_type": "refresh_token",
                "refresh_token": found.secrets[REFRESH],
            },
        )
        lasts = timedelta(seconds=int(answer.get("expires_in", 0)))
        expires_at = self.desk.clock.now() + lasts if lasts else None
        return replace(found, secrets=secrets_of(answer), expires_at=expires_at)

    async def _otherwise(self, found: Installation, error: Fault) -> str:
        """Return a token although it could not be renewed: another process's, or the old one as long as it lasts."""
        now = await self._installed(found.account)
        if now.secrets != found.secrets:
            return now.secrets[ACCESS]
        if found.expires_at is not None and found.expires_at > self.desk.clock.now():
            return found.secrets[ACCESS]
        if isinstance(error, SlackRejected) and error.code in USED_UP:
            raise Revoked("the token cannot be renewed") from None
        raise error if isinstance(error, Revoked | Transient) else Transient("the token was not renewed")


def secrets_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the tokens of an answer of oauth.v2.access."""
    found = {ACCESS: answer.get("access_token"), REFRESH: answer.get("refresh_token")}
    return {name: str(token) for name, token in found.items() if token}
