"""Waiting lists under a crowd: a freed seat goes to who waits, once; each race has a twin without its guard."""

from dataclasses import replace
from typing import Any

import pytest

from core.booking import Booking, Invitee, Side, Status
from core.commands import Book, CancelBooking, Command, JoinWaitlist, LapseSeat, TakeSeat
from core.errors import Code
from core.queries import ShowWaitlist
from core.waiting import Standing, Waiting
from tests.core.examples import at
from tests.core.usecases.conftest import House, settle
from tests.races.running import WON, race
from tests.support.world import FrozenWorld

CROWD = 60


@pytest.fixture
async def house(storage: Any, world: FrozenWorld) -> House:
    """Anna's house on both engines, with a class of two seats that are both taken."""
    house = await settle(storage, world)
    await house.offers(seats=2)
    return house


def guest(house: House, number: int, **other: Any) -> Book:
    own = {"email": f"guest{number}@example.com", "request_id": f"request {number}"}
    return house.booking_of(**{**own, **other})


async def full(house: House) -> Booking:
    """Fill the class; return one of the bookings."""
    await house.do(guest(house, 900))
    booking: Booking = (await house.do(guest(house, 901))).value
    return booking


def join(house: House, number: int) -> JoinWaitlist:
    name = f"Waiting {number}"
    return JoinWaitlist(
        host_id=house.host.id,
        event_type_id=house.intro,
        start=at("10:00", 24),
        length=30,
        invitee=Invitee(person_id=None, name=name, email=f"waiting{number}@example.com", zone="UTC"),
        verified=True,
    )


async def line(house: House) -> list[Waiting]:
    return list(await house.ask(ShowWaitlist(host_id=house.host.id)))


async def taken(house: House) -> int:
    """Count the seats that are booked."""
    async with house.storage.reading() as unit:
        booking = await unit.bookings.by_request("request 900")
        assert booking is not None
        assert booking.session is not None
        return len(await unit.bookings.of_session(booking.session))


def rush(house: House) -> list[Command]:
    return [guest(house, number) for number in range(CROWD)]


async def test_a_freed_seat_is_kept_for_who_waits_however_many_rush_in(
    database_url: str, house: House
) -> None:
    booking = await full(house)
    await house.do(join(house, 1))
    commands = rush(house)
    commands.insert(CROWD // 2, CancelBooking(booking_id=booking.id, by=Side.INVITEE))
    ended = await race(database_url, house.world, commands)
    assert (ended[WON], ended[Code.SEATS_FULL]) == (1, CROWD)
    assert [each.standing for each in await line(house)] == [Standing.OFFERED]
    assert await taken(house) == 1


async def test_a_seat_that_is_offered_only_after_it_was_freed_is_gone(
    database_url: str, house: House
) -> None:
    booking = await full(house)
    await house.do(join(house, 1))
    async with house.storage.writing() as unit:  # the booking goes, and nobody is offered its seat with it
        await unit.bookings.save(replace(booking, status=Status.CANCELLED))
        await unit.commit()
    ended = await race(database_url, house.world, rush(house))
    assert ended[WON] == 1
    assert [each.standing for each in await line(house)] == [Standing.WAITING]


async def test_while_a_seat_comes_free_nobody_joins_a_line_that_is_not_looked_at(
    database_url: str, house: House
) -> None:
    booking = await full(house)
    cancel = CancelBooking(booking_id=booking.id, by=Side.INVITEE)
    ended = await race(database_url, house.world, [*(join(house, n) for n in range(10)), cancel])
    standings = [each.standing for each in await line(house)]
    assert ended[WON] + ended[Code.INVALID] == 11
    if standings:  # who joined before the seat came free was offered it; after that it was kept or free
        assert standings.count(Standing.OFFERED) == 1


async def test_one_joins_the_line_once(database_url: str, house: House) -> None:
    await full(house)
    ended = await race(database_url, house.world, [join(house, 1)] * 20)
    assert ended == {WON: 1, Code.INVALID: 19}
    assert len(await line(house)) == 1


async def offered(house: House) -> Waiting:
    booking = await full(house)
    waiting: Waiting = (await house.do(join(house, 1))).value
    await house.do(CancelBooking(booking_id=booking.id, by=Side.INVITEE))
    return waiting


async def test_a_seat_taken_by_many_taps_is_booked_once(database_url: str, house: House) -> None:
    waiting = await offered(house)
    ended = await race(database_url, house.world, [TakeSeat(waiting_id=waiting.id)] * 20)
    assert ended == {WON: 20}
    assert await taken(house) == 2


async def test_at_its_last_moment_a_seat_is_taken_or_passed_on_never_both(
    database_url: str, house: House
) -> None:
    waiting = await offered(house)
    second: Waiting = (await house.do(join(house, 2))).value
    house.world.clock.tick(minutes=30)
    commands = [TakeSeat(waiting_id=waiting.id), LapseSeat(waiting_id=waiting.id)] * 10
    ended = await race(database_url, house.world, commands)
    assert ended == {WON: 10, Code.HOLD_EXPIRED: 10}
    assert [(each.id, each.standing) for each in await line(house)] == [(second.id, Standing.OFFERED)]
    assert await taken(house) == 1
