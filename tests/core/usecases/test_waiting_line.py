"""Whatever people do with a class and its waiting list, in whatever order, some things never happen."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.booking import Side
from core.commands import CancelBooking, Command, LapseSeat, LeaveWaitlist, TakeSeat
from core.errors import Refused
from core.event_types import EventType
from core.queries import ShowWaitlist
from core.waiting import Standing, Waiting
from storage import open_storage
from tests.core.usecases.conftest import House, settle
from tests.core.usecases.waiting import TEN, join, left, yoga_of
from tests.support.world import FrozenWorld

SEATS = 3
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("book", "join", "cancel", "call off", "leave", "take", "wait a while")),
        st.integers(0, 5),
        st.integers(1, SEATS),
    ),
    min_size=8,
    max_size=30,
)
NAMES = ("Ann", "Ben", "Cid", "Dee", "Eve", "Fay")


class Line:
    """A class of three seats, six people who want some, and what is known of them."""

    def __init__(self, house: House, yoga: EventType) -> None:
        self.house, self.yoga = house, yoga
        self.bookings: list[UUID] = []
        self.waiting: list[UUID] = []
        self.requests = 0

    async def take(self, step: tuple[str, int, int]) -> None:
        what, who, seats = step
        self.house.world.clock.tick(seconds=1)
        command = self._command(what, who, seats)
        if what == "wait a while":
            await self._pass_time()
        elif command is not None:
            await self._do(command)

    def _command(self, what: str, who: int, seats: int) -> Command | None:
        match what:
            case "book":
                self.requests += 1
                name = NAMES[who]
                return self.house.booking_of(
                    event_type_id=self.yoga.id,
                    name=name,
                    email=f"{name}{self.requests}@example.com",
                    seats=seats,
                    request_id=str(self.requests),
                )
            case "join":
                return join(self.house, self.yoga, NAMES[who], seats)
            case "cancel" | "call off" if self.bookings:
                by = Side.INVITEE if what == "cancel" else Side.HOST
                return CancelBooking(booking_id=self.bookings[who % len(self.bookings)], by=by)
            case "leave" if self.waiting:
                return LeaveWaitlist(waiting_id=self.waiting[who % len(self.waiting)])
            case "take" if self.waiting:
                return TakeSeat(waiting_id=self.waiting[who % len(self.waiting)])
            case _:
                return None

    async def _do(self, command: Command) -> None:
        try:
            value = (await self.house.do(command)).value
        except Refused:
            return
        if isinstance(value, Waiting):
            self.waiting.append(value.id)
        elif not isinstance(command, CancelBooking):
            self.bookings.append(value.id)

    async def _pass_time(self) -> None:
        """Let half an hour pass, and the offers that end in it."""
        self.house.world.clock.tick(minutes=31)
        for each in self.waiting:
            await self.house.do(LapseSeat(waiting_id=each))

    async def require_sense(self) -> None:
        line: Sequence[Waiting] = await self.house.ask(ShowWaitlist(host_id=self.house.host.id))
        offered = [each for each in line if each.standing is Standing.OFFERED]
        rest = [each for each in line if each.standing is Standing.WAITING]
        assert list(line) == [*offered, *rest]  # nobody was passed over
        assert [each.created_at for each in line] == sorted(each.created_at for each in line)
        taken = await self._booked()
        kept = sum(each.seats for each in offered)
        assert taken + kept <= SEATS
        assert await left(self.house, self.yoga) == SEATS - taken - kept
        if rest:  # whoever is first waits for more than there is
            assert rest[0].seats > SEATS - taken - kept

    async def _booked(self) -> int:
        async with self.house.storage.reading() as unit:
            found = [await unit.bookings.booking(each) for each in set(self.bookings)]
        return sum(each.seats for each in found if each and each.active)


async def _play(url: str, steps: Sequence[tuple[str, int, int]]) -> None:
    storage = open_storage(url)
    try:
        house = await settle(storage, FrozenWorld())
        line = Line(house, await yoga_of(house, SEATS))
        for step in steps:
            await line.take(step)
            assert house.world.clock.now() < TEN
            await line.require_sense()
    finally:
        await storage.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_seats_go_to_who_came_first_and_never_twice(
    sqlite_template: Path, tmp_path: Path, steps: list[tuple[str, int, int]]
) -> None:
    path = tmp_path / "line.db"
    for each in tmp_path.glob("line.db*"):
        each.unlink()
    shutil.copyfile(sqlite_template, path)
    asyncio.run(_play(f"sqlite:///{path}", steps))
