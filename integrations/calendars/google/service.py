"""Google Calendar as one of the services that keep calendars."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from typing_extensions import override

from core.calendars import Calendar, Changes, Draft, Entry, RemoteCalendar, RemoteEvent, Watch, Written
from core.errors import Fault, Outdated, Rejected, Transient
from core.interval import Interval
from core.ports import Clock
from core.ports.calendars import Access, CalendarService, Hook, Renewed
from integrations.calendars.google import reading
from integrations.calendars.google.client import Client
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.google.faults import Denied
from integrations.calendars.google.tokens import Tokens
from integrations.calendars.google.wire import Wire
from integrations.calendars.google.writing import event_id, new_version, room_wanted, whole_event

SILENT = {"sendUpdates": "none", "conferenceDataVersion": 1}
"""How events are written: we have told everybody ourselves."""
EACH = {"maxAttendees": 1, "maxResults": 2500, "fields": reading.FIELDS}
LISTING = {"singleEvents": True, **EACH}
"""How events are read: occurrences one by one, of the attendees only the calendar's owner. The same whether all or changes are asked for."""
MISSING = frozenset({404, 410})
MOST_SERIES = 20
"""So many recurring events are read again one by one; with more, all is."""
IDS = 3
"""Ids that are tried for one event before we give up."""
LOOKS = 4
"""So often a meeting room that is being made is looked at."""
SHORT_WATCH = timedelta(hours=1)
"""How long a watch is taken to last whose end Google does not name."""

Items = dict[str, reading.Item]
"""Events as Google says them, by their id."""
Place = tuple[str, str]
"""A calendar's id and an event's."""


