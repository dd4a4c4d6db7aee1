"""The composition root: builds every part from the settings, and decides nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp.web import Application

from bot.desk import FrontDesk
from bot.dues import Dues
from bot.links import Links
from bot.meetings import MeetingRooms
from bot.outside import SystemChance, SystemClock, use_packaged_zones, zones_are_packaged
from bot.ports import Channel, Mailer, Storage, UnitOfWork
from bot.post import Delivery
from bot.settings import Settings
from bot.signing.desk import Judges, SigningDesk
from bot.ways import divert
from bot.wiring.calendars import CalendarRoom, calendar_room
from bot.wiring.connecting import Connecting, connecting
from bot.wiring.networks import Connect, configured
from bot.wiring.services import Serve, Services, served
from channels.console.channel import Console
from channels.email.folder import FolderMailer
from channels.email.inspect import letter_names, read_letter
from channels.email.letters import Sender
from channels.email.smtp import Security, SmtpMailer, SmtpServer
from channels.network import Network
from channels.webchat.channel import WebChat
from channels.webchat.door import ChatDoor
from core.effects import Kind
from core.ports import Chance, Clock, World
from integrations.secrets.codes import Totp
from integrations.secrets.passwords import Argon2Passwords
from jobs.heartbeat import Heartbeat
from jobs.postman import Astray, Bag, Postman
from jobs.sweeps import Sweeps, beats
from storage import migrate, open_storage
from web.app import Parts, WebConfig, make_app
from web.errands import PROVIDERS


@dataclass(frozen=True, slots=True)
class Outside:
    """Clock and chance, as every use case is handed them."""

    clock: Clock = field(default_factory=SystemClock)
    chance: Chance = field(default_factory=SystemChance)


@dataclass(slots=True)
class Readiness:
    """What must hold before work can be done. A database that was migrated once is not asked again."""

    database_url: str
    migrated: bool = False

    async def faults(self) -> Sequence[str]:
        """Return what does not hold; raise Transient if the database is away."""
        self.migrated = self.migrated or not await migrate.pending(self.database_url)
        holds = {
            "the database is not at the newest migration (`parley migrate` brings it there)": self.migrated,
            "zone data does not come from the tzdata package": zones_are_packaged(),
        }
        return [fault for fault, well in holds.items() if not well]


@dataclass(frozen=True, slots=True)
class MailFolder:
    """The folder of letters, as the development page reads it."""

    path: Path

    def list(self) -> Sequence[str]:
        """Return the names of the letters, newest first."""
        return letter_names(self.path)

    def read(self, name: str) -> bytes:
        """Return a letter as it was written; raise KeyError if there is none of that name."""
        return read_letter(self.path, name)


class Heart:
    """Heartbeat and postman, started and stopped together."""

    def __init__(self, heartbeat: Heartbeat, postman: Postman) -> None:
        """Nothing runs before `start`."""
        self._heartbeat, self._postman = heartbeat, postman
        self._stop = asyncio.Event()
        self._round: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat and to deliver."""
        self._heartbeat.start()
        self._round = asyncio.create_task(self._postman.run(self._stop))

    def stop(self) -> None:
        """Start nothing more."""
        self._heartbeat.stop()
        self._stop.set()

    async def stopped(self) -> None:
        """Wait until what was under way is done."""
        self.stop()
        if self._round:
            await self._round

    def jobs_table(self) -> list[tuple[str, str]]:
        """Return each job's id and trigger."""
        return self._heartbeat.jobs_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that runs, put together."""

    settings: Settings
    storage: Storage
    desk: FrontDesk
    postman: Postman
    heartbeat: Heart
    mailer: Mailer
    signing: SigningDesk
    networks: Sequence[Network] = ()
    services: Services = field(default_factory=Services)
    calendars: CalendarRoom
    connecting: Connecting | None = None

    def web_app(self) -> Application:
        """Return the web application."""
        settings = self.settings
        config = WebConfig(
            base_url=settings.base_url,
            secret=settings.secret_key,
            development=settings.is_development,
            trusted_proxies=settings.trusted_proxies,
        )
        letters = MailFolder(settings.mail_dir) if _to_folder(settings) else None
        doors = [route for each in self.networks for route in each.door.routes()]
        doors += self.calendars.doors()
        parts = Parts(
            letters=letters,
            chat=ChatDoor(self.desk),
            travels=self.connecting.travels if self.connecting else None,
            connecting=self.connecting.desk if self.connecting else None,
            signing=self.signing,
            providers={each.value: PROVIDERS[each.value] for each in self.services.identities},
        )
        return make_app(self.desk, config, parts, doors=doors)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen on every configured network for as long as this is open."""
        async with AsyncExitStack() as stack:
            for each in self.networks:
                stack.push_async_callback(each.door.close)
                await each.door.open()
            yield


