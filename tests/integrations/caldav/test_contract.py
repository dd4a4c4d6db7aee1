"""A calendar on a CalDAV server is read and written as every other calendar is."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from typing_extensions import override

from core.calendars import Provider
from core.ports.calendars import Access
from integrations.calendars.caldav.service import CalDav
from integrations.calendars.reach import Reach
from tests.integrations.calendars import CalendarContract
from tests.integrations.diaries import Diary, account, calendar
from tests.support.calendars import objects
from tests.support.calendars.radicale import PEOPLE, Radicale
from tests.support.world import FrozenClock

STAMP = "DTSTAMP:20260101T000000Z\n"


class DavDiary(Diary):
    """A calendar of Ann's, who uses another program there."""

    def __init__(self, server: Radicale) -> None:
        self.server = server
        self.path = f"/ann/{uuid4().hex}/"
        held = account(Provider.CALDAV)
        secrets = {"url": f"{server.url}/ann/", "username": "ann", "password": PEOPLE["ann"]}
        self.access = Access(account=held, secrets=secrets)
        self.calendar = calendar(held, server.make_calendar(self.path.split("/")[2]))
        self.service = CalDav(FrozenClock(), Reach(everywhere=True))

    def _put(self, lines: str) -> str:
        name = f"{uuid4()}.ics"
        self.server.write(f"{self.path}{name}", objects.calendar(f"UID:{name}\n{STAMP}{lines}"))
        return name

    def _edit(self, remote: str, lines: str, *dropped: str) -> None:
        """Change an event as a program does: some lines anew, all others as they are."""
        path = f"{self.path}{remote}"
        text = self.server.read(path).decode().replace("\r\n", "\n").replace("\n ", "")
        kept = [each for each in text.split("\n") if not each.startswith(dropped)]
        self.server.write(path, "\n".join(kept).replace("END:VEVENT", f"{lines}END:VEVENT"))

    @override
    async def write(self, during, *, tentative=False):
        return self._put(objects.when(during) + ("STATUS:TENTATIVE\n" if tentative else ""))

    @override
    async def write_days(self, first, after):
        return self._put(objects.days(first, after))

    @override
    async def write_weekly(self, during, zone, count):
        return self._put(objects.weekly(during, zone, count))

    @override
    async def move(self, remote, during):
        self._edit(remote, objects.when(during), "DTSTART", "DTEND", "DURATION")

    @override
    async def delete(self, remote):
        assert self.server.ask("DELETE", f"{self.path}{remote}").status_code == 200

    @override
    async def free(self, remote):
        self._edit(remote, "TRANSP:TRANSPARENT\n", "TRANSP")

    @override
    async def forget_cursors(self):
        self.server.forget_tokens()

    @override
    async def withdraw(self):
        self.access = Access(
            account=self.access.account, secrets={**self.access.secrets, "password": "other"}
        )

    @override
    async def hang(self):
        self.server.hangs = True
        self.service = CalDav(FrozenClock(), Reach(everywhere=True), patience=0.3)

    @override
    async def answer(self, status, body, kind="text/html"):
        self.server.canned = (status, body, kind)

    @override
    async def remove_calendar(self):
        self.server.ask("DELETE", self.path)


@pytest.fixture
def diary(shared_server: Radicale) -> Iterator[DavDiary]:
    yield DavDiary(shared_server)
    shared_server.canned, shared_server.hangs = None, False
    shared_server.woken.set()
    shared_server.woken.clear()


class TestRadicale(CalendarContract):
    """All of it."""
