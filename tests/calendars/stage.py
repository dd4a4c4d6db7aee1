"""A house with calendars: Anna is a host on Berlin time whose calendar `work` is at a service in memory."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.frozen import FrozenWorld
from bot.messages import Address
from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.booking import Side
from core.calendars import CalendarRules, Provider
from core.commands import Book, ConnectAccount, MoveBooking
from core.interval import Interval
from core.queries import ShowBooking, ShowHost
from tests.bot.stage import ANNA, Talker
from tests.support.calendars.memory import MemoryService, listed

SUBJECT = "anna"
WORK = "work"
BOB = Address(channel="webchat", room="bob", thread="@anna/intro")


def at(hour, minute=0, *, day=24):
    """An instant in November 2026, UTC; Berlin is an hour ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def span(hour, minute=0, *, minutes=30, day=24):
    return Interval.of(at(hour, minute, day=day), minutes)


class Stage:
    """What tests do with the house."""

    def __init__(self, house, world, service, letters):
        self.house, self.world, self.service, self.letters = house, world, service, letters
        self.room = house.calendars
        self.anna = Talker(house, world, ANNA)
        self.bob = Talker(house, world, BOB)
        self.page = None
        self.booked = 0

    async def settle(self, minutes=0):
        """Let time pass, everything due be read and carried out, until nothing is left to do."""
        if minutes:
            self.world.clock.tick(minutes=minutes)
        for _ in range(20):
            await self.room.sync.settled()
            if not await self.house.postman.run_once():
                break
        await self.house.desk.drain()

    async def connect(self, provider=Provider.GOOGLE, subject=SUBJECT, **more):
        outcome = await self.house.desk.perform(
            ConnectAccount(
                host_id=self.page.host.id,
                provider=provider,
                subject=subject,
                email="anna@example.com",
                name="anna@example.com",
                secrets={"access_token": "first", "refresh_token": "more"},
                calendars=tuple(each.listed for each in self.service.kept[subject].values()),
                **more,
            )
        )
        await self.settle()
        return outcome.value

    async def rules(self, **rules):
        async with self.house.storage.writing() as uow:
            host = await uow.people.host(self.page.host.id)
            await uow.people.save_host(replace(host, calendar_rules=CalendarRules(**rules)))
            await uow.commit()

    async def book(self, start, *, person_id=None, email="bob@example.org", name="Bob"):
        event_type = self.page.event_types[0]
        self.booked += 1
        outcome = await self.house.desk.perform(
            Book(
                request_id=f"request {self.booked}",
                host_id=self.page.host.id,
                event_type_id=event_type.id,
                start=start,
                length=event_type.lengths[0],
                person_id=person_id,
                name=name,
                email=email,
                zone="Europe/Berlin",
                verified=True,
            )
        )
        await self.settle()
        return outcome.value

    async def booking(self, booking):
        return (await self.house.desk.answer(ShowBooking(booking_id=booking.id))).booking

    async def move(self, booking, start, by=Side.INVITEE):
        await self.house.desk.perform(MoveBooking(booking_id=booking.id, by=by, start=start))
        await self.settle()

    async def calendar(self, name=WORK):
        async with self.house.storage.reading() as uow:
            found = await uow.calendars.calendars(self.page.host.id)
        return next(each for each in found if each.remote == name)

    async def account(self):
        async with self.house.storage.reading() as uow:
            return next(iter(await uow.calendars.accounts(self.page.host.id)), None)

    async def entry(self, booking):
        async with self.house.storage.reading() as uow:
            return await uow.calendars.entry(booking.id, self.page.host.id)

    def standing(self, name=WORK):
        return self.service.standing(SUBJECT, name)

    def ours(self, booking):
        return next((each for each in self.standing() if each.booking_id == booking.id), None)

    async def tap(self, talker, label):
        """Tap the button of the last message that is called so."""
        lines = await self.house.desk.lines(talker.address, "", 200)
        choices = [each for line in lines if not line.mine for each in line.outgoing.choices]
        token = next(each.token for each in reversed(choices) if each.label == label)
        said = await talker.say("", choice=token)
        await self.settle()
        return said

    async def labels(self, talker):
        lines = await self.house.desk.lines(talker.address, "", 200)
        return [each.label for each in lines[-1].outgoing.choices]

    def mails(self, news):
        return [letter for _, letter in self.letters.kept if letter.news == news]


@asynccontextmanager
async def a_house_with_calendars(*, connected=True, pushes=True, url=None, service=None):
    """Open a house in which Anna has registered, with or without her calendar connected."""
    world, letters = FrozenWorld(), Letters()
    service = service or MemoryService(world.clock, pushes=pushes)
    service.open(SUBJECT, listed(WORK, "Work", primary=True, zone="Europe/Berlin"), listed("home", "Home"))

    def serve(settings, world):
        return Services(calendars={Provider.GOOGLE: service})

    async with stage_house(world, letters, serve=serve) as house:
        stage = Stage(house, world, service, letters)
        await stage.anna.say("", choice="start")
        await stage.anna.say("Anna Berg, anna@example.org")
        await house.postman.run_once()
        await stage.anna.say(letters.kept[-1][1].code)
        stage.page = await house.desk.answer(ShowHost(username="anna"))
        if connected:
            await stage.connect()
        yield stage
        await house.calendars.drain()


HOUR = timedelta(hours=1)
