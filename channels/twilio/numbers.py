"""What a telephone number tells of a person: the country, often the zone, and a first guess at the language.

Zones are those of `phonenumbers`. Where a country has several whose clocks differ, none is taken: the person is asked.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from phonenumbers import NumberParseException, parse, region_code_for_number
from phonenumbers.timezone import time_zones_for_number

from core.zones import zone, zone_names

CLOCKS_FROM = datetime(2026, 1, 1, 12, tzinfo=UTC)
CLOCKS_DAYS = range(0, 730, 5)
"""Days after that on which clocks are compared; no zone changes its clock for less than five days."""
MASKED = 2
"""Digits of a number that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What is taken of a number; what is not known is empty."""

    country: str = ""
    """ISO 3166 code."""
    zone: str = ""
    """The zone (IANA) if the number leaves no choice."""
    locale: str = ""


@lru_cache(maxsize=4096)
def guess(number: str) -> Guess:
    """Return what a number (E.164) tells."""
    try:
        parsed = parse(number)
    except NumberParseException:
        return Guess()
    country = region_code_for_number(parsed) or ""
    zones = tuple(each for each in time_zones_for_number(parsed) if each in zone_names())
    return Guess(country=country, zone=_one_of(zones, country), locale=locales().get(country, ""))


def masked(number: str) -> str:
    """Return a number as it may be shown: `+49 … 12`."""
    try:
        prefix = f"+{parse(number).country_code}"
    except NumberParseException:
        prefix = "+"
    return f"{prefix} … {number[-MASKED:]}"


@lru_cache(maxsize=1)
def locales() -> Mapping[str, str]:
    """Return the locale that is guessed for each country."""
    path = Path(__file__).with_name("countries.toml")
    return {str(code): str(tag) for code, tag in tomllib.loads(path.read_text(encoding="utf-8")).items()}


@lru_cache(maxsize=512)
def _one_of(zones: tuple[str, ...], country: str) -> str:
    """Return the zone if all have the same clock: the country's best known of them; else empty."""
    if not zones or len({_clock(each) for each in zones}) > 1:
        return ""
    known = _zones_by_country().get(country, ())
    return next((each for each in known if each in zones), zones[0])


@lru_cache(maxsize=512)
def _clock(name: str) -> tuple[timedelta | None, ...]:
    """Return a zone's offsets on days of two years; zones with the same ones show the same time."""
    at = zone(name)
    return tuple((CLOCKS_FROM + timedelta(days=day)).astimezone(at).utcoffset() for day in CLOCKS_DAYS)


@lru_cache(maxsize=1)
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each country, the most populous first (`zone1970.tab` of the zone data)."""
    found: dict[str, tuple[str, ...]] = {}
    for codes, name in _rows(
        files("tzdata").joinpath("zoneinfo/zone1970.tab").read_text(encoding="utf-8").splitlines()
    ):
        for code in codes:
            found[code] = (*found.get(code, ()), name)
    return found


def _rows(lines: Iterable[str]) -> Iterable[tuple[list[str], str]]:
    for line in lines:
        if line and not line.startswith("#"):
            codes, _, name = line.split("\t")[:3]
            yield codes.split(","), name
