"""Whose account it is: one person for each proved e-mail address, and nobody is joined by an address that is not proved."""

from dataclasses import replace
from uuid import UUID

from core.people import Host, Person
from core.ports import UnitOfWork, World
from core.ports.identity import Identity


async def person_with(uow: UnitOfWork, world: World, email: str, here: Person | None) -> Person:
    """Return the person who just proved an e-mail address.

    It is who proved it before; else who talked in the same browser (`here`), if they proved none yet; else somebody new.
    A host who talked here and proved none yet stays, and what was of the address becomes theirs.
    """
    owner = await uow.people.person_by_email(email)
    if owner is None:
        return (
            await _proved(uow, world, here, email)
            if here and unproved(here)
            else await _new(uow, world, email)
        )
    if here and here.id != owner.id and await _settles_here(uow, here, owner):
        return await _settle(uow, world, here, owner)
    return owner


async def person_at(uow: UnitOfWork, world: World, identity: Identity, here: Person | None) -> Person:
    """Return the person whom a provider vouches for, and remember the identity as theirs."""
    known = await uow.credentials.owner(identity.provider.value, identity.subject)
    person = await uow.people.person(known) if known else None
    if person:
        return person
    if identity.email_verified and identity.email:
        person = await person_with(uow, world, identity.email, here)
    else:
        person = here if here and unproved(here) else await _new(uow, world, "")
    if identity.name and not person.name:
        named = replace(person, name=identity.name[:100], updated_at=world.clock.now())
        person = await uow.people.save_person(named)
    await uow.credentials.link(identity, person.id, world.clock.now())
    return person


def unproved(person: Person) -> bool:
    """Whether a person is known by nothing that somebody else could prove as theirs."""
    return not (person.email_verified or person.phone_verified)


async def take_over(uow: UnitOfWork, gone: UUID, kept: UUID) -> None:
    """Give the credential of a person who turned out to be another to that one, unless they have their own."""
    credential = await uow.credentials.get(gone)
    if credential is None:
        return
    secret = await uow.credentials.secret(gone)
    await uow.credentials.remove(gone)
    if await uow.credentials.get(kept) is None:
        await uow.credentials.save(replace(credential, person_id=kept, version=0))
        await uow.credentials.keep_secret(kept, secret)


async def _settles_here(uow: UnitOfWork, here: Person, owner: Person) -> bool:
    if not unproved(here) or await uow.people.host_of(owner.id):
        return False
    credential = await uow.credentials.get(owner.id)
    if credential and credential.second:  # not before the second factor was shown
        return False
    return await uow.people.host_of(here.id) is not None


async def _settle(uow: UnitOfWork, world: World, here: Person, owner: Person) -> Person:
    """Let the address, and all that was its owner's, be the host's who talked here."""
    email = owner.email or ""
    left = replace(owner, email_verified=False, updated_at=world.clock.now())
    await uow.people.save_person(left)
    await take_over(uow, owner.id, here.id)
    await uow.people.merge(owner.id, here.id)
    return await _proved(uow, world, here, email)


async def _proved(uow: UnitOfWork, world: World, person: Person, email: str) -> Person:
    now = world.clock.now()
    saved = await uow.people.save_person(replace(person, email=email, email_verified=True, updated_at=now))
    host: Host | None = await uow.people.host_of(saved.id)
    if host:
        await uow.people.save_host(replace(host, email=email, email_verified=True, updated_at=now))
    return saved


async def _new(uow: UnitOfWork, world: World, email: str) -> Person:
    now = world.clock.now()
    person = Person(
        id=world.chance.uuid(),
        email=email or None,
        email_verified=bool(email),
        created_at=now,
        updated_at=now,
    )
    await uow.people.add_person(person)
    return person
