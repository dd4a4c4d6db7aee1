"""Microsoft 365 and Outlook as one of the services that keep calendars."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from typing_extensions import override

from core.calendars import Calendar, Changes, Draft, Entry, RemoteCalendar, RemoteEvent, Watch, Written
from core.errors import Rejected
from core.interval import Interval
from core.ports import Clock
from core.ports.calendars import Access, CalendarService, Hook, Renewed
from integrations.calendars.microsoft.config import MicrosoftConfig
from integrations.calendars.microsoft.graph import Graph, Json, graph
from integrations.calendars.microsoft.reading import Reader, events_of
from integrations.calendars.microsoft.tokens import Tokens
from integrations.calendars.microsoft.watching import Watcher
from integrations.calendars.microsoft.wire import TRANSACTION, read_calendar
from integrations.calendars.microsoft.writing import Writer
from integrations.calendars.microsoft.zones import iana
from integrations.trust import trust

RECENT = 25
"""Events from which is seen in which zone somebody lives."""


class MicrosoftCalendars(CalendarService):
    """Implements `core.ports.calendars.CalendarService` by Microsoft Graph."""

    def __init__(self, config: MicrosoftConfig, clock: Clock) -> None:
        """Nothing is asked yet; raise OSError if the further certificates cannot be read."""
        self._config, self._clock, self._trust = config, clock, trust(config.ca_bundle)
        self._tokens = Tokens(config, clock, self._trust)

    @property
    @override
    def pushes(self) -> bool:
        return self._config.pushes

    @override
    async def renew(self, access: Access) -> Renewed | None:
        return await self._tokens.renew(access)

    @override
    async def revoke(self, access: Access) -> None:
        """Do nothing: Microsoft lets an app end all sessions of a person, but not its own permission alone."""

    @override
    async def calendars(self, access: Access) -> Sequence[RemoteCalendar]:
        async with self._graph(access) as lent:
            zone = await _zone(lent)
            first = lent.address(
                "/me/calendars", {"$select": "id,name,isDefaultCalendar,canEdit", "$top": "100"}
            )
            return [read_calendar(raw, zone) async for page in lent.pages(first) for raw in events_of(page)]

    @override
    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        async with self._graph(access) as lent:
            return await Reader(lent).standing(calendar, within)

    @override
    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        async with self._graph(access) as lent:
            reader = Reader(lent)
            return await (reader.since if calendar.cursor else reader.whole)(calendar, within)

    @override
    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        async with self._graph(access) as lent:
            return await Writer(lent, self._config.meeting_pauses).put(calendar, draft, known)

    @override
    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        async with self._graph(access) as lent:
            await Writer(lent).remove(entry)

    @override
    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        async with self._graph(access) as lent:
            return await Watcher(lent, self._clock).watch(calendar, hook)

    @override
    async def unwatch(self, access: Access, watch: Watch) -> None:
        async with self._graph(access) as lent:
            await Watcher(lent, self._clock).unwatch(watch)

    def _graph(self, access: Access) -> AbstractAsyncContextManager[Graph]:
        return graph(self._config, access, self._trust)


async def _zone(lent: Graph) -> str:
    """Return the zone in which somebody lives, going by their latest events; UTC if these do not say.

    The mailbox has a setting for it, but to read that one needs a further permission.
    """
    query = {
        "$select": "id,originalStartTimeZone,isOrganizer,transactionId",
        "$orderby": "lastModifiedDateTime desc",
        "$top": str(RECENT),
    }
    try:
        listed = events_of(await lent.get("/me/events", query))
    except Rejected:
        return "UTC"
    own = [each for each in listed if each.get("isOrganizer") is True and not _is_ours(each)]
    zones = Counter(zone for each in own if (zone := iana(each.get("originalStartTimeZone"))))
    return zones.most_common(1)[0][0] if zones else "UTC"


def _is_ours(raw: Json) -> bool:
    return str(raw.get("transactionId") or "").startswith(TRANSACTION)
