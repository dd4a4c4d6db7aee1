"""A whole house on a Google of our own: bookings appear there, what is done there comes back, pushes and tokens included."""

import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web

from bot.frozen import FrozenWorld
from bot.rehearse import Letters
from bot.settings import Settings
from bot.wiring import build
from core.booking import Side
from core.calendars import Provider, Trouble, WhenEdited
from core.commands import CancelBooking, ConnectAccount
from core.errors import Refused
from core.queries import ShowHost
from storage import migrate, open_storage
from tests.calendars.stage import Stage, at, span
from tests.calendars.test_rooms_with_events import online
from tests.support.calendars.memory import listed
from tests.support.google import Person, Served, google
from tests.support.google.calendars import instant

EMAIL = "ann@example.com"


@dataclass
class GoogleHouse:
    """The house, its Google, and where the house is reached."""

    stage: Stage
    served: Served
    ann: Person
    url: str

    async def told(self) -> list[int]:
        """Have Google deliver its pushes, and everything happen that they cause."""
        answered = await self.served.deliver(self.url)
        await self.stage.settle()
        return answered

    def standing(self):
        """Return when events stand in Ann's calendar."""
        return [
            tuple(instant(each[edge], "Europe/Berlin") for edge in ("start", "end"))
            for each in self.ann.standing()
        ]


def settings_for(url: str, served: Served) -> Settings:
    """Return the settings of a house that has nothing but Google."""
    return Settings.model_validate(
        {
            "DATABASE_URL": url,
            "PARLEY_SECRET_KEY": "k" * 32,
            "PARLEY_BASE_URL": "https://parley.test",
            "CALENDAR_TOKEN_ENCRYPTION_KEY": "ab" * 32,
            **served.settings(),
        }
    )


@asynccontextmanager
async def a_house_on_google():
    """Open a house in which Anna has connected her Google."""
    world, letters = FrozenWorld(), Letters()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/parley.db"
        await migrate.upgrade(url)
        async with google(world.clock.now) as served:
            settings = settings_for(url, served)
            storage = open_storage(url, keys=settings.token_keys)
            house = build(settings, storage, world, letters)
            try:
                async with _reachable(house.web_app()) as address:
                    yield await _moved_in(Stage(house, world, None, letters), served, address)
            finally:
                await house.calendars.drain()
                await house.desk.drain()
                await storage.close()


@asynccontextmanager
async def _reachable(app):
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _moved_in(stage: Stage, served: Served, address: str) -> GoogleHouse:
    await stage.anna.say("", choice="start")
    await stage.anna.say("Anna Berg, anna@example.org")
    await stage.house.postman.run_once()
    await stage.anna.say(stage.letters.kept[-1][1].code)
    stage.page = await stage.house.desk.answer(ShowHost(username="anna"))
    ann = served.google.person(EMAIL, "Europe/Berlin")
    await stage.house.desk.perform(
        ConnectAccount(
            host_id=stage.page.host.id,
            provider=Provider.GOOGLE,
            subject="sub",
            email=EMAIL,
            name=EMAIL,
            secrets=served.grant(ann),
            calendars=(listed(EMAIL, "Ann", primary=True, zone="Europe/Berlin"),),
        )
    )
    await stage.settle()
    await stage.house.calendars.watching.renew()
    opened = GoogleHouse(stage, served, ann, address)
    assert await opened.told() == [200]
    return opened


async def test_a_booking_appears_is_moved_there_and_the_invitee_is_told():
    async with a_house_on_google() as here:
        await here.stage.rules(edited=WhenEdited.FOLLOW)
        booking = await here.stage.book(at(10))
        assert here.standing() == [(span(10).start, span(10).end)]
        await here.told()
        [event] = here.ann.standing()
        here.ann.move(event["id"], at(14), 30)
        assert set(await here.told()) == {200}
        assert (await here.stage.booking(booking)).slot == span(14)
        assert "bob@example.org" in [mail.to_email for mail in here.stage.mails("moved")]
        assert here.standing() == [(span(14).start, span(14).end)]


