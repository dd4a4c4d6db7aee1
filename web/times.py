"""Times as visitors read them: weekday, date, clock and zone, in the format of their browser's language."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from core.interval import Interval
from core.zones import local, zone, zone_names

EUROPEAN_ENGLISH = "en_150"
"""English words with 24-hour clocks, for browsers in another language."""


@dataclass(frozen=True, slots=True)
class Formats:
    """Formats for one locale (a Babel identifier)."""

    locale: str

    def day(self, day: date) -> str:
        """Return "Tuesday, 24 November 2026"."""
        return format_date(day, "full", locale=self.locale)

    def short_day(self, day: date) -> str:
        """Return "Tue 24 Nov"."""
        return format_skeleton("MMMEd", datetime.combine(day, time()), locale=self.locale)

    def month(self, day: date) -> str:
        """Return "November 2026"."""
        return format_skeleton("yMMMM", datetime.combine(day, time()), locale=self.locale)

    def weekdays(self) -> list[tuple[str, str]]:
        """Return short and full names of the days of the week, Monday first."""
        names = Locale.parse(self.locale).days["stand-alone"]
        return [(names["abbreviated"][day], names["wide"][day]) for day in range(7)]

    def clock(self, moment: datetime, name: str) -> str:
        """Return "15:00" or "3:00 PM" as a clock in the zone shows the instant."""
        return format_time(local(moment, name).time(), "short", locale=self.locale)

    def moment(self, moment: datetime, name: str) -> str:
        """Return weekday, date, clock and zone of an instant."""
        return (
            f"{self.day(local(moment, name).date())}, {self.clock(moment, name)} ({self.zone(name, moment)})"
        )

    def span(self, slot: Interval, name: str) -> str:
        """Return weekday, date, from and to, and zone of a slot."""
        begins, ends = local(slot.start, name), local(slot.end, name)
        end = self.clock(slot.end, name)
        if ends.date() != begins.date():
            end = f"{self.short_day(ends.date())}, {end}"
        return f"{self.day(begins.date())}, {self.clock(slot.start, name)} – {end} ({self.zone(name, slot.start)})"

    def zone(self, name: str, at: datetime) -> str:
        """Return "Europe/Berlin, UTC+1" as it is at the instant."""
        return f"{zone_label(name)}, {offset(name, at)}"


def formats_for(accept_language: str) -> Formats:
    """Return the formats for a browser's Accept-Language header (RFC 9110): its own English, else European English."""
    first = accept_language.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
    return Formats(_locale(first))


@lru_cache(maxsize=256)
def _locale(tag: str) -> str:
    try:
        found = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return EUROPEAN_ENGLISH
    return str(found) if found.language == "en" else EUROPEAN_ENGLISH


def offset(name: str, at: datetime) -> str:
    """Return a zone's distance from UTC at an instant, such as "UTC+5:30"."""
    shift = local(at, name).utcoffset()
    total = int(shift.total_seconds() // 60) if shift else 0
    hours, rest = divmod(abs(total), 60)
    return f"UTC{'-' if total < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def zone_label(name: str) -> str:
    """Return a zone's name as a person reads it."""
    return name.replace("_", " ")


def known_zone(name: str | None) -> str | None:
    """Return the name if it is one of an IANA zone, else None."""
    if not name:
        return None
    try:
        zone(name)
    except ValueError:
        return None
    return name


@lru_cache(maxsize=1)
def zones_by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the zones to choose from, by region: name and city; short-hands and fixed offsets are left out."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zone_names()):
        region, _, city = name.partition("/")
        if city and region in _REGIONS:
            regions.setdefault(region, []).append((name, city.replace("_", " ").replace("/", ", ")))
    return (("World", (("UTC", "UTC"),)), *((region, tuple(found)) for region, found in regions.items()))


_REGIONS = frozenset(
    (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)
