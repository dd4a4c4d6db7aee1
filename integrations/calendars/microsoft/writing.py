"""Writes the events that stand for bookings: once each, and never over what somebody changed meanwhile."""

import asyncio
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yarl import URL

from core.calendars import Calendar, Draft, Entry, Written
from core.errors import Fault, Rejected, Transient
from integrations.calendars.microsoft.faults import fault_of
from integrations.calendars.microsoft.graph import Graph, Json, part
from integrations.calendars.microsoft.reading import events_of
from integrations.calendars.microsoft.wire import (
    EXPANDED,
    PROPERTY,
    SEQUENCE,
    TRANSACTION,
    identity,
    link_of,
    sequence_of,
    tag_of,
)

ATTEMPTS = 5
"""How often the same event may have been made and deleted elsewhere before we give up."""
LONGEST_LINE = 255
"""Characters of a subject or place that Exchange takes."""
DUPLICATE = "errorduplicatetransactionid"
"""The code of Graph for a `transactionId` that was there before."""
MEANWHILE = (404, 409, 412)
REFUSALS = (400, 403, *MEANWHILE)
TEAMS = {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes events by Graph."""

    graph: Graph
    pauses: tuple[float, ...] = ()
    """Seconds after which a new event is looked at again for the link of its meeting."""

    async def put(self, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        """Write an event, or bring the one that stands in the calendar up to date.

        Raise Transient if it shows a later state of the booking already, or is changed by somebody at this moment.
        """
        found = await self._standing(calendar, draft, known)
        if found is None:
            found = await self._made(calendar, draft, known)
            written = Written(remote=identity(found), tag=tag_of(found), link=link_of(found))
        else:
            found = await self._changed(found, draft)
            written = Written(remote=identity(found), tag=tag_of(found), link=link_of(found), made=False)
        return await self._with_link(written, found) if draft.meeting else written

    async def remove(self, entry: Entry) -> None:
        """Delete an event; one that is gone already is no fault."""
        address = self.graph.address(f"/me/events/{part(entry.remote)}")
        await self.graph.ask("DELETE", address, expected=(404, 410))

    async def _standing(self, calendar: Calendar, draft: Draft, known: Entry | None) -> Json | None:
        """Return the event that stands for a booking in the calendar, if there is one.

        It is searched by our mark: by its id it would be found among deleted things too.
        """
        query = {
            "$filter": f"singleValueExtendedProperties/Any(ep: ep/id eq '{PROPERTY}' and ep/value eq '{_mark(draft)}')",
            "$expand": EXPANDED,
        }
        listed = events_of(await self.graph.get(f"/me/calendars/{part(calendar.remote)}/events", query))
        standing = [each for each in listed if each.get("isCancelled") is not True]
        same = [each for each in standing if known and each.get("id") == known.remote]
        return next(iter([*same, *standing]), None)

    async def _made(self, calendar: Calendar, draft: Draft, known: Entry | None) -> Json:
        """Make an event. A repeat has the same `transactionId`, which Graph takes once."""
        address = self.graph.address(f"/me/calendars/{part(calendar.remote)}/events")
        for attempt in range(ATTEMPTS):
            body = {**_content(draft), "transactionId": _transaction(draft, known, attempt)}
            made = await self._sent("POST", address, body)
            if made is not None:
                return made
            found = await self._standing(calendar, draft, known)
            if found is not None:
                return await self._changed(found, draft)
        raise Rejected("the event was deleted again and again")

    async def _changed(self, found: Json, draft: Draft) -> Json:
        """Bring an event up to date; raise Transient if somebody is changing it at this moment."""
        _check_newest(found, draft)
        content = _content(draft)
        if found.get("isOnlineMeeting") is True:  # its text holds the way into the meeting, which must stay
            content = {name: value for name, value in content.items() if name not in {"body", *TEAMS}}
        address = self.graph.address(f"/me/events/{part(identity(found))}")
        changed = await self._sent("PATCH", address, content, tag_of(found))
        if changed is None:
            raise Transient("the event is being changed elsewhere")
        return changed

    async def _sent(self, method: str, address: URL, body: Json, tag: str = "") -> Json | None:
        """Return the event as it was written; None if it is not as we thought (made already, changed or gone).

        Accounts without Teams refuse meetings: the event is written without one.
        """
        answer = await self.graph.ask(method, address, body, tag=tag, expected=REFUSALS)
        if answer.status < 300:
            return answer.body
        if answer.status in MEANWHILE or answer.code.lower() == DUPLICATE:
            return None
        if "isOnlineMeeting" in body:
            plain = {name: value for name, value in body.items() if name not in TEAMS}
            return await self._sent(method, address, plain, tag)
        raise fault_of(answer.status, answer.body, {})

    async def _with_link(self, written: Written, found: Json) -> Written:
        """Return what was written with the link of its meeting, for which Graph may take a moment or longer."""
        if found.get("isOnlineMeeting") is not True:
            return written
        query = {"$select": "id,changeKey,onlineMeeting"}
        with suppress(Fault):  # the event stands; its link can follow
            for pause in self.pauses:
                if written.link:
                    break
                await asyncio.sleep(pause)
                found = await self.graph.get(f"/me/events/{part(written.remote)}", query)
                written = replace(written, link=link_of(found), tag=tag_of(found) or written.tag)
        return replace(written, pending=not written.link)


def _check_newest(standing: Json, draft: Draft) -> None:
    """Raise Transient if an event shows a later state of its booking than we have: ours was overtaken."""
    if sequence_of(standing) > draft.sequence:
        raise Transient("a later state of the booking was written meanwhile")


def _content(draft: Draft) -> dict[str, Any]:
    """Return an event as Graph takes it; nobody is invited by it."""
    people = "\n".join(f"{name} ({email})" if email else name for name, email in draft.others)
    content: dict[str, Any] = {
        "subject": draft.title[:LONGEST_LINE],
        "body": {"contentType": "text", "content": "\n\n".join(filter(None, (draft.text, people)))},
        "start": _time(draft.during.start),
        "end": _time(draft.during.end),
        "showAs": "tentative" if draft.tentative else "busy",
        "singleValueExtendedProperties": [
            {"id": PROPERTY, "value": _mark(draft)},
            {"id": SEQUENCE, "value": str(draft.sequence)},
        ],
    }
    if draft.place or not draft.meeting:  # of a meeting without a place, Graph says where it is
        content["location"] = {"displayName": draft.place[:LONGEST_LINE]}
    return {**content, **TEAMS} if draft.meeting else content


def _transaction(draft: Draft, known: Entry | None, attempt: int) -> str:
    """Return by what Graph knows a repeat; an event that was deleted elsewhere is made anew as another one."""
    said = "\n".join((draft.uid, draft.owner.hex, known.remote if known else ""))
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    return f"{TRANSACTION}{draft.booking_id.hex}-{digest}-{attempt}"


def _mark(draft: Draft) -> str:
    return f"{draft.booking_id.hex}:{draft.owner.hex}"


def _time(moment: datetime) -> Mapping[str, str]:
    """Return an instant in UTC: by wall clock it would be ambiguous when clocks are set back."""
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
