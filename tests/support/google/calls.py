"""What can be asked about the events of one calendar, as the Calendar API answers it."""

import base64
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.support.google.calendars import Channel, Google, Kept, Refusal, Resource, instant

WRITERS = {"owner", "writer"}


@dataclass
class Calls:
    """What can be asked about the events of one calendar."""

    google: Google
    kept: Kept
    query: Mapping[str, str]
    asked: Any
    tag: str

    def insert(self) -> Resource:
        self._may_write()
        event_id = self.asked.get("id") or self.google.fresh("g")
        if not re.fullmatch("[a-v0-9]{5,1024}", event_id):
            raise Refusal(400, "invalid")
        if event_id in self.kept.events:
            raise Refusal(409, "duplicate")
        return self._save({**self.asked, "id": event_id})

    def get(self, event_id: str) -> Resource:
        found = self.kept.find(event_id)
        making = found.get("conferenceData", {}).get("createRequest", {}).get("status", {})
        if making.get("statusCode") == "pending" and self.google.room == "pending":
            found["conferenceData"] = _room(found["conferenceData"]["createRequest"]["requestId"], "success")
        return deepcopy(found)

    def patch(self, event_id: str) -> Resource:
        self._may_write()
        before = self.kept.find(event_id)
        if self.tag and self.tag != before["etag"]:
            raise Refusal(412, "conditionNotMet", Location="If-Match")
        return self._save(_merged(before, self.asked))

    def delete(self, event_id: str) -> None:
        self._may_write()
        before = self.kept.find(event_id)
        if before["status"] == "cancelled":
            raise Refusal(410, "deleted")
        self.kept.put({**deepcopy(before), "status": "cancelled"}, self.google.serial(), self.google.now())
        self.google.tell(self.kept)

    def watch(self) -> Resource:
        if self.asked["id"] in self.google.channels:
            raise Refusal(400, "channelIdNotUnique")
        if not self.asked["address"].startswith("https://"):
            raise Refusal(400, "push.webhookUrlNotHttps")
        lasts = self.google.watch_for
        channel = Channel(
            id=self.asked["id"],
            token=self.asked.get("token", ""),
            address=self.asked["address"],
            calendar=self.kept.id,
            resource=f"resource-{self.kept.id}",
            expires_at=self.google.now() + (lasts or timedelta(days=7)),
        )
        self.google.channels[channel.id] = channel
        self.google.notify(channel, "sync")
        said = {
            "kind": "api#channel",
            "id": channel.id,
            "token": channel.token,
            "resourceId": channel.resource,
        }
        return said | ({"expiration": str(int(channel.expires_at.timestamp() * 1000))} if lasts else {})

    def _may_write(self) -> None:
        if self.kept.role not in WRITERS:
            raise Refusal(403, "requiredAccessLevel", "calendar")
        if self.query.get("sendUpdates") != "none":
            raise Refusal(400, "everybody would have got a mail")

    def _save(self, event: Resource) -> Resource:
        for name in ("start", "end"):
            if ("date" in event[name]) == ("dateTime" in event[name]):
                raise Refusal(400, "invalid")
        if instant(event["end"], self.kept.zone) < instant(event["start"], self.kept.zone):
            raise Refusal(400, "timeRangeEmpty", "calendar")
        if len(event.get("description", "")) > 8192 or len(event.get("summary", "")) > 1024:
            raise Refusal(400, "tooLong")
        self._make_room(event)
        saved = self.kept.put(event, self.google.serial(), self.google.now())
        self.google.tell(self.kept)
        return deepcopy(saved)

    def _make_room(self, event: Resource) -> None:
        request = self.asked.get("conferenceData", {}).get("createRequest")
        if request is None or self.query.get("conferenceDataVersion") != "1":
            return
        if not self.kept.rooms:
            raise Refusal(400, "invalid")
        before = self.kept.events.get(event["id"], {}).get("conferenceData")
        if before and before["createRequest"]["requestId"] == request["requestId"]:
            event["conferenceData"] = before
            return
        state = "pending" if self.google.room == "never" else self.google.room
        event["conferenceData"] = _room(request["requestId"], state)


def _room(request: str, state: str) -> Resource:
    """Return a meeting room whose making stands so."""
    kind = {"type": "hangoutsMeet"}
    data = {
        "createRequest": {
            "requestId": request,
            "conferenceSolutionKey": kind,
            "status": {"statusCode": state},
        }
    }
    if state != "success":
        return data
    uri = f"https://meet.google.com/{request[:12]}"
    return data | {"conferenceId": request[:12], "entryPoints": [{"entryPointType": "video", "uri": uri}]}


def inside(kept: Kept, query: Mapping[str, str]) -> list[Resource]:
    """Return what stands in a calendar between `timeMin` and `timeMax`."""
    low, high = (datetime.fromisoformat(query[each]) for each in ("timeMin", "timeMax"))
    return [
        each
        for each in kept.standing()
        if instant(each["end"], kept.zone) > low and instant(each["start"], kept.zone) < high
    ]


def since_when(kept: Kept, query: Mapping[str, str]) -> int | None:
    """Return from where in the journal a listing goes on, None if it is one of all."""
    if "syncToken" not in query:
        return None
    if query.keys() & {"timeMin", "timeMax", "orderBy", "q", "updatedMin", "iCalUID"}:
        raise Refusal(400, "syncTokenWithNonDefaultOrdering")
    try:
        kind, name, number = base64.urlsafe_b64decode(query["syncToken"]).decode().split(":")
        since = int(number)
    except ValueError:
        raise Refusal(400, "invalid") from None
    if (kind, name) != ("sync", kept.id):
        raise Refusal(400, "invalid")
    if since < kept.oldest:
        raise Refusal(410, "fullSyncRequired")
    return since


def for_reader(event: Resource, kept: Kept) -> Resource:
    """Return an event as the calendar's reader may see it."""
    if kept.role != "freeBusyReader":
        return event
    return {
        key: event[key]
        for key in ("kind", "id", "status", "start", "end", "etag", "recurringEventId")
        if key in event
    }


def _merged(before: Any, patch: Any) -> Any:
    """Return what a patch makes of a resource: objects are merged, null clears, all else is replaced."""
    if not isinstance(before, Mapping) or not isinstance(patch, Mapping):
        return deepcopy(patch)
    found = {key: deepcopy(value) for key, value in before.items() if patch.get(key, value) is not None}
    return found | {
        key: _merged(before.get(key, {}), value) for key, value in patch.items() if value is not None
    }
