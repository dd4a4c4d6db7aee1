"""A hundred who act at once never get more than there is; each race has a twin in which, without its guard, they do."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.booking import ACTIVE, Booking, Side
from core.commands import Book, BookSeries, CancelBooking, ChangeHost, Command, HoldSlot, MoveBooking, Undo
from core.errors import Code
from core.event_types import Assignment, Mode
from core.interval import Interval
from core.people import Host, Rules
from tests.core.examples import at
from tests.core.usecases.conftest import House, settle
from tests.races.running import WON, disarm, race, race_unguarded
from tests.support.world import FrozenWorld

ALL = 100


@pytest.fixture
async def house(storage: Any, world: FrozenWorld) -> House:
    """Anna's house on both engines; her hours are from 9 to 17, UTC."""
    return await settle(storage, world)


def guest(house: House, number: int, **other: Any) -> Book:
    """Return how one of many books Anna, on Tuesday at 10 unless they say otherwise."""
    own = {"email": f"guest{number}@example.com", "request_id": f"request {number}"}
    return house.booking_of(**{**own, **other})


def scattered(house: House, number: int, **other: Any) -> Book:
    """Return how one of many books one of the 64 times from Tuesday to Friday."""
    days, slot = divmod(number % 64, 16)
    start = at("09:00", 24 + days) + timedelta(minutes=30 * slot)
    return guest(house, number, start=start, **other)


# -- the races: each returns what everybody wants ---------------------------------------------------


async def one_slot(house: House) -> list[Command]:
    return [guest(house, n) for n in range(ALL)]


async def unequal_lengths(house: House) -> list[Command]:
    await house.offers(lengths=(30, 45, 60), rules=Rules(step=15))
    shapes = (("10:00", 60), ("10:15", 45), ("10:30", 30))  # all of them contain 10:45
    return [
        guest(house, n, start=at(clock, 24), length=length)
        for n in range(ALL)
        for clock, length in (shapes[n % 3],)
    ]


async def pending_approvals(house: House) -> list[Command]:
    await house.offers(approval=True)
    return [guest(house, n) for n in range(ALL)]


async def holds_and_bookings(house: House) -> list[Command]:
    return [guest(house, n) if n % 2 else kept(house, n) for n in range(ALL)]


def kept(house: House, number: int) -> HoldSlot:
    """Return how one of many holds Tuesday at 10."""
    return HoldSlot(
        host_id=house.host.id,
        event_type_id=house.intro,
        start=at("10:00", 24),
        length=30,
        owner=f"talk {number}",
    )


async def moves_and_bookings(house: House) -> list[Command]:
    standing = [await house.booked(start=at(f"{9 + n}:00".zfill(5), 25), **_named(200 + n)) for n in range(8)]
    moves = [MoveBooking(booking_id=each.id, by=Side.INVITEE, start=at("10:00", 24)) for each in standing]
    return [*moves, *(guest(house, n) for n in range(ALL - len(moves)))]


def _named(number: int) -> dict[str, Any]:
    return {"email": f"guest{number}@example.com", "request_id": f"request {number}"}


async def restored_and_bookings(house: House) -> list[Command]:
    booking = await house.booked(**_named(200))
    await house.do(CancelBooking(booking_id=booking.id, by=Side.INVITEE))
    return [Undo(actor=f"invitee:{booking.id}"), *(guest(house, n) for n in range(ALL - 1))]


async def opposite_hosts(house: House) -> list[Command]:
    """Two meetings of the same two hosts, who stand in them the other way round."""
    carl = await house.colleague("Carl")
    theirs = (await house.ask_desk(carl)).event_types[0]
    both = (Assignment(host_id=house.host.id), Assignment(host_id=carl.id))
    await house.offers(mode=Mode.COLLECTIVE, assignments=both)
    async with house.storage.writing() as unit:
        found = await unit.event_types.event_type(theirs.id)
        assert found is not None
        await unit.event_types.save(replace(found, mode=Mode.COLLECTIVE, assignments=both[::-1]))
        await unit.commit()
    other = {"host_id": carl.id, "event_type_id": theirs.id}
    return [guest(house, n, **(other if n % 2 else {})) for n in range(ALL)]


OVERLAPS = [
    one_slot,
    unequal_lengths,
    pending_approvals,
    holds_and_bookings,
    moves_and_bookings,
    opposite_hosts,
]
Wishes = Callable[[House], Awaitable[list[Command]]]


