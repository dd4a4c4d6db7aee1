"""Errands of browsers at providers, in the database: digests of their secrets, and what has to stay secret sealed."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from bot.errands import Errand, Purpose
from bot.messages import Address
from storage.sealing import KeyRing, Unsealable
from storage.tables import errand
from storage.transaction import Found, Transaction

ADD = sa.insert(errand)
GET = sa.select(errand).where(errand.c.digest == value("of"))
_OPEN = (errand.c.used_at.is_(None), errand.c.expires_at > value("now"))
BIND = (
    sa.update(errand)
    .where(
        errand.c.digest == value("of"),
        sa.or_(errand.c.browser.is_(None), errand.c.browser == value("to")),
    )
    .values(browser=value("to"))
)
USE = sa.update(errand).where(errand.c.digest == value("of"), *_OPEN).values(used_at=value("now"), sealed="")
CONFIRMING = (
    sa.select(errand)
    .where(errand.c.room == value("of"), errand.c.purpose == Purpose.CONFIRM.value, *_OPEN)
    .order_by(errand.c.created_at.desc(), errand.c.digest)
    .limit(1)
)
DISCARD = sa.delete(errand).where(
    sa.or_(
        errand.c.expires_at < value("before"),
        sa.and_(errand.c.expires_at < value("now"), errand.c.sealed != ""),
    )
)


class Errands:
    """Implements `bot.errands.Errands`."""

    def __init__(self, transaction: Transaction, ring: KeyRing) -> None:
        """Work inside a transaction; secrets are sealed with a ring of keys."""
        self._transaction, self._ring = transaction, ring

    async def add(self, errand: Errand) -> None:
        """Keep an errand; raise Rejected if it holds secrets and there is no key to seal them with."""
        secrets = json.dumps(dict(errand.secrets))
        await self._transaction.run(
            ADD,
            digest=errand.digest,
            purpose=errand.purpose.value,
            provider=errand.provider,
            person_id=errand.person_id,
            address=errand.address.key if errand.address else None,
            room=_room(errand.address) if errand.address else None,
            sealed=self._ring.seal(secrets, _about(errand.digest)) if errand.secrets else "",
            browser=errand.browser,
            facts=dict(errand.facts),
            expires_at=errand.expires_at,
        )

    async def get(self, digest: str) -> Errand | None:
        """Return an errand, whatever became of it; one whose secrets cannot be opened has none."""
        row = await self._transaction.row(GET, of=digest)
        return self._errand(row) if row else None

    async def bind(self, digest: str, browser: str) -> bool:
        """Bind an errand to a browser; False if it is bound to another: of all who try, one browser gets True."""
        return await self._transaction.run(BIND, of=digest, to=browser) == 1

    async def use(self, digest: str, now: datetime) -> bool:
        """Use an errand up and forget its secrets; False if it is used or too old: of all who try, one gets True."""
        return await self._transaction.run(USE, of=digest, now=now) == 1

    async def confirming(self, address: Address, now: datetime) -> Errand | None:
        """Return the newest open errand that waits to be confirmed in the room of an address."""
        row = await self._transaction.row(CONFIRMING, of=_room(address), now=now)
        return self._errand(row) if row else None

    async def discard(self, before: datetime, now: datetime) -> int:
        """Delete errands that expired before an instant, and those with secrets that are expired now; return how many."""
        return await self._transaction.run(DISCARD, before=before, now=now)

    def _errand(self, row: Found) -> Errand:
        return Errand(
            digest=row.digest,
            purpose=Purpose(row.purpose),
            provider=row.provider,
            person_id=row.person_id,
            address=Address.of(row.address) if row.address else None,
            secrets=self._opened(row),
            browser=row.browser,
            facts=row.facts,
            expires_at=row.expires_at,
            used=row.used_at is not None,
        )

    def _opened(self, row: Found) -> dict[str, Any]:
        if not row.sealed:
            return {}
        try:
            secrets: dict[str, Any] = json.loads(self._ring.open(row.sealed, _about(row.digest)))
        except (
            Unsealable
        ):  # sealed with a key that was taken away in these few minutes: it has to be begun again
            return {}
        return secrets


def _room(address: Address) -> str:
    """Return the room of a talk as one string: whoever speaks in it is the same, whichever talk is open there."""
    return "|".join((address.channel, address.account, address.room))


def _about(digest: str) -> str:
    """Return what sealed secrets are bound to, so that those of another errand cannot be put in their place."""
    return f"errand|{digest}"
