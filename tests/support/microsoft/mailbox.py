"""A mailbox as Graph shows it: calendars, events, recurring events, what changed when, subscriptions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


def said(moment: datetime) -> Json:
    """Return an instant as Graph says it, in UTC."""
    return {"dateTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def heard(raw: Mapping[str, Any]) -> datetime:
    """Return the instant of what Graph says."""
    return datetime.fromisoformat(raw["dateTime"]).replace(tzinfo=UTC)


@dataclass
class Series:
    """A recurring event: each week at the same time by the clock of its zone."""

    master: Json
    first: date
    clock: time
    minutes: int
    zone: str
    count: int
    exceptions: dict[int, Json] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)

    def occurrences(self) -> Iterator[Json]:
        """Yield what is left of it, as a calendar view shows it."""
        for number in range(self.count):
            if number not in self.deleted:
                yield self._occurrence(number)

    def _occurrence(self, number: int) -> Json:
        wall = datetime.combine(self.first + timedelta(weeks=number), self.clock, ZoneInfo(self.zone))
        start = wall.astimezone(UTC)
        plain = {
            **self.master,
            "id": f"{self.master['id']}.{number}",
            "seriesMasterId": self.master["id"],
            "type": "occurrence",
            "start": said(start),
            "end": said(start + timedelta(minutes=self.minutes)),
            "recurrence": None,
        }
        changed = self.exceptions.get(number)
        return {**plain, **changed, "type": "exception"} if changed else plain


@dataclass
class Shelf:
    """One calendar."""

    listed: Json
    events: dict[str, Json] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    journal: list[str] = field(default_factory=list)
    oldest: int = 0
    """Delta links from before this are worth nothing any more."""

    def view(self, start: datetime, end: datetime) -> list[Json]:
        """Return what touches a stretch of time, recurring events expanded."""
        everything = [
            *self.events.values(),
            *(one for each in self.series.values() for one in each.occurrences()),
        ]
        inside = [each for each in everything if heard(each["start"]) < end and heard(each["end"]) > start]
        return sorted(inside, key=lambda each: each["start"]["dateTime"])


class Mailbox:
    """Somebody's calendars, and what happens to them."""

    def __init__(self) -> None:
        self.shelves: dict[str, Shelf] = {}
        self.deleted: dict[str, Json] = {}
        """Deleted events: still found by their id, but they stand in no calendar."""
        self.transactions: dict[str, str] = {}
        self.changed: list[str] = []
        """Calendars with changes that nobody was told of, in order."""
        self._count = 0

    # -- what somebody does in Outlook -------------------------------------------------------------

    def open(self, named: str, *, primary: bool = False, editable: bool = True) -> str:
        """Have a calendar; return its id."""
        listed = {"id": f"AAMk+/{named}=", "name": named, "isDefaultCalendar": primary, "canEdit": editable}
        self.shelves[listed["id"]] = Shelf(listed)
        return listed["id"]

    def write(self, calendar: str, start: datetime, minutes: int = 30, **more: Any) -> str:
        """Put an event into a calendar; return its id."""
        return self.place(
            calendar, {"start": said(start), "end": said(start + timedelta(minutes=minutes)), **more}
        )

    def whole_days(self, calendar: str, first: date, days: int = 1, **more: Any) -> str:
        """Put an event of whole days into a calendar: midnight to midnight, whatever zone one asks for."""
        start = datetime.combine(first, time(), UTC)
        return self.write(calendar, start, 1440 * days, isAllDay=True, **more)

    def weekly(
        self, calendar: str, first: datetime, zone: str, count: int, minutes: int = 30, **more: Any
    ) -> str:
        """Put a recurring event into a calendar; `first` is by the wall clock of the zone. Return its id."""
        start = first.replace(tzinfo=ZoneInfo(zone))
        event = {
            "start": said(start),
            "end": said(start + timedelta(minutes=minutes)),
            "type": "seriesMaster",
            **more,
        }
        master = self._event(event)
        shelf = self.shelves[calendar]
        shelf.series[master["id"]] = Series(master, first.date(), first.time(), minutes, zone, count)
        self.note(calendar, master["id"])
        return master["id"]

    def change(self, named: str, **fields: Any) -> None:
        """Change an event, or a recurring one as a whole."""
        shelf, kept = self.find(named)
        kept.update(fields)
        self._touch(kept)
        self.note(shelf, named)

    def move(self, named: str, start: datetime, minutes: int = 30) -> None:
        """Move an event."""
        self.change(named, start=said(start), end=said(start + timedelta(minutes=minutes)))

    def except_(self, named: str, number: int, **fields: Any) -> None:
        """Change one occurrence."""
        shelf, series = self._series(named)
        series.exceptions[number] = fields
        self.note(shelf, named)

    def skip(self, named: str, number: int) -> None:
        """Delete one occurrence."""
        shelf, series = self._series(named)
        series.deleted.add(number)
        self.note(shelf, named)

    def delete(self, named: str) -> None:
        """Delete an event, or a recurring one as a whole; nothing happens if that was done before."""
        if named in self.deleted:
            return
        shelf, kept = self.find(named)
        self.shelves[shelf].events.pop(named, None)
        self.shelves[shelf].series.pop(named, None)
        self.deleted[named] = kept
        self.note(shelf, named)

    def forget(self, calendar: str) -> None:
        """Have every delta link of a calendar be too old."""
        shelf = self.shelves[calendar]
        shelf.journal.append("")
        shelf.oldest = len(shelf.journal)

    # -- what Graph does ---------------------------------------------------------------------------

    def place(self, calendar: str, fields: Mapping[str, Any]) -> str:
        """Put an event into a calendar as it was sent; return its id."""
        event = self._event(fields)
        self.shelves[calendar].events[event["id"]] = event
        self.note(calendar, event["id"])
        return event["id"]

    def find(self, named: str) -> tuple[str, Json]:
        """Return an event, or the master of a recurring one, and its calendar; deleted ones too. Raise KeyError."""
        for remote, shelf in self.shelves.items():
            if named in shelf.events:
                return remote, shelf.events[named]
            if named in shelf.series:
                return remote, shelf.series[named].master
        return "", self.deleted[named]

    def update(self, named: str, fields: Mapping[str, Any]) -> Json:
        """Change an event as it was sent."""
        shelf, kept = self.find(named)
        kept.update(fields)
        self._touch(kept)
        if shelf:
            self.note(shelf, named)
        return kept

    def note(self, calendar: str, named: str) -> None:
        """Remember that something has changed."""
        self.shelves[calendar].journal.append(named)
        self.changed.append(calendar)

    def delta(self, shelf: Shelf, since: int, start: datetime, end: datetime) -> list[Json]:
        """Return what has changed, as Graph's delta says it: occurrences thin, what lies outside removed."""
        touched = dict.fromkeys(shelf.journal[since:])
        return [item for named in touched if named for item in self._said(shelf, named, start, end)]

    def all(self, shelf: Shelf, start: datetime, end: datetime) -> list[Json]:
        """Return all that stands in a stretch, as the first round of Graph's delta says it."""
        named = dict.fromkeys(each.get("seriesMasterId") or each["id"] for each in shelf.view(start, end))
        return [item for each in named for item in self._said(shelf, each, start, end)]

    def _said(self, shelf: Shelf, named: str, start: datetime, end: datetime) -> Iterable[Json]:
        inside = [
            each for each in shelf.view(start, end) if named in (each["id"], each.get("seriesMasterId"))
        ]
        if not inside:
            return [{"id": named, "@removed": {"reason": "deleted"}}]
        if named in shelf.events:
            return [without_properties(shelf.events[named])]
        master = without_properties(shelf.series[named].master)
        return [*(_thin(each) for each in inside), master]

    def _series(self, named: str) -> tuple[str, Series]:
        return next(
            (remote, each.series[named]) for remote, each in self.shelves.items() if named in each.series
        )

    def _event(self, fields: Mapping[str, Any]) -> Json:
        self._count += 1
        plain = {
            "id": f"AAkA/{self._count}+event==",
            "type": "singleInstance",
            "seriesMasterId": None,
            "isAllDay": False,
            "isCancelled": False,
            "isOrganizer": True,
            "showAs": "busy",
            "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
            "originalStartTimeZone": "W. Europe Standard Time",
            "subject": "what it is about",
            "isOnlineMeeting": False,
            "onlineMeeting": None,
        }
        event = {**plain, **fields}
        self._touch(event)
        return event

    def _touch(self, event: Json) -> None:
        self._count += 1
        event["changeKey"] = f"key{self._count}=="
        event["@odata.etag"] = f'W/"{event["changeKey"]}"'


def without_properties(event: Mapping[str, Any]) -> Json:
    """Return an event as it comes if its extended properties are not asked for."""
    return {name: value for name, value in event.items() if name != "singleValueExtendedProperties"}


def _thin(event: Mapping[str, Any]) -> Json:
    """Return an occurrence as changes bring it; an exception comes whole."""
    if event["type"] == "exception":
        return without_properties(event)
    kept = ("id", "type", "seriesMasterId", "start", "end", "@odata.etag")
    return {"@odata.type": "#microsoft.graph.event", **{name: event[name] for name in kept}}
