"""Sessions and the tokens that renew them, in the database: of all tokens only digests."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.signing import Session, SessionKind
from storage.tables import OPEN_SESSION, refresh_token, session
from storage.transaction import Found, Repository

_OPEN = (sa.text(OPEN_SESSION), session.c.expires_at > value("now"))
ADD = sa.insert(session)
GET = sa.select(session).where(session.c.id == value("of"))
BY_DIGEST = sa.select(session).where(session.c.digest == value("of"))
OF_PERSON = (
    sa.select(session)
    .where(session.c.person_id == value("of"), *_OPEN)
    .order_by(session.c.seen_at.desc(), session.c.id)
)
_MINE = sa.and_(session.c.id == value("of"), session.c.revoked_at.is_(None))
FINISH = (
    sa.update(session)
    .where(_MINE, sa.not_(session.c.complete))
    .values(
        complete=True,
        digest=value("new"),
        seen_at=value("at"),
        proved_at=value("at"),
        expires_at=value("until"),
        room=value("visitor"),
    )
)
TOUCH = sa.update(session).where(_MINE).values(seen_at=value("at"), expires_at=value("until"))
MOVE = sa.update(session).where(_MINE).values(room=value("visitor"))
REVOKE = sa.update(session).where(_MINE).values(revoked_at=value("at"))
_LIVE = sa.and_(session.c.room == value("of"), session.c.revoked_at.is_(None))
_DEAD = sa.and_(session.c.room == value("of"), session.c.revoked_at.is_not(None))
CLOSED = sa.select(sa.exists().where(_DEAD) & ~sa.exists().where(_LIVE))
FORGET_ROOM = (
    sa.update(session)
    .where(session.c.person_id == value("of"), session.c.room == value("visitor"))
    .values(room="")
)
ADD_REFRESH = sa.insert(refresh_token)
REFRESH = sa.select(refresh_token).where(refresh_token.c.digest == value("of"))
USE_REFRESH = (
    sa.update(refresh_token)
    .where(refresh_token.c.digest == value("of"), refresh_token.c.used_at.is_(None))
    .values(used_at=value("at"))
)
_OVER = sa.select(session.c.id).where(session.c.expires_at < value("before"))
DISCARD = (
    sa.delete(refresh_token).where(refresh_token.c.session_id.in_(_OVER)),
    sa.delete(session).where(session.c.expires_at < value("before")),
)


class Sessions(Repository):
    """Implements `core.ports.signing.Sessions`."""

    async def add(self, session: Session) -> None:
        """Insert a session."""
        await self._transaction.run(
            ADD,
            id=session.id,
            person_id=session.person_id,
            digest=session.digest,
            kind=session.kind.value,
            label=session.label,
            room=session.room,
            complete=session.complete,
            made_at=session.made_at,
            seen_at=session.seen_at,
            proved_at=session.proved_at,
            expires_at=session.expires_at,
            revoked_at=session.revoked_at,
        )

    async def get(self, session_id: UUID) -> Session | None:
        """Return a session, whatever became of it."""
        found = await self._transaction.row(GET, of=session_id)
        return _session(found) if found else None

    async def by_digest(self, digest: str) -> Session | None:
        """Return the session whose token has this digest."""
        found = await self._transaction.row(BY_DIGEST, of=digest)
        return _session(found) if found else None

    async def of_person(self, person_id: UUID, now: datetime) -> Sequence[Session]:
        """Return a person's open sessions, the last used first."""
        return [_session(row) for row in await self._transaction.rows(OF_PERSON, of=person_id, now=now)]

    async def finish(self, session: Session) -> bool:
        """Write a half-way session as completed; False if somebody else did, or it was revoked."""
        done = await self._transaction.run(
            FINISH,
            of=session.id,
            new=session.digest,
            at=session.proved_at,
            until=session.expires_at,
            visitor=session.room,
        )
        return done == 1

    async def touch(self, session_id: UUID, seen_at: datetime, expires_at: datetime) -> None:
        """Note that an open session was used."""
        await self._transaction.run(TOUCH, of=session_id, at=seen_at, until=expires_at)

    async def move(self, session_id: UUID, room: str) -> None:
        """Note that the browser of a session is another visitor now."""
        await self._transaction.run(MOVE, of=session_id, visitor=room)

    async def revoke(self, session_id: UUID, at: datetime) -> bool:
        """End a session at once; False if it was ended before."""
        return await self._transaction.run(REVOKE, of=session_id, at=at) == 1

    async def revoke_all(self, person_id: UUID, at: datetime, but: UUID | None = None) -> Sequence[Session]:
        """End a person's open sessions, but for one; return those that were open."""
        ended = [each for each in await self.of_person(person_id, at) if each.id != but]
        return [each for each in ended if await self.revoke(each.id, at)]

    async def closed(self, room: str) -> bool:
        """Whether a visitor's sessions were revoked and none is open."""
        return bool(await self._transaction.value(CLOSED, of=room))

    async def forget_room(self, person_id: UUID, room: str) -> None:
        """Let a visitor be the person's although its sessions are revoked."""
        await self._transaction.run(FORGET_ROOM, of=person_id, visitor=room)

    async def add_refresh(self, digest: str, session_id: UUID, expires_at: datetime) -> None:
        """Keep the digest of a token that renews a session once."""
        await self._transaction.run(
            ADD_REFRESH, digest=digest, session_id=session_id, expires_at=expires_at, used_at=None
        )

    async def refresh(self, digest: str) -> tuple[UUID, datetime, bool] | None:
        """Return of such a token the session, its expiry, and whether it was used."""
        found = await self._transaction.row(REFRESH, of=digest)
        return (found.session_id, found.expires_at, found.used_at is not None) if found else None

    async def use_refresh(self, digest: str, at: datetime) -> bool:
        """Use such a token up; False if it was used: of all who try, one gets True."""
        return await self._transaction.run(USE_REFRESH, of=digest, at=at) == 1

    async def discard(self, before: datetime) -> int:
        """Delete sessions that were over before an instant, with their tokens; return how many."""
        tokens, sessions = DISCARD
        await self._transaction.run(tokens, before=before)
        return await self._transaction.run(sessions, before=before)


def _session(row: Found) -> Session:
    return Session(
        id=row.id,
        person_id=row.person_id,
        digest=row.digest,
        kind=SessionKind(row.kind),
        label=row.label,
        room=row.room,
        complete=row.complete,
        made_at=row.made_at,
        seen_at=row.seen_at,
        proved_at=row.proved_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