@pytest.mark.parametrize("wishes", [*OVERLAPS, restored_and_bookings])
async def test_exactly_one_gets_the_time(database_url: str, house: House, wishes: Wishes) -> None:
    ended = await race(database_url, house.world, await wishes(house))
    assert ended[WON] == 1
    assert set(ended) <= {WON, Code.TAKEN, Code.BUSY, Code.HELD, Code.NO_HOST}


@pytest.mark.parametrize("wishes", OVERLAPS)
async def test_without_the_claims_several_get_it(database_url: str, house: House, wishes: Wishes) -> None:
    await disarm(database_url)
    ended = await race_unguarded(database_url, house.world, (await wishes(house))[:20])
    assert ended[WON] > 1


# -- what is counted -------------------------------------------------------------------------------


async def seats(house: House) -> tuple[int, list[Command]]:
    await house.offers(seats=40)
    return 40, [guest(house, n) for n in range(ALL)]


async def first_two_seats(house: House) -> tuple[int, list[Command]]:
    await house.offers(seats=3)
    return 2, [guest(house, 1, seats=1), guest(house, 2, seats=2), guest(house, 3, seats=2)][:2]


async def seats_held_and_booked(house: House) -> tuple[int, list[Command]]:
    await house.offers(seats=10)
    return 10, [guest(house, n) if n % 2 else kept(house, n) for n in range(ALL)]


async def last_seat(house: House) -> tuple[int, list[Command]]:
    """Some move into the class, others book it."""
    await house.offers(seats=4)
    for number in range(3):
        await house.booked(**_named(200 + number))
    standing = [await house.booked("11:00", **_named(300 + number)) for number in range(4)]
    moves = [MoveBooking(booking_id=each.id, by=Side.INVITEE, start=at("10:00", 24)) for each in standing]
    return 1, [*moves, *(guest(house, n) for n in range(ALL - len(moves)))]


async def day_limit(house: House) -> tuple[int, list[Command]]:
    await house.do(ChangeHost(host_id=house.host.id, rules=Rules(daily_limit=3)))
    return 3, [scattered(house, n % 16, **_named(n)) for n in range(ALL)]


async def week_limit(house: House) -> tuple[int, list[Command]]:
    await house.do(ChangeHost(host_id=house.host.id, rules=Rules(weekly_limit=3)))
    return 3, [scattered(house, n) for n in range(ALL)]


async def minutes_a_month(house: House) -> tuple[int, list[Command]]:
    await house.offers(rules=Rules(monthly_minutes=100))
    return 3, [scattered(house, n) for n in range(ALL)]


async def one_time_link(house: House) -> tuple[int, list[Command]]:
    await house.offers(single_use=True)
    return 1, [scattered(house, n) for n in range(ALL)]


async def three_for_one_address(house: House) -> tuple[int, list[Command]]:
    """Everybody books under one address, with hosts who know nothing of each other."""
    commands: list[Command] = []
    for index in range(5):
        host = await house.colleague(f"Host {index}")
        event_type = (await house.ask_desk(host)).event_types[0].id
        theirs = {"host_id": host.id, "event_type_id": event_type, "email": "bob@example.com"}
        commands += [scattered(house, n, **theirs, request_id=f"{index} {n}") for n in range(20)]
    return 3, commands


async def turns(house: House) -> tuple[int, list[Command]]:
    """Everybody wants one time; as many can have it as there are hosts."""
    hosts = [house.host, *[await house.colleague(f"Host {n}") for n in range(7)]]
    parts = tuple(Assignment(host_id=each.id) for each in hosts)
    await house.offers(mode=Mode.ROUND_ROBIN, assignments=parts)
    return len(hosts), [guest(house, n) for n in range(ALL)]


async def one_of_each_group(house: House) -> tuple[int, list[Command]]:
    """Anna is in none of them: two of sales and four engineers can hold two meetings at one time."""
    sales = [await house.colleague(f"Seller {n}") for n in range(2)]
    engineers = [await house.colleague(f"Engineer {n}") for n in range(4)]
    parts = (
        *(Assignment(host_id=each.id, group="sales") for each in sales),
        *(Assignment(host_id=each.id, group="engineering") for each in engineers),
    )
    await house.offers(mode=Mode.ROUND_ROBIN, assignments=parts)
    return 2, [guest(house, n) for n in range(ALL)]


