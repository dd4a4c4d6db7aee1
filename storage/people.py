"""Persons and hosts in the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value

from core.calendars import CalendarRules
from core.errors import ConflictError
from core.jsonable import dump, load
from core.people import Host, Person, Rules
from storage.dialects import among, queue_at
from storage.tables import (
    booking,
    conversation,
    errand,
    host,
    identity,
    person,
    session,
    social_identity,
    waiting,
)
from storage.transaction import Found, Transaction

PERSON = sa.select(person).where(person.c.id == value("id"))
PERSON_BY_EMAIL = (
    sa.select(person)
    .where(person.c.verified_email == value("email"))
    .order_by(person.c.created_at, person.c.id)
    .limit(1)
)
PERSON_BY_PHONE = (
    sa.select(person)
    .where(person.c.phone == value("phone"), sa.text("phone_verified"))
    .order_by(person.c.created_at, person.c.id)
    .limit(1)
)
_VERSIONED = (booking, waiting, conversation)
MERGE = tuple(
    sa.update(table)
    .where(table.c.person_id == value("gone"))
    .values(person_id=value("kept"), **({"version": table.c.version + 1} if table in _VERSIONED else {}))
    for table in (*_VERSIONED, identity, errand, session, social_identity)
)
RETIRE = (
    sa.update(person)
    .where(person.c.id == value("gone"))
    .values(email_verified=False, verified_email=None, phone_verified=False, version=person.c.version + 1)
)
"""What a person had proved is from then on the other's alone, so that nobody finds the one who is gone by it."""
ADD_PERSON = sa.insert(person)
SAVE_PERSON = sa.update(person).where(person.c.id == value("row"), person.c.version == value("seen"))

LIVING = sa.select(host).where(host.c.deleted_at.is_(None))
HOST = LIVING.where(host.c.id == value("id"))
HOSTS = LIVING.where(among(host.c.id, "ids"))
HOST_OF = LIVING.where(host.c.person_id == value("person_id")).order_by(host.c.created_at).limit(1)
HOST_BY_USERNAME = LIVING.where(host.c.username == value("username"))
ADD_HOST = sa.insert(host)
SAVE_HOST = sa.update(host).where(host.c.id == value("row"), host.c.version == value("seen"))
LOCK_PROOF = sa.select(queue_at("address"))


class People:
    """Implements `core.ports.People`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def person(self, person_id: UUID) -> Person | None:
        """Return a person."""
        found = await self._transaction.row(PERSON, id=person_id)
        return _person(found) if found else None

    async def person_by_email(self, email: str) -> Person | None:
        """Return the person whose verified e-mail this is, the eldest if several proved it."""
        found = await self._transaction.row(PERSON_BY_EMAIL, email=email.lower())
        return _person(found) if found else None

    async def person_by_phone(self, phone: str) -> Person | None:
        """Return the person whose verified telephone number this is, the eldest if several proved it."""
        found = await self._transaction.row(PERSON_BY_PHONE, phone=phone)
        return _person(found) if found else None

    async def lock_proof(self, address: str) -> None:
        """Wait until nobody else proves the same address or number; they then wait for the end of this unit. On SQLite a unit that writes is alone anyway."""
        await self._transaction.queue(LOCK_PROOF, address=f"proof:{address.strip().lower()}")

    async def merge(self, gone: UUID, kept: UUID) -> None:
        """Give all that is one person's to another: bookings, waiting, rooms, talks, sessions."""
        for each in MERGE:
            await self._transaction.run(each, gone=gone, kept=kept)
        await self._transaction.run(RETIRE, gone=gone)

    async def add_person(self, person: Person) -> None:
        """Insert a person."""
        await self._transaction.run(ADD_PERSON, **_person_values(person))

    async def save_person(self, person: Person) -> Person:
        """Update a person; return it with its new version; raise ConflictError."""
        saved = replace(person, version=person.version + 1)
        values = _person_values(saved)
        if not await self._transaction.run(SAVE_PERSON, row=person.id, seen=person.version, **values):
            raise ConflictError("person")
        return saved

    async def host(self, host_id: UUID) -> Host | None:
        """Return a host that is not deleted."""
        found = await self._transaction.row(HOST, id=host_id)
        return _host(found) if found else None

    async def hosts(self, host_ids: Sequence[UUID]) -> Sequence[Host]:
        """Return those of the hosts that are not deleted, in the order asked for."""
        found = {row.id: _host(row) for row in await self._transaction.rows(HOSTS, ids=host_ids)}
        return [found[each] for each in host_ids if each in found]

    async def host_of(self, person_id: UUID) -> Host | None:
        """Return the host that a person is, if they are one."""
        found = await self._transaction.row(HOST_OF, person_id=person_id)
        return _host(found) if found else None

    async def host_by_username(self, username: str) -> Host | None:
        """Return the host with that username, if not deleted."""
        found = await self._transaction.row(HOST_BY_USERNAME, username=username)
        return _host(found) if found else None

    async def add_host(self, host: Host) -> None:
        """Insert a host; raise Refused(NAME_TAKEN)."""
        await self._transaction.run(ADD_HOST, **_host_values(host))

    async def save_host(self, host: Host) -> Host:
        """Update a host; return it with its new version; raise Refused(NAME_TAKEN) or ConflictError."""
        saved = replace(host, version=host.version + 1)
        values = _host_values(saved)
        if not await self._transaction.run(SAVE_HOST, row=host.id, seen=host.version, **values):
            raise ConflictError("host")
        return saved


def _person(row: Found) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        email_verified=row.email_verified,
        phone=row.phone,
        phone_verified=row.phone_verified,
        zone=row.zone,
        zone_confirmed=row.zone_confirmed,
        locale=row.locale,
        notify=tuple(row.notify or ()),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _person_values(person: Person) -> dict[str, Any]:
    proved = person.email if person.email_verified else None
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "email_verified": person.email_verified,
        "verified_email": proved.lower() if proved else None,
        "phone": person.phone,
        "phone_verified": person.phone_verified,
        "zone": person.zone,
        "zone_confirmed": person.zone_confirmed,
        "locale": person.locale,
        "notify": list(person.notify),
        "created_at": person.created_at,
        "updated_at": person.updated_at,
        "version": person.version,
    }


def _host(row: Found) -> Host:
    return Host(
        id=row.id,
        person_id=row.person_id,
        username=row.username,
        name=row.name,
        email=row.email,
        email_verified=row.email_verified,
        zone=row.zone,
        locale=row.locale,
        bio=row.bio,
        welcome=row.welcome,
        rules=load(Rules, row.rules),
        reminders=tuple(row.reminders),
        paused=row.paused,
        calendar_rules=load(CalendarRules, row.calendar_rules or {}),
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        version=row.version,
    )


def _host_values(host: Host) -> dict[str, Any]:
    return {
        "id": host.id,
        "person_id": host.person_id,
        "username": host.username,
        "name": host.name,
        "email": host.email,
        "email_verified": host.email_verified,
        "zone": host.zone,
        "locale": host.locale,
        "bio": host.bio,
        "welcome": host.welcome,
        "rules": dump(host.rules),
        "reminders": list(host.reminders),
        "paused": host.paused,
        "calendar_rules": dump(host.calendar_rules),
        "created_at": host.created_at,
        "updated_at": host.updated_at,
        "deleted_at": host.deleted_at,
        "version": host.version,
    }
