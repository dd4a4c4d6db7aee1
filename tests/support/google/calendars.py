"""What Google keeps: people, their calendars, events that recur and their exceptions, what changed when, who is told."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

Resource = dict[str, Any]


class Refusal(Exception):
    """Google says no: a status, a domain and its word for why."""

    def __init__(self, status: int, reason: str, domain: str = "global", **headers: str) -> None:
        super().__init__(reason)
        self.status, self.reason, self.domain, self.headers = status, reason, domain, headers

    def body(self) -> Resource:
        """Return it as Google words it, which names whom it concerns."""
        words = f"{self.reason} for ann@example.com"
        error = {"domain": self.domain, "reason": self.reason, "message": words}
        return {"error": {"code": self.status, "message": words, "errors": [error]}}


@dataclass
class Channel:
    """Who wants to be told of changes in a calendar."""

    id: str
    token: str
    address: str
    calendar: str
    resource: str
    expires_at: datetime
    told: int = 0


@dataclass
class Notice:
    """One push, as it goes over the wire."""

    address: str
    headers: Mapping[str, str]


@dataclass
class Kept:
    """One calendar."""

    id: str
    zone: str = "UTC"
    role: str = "owner"
    primary: bool = False
    hidden_reason: str = ""
    events: dict[str, Resource] = field(default_factory=dict)
    """Single events, and recurring ones as a whole, by id; deleted ones too."""
    exceptions: dict[str, Resource] = field(default_factory=dict)
    """Occurrences that differ from what recurs, by their id."""
    served: dict[str, Resource] = field(default_factory=dict)
    """Every occurrence that was ever shown."""
    purged: set[str] = field(default_factory=set)
    """Ids of what is gone for good; they cannot be had again."""
    journal: list[str] = field(default_factory=list)
    """Ids of events in the order in which they changed."""
    oldest: int = 0
    """Sync tokens of before are forgotten."""
    rooms: bool = True
    """Whether it may have Meet rooms."""

    def entry(self) -> Resource:
        """Return it as the list of calendars shows it."""
        shown = {
            "kind": "calendar#calendarListEntry",
            "etag": f'"{len(self.journal)}"',
            "id": self.id,
            "summary": self.id.partition("@")[0],
            "timeZone": self.zone,
            "accessRole": self.role,
        }
        return shown | ({"primary": True} if self.primary else {})

    # -- what is in it ---------------------------------------------------------------------------

    def put(self, event: Resource, serial: int, now: datetime) -> Resource:
        """Have an event stand as it is given."""
        event |= {
            "kind": "calendar#event",
            "etag": f'"{serial}"',
            "updated": now.isoformat().replace("+00:00", "Z"),
        }
        event.setdefault("status", "confirmed")
        where = self.exceptions if event.get("recurringEventId") else self.events
        where[event["id"]] = event
        self.journal.append(event.get("recurringEventId") or event["id"])
        return event

    def find(self, event_id: str) -> Resource:
        """Return an event or occurrence, deleted or not."""
        if event_id in self.exceptions:
            return self.exceptions[event_id]
        if event_id in self.events and event_id not in self.purged:
            return self.events[event_id]
        if event_id in self.served:
            return deepcopy(self.served[event_id])
        raise Refusal(404, "notFound")

    def standing(self) -> list[Resource]:
        """Return all that stands, expanded."""
        masters = (each for each in self.events.values() if each["id"] not in self.purged)
        return [each for master in masters for each in self.shown(master) if each["status"] != "cancelled"]

    def shown(self, master: Resource) -> list[Resource]:
        """Return an event, or its occurrences one by one, as they stand; what was shown once and stands no more is cancelled."""
        if "recurrence" not in master and not self._served_of(master["id"]):
            return [master] if master["status"] != "cancelled" else [_cancelled(master)]
        alive = master["status"] != "cancelled" and "recurrence" in master
        found = {each["id"]: each for each in occurrences(master, self.zone)} if alive else {}
        found |= {key: self.exceptions[key] for key in found.keys() & self.exceptions.keys()}
        past = [_cancelled(each) for key, each in self._served_of(master["id"]).items() if key not in found]
        self.served |= deepcopy(found)
        single = [master] if "recurrence" not in master and master["status"] != "cancelled" else []
        return [
            *single,
            *(each if each["status"] != "cancelled" else _cancelled(each) for each in found.values()),
            *past,
        ]

    def touched(self, since: int, until: datetime) -> Iterator[Resource]:
        """Yield, expanded, what has changed since; occurrences only as far as Google looks ahead, but one at least."""
        for key in dict.fromkeys(self.journal[since:]):
            if key in self.purged:
                yield {"kind": "calendar#event", "id": key, "status": "cancelled", "etag": '"0"'}
            else:
                shown = self.shown(self.events[key])
                yield from [each for each in shown if self._original(each) < until] or shown[:1]

    def _original(self, event: Resource) -> datetime:
        """Return when an occurrence would be; of any other event, some time long past."""
        if "originalStartTime" not in event:
            return datetime.min.replace(tzinfo=UTC)
        return instant(event["originalStartTime"], self.zone)

    def _served_of(self, master: str) -> dict[str, Resource]:
        return {key: each for key, each in self.served.items() if each["recurringEventId"] == master}


def occurrences(master: Resource, calendar_zone: str) -> Iterator[Resource]:
    """Yield the occurrences of a recurring event by the clock of its zone, each with an id of its own."""
    whole_days = "date" in master["start"]
    name = "UTC" if whole_days else master["start"]["timeZone"]
    first, end = (local(master[edge], name) for edge in ("start", "end"))
    rules = rrulestr("\n".join(master["recurrence"]), dtstart=first, forceset=True)
    for wall in rules:
        starts, ends = edge(wall, name, whole_days), edge(wall + (end - first), name, whole_days)
        inherited = {key: deepcopy(value) for key, value in master.items() if key != "recurrence"}
        yield inherited | {
            "id": f"{master['id']}_{_named(wall, name, whole_days)}",
            "recurringEventId": master["id"],
            "originalStartTime": starts,
            "start": starts,
            "end": ends,
        }


def local(moment: Mapping[str, str], name: str) -> datetime:
    """Return an edge of an event as the clock of a zone shows it, without the zone."""
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time())
    return datetime.fromisoformat(moment["dateTime"]).astimezone(ZoneInfo(name)).replace(tzinfo=None)


def edge(wall: datetime, name: str, whole_days: bool = False) -> Resource:
    """Return an edge of an event."""
    if whole_days:
        return {"date": wall.date().isoformat()}
    return {"dateTime": wall.replace(tzinfo=ZoneInfo(name)).isoformat(), "timeZone": name}


def instant(moment: Mapping[str, str], calendar_zone: str) -> datetime:
    """Return the instant of an event's edge."""
    if "date" in moment:
        day = datetime.combine(date.fromisoformat(moment["date"]), time(), ZoneInfo(calendar_zone))
        return day.astimezone(UTC)
    return datetime.fromisoformat(moment["dateTime"]).astimezone(UTC)


