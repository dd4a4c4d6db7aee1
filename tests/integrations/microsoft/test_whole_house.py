"""The whole way: a house whose host keeps her calendar at Microsoft, which tells of changes at the house's own door."""

from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic

from aiohttp.test_utils import TestServer

from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.calendars import Provider, Trouble, WhenEdited
from core.commands import ConnectAccount
from core.queries import ShowHost
from tests.calendars.stage import Stage, at, span
from tests.integrations.microsoft.conftest import REFRESH, TOKEN

PUBLIC = "http://parley.test"


class Outlook(Stage):
    """Anna's house, and her Outlook."""

    def __init__(self, house, world, diary, letters):
        super().__init__(house, world, diary.service, letters)
        self.diary, self.mailbox, self.server = diary, diary.mailbox, diary.server

    async def connect(self):
        """Connect her account as it is after she has allowed it, and have it watched."""
        found = await self.service.calendars(self.diary.access)
        await self.house.desk.perform(
            ConnectAccount(
                host_id=self.page.host.id,
                provider=Provider.MICROSOFT,
                subject="anna",
                name="anna@example.com",
                secrets={"access_token": TOKEN, "refresh_token": REFRESH},
                expires_at=self.world.clock.now() + timedelta(hours=1),
                calendars=tuple(found),
            )
        )
        await self.settle()
        await self.room.watching.renew()
        await self.settle()

    async def tell(self):
        """Have Graph tell of what has changed, and the house do what it does then."""
        answers = await self.server.tell(self.server.notices())
        await self.settle()
        return answers

    async def busy(self, during):
        """Return what the house knows to be taken."""
        async with self.house.storage.reading() as uow:
            seen = await uow.calendars.seen([self.page.host.id], during)
        return [taken for taken, _ in seen[self.page.host.id].busy]

    def events(self):
        """Return what stands in her calendar."""
        return list(self.mailbox.shelves[self.diary.remote].events.values())


@asynccontextmanager
async def anna_in_outlook(diary, world):
    diary.configure(base_url="https://parley.example")
    diary.server.https_only = False
    letters = Letters()

    def serve(_settings, _world):
        return Services(calendars={Provider.MICROSOFT: diary.service})

    async with stage_house(world, letters, serve=serve) as house, TestServer(house.web_app()) as server:
        ours = str(server.make_url("")).rstrip("/")
        diary.server.reach = lambda address: address.replace(PUBLIC, ours)
        stage = Outlook(house, world, diary, letters)
        await stage.anna.say("", choice="start")
        await stage.anna.say("Anna Berg, anna@example.org")
        await house.postman.run_once()
        await stage.anna.say(letters.kept[-1][1].code)
        stage.page = await house.desk.answer(ShowHost(username="anna"))
        await stage.connect()
        yield stage
        await house.calendars.drain()


async def test_what_is_written_in_outlook_takes_up_time_within_two_seconds(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        assert len(stage.server.subscriptions) == 1
        assert await stage.busy(span(12)) == []
        stage.mailbox.write(diary.remote, at(12), 30)
        begun = monotonic()
        assert await stage.tell() == [202]
        assert await stage.busy(span(12)) == [span(12)]
        assert monotonic() - begun < 2


async def test_what_was_not_told_is_found_by_reading(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        stage.mailbox.write(diary.remote, at(12), 30)
        stage.server.notices()  # lost
        await stage.settle(minutes=31)
        assert await stage.busy(span(12)) == [span(12)]


async def test_a_booking_stands_in_outlook_and_follows_what_is_done_to_it_there(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        await stage.rules(edited=WhenEdited.FOLLOW)
        booking = await stage.book(at(10))
        [event] = stage.events()
        assert event["start"]["dateTime"].startswith("2026-11-24T10:00")
        await stage.tell()
        assert (await stage.booking(booking)).version == 1
        stage.mailbox.move(event["id"], at(14), 30)
        await stage.tell()
        assert (await stage.booking(booking)).slot == span(14)
        assert [mail.to_email for mail in stage.mails("moved") if mail.to_side == "invitee"] == [
            "bob@example.org"
        ]
        await stage.tell()
        assert [each["id"] for each in stage.events()] == [event["id"]]


async def test_tokens_are_renewed_before_they_expire_and_when_they_do(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        await stage.settle(minutes=57)
        assert [form["refresh_token"] for form in diary.signs.asked] == [REFRESH]
        mailbox = stage.server.mailboxes.pop(TOKEN)  # worth nothing any more, before its time
        stage.server.mailboxes["another"] = mailbox
        diary.signs.good = {f"{REFRESH}-next": "another"}
        stage.mailbox.write(diary.remote, at(12), 30)
        await stage.settle(minutes=31)
        assert await stage.busy(span(12)) == [span(12)]
        assert (await stage.account()).trouble is Trouble.NONE


async def test_a_permission_that_was_withdrawn_is_told_once(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        await diary.withdraw()
        for _ in range(3):
            await stage.settle(minutes=31)
        assert (await stage.account()).trouble is Trouble.REVOKED
        told = [each for each in await stage.anna.replies() if "connect Outlook" in each]
        assert len(told) == 1


async def test_a_watch_that_ended_is_made_anew(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        [old] = stage.server.subscriptions.values()
        notice = stage.server.notice(old, "subscriptionRemoved")
        assert await stage.server.tell([notice], to="lifecycleNotificationUrl") == [202]
        stage.server.subscriptions.pop(old.raw["id"])
        await stage.settle()
        await stage.room.watching.renew()
        [new] = stage.server.subscriptions.values()
        assert new.raw["id"] != old.raw["id"]
        assert (await stage.calendar(diary.remote)).watch.id == new.raw["id"]


async def test_who_does_not_know_the_token_has_nothing_read(diary, world):
    async with anna_in_outlook(diary, world) as stage:
        [subscription] = stage.server.subscriptions.values()
        asked = len(stage.server.asked)
        await stage.server.tell([{**stage.server.notice(subscription), "clientState": "guessed"}])
        await stage.settle()
        assert len(stage.server.asked) == asked
