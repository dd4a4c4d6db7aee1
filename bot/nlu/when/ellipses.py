"""Nouns left out: "this week or next", "early this or next week", "cette semaine ou la prochaine"."""

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import FOLLOWING, WEEK

_POINTERS = {Cat.THIS, Cat.NEXT, Cat.COMING}
_NOUNS = {
    Cat.UNIT, Cat.WEEKDAY, Cat.WEEKDAYS, Cat.MONTH, Cat.DAY_SET, Cat.QUARTER, Cat.HOLIDAY, Cat.EASTER, Cat.WEEKDAY_HOLIDAY,
    Cat.NUMBER, Cat.ORDINAL, Cat.COUPLE, Cat.HALF, Cat.NEXT, Cat.COMING, Cat.TONIGHT, Cat.DAY, Cat.DATE, Cat.QUARTER_OF_YEAR, Cat.FULL,
    Cat.WHOLE, Cat.AMOUNT,
}  # fmt: skip
"""What "next" stands before."""
_NAMED = {Cat.COUNTED, Cat.LABEL, Cat.OCCASION}
_THINGS = {Cat.WORD, Cat.PART, Cat.PARTS}
"""What "next" may be said of, if it does not open a sentence: "the next meeting"."""
_STOPS = {Cat.BREAK, Cat.COMMA, Cat.BUT, Cat.OR, Cat.AND}
_LATER = {Cat.AFTER, Cat.LATER}
_AFTERWARDS = {*_STOPS, Cat.FROM, Cat.GOOD, Cat.BAD, Cat.WORD, Cat.PROPOSE}
"""What may follow "the one after", which is then no bound of a time."""
_MEMORY = 14
"""Marks after which a noun is no longer meant."""
_AHEAD = 5


def spelled_out(marks: list[Mark]) -> list[Mark]:
    """Return the marks with "week" after each "this" and "next" that shares it with another; one pass."""
    marks = _weeks_of_sets(marks)
    if not stands(_POINTERS, marks):
        return marks
    spelled: list[Mark] = []
    named, since = NOTHING, _MEMORY
    for i, mark in enumerate(marks):
        if since < _MEMORY and mark.cat in _LATER and _is_one_after(marks, i):
            if spelled[-1].cat is Cat.NUMBER:
                spelled.pop()
            spelled.append(named._replace(start=mark.start, end=mark.start))
        spelled.append(mark)
        since += 1
        if _is_named(marks, i):
            named, since = mark, 0
        elif mark.cat in _POINTERS and (noun := _noun(marks, i, named if since < _MEMORY else NOTHING)):
            spelled[-1] = mark._replace(cat=Cat.AFTER_NEXT) if noun.cat is Cat.WEEKDAY else mark
            spelled.append(noun._replace(start=mark.end, end=mark.end))
    return spelled


def _is_named(marks: list[Mark], i: int) -> bool:
    """Say whether "next" may leave out what stands here later: the week of "this week", the Friday of "this Friday"."""
    before = marks[i - 1].cat if i else Cat.BREAK
    return (marks[i].cat is Cat.UNIT and before in _POINTERS) or (
        marks[i].cat is Cat.WEEKDAY and before is Cat.THIS
    )


_SETS = {Cat.DAY_SET}


def _weeks_of_sets(marks: list[Mark]) -> list[Mark]:
    """Return the marks with the week that "next" leaves out behind "every day of the week": "tous les jours de la semaine prochaine"."""
    if not stands(_SETS, marks):
        return marks
    found: list[Mark] = []
    for i, mark in enumerate(marks):
        found.append(mark)
        following = marks[i + 1] if i + 1 < len(marks) else NOTHING
        led = i > 0 and marks[i - 1].cat is Cat.DAY_SET and mark.cat in (Cat.NEXT, Cat.COMING)
        if led and following.cat not in _NOUNS:
            found.append(mark._replace(cat=Cat.UNIT, n=WEEK, start=mark.end))
    return found


def _is_one_after(marks: list[Mark], i: int) -> bool:
    """Say whether "the one after", "la suivante" stands by itself, for what was named before."""
    at = i - 2 if i and marks[i - 1].cat is Cat.NUMBER and marks[i - 1].n == 1 else i - 1
    following = marks[i + 1].cat if i + 1 < len(marks) else Cat.BREAK
    return at >= 0 and marks[at].cat is Cat.ARTICLE and following in _AFTERWARDS


def _noun(marks: list[Mark], i: int, named: Mark) -> Mark | None:
    """Return the unit that a pointer leaves out: the one named before, or after "or"."""
    following = marks[i + 1] if i + 1 < len(marks) else NOTHING
    if following.cat in _NOUNS:
        return None
    if following.cat in (Cat.OR, Cat.AND):
        later = next(
            (k for k in range(i + 2, min(i + 2 + _AHEAD, len(marks))) if marks[k].cat in _POINTERS), 0
        )
        if later and later + 1 < len(marks) and marks[later + 1].cat is Cat.UNIT:
            return marks[later + 1]
    after_noun = i > 0 and marks[i - 1].cat is Cat.UNIT
    led = marks[i].n == FOLLOWING or (i and marks[i - 1].cat in (Cat.ARTICLE, Cat.IN, Cat.ON))
    if named.cat is Cat.WEEKDAY and not led:
        return None
    if named is NOTHING or after_noun or marks[i].cat is Cat.THIS or following.cat in _NAMED:
        return None
    return named if following.cat not in _THINGS or _opens(marks, i) else None


def _opens(marks: list[Mark], i: int) -> bool:
    """Say whether a sentence or a part of it begins with "the next", "in the next"."""
    led = i > 0 and marks[i - 1].cat in (Cat.ARTICLE, Cat.IN, Cat.ON)
    return led and (i == 1 or marks[i - 2].cat in _STOPS)