COUNTS = [
    seats,
    first_two_seats,
    seats_held_and_booked,
    last_seat,
    day_limit,
    week_limit,
    minutes_a_month,
    one_time_link,
    three_for_one_address,
    turns,
    one_of_each_group,
]
Counts = Callable[[House], Awaitable[tuple[int, list[Command]]]]
ENDINGS = {
    WON,
    Code.TAKEN,
    Code.BUSY,
    Code.HELD,
    Code.NO_HOST,
    Code.SEATS_FULL,
    Code.LIMIT,
    Code.DURATION_LIMIT,
    Code.EVENT_TYPE_PAUSED,
    Code.TOO_MANY_BOOKINGS,
}


@pytest.mark.parametrize("wishes", COUNTS)
async def test_as_many_win_as_there_is_room_for(database_url: str, house: House, wishes: Counts) -> None:
    most, commands = await wishes(house)
    ended = await race(database_url, house.world, commands)
    assert ended[WON] == most
    assert set(ended) <= ENDINGS


@pytest.mark.parametrize("wishes", [each for each in COUNTS if each is not first_two_seats])
async def test_without_the_guard_more_win_than_there_is_room_for(
    database_url: str, house: House, wishes: Counts
) -> None:
    most, commands = await wishes(house)
    if wishes in (turns, one_of_each_group, day_limit, week_limit, minutes_a_month):
        await disarm(database_url)
    ended = await race_unguarded(database_url, house.world, commands[: max(20, 2 * most)])
    assert ended[WON] > most


async def test_in_turns_each_host_is_booked_once(database_url: str, house: House) -> None:
    most, commands = await turns(house)
    await race(database_url, house.world, commands)
    hosts: list[Host] = []
    async with house.storage.reading() as unit:
        for command in commands:
            assert isinstance(command, Book)
            booking = await unit.bookings.by_request(command.request_id)
            hosts += [booking.host_id] if booking else []  # type: ignore[list-item]
    assert len(hosts) == len(set(hosts)) == most


# -- several dates at once -------------------------------------------------------------------------

WEEKDAYS = tuple(at("10:00", day) for day in (24, 25, 26, 27))


def series(house: House, number: int) -> BookSeries:
    """Return how one of many books Tuesday to Friday at 10."""
    return BookSeries(
        request_id=f"series {number}",
        host_id=house.host.id,
        event_type_id=house.intro,
        starts=WEEKDAYS,
        length=30,
        name="Bob",
        email=f"guest{number}@example.com",
        zone="UTC",
        verified=True,
    )


async def series_and_single(house: House) -> list[Command]:
    return [
        series(house, n) if n % 2 else guest(house, n, start=WEEKDAYS[n // 2 % len(WEEKDAYS)])
        for n in range(ALL)
    ]


async def of_the_week(house: House) -> list[Booking]:
    whole = Interval(at("00:00", 24), at("00:00", 28))
    async with house.storage.reading() as unit:
        return list(await unit.bookings.of_host(house.host.id, whole, ACTIVE))


async def test_a_series_is_booked_whole_or_not_at_all(database_url: str, house: House) -> None:
    ended = await race(database_url, house.world, await series_and_single(house))
    bookings = await of_the_week(house)
    assert len({each.slot.start for each in bookings}) == len(bookings) == len(WEEKDAYS)
    whole = Counter(each.series_id for each in bookings if each.series_id)
    assert set(whole.values()) <= {len(WEEKDAYS)}
    assert ended[WON] == len(whole) + sum(each.series_id is None for each in bookings)
    assert set(ended) <= {WON, Code.TAKEN, Code.BUSY, Code.SERIES}


async def test_without_the_claims_a_series_meets_others(database_url: str, house: House) -> None:
    await disarm(database_url)
    commands = (await series_and_single(house))[:20]
    await race_unguarded(database_url, house.world, commands)
    bookings = await of_the_week(house)
    assert len(bookings) > len({each.slot.start for each in bookings})


async def test_the_same_request_twice_at_once_books_one_series(database_url: str, house: House) -> None:
    ended = await race(database_url, house.world, [series(house, 1)] * 20)
    assert ended == {WON: 20}
    assert len(await of_the_week(house)) == len(WEEKDAYS)


async def test_the_same_request_twice_at_once_books_once(database_url: str, house: House) -> None:
    ended = await race(database_url, house.world, [guest(house, 1)] * 20)
    assert ended == {WON: 20}
    assert len(await of_the_week(house)) == 1
