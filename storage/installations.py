"""Where we are installed on networks, with the tokens sealed."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from bot.installed import Installation
from core.errors import Revoked
from storage.sealing import KeyRing, Unsealable
from storage.tables import installation
from storage.transaction import Found, Transaction

FACTS = ("name", "sealed", "facts", "expires_at", "removed_at", "updated_at")
_KEY = sa.and_(installation.c.channel == value("of_channel"), installation.c.account == value("of_account"))
GET = sa.select(installation).where(_KEY, installation.c.removed_at.is_(None))
ALL = (
    sa.select(installation)
    .where(installation.c.channel == value("of_channel"), installation.c.removed_at.is_(None))
    .order_by(installation.c.account)
)
_NEW = insert(installation)
SAVE = _NEW.on_conflict_do_update(
    index_elements=["channel", "account"],
    set_={name: _NEW.excluded[name] for name in FACTS} | {"version": installation.c.version + 1},
)
REMOVE = (
    sa.update(installation)
    .where(_KEY, installation.c.removed_at.is_(None))
    .values(removed_at=value("at"), updated_at=value("at"), sealed="", version=installation.c.version + 1)
)

RESEAL = (
    sa.update(installation).where(_KEY, installation.c.sealed == value("was")).values(sealed=value("now"))
)
"""Tokens that another process renewed meanwhile are left alone."""
SEALED = sa.select(installation).where(installation.c.removed_at.is_(None))


class Installations:
    """Implements `bot.ports.Installations`."""

    def __init__(self, transaction: Transaction, ring: KeyRing) -> None:
        """Work inside a transaction; tokens are sealed with a ring of keys."""
        self._transaction, self._ring = transaction, ring

    async def get(self, channel: str, account: str) -> Installation | None:
        """Return where we are installed; raise Revoked if its tokens cannot be opened."""
        found = await self._transaction.row(GET, of_channel=channel, of_account=account)
        return self._installation(found) if found else None

    async def all(self, channel: str) -> Sequence[Installation]:
        """Return all installations on a network, by account."""
        rows = await self._transaction.rows(ALL, of_channel=channel)
        return [self._installation(row) for row in rows]

    async def save(self, installation: Installation, at: datetime) -> None:
        """Insert or replace an installation; one that was removed is there again."""
        sealed = self._ring.seal(json.dumps(dict(installation.secrets)), _about(installation))
        values: dict[str, Any] = {
            "channel": installation.channel,
            "account": installation.account,
            "name": installation.name,
            "sealed": sealed,
            "facts": dict(installation.facts),
            "expires_at": installation.expires_at,
            "removed_at": None,
            "created_at": at,
            "updated_at": at,
            "version": 1,
        }
        await self._transaction.run(SAVE, **values)

    async def remove(self, channel: str, account: str, at: datetime) -> bool:
        """Forget the tokens of an installation; False if there was none."""
        return bool(await self._transaction.run(REMOVE, of_channel=channel, of_account=account, at=at))

    async def reseal(self) -> int:
        """Seal with the newest key what an older one sealed, so that this one can be given up; return how many."""
        rows = await self._transaction.rows(SEALED) if self._ring else ()
        return sum([await self._reseal(row) for row in rows if not self._ring.is_new(row.sealed)])

    async def _reseal(self, row: Found) -> int:
        about = _about(Installation(channel=row.channel, account=row.account))
        try:
            sealed = self._ring.seal(self._ring.open(row.sealed, about), about)
        except Unsealable:  # with a key that was lost: whoever needs it is told so
            return 0
        of = {"of_channel": row.channel, "of_account": row.account}
        return await self._transaction.run(RESEAL, **of, was=row.sealed, now=sealed)

    def _installation(self, row: Found) -> Installation:
        bare = Installation(channel=row.channel, account=row.account)
        try:
            secrets = json.loads(self._ring.open(row.sealed, _about(bare)))
        except Unsealable as error:
            raise Revoked(f"the tokens of {row.channel} cannot be opened: {error}") from None
        return Installation(
            channel=row.channel,
            account=row.account,
            name=row.name,
            secrets=secrets,
            facts=row.facts,
            expires_at=row.expires_at,
        )


def _about(installation: Installation) -> str:
    """Return what sealed tokens are bound to, so that those of another row cannot be put in their place."""
    return f"installation|{installation.channel}|{installation.account}"