def _named(wall: datetime, name: str, whole_days: bool) -> str:
    if whole_days:
        return f"{wall:%Y%m%d}"
    return f"{wall.replace(tzinfo=ZoneInfo(name)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _cancelled(event: Resource) -> Resource:
    """Return what Google still says of what is cancelled."""
    kept = ("kind", "etag", "id", "recurringEventId", "originalStartTime")
    return {key: event[key] for key in kept if key in event} | {"status": "cancelled"}


@dataclass
class Person:
    """Somebody with an account at Google, and what they do in their calendars."""

    google: "Google"
    email: str
    calendars: dict[str, Kept] = field(default_factory=dict)

    def calendar(self, remote: str = "") -> Kept:
        """Return a calendar, without a name the primary one."""
        return self.calendars[remote or self.email]

    def write(self, start: Resource, end: Resource, *, calendar: str = "", **fields: Any) -> str:
        """Write an event; return its id."""
        event_id = fields.pop("id", "") or self.google.fresh("e")
        self._put(calendar, {"id": event_id, "start": start, "end": end, **fields})
        return event_id

    def meet(self, start: datetime, minutes: int = 60, **fields: Any) -> str:
        """Write an event at an instant; return its id."""
        start = start.astimezone(UTC).replace(tzinfo=None)
        return self.write(edge(start, "UTC"), edge(start + timedelta(minutes=minutes), "UTC"), **fields)

    def change(self, event_id: str, *, calendar: str = "", **fields: Any) -> None:
        """Change an event or one occurrence of it."""
        event = deepcopy(self.calendar(calendar).find(event_id))
        self._put(calendar, event | {"status": "confirmed"} | fields)

    def move(self, event_id: str, start: datetime, minutes: int = 60, *, calendar: str = "") -> None:
        """Move an event or one occurrence of it to an instant."""
        start = start.astimezone(UTC).replace(tzinfo=None)
        ends = edge(start + timedelta(minutes=minutes), "UTC")
        self.change(event_id, calendar=calendar, start=edge(start, "UTC"), end=ends)

    def delete(self, event_id: str, *, calendar: str = "") -> None:
        """Delete an event or one occurrence of it."""
        self.change(event_id, calendar=calendar, status="cancelled")

    def purge(self, event_id: str, *, calendar: str = "") -> None:
        """Delete an event for good: its id stays taken."""
        self.calendar(calendar).purged.add(event_id)
        self.calendar(calendar).journal.append(event_id)

    def standing(self, calendar: str = "") -> Sequence[Resource]:
        """Return what stands in a calendar, by start."""
        kept = self.calendar(calendar)
        return sorted(kept.standing(), key=lambda each: instant(each["start"], kept.zone))

    def _put(self, calendar: str, event: Resource) -> None:
        kept = self.calendar(calendar)
        kept.put(event, self.google.serial(), self.google.now())
        self.google.tell(kept)


