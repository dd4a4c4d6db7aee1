"""What can be asked: free times, reasons, agendas, bookings, pages."""

from datetime import timedelta

import pytest

from core.booking import Side, Status
from core.commands import CancelBooking, HoldSlot
from core.errors import Code, Refused
from core.interval import Interval
from core.queries import Agenda, Cause, FindSlots, HostDesk, MyBookings, Query, ShowBooking, ShowHost, WhyNot
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House

TUESDAY = Interval(at("00:00", 24), at("00:00", 25))


def slots(house: House, **other: object) -> FindSlots:
    fields = {
        "host_id": house.host.id,
        "event_type_id": house.intro,
        "length": 30,
        "within": TUESDAY,
        **other,
    }
    return FindSlots(**fields)  # type: ignore[arg-type]


def why(house: House, clock: str, **other: object) -> WhyNot:
    fields = {
        "host_id": house.host.id,
        "event_type_id": house.intro,
        "length": 30,
        "start": at(clock, 24),
        **other,
    }
    return WhyNot(**fields)  # type: ignore[arg-type]


async def test_free_times_come_with_host_event_type_and_horizon(house: House) -> None:
    await house.booked("10:00")
    found = await house.ask(slots(house))
    assert found.slots[0] == Interval(at("09:00", 24), at("09:30", 24))
    assert at("10:00", 24) not in {each.start for each in found.slots}
    assert (found.host, found.event_type) == (house.host, house.desk.event_types[0])
    assert found.horizon.start == at("09:00")  # an hour's notice


async def test_whatever_is_asked_nothing_outside_the_horizon_is_found(house: House) -> None:
    forever = Interval(at("00:00").replace(year=1990), at("00:00").replace(year=9990))
    found = await house.ask(slots(house, within=forever))
    assert found.slots
    assert all(found.horizon.start <= each.start < found.horizon.end for each in found.slots)
    long_ago = Interval(at("00:00").replace(year=1990), at("00:00").replace(year=1991))
    assert (await house.ask(slots(house, within=long_ago))).slots == ()


async def test_a_held_time_is_offered_to_its_owner_only(house: House) -> None:
    await house.do(
        HoldSlot(
            host_id=house.host.id, event_type_id=house.intro, start=at("10:00", 24), length=30, owner="bob"
        )
    )
    assert [each.cause for each in await house.ask(why(house, "10:00"))] == [Cause.HELD]
    assert await house.ask(why(house, "10:00", owner="bob")) == ()
    house.world.clock.tick(minutes=10)
    assert await house.ask(why(house, "10:00")) == ()


async def test_reasons_name_the_meeting_in_the_way(house: House) -> None:
    booking = await house.booked("10:00")
    (obstacle,) = await house.ask(why(house, "10:00"))
    assert (obstacle.cause, obstacle.facts["booking"]) == (Cause.BUSY, booking.id)
    assert await house.ask(why(house, "10:00", moving=booking.id)) == ()


async def test_the_daily_limit_counts_bookings_that_are_far_from_the_time_in_question(house: House) -> None:
    for number in range(10):
        await house.booked(f"{9 + number // 2:02d}:{number % 2 * 30:02d}", email=f"guest{number}@example.com")
    (obstacle,) = await house.ask(why(house, "16:30"))
    assert (obstacle.cause, obstacle.facts["limit"]) == (Cause.LIMIT, 10)


async def test_an_agenda_shows_what_stands_by_start(house: House) -> None:
    late, early = await house.booked("15:00"), await house.booked("10:00")
    gone = await house.booked("12:00")
    await house.do(CancelBooking(booking_id=gone.id, by=Side.HOST))
    assert await house.ask(Agenda(host_id=house.host.id, within=TUESDAY)) == (early, late)
    cancelled = Agenda(host_id=house.host.id, within=TUESDAY, statuses=frozenset({Status.CANCELLED}))
    assert [each.id for each in await house.ask(cancelled)] == [gone.id]


async def test_ones_own_bookings_are_shown_until_they_are_over(house: House) -> None:
    bob = await house.person()
    mine = await house.booked(person_id=bob.id)
    await house.booked("11:00")
    assert await house.ask(MyBookings(person_id=bob.id)) == (mine,)
    house.world.clock.set(mine.slot.end + timedelta(minutes=1))
    assert await house.ask(MyBookings(person_id=bob.id)) == ()


async def test_a_booking_is_shown_with_host_and_event_type(house: House) -> None:
    booking = await house.booked()
    shown = await house.ask(ShowBooking(booking_id=booking.id))
    assert (shown.booking, shown.host, shown.event_type) == (booking, house.host, house.desk.event_types[0])


@pytest.mark.parametrize(
    ("query", "what"),
    [
        (ShowBooking(booking_id=ident("none")), "booking"),
        (ShowHost(username="nobody"), "host"),
        (HostDesk(host_id=ident("none")), "host"),
    ],
)
async def test_what_is_missing_is_named(house: House, query: Query, what: str) -> None:
    with pytest.raises(Refused) as refused:
        await house.ask(query)
    assert (refused.value.refusal.code, refused.value.refusal.facts["what"]) == (Code.NOT_FOUND, what)


async def test_an_event_type_of_another_host_is_missing(house: House) -> None:
    with pytest.raises(Refused, match="not_found"):
        await house.ask(slots(house, event_type_id=ident("none")))
