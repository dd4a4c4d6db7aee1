"""A calendar object as lines: only what says when something is and how it shows is kept; titles and texts are never held."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_EVENTS = 100_000
"""Events of one object that are read; more is nobody's calendar."""

MARK = "X-PARLEY-BOOKING"
"""Says for which booking we wrote an event, and under which UID: a copy that its owner makes has another one, and is theirs."""
_KEPT = frozenset(
    {
        MARK,
        "ATTENDEE", "DTEND", "DTSTART", "DURATION", "EXDATE", "RDATE", "RECURRENCE-ID", "RRULE", "SEQUENCE",
        "STATUS", "TRANSP", "UID", "X-MICROSOFT-CDO-BUSYSTATUS",
    }
)  # fmt: skip
_OF_CALENDAR = frozenset({"CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE"})
_OUTER = frozenset({"VEVENT", "VFREEBUSY", "VJOURNAL", "VTIMEZONE", "VTODO"})
_FOLD = re.compile(r"\n[ \t]")


class UnreadableError(ValueError):
    """This is no calendar, or not a whole one."""


@dataclass(slots=True)
class Lines:
    """What was kept of an object, unfolded: properties of the calendar, lines of each event and of each time zone."""

    properties: dict[str, str] = field(default_factory=dict)
    events: list[list[str]] = field(default_factory=list)
    zones: list[list[str]] = field(default_factory=list)
    whole: bool = False
    """Whether its end was seen."""

    @property
    def name(self) -> str:
        """How the calendar is called; empty if it does not say."""
        said = self.properties.get("X-WR-CALNAME") or self.properties.get("NAME", "")
        return said.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\").strip()


def lines_of(data: bytes | str) -> Lines:
    """Return the lines of an object; raise UnreadableError if it is none, or was cut off."""
    rows = unfolded(data)
    first = next(rows, "").upper()
    if first != "BEGIN:VCALENDAR":
        raise UnreadableError("it does not begin as a calendar does")
    found = Lines()
    for path, row in _scan(rows):
        _sort(found, path, row)
    if not found.whole:
        raise UnreadableError("it was cut off")
    if found.properties.get("CALSCALE", "GREGORIAN").upper() != "GREGORIAN":
        raise UnreadableError("it does not count in Gregorian dates")
    return found


def unfolded(data: bytes | str) -> Iterator[str]:
    """Yield the lines of an object, whatever they end with; empty ones are left out."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return (row.rstrip() for row in _FOLD.sub("", text).split("\n") if row.strip())


def name_of(row: str) -> str:
    """Return the name of a line's property, in capitals."""
    return re.split("[;:]", row, maxsplit=1)[0].upper()


def value_of(row: str) -> str:
    """Return what stands after the first colon that is not inside quotes."""
    quoted = False
    for index, sign in enumerate(row):
        if sign == '"':
            quoted = not quoted
        elif sign == ":" and not quoted:
            return row[index + 1 :].strip()
    return ""


def _scan(rows: Iterator[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each line with the components that it lies in, the calendar left out; `END` says that it ends, `BEGIN` that another one begins.

    A component that does not end is ended by the next one of its kind, so that it does not take the others along.
    """
    path: list[str] = []
    for row in rows:
        start, _, kind = (part.strip() for part in row.upper().partition(":"))
        if start in {"BEGIN", "END"} and kind == "VCALENDAR":
            path.clear()
            yield (), start
        elif start == "BEGIN":
            path = [kind] if kind in _OUTER else [*path, kind]
            yield tuple(path), row
        elif start == "END":
            yield tuple(path), row
            path = path[: path.index(kind)] if kind in path else path
        else:
            yield tuple(path), row


def _sort(found: Lines, path: tuple[str, ...], row: str) -> None:
    match path:
        case ():
            _keep_property(found, row)
        case ("VEVENT",):
            _keep_event(found, row)
        case ("VTIMEZONE", *_):
            _keep_zone(found, path, row)
        case _:
            pass  # tasks, alarms and the like


def _keep_property(found: Lines, row: str) -> None:
    if row in {"BEGIN", "END"}:
        found.whole = row == "END"
        return
    name = name_of(row)
    if name in _OF_CALENDAR:
        found.properties.setdefault(name, value_of(row)[:200])


def _keep_event(found: Lines, row: str) -> None:
    name = name_of(row)
    if name == "BEGIN":
        if len(found.events) >= MOST_EVENTS:
            raise UnreadableError("it holds too many events")
        found.events.append([])
    elif name in _KEPT and found.events:
        found.events[-1].append(row)


def _keep_zone(found: Lines, path: tuple[str, ...], row: str) -> None:
    if len(path) == 1 and name_of(row) == "BEGIN":
        found.zones.append([])
    elif found.zones and not (len(path) == 1 and name_of(row) == "END"):
        found.zones[-1].append(row)
