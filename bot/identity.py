"""One person, several rooms: who proves the e-mail of somebody we know is that somebody."""

from dataclasses import replace
from typing import Any

from bot.messages import Incoming, Saying
from bot.ports import UnitOfWork
from bot.rooms import same_person
from bot.scene import Scene, says
from core.commands import CheckCode, Outcome
from core.people import Person
from core.usecases.signing.people import has_second


async def vouched_for(uow: UnitOfWork, person: Person, incoming: Incoming) -> Person:
    """Return the person as whom the channel vouches for who talks: somebody who proved the same address elsewhere, else the same person with it proved.

    Who has proved another address is not made somebody else by it. Where a second factor is asked for, an address alone
    joins nothing.
    """
    for address, proved, find in (
        (incoming.email, person.email_verified, uow.people.person_by_email),
        (incoming.phone, person.phone_verified, uow.people.person_by_phone),
    ):
        if not address or proved:
            continue
        await uow.people.lock_proof(address)
        owner = await find(address)
        if owner and owner.id != person.id and not _proved_another(person, owner):
            return person if await has_second(uow, owner.id) else owner
    return _with_proofs(person, incoming)


def _proved_another(person: Person, owner: Person) -> bool:
    mail = person.email_verified and owner.email_verified and not person.is_surely(owner)
    phone = person.phone_verified and owner.phone_verified and not person.is_surely(owner)
    return mail or phone


def _with_proofs(person: Person, incoming: Incoming) -> Person:
    if incoming.email and not person.email_verified:
        person = replace(person, email=incoming.email, email_verified=True)
    if incoming.phone and not person.phone_verified:
        person = replace(person, phone=incoming.phone, phone_verified=True)
    return person


async def recognise(
    uow: UnitOfWork, scene: Scene, command: Any, outcome: Outcome
) -> tuple[Scene, tuple[Saying, ...]]:
    """Take up what is newly known of the person. After a right code, let the room belong to the person whose e-mail it is; return the scene with them, and what to say.

    A host who opens the chat in another browser is thereby at home again, an invitee finds their bookings. Where a second
    factor is asked for, a code alone joins nothing.
    """
    if isinstance(outcome.value, Person) and outcome.value.id == scene.person.id:
        return replace(scene, person=outcome.value), ()
    if not isinstance(command, CheckCode) or not isinstance(outcome.value, str):
        return scene, ()
    owner = await uow.people.person_by_email(outcome.value)
    if owner is None or owner.id == scene.person.id:
        return scene, ()
    if await has_second(uow, owner.id):
        return scene, (says("signing.second"),)
    where = scene.incoming.address
    for room in same_person(where.room):
        await uow.conversations.link(where.channel, where.account, room, owner.id)
    return replace(scene, person=owner), (says("aside.recognised", name=owner.name),)
