"""Bookings and holds of several hosts: whom they are found for, whose time they take, on both engines."""

from dataclasses import replace

import pytest

from core.booking import ACTIVE, COUNTING, Booking, Status
from core.errors import Code, Refused
from core.ports import Share
from core.situation import Load
from storage import Database
from tests.storage.examples import after, booking, event_type, hold, ident, settle_anna, settle_hosts, span

ANNA, BEN, CLEO = (ident(f"host {name}") for name in ("anna", "ben", "cleo"))
ALL = (ANNA, BEN, CLEO)
INTRO = event_type().id


@pytest.fixture(autouse=True)
async def three(storage: Database) -> None:
    """Anna, Ben and Cleo are hosts."""
    await settle_anna(storage)
    await settle_hosts(storage, "ben", "cleo")


async def keep(storage: Database, *bookings: Booking) -> None:
    async with storage.writing() as unit:
        for each in bookings:
            await unit.bookings.add(each)
        await unit.commit()


async def save(storage: Database, changed: Booking) -> Booking:
    async with storage.writing() as unit:
        saved = await unit.bookings.save(changed)
        await unit.commit()
    return saved


async def refused(storage: Database, wanted: Booking) -> bool:
    try:
        await keep(storage, wanted)
    except Refused as caught:
        return caught.refusal.code is Code.TAKEN
    return False


async def test_a_booking_is_found_for_each_of_its_hosts_once(storage: Database) -> None:
    solo, both = booking("solo", 0, 30, host_id=BEN), booking("both", 60, 90, co_hosts=(BEN, CLEO))
    await keep(storage, both, solo)
    async with storage.reading() as unit:
        of_hosts, around = unit.bookings.of_hosts, span(-10, 500)
        assert await unit.bookings.booking(both.id) == both
        assert await of_hosts((ANNA,), around, ACTIVE) == [both]
        assert await of_hosts((BEN,), around, ACTIVE) == [solo, both]
        assert await of_hosts(ALL, around, ACTIVE) == [solo, both]
        assert await unit.bookings.of_host(CLEO, around, ACTIVE) == [both]
        assert await of_hosts((CLEO,), span(90, 120), ACTIVE) == []
        assert await of_hosts((CLEO,), span(0, 60), ACTIVE) == []
        assert await of_hosts((CLEO,), around, frozenset({Status.CANCELLED})) == []
        assert await of_hosts((), around, ACTIVE) == []


@pytest.mark.parametrize("who", ALL)
async def test_a_booking_takes_the_time_of_each_of_its_hosts(storage: Database, who: object) -> None:
    await keep(storage, booking("all", co_hosts=(BEN, CLEO)))
    assert await refused(storage, booking("x", 75, 105, host_id=who))
    assert not await refused(storage, booking("y", 90, 105, host_id=who))


async def test_a_further_host_who_is_busy_refuses_the_whole_booking(storage: Database) -> None:
    await keep(storage, booking("cleo's", 75, 80, host_id=CLEO))
    assert await refused(storage, booking("all", co_hosts=(BEN, CLEO)))
    assert not await refused(storage, booking("without", co_hosts=(BEN,)))


async def test_a_move_takes_every_host_along(storage: Database) -> None:
    both = booking("both", co_hosts=(BEN,))
    await keep(storage, both)
    moved = await save(storage, replace(both, slot=span(200, 230)))
    assert moved.version == 2
    assert not await refused(storage, booking("freed", host_id=BEN))
    assert await refused(storage, booking("x", 215, 220, host_id=BEN))
    async with storage.reading() as unit:
        assert await unit.bookings.of_host(BEN, span(200, 230), ACTIVE) == [moved]
        assert moved not in await unit.bookings.of_host(BEN, span(60, 90), ACTIVE)


async def test_who_leaves_gets_their_time_back_and_who_comes_gives_it(storage: Database) -> None:
    both = booking("both", co_hosts=(BEN,))
    await keep(storage, both)
    changed = await save(storage, replace(both, co_hosts=(CLEO,)))
    assert not await refused(storage, booking("ben's", host_id=BEN))
    assert await refused(storage, booking("cleo's", host_id=CLEO))
    async with storage.reading() as unit:
        assert changed not in await unit.bookings.of_host(BEN, span(0, 100), ACTIVE)
        assert await unit.bookings.of_host(CLEO, span(0, 100), ACTIVE) == [changed]


