"""A small town for measuring: one host, many invitees, everything the same in each run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.desk import FrontDesk
from bot.frozen import FrozenWorld
from bot.links import Links
from bot.messages import Address, Incoming
from bot.ports import Storage
from core.commands import RegisterHost
from core.people import Person
from core.queries import Desk
from storage import open_storage
from storage.migrate import upgrade
from tests.support import postgres

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
TALK = (
    "hi, can we meet for half an hour?",
    "do you have anything on thursday afternoon?",
    "the second one",
    "I'm {name} and my mail is {name}@example.org",
    "how long is it?",
    "what about later that week?",
    "stop",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A desk over a storage in a world that repeats itself."""

    desk: FrontDesk
    storage: Storage
    world: FrozenWorld


def town_on(storage: Storage) -> Town:
    """Return a town whose rows are in that storage."""
    world = FrozenWorld(START)
    links = Links("http://127.0.0.1:8080", "0" * 32)
    return Town(FrontDesk(storage, world, links), storage, world)


async def settled(url: str) -> Storage:
    """Migrate a new database and open it."""
    await upgrade(url)
    return open_storage(url)


async def settle_host(town: Town) -> Desk:
    """Make Anna a host; return what she has set up."""
    anna = Person(id=town.world.chance.uuid(), name="Anna", zone=ZONE, created_at=START, updated_at=START)
    async with town.storage.writing() as uow:
        await uow.people.add_person(anna)
        await uow.commit()
    made = await town.desk.perform(RegisterHost(person_id=anna.id, name="Anna", zone=ZONE, username="anna"))
    desk: Desk = made.value
    return desk


def script(talks: int) -> Iterator[Incoming]:
    """Yield what invitees say, talk by talk, a few seconds apart."""
    at = START
    for talk in range(talks):
        where = Address(channel="webchat", room=f"visitor-{talk}", thread="@anna")
        for number, line in enumerate(TALK):
            at += timedelta(seconds=3)
            text = line.format(name=f"guest{talk}")
            yield Incoming(key=f"{talk}:{number}", address=where, at=at, text=text, locale="en", zone=ZONE)


@contextmanager
def sqlite_urls() -> Iterator[Iterator[str]]:
    """Lend addresses of new SQLite databases."""
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        yield (f"sqlite:///{Path(folder) / f'{number}.db'}" for number in range(100))


@contextmanager
def postgres_urls() -> Iterator[Iterator[str]]:
    """Lend addresses of new PostgreSQL databases; raise RuntimeError if there is no server."""
    programs = postgres.binaries()
    if programs is None:
        raise RuntimeError("no PostgreSQL server here (Debian: postgresql-15)")
    with postgres.throwaway(programs) as server:
        yield (server.create(f"bench_{number}") for number in range(100))