@dataclass
class Google:
    """All of it, with the ways in which it can fail."""

    now: Any
    """Returns the instant that Google takes for now; it need not be ours."""
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    """Pushes that wait to be delivered; tests may lose, double and shuffle them."""
    room: str = "success"
    """What becomes of a meeting room: `success`, `failure`, `pending` (until it was asked for twice), `never` (pending for ever)."""
    page: int = 2500
    """So many of a listing come at once."""
    ahead: timedelta = timedelta(days=183)
    """How far it looks ahead when it tells which occurrences have changed."""
    watch_for: timedelta | None = timedelta(days=7)
    _serial: int = 1000

    def person(self, email: str = "ann@example.com", zone: str = "UTC", *others: Kept) -> Person:
        """Have somebody with a primary calendar, and others."""
        found = Person(self, email)
        primary = Kept(email, zone, primary=True)
        found.calendars = {each.id: each for each in (primary, *others)}
        self.people[email] = found
        return found

    def serial(self) -> int:
        """Return the next number."""
        self._serial += 1
        return self._serial

    def fresh(self, prefix: str) -> str:
        """Return a new id of letters that Google uses."""
        return f"{prefix}{self.serial():08d}"

    def tell(self, kept: Kept) -> None:
        """Note a push to everybody who wants to know of a calendar."""
        for channel in self.channels.values():
            if channel.calendar == kept.id and channel.expires_at > self.now():
                self.notify(channel, "exists")

    def notify(self, channel: Channel, state: str) -> None:
        """Note one push."""
        channel.told += 1
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Token": channel.token,
            "X-Goog-Message-Number": str(channel.told),
            "X-Goog-Resource-ID": channel.resource,
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": "https://www.googleapis.com/calendar/v3/calendars/events?alt=json",
        }
        self.notices.append(Notice(channel.address, headers))
