"""One VEVENT as it is worked with: in a zone always, with an end always, and of sound values only."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Event
from icalendar.prop import vDDDLists, vDDDTypes

from integrations.calendars.objects.lines import name_of
from integrations.calendars.objects.values import VEvent
from integrations.calendars.objects.zones import Zones

BROKEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a library may raise over what somebody else wrote."""
DAY = timedelta(days=1)
MOST_DATES = 20_000
"""Dates that one event may name."""
_SINGLE = ("DTSTART", "DTEND", "RECURRENCE-ID")
_LISTS = ("EXDATE", "RDATE")
_ZONE = "X-ZONE"
_FIRST, _LAST = 1900, 9000


def event_of(rows: Sequence[str], zones: Zones) -> VEvent | None:
    """Return the event that these lines describe; None if they do not say when it is."""
    with suppress(*BROKEN):
        event, used = _parsed(rows, zones)
        for name in _SINGLE:
            _place_one(event, name, used)
        for name in _LISTS:
            _place_list(event, name, used)
        _finish(event, used[-1])
        if "UID" not in event:
            event["UID"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return event
    return None


def _parsed(rows: Sequence[str], zones: Zones) -> tuple[VEvent, list[tzinfo]]:
    """Return the event with its times naive, and the zones to which their `X-ZONE` points; the last one is the default."""
    used: list[tzinfo] = []
    text = ["BEGIN:VEVENT"]
    for row in rows:
        name = name_of(row)
        if name in _SINGLE or name in _LISTS:
            rest, where = zones.taken_out(row)
            text.append(f"{name};{_ZONE}={len(used)}{rest[len(name) :]}")
            used.append(where or zones.default)
        else:
            text.append(row)
    event = Event.from_ical("\r\n".join([*text, "END:VEVENT", ""]))
    return event, [*used, zones.default]


def _place_one(event: VEvent, name: str, used: Sequence[tzinfo]) -> None:
    said: Any = event.get(name)
    said = said[0] if isinstance(said, list) else said  # twice in one event: the first counts
    if said is None:
        return
    if not isinstance(said, vDDDTypes) or not isinstance(said.dt, date):
        del event[name]
        return
    event[name] = vDDDTypes(_placed(said.dt, used[int(said.params[_ZONE])]))
    if name == "RECURRENCE-ID" and "RANGE" in said.params:
        event[name].params["RANGE"] = said.params["RANGE"]


def _place_list(event: VEvent, name: str, used: Sequence[tzinfo]) -> None:
    said: Any = event.pop(name, [])
    found: list[Any] = []
    for each in said if isinstance(said, list) else [said]:
        if isinstance(each, vDDDLists):
            where = used[int(each.params[_ZONE])]
            found += [_moved(value.dt, where) for value in each.dts]
    if found:
        event[name] = vDDDLists(found[:MOST_DATES])


def _moved(value: Any, where: tzinfo) -> Any:
    if isinstance(value, tuple):  # a period: its start, and its end or length
        start, end = value
        return (_placed(start, where), end if isinstance(end, timedelta) else _placed(end, where))
    return _placed(value, where)


def _placed(value: date, where: tzinfo) -> date:
    """Return a value in its zone; years that nobody lives in are moved to the edge."""
    value = (
        value.replace(year=min(max(value.year, _FIRST), _LAST))
        if not _FIRST <= value.year <= _LAST
        else value
    )
    if not isinstance(value, datetime):
        return value
    return value if value.tzinfo else value.replace(tzinfo=where)


def _finish(event: VEvent, default: tzinfo) -> None:
    """Have the event say when it ends: by DTEND, DURATION, or what RFC 5545, 3.6.1 says where both are missing."""
    start = event["DTSTART"].dt
    length = event.pop("DURATION", None)
    said = event["DTEND"].dt if "DTEND" in event else None
    if isinstance(said, datetime) != isinstance(start, datetime) and said is not None:
        start, said = _timed(start, default), _timed(said, default)
        event["DTSTART"] = vDDDTypes(start)
    event["DTEND"] = vDDDTypes(_end(start, said, getattr(length, "dt", None)))


def _timed(value: date, where: tzinfo) -> datetime:
    return (
        value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=where)
    )


def _end(start: date, said: date | None, length: Any) -> date:
    if not isinstance(start, datetime):
        days = length.days + bool(length.seconds) if isinstance(length, timedelta) else 1
        return said if said is not None and said > start else start + DAY * max(days, 1)
    if said is None and isinstance(length, timedelta):
        said = _after(start, length)
    return said if isinstance(said, datetime) and said.astimezone(UTC) > start.astimezone(UTC) else start


def _after(start: datetime, length: timedelta) -> datetime:
    """Days are counted by the calendar, hours by the clock on the wall that does not jump (RFC 5545, 3.3.6)."""
    exact = (start + timedelta(days=length.days)).astimezone(UTC) + timedelta(seconds=length.seconds)
    return exact.astimezone(start.tzinfo)
