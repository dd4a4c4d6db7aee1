"""Parts of a unit of work that are rolled back by themselves, on both engines."""

import pytest

from core.booking import Booking
from core.errors import Code, ConflictError, Refused
from storage import Database
from storage.unit import Unit
from tests.storage.examples import after, booking, hold, host, ident, person

pytestmark = pytest.mark.usefixtures("anna")


async def booked(storage: Database) -> set[str]:
    async with storage.reading() as unit:
        return {n for n in "abcd" if await unit.bookings.booking(ident(f"booking {n}"))}


async def add(unit: Unit, *bookings: Booking) -> None:
    async with unit.attempt():
        for each in bookings:
            await unit.bookings.add(each)


async def test_what_was_refused_is_rolled_back_and_the_rest_is_kept(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.bookings.add(booking("a"))
        with pytest.raises(Refused) as refused:
            await add(unit, booking("b", 200, 230), booking("c", 75, 105))
        await unit.bookings.add(booking("d", 200, 230))
        await unit.commit()
    assert refused.value.refusal.code is Code.TAKEN
    assert await booked(storage) == {"a", "d"}


async def test_an_attempt_that_succeeds_is_kept_with_the_unit_and_lost_with_it(storage: Database) -> None:
    async with storage.writing() as unit:
        await add(unit, booking("a"))
        await unit.commit()
        await add(unit, booking("b", 200, 230))
    assert await booked(storage) == {"a"}


async def test_a_unit_may_begin_with_an_attempt_that_fails_and_go_on(storage: Database) -> None:
    async def fail() -> None:
        async with unit.attempt():
            await unit.bookings.add(booking("a"))
            raise ZeroDivisionError

    async with storage.writing() as unit:
        with pytest.raises(ZeroDivisionError):
            await fail()
        await unit.bookings.add(booking("b"))
        await unit.commit()
    assert await booked(storage) == {"b"}


async def test_attempts_inside_attempts_are_rolled_back_one_by_one(storage: Database) -> None:
    async def outer() -> None:
        async with unit.attempt():
            await unit.bookings.add(booking("a"))
            with pytest.raises(Refused):
                await add(unit, booking("b"))
            await unit.bookings.add(booking("c", 200, 230, request_id="request a"))

    async with storage.writing() as unit:
        with pytest.raises(ConflictError):
            await outer()
        await add(unit, booking("d"))
        await unit.commit()
    assert await booked(storage) == {"d"}


async def test_another_host_can_be_tried_after_a_refusal(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person("ben"))
        await unit.people.add_host(host("ben"))
        await unit.bookings.add_hold(hold(), after(0))
        for each in (host("anna"), host("ben")):
            try:
                async with unit.attempt():
                    await unit.bookings.add(booking("a", host_id=each.id))
            except Refused:
                continue
            break
        await unit.commit()
    async with storage.reading() as unit:
        found = await unit.bookings.booking(booking("a").id)
    assert found == booking("a", host_id=host("ben").id)
