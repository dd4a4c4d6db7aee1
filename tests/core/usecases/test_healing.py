"""Zone data change, local times do not: bookings are put at their new instant once, and both sides are told once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.booking import Booking, Invitee, Side, Status, session_id
from core.commands import CancelBooking, CreateEventType, HealBookings, Healed, JoinWaitlist, Outcome
from core.effects import News, Notice
from core.errors import Code
from core.interval import Interval
from core.queries import ShowBooking, ShowWaitlist
from core.usecases.healing import meant_slot, misplaced
from jobs.healing import heal_all
from tests.core import examples
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House
from tests.support.zones import NAME, write, zone_of_our_own


@pytest.fixture
def zones(tmp_path: Path) -> Iterator[Path]:
    """Two hours ahead of UTC, so that 10:00 there is 8:00 UTC."""
    with zone_of_our_own(tmp_path, 2):
        yield tmp_path


async def put(house: House, name: str, clock: str = "10:00", **other: Any) -> Booking:
    """Keep a booking that was meant for a local time of tomorrow, two hours ahead of UTC."""
    meant = at(clock, 24).replace(tzinfo=None)
    start = meant.replace(tzinfo=UTC) - timedelta(hours=2)
    booking = replace(
        examples.booking(start, other.pop("minutes", 60), id=ident(name), request_id=name),
        **{"host_id": house.host.id, "event_type_id": house.intro, "zone": NAME, "meant": meant, **other},
    )
    async with house.storage.writing() as unit:
        await unit.bookings.add(booking)
        await unit.commit()
    return booking


async def heal(house: House, **other: Any) -> Outcome:
    return await house.do(HealBookings(**other))


async def shown(house: House, booking: Booking) -> Booking:
    found: Booking = (await house.ask(ShowBooking(booking_id=booking.id))).booking
    return found


async def test_what_is_where_it_was_meant_is_left_alone(each_house: House, zones: Path) -> None:
    await put(each_house, "one")
    outcome = await heal(each_house)
    assert outcome.value == Healed(moved=(), stuck=(), last=None)
    assert (outcome.told, outcome.changes) == ((), ())


async def test_a_booking_follows_its_local_time_and_both_sides_are_told_once(
    each_house: House, zones: Path
) -> None:
    before = await put(each_house, "one")
    write(zones, 3)
    outcome = await heal(each_house)
    assert outcome.value == Healed(moved=(before.id,), stuck=(), last=None)
    after = await shown(each_house, before)
    assert after.slot == Interval.of(at("07:00", 24), 60)
    assert (after.meant, after.zone, after.sequence) == (before.meant, NAME, before.sequence + 1)
    assert [(each.news, each.by, each.booking, each.before) for each in outcome.told] == [
        (News.HEALED, Side.SYSTEM, after, before)
    ]
    assert [(each.verb, each.actor) for each in outcome.changes] == [("heal_bookings", "system")]
    again = await heal(each_house)
    assert (again.value.moved, again.told) == ((), ())


@pytest.mark.parametrize("hours", [1, 3])
async def test_neighbours_make_room_for_each_other(each_house: House, zones: Path, hours: int) -> None:
    before = [await put(each_house, f"at {n}", f"{n}:00") for n in (11, 10, 13, 12)]
    write(zones, hours)
    outcome = await heal(each_house)
    assert (len(outcome.value.moved), outcome.value.stuck) == (4, ())
    for each in before:
        after = await shown(each_house, each)
        assert after.slot.start - each.slot.start == timedelta(hours=2 - hours)


async def test_what_finds_its_time_taken_stays_and_is_named(each_house: House, zones: Path) -> None:
    first = await put(each_house, "one")
    other = await put(each_house, "two", "13:00")
    await put(each_house, "in the way", "09:00", zone="UTC", meant=None)
    write(zones, 3)
    outcome = await heal(each_house)
    assert outcome.value == Healed(moved=(other.id,), stuck=(first.id,), last=None)
    assert await shown(each_house, first) == first


async def test_pages_go_by_id_and_name_where_the_next_begins(house: House, zones: Path) -> None:
    ids = sorted([(await put(house, str(n), f"{2 * n + 10}:00")).id for n in range(5)])
    write(zones, 3)
    first = (await heal(house, limit=3)).value
    assert (set(first.moved), first.last) == (set(ids[:3]), ids[2])
    second = (await heal(house, limit=3, after=first.last)).value
    assert (set(second.moved), second.last) == (set(ids[3:]), None)


@pytest.mark.parametrize("limit", [0, 1001])
async def test_a_page_has_bounds(house: House, limit: int) -> None:
    assert (await house.refused(HealBookings(limit=limit))).code is Code.INVALID


async def test_where_a_page_ends_between_neighbours_another_round_moves_the_rest(
    house: House, zones: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [await put(house, f"at {n}", f"{n}:00") for n in range(10, 16)]
    write(zones, 1)

    async def perform(command: Any) -> Outcome:
        return await house.do(replace(command, limit=1))

    healed = await heal_all(perform)
    assert (len(healed.moved), healed.stuck) == (6, ())
    assert {(await shown(house, each)).slot.start - each.slot.start for each in before} == {
        timedelta(hours=1)
    }


async def test_rounds_end_when_what_is_stuck_stays_stuck(house: House, zones: Path) -> None:
    first = await put(house, "one")
    await put(house, "in the way", "09:00", zone="UTC", meant=None)
    await put(house, "two", "13:00")
    write(zones, 3)
    healed = await heal_all(house.do)
    assert (len(healed.moved), healed.stuck) == (1, (first.id,))


async def test_what_is_over_or_cancelled_is_not_looked_at(house: House, zones: Path) -> None:
    await put(house, "cancelled", status=Status.CANCELLED)
    await put(house, "over", "13:00")
    write(zones, 3)
    house.world.clock.tick(days=3)
    assert (await heal(house)).value.moved == ()


async def test_what_would_be_over_by_now_is_stuck(house: House, zones: Path) -> None:
    booking = await put(house, "one")
    write(zones, 3)
    house.world.clock.set(booking.slot.start - timedelta(minutes=30))
    assert (await heal(house)).value.stuck == (booking.id,)


async def test_a_zone_that_is_gone_or_was_never_noted_leaves_a_booking_where_it_is(
    house: House, zones: Path
) -> None:
    await put(house, "gone", zone="Parley/Gone")
    await put(house, "unknown", "12:00", meant=None)
    assert (await heal(house)).value == Healed(moved=(), stuck=(), last=None)


# -- classes ---------------------------------------------------------------------------------------


async def class_of(house: House) -> tuple[UUID, Booking, Booking]:
    """Return a class of an hour and a half with two of two seats taken."""
    yoga = (
        await house.do(CreateEventType(host_id=house.host.id, title="Yoga", lengths=(90,), seats=2))
    ).value
    session = session_id(yoga.id, Interval.of(at("08:00", 24) + timedelta(hours=2), 90))
    fields = {"event_type_id": yoga.id, "session": session, "minutes": 90}
    return yoga.id, await put(house, "ann", "12:00", **fields), await put(house, "ben", "12:00", **fields)


async def test_a_class_moves_as_a_whole(each_house: House, zones: Path) -> None:
    yoga, ann, ben = await class_of(each_house)
    write(zones, 1)
    outcome = await heal(each_house, limit=1)
    assert set(outcome.value.moved) == {ann.id, ben.id}
    slot = Interval.of(ann.slot.start + timedelta(hours=1), 90)
    for each in (ann, ben):
        after = await shown(each_house, each)
        assert (after.slot, after.session, after.status) == (slot, session_id(yoga, slot), each.status)


async def test_who_waits_for_a_class_waits_for_it_at_its_new_time(each_house: House, zones: Path) -> None:
    yoga, ann, ben = await class_of(each_house)
    invitee = Invitee(person_id=None, name="Cid", email="cid@example.com", zone="UTC")
    command = JoinWaitlist(
        host_id=each_house.host.id,
        event_type_id=yoga,
        start=ann.slot.start,
        length=90,
        invitee=invitee,
        verified=True,
    )
    waiting = (await each_house.do(command)).value
    write(zones, 1)
    await heal(each_house)
    (moved,) = await each_house.ask(ShowWaitlist(host_id=each_house.host.id))
    assert moved.slot.start - waiting.slot.start == timedelta(hours=1)
    freed = await each_house.do(CancelBooking(booking_id=ben.id, by=Side.INVITEE))
    assert [(each.notice, each.facts["waiting"]) for each in freed.notes] == [
        (Notice.SEAT_OFFERED, str(waiting.id))
    ]


async def test_a_class_that_finds_its_time_taken_stays_as_a_whole(each_house: House, zones: Path) -> None:
    _, ann, ben = await class_of(each_house)
    await put(each_house, "in the way", "14:00", zone="UTC", meant=None, minutes=30)
    write(zones, 1)
    outcome = await heal(each_house)
    assert (outcome.value.moved, set(outcome.value.stuck)) == ((), {ann.id, ben.id})
    assert [await shown(each_house, each) for each in (ann, ben)] == [ann, ben]


# -- what was meant --------------------------------------------------------------------------------


def meant(start: datetime, wall: str) -> Booking:
    return examples.booking(start, zone="Europe/Berlin", meant=datetime.fromisoformat(wall))


def test_a_time_that_a_clock_shows_twice_is_right_at_both_instants() -> None:
    for hour in (0, 1):
        start = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert not misplaced(meant(start, "2026-10-25T02:30"))
    assert misplaced(meant(datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "2026-10-25T02:30"))


def test_a_time_that_a_clock_jumps_over_is_meant_at_the_jump() -> None:
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert not misplaced(meant(jump, "2026-03-29T02:30"))
    late = meant(jump + timedelta(minutes=30), "2026-03-29T02:30")
    assert meant_slot(late) == Interval.of(jump, 30)