async def test_a_booking_that_is_cancelled_is_taken_out():
    async with a_house_on_google() as here:
        booking = await here.stage.book(at(10))
        await here.stage.house.desk.perform(CancelBooking(booking_id=booking.id, by=Side.INVITEE))
        await here.stage.settle()
        assert here.standing() == []


async def test_what_is_new_in_the_calendar_shuts_its_time_as_soon_as_google_tells():
    async with a_house_on_google() as here:
        here.ann.meet(at(10), 30, summary="Dentist")
        assert await here.told() == [200]
        with pytest.raises(Refused):
            await here.stage.book(at(10))


async def test_a_push_that_got_lost_is_healed_by_reading_on():
    async with a_house_on_google() as here:
        booking = await here.stage.book(at(10))
        await here.stage.rules(edited=WhenEdited.FOLLOW)
        await here.told()
        [event] = here.ann.standing()
        here.ann.move(event["id"], at(15), 30)
        here.served.google.notices.clear()
        await here.stage.settle(minutes=31)
        await here.stage.house.calendars.sync.due()
        await here.stage.settle()
        assert (await here.stage.booking(booking)).slot == span(15)


async def test_pushes_that_come_twice_and_late_change_nothing_more():
    async with a_house_on_google() as here:
        await here.stage.rules(edited=WhenEdited.FOLLOW)
        booking = await here.stage.book(at(10))
        [event] = here.ann.standing()
        here.ann.move(event["id"], at(14), 30)
        late = list(here.served.google.notices)
        await here.told()
        here.served.google.notices = [*late, *reversed(late)]
        assert set(await here.told()) == {200}
        moved = await here.stage.booking(booking)
        assert (moved.slot, moved.sequence) == (span(14), 1)


async def test_tokens_are_renewed_without_anybody_noticing():
    async with a_house_on_google() as here:
        here.served.expire()
        await here.stage.book(at(10))
        assert here.standing() == [(span(10).start, span(10).end)]
        here.stage.world.clock.tick(hours=2)
        await here.stage.book(at(11, day=25))
        assert len(here.standing()) == 2


async def test_cursors_that_google_forgot_cost_one_reading_of_all():
    async with a_house_on_google() as here:
        kept = here.ann.calendar()
        kept.oldest = len(kept.journal) + 1
        here.ann.meet(at(10), 30)
        here.ann.meet(at(11), 30)
        kept.oldest = len(kept.journal)
        await here.told()
        for hour in (10, 11):
            with pytest.raises(Refused):
                await here.stage.book(at(hour))
        assert 410 in [each.status for each in here.served.exchanges]


async def test_a_permission_that_was_withdrawn_is_noted_once():
    async with a_house_on_google() as here:
        here.served.withdraw(here.ann)
        for _ in range(3):
            here.stage.world.clock.tick(minutes=31)
            await here.stage.house.calendars.sync.due()
            await here.stage.settle()
        async with here.stage.house.storage.reading() as uow:
            [account] = await uow.calendars.accounts(here.stage.page.host.id)
        assert account.trouble is Trouble.REVOKED
        told = [each for each in await here.stage.anna.replies() if "Google" in each]
        assert len(told) == len(set(told)) >= 1


async def test_a_meeting_room_of_google_reaches_the_invitee_also_if_it_comes_late():
    async with a_house_on_google() as here:
        await online(here.stage)
        here.served.google.room = "never"
        booking = await here.stage.book(at(10))
        assert (await here.stage.booking(booking)).place.detail == ""
        here.served.google.room = "pending"
        for _ in range(4):
            await here.stage.settle(minutes=5)
        link = (await here.stage.booking(booking)).place.detail
        assert link.startswith("https://meet.google.com/")
        mails = [each.booking["place"]["detail"] for each in here.stage.mails("linked")]
        assert set(mails) == {link}
        assert len(here.standing()) == 1
