"""Whatever order things happen in, calendar and bookings agree in the end, and nothing of the host's own is touched."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.frozen import FrozenWorld
from bot.rehearse import Letters
from bot.settings import Settings
from bot.wiring import Outlets, build
from bot.wiring.services import Services
from core import syncing
from core.booking import Side
from core.calendars import CalendarRules, Provider, WhenEdited
from core.commands import Book, CancelBooking, ConnectAccount, MoveBooking, RegisterHost
from core.errors import Refused, Transient
from core.interval import Interval
from core.people import Person
from core.ports.calendars import Sign
from storage import open_storage
from tests.calendars.stage import SUBJECT, WORK, at
from tests.support.calendars.memory import MemoryService, listed

SLOTS = [at(hour, day=day) for day in (24, 25, 26) for hour in (9, 10, 11, 12, 13, 14)]
HALF = timedelta(minutes=30)
starts = st.sampled_from(SLOTS)
places = st.integers(0, 7)
MAIL = {"email": "anna@example.org", "email_verified": True}


class Forgetful(MemoryService):
    """Does what it is asked for, and then sometimes its answer is lost on the way."""

    def __init__(self, clock):
        super().__init__(clock)
        self.lost = 0

    async def put(self, access, calendar, draft, known):
        written = await super().put(access, calendar, draft, known)
        self._lose()
        return written

    async def remove(self, access, calendar, entry):
        await super().remove(access, calendar, entry)
        self._lose()

    def _lose(self):
        if self.lost:
            self.lost -= 1
            raise Transient("the answer was lost")


class Converging(RuleBasedStateMachine):
    """One host, one calendar, and everything that can happen to them."""

    template: Path
    edited = WhenEdited.FOLLOW

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="parley-converging-")
        path = Path(self.folder.name) / "parley.db"
        shutil.copyfile(self.template, path)
        self.url = f"sqlite:///{path}"
        self.world = FrozenWorld()
        self.service = Forgetful(self.world.clock)
        self.own = {}
        self.bookings = []
        self.late = []
        self.count = 0
        self.house = None

    def run(self, awaitable):
        return self.runner.run(awaitable)

    @initialize()
    def begin(self):
        self.service.open(SUBJECT, listed(WORK, "Work", primary=True, zone="Europe/Berlin"))
        self._open()
        self.run(self._settle_anna())

    def _open(self):
        config = {
            "DATABASE_URL": self.url,
            "PARLEY_SECRET_KEY": "converging " * 4,
            "PARLEY_BASE_URL": "http://parley.test",
        }
        self.storage = open_storage(self.url, keys=(bytes(32),))
        outlets = Outlets(serve=lambda *_: Services(calendars={Provider.GOOGLE: self.service}))
        self.house = build(Settings.model_validate(config), self.storage, self.world, Letters(), outlets)

    async def _close(self):
        await self.house.calendars.drain()
        await self.house.desk.drain()
        await self.storage.close()

    async def _settle_anna(self):
        now = self.world.clock.now()
        person = Person(id=self.world.chance.uuid(), name="Anna", created_at=now, updated_at=now)
        async with self.storage.writing() as uow:
            await uow.people.add_person(person)
            await uow.commit()
        perform = self.house.desk.perform
        registered = await perform(RegisterHost(person_id=person.id, name="Anna", zone="Europe/Berlin"))
        self.desk = registered.value
        async with self.storage.writing() as uow:
            host = await uow.people.host(self.desk.host.id)
            await uow.people.save_host(
                replace(host, calendar_rules=CalendarRules(edited=self.edited), **MAIL)
            )
            await uow.commit()
        await perform(
            ConnectAccount(
                host_id=self.desk.host.id,
                provider=Provider.GOOGLE,
                subject=SUBJECT,
                name="anna@example.com",
                secrets={"access_token": "first"},
                calendars=(listed(WORK, "Work", primary=True, zone="Europe/Berlin"),),
            )
        )

    # -- what the invitees do ----------------------------------------------------------------------

    @rule(start=starts)
    def book(self, start):
        self.count += 1
        event_type = self.desk.event_types[0]
        command = Book(
            request_id=f"{self.count}",
            host_id=self.desk.host.id,
            event_type_id=event_type.id,
            start=start,
            length=event_type.lengths[0],
            name="Bob",
            email=f"bob{self.count}@example.org",
            zone="Europe/Berlin",
            verified=True,
        )
        outcome = self._try(command)
        if outcome:
            self.bookings.append(outcome.value)

    @precondition(lambda self: self.bookings)
    @rule(which=places, start=starts)
    def move(self, which, start):
        booking = self.bookings[which % len(self.bookings)]
        self._try(MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=start))

    @precondition(lambda self: self.bookings)
    @rule(which=places)
    def cancel(self, which):
        booking = self.bookings[which % len(self.bookings)]
        self._try(CancelBooking(booking_id=booking.id, by=Side.INVITEE))

    def _try(self, command):
        try:
            return self.run(self.house.desk.perform(command))
        except Refused:
            return None

    # -- what the host does in the calendar --------------------------------------------------------

    @rule(start=starts, name=st.sampled_from(["dentist", "school", "gym"]))
    def write_own(self, start, name):
        during = Interval(start, start + HALF)
        self.service.write(SUBJECT, WORK, during, named=name)
        self.own[name] = during

    @precondition(lambda self: self.own)
    @rule(which=places)
    def delete_own(self, which):
        name = sorted(self.own)[which % len(self.own)]
        self.service.delete(SUBJECT, WORK, name)
        del self.own[name]

    @precondition(lambda self: self._ours())
    @rule(which=places, start=starts)
    def move_ours(self, which, start):
        event = self._ours()[which % len(self._ours())]
        self.service.write(SUBJECT, WORK, Interval(start, start + event.during.length), named=event.remote)

    @precondition(lambda self: self._ours())
    @rule(which=places)
    def delete_ours(self, which):
        self.service.delete(SUBJECT, WORK, self._ours()[which % len(self._ours())].remote)

    def _ours(self):
        return [each for each in self.service.standing(SUBJECT, WORK) if each.booking_id]

    # -- what happens in between -------------------------------------------------------------------

    @rule()
    def carry_out(self):
        self.run(self.house.postman.run_once())

    @rule()
    def read(self):
        self.run(self.house.calendars.sync.settled())

    @rule(times=st.integers(1, 3), late=st.booleans())
    def push(self, times, late):
        for watch, hook in list(self.service.kept[SUBJECT][WORK].watches.items()):
            self.late += [(watch, hook.token)] * (times if late else 0)
            for _ in range(0 if late else times):
                self.run(self.house.calendars.pushes(watch, hook.token, Sign.CHANGED))

    @precondition(lambda self: self.late)
    @rule()
    def late_push(self):
        self.run(self.house.calendars.pushes(*self.late.pop(), Sign.CHANGED))

    @rule()
    def watch(self):
        self.run(self.house.calendars.watching.renew())

    @rule(away=st.booleans())
    def provider_is_away(self, away):
        self.service.trouble = Transient("away") if away else None

    @rule()
    def lose_an_answer(self):
        self.service.lost += 1

    @rule()
    def forget_cursors(self):
        self.service.forget_cursors(SUBJECT, WORK)

    @rule()
    def restart(self):
        self.run(self._close())
        self._open()

    @rule(minutes=st.sampled_from([1, 31, 200]))
    def wait(self, minutes):
        self.world.clock.tick(minutes=minutes)

    # -- in the end --------------------------------------------------------------------------------

    def teardown(self):
        try:
            if self.house and hasattr(self, "desk"):
                self.run(self._come_to_rest())
                self.run(self._agrees())
        finally:
            if self.house:
                self.run(self._close())
            self.runner.close()
            self.folder.cleanup()

    async def _come_to_rest(self):
        self.service.trouble, self.service.lost = None, 0
        for _ in range(6):
            self.world.clock.tick(minutes=61)
            for _ in range(12):
                await self.house.calendars.sync.settled()
                if not await self.house.postman.run_once():
                    break

    async def _agrees(self):
        now = self.world.clock.now()
        standing = self.service.standing(SUBJECT, WORK)
        assert {each.remote: each.during for each in standing if not each.booking_id} == self.own
        async with self.storage.reading() as uow:
            calendar = (await uow.calendars.calendars(self.desk.host.id))[0]
            copy = await uow.calendars.copy(calendar.id, syncing.cover(now))
            assert {each.remote: each.during for each in copy} == {
                each.remote: each.during for each in standing if each.during.overlaps(syncing.cover(now))
            }
            for booking in self.bookings:
                await self._shown(
                    uow, booking, [each for each in standing if each.booking_id == booking.id], now
                )

    async def _shown(self, uow, before, events, now):
        booking = await uow.bookings.booking(before.id)
        entry = await uow.calendars.entry(booking.id, self.desk.host.id)
        assert len(events) <= 1
        if booking.slot.end <= now:
            return
        if not booking.active:
            assert events == []
        elif events and events[0].during == booking.slot:
            assert entry.during == booking.slot
        else:  # then the host was asked, and has not answered
            asked = "entry_moved" if events else "entry_deleted"
            assert await uow.post.begun(f"note:{asked}:{booking.id}:"), (booking, events)


class Asking(Converging):
    """The same with a host who wants to be asked."""

    edited = WhenEdited.ASK


@pytest.mark.parametrize("machine", [Converging, Asking])
def test_calendar_and_bookings_agree_in_the_end(machine, sqlite_template):
    machine.template = sqlite_template
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
