"""Passwords, second factors, identities at providers and locks, in the database: hashes, digests and what is sealed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from core.errors import ConflictError
from core.ports.identity import Identity, IdentityProvider
from core.signing import Credential, Lock
from storage.sealing import KeyRing, Unsealable
from storage.tables import credential, lockout, social_identity
from storage.transaction import Found, Transaction

_OWN = credential.c.person_id == value("of")
GET = sa.select(credential).where(_OWN)
OF_LOGIN = (
    sa.select(credential)
    .where(credential.c.login == value("of"))
    .order_by(credential.c.created_at.desc(), credential.c.person_id)
)
ADD = insert(credential).on_conflict_do_nothing(index_elements=["person_id"])
SAVE = sa.update(credential).where(_OWN, credential.c.version == value("seen"))
REMOVE = sa.delete(credential).where(_OWN)
SEAL = sa.update(credential).where(_OWN).values(sealed=value("now"))
RESEAL = sa.update(credential).where(_OWN, credential.c.sealed == value("was")).values(sealed=value("now"))
"""A secret that another process changed meanwhile is left alone."""
SEALED = sa.select(credential).where(credential.c.sealed != "")
_THERE = sa.and_(social_identity.c.provider == value("at"), social_identity.c.subject == value("of"))
OWNER = sa.select(social_identity.c.person_id).where(_THERE)
IDENTITIES = (
    sa.select(social_identity)
    .where(social_identity.c.person_id == value("of"))
    .order_by(social_identity.c.provider, social_identity.c.subject)
)
LINK = insert(social_identity).on_conflict_do_nothing(index_elements=["provider", "subject"])
UNLINK = sa.delete(social_identity).where(
    social_identity.c.provider == value("at"), social_identity.c.person_id == value("of")
)
GET_LOCK = sa.select(lockout).where(lockout.c.subject == value("of"))
_OVER = sa.or_(
    lockout.c.last_at < value("since"), sa.func.coalesce(lockout.c.until <= value("now"), sa.false())
)
WRONG = (
    insert(lockout)
    .on_conflict_do_update(
        index_elements=["subject"],
        set_={
            "wrong": sa.case((_OVER, 1), else_=lockout.c.wrong + 1),
            "last_at": value("now"),
            "until": sa.case((_OVER, sa.null()), else_=lockout.c.until),
        },
    )
    .returning(lockout.c.wrong)
)
SHUT = sa.update(lockout).where(lockout.c.subject == value("of")).values(until=value("at"))
DROP_LOCK = sa.delete(lockout).where(lockout.c.subject == value("of"))
DISCARD = sa.delete(lockout).where(lockout.c.last_at < value("before"))


class Credentials:
    """Implements `core.ports.signing.Credentials`."""

    def __init__(self, transaction: Transaction, ring: KeyRing) -> None:
        """Work inside a transaction; secrets are sealed with a ring of keys."""
        self._transaction, self._ring = transaction, ring

    def can_seal(self) -> bool:
        """Whether there is a key by which secrets are sealed."""
        return bool(self._ring)

    async def get(self, person_id: UUID) -> Credential | None:
        """Return a person's credential."""
        found = await self._transaction.row(GET, of=person_id)
        return _credential(found) if found else None

    async def of_login(self, login: str) -> Sequence[Credential]:
        """Return the credentials whose password was set for an address (in lower case), the newest first."""
        return [_credential(row) for row in await self._transaction.rows(OF_LOGIN, of=login)]

    async def save(self, credential: Credential) -> Credential:
        """Insert (version 0) or update a credential; raise ConflictError. Return it with its new version."""
        saved = replace(credential, version=credential.version + 1)
        values = _values(saved)
        if credential.version:
            done = await self._transaction.run(
                SAVE, of=credential.person_id, seen=credential.version, **values
            )
        else:
            done = await self._transaction.run(ADD, sealed="", **values)
        if not done:
            raise ConflictError("credential")
        return saved

    async def remove(self, person_id: UUID) -> None:
        """Forget a credential with all that belongs to it."""
        await self._transaction.run(REMOVE, of=person_id)

    async def secret(self, person_id: UUID) -> str:
        """Return the secret of a person's second factor, empty if there is none; raise Unsealable."""
        found = await self._transaction.row(GET, of=person_id)
        return self._ring.open(found.sealed, _about(person_id)) if found and found.sealed else ""

    async def keep_secret(self, person_id: UUID, secret: str) -> None:
        """Seal the secret of a second factor, an empty one forgets it; raise Unsealable without a key."""
        sealed = self._ring.seal(secret, _about(person_id)) if secret else ""
        await self._transaction.run(SEAL, of=person_id, now=sealed)

    async def reseal(self) -> int:
        """Seal with the newest key what an older one sealed; return how many."""
        rows = await self._transaction.rows(SEALED) if self._ring else ()
        return sum([await self._reseal(row) for row in rows if not self._ring.is_new(row.sealed)])

    async def _reseal(self, row: Found) -> int:
        about = _about(row.person_id)
        try:
            sealed = self._ring.seal(self._ring.open(row.sealed, about), about)
        except Unsealable:  # with a key that was lost: whoever needs it is told so
            return 0
        return await self._transaction.run(RESEAL, of=row.person_id, was=row.sealed, now=sealed)

    async def identities(self, person_id: UUID) -> Sequence[Identity]:
        """Return a person's identities at providers, by provider."""
        rows = await self._transaction.rows(IDENTITIES, of=person_id)
        return [
            Identity(
                provider=IdentityProvider(row.provider),
                subject=row.subject,
                email=row.email,
                email_verified=row.email_verified,
                name=row.name,
            )
            for row in rows
        ]

    async def owner(self, provider: str, subject: str) -> UUID | None:
        """Return whose identity it is."""
        found: UUID | None = await self._transaction.value(OWNER, at=provider, of=subject)
        return found

    async def link(self, identity: Identity, person_id: UUID, at: datetime) -> None:
        """Keep an identity as a person's; it stays whose it was if it is kept already."""
        await self._transaction.run(
            LINK,
            provider=identity.provider.value,
            subject=identity.subject,
            person_id=person_id,
            email=identity.email,
            email_verified=identity.email_verified,
            name=identity.name,
            created_at=at,
        )

    async def unlink(self, provider: str, person_id: UUID) -> None:
        """Forget a person's identities at a provider."""
        await self._transaction.run(UNLINK, at=provider, of=person_id)

    async def lock(self, subject: str) -> Lock | None:
        """Return how often something was guessed wrong."""
        row = await self._transaction.row(GET_LOCK, of=subject)
        return Lock(wrong=row.wrong, last_at=row.last_at, until=row.until) if row else None

    async def wrong(self, subject: str, at: datetime, since: datetime) -> int:
        """Count a wrong guess; return how many there were since an instant, or since a lock that is over."""
        values = {"subject": subject, "wrong": 1, "last_at": at, "until": None}
        return int(await self._transaction.value(WRONG, **values, now=at, since=since))

    async def shut(self, subject: str, until: datetime) -> None:
        """Lock what was guessed wrong too often."""
        await self._transaction.run(SHUT, of=subject, at=until)

    async def drop_lock(self, subject: str) -> None:
        """Forget it."""
        await self._transaction.run(DROP_LOCK, of=subject)

    async def discard(self, before: datetime) -> int:
        """Delete locks that nobody tried since an instant; return how many."""
        return await self._transaction.run(DISCARD, before=before)


def _about(person_id: UUID) -> str:
    """Return what a sealed secret is bound to, so that another person's cannot be put in its place."""
    return f"second factor|{person_id}"


def _credential(row: Found) -> Credential:
    return Credential(
        person_id=row.person_id,
        login=row.login,
        password=row.password,
        second=row.second,
        step=row.step,
        recovery=tuple(row.recovery),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _values(credential: Credential) -> dict[str, Any]:
    return {
        "person_id": credential.person_id,
        "login": credential.login,
        "password": credential.password,
        "second": credential.second,
        "step": credential.step,
        "recovery": list(credential.recovery),
        "created_at": credential.created_at,
        "updated_at": credential.updated_at,
        "version": credential.version,
    }
