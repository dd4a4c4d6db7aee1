"""Days of a message that bound what recurs in it: "every Friday … until Christmas", "Thursdays for a month"."""

from dataclasses import replace

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.recurrence.bounds import bounded, recurs
from bot.nlu.when.value import Ahead, Clause, Day, DayBound, DaySpan, Period, Stay, Weekday, When, Which
from core.repeat import Repeat


def any_recurs(when: When, clause: Clause) -> bool:
    """Say whether something that recurs was wished."""
    return any(recurs(day) for each in (*when.clauses, clause) for day in each.days)


def bounds_what_recurs(when: When, clause: Clause, each: Element, join: Cat | None) -> bool:
    """Take a day as the bound of what recurs, or as a further say of how; say whether it was."""
    day = each.day
    if day is None or not clause.days:
        return False
    if each.op is Cat.FOR and isinstance(day, Period | Ahead) and any_recurs(when, clause):
        when.going_on = Stay(day.count, day.unit) if isinstance(day, Ahead) else Stay(1, day.unit)
        return True
    wished = when.clauses[-1] if clause.refused and when.clauses else clause
    if wished is not clause and not isinstance(day, DayBound):
        return False
    days = bounded(_of_all(wished, day, join), day, join)
    wished.days = days or wished.days
    return days is not None


def _of_all(clause: Clause, bound: Day, join: Cat | None) -> list[Day]:
    """Let "Thursday 3 to 4 until the 20th" be every Thursday until then, "Mon to Fri 8 to 10 until the 30th" all those days."""
    until = isinstance(bound, DayBound) and not bound.after and join is None
    every = [_every(day) for day in clause.days]
    if not (until and clause.clocks and not clause.refused):
        return clause.days
    return [day for day in every if day] if all(every) else clause.days


def _every(day: Day) -> Day | None:
    """Return bare weekdays, or a stretch of such, as those of all weeks; None if it is anything else."""
    match day:
        case Weekday(which=Which.BARE):
            return replace(day, which=Which.EVERY)
        case DaySpan(Weekday(which=Which.BARE) as first, Weekday(which=Which.BARE) as last):
            return DaySpan(replace(first, which=Which.EVERY), replace(last, which=Which.EVERY))
        case _:
            return None


def without_idle_rhythms(clauses: list[Clause]) -> list[Clause]:
    """Leave out a rhythm that names no days and goes with none of those that were wished: "Tuesday morning, it is the annual report"."""
    idle = [each for each in clauses if each.is_bare and each.days and all(map(_is_rhythm, each.days))]
    others = [each for each in clauses if each.days and each not in idle and not each.refused]
    return [each for each in clauses if each not in idle] if idle and others else clauses


def _is_rhythm(day: Day) -> bool:
    return isinstance(day, Repeat) and day.is_bare
