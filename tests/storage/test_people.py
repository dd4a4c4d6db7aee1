"""Persons and hosts, on both engines."""

from dataclasses import replace

import pytest

from core.errors import Code, ConflictError, Refused
from core.people import Rules
from core.usecases.signing.people import become_one
from storage import Database
from tests.storage.examples import after, host, ident, person


async def test_a_person_comes_back_as_saved(storage: Database) -> None:
    anna = person(email="Anna@Example.com", zone="Asia/Kolkata", zone_confirmed=True, phone="+49")
    async with storage.writing() as unit:
        await unit.people.add_person(anna)
        saved = await unit.people.save_person(replace(anna, email_verified=True, updated_at=after(1)))
        await unit.commit()
    assert saved.version == 2
    async with storage.reading() as unit:
        assert await unit.people.person(anna.id) == saved
        assert await unit.people.person(ident("nobody")) is None


async def test_only_a_verified_email_finds_its_person_whatever_its_case(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person(email="Anna@Example.com", email_verified=True))
        await unit.people.add_person(person("ben", email="ben@example.com"))
        await unit.commit()
    async with storage.reading() as unit:
        assert await unit.people.person_by_email("anna@EXAMPLE.com") == person(
            email="Anna@Example.com", email_verified=True
        )
        assert await unit.people.person_by_email("ben@example.com") is None


async def test_a_host_is_found_by_id_person_and_username(storage: Database) -> None:
    anna = host(rules=Rules(buffer_after=15, daily_limit=None), reminders=(60,), bio="Grüße\n👩‍💻")
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_host(anna)
        await unit.commit()
    async with storage.reading() as unit:
        assert await unit.people.host(anna.id) == anna
        assert await unit.people.host_of(anna.person_id) == anna
        assert await unit.people.host_by_username("anna") == anna
        assert await unit.people.host_by_username("ann") is None


async def test_a_deleted_host_is_not_found_and_frees_the_username(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_host(host())
        await unit.people.save_host(replace(host(), deleted_at=after(1)))
        assert await unit.people.host(host().id) is None
        assert await unit.people.host_of(host().person_id) is None
        assert await unit.people.host_by_username("anna") is None
        await unit.people.add_host(host(id=ident("second")))
        assert await unit.people.host_by_username("anna") == host(id=ident("second"))


async def test_a_username_in_use_is_refused(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_person(person("ben"))
        await unit.people.add_host(host())
        await unit.people.add_host(host("ben"))
        await unit.commit()
    for change in ("add", "save"):
        async with storage.writing() as unit:
            people = unit.people
            act = people.add_host if change == "add" else people.save_host
            taker = host(id=ident("other")) if change == "add" else host("ben", username="anna")
            with pytest.raises(Refused) as refused:
                await act(taker)
        assert refused.value.refusal.code is Code.NAME_TAKEN


async def test_a_save_on_an_old_version_conflicts(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_host(host())
        await unit.people.save_person(replace(person(), name="Anne"))
        await unit.people.save_host(host(bio="new"))
        with pytest.raises(ConflictError):
            await unit.people.save_person(replace(person(), name="Annie"))
        with pytest.raises(ConflictError):
            await unit.people.save_host(host(bio="newer"))
        found = await unit.people.person(person().id)
        assert found is not None
        assert (found.name, found.version) == ("Anne", 2)


async def test_a_host_of_nobody_conflicts(storage: Database) -> None:
    async with storage.writing() as unit:
        with pytest.raises(ConflictError):
            await unit.people.add_host(host())


async def test_many_hosts_come_in_the_order_asked_for(storage: Database) -> None:
    names = ("anna", "ben", "cleo", "gone")
    anna, ben, cleo, gone = (host(each) for each in names)
    async with storage.writing() as unit:
        for each in names:
            await unit.people.add_person(person(each))
        for kept in (anna, ben, cleo, replace(gone, deleted_at=after(1))):
            await unit.people.add_host(kept)
        assert await unit.people.hosts((cleo.id, ident("none"), gone.id, anna.id)) == [cleo, anna]
        assert await unit.people.hosts(()) == []


async def test_who_was_merged_is_found_by_no_address_and_what_they_proved_is_the_others(
    storage: Database,
) -> None:
    elder = person("ben", email="ben@example.com", email_verified=True, phone="+4917", phone_verified=True)
    kept = person("anna", phone="+4918", phone_verified=True)
    async with storage.writing() as unit:
        await unit.people.add_person(elder)
        await unit.people.add_person(kept)
        await become_one(unit, elder.id, kept.id)
        await unit.commit()
    async with storage.reading() as unit:
        found = await unit.people.person_by_email("ben@example.com")
        assert found is not None
        assert (found.id, found.phone) == (kept.id, "+4918")
        assert await unit.people.person_by_phone("+4917") is None
