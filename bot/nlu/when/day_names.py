"""Weekdays and sets of days by their names alone: "Tuesdays", "any Friday", "weekends"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.value import Day, DaySet, Weekday, Which


def is_verb_or_star(mark: Mark, before: Mark) -> bool:
    """Say whether "sat", "sun", "wed", "fri", "mon" are other words here: "I sat", "the sun"."""
    if mark.capital or mark.low not in ("sat", "sun", "wed"):
        return False
    return before.cat in (Cat.SUBJECT, Cat.WORD, Cat.ARTICLE) and not (
        before.low == "it" and mark.low != "sat"
    )


def weekdays(c: Cursor) -> Day | None:
    """Read "Tuesdays"."""
    mark = c.peek()
    c.at += 1
    return Weekday(mark.n, Which.EVERY)


def any_of(c: Cursor) -> Day | None:
    """Read "any Wednesday"."""
    c.at += 2
    mark = c.peek(-1)
    return Weekday(mark.n, Which.ANY) if mark.cat in (Cat.WEEKDAY, Cat.WEEKDAYS) else DaySet(mark.n)


def day_set(c: Cursor) -> Day | None:
    """Read "weekdays", "weekends", "every day"; None after a count ("3 working days")."""
    mark = c.peek()
    c.at += 1
    return None if c.cat(-2) in (Cat.NUMBER, Cat.COUPLE) else DaySet(mark.n)
