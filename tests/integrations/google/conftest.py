"""A Google on loopback, and a person with a calendar there."""

import pytest
from typing_extensions import override

from core.calendars import Provider
from core.ports.calendars import Access
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.google.service import GoogleCalendars
from tests.integrations.diaries import Diary, account, calendar
from tests.support.google import Served, google
from tests.support.google.calendars import edge
from tests.support.google.consent import CLIENT, CLIENT_SECRET

PATIENCE = 5.0


def config(served: Served, **fields) -> GoogleConfig:
    """Return how this Google is reached."""
    given = {"patience": PATIENCE, "pause": 0.0, "base_url": "https://parley.test"} | fields
    return GoogleConfig(
        client_id=CLIENT,
        client_secret=CLIENT_SECRET,
        issuer=served.url,
        calendar_url=f"{served.url}/calendar/v3",
        revoke_url=f"{served.url}/revoke",
        **given,
    )


class GoogleDiary(Diary):
    """Ann's primary calendar."""

    def __init__(self, served: Served, clock) -> None:
        self.served, self.google, self.clock = served, served.google, clock
        self.ann = served.google.person("ann@example.com", "America/New_York")
        self.kept = self.ann.calendar()
        held = account(Provider.GOOGLE)
        self.access = Access(account=held, secrets=served.grant(self.ann))
        self.calendar = calendar(held, "ann@example.com")
        self.service = GoogleCalendars(config(served), clock)

    @override
    async def write(self, during, *, tentative=False):
        status = "tentative" if tentative else "confirmed"
        return self.ann.meet(during.start, during.minutes, status=status)

    @override
    async def write_days(self, first, after):
        return self.ann.write({"date": first.isoformat()}, {"date": after.isoformat()})

    @override
    async def write_weekly(self, during, zone, count):
        from zoneinfo import ZoneInfo

        first, end = (
            each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in (during.start, during.end)
        )
        return self.ann.write(
            edge(first, zone), edge(end, zone), recurrence=[f"RRULE:FREQ=WEEKLY;COUNT={count}"]
        )

    @override
    async def move(self, remote, during):
        self.ann.move(remote, during.start, during.minutes)

    @override
    async def delete(self, remote):
        self.ann.delete(remote)

    @override
    async def free(self, remote):
        self.ann.change(remote, transparency="transparent")

    @override
    async def forget_cursors(self):
        self.kept.journal.append(next(iter(self.kept.events)))
        self.kept.oldest = len(self.kept.journal)

    @override
    async def withdraw(self):
        self.served.withdraw(self.ann)

    @override
    async def hang(self):
        self.served.hanging = True
        self.service = GoogleCalendars(config(self.served, patience=0.2), self.clock)

    @override
    async def answer(self, status, body, kind="text/html"):
        self.served.canned = (status, body, kind)

    @override
    async def remove_calendar(self):
        del self.ann.calendars["ann@example.com"]


@pytest.fixture
async def served(clock):
    """Lend a Google whose clock is ours."""
    async with google(clock.now) as opened:
        yield opened


@pytest.fixture
def diary(served, clock):
    """Lend Ann's calendar."""
    return GoogleDiary(served, clock)
