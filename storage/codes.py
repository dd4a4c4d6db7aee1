"""One-time codes and counters of attempts in the database."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from storage.tables import attempt, one_time_code
from storage.transaction import Transaction

_NEW = insert(one_time_code)
PUT = _NEW.on_conflict_do_update(
    index_elements=["subject"],
    set_={"digest": _NEW.excluded.digest, "expires_at": _NEW.excluded.expires_at, "wrong": 0},
)
GET = sa.select(one_time_code).where(one_time_code.c.subject == value("subject"))
WRONG = (
    sa.update(one_time_code)
    .where(one_time_code.c.subject == value("of"))
    .values(wrong=one_time_code.c.wrong + 1)
    .returning(one_time_code.c.wrong)
)
DROP = sa.delete(one_time_code).where(one_time_code.c.subject == value("subject"))
COUNT = (
    sa.select(sa.func.count())
    .select_from(attempt)
    .where(attempt.c.subject == value("subject"), attempt.c.at >= value("since"))
)
FIRST = sa.select(sa.func.min(attempt.c.at)).where(
    attempt.c.subject == value("subject"), attempt.c.at >= value("since")
)
RECORD = sa.insert(attempt).inline()
DISCARD_CODES = sa.delete(one_time_code).where(one_time_code.c.expires_at < value("before"))
DISCARD_ATTEMPTS = sa.delete(attempt).where(attempt.c.at < value("before"))


class Codes:
    """Implements `core.ports.Codes`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def put(self, subject: str, digest: str, expires_at: datetime) -> None:
        """Store the digest of a code for a subject, replacing an earlier one and its count of wrong tries."""
        values = {"subject": subject, "digest": digest, "expires_at": expires_at, "wrong": 0}
        await self._transaction.run(PUT, **values)

    async def get(self, subject: str) -> tuple[str, datetime, int] | None:
        """Return digest, expiry and number of wrong tries."""
        found = await self._transaction.row(GET, subject=subject)
        return (found.digest, found.expires_at, found.wrong) if found else None

    async def wrong(self, subject: str) -> int:
        """Count a wrong try; return how many there were, 0 if the subject has no code."""
        return int(await self._transaction.value(WRONG, of=subject) or 0)

    async def drop(self, subject: str) -> None:
        """Forget the code."""
        await self._transaction.run(DROP, subject=subject)

    async def count(self, subject: str, since: datetime) -> int:
        """Count recorded attempts of a subject since an instant."""
        return int(await self._transaction.value(COUNT, subject=subject, since=since))

    async def first(self, subject: str, since: datetime) -> datetime | None:
        """Return when the first attempt of a subject since an instant was recorded, None if there is none."""
        found: datetime | None = await self._transaction.value(FIRST, subject=subject, since=since)
        return found

    async def record(self, subject: str, at: datetime) -> None:
        """Record an attempt of a subject."""
        await self._transaction.run(RECORD, subject=subject, at=at)

    async def discard(self, codes: datetime, attempts: datetime) -> int:
        """Delete codes that expired before an instant, and attempts recorded before another; return how many."""
        gone = await self._transaction.run(DISCARD_CODES, before=codes)
        return gone + await self._transaction.run(DISCARD_ATTEMPTS, before=attempts)
