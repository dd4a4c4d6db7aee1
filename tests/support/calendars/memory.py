"""A service of calendars in memory, for tests of what stands above the providers: it behaves as they do, troubles included."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from typing_extensions import override

from core.calendars import (
    Calendar,
    Changes,
    Draft,
    Entry,
    RemoteCalendar,
    RemoteEvent,
    Showing,
    Watch,
    Written,
)
from core.errors import Fault, Outdated, Rejected
from core.interval import Interval
from core.ports import Clock
from core.ports.calendars import Access, CalendarService, Hook, Renewed

WATCHED = timedelta(days=7)


@dataclass
class Kept:
    """One calendar: what stands in it, and what happened to it in order."""

    listed: RemoteCalendar
    events: dict[str, RemoteEvent] = field(default_factory=dict)
    journal: list[str] = field(default_factory=list)
    oldest: int = 0
    """Cursors before this one are worth nothing any more."""
    watches: dict[str, Hook] = field(default_factory=dict)


class MemoryService(CalendarService):
    """Calendars by account subject; `trouble` is raised by whatever is asked, `hangs` never answers."""

    def __init__(self, clock: Clock, *, pushes: bool = True) -> None:
        self.clock = clock
        self.kept: dict[str, dict[str, Kept]] = {}
        self.trouble: Fault | None = None
        self.hangs = False
        self.meeting_rooms = True
        self.rooms_after = 0
        """How often an event with a meeting room has to be written before the room is there."""
        self.revoked: list[str] = []
        self.renewed = 0
        self.asked: list[str] = []
        self.drafts: list[Draft] = []
        self._pushes = pushes
        self._next = 0

    # -- what a person does in their calendar ------------------------------------------------------

    def open(self, subject: str, *calendars: RemoteCalendar) -> None:
        """Have an account with these calendars."""
        self.kept[subject] = {each.remote: Kept(each) for each in calendars}

    def write(
        self,
        subject: str,
        remote: str,
        during: Interval,
        *,
        named: str = "",
        showing: Showing = Showing.BUSY,
        series: str = "",
    ) -> str:
        """Put an event into a calendar, or move the one of that id; return its id."""
        self._next += 1
        name = named or f"event-{self._next}"
        kept = self.kept[subject][remote]
        before = kept.events.get(name)
        event = RemoteEvent(
            remote=name,
            series=series,
            during=during,
            showing=showing,
            tag=str(self._next),
            booking_id=before.booking_id if before else None,
        )
        self._put(kept, event)
        return name

    def delete(self, subject: str, remote: str, named: str) -> None:
        """Take an event out of a calendar."""
        kept = self.kept[subject][remote]
        del kept.events[named]
        kept.journal.append(named)

    def forget_cursors(self, subject: str, remote: str) -> None:
        """Have every cursor be too old."""
        kept = self.kept[subject][remote]
        kept.journal.append("")
        kept.oldest = len(kept.journal)

    def standing(self, subject: str, remote: str) -> list[RemoteEvent]:
        """Return what stands in a calendar, by start."""
        return sorted(self.kept[subject][remote].events.values(), key=lambda each: each.during.start)

    # -- what we ask -------------------------------------------------------------------------------

    @property
    @override
    def pushes(self) -> bool:
        return self._pushes

    @override
    async def renew(self, access: Access) -> Renewed | None:
        await self._answer("renew")
        self.renewed += 1
        secrets = {**access.secrets, "access_token": f"token-{self.renewed}"}
        return Renewed(secrets=secrets, expires_at=self.clock.now() + timedelta(hours=1))

    @override
    async def revoke(self, access: Access) -> None:
        await self._answer("revoke")
        self.revoked.append(access.account.subject)

    @override
    async def calendars(self, access: Access) -> Sequence[RemoteCalendar]:
        await self._answer("calendars")
        return [each.listed for each in self.kept[access.account.subject].values()]

    @override
    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        await self._answer("events")
        return [each for each in self._of(access, calendar).events.values() if each.during.overlaps(within)]

    @override
    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        await self._answer("changes")
        kept = self._of(access, calendar)
        cursor = str(len(kept.journal))
        if not calendar.cursor:
            events = [each for each in kept.events.values() if each.during.overlaps(within)]
            return Changes(events=tuple(events), cursor=cursor, whole=True)
        if int(calendar.cursor) < kept.oldest:
            raise Outdated("cursor")
        touched = set(kept.journal[int(calendar.cursor) :])
        found = [kept.events[each] for each in sorted(touched) if each in kept.events]
        inside = tuple(each for each in found if each.during.overlaps(within))
        return Changes(events=inside, gone=frozenset(touched), cursor=cursor)

    @override
    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        await self._answer("put")
        self.drafts.append(draft)
        kept = self._of(access, calendar)
        remote = f"parley-{draft.booking_id.hex}"
        made = remote not in kept.events
        self._next += 1
        event = RemoteEvent(
            remote=remote,
            during=draft.during,
            showing=Showing.TENTATIVE if draft.tentative else Showing.BUSY,
            tag=str(self._next),
            booking_id=draft.booking_id,
        )
        self._put(kept, event)
        pending = draft.meeting and self.rooms_after > 0
        self.rooms_after -= int(pending)
        link = (
            f"https://meet.example/{remote}" if draft.meeting and self.meeting_rooms and not pending else ""
        )
        return Written(remote=remote, tag=event.tag, link=link, pending=pending, made=made)

    @override
    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        await self._answer("remove")
        kept = self._of(access, calendar)
        if kept.events.pop(entry.remote, None):
            kept.journal.append(entry.remote)

    @override
    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        await self._answer("watch")
        self._of(access, calendar).watches[hook.id] = hook
        return Watch(id=hook.id, resource="resource", expires_at=self.clock.now() + WATCHED)

    @override
    async def unwatch(self, access: Access, watch: Watch) -> None:
        await self._answer("unwatch")
        for kept in self.kept[access.account.subject].values():
            kept.watches.pop(watch.id, None)

    # -- inside ------------------------------------------------------------------------------------

    def _of(self, access: Access, calendar: Calendar) -> Kept:
        kept = self.kept.get(access.account.subject, {}).get(calendar.remote)
        if kept is None:
            raise Rejected("there is no such calendar")
        return kept

    def _put(self, kept: Kept, event: RemoteEvent) -> None:
        kept.events[event.remote] = event
        kept.journal.append(event.remote)

    async def _answer(self, what: str) -> None:
        self.asked.append(what)
        if self.hangs:
            await asyncio.Event().wait()
        if self.trouble:
            raise self.trouble


def listed(remote: str, name: str = "", *, primary: bool = False, zone: str = "UTC") -> RemoteCalendar:
    """Return a calendar that can be written, as it is listed."""
    return RemoteCalendar(remote=remote, name=name or remote, zone=zone, primary=primary, writable=True)
