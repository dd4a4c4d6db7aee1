"""Whose account it is: one person for each proved e-mail address, and nobody is joined by an address that is not proved."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from core.effects import Note, Notice
from core.errors import Code, Refused
from core.people import Host, Person
from core.ports import UnitOfWork, World
from core.ports.identity import Identity, IdentityProvider
from core.signing import Session
from core.usecases.finding import person_of
from core.usecases.signing.notes import noted, warning


async def person_with(uow: UnitOfWork, world: World, email: str, here: Person | None) -> Person:
    """Return the person who just proved an e-mail address.

    It is who proved it before; else who talked in the same browser (`here`), if they are nobody yet; else somebody new.
    A host who talked here and proved none yet stays, and what was of the address becomes theirs.
    """
    await uow.people.lock_proof(email)
    owner = await uow.people.person_by_email(email)
    if owner is None:
        return (
            await _proved(uow, world, here, email)
            if here and await is_nobody(uow, here)
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
        person = here if here and await is_nobody(uow, here) else await _new(uow, world, "")
    if identity.name and not person.name:
        named = replace(person, name=identity.name[:100], updated_at=world.clock.now())
        person = await uow.people.save_person(named)
    if not await has_second(uow, person.id):  # which has to be shown before anything is added to an account
        await uow.credentials.link(identity, person.id, world.clock.now())
    return person


async def part_from(uow: UnitOfWork, world: World, session: Session, provider: IdentityProvider) -> Note:
    """Let nobody sign in any more as the person by their accounts at a provider; return what the person is told.

    Raise Refused(SIGN_IN_AGAIN) unless they signed in just now, Refused(UNVERIFIED) without a proved address, by which they sign in instead.
    """
    if not session.fresh_at(world.clock.now()):
        raise Refused(Code.SIGN_IN_AGAIN)
    person = await person_of(uow, session.person_id)
    if not (person.email and person.email_verified):
        raise Refused(Code.UNVERIFIED)
    await uow.credentials.unlink(provider.value, person.id)
    await noted(uow, world, person.id, "remove_identity", {"provider": provider.value})
    return await warning(uow, person, Notice.ACCESS_CHANGED, world.clock.now().isoformat())


async def is_nobody(uow: UnitOfWork, person: Person) -> bool:
    """Whether a person is known by nothing that somebody else could prove as theirs, and nobody can sign in as them.

    Who can, could do so afterwards too: such a person becomes nobody else because of a browser that both used.
    """
    if person.email_verified or person.phone_verified or await uow.credentials.get(person.id):
        return False
    return not await uow.credentials.identities(person.id)


async def has_second(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether a second factor is asked of a person."""
    credential = await uow.credentials.get(person_id)
    return bool(credential and credential.second)


async def become_one(uow: UnitOfWork, gone: UUID, kept: UUID) -> None:
    """Give all that is one person's to another, who they turned out to be, with the addresses that they lack."""
    await _take_over(uow, gone, kept)
    former = await uow.people.person(gone)
    await uow.people.merge(gone, kept)
    person = await uow.people.person(kept)
    if former and person and (lacking := _lacking(person, former)):
        await uow.people.save_person(replace(person, **lacking))


def _lacking(person: Person, former: Person) -> dict[str, Any]:
    """Return the proved addresses of a former self that a person has none of."""
    found: dict[str, Any] = {}
    if former.email_verified and not person.email_verified:
        found |= {"email": former.email, "email_verified": True}
    if former.phone_verified and not person.phone_verified:
        found |= {"phone": former.phone, "phone_verified": True}
    return found


async def _take_over(uow: UnitOfWork, gone: UUID, kept: UUID) -> None:
    """Give the credential to a person who has none; who has one keeps the password, but is not spared a second factor."""
    theirs, own = await uow.credentials.get(gone), await uow.credentials.get(kept)
    if theirs is None:
        return
    secret = await uow.credentials.secret(gone)
    await uow.credentials.remove(gone)
    if own is None:
        await uow.credentials.save(replace(theirs, person_id=kept, version=0))
    elif theirs.second and not own.second:
        await uow.credentials.save(replace(own, second=True, step=theirs.step, recovery=theirs.recovery))
    else:
        return
    await uow.credentials.keep_secret(kept, secret)


async def _settles_here(uow: UnitOfWork, here: Person, owner: Person) -> bool:
    if not await is_nobody(uow, here) or await uow.people.host_of(owner.id):
        return False
    if await has_second(uow, owner.id):  # not before it was shown
        return False
    return await uow.people.host_of(here.id) is not None


async def _settle(uow: UnitOfWork, world: World, here: Person, owner: Person) -> Person:
    """Let the address, and all that was its owner's, be the host's who talked here."""
    email = owner.email or ""
    left = replace(owner, email_verified=False, updated_at=world.clock.now())
    await uow.people.save_person(left)
    await become_one(uow, owner.id, here.id)
    return await _proved(uow, world, await uow.people.person(here.id) or here, email)


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