class GoogleCalendars(CalendarService):
    """Implements `core.ports.calendars.CalendarService` for Google."""

    def __init__(self, config: GoogleConfig, clock: Clock) -> None:
        """Nothing is asked yet."""
        self._config, self._clock = config, clock
        wire = Wire(clock, config.patience, config.ca_bundle)
        self._client, self._tokens = Client(config, wire, clock), Tokens(config, wire, clock)
        self._events: Any = self._client.api.events()

    @property
    @override
    def pushes(self) -> bool:
        return self._config.pushes

    @override
    async def renew(self, access: Access) -> Renewed | None:
        return await self._client.call(lambda: self._tokens.renew(access.secrets))

    @override
    async def revoke(self, access: Access) -> None:
        await self._client.call(lambda: self._tokens.revoke(access.secrets))

    # -- reading -----------------------------------------------------------------------------------

    @override
    async def calendars(self, access: Access) -> Sequence[RemoteCalendar]:
        found: list[RemoteCalendar] = []
        async for page in self._client.pages(
            access, self._client.api.calendarList().list, {"maxResults": 250}
        ):
            with reading.understanding():
                found += [reading.calendar_of(item) for item in page["items"] if not item.get("deleted")]
        return found

    @override
    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        items, page = await self._listed(access, calendar, _window(within))
        return await self._client.call(lambda: _standing(items, page, calendar, within))

    @override
    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        since = {"syncToken": calendar.cursor} if calendar.cursor else _window(within)
        try:
            items, page = await self._listed(access, calendar, since)
        except Denied as denied:
            if calendar.cursor and denied.status in {400, 410}:
                raise Outdated("Google's sync token is too old") from None
            raise
        again = await self._anew(access, calendar, items, within) if calendar.cursor else {}
        return await self._client.call(lambda: _changes((items, again), page, calendar, within))

    async def _anew(self, access: Access, calendar: Calendar, items: Items, within: Interval) -> Items:
        """Return all occurrences of what recurs and has changed; raise Outdated if that is too much.

        Google tells of changed and cancelled occurrences only for some months (googleapis/google-api-ruby-client issue 860).
        """
        with reading.understanding():
            touched = {str(item["recurringEventId"]) for item in items.values() if reading.recurs(item)}
        if len(touched) > MOST_SERIES:
            raise Outdated("too many recurring events have changed")
        found: Items = {}
        for series in sorted(touched):
            found |= await self._occurrences(access, calendar, series, within)
        return found

    async def _occurrences(self, access: Access, calendar: Calendar, series: str, within: Interval) -> Items:
        asked = {**EACH, **_window(within), "calendarId": calendar.remote, "eventId": series}
        found: Items = {}
        try:
            async for page in self._client.pages(access, self._events.instances, asked):
                with reading.understanding():
                    found |= {item["id"]: item for item in page.get("items", ())}
        except Denied as denied:
            if denied.status not in MISSING:
                raise
            return {}
        return found

    async def _listed(
        self, access: Access, calendar: Calendar, query: Mapping[str, Any]
    ) -> tuple[Items, reading.Item]:
        """Return the events of all pages by id, the last word on each, and the last page."""
        asked = {**LISTING, **query, "calendarId": calendar.remote}
        items: Items = {}
        page: reading.Item = {}
        async for page in self._client.pages(access, self._events.list, asked):
            with reading.understanding():
                items |= {item["id"]: item for item in page.get("items", ())}
        if (
            "timeZone" not in page
        ):  # Google always says it: what comes without is no list, least of all an empty one
            raise Transient("Google's answer is no list of events")
        return items, page

    # -- writing -----------------------------------------------------------------------------------

    @override
    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        if known and known.calendar_id == calendar.id:
            try:
                return await self._update(access, (calendar.remote, known.remote), draft, known.tag)
            except Denied as denied:
                if denied.status not in MISSING:
                    raise
        for number in range(IDS):
            try:
                return await self._insert(access, (calendar.remote, event_id(draft, number)), draft)
            except Denied as denied:
                if denied.status not in {409, 410}:
                    raise
        raise Rejected("the event can neither be made nor changed")

    @override
    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        request = self._events.delete(calendarId=calendar.remote, eventId=entry.remote, sendUpdates="none")
        try:
            await self._client.ask(access, request)
        except Denied as denied:
            if denied.status not in MISSING:
                raise

    async def _insert(self, access: Access, at: Place, draft: Draft) -> Written:
        """Make an event; where there is one of its id, even a deleted one, bring that up to date. Raise Denied (409) if neither can be."""
        try:
            made = await self._write(access, at, draft, None)
        except Denied as denied:
            if denied.status != 409:
                raise
        else:
            return await self._written(access, at, draft, made, made=True)
        try:
            return await self._update(access, at, draft, "")
        except Denied as denied:
            if denied.status not in MISSING:
                raise
            raise Denied(409, "duplicate") from None

    async def _update(self, access: Access, at: Place, draft: Draft, tag: str) -> Written:
        """Bring an event up to date, one that is deleted back; `tag` is its own when we saw it last."""
        revived = False
        for _ in range(2):
            if not tag:
                tag, revived = await self._look(access, at, draft)
            try:
                done = await self._write(access, at, draft, tag)
                return await self._written(access, at, draft, done, made=revived)
            except Denied as denied:
                if denied.status != 412:
                    raise
                tag = ""
        raise Transient("the event is being changed by somebody else")

    async def _look(self, access: Access, at: Place, draft: Draft) -> tuple[str, bool]:
        """Return an event's tag and whether it is deleted; raise Transient if it shows a later version of the booking than we have."""
        seen = await self._get(access, at)
        with reading.understanding():
            deleted = seen.get("status") == "cancelled"
            late = not deleted and reading.sequence_of(seen) > draft.sequence
        if late:
            raise Transient("a later version of the booking was written meanwhile")
        return str(seen.get("etag", "")), deleted

    async def _get(self, access: Access, at: Place) -> Mapping[str, Any]:
        return await self._client.ask(access, self._events.get(calendarId=at[0], eventId=at[1]))

    async def _write(self, access: Access, at: Place, draft: Draft, tag: str | None) -> Mapping[str, Any]:
        """Make an event (without a tag) or change it; a calendar that has no meeting rooms gets it without one."""
        calendar, remote = at
        room = room_wanted(remote) if draft.meeting else {}
        if tag is None:
            asked = {"calendarId": calendar, "body": whole_event(draft, remote) | room}
            request = self._events.insert(**asked, **SILENT)
        else:
            request = self._patch(at, new_version(draft, remote) | room)
        try:
            return await self._client.ask(access, request, tag or "")
        except Denied as denied:
            if denied.status != 400 or not draft.meeting:
                raise
        return await self._write(access, at, replace(draft, meeting=False), tag)

    def _patch(self, at: Place, body: Mapping[str, Any]) -> Any:
        return self._events.patch(calendarId=at[0], eventId=at[1], body=body, **SILENT)

    async def _written(
        self, access: Access, at: Place, draft: Draft, done: Mapping[str, Any], *, made: bool
    ) -> Written:
        failed = False
        if draft.meeting:
            try:
                done = await self._with_room(access, at, done)
            except Fault:  # the event stands; its link can follow
                failed = True
        if done.get("id") != at[1]:
            raise Transient("Google's answer is not the event that was written")
        with reading.understanding():
            link = reading.link_of(done) if draft.meeting else ""
            coming = failed or reading.making_of(done) == "pending"
        pending = draft.meeting and not link and coming
        return Written(remote=at[1], tag=str(done.get("etag", "")), link=link, pending=pending, made=made)

    async def _with_room(self, access: Access, at: Place, done: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask once more for a meeting room that could not be made, wait for one that is being made; return the event as it is then."""
        with reading.understanding():
            if reading.making_of(done) == "failure":
                again = room_wanted(f"{at[1]}-{done['etag']}")
                done = await self._client.ask(access, self._patch(at, again))
            for _ in range(LOOKS):
                if reading.making_of(done) != "pending":
                    break
                await asyncio.sleep(self._config.pause)
                done = await self._get(access, at)
        return done

    # -- being told of changes ---------------------------------------------------------------------

    @override
    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        """Google cannot make a watch last longer: each is a new one, and the old one runs out beside it."""
        body = {"id": hook.id, "type": "web_hook", "address": hook.address, "token": hook.token}
        request = self._events.watch(calendarId=calendar.remote, body=body)
        said = await self._client.ask(access, request)
        with reading.understanding():
            expiration = said.get("expiration")
            ends = (
                datetime.fromtimestamp(int(expiration) / 1000, UTC)
                if expiration
                else self._clock.now() + SHORT_WATCH
            )
            return Watch(id=hook.id, resource=str(said["resourceId"]), expires_at=ends)

    @override
    async def unwatch(self, access: Access, watch: Watch) -> None:
        request = self._client.api.channels().stop(body={"id": watch.id, "resourceId": watch.resource})
        try:
            await self._client.ask(access, request)
        except Denied as denied:
            if denied.status not in MISSING:
                raise


def _window(within: Interval) -> dict[str, str]:
    return {"timeMin": within.start.isoformat(), "timeMax": within.end.isoformat()}


def _standing(
    items: Items, page: reading.Item, calendar: Calendar, within: Interval
) -> tuple[RemoteEvent, ...]:
    with reading.understanding():
        return reading.standing(items.values(), within, reading.zone_of(page, calendar.zone))


def _changes(read: tuple[Items, Items], page: reading.Item, calendar: Calendar, within: Interval) -> Changes:
    """Return what was read: the events of a listing, and anew all occurrences of those of them that recur."""
    items, again = read
    whole = not calendar.cursor
    with reading.understanding():
        kept = (
            items if whole else {key: item for key, item in items.items() if not reading.recurs(item)} | again
        )
        gone = frozenset() if whole else frozenset[str]().union(*map(reading.ids_of, items.values()))
    events, cursor = _standing(kept, page, calendar, within), str(page.get("nextSyncToken", ""))
    return Changes(events=events, gone=gone, cursor=cursor, whole=whole)
