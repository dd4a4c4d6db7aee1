"""A real server, and our service at it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.calendars import Calendar, Changes, Draft, Entry, Provider, RemoteEvent, Written
from core.interval import Interval
from core.ports.calendars import Access
from integrations.calendars.caldav.service import CalDav
from integrations.calendars.reach import Reach
from tests.support.calendars.accounts import HOST, access, kept
from tests.support.calendars.objects import SPRING
from tests.support.calendars.radicale import PEOPLE, Radicale, radicale
from tests.support.world import FrozenClock

BOOKING = UUID("0b8f1c5e-7c55-4c1e-9a6d-2f6f3d1f0a11")
TEN = Interval.of(datetime(2026, 4, 1, 10, tzinfo=UTC), 60)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as opened:
        yield opened


@dataclass
class Desk:
    """One calendar of Ann's on the server, and the service that reads and writes it."""

    server: Radicale
    service: CalDav
    access: Access
    calendar: Calendar
    path: str

    async def changes(self, within: Interval = SPRING) -> Changes:
        """Read what has changed since the last time."""
        found = await self.service.changes(self.access, self.calendar, within)
        self.calendar = replace(self.calendar, cursor=found.cursor)
        return found

    async def events(self) -> list[RemoteEvent]:
        """Read all."""
        return list(await self.service.events(self.access, self.calendar, SPRING))

    async def put(self, draft: Draft, known: Entry | None = None) -> Written:
        """Write a booking."""
        return await self.service.put(self.access, self.calendar, draft, known)

    def entry(self, written: Written, during: Interval = TEN) -> Entry:
        """Return what is remembered of a booking that was written."""
        return Entry(
            booking_id=BOOKING,
            host_id=HOST,
            calendar_id=self.calendar.id,
            remote=written.remote,
            tag=written.tag,
            during=during,
            sequence=0,
        )


@pytest.fixture
async def desk(shared_server: Radicale, request: pytest.FixtureRequest) -> Desk:
    name = f"c{abs(hash(request.node.nodeid))}"
    remote = shared_server.make_calendar(name)
    service = CalDav(FrozenClock(), Reach(everywhere=True))
    secrets = {"url": f"{shared_server.url}/ann/", "username": "ann", "password": PEOPLE["ann"]}
    opened = access(Provider.CALDAV, secrets, email="ann@example.com")
    return Desk(shared_server, service, opened, kept(Provider.CALDAV, remote), f"/ann/{name}/")


def draft(during: Interval = TEN, **changes: object) -> Draft:
    """Return what is written for a booking."""
    facts = {
        "booking_id": BOOKING,
        "uid": f"{BOOKING}@parley",
        "owner": HOST,
        "sequence": 0,
        "during": during,
        "zone": "Europe/Berlin",
        "title": "Intro call",
        "text": "What it is about: prices; terms, and more\nand a second line",
        "place": "https://meet.example/abc",
        "others": (("Bob Müller", "bob@example.com"),),
    }
    return Draft(**(facts | changes))  # type: ignore[arg-type]
