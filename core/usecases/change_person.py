"""Changing what is known of a person."""

from dataclasses import replace
from typing import Any

from core.commands import ChangePerson, Outcome
from core.people import Person
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, person_actor, record
from core.usecases.finding import person_of


async def change_person(uow: UnitOfWork, world: World, command: ChangePerson) -> Outcome:
    """Change a person; another e-mail address is unverified, a zone that was said is confirmed."""
    person = await person_of(uow, command.person_id)
    wished = replace(person, **_values(person, command))
    if wished == person:
        return Outcome(value=person)
    saved = await uow.people.save_person(replace(wished, updated_at=world.clock.now()))
    actor = host_actor(command.host_id) if command.host_id else person_actor(person.id)
    deed = Deed(command=command, actor=actor, host_id=command.host_id, before=person, after=saved)
    return Outcome(value=saved, changes=(await record(uow, world, deed),))


def _values(person: Person, command: ChangePerson) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if command.name is not None:
        values["name"] = checks.person_name(command.name)
    if command.email is not None:
        address = checks.email(command.email)
        same = person.email is not None and address.lower() == person.email.lower()
        values |= {"email": address, "email_verified": person.email_verified and same}
    if command.phone is not None:
        values["phone"] = checks.phone(command.phone)
    if command.zone is not None:
        values |= {"zone": checks.zone_name(command.zone), "zone_confirmed": True}
    if command.locale is not None:
        values["locale"] = checks.line(command.locale, "locale", 35, 2)
    if command.notify is not None:
        values["notify"] = tuple(dict.fromkeys(checks.line(each, "notify", 80, 1) for each in command.notify))
    return values
