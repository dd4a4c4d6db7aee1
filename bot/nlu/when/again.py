"""Days that are named twice: "Wednesday or Thursday, but Wednesday only after 3"; what a message says narrower of one of its days."""

from collections.abc import Sequence

from bot.nlu.when.senses import ALL_DAYS, WEEKENDS
from bot.nlu.when.value import (
    Ahead,
    AnchorDay,
    Both,
    Clause,
    ClockSpan,
    Day,
    DaySet,
    DaySpan,
    MonthOf,
    Moved,
    OnDate,
    Part,
    PartOf,
    Period,
    Relative,
    SameClock,
    Weekday,
    WeekOf,
    Which,
)

WEEKEND_DAYS = (5, 6)
"""Saturday and Sunday."""


def named_again(day: Day | None, days: Sequence[Day]) -> Day | None:
    """Return the one of some days that a bare weekday or a bare day of the month names again; None if it names none."""
    match day:
        case Weekday(weekday, Which.BARE):
            return next((each for each in days if _weekday(each) == weekday), None)
        case OnDate(day=number, month=None):
            return next((each for each in days if isinstance(each, OnDate) and each.day == number), None)
        case _:
            return None


def is_again(clause: Clause, before: Sequence[Clause]) -> bool:
    """Say whether what limits a clause limits nothing else: it is about days of its own, beside others that were wished."""
    if not clause.days or clause.clocks:
        return False
    days = [day for each in before if not each.refused and not each.preferred for day in each.days]
    return bool(days) and not clause.refused


def _weekday(day: Day) -> int | None:
    match day:
        case Weekday(weekday):
            return weekday
        case Both(Weekday(weekday), _) | Both(_, Weekday(weekday)):
            return weekday
        case _:
            return None


def refined(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses with what is said again of one of several days in place of what was said of them all."""
    kept: list[Clause] = []
    for each in clauses:
        last = kept[-1] if kept else None
        topic = last is not None and last.is_topic and each.refused and not each.days and bool(each.clocks)
        if topic and last is not None:
            each.days = last.days
            kept.pop()
        if not _say_again(each, kept):
            _limit_stretch(each, kept)
        if last is not None and last.is_bare and _is_only_of(each, last):
            each.days = [Both(last.days[0], day) for day in each.days]
            kept.pop()
        kept.append(each)
    return _at_same_time([each for each in kept if each.days or each.clocks])


def _is_only_of(each: Clause, last: Clause) -> bool:
    """Say whether a clause names the only weekdays of a period that was wished."""
    bare = all(isinstance(day, Weekday) and day.which is Which.BARE for day in each.days)
    wished = each.only and bool(each.days) and bare and not each.refused and not each.preferred
    return (
        wished
        and len(last.days) == 1
        and isinstance(last.days[0], Period | PartOf | WeekOf | MonthOf | Ahead)
    )


def _say_again(each: Clause, before: Sequence[Clause]) -> bool:
    """Let a clause about one day named before be about that very day, and narrow nothing else; say whether it is such a one."""
    if len(each.days) != 1 or each.preferred:
        return False
    for other in before:
        said = None if other.refused or other.preferred else named_again(each.days[0], other.days)
        if said is None or (each.refused and (each.excepted or not isinstance(said, Both))):
            continue
        each.is_topic = each.is_bare
        each.days = [said]
        if _narrows(each) and (len(other.days) > 1 or not other.clocks):
            each.clocks = [[*wide, *near] for wide in other.clocks for near in each.clocks] or each.clocks
            other.days = [day for day in other.days if day != said]
            other.clocks = other.clocks if other.days else []
        each.instead = False
        return True
    return False


def _limit_stretch(each: Clause, before: Sequence[Clause]) -> None:
    """Let a clause limit its weekdays of a stretch that is wished, if it names such."""
    named = [day for day in each.days if isinstance(day, Weekday) and day.which in (Which.BARE, Which.EVERY)]
    wished = [day for other in before if not (other.refused or other.preferred) for day in other.days]
    held = all(any(_holds(stretch, day.weekday) for stretch in wished) for day in named)
    each.instead = each.instead and _narrows(each) and len(named) == len(each.days) > 0 and held
    if each.instead:
        each.days = [Weekday(day.weekday) for day in named]


def _holds(stretch: Day, weekday: int) -> bool:
    """Say whether some days of a stretch are of a weekday; a week or more holds them all."""
    match stretch:
        case DaySpan(Weekday(first), Weekday(last)):
            return (weekday - first) % 7 <= (last - first) % 7
        case DaySet(kind):
            return kind == ALL_DAYS or (weekday in WEEKEND_DAYS) == (kind == WEEKENDS)
        case Weekday() | OnDate() | Relative() | AnchorDay():
            return False
        case _:
            return True


def _narrows(clause: Clause) -> bool:
    said = [each for choice in clause.clocks for each in choice]
    return not clause.refused and any(isinstance(each, ClockSpan | Part) for each in said)


def _at_same_time(clauses: list[Clause]) -> list[Clause]:
    """Join "same time, but rather Thursday" and "same day and time, but the week after", where what comes last only says the day."""
    if len(clauses) != 2:
        return clauses
    first, last = clauses
    kept = first.clocks in ([], [[SameClock()]]) and first.days in ([], [AnchorDay()]) and not first.refused
    if not (kept and last.days) or last.clocks not in ([], first.clocks):
        return clauses
    moved = _moved_with(first, last.days)
    if not (last.preferred or moved) or (not first.clocks and not moved):
        return clauses
    last.days = moved or last.days
    last.clocks, last.preferred = first.clocks or last.clocks, False
    return [last]


def _moved_with(first: Clause, days: Sequence[Day]) -> list[Day]:
    """Return the day that "a week later" or "the week after" moves the same day to; none if it moves none."""
    match days:
        case [Moved(AnchorDay()) | AnchorDay()] if days != [AnchorDay()]:
            return list(days)
        case [WeekOf(Moved(AnchorDay()) as day)] if first.days:
            return [day]
        case _:
            return []
