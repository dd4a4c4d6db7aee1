"""Whatever people do to bookings, in whatever order, some things never happen; on both engines."""

import asyncio
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.booking import COUNTING, Booking, Hold, Proposal, Side, Status
from core.commands import (
    AnswerRequest,
    Book,
    CancelBooking,
    Command,
    CreateEventType,
    FinishBooking,
    HoldSlot,
    MoveBooking,
    ProposeTime,
    Undo,
)
from core.errors import Code, Refused
from core.event_types import Assignment, EventType, Mode
from core.interval import Interval
from core.people import Rules
from core.queries import FindSlots, Found
from storage import dialects, open_storage
from storage.tables import claim
from tests.core.examples import at
from tests.core.usecases.conftest import settle
from tests.support import postgres
from tests.support.databases import TEMPLATE
from tests.support.world import FrozenWorld

DAYS = Interval(at("00:00", 24), at("00:00", 27))
SEATS, DAILY, WEEKLY = 3, 4, 7
SLOTS = [at("09:00", day) + timedelta(minutes=30 * n) for day in (24, 25, 26) for n in range(16)]
OWNERS = ("talk one", "talk two", "page")
MODERATE = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
SIDES = st.sampled_from((Side.HOST, Side.INVITEE))
starts = st.sampled_from(SLOTS)
numbers = st.integers(0, 10_000)


