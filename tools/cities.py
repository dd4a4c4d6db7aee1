"""Write what cities are called in the languages that Parley speaks, as the Unicode CLDR (by Babel) has it:
python -m tools.cities > bot/nlu/languages/cities.toml
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from babel import Locale

from bot.nlu.when.zones import english_places

_LOCALES = ("en", "de", "es", "fr", "it", "pt", "pt_PT", "es_MX")
_PLAIN = re.compile(r"[^\W\d_]{3,}(?:[ '-][^\W\d_]+){0,2}")
_OTHER_MEANINGS = frozenset({
    "adelaida", "adem", "belén", "canton", "center", "christmas", "damas", "dominique", "easter", "georgia",
    "granada", "grenade", "guadalupe", "guadalupa", "maurice", "mauricio", "maurício", "maurícia", "malte",
    "mérida", "córdoba", "navidad", "pasqua", "natal", "reunião", "reunión", "riunione", "réunion",
    "cristóbal", "mahé", "marquises", "norfolk", "gran", "santa", "azoren", "salvador", "seul", "bahía",
})  # fmt: skip
"""Names of people, of other cities and of what is no place, by any word of a name."""


def named() -> dict[str, set[str]]:
    """Return names in small letters, other than those known already, by zone."""
    known, found = english_places(), defaultdict(set)
    for zone, name in _exemplars():
        if _PLAIN.fullmatch(name) and name not in known and not _OTHER_MEANINGS & set(name.split()):
            found[zone].add(name)
    return found


def _exemplars() -> Iterator[tuple[str, str]]:
    for locale in _LOCALES:
        for zone, data in Locale.parse(locale).time_zones.items():
            if "/" in zone and not zone.startswith("Etc/") and "city" in data:
                yield zone, data["city"].lower().replace("’", "'").replace("\xad", "")


def lines() -> Iterator[str]:
    """Return the lines of the file."""
    yield "# What cities of time zones are called, in small letters, beside their English names; from the Unicode CLDR, written by tools/cities.py."
    yield ""
    for zone, names in sorted(named().items()):
        yield f'"{zone}" = "{"|".join(sorted(names))}"'


if __name__ == "__main__":
    print("\n".join(lines()))
