"""Bookings and holds, on both engines."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.booking import ACTIVE, Booking, Hold, Invitee, Proposal, Side, Status
from core.errors import Code, ConflictError, Refused
from storage import Database
from tests.storage.examples import after, booking, hold, host, ident, person, span

pytestmark = pytest.mark.usefixtures("anna")

ANNA = ident("host anna")


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


async def keep_hold(storage: Database, kept: Hold, minute: float = 0) -> None:
    async with storage.writing() as unit:
        await unit.bookings.add_hold(kept, after(minute))
        await unit.commit()


async def holds(storage: Database, minute: float = 0) -> Sequence[Hold]:
    async with storage.reading() as unit:
        return await unit.bookings.holds(ANNA, span(-1000, 1000), after(minute))


async def test_a_booking_comes_back_as_it_was(storage: Database) -> None:
    full = booking(
        message="Grüße 👋",
        answers={"q2": "b", "q1": "a"},
        proposal=Proposal(by=Side.HOST, slot=span(200, 230), reason="later"),
        changed_by=Side.INVITEE,
        buffer_before=5,
        buffer_after=10,
    )
    await keep(storage, full)
    async with storage.reading() as unit:
        found = await unit.bookings.booking(full.id)
        assert found == full
        assert list(full.answers) == list(found.answers)
        assert await unit.bookings.by_request(full.request_id) == full
        assert await unit.bookings.by_request("another") is None
        assert await unit.bookings.booking(ident("nobody")) is None


async def test_what_is_not_committed_is_gone_with_its_claim(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.bookings.add(booking())
    async with storage.reading() as unit:
        assert await unit.bookings.booking(booking().id) is None
    await keep(storage, booking("other"))


async def test_a_save_on_an_old_version_conflicts(storage: Database) -> None:
    await keep(storage, booking())
    saved = await save(storage, replace(booking(), title="Other", sequence=1))
    assert saved == replace(booking(), title="Other", sequence=1, version=2)
    with pytest.raises(ConflictError):
        await save(storage, replace(booking(), title="Third"))


async def test_the_same_request_does_not_book_twice(storage: Database) -> None:
    await keep(storage, booking())
    with pytest.raises(ConflictError):
        await keep(storage, booking("other", 500, 530, request_id="request b"))


OVERLAPS = [
    pytest.param(booking("x", 60, 90), True, id="the same"),
    pytest.param(booking("x", 45, 61), True, id="a minute at the start"),
    pytest.param(booking("x", 89, 200), True, id="a minute at the end"),
    pytest.param(booking("x", 70, 75), True, id="inside"),
    pytest.param(booking("x", 0, 300), True, id="around"),
    pytest.param(booking("x", 30, 60), False, id="touching before"),
    pytest.param(booking("x", 90, 120), False, id="touching after"),
    pytest.param(booking("x", 30, 60, buffer_after=1), True, id="buffer after"),
    pytest.param(booking("x", 95, 120, buffer_before=6), True, id="buffer before"),
    pytest.param(booking("x", 95, 120, buffer_before=5), False, id="buffer touching"),
    pytest.param(booking("x", 60, 90, status=Status.CANCELLED), False, id="cancelled"),
    pytest.param(booking("x", 60, 90, status=Status.PENDING), True, id="pending"),
]


@pytest.mark.parametrize(("other", "taken"), OVERLAPS)
async def test_the_database_judges_overlaps(storage: Database, other: Booking, taken: bool) -> None:
    await keep(storage, booking())
    if not taken:
        await keep(storage, other)
        return
    with pytest.raises(Refused) as refused:
        await keep(storage, other)
    assert refused.value.refusal.code is Code.TAKEN


async def test_hosts_do_not_stand_in_each_others_way(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.people.add_person(person("ben"))
        await unit.people.add_host(host("ben"))
        await unit.bookings.add(booking())
        await unit.bookings.add(booking("x", host_id=host("ben").id))
        await unit.commit()
    async with storage.reading() as unit:
        assert await unit.bookings.of_host(host("ben").id, span(0, 100), ACTIVE) == [
            booking("x", host_id=host("ben").id)
        ]


async def test_a_booking_may_move_over_its_own_time_but_not_over_anothers(storage: Database) -> None:
    await keep(storage, booking(), booking("next", 120, 150))
    moved = await save(storage, replace(booking(), slot=span(75, 105)))
    with pytest.raises(Refused) as refused:
        await save(storage, replace(moved, slot=span(100, 130)))
    assert refused.value.refusal.code is Code.TAKEN
    await keep(storage, booking("freed", 60, 75))


async def test_a_cancelled_booking_frees_its_time_and_may_find_it_taken(storage: Database) -> None:
    await keep(storage, booking())
    cancelled = await save(storage, replace(booking(), status=Status.CANCELLED))
    await keep(storage, booking("quick"))
    with pytest.raises(Refused) as refused:
        await save(storage, replace(cancelled, status=Status.CONFIRMED))
    assert refused.value.refusal.code is Code.TAKEN


async def test_a_host_sees_what_touches_a_stretch_by_start(storage: Database) -> None:
    late, early = booking("late", 120, 150), booking("early", 0, 30)
    gone = booking("gone", 60, 90, status=Status.CANCELLED)
    await keep(storage, late, early, gone)
    async with storage.reading() as unit:
        of_host = unit.bookings.of_host
        assert await of_host(ANNA, span(0, 200), ACTIVE) == [early, late]
        assert await of_host(ANNA, span(0, 200), frozenset({Status.CANCELLED})) == [gone]
        assert await of_host(ANNA, span(0, 200), frozenset()) == []
        assert await of_host(ANNA, span(29, 120), ACTIVE) == [early]
        assert await of_host(ANNA, span(30, 121), ACTIVE) == [late]


async def test_a_person_sees_active_bookings_that_are_not_over(storage: Database) -> None:
    ben = Invitee(person_id=ident("ben"), name="Ben", zone="UTC")
    async with storage.writing() as unit:
        await unit.people.add_person(person("ben"))
        await unit.commit()
    over, running, later = (booking(f"{start}", start, start + 30, invitee=ben) for start in (0, 40, 80))
    await keep(storage, later, running, over, booking("not his", 200, 230))
    await keep(storage, booking("gone", 300, 330, invitee=ben, status=Status.CANCELLED))
    async with storage.reading() as unit:
        assert await unit.bookings.of_person(ident("ben"), after(30)) == [running, later]


async def test_bookings_are_counted_by_email_and_a_series_once(storage: Database) -> None:
    await keep(storage, booking("a", 0, 30), booking("b", 60, 90, created_at=after(5)))
    await keep(storage, booking("c", 0, 30, status=Status.CANCELLED, created_at=after(5)))
    async with storage.reading() as unit:
        assert await unit.bookings.of_email("ben@example.COM", after(0)) == 3
        assert await unit.bookings.of_email("ben@example.com", after(5)) == 2
        assert await unit.bookings.of_email("other@example.com", after(0)) == 0
    await keep(
        storage, *(booking(f"s{n}", 30 * n, 30 * n + 30, series_id=ident("series")) for n in range(10, 14))
    )
    async with storage.reading() as unit:
        assert await unit.bookings.of_email("ben@example.com", after(0)) == 4


async def test_ended_bookings_come_oldest_first(storage: Database) -> None:
    first, second, running = (booking(f"{n}", n, n + 30) for n in (0, 40, 80))
    await keep(storage, running, second, first, booking("asked", 200, 230, status=Status.PENDING))
    async with storage.reading() as unit:
        assert await unit.bookings.ended(after(110), 10) == [first, second]
        assert await unit.bookings.ended(after(500), 2) == [first, second]


async def test_a_hold_is_seen_until_it_expires(storage: Database) -> None:
    kept = hold(buffer_before=5)
    await keep_hold(storage, kept)
    assert await holds(storage, 9.99) == [kept]
    assert await holds(storage, 10) == []
    async with storage.reading() as unit:
        assert await unit.bookings.hold_of("owner h", after(9)) == [kept]
        assert await unit.bookings.hold_of("owner h", after(10)) == []
        assert await unit.bookings.hold_of("another", after(9)) == []
        assert await unit.bookings.holds(ANNA, span(0, 60), after(0)) == []


async def test_a_hold_stands_in_everybodys_way(storage: Database) -> None:
    await keep_hold(storage, hold())
    with pytest.raises(Refused) as refused:
        await keep(storage, booking("x", 75, 105))
    assert refused.value.refusal.code is Code.TAKEN
    with pytest.raises(Refused) as refused:
        await keep_hold(storage, hold("other", 85, 100))
    assert refused.value.refusal.code is Code.TAKEN


async def test_a_booking_stands_in_a_holds_way(storage: Database) -> None:
    await keep(storage, booking())
    with pytest.raises(Refused) as refused:
        await keep_hold(storage, hold("x", 85, 100))
    assert refused.value.refusal.code is Code.TAKEN
    assert await holds(storage) == []


async def test_an_expired_hold_stands_in_nobodys_way(storage: Database) -> None:
    await keep_hold(storage, hold())
    await keep_hold(storage, hold("second", expires_at=after(20)), 10)
    await keep(storage, booking(updated_at=after(20)))
    assert await holds(storage, 0) == []


async def test_a_new_hold_replaces_the_owners_earlier_one(storage: Database) -> None:
    await keep_hold(storage, hold())
    await keep_hold(storage, hold("second", 75, 105, owner="owner h"))
    assert await holds(storage) == [hold("second", 75, 105, owner="owner h")]


async def test_a_refused_hold_leaves_the_earlier_one(storage: Database) -> None:
    await keep(storage, booking("wall", 200, 230))
    await keep_hold(storage, hold())
    with pytest.raises(Refused):
        await keep_hold(storage, hold("second", 200, 230, owner="owner h"))
    assert await holds(storage) == [hold()]


async def test_dropped_holds_free_their_time(storage: Database) -> None:
    await keep_hold(storage, hold())
    async with storage.writing() as unit:
        assert await unit.bookings.drop_holds("another") == 0
        assert await unit.bookings.drop_holds("owner h") == 1
        await unit.bookings.add(booking())
        await unit.commit()
    assert await holds(storage) == []


async def test_expired_holds_are_dropped_and_others_kept(storage: Database) -> None:
    await keep_hold(storage, hold())
    await keep_hold(storage, hold("long", 100, 130, expires_at=after(20)))
    async with storage.writing() as unit:
        assert await unit.bookings.drop_expired(after(9)) == 0
        assert await unit.bookings.drop_expired(after(10)) == 1
        await unit.commit()
    assert await holds(storage) == [hold("long", 100, 130, expires_at=after(20))]


async def test_a_hold_for_a_move_may_overlap_its_own_booking_only(storage: Database) -> None:
    await keep(storage, booking(), booking("next", 120, 150))
    await keep_hold(storage, hold("move", 75, 105, moving=booking().id))
    with pytest.raises(Refused):
        await keep_hold(storage, hold("far", 105, 135, moving=booking().id))
    with pytest.raises(Refused):
        await keep(storage, booking("x", 95, 110))
    async with storage.writing() as unit:
        await unit.bookings.drop_holds("owner move")
        await unit.bookings.save(replace(booking(), slot=span(75, 105)))
        await unit.commit()
    await keep(storage, booking("freed", 60, 75))