class Life(RuleBasedStateMachine):
    """Three hosts with a meeting, a request, a class, a meeting of all and one in turns."""

    run: Callable[..., Any]
    make: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.guests = 0
        self.sequences: dict[UUID, int] = {}
        self.storage = open_storage(self.make())
        self.run(self._begin())

    def teardown(self) -> None:
        self.run(self.storage.close())

    # -- what there is -----------------------------------------------------------------------------

    async def _begin(self) -> None:
        world = FrozenWorld()
        self.house = await settle(self.storage, world)
        self.hosts = [self.house.host, *[await self.house.colleague(name) for name in ("Carl", "Dora")]]
        rules = (Rules(), Rules(buffer_after=15), Rules(buffer_before=10))
        for index, own in enumerate(rules):
            host = self.hosts[index]
            limits = replace(
                host.rules,
                buffer_before=own.buffer_before or 0,
                buffer_after=own.buffer_after or 0,
                daily_limit=DAILY,
                weekly_limit=WEEKLY,
            )
            self.hosts[index] = await self.house.hires(host, rules=limits)
        parts = tuple(Assignment(host_id=each.id) for each in self.hosts)
        self.kinds = [
            await self._made("Meeting"),
            await self._made("Request", approval=True),
            await self._made("Class", seats=SEATS),
            await self._made("All", mode=Mode.COLLECTIVE, assignments=parts),
            await self._made("Turns", mode=Mode.ROUND_ROBIN, assignments=parts),
            await self._made("Class of two", mode=Mode.COLLECTIVE, assignments=parts[:2], seats=SEATS),
        ]

    async def _made(self, title: str, **fields: Any) -> EventType:
        command = CreateEventType(host_id=self.hosts[0].id, title=title, rules=Rules(step=30))
        made: EventType = (await self.house.do(command)).value
        async with self.storage.writing() as unit:
            saved = await unit.event_types.save(replace(made, **fields))
            await unit.commit()
        return saved

    async def _bookings(self) -> list[Booking]:
        whole = Interval(at("00:00", 20), at("00:00", 30))
        async with self.storage.reading() as unit:
            ids = [each.id for each in self.hosts]
            return list(await unit.bookings.of_hosts(ids, whole, frozenset(Status)))

    async def _holds(self) -> list[Hold]:
        whole = Interval(at("00:00", 20), at("00:00", 30))
        now = self.house.world.clock.now()
        async with self.storage.reading() as unit:
            return list(await unit.bookings.holds_of([each.id for each in self.hosts], whole, now))

    async def _claims(self) -> set[tuple[UUID, UUID]]:
        ids = [each.id for each in self.hosts]
        async with self.storage.reading() as unit:
            statement = sa.select(claim.c.id, claim.c.host_id).where(
                dialects.among(claim.c.host_id, "host_ids"), claim.c.kind == "booking"
            )
            rows = await unit._transaction.rows(statement, host_ids=ids)
        return {(row.id, row.host_id) for row in rows}

    def _try(self, command: Command) -> Any:
        """Carry a command out; return its value, or the code with which it was refused."""
        try:
            return self.run(self.house.do(command)).value
        except Refused as refused:
            return refused.refusal.code

    def _any(self, number: int) -> Booking | None:
        bookings = sorted(self.run(self._bookings()), key=lambda each: each.request_id)
        return bookings[number % len(bookings)] if bookings else None

    def _request(self, kind: EventType, start: datetime, **other: Any) -> Book:
        self.guests += 1
        own = {"email": f"guest{self.guests}@example.com", "request_id": f"{self.guests:04d}"}
        return self.house.booking_of(event_type_id=kind.id, start=start, **{**own, **other})

    def _offered(self, kind: EventType, **other: Any) -> list[datetime]:
        query = FindSlots(host_id=self.hosts[0].id, event_type_id=kind.id, length=30, within=DAYS, **other)
        found: Found = self.run(self.house.ask(query))
        return [each.start for each in found.slots]

    # -- what people do ----------------------------------------------------------------------------

    @initialize()
    def nothing(self) -> None:
        assert self.run(self._bookings()) == []

    @rule(kind=numbers, start=starts, seats=st.integers(1, 2))
    def book(self, kind: int, start: datetime, seats: int) -> None:
        wanted = self.kinds[kind % len(self.kinds)]
        seats = seats if wanted.seats > 1 else 1
        offered = start in self._offered(wanted, seats=seats)
        booked = self._try(self._request(wanted, start, seats=seats))
        assert isinstance(booked, Booking) == offered, booked

    @rule(kind=numbers, number=numbers)
    def book_what_is_offered(self, kind: int, number: int) -> None:
        wanted = self.kinds[kind % len(self.kinds)]
        offered = self._offered(wanted)
        if offered:
            start = offered[number % len(offered)]
            assert isinstance(self._try(self._request(wanted, start)), Booking)

    @rule(kind=numbers, start=starts, owner=st.sampled_from(OWNERS))
    def hold(self, kind: int, start: datetime, owner: str) -> None:
        wanted = self.kinds[kind % len(self.kinds)]
        offered = start in self._offered(wanted, owner=owner)
        command = HoldSlot(
            host_id=self.hosts[0].id, event_type_id=wanted.id, start=start, length=30, owner=owner
        )
        assert isinstance(self._try(command), Hold) == offered

    @rule(owner=st.sampled_from(OWNERS))
    def book_what_is_held(self, owner: str) -> None:
        holds = [each for each in self.run(self._holds()) if each.owner == owner and each.moving is None]
        for hold in holds[:1]:
            kind = next(each for each in self.kinds if each.id == hold.event_type_id)
            booked = self._try(self._request(kind, hold.slot.start, owner=owner))
            if not isinstance(booked, Booking):
                assert booked in {Code.TOO_SOON, Code.PAST, Code.LIMIT}
            elif booked.host_ids != hold.host_ids:
                # A limit was reached meanwhile; another of those who take turns steps in.
                assert kind.mode is Mode.ROUND_ROBIN
                assert self._is_full(hold)

    def _is_full(self, hold: Hold) -> bool:
        """Say whether a host whose time is held has as many meetings that day, or that week, as they take."""
        counting = [each for each in self.run(self._bookings()) if each.status in COUNTING]
        met = meetings(counting)
        day = hold.slot.start.date()
        return any(
            len(met[host_id][day]) >= DAILY or sum(map(len, met[host_id].values())) >= WEEKLY
            for host_id in hold.host_ids
        )

    @rule(number=numbers, start=starts, by=SIDES)
    def move(self, number: int, start: datetime, by: Side) -> None:
        booking = self._any(number)
        if booking:
            after = self._try(MoveBooking(booking_id=booking.id, by=by, start=start))
            if isinstance(after, Booking):
                assert (after.id, after.host_ids) == (booking.id, booking.host_ids)

    @rule(number=numbers, choice=numbers, owner=st.sampled_from(OWNERS))
    def move_to_what_is_offered(self, number: int, choice: int, owner: str) -> None:
        booking = self._any(number)
        if booking is None or not booking.active or booking.slot.end <= self.house.world.clock.now():
            return
        kind = next(each for each in self.kinds if each.id == booking.event_type_id)
        offered = [
            each for each in self._offered(kind, moving=booking.id, owner=owner) if each != booking.slot.start
        ]
        if offered:
            start = offered[choice % len(offered)]
            command = MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=start, owner=owner)
            assert isinstance(self._try(command), Booking)

    @rule(number=numbers, by=SIDES)
    def cancel(self, number: int, by: Side) -> None:
        booking = self._any(number)
        if booking:
            self._try(CancelBooking(booking_id=booking.id, by=by))

    @rule(number=numbers, by=SIDES, accept=st.booleans())
    def answer(self, number: int, by: Side, accept: bool) -> None:
        booking = self._any(number)
        if booking:
            self._try(AnswerRequest(booking_id=booking.id, by=by, accept=accept))

    @rule(number=numbers, by=SIDES, start=starts)
    def propose(self, number: int, by: Side, start: datetime) -> None:
        booking = self._any(number)
        if booking:
            proposal = Proposal(by=by, slot=Interval.of(start, 30))
            self._try(ProposeTime(booking_id=booking.id, proposal=proposal))

    @rule(number=numbers)
    def take_back(self, number: int) -> None:
        booking = self._any(number)
        if booking:
            self._try(Undo(actor=f"invitee:{booking.id}"))
            self._try(Undo(actor=f"host:{self.hosts[number % 3].id}"))

    @rule(number=numbers, took_place=st.booleans())
    def finish(self, number: int, took_place: bool) -> None:
        booking = self._any(number)
        if booking:
            self._try(FinishBooking(booking_id=booking.id, by=Side.HOST, took_place=took_place))

    @rule(minutes=st.sampled_from((1, 10, 90, 24 * 60)))
    @precondition(lambda self: self.house.world.clock.now() < at("17:00", 26))
    def time_passes(self, minutes: int) -> None:
        self.house.world.clock.tick(minutes=minutes)

    @rule()
    def expire(self) -> None:
        async def sweep() -> None:
            async with self.storage.writing() as unit:
                await unit.bookings.drop_expired(self.house.world.clock.now())
                await unit.commit()

        self.run(sweep())

    # -- what never happens ------------------------------------------------------------------------

    @invariant()
    def some_things_never_happen(self) -> None:
        bookings, holds, claims = (
            self.run(self._bookings()),
            self.run(self._holds()),
            self.run(self._claims()),
        )
        active = [each for each in bookings if each.active]
        nobody_is_in_two_places([*active, *(each for each in holds if each.moving is None)])
        no_seat_is_sold_twice([*active, *holds])
        no_limit_is_passed([each for each in bookings if each.status in COUNTING])
        assert claims == {(b.id, host_id) for b in active for host_id in b.host_ids}
        for each in bookings:
            assert each.sequence >= self.sequences.get(each.id, 0)
            self.sequences[each.id] = each.sequence
            assert each.meant == each.slot.start.replace(tzinfo=None)


