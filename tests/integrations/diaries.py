"""A calendar as its owner uses it elsewhere, and what tests of services of calendars do with it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from core.calendars import Account, Calendar, Draft, Entry, Provider, RemoteEvent, Showing, Written
from core.errors import Outdated
from core.interval import Interval
from core.ports.calendars import Access, CalendarService

WITHIN = Interval(datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC))
"""The stretch of time that is read."""
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HOST = UUID(int=7)
SECRET = "never-to-be-read-by-anybody"
"""Every token and password that the tests hand out contains it."""


class Diary(ABC):
    """One calendar as the person whose it is uses it, elsewhere, and the ways in which its provider can fail."""

    service: CalendarService
    access: Access
    calendar: Calendar
    """Its zone is America/New_York."""

    @abstractmethod
    async def write(self, during: Interval, *, tentative: bool = False) -> str:
        """Write an event; return its id as `RemoteEvent.remote` has it."""

    @abstractmethod
    async def write_days(self, first: date, after: date) -> str:
        """Write an event of whole days, up to but not including `after`."""

    @abstractmethod
    async def write_weekly(self, during: Interval, zone: str, count: int) -> str:
        """Write an event that recurs every week at the same time by the clock of a zone; return what names it for `delete`."""

    @abstractmethod
    async def move(self, remote: str, during: Interval) -> None:
        """Move an event, theirs or ours."""

    @abstractmethod
    async def delete(self, remote: str) -> None:
        """Delete an event, theirs or ours, or all of a recurring one."""

    @abstractmethod
    async def free(self, remote: str) -> None:
        """Have an event take up no time."""

    @abstractmethod
    async def forget_cursors(self) -> None:
        """Have the provider forget what it handed out to go on from."""

    @abstractmethod
    async def withdraw(self) -> None:
        """Withdraw our permission."""

    @abstractmethod
    async def hang(self) -> None:
        """Have the provider take whatever it is asked and never answer; the service waits for a fraction of a second."""

    @abstractmethod
    async def answer(self, status: int, body: bytes, kind: str = "text/html") -> None:
        """Have the provider answer everything with this from now on."""

    @abstractmethod
    async def remove_calendar(self) -> None:
        """Have there be no such calendar any more."""

    # -- what tests do with it ---------------------------------------------------------------------

    async def events(self) -> Sequence[RemoteEvent]:
        """Read all, by start."""
        found = await self.service.events(self.access, self.calendar, WITHIN)
        return sorted(found, key=lambda each: each.during.start)

    async def put(self, draft: Draft, known: Entry | None = None) -> Written:
        """Write for a booking."""
        return await self.service.put(self.access, self.calendar, draft, known)

    def entry(self, draft: Draft, written: Written) -> Entry:
        """Return what is remembered of what was written."""
        return Entry(
            booking_id=draft.booking_id,
            host_id=draft.owner,
            calendar_id=self.calendar.id,
            remote=written.remote,
            tag=written.tag,
            during=draft.during,
            sequence=draft.sequence,
        )


@dataclass
class Copy:
    """A copy of a calendar that is kept by what `changes` says."""

    diary: Diary
    held: dict[str, RemoteEvent] = field(default_factory=dict)
    cursor: str = ""
    whole: bool = False
    """Whether the last reading was one of all."""

    async def refresh(self) -> None:
        """Read on."""
        try:
            await self._go_on()
        except Outdated:
            self.cursor = ""
            await self._go_on()

    async def _go_on(self) -> None:
        calendar = replace(self.diary.calendar, cursor=self.cursor)
        said = await self.diary.service.changes(self.diary.access, calendar, WITHIN)
        kept = () if said.whole else self.held.values()
        self.held = {each.remote: each for each in kept if not {each.remote, each.series} & said.gone}
        self.held |= {each.remote: each for each in said.events}
        self.cursor, self.whole = said.cursor, said.whole

    def shown(self) -> list[tuple[Interval, str]]:
        """Return what it shows, sorted."""
        return shown(self.held.values())


def shown(events: Iterable[RemoteEvent]) -> list[tuple[Interval, str]]:
    """Return when and how events take up time, sorted; free ones do not."""
    return sorted((each.during, each.showing.value) for each in events if each.showing is not Showing.FREE)


def hour(days: float = 0, hours: float = 1) -> Interval:
    """Return a stretch that begins some days after MONDAY."""
    start = MONDAY + timedelta(days=days)
    return Interval(start, start + timedelta(hours=hours))


def draft(during: Interval | None = None, **fields: object) -> Draft:
    """Return an event to be written for a booking."""
    given = {"booking_id": UUID(int=41), "uid": "41@parley.test", "owner": HOST, "sequence": 0} | fields
    return Draft(during=during or hour(), zone="Europe/Berlin", title="Intro: Ann & Bob", **given)  # type: ignore[arg-type]


def account(provider: Provider, subject: str = "sub") -> Account:
    """Return a connected account."""
    return Account(
        id=uuid4(), host_id=HOST, provider=provider, subject=subject, created_at=MONDAY, updated_at=MONDAY
    )


def calendar(account: Account, remote: str) -> Calendar:
    """Return one of its calendars, which can be written."""
    return Calendar(
        id=uuid4(),
        account_id=account.id,
        host_id=account.host_id,
        provider=account.provider,
        remote=remote,
        name="Work",
        zone="America/New_York",
        writable=True,
        due_at=MONDAY,
    )
