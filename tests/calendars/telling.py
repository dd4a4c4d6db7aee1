"""Conversations in which calendars take part: what happens in them stands between what people say."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from typing_extensions import override

from bot.calendar_wishes import CONNECTED
from bot.errands import digest
from bot.frozen import FrozenWorld
from bot.messages import Incoming
from bot.player import BadStep, Player
from bot.rehearse import Letters, Transcript, load_transcript, stage_house
from bot.settings import Settings
from bot.wires import WIRES
from bot.wiring import House
from bot.wiring.services import Services
from core.calendars import Provider, RemoteCalendar
from core.commands import ConnectAccount
from core.errors import Revoked, Transient
from core.interval import Interval
from core.ports import World
from core.zones import minute_of_day
from tests.support.calendars.memory import MemoryService

FOLDER = Path(__file__).parent / "told"
DOCS = FOLDER.parents[2] / "docs" / "calendars" / "talking.md"
ZONE = "Europe/Berlin"
SUBJECT = "anna"
MAIN = "anna"
LINK = re.compile(r"/connect/(\S+)")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
TIME = re.compile(r"(\d+) (\w+) (\d\d):(\d\d)-(\d\d):(\d\d)")
SEVERAL = (
    RemoteCalendar(remote=MAIN, name="Anna", zone=ZONE, primary=True, writable=True),
    RemoteCalendar(remote="team", name="Team", zone=ZONE, writable=True),
    RemoteCalendar(remote="birthdays", name="Birthdays", zone=ZONE),
)


def span(text: str) -> Interval:
    """Return a stretch of time of the year 2026 as it is written: `24 November 15:00-16:00`, on Berlin's clock."""
    found = TIME.search(text)
    if found is None:
        raise BadStep(f"when is {text!r}?")
    day, month, *clock = found.groups()
    on = date(2026, MONTHS.index(month) + 1, int(day))
    first, last = (int(h) * 60 + int(m) for h, m in (clock[:2], clock[2:]))
    return Interval(minute_of_day(on, first, ZONE), minute_of_day(on, last, ZONE))


class CalendarPlayer(Player):
    """Plays what people say, and steps `calendar: …` that tell what happens in Anna's Google account."""

    def __init__(self, house: House, world: FrozenWorld, service: MemoryService, *more: Any) -> None:
        super().__init__(house, world, *more)
        self.house, self.world, self.service = house, world, service

    @override
    async def step(self, step: Mapping[str, Any]) -> dict[str, Any]:
        (what, value), *_ = step.items()
        if what != "calendar":
            return await super().step(step)
        await self._happens(str(value))
        return {what: value, **await self._collect()}

    async def _happens(self, what: str) -> None:
        first, _, rest = what.partition(":")
        match first:
            case "Anna allows it":
                await self._allowed()
            case "stops answering":
                self.service.trouble = Transient("away")
            case "answers again":
                self.service.trouble = None
            case "permission is withdrawn":
                self.service.trouble = Revoked("invalid_grant")
            case "an event appears":
                self.service.write(SUBJECT, MAIN, span(rest))
            case "Anna moves the meeting":
                self.service.write(SUBJECT, MAIN, span(rest), named=self._ours())
            case "Anna deletes the meeting":
                self.service.delete(SUBJECT, MAIN, self._ours())
            case _:
                raise BadStep(f"what is {what!r}?")
        await self._hurry()

    def _ours(self) -> str:
        return next(each.remote for each in self.service.standing(SUBJECT, MAIN) if each.booking_id)

    async def _allowed(self) -> None:
        """Do what the page of the link does once the provider has said yes."""
        self.service.trouble = None
        secret = LINK.findall("\n".join(self._said))[-1]
        async with self.house.storage.reading() as uow:
            errand = await uow.errands.get(digest(secret))
        if errand is None or errand.address is None:
            raise BadStep("nobody asked for a link")
        command = ConnectAccount(
            host_id=UUID(str(errand.facts["host"])),
            provider=Provider.GOOGLE,
            subject=SUBJECT,
            email="anna@example.com",
            name="anna@example.com",
            secrets={"access_token": "token"},
            calendars=SEVERAL,
        )
        account = (await self.house.desk.perform(command)).value
        told = Incoming(
            key=f"connected:{secret}",
            address=errand.address,
            at=self.world.clock.now(),
            choice=f"{CONNECTED}{account.id}",
        )
        await self.house.desk.hear(told)
        await self.house.desk.drain()

    async def _hurry(self) -> None:
        """Have the calendars be read, as a push would."""
        async with self.house.storage.writing() as uow:
            for each in await uow.calendars.due(
                datetime.max.replace(tzinfo=self.world.clock.now().tzinfo), 99
            ):
                await uow.calendars.hurry(each.id, self.world.clock.now())
            await uow.commit()
        await self._settle()

    @override
    async def _settle(self) -> None:
        await self.house.calendars.sync.settled()
        await super()._settle()
        await self.house.calendars.sync.settled()
        await super()._settle()


def wanted() -> Sequence[Path]:
    """Return the conversations as they are written down."""
    return sorted(FOLDER.glob("*.yaml"))


async def played(path: Path) -> Transcript:
    """Play one; return it with what was really said."""
    transcript = load_transcript(path)
    world, letters = FrozenWorld(transcript.now), Letters()
    service = MemoryService(world.clock)
    service.open(SUBJECT, *SEVERAL)

    def serve(settings: Settings, world: World) -> Services:
        return Services(calendars={Provider.GOOGLE: service})

    async with stage_house(world, letters, serve=serve) as house:
        wire = WIRES["webchat"](house)
        player = CalendarPlayer(house, world, service, letters.kept, wire, transcript.cast)
        for words in transcript.setup:
            await player.prepare(words)
        steps = [await player.step(step) for step in transcript.steps]
        return Transcript(
            title=transcript.title,
            now=transcript.now,
            cast=transcript.cast,
            setup=transcript.setup,
            steps=steps,
            ends=await player.ending(),
            channels=transcript.channels,
        )


HEAD = """# Calendars in conversation

What is said when calendars take part, word for word: these conversations are played by the tests, and this page is made
of them (`python -m tests.calendars`). Lines in italics tell what happens in Anna's Google account meanwhile.
"""


def page(transcripts: Sequence[Transcript]) -> str:
    """Return conversations to read, as Markdown."""
    lines = [HEAD]
    for transcript in transcripts:
        lines += [f"## {transcript.title}", ""]
        for step in transcript.steps:
            for who, what in step.items():
                lines += _told(str(who), what)
    return "\n".join(lines).rstrip() + "\n"


def _told(who: str, what: Any) -> Sequence[str]:
    if who == "mails":
        return [*(f"*Mail to {each}*\n" for each in what)]
    if who == "calendar":
        return [f"*In the calendar: {what}*", ""]
    if who == "later":
        return [f"*{what} later*", ""]
    name = f"Parley to {who.removeprefix('to ').title()}" if who.startswith("to ") else who.title()
    said = what if isinstance(what, str) else f"(taps {what.get('tap', what.get('old'))})"
    first, *rest = said.split("\n")
    return [
        f"**{name}:** {first}" + ("  " if rest else ""),
        *(f"{each}  " for each in rest[:-1]),
        *rest[-1:],
        "",
    ]
