"""One person, several rooms: who proves the e-mail of somebody we know is that somebody."""

from dataclasses import replace
from typing import Any

from bot.messages import Saying
from bot.ports import UnitOfWork
from bot.rooms import same_person
from bot.scene import Scene, says
from core.commands import CheckCode, Outcome
from core.people import Person


async def recognise(
    uow: UnitOfWork, scene: Scene, command: Any, outcome: Outcome
) -> tuple[Scene, tuple[Saying, ...]]:
    """Take up what is newly known of the person. After a right code, let the room belong to the person whose e-mail it is; return the scene with them, and what to say.

    A host who opens the chat in another browser is thereby at home again, an invitee finds their bookings.
    """
    if isinstance(outcome.value, Person) and outcome.value.id == scene.person.id:
        return replace(scene, person=outcome.value), ()
    if not isinstance(command, CheckCode) or not isinstance(outcome.value, str):
        return scene, ()
    owner = await uow.people.person_by_email(outcome.value)
    if owner is None or owner.id == scene.person.id:
        return scene, ()
    where = scene.incoming.address
    for room in same_person(where.room):
        await uow.conversations.link(where.channel, where.account, room, owner.id)
    return replace(scene, person=owner), (says("aside.recognised", name=owner.name),)
