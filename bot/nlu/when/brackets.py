"""Dates in brackets behind a day: "Thursday (the 12th)", "Fri (Nov 20)"; clock times behind a date: "3 May (14:00)"; asides that say nothing about time: "10am (I am in Rome) on Friday"."""

from itertools import zip_longest

from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.zones import zone_named

_DAYS = {Cat.WEEKDAY, Cat.DAY}
_DATES = {Cat.NUMBER, Cat.ORDINAL, Cat.DATE, Cat.DOTTED, Cat.POINTED, Cat.MONTH, Cat.ISO, Cat.ARTICLE}
_WORDS = {Cat.WORD, Cat.ARTICLE, Cat.IN, Cat.SUBJECT, Cat.GOOD, Cat.FOR}
_CLOCKS = {Cat.CLOCK, Cat.HOURS}
_BEFORE_CLOCKS = _DAYS | {Cat.DATE, Cat.POINTED, Cat.MONTH, Cat.ISO, Cat.ORDINAL}
_MOST_DAYS = 31


def without_brackets(marks: list[Mark]) -> list[Mark]:
    """Return the marks without the brackets around dates and clock times behind days; a number alone in them is a day of the month."""
    if "(" not in [mark.low for mark in marks]:
        return marks
    marks = _without_asides(marks)
    kept: list[Mark] = []
    inside = False
    for mark, following in zip_longest(marks, marks[1:]):
        if mark.low == "(" and kept and following and _may_open(kept[-1], following):
            inside = True
        elif inside and mark.low in (")", "."):
            inside = mark.low == "."
            _make_ordinal(kept)
        else:
            kept.append(mark)
    return kept


def _without_asides(marks: list[Mark]) -> list[Mark]:
    """Return the marks without brackets in which nothing but words stands, unless they name a zone."""
    kept: list[Mark] = []
    opened: int | None = None
    for mark in marks:
        kept.append(mark)
        if mark.low == "(":
            opened = len(kept) - 1
        elif mark.low == ")" and opened is not None:
            kept = kept if _names_zone(kept[opened + 1 : -1]) else kept[:opened]
            opened = None
        elif mark.cat not in _WORDS:
            opened = None
    return kept


def _names_zone(marks: list[Mark]) -> bool:
    said = [mark.low for mark in marks]
    return not said or any(zone_named(said[:count]) for count in (1, 2, 3))


def _may_open(before: Mark, following: Mark) -> bool:
    """Say whether a bracket holds the date of a day, or the clock time of a date."""
    if following.cat in _CLOCKS:
        return before.cat in _BEFORE_CLOCKS
    return before.cat in _DAYS and following.cat in _DATES


def _make_ordinal(kept: list[Mark]) -> None:
    number = kept[-1]
    if number.cat is Cat.NUMBER and 0 < number.n <= _MOST_DAYS and kept[-2].cat in _DAYS:
        kept[-1] = number._replace(cat=Cat.ORDINAL)
