"""Anna's house with services of calendars in memory, as tests of talking about them need it."""

from contextlib import asynccontextmanager
from dataclasses import replace

from bot.calendar_wishes import CONNECTED
from bot.frozen import FrozenWorld
from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.calendars import Provider, RemoteCalendar, Trouble
from core.commands import ConnectAccount
from core.queries import ShowCalendars, ShowHost
from tests.bot.stage import ANNA, Talker
from tests.support.calendars.memory import MemoryService

ANN = RemoteCalendar(remote="ann", name="Ann", primary=True, writable=True)
WORK = RemoteCalendar(remote="work", name="Work", writable=True)
FEASTS = RemoteCalendar(remote="feasts", name="Feasts")


class Home:
    """Anna's house, with services of calendars in memory."""

    def __init__(self, house, world, anna):
        self.house, self.world, self.anna = house, world, anna

    async def host(self):
        return (await self.house.desk.answer(ShowHost(username="anna"))).host

    async def accounts(self):
        return await self.house.desk.answer(ShowCalendars(host_id=(await self.host()).id))

    async def chosen(self):
        every = [c for account in await self.accounts() for c in account.calendars]
        return {c.name for c in every if c.checked}, next((c.name for c in every if c.target), "")

    async def connect(self, *calendars, provider=Provider.GOOGLE, subject="1", name="ann@example.com"):
        """Connect an account, as a page does after the consent; return what the talk is told."""
        command = ConnectAccount(
            host_id=(await self.host()).id,
            provider=provider,
            subject=subject,
            email=name if "@" in name else "",
            name=name,
            secrets={"access_token": "secret"},
            calendars=calendars or (ANN, WORK, FEASTS),
        )
        account = (await self.house.desk.perform(command)).value
        return await self.anna.say("", choice=f"{CONNECTED}{account.id}")

    async def breaks(self, trouble=Trouble.UNREACHABLE, name="Ann"):
        """Have a calendar be out of reach, or with REVOKED its account."""
        now = self.world.clock.now()
        async with self.house.storage.writing() as unit:
            for account in await self.accounts():
                if trouble is Trouble.REVOKED:
                    await unit.calendars.save_account(replace(account.account, trouble=trouble, since=now))
                for each in account.calendars:
                    if each.name == name and trouble is not Trouble.REVOKED:
                        await unit.calendars.save_calendar(replace(each, trouble=trouble, since=now))
            await unit.commit()

    async def tap(self, label):
        """Tap the newest choice of that label."""
        lines = await self.house.desk.lines(ANNA, "", 200)
        choices = [c for line in lines if not line.mine for c in line.outgoing.choices]
        found = next(c for c in reversed(choices) if c.label == label)
        return await self.anna.say("", choice=found.token)

    async def labels(self):
        lines = await self.house.desk.lines(ANNA, "", 200)
        return [c.label for c in next(line for line in reversed(lines) if not line.mine).outgoing.choices]


@asynccontextmanager
async def a_home(*providers):
    world, letters = FrozenWorld(), Letters()
    offered = providers or tuple(Provider)

    def serve(settings, outside):
        return Services(calendars={each: MemoryService(outside.clock) for each in offered})

    async with stage_house(world, letters, serve=serve) as house:
        anna = Talker(house, world, ANNA)
        await anna.say("", choice="start")
        await anna.say("Anna Berg, anna@example.org")
        await house.postman.run_once()
        await anna.say(letters.kept[-1][1].code)
        yield Home(house, world, anna)
