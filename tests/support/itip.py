"""A judge of calendar objects: libical's tables of RFC 5546, and rules of our own for what libical lets pass."""

import ctypes
import ctypes.util
import re
from collections.abc import Iterator
from datetime import UTC
from functools import lru_cache
from typing import Any

from icalendar import Calendar

_SIGNATURES = (
    ("icalparser_parse_string", ctypes.c_void_p, [ctypes.c_char_p]),
    ("icalrestriction_check", ctypes.c_int, [ctypes.c_void_p]),
    ("icalcomponent_as_ical_string", ctypes.c_char_p, [ctypes.c_void_p]),
    ("icalcomponent_free", None, [ctypes.c_void_p]),
)

_ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "STATUS", "SUMMARY")


@lru_cache(maxsize=1)
def libical() -> Any:
    """Return the library of Debian's libical3, or None where it is not installed."""
    name = ctypes.util.find_library("ical") or "libical.so.3"
    try:
        library = ctypes.CDLL(name)
    except OSError:
        return None
    for function, result, arguments in _SIGNATURES:
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


def libical_faults(data: bytes) -> list[str]:
    """Return what libical finds wrong with a calendar object."""
    library = libical()
    component = library.icalparser_parse_string(data)
    if not component:
        return ["cannot be parsed"]
    passed = library.icalrestriction_check(component)
    text = library.icalcomponent_as_ical_string(component).decode()
    library.icalcomponent_free(component)
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    found = [line for line in unfolded.splitlines() if line.startswith("X-LIC-ERROR")]
    return found or ([] if passed else ["restriction check failed"])


def own_faults(data: bytes) -> list[str]:
    """Return what our own rules find wrong with a calendar object."""
    return [*_form_faults(data), *_content_faults(data)]


def kept_faults(data: bytes) -> list[str]:
    """Return what our own rules find wrong with an object that is kept on a server: one event, and no METHOD (RFC 4791, 4.1)."""
    calendar = Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    found = list(_form_faults(data))
    found += [
        f"not one {name}"
        for name in _ONCE
        if name != "ORGANIZER"
        for each in events
        if isinstance(each.get(name, []), list)
    ]
    found += [fault for each in events for fault in _time_faults(each, set())]
    return found + ["not one event"] * (len(events) != 1) + ["a method"] * ("METHOD" in calendar)


def _form_faults(data: bytes) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "a line does not end in CRLF"
    if not data.endswith(b"END:VCALENDAR\r\n"):
        yield "the object does not end"
    for line in data.split(b"\r\n"):
        if len(line) > 75:
            yield f"a line of {len(line)} octets"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "a character is folded in two"


def _content_faults(data: bytes) -> Iterator[str]:
    calendar = Calendar.from_ical(data)
    zones = {str(each["TZID"]) for each in calendar.walk("VTIMEZONE")}
    for event in calendar.walk("VEVENT"):
        yield from (f"not one {name}" for name in _ONCE if isinstance(event.get(name, []), list))
        yield from _time_faults(event, zones)
        yield from _method_faults(event, str(calendar.get("METHOD", "")))


def _time_faults(event: Any, zones: set[str]) -> Iterator[str]:
    for name in ("DTSTART", "DTEND"):
        if name in event:
            tzid = event[name].params.get("TZID")
            if tzid and tzid not in zones:
                yield f"{name} names a zone that is not described"
            if event[name].dt.tzinfo is None:
                yield f"{name} floats"
    if "DTSTART" in event and "DTEND" in event and _instant(event["DTEND"]) <= _instant(event["DTSTART"]):
        yield "it ends before it begins"


def _instant(when: Any) -> float:
    """A floating time is a fault of its own; here it counts as UTC."""
    return float((when.dt if when.dt.tzinfo else when.dt.replace(tzinfo=UTC)).timestamp())


def _method_faults(event: Any, method: str) -> Iterator[str]:
    if method not in ("REQUEST", "CANCEL"):
        yield f"method {method!r}"
    if (method == "CANCEL") != (event.get("STATUS") == "CANCELLED"):
        yield "method and status disagree"
    if "ATTENDEE" not in event:
        yield "nobody is invited"