async def test_a_booking_that_is_handed_over_leaves_its_first_host(storage: Database) -> None:
    await keep(storage, booking("solo"))
    handed = await save(storage, replace(booking("solo"), host_id=BEN))
    assert not await refused(storage, booking("anna's"))
    assert await refused(storage, booking("ben's", host_id=BEN))
    async with storage.reading() as unit:
        assert await unit.bookings.of_host(BEN, span(0, 100), ACTIVE) == [handed]


async def test_a_further_host_who_becomes_the_first_takes_part_once(storage: Database) -> None:
    both = booking("both", co_hosts=(BEN, CLEO))
    await keep(storage, both)
    changed = await save(storage, replace(both, host_id=BEN, co_hosts=(CLEO,)))
    assert not await refused(storage, booking("anna's"))
    async with storage.reading() as unit:
        assert await unit.bookings.of_hosts((BEN, CLEO), span(0, 100), ACTIVE) == [changed]
        loads = await unit.bookings.loads((BEN, CLEO), span(0, 100))
        assert {each.host_id for each in loads} == {BEN, CLEO}
        assert len(loads) == 2


async def test_a_cancelled_booking_frees_everybody_and_stays_in_their_history(storage: Database) -> None:
    both = booking("both", co_hosts=(BEN,))
    await keep(storage, both)
    cancelled = await save(storage, replace(both, status=Status.CANCELLED))
    assert not await refused(storage, booking("ben's", host_id=BEN))
    async with storage.reading() as unit:
        found = await unit.bookings.of_host(BEN, span(0, 100), frozenset({Status.CANCELLED}))
        assert found == [cancelled]
    with pytest.raises(Refused):
        await save(storage, replace(cancelled, status=Status.CONFIRMED))


async def test_a_hold_keeps_the_time_of_each_of_its_hosts_until_it_expires(storage: Database) -> None:
    kept = hold("team", co_hosts=(BEN, CLEO), seats=2)
    async with storage.writing() as unit:
        await unit.bookings.add_hold(kept, after(0))
        await unit.commit()
    assert await refused(storage, booking("x", host_id=CLEO))
    async with storage.reading() as unit:
        assert await unit.bookings.holds_of(ALL, span(0, 100), after(9)) == [kept]
        assert await unit.bookings.holds(CLEO, span(0, 100), after(9)) == [kept]
        assert await unit.bookings.holds_of((BEN,), span(0, 60), after(9)) == []
        assert await unit.bookings.holds_of(ALL, span(0, 100), after(10)) == []
        assert await unit.bookings.hold_of("owner team", after(9)) == [kept]
    assert not await refused(storage, booking("y", host_id=CLEO, updated_at=after(10)))


async def test_loads_are_told_for_each_host_and_count_what_starts(storage: Database) -> None:
    both = booking("both", 60, 90, co_hosts=(BEN,), session=ident("class"))
    await keep(storage, both, booking("early", 0, 30), booking("off", 200, 230, status=Status.CANCELLED))
    async with storage.reading() as unit:
        assert await unit.bookings.loads((BEN, CLEO), span(0, 500)) == [
            Load(booking_id=both.id, host_id=BEN, event_type_id=INTRO, slot=both.slot, session=both.session)
        ]
        assert len(await unit.bookings.loads(ALL, span(0, 500))) == 3
        assert await unit.bookings.loads((BEN,), span(61, 500)) == []
        assert await unit.bookings.loads((BEN,), span(0, 60)) == []


async def test_what_was_held_is_a_load_and_what_was_called_off_is_none(storage: Database) -> None:
    await keep(
        storage, *(booking(each.value, 30 * n, 30 * n + 30, status=each) for n, each in enumerate(Status))
    )
    async with storage.reading() as unit:
        loads = await unit.bookings.loads((ANNA,), span(0, 500))
    assert {each.booking_id for each in loads} == {ident(f"booking {each.value}") for each in COUNTING}


async def test_shares_count_what_was_made_since_for_each_host(storage: Database) -> None:
    made = [booking(f"{n}", 100 * n, 100 * n + 30, created_at=after(n), co_hosts=(BEN,)) for n in range(4)]
    await keep(storage, *made, booking("done", -90, -60, status=Status.COMPLETED, created_at=after(9)))
    await keep(storage, booking("off", status=Status.CANCELLED, created_at=after(9)))
    async with storage.reading() as unit:
        assert await unit.bookings.shares(INTRO, ALL, after(2)) == {
            ANNA: Share(count=3, last=after(9)),
            BEN: Share(count=2, last=after(3)),
            CLEO: Share(),
        }
        assert await unit.bookings.shares(ident("another"), (ANNA,), after(0)) == {ANNA: Share()}
