"""Dates in brackets behind a day: "Thursday (the 12th)", "Fri (Nov 20)"."""

from bot.nlu.when.lexicon import Cat, Mark

_DAYS = {Cat.WEEKDAY, Cat.DAY}
_DATES = {Cat.NUMBER, Cat.ORDINAL, Cat.DATE, Cat.DOTTED, Cat.POINTED, Cat.MONTH, Cat.ISO, Cat.ARTICLE}
_MOST_DAYS = 31


def without_brackets(marks: list[Mark]) -> list[Mark]:
    """Return the marks without the brackets around dates behind days; a number alone in them is a day of the month."""
    if "(" not in [mark.low for mark in marks]:
        return marks
    kept: list[Mark] = []
    inside = False
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark.low == "(" and kept and kept[-1].cat in _DAYS and following and following.cat in _DATES:
            inside = True
        elif inside and mark.low in (")", "."):
            inside = mark.low == "."
            _make_ordinal(kept)
        else:
            kept.append(mark)
    return kept


def _make_ordinal(kept: list[Mark]) -> None:
    number = kept[-1]
    if number.cat is Cat.NUMBER and 0 < number.n <= _MOST_DAYS and kept[-2].cat in _DAYS:
        kept[-1] = number._replace(cat=Cat.ORDINAL)
