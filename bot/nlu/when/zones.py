"""Cities, countries and abbreviations that name a time zone."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.senses import HOUR
from core.zones import zone_names

_CONTINENTS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")

ABBREVIATIONS = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "zulu": "UTC",
    "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "eastern": "America/New_York",
    "ct": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "central": "America/Chicago",
    "mt": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver", "mountain": "America/Denver",
    "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "akst": "America/Anchorage", "hst": "Pacific/Honolulu",
    "bst": "Europe/London", "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "eet": "Europe/Athens",
    "eest": "Europe/Athens", "msk": "Europe/Moscow", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "aest": "Australia/Sydney", "aedt": "Australia/Sydney",
    "awst": "Australia/Perth", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "sast": "Africa/Johannesburg",
}  # fmt: skip
"""What people mean by an abbreviation, summer or winter: the zone whose clocks they read."""

_IS = frozenset({"est", "ist"})
"""Words for "is" in French and German: in small letters they name a zone only behind "am" or "pm"."""

_REGIONS = frozenset({"pacific", "eastern", "central", "mountain"})
"""Zones of America whose names are ordinary words."""

_WORDS = frozenset({"central", "mountain"})
"""Those that name a zone only behind a clock time."""

_OWN = {
    "Atlantic/Canary": "canarias",
    "Europe/Moscow": "moscú moscou moscovo",
    "America/Santiago": "chile",
    "America/Mexico_City": "méxico cdmx monterrey",
    "Europe/Berlin": "germany munich münchen muenchen hamburg cologne köln frankfurt stuttgart leipzig dresden düsseldorf berlín berlim alemania alemanha berlino monaco germania allemagne",
    "Europe/London": "england uk britain scotland wales manchester edinburgh glasgow birmingham liverpool leeds bristol londres inglaterra londra inghilterra angleterre",
    "Europe/Paris": "france lyon marseille nice toulouse bordeaux parís francia frança parigi lione marsiglia",
    "Europe/Madrid": "barcelona valencia seville sevilla españa espanha península",
    "Europe/Rome": "italy milan milano turin naples florence venice bologna roma italia itália italie venezia torino napoli firenze",
    "Europe/Lisbon": "porto lisboa portugal lisbonne lisbona",
    "Europe/Zurich": "switzerland geneva basel bern zürich genève geneve ginevra zurigo suisse svizzera",
    "Europe/Vienna": "austria graz salzburg wien vienne autriche",
    "Europe/Amsterdam": "netherlands holland rotterdam utrecht",
    "Europe/Brussels": "belgium antwerp ghent bruxelles belgique",
    "Europe/Stockholm": "sweden gothenburg malmö",
    "Europe/Oslo": "norway bergen",
    "Europe/Copenhagen": "denmark aarhus",
    "Europe/Helsinki": "finland",
    "Europe/Dublin": "ireland cork",
    "Europe/Warsaw": "poland krakow kraków gdansk wroclaw",
    "Europe/Prague": "czechia brno",
    "Europe/Budapest": "hungary",
    "Europe/Athens": "greece thessaloniki athènes atene",
    "Europe/Bucharest": "romania",
    "Europe/Sofia": "bulgaria",
    "Europe/Kyiv": "ukraine kiev lviv odesa",
    "Europe/Istanbul": "turkey türkiye ankara",
    "America/New_York": "nyc boston washington miami atlanta philadelphia baltimore orlando brooklyn manhattan",
    "America/Chicago": "houston dallas austin minneapolis milwaukee nashville",
    "America/Los_Angeles": "la sf seattle portland oakland sacramento",
    "America/Phoenix": "arizona",
    "America/Toronto": "ottawa montreal montréal",
    "America/Vancouver": "victoria",
    "America/Sao_Paulo": "rio brasilia brasília brasil sp",
    "America/Bogota": "colombia medellin bogotá",
    "America/Argentina/Buenos_Aires": "argentina bsas",
    "America/Lima": "peru",
    "Asia/Kolkata": "india mumbai delhi bangalore bengaluru chennai hyderabad pune",
    "Asia/Tokyo": "japan osaka kyoto tokio tóquio japon giappone",
    "Asia/Shanghai": "china beijing shenzhen guangzhou pékin pechino",
    "Asia/Seoul": "korea busan",
    "Asia/Jerusalem": "israel",
    "Asia/Dubai": "uae dubaï",
    "Asia/Ho_Chi_Minh": "vietnam hanoi saigon",
    "Asia/Bangkok": "thailand",
    "Asia/Manila": "philippines",
    "Asia/Karachi": "pakistan lahore islamabad",
    "Africa/Lagos": "nigeria abuja",
    "Africa/Nairobi": "kenya",
    "Africa/Johannesburg": "durban pretoria",
    "Africa/Cairo": "egypt",
    "Australia/Sydney": "canberra",
    "Pacific/Auckland": "wellington",
}  # fmt: skip
_LONG = {
    "los angeles": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "san diego": "America/Los_Angeles",
    "las vegas": "America/Los_Angeles", "bay area": "America/Los_Angeles", "new york city": "America/New_York",
    "washington dc": "America/New_York", "tel aviv": "Asia/Jerusalem", "abu dhabi": "Asia/Dubai", "cape town": "Africa/Johannesburg",
    "rio de janeiro": "America/Sao_Paulo", "south africa": "Africa/Johannesburg", "south korea": "Asia/Seoul",
    "czech republic": "Europe/Prague", "new delhi": "Asia/Kolkata", "central european": "Europe/Berlin",
    "central europe": "Europe/Berlin", "united kingdom": "Europe/London", "new zealand": "Pacific/Auckland",
    "hong kong": "Asia/Hong_Kong", "st petersburg": "Europe/Moscow", "the netherlands": "Europe/Amsterdam", "east coast": "America/New_York",
    "west coast": "America/Los_Angeles", "pacific time": "America/Los_Angeles", "eastern time": "America/New_York",
    "central time": "America/Chicago", "mountain time": "America/Denver", "central european time": "Europe/Berlin",
    "nueva york": "America/New_York", "nova york": "America/New_York", "nova iorque": "America/New_York", "los ángeles": "America/Los_Angeles",
    "ciudad de méxico": "America/Mexico_City", "cidade do méxico": "America/Mexico_City", "são paulo": "America/Sao_Paulo",
    "us east": "America/New_York", "us west": "America/Los_Angeles",
}  # fmt: skip


_CITIES = Path(__file__).parents[1] / "languages" / "cities.toml"
_ADJECTIVES = _CITIES.with_name("adjectives.toml")


@lru_cache(maxsize=1)
def places() -> dict[str, str]:
    """Return zones by lower-case city, country or zone name, in all languages."""
    named = tomllib.loads(_CITIES.read_text(encoding="utf-8"))
    return {city: zone for zone, said in named.items() for city in said.split("|")} | english_places()


@lru_cache(maxsize=1)
def _adjectives() -> dict[str, str]:
    """Return zones by the adjectives that name them behind the word for the hour: "heure française", "ora italiana"."""
    named = tomllib.loads(_ADJECTIVES.read_text(encoding="utf-8"))
    return {word: zone for zone, said in named.items() for word in said.split("|")}


def english_places() -> dict[str, str]:
    """Return zones by the names that are no translations: those of the tz database, and what else is written here."""
    found: dict[str, str] = {}
    for name in sorted(zone_names()):
        if name.startswith(_CONTINENTS):
            found[name.rsplit("/", 1)[1].replace("_", " ").lower()] = name
        elif "/" not in name and name.isalpha() and not name.isupper():
            found.setdefault(name.lower(), name)
        found[name.lower()] = name
    for zone, cities in _OWN.items():
        found |= dict.fromkeys(cities.split(), zone)
    return found | _LONG


def zone_named(words: Sequence[str]) -> str | None:
    """Return the zone that the words name as a whole, such as ("new", "york"); None if they name none."""
    name = " ".join(words)
    if name in _WORDS:
        return None
    return ABBREVIATIONS.get(name) or places().get(name) or _of_city(name)


def _of_city(name: str) -> str | None:
    """Return the zone of "Londoner" and "New Yorker", as German has it before "Zeit"."""
    return (places().get(name[:-2]) or places().get(name[:-1])) if name.endswith("er") else None


def zone_after(c: Cursor) -> str | None:
    """Read a zone that follows a clock time: "PT", "London time", "UTC", "(Lisbon)"; step over it."""
    if c.peek().low == "(":
        return _in_brackets(c)
    return _plain_zone(c) or (_behind_comma(c) if c.cat() is Cat.COMMA else None)


def _behind_comma(c: Cursor) -> str | None:
    """Read ", London time", ", ET": a zone that holds for all that was listed."""
    start = c.at
    c.at += 1
    if c.peek().low in ABBREVIATIONS and not c.peek().capital:
        c.at = start
        return None
    zone = _plain_zone(c)
    if zone is None or c.peek().cat not in _ENDS:
        c.at = start
        return None
    return zone


_ENDS = (Cat.BREAK, Cat.COMMA, Cat.BUT, Cat.POINT, Cat.GOOD)


def _in_brackets(c: Cursor) -> str | None:
    """Read "(London time)", "(Lisbon)", "(PT)": nothing but a zone."""
    start = c.at
    c.at += 1
    zone = _plain_zone(c) or _city(c)
    if zone is not None and c.peek().low == ")":
        c.at += 1
        return zone
    c.at = start
    return None


def _city(c: Cursor) -> str | None:
    """Read a city or country and nothing else."""
    for count in (3, 2, 1):
        zone = zone_named([c.peek(k).low for k in range(count)])
        if zone is not None:
            c.at += count
            return zone
    return None


def _plain_zone(c: Cursor) -> str | None:
    mark = c.peek()
    if (
        (mark.cat is Cat.WORD or mark.capital)
        and mark.low in ABBREVIATIONS
        and not (mark.low in _IS and not mark.capital and c.cat(-1) is not Cat.HALF_OF_DAY)
        and not mark.glued
        and not is_named(mark, c.peek(1))
        and mark.low != "z"
    ):
        return _abbreviated(c, mark.low)
    if (zone := _stamped(c)) is not None:
        return zone
    start = c.at
    if (zone := _hour_of(c)) is not None:
        return zone
    c.at = start
    c.skip(Cat.IN)
    for count in (3, 2, 1):
        if _says_time(c.peek(count)) and (zone := zone_named([c.peek(k).low for k in range(count)])):
            c.at += count + 1
            return zone
    c.at = start
    return None


def is_named(mark: Mark, following: Mark) -> bool:
    """Say whether two words are a name, which the first alone would not be: "Central Park"."""
    return mark.low in _REGIONS and following.cat is Cat.WORD and not _says_time(following)


def _says_time(mark: Mark) -> bool:
    return mark.cat is Cat.ZONE_TIME or mark.low in ("time", "local time", "timezone")


def _hour_of(c: Cursor) -> str | None:
    """Read "hora de Londres", which names the zone after the hour."""
    if c.peek().low in (",", "(") and (c.cat(2) is Cat.OF or c.peek(2).low in _adjectives()):
        c.at += 1
    before = c.cat(-1) in (Cat.O_CLOCK, Cat.CLOCK, Cat.HOURS, Cat.NUMBER)
    is_led = before or (c.cat() is Cat.UNIT and c.peek().n == HOUR) or c.cat() is Cat.O_CLOCK
    c.skip(Cat.UNIT, Cat.O_CLOCK)
    if is_led and (zone := _adjectives().get(c.peek().low)):
        c.at += 1
        return zone
    local = c.skip(Cat.ZONE_TIME)
    if not local and not (is_led and c.skip(Cat.OF, Cat.FROM)):
        return None
    c.skip(Cat.ARTICLE)
    return _city(c)


def _abbreviated(c: Cursor, low: str) -> str:
    c.at += 1
    if c.peek().low == "time":
        c.at += 1
    return (_offset(c) if ABBREVIATIONS[low] == "UTC" else None) or ABBREVIATIONS[low]


def _offset(c: Cursor) -> str | None:
    """Read the "+2" of "UTC+2", "+02:00", "+0200" as a zone of the tz database, whose signs are the other way round."""
    sign, said = c.peek(), c.peek(1)
    if sign.low not in ("+", "-", "−") or said.cat not in (Cat.NUMBER, Cat.CLOCK) or not said.glued:
        return None
    if said.cat is Cat.NUMBER and not said.low.isdigit():
        return None
    short = said.cat is Cat.NUMBER and len(said.low) < 3
    hours, minutes = said.nums[:2] if said.cat is Cat.CLOCK else (said.n, 0) if short else divmod(said.n, 100)
    zone = _zone_of(hours if sign.low == "+" else -hours, minutes)
    c.at += 2 if zone else 0
    return zone


def _zone_of(hours: int, minutes: int) -> str | None:
    """Return a zone of the tz database that is so far from UTC; None if nobody's is."""
    if minutes:
        return _BETWEEN_HOURS.get((hours, minutes))
    return f"Etc/GMT{-hours:+d}" if -12 <= hours <= 14 else None


_BETWEEN_HOURS = {
    (3, 30): "Asia/Tehran", (4, 30): "Asia/Kabul", (5, 30): "Asia/Kolkata", (5, 45): "Asia/Kathmandu", (6, 30): "Asia/Yangon",
    (9, 30): "Australia/Darwin",
}  # fmt: skip
"""Zones without summer time that are not whole hours from UTC."""


def _stamped(c: Cursor) -> str | None:
    """Read the offset close to a clock time: "14:30+02:00", after an ISO date "T14:30:00-05:00"."""
    sign, clock, date = c.peek(), c.peek(-1), c.peek(-2)
    dated = date.cat is Cat.ISO and clock.cat is Cat.CLOCK
    if clock.cat is not Cat.CLOCK or not (
        sign.low == "+" or (dated and sign.glued and date.low.endswith("t"))
    ):
        return None
    return _offset(c)