def nobody_is_in_two_places(taking: Sequence[Booking | Hold]) -> None:
    claims: dict[UUID, list[tuple[Interval, UUID]]] = defaultdict(list)
    for each in taking:
        for host_id in each.host_ids:
            claims[host_id].append((each.claim, each.subject))
    for taken in claims.values():
        for one, subject in taken:
            assert not any(one.overlaps(other) and subject != s for other, s in taken)


def no_seat_is_sold_twice(taking: Sequence[Booking | Hold]) -> None:
    seats: Counter[UUID] = Counter()
    for each in taking:
        if each.session:
            seats[each.session] += each.seats
    assert all(count <= SEATS for count in seats.values())


def meetings(counting: Sequence[Booking]) -> dict[UUID, dict[date, set[UUID]]]:
    """Return the meetings of each host by date; those who sit in one class make one."""
    met: dict[UUID, dict[date, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for each in counting:
        for host_id in each.host_ids:
            met[host_id][each.slot.start.date()].add(each.subject)
    return met


def no_limit_is_passed(counting: Sequence[Booking]) -> None:
    for days in meetings(counting).values():
        assert all(len(subjects) <= DAILY for subjects in days.values())
        assert sum(len(subjects) for subjects in days.values()) <= WEEKLY


Fresh = Callable[[], str]
"""Makes an empty, migrated database and returns its address."""


@pytest.fixture
def fresh_sqlite(sqlite_template: Path, tmp_path: Path) -> Fresh:
    def make() -> str:
        path = tmp_path / "life.db"
        for each in tmp_path.glob("life.db*"):
            each.unlink()
        shutil.copyfile(sqlite_template, path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture
def fresh_postgres(postgres_server: postgres.Server) -> Iterator[Fresh]:
    made: list[str] = []

    def make() -> str:
        if made:
            postgres_server.drop(made[-1])
        made.append(f"life_{len(made)}")
        return postgres_server.create(made[-1], TEMPLATE)

    yield make
    postgres_server.drop(made[-1])


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_whatever_people_do(engine: str, request: pytest.FixtureRequest) -> None:
    fresh: Fresh = request.getfixturevalue(f"fresh_{engine}")
    with asyncio.Runner() as runner:

        class OnThis(Life):
            run = staticmethod(runner.run)
            make = staticmethod(fresh)

        run_state_machine_as_test(OnThis, settings=MODERATE)  # type: ignore[no-untyped-call]