def _to_folder(settings: Settings) -> bool:
    return not settings.smtp_host


def make_mailer(settings: Settings, clock: Clock) -> Mailer:
    """Return how letters leave: by the mail server, or into a folder when none is set."""
    sender = Sender.of(settings.email_from)
    if _to_folder(settings):
        return FolderMailer(settings.mail_dir, sender, clock)
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user,
        password=settings.smtp_pass,
        security=Security(settings.smtp_security),
    )
    return SmtpMailer(server, sender, clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """What connects the house with what is outside; tests put stand-ins in the place of what the settings name."""

    connect: Connect = configured
    serve: Serve = served


def build(
    settings: Settings, storage: Storage, outside: World, mailer: Mailer, outlets: Outlets | None = None
) -> House:
    """Put the house together on an open storage, with what the settings name outside unless other outlets are given."""
    outlets = outlets or Outlets()
    services = outlets.serve(settings, outside)
    links = Links(settings.base_url, settings.secret_key)
    desk = FrontDesk(storage, outside, links, Readiness(settings.database_url).faults)
    dues = Dues(storage, outside, links, desk.spoken)
    meetings = MeetingRooms(storage, outside, services.meetings, desk.perform)
    handlers = dict.fromkeys((Kind.REMIND, Kind.FOLLOW_UP, Kind.LAPSE, Kind.LAPSE_SEAT), dues.carry_out)
    handlers[Kind.ROOM] = meetings.carry_out
    calendars = calendar_room(storage, outside, links, desk, services.calendars)
    networks = outlets.connect(settings, desk)
    channels: dict[str, Channel] = {"webchat": WebChat(desk.wake), "console": Console()}
    channels |= {each.name: each.channel for each in networks}
    paces = {each.name: each.pace for each in networks}
    bag = Bag(
        channels=channels,
        paces=paces,
        mailer=mailer,
        astray=_other_way(links, outside),
        dues={**handlers, **calendars.handlers()},
    )
    postman = Postman(storage, outside.clock, outside.chance, bag)
    desk.posted = postman.wake
    desk.doors |= {each.name: each.link for each in networks}
    desk.manager.providers |= services.calendars.keys()
    desk.manager.makes_rooms = services.meetings is not None
    sweeps = Sweeps(
        storage=storage,
        clock=outside.clock,
        settle=desk.settle,
        perform=desk.perform,
        keep=timedelta(days=settings.keep_texts_days),
    )
    heart = Heart(Heartbeat(*beats(sweeps, postman.wake), *calendars.beats()), postman)
    return House(
        settings=settings,
        storage=storage,
        desk=desk,
        postman=postman,
        heartbeat=heart,
        mailer=mailer,
        signing=_signing(storage, outside, desk),
        networks=networks,
        services=services,
        calendars=calendars,
        connecting=connecting(calendars.household, desk, services.identities),
    )


def _signing(storage: Storage, world: World, desk: FrontDesk) -> SigningDesk:
    """Return the desk where one signs in."""
    judges = Judges(passwords=Argon2Passwords(), authenticator=Totp())
    return SigningDesk(storage, world, desk.links, judges, desk)


def _other_way(links: Links, world: World) -> Astray:
    """Return what lets a message that could not be brought take another way."""

    async def astray(uow: UnitOfWork, delivery: Delivery, why: str) -> object:
        return await divert(uow, links, delivery, why, world.clock.now())

    return astray


@asynccontextmanager
async def open_house(settings: Settings, outside: World | None = None) -> AsyncIterator[House]:
    """Migrate if that is ours to do, open everything, and close it in good order."""
    use_packaged_zones()
    here: World = outside or Outside()
    if settings.database_url.startswith("sqlite"):
        await migrate.upgrade(settings.database_url)
    storage = open_storage(settings.database_url, keys=settings.token_keys)
    house = build(settings, storage, here, make_mailer(settings, here.clock))
    try:
        yield house
    finally:
        await house.heartbeat.stopped()
        await house.calendars.drain()
        await house.desk.drain()
        for each in house.networks:
            await each.release()
        await storage.close()
