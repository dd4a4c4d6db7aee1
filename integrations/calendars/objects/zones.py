"""What the time zones of a calendar object mean (RFC 5545, 3.2.19 and 3.6.5): IANA where they can be told, else by the object's own rules.

Nothing is remembered between objects: two of them may mean different zones by the same private name.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import tzinfo
from io import StringIO

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from core.zones import zone, zone_names
from integrations.calendars.objects.lines import Lines, name_of, value_of

MOST_ZONES = 500
_OBSERVANCE = frozenset({"DTSTART", "RDATE", "RRULE", "TZOFFSETFROM", "TZOFFSETTO"})
_YEARLY = re.compile(
    r"FREQ=YEARLY(;(BYMONTH|BYDAY|BYMONTHDAY|UNTIL|COUNT|WKST|INTERVAL=1)[=\w,+-]*)*", re.IGNORECASE
)
_PARAMETER = re.compile(r';TZID=("[^"]*"|[^;:]*)', re.IGNORECASE)
_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def iana(name: str) -> str:
    """Return the IANA name of what a zone is called: itself, a Windows name, or what a vendor put a prefix before; empty if it is none."""
    plain = name.strip().strip('"').strip("/")
    parts = plain.split("/")
    for candidate in ("/".join(parts[first:]) for first in range(len(parts))):
        if candidate in zone_names():
            return candidate
    return WINDOWS_TO_OLSON.get(plain, "")


class Zones:
    """The zones of one object; `default` is where floating times and dates lie if it does not say (X-WR-TIMEZONE)."""

    def __init__(self, found: Lines, default: str) -> None:
        """Read what the object says of its zones, as far as it is needed."""
        said = iana(found.properties.get("X-WR-TIMEZONE", ""))
        self.name = said or default or "UTC"
        self.default = zone(self.name)
        self._own = {_tzid(rows): rows for rows in found.zones[:MOST_ZONES]}
        self._names = sorted((name for name in self._own if name), key=len, reverse=True)
        self._made: dict[str, tzinfo] = {}

    def taken_out(self, row: str) -> tuple[str, tzinfo | None]:
        """Return a line without its TZID, and the zone that it named: the default one if that means nothing; None if it named none."""
        at = row.upper().find(";TZID=")
        if at < 0:
            return row, None
        rest = row[at + len(";TZID=") :]
        # A private name may hold a colon although it is not quoted.
        name = next((each for each in self._names if rest.startswith((f"{each}:", f"{each};"))), None)
        if name is not None:
            return row[:at] + rest[len(name) :], self.named(name)
        match = _PARAMETER.match(row, at)
        if match is None:
            return row, None
        return row[:at] + row[match.end() :], self.named(match[1].strip('"'))

    def named(self, name: str) -> tzinfo:
        """Return the zone of a TZID, the default one if it means nothing."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> tzinfo:
        known = iana(name)
        if known:
            return zone(known)
        rows = self._own.get(name)
        if rows is None:
            return self.default
        place = iana(_said(rows, "X-LIC-LOCATION"))
        return zone(place) if place else _by_rules(rows) or self.default


def _tzid(rows: Sequence[str]) -> str:
    return _said(rows, "TZID").strip('"')


def _said(rows: Iterable[str], name: str) -> str:
    return next((value_of(row) for row in rows if name_of(row) == name), "")


def _by_rules(rows: Sequence[str]) -> tzinfo | None:
    """Return the zone that a VTIMEZONE describes; None if its rules cannot be followed."""
    text = ["BEGIN:VTIMEZONE", "TZID:private", *_clean(rows), "END:VTIMEZONE", ""]
    with suppress(*_BROKEN):
        made: tzinfo | None = tzical(StringIO("\r\n".join(text))).get()
        return made
    return None


def _clean(rows: Sequence[str]) -> list[str]:
    """Return the observances with what their offsets need, and only rules that end soon: once a year."""
    kept: list[str] = []
    for row in rows:
        name, value = name_of(row), value_of(row)
        if name in {"BEGIN", "END"}:
            kept.append(f"{name}:{value.upper()}")
        elif name in _OBSERVANCE and (name != "RRULE" or _YEARLY.fullmatch(value)):
            kept.append(f"{name}:{value}")
    return kept
