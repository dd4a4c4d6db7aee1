"""What times in a list share with each other, and what comes next: "Tuesday or Thursday afternoon", "2 or 3"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.pairs import STRETCHES
from bot.nlu.when.senses import ALL_DAYS, LUNCH
from bot.nlu.when.value import (
    AnchorDay,
    Beside,
    Both,
    Clause,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    DayBound,
    DaySet,
    MonthOf,
    Part,
    Period,
    Relative,
    SameClock,
    Weekday,
    Which,
)

JOINS = {Cat.OR, Cat.AND, Cat.COMMA}
_ENDS = {Cat.BREAK, Cat.BUT, Cat.IF, Cat.NOT, Cat.EXCEPT, Cat.BUSY}
_DAYS_OF_MINUTES = 1440
_HALF_DAY = 12
LOOK = 8
"""Elements that are looked ahead at most."""


def follows(found: Sequence[Element], at: int) -> Cat:
    """Return what the next element does; a full stop at the end."""
    return found[at + 1].op if at + 1 < len(found) else Cat.BREAK


def time_follows(found: Sequence[Element], at: int) -> bool:
    """Say whether a time comes before the next joining word or stop."""
    for each in found[at + 1 : at + 1 + LOOK]:
        if each.is_time or each.minutes is not None:
            return True
        if each.op in JOINS or each.op in _ENDS:
            return False
    return False


def next_day(found: Sequence[Element], at: int) -> Day | None:
    """Return the day of the time that comes next in the message, if it has one."""
    ahead = (each for each in found[at + 1 : at + 1 + LOOK] if each.is_time)
    return next((each.day for each in ahead), None)


def begins_time(found: Sequence[Element], at: int) -> bool:
    """Say whether a time follows that is more than the end of one: "afterwards on Tuesday", but not "then until 6"."""
    times = [each for each in found[at + 1 : at + 1 + LOOK] if each.is_time]
    ends = bool(times) and times[0].day is None and times[0].clock is not None and is_until(times[0].clock)
    return time_follows(found, at) and not ends


def time_in_sentence(found: Sequence[Element], at: int) -> bool:
    """Say whether a time comes before the sentence ends."""
    for each in found[at + 1 : at + 1 + 2 * LOOK]:
        if each.is_time:
            return True
        if each.op is Cat.BREAK and each.low not in _GOING_ON:
            return False
    return False


_GOING_ON = (":", "(", '"')
"""Marks after which a sentence goes on."""


def day_follows(found: Sequence[Element], at: int) -> bool:
    """Say whether a day goes on directly with a clock time: "3 on Thursday", but not "3 next week" or "after 3 until Friday"."""
    following = found[at + 1] if at + 1 < len(found) else None
    if following is not None and following.op is Cat.WORD and not following.is_time and at + 2 < len(found):
        following = found[at + 2]
    return (
        following is not None
        and following.day is not None
        and not isinstance(following.day, Period | MonthOf | DayBound)
    )


def is_of_day_before(found: Sequence[Element], at: int) -> bool:
    """Say whether the last time before a clock time is a day, with nothing but words between: "on Friday I have to leave at 3"."""
    for k in range(at - 1, max(-1, at - 1 - LOOK), -1):
        each = found[k]
        if each.is_time:
            return each.day is not None
        if each.op in _ENDS and not (
            each.op is Cat.BUT and found[k - 1].op is Cat.WORD and not found[k - 1].is_time
        ):
            return False
    return False


def lists_on(found: Sequence[Element], at: int) -> bool:
    """Say whether a list that this time stands in ends with "or" or "and", and is not called good."""
    ended = False
    for each in found[at + 1 : at + 1 + 2 * LOOK]:
        if each.op is Cat.GOOD:
            return False
        if each.op in _ENDS:
            break
        ended = ended or each.op in (Cat.OR, Cat.AND)
    return ended


def called_bad(found: Sequence[Element], at: int) -> bool:
    """Say whether a time is refused behind it before the sentence ends: "but before 11 is no good"."""
    for each in found[at + 1 : at + 1 + LOOK]:
        if each.is_time or each.op in JOINS or (each.op in _ENDS and each.op is not Cat.NOT):
            return False
        if each.op is Cat.BAD:
            return True
    return False


def called_good(found: Sequence[Element], at: int) -> bool:
    """Say whether what comes next is called good before the sentence ends."""
    for each in found[at + 1 : at + 1 + 2 * LOOK]:
        if each.op in _ENDS or each.op is Cat.COMMA:
            return False
        if each.op is Cat.GOOD:
            return True
    return False


def _within_exceptions(clauses: Sequence[Clause]) -> None:
    """Let "any day but Friday next week" be of next week."""
    for each, after in pairwise(clauses):
        match each.days, after.days:
            case [DaySet(kind) as days], [Both(_, Period() as period)] if kind == ALL_DAYS and after.excepted:
                each.days = [Both(days, period)]
            case _:
                pass


def with_days_refused(clauses: Sequence[Clause]) -> None:
    """Give "the afternoon is fine" the day of "Thursday morning won't work" before it, and "3 instead of 2 on Thursday" its day."""
    _within_exceptions(clauses)
    for each, after in pairwise(clauses):
        refuses = after.refused and after.days and names_clock(after)
        if refuses and names_clock(each) and not each.days and not each.refused:
            each.days = list(after.days)
    if any(each.days and not each.refused for each in clauses):
        return
    for before, each in pairwise(clauses):
        narrower = before.refused and not before.excepted and before.days and before.clocks
        if narrower and each.clocks and not each.refused and not each.preferred:
            each.days = list(before.days)


def names_clock(clause: Clause) -> bool:
    """Say whether a clause names clock times, not stretches of the day."""
    return any(isinstance(each, Clock) for choice in clause.clocks for each in choice)


def _lies_in(inner: ClockLike | None, outer: ClockLike) -> bool:
    """Say whether a stretch of the day is part of another, and so no further choice: "between 1 and 5, 2-3 won't work"."""
    match inner, outer:
        case Part(part), ClockSpan(start=Clock(), end=Clock()) if part == LUNCH:
            return True
        case ClockSpan(start=Clock() as a, end=Clock() as b), ClockSpan(start=Clock() as c, end=Clock() as d):
            starts = (c.hour, c.minute) <= (a.hour, a.minute)
            return starts and (b.hour, b.minute) <= (d.hour, d.minute)
        case _:
            return False


def is_apart(clause: Clause, each: Element) -> bool:
    """Say whether a time after a comma or "or" may be judged by itself: it does not go on with a list, or what it would go on with was judged."""
    return not clause.refused and (clause.settled or not _goes_with(clause, each))


def _goes_with(clause: Clause, each: Element) -> bool:
    """Say whether a time can go on with the list that a clause ends with: days of a kind, or clock times."""
    if each.day is None:
        return clause.shape == "clock" and not _lies_in(each.clock, clause.clocks[-1][-1])
    alike = (isinstance(each.day, kind) == isinstance(clause.days[-1], kind) for kind in (Weekday, STRETCHES))
    return clause.shape == "day" and all(alike)


def is_like(clause: Clause, each: Element, found: Sequence[Element], at: int) -> bool:
    """Say whether a time is of the kind that a clause ends with, days or hours, so that a list can go on with it."""
    same = (each.day is not None) == bool(clause.days)
    if each.clock is not None and clause.shape == "clock":
        return same or not day_follows(found, at)
    return same


def beside_said(clauses: Sequence[Clause], clock: ClockLike) -> ClockLike:
    """Let "later that day" begin with the clock time that was named last in the message, if one was; "same time" is that time."""
    named = [each for clause in clauses for choice in clause.clocks for each in choice]
    last = named[-1] if named else None
    if isinstance(clock, SameClock):
        return last if isinstance(last, Clock | ClockSpan | Part) else clock
    if not isinstance(clock, Beside) or not isinstance(last, Clock):
        return clock
    return ClockSpan(start=last) if clock.after else ClockSpan(end=last)


def points_back(clause: Clause, each: Element, join: Cat | None) -> bool:
    """Say whether "that day" only points at the day of the clause: "Thursday from 11 on that day"."""
    return each.day == AnchorDay() and each.clock is None and join is None and bool(clause.days)


def is_day_of_reason(clause: Clause, found: Sequence[Element], at: int) -> bool:
    """Say whether a weekday is told about as the reason for another: "Friday I'm with the kids, so rather Monday"."""
    ahead = next((each for each in found[at + 1 : at + 1 + LOOK] if each.is_time), None)
    if ahead is None or not clause.is_bare or len(clause.days) != 1 or clause.settled:
        return False
    match clause.days[0], ahead.day:
        case Weekday(told, Which.BARE), Weekday(wished, Which.BARE):
            return told != wished
        case _:
            return False


def day_of_choice(said: Sequence[Clause], found: Sequence[Element], at: int) -> list[Day]:
    """Return the days of the first choice for a second one that is only a clock time: "Friday at 10 or, failing that, at 4"."""
    ahead = next((k for k in range(at + 1, min(at + 1 + LOOK, len(found))) if found[k].is_time), None)
    if (
        ahead is None
        or found[ahead].clock is None
        or found[ahead].day is not None
        or day_follows(found, ahead)
    ):
        return []
    if not said:
        return []
    part = isinstance(found[ahead].clock, Part) and bool(said[-1].clocks)
    return list(said[-1].days) if part or isinstance(found[ahead].clock, Clock | ClockSpan) else []


def leaves_exception(clause: Clause, each: Element) -> bool:
    """Say whether a period is what weekdays are taken out of, not another exception: "except Wednesday, next week"."""
    return isinstance(each.day, Period) and any(isinstance(day, Weekday) for day in clause.days)


def is_until(clock: ClockLike) -> bool:
    """Say whether a clock time is the end of a stretch that begins earlier."""
    return isinstance(clock, ClockSpan) and clock.start is None


def tells_until(clause: Clause) -> bool:
    """Say whether a clause says nothing but until when: "at the dentist until 3"."""
    said = [each for choice in clause.clocks for each in choice]
    return len(said) == 1 and is_until(said[0]) and not clause.refused and len(clause.days) < 2


def busy_day(found: Sequence[Element], at: int, said: Day | None) -> Day | None:
    """Return the day of "busy until 4": the one said before it, else today where only the end is said and no day follows."""
    clock = found[at].clock
    here = clock is not None and is_until(clock) and not day_follows(found, at)
    return said or (Relative(0) if here else None)


def narrow_all(clauses: Sequence[Clause], clock: ClockLike) -> None:
    """Let "but not before 2" hold for all clauses that wish; for the last one if none does."""
    wished = [each for each in clauses if (each.days or each.clocks) and not each.refused]
    for clause in wished or clauses[-1:]:
        clause.clocks = [[*choice, clock] for choice in clause.clocks] or [[clock]]


def goes_on_after_exception(
    said: Sequence[Clause], clause: Clause, clock: ClockLike, join: Cat | None
) -> bool:
    """Say whether a clock time is of the days wished before the days that are left out: "next week except Wednesday, mornings"."""
    if clause.days or clause.clocks or join in (Cat.OR, Cat.AND) or not said or not said[-1].refused:
        return False
    wished = [each for each in said if not each.refused]
    parts = all(isinstance(each, Part) for one in wished for choice in one.clocks for each in choice)
    refines = parts and not isinstance(clock, Part)
    bare = not any(each.clocks for each in wished) or refines
    return bool(wished and said[-1].days) and not said[-1].clocks and bare


def narrows(choice: Sequence[ClockLike], clock: ClockLike, join: Cat | None) -> bool:
    """Say whether a clock time says more of the one before; two points that differ, without a joining word, are two times."""
    last = choice[-1]
    if join is None and isinstance(last, Clock) and isinstance(clock, Clock):
        return (last.hour % 12, last.minute) == (clock.hour % 12, clock.minute)
    return join is None or closes(choice, clock, join)


def closes(choice: Sequence[ClockLike], clock: ClockLike, join: Cat | None) -> bool:
    """Say whether "before 5" closes an earlier "after 2", or what follows a comma tells more of "in the afternoon, between 3 and 5"."""
    if join is Cat.COMMA and isinstance(choice[-1], Part) and isinstance(clock, Clock | ClockSpan):
        return True
    if join is Cat.OR:
        return False
    last = choice[-1]
    if not isinstance(last, ClockSpan) or not isinstance(clock, ClockSpan):
        return False
    return (last.end is None and clock.start is None) or (last.start is None and clock.end is None)


def shared_parts(choice: Sequence[ClockLike], clock: ClockLike) -> list[ClockLike]:
    """Carry "afternoon" of "in the afternoon at 2 or 3" to the 3, and the zone of "5pm London time or 6" to the 6."""
    if not isinstance(clock, Clock):
        return [clock]
    zones = [each.zone for each in choice if isinstance(each, Clock) and each.zone]
    if zones and clock.zone is None:
        clock = replace(clock, zone=zones[0])
    if clock.half is None and len(choice) > 1 and isinstance(choice[0], Part):
        return [choice[0], clock]
    return [clock]


def is_other_kind(clause: Clause, each: Element) -> bool:
    """Say whether days meet a part of the day, or the other way round: "Monday" and "mornings"."""
    if each.day is not None:
        return not clause.days and any(isinstance(c, Part) for choice in clause.clocks for c in choice)
    return bool(clause.days) and not clause.clocks and isinstance(each.clock, Part)


def parts_of_refusal(clause: Clause) -> list[Clause]:
    """Return the clauses of a refusal: "Monday and mornings are bad" refuses all of Monday, and every morning."""
    if not (clause.refused and clause.apart and clause.days and clause.clocks):
        return [clause]
    return [replace(clause, clocks=[]), replace(clause, days=[])]


def corrected(clause: Clause, each: Element) -> Clause:
    """Take out of a clause what a time replaces: "Tuesday at 3, no, Wednesday" keeps the 3."""
    kept = replace(clause, corrected=False, days=list(clause.days), clocks=list(clause.clocks))
    if each.day is not None:
        kept.days.clear()
    elif len(kept.clocks) > 1 and _same_hour(kept.clocks[-1][-1], each.clock):
        kept.clocks.pop()
    else:
        kept.clocks.clear()
    return kept


def _same_hour(last: ClockLike, clock: ClockLike | None) -> bool:
    """Say whether the last of several clock times is put right by another of its hour: "10:30 or 2, sorry, 2:15"."""
    if not isinstance(last, Clock) or not isinstance(clock, Clock):
        return False
    return last.hour % _HALF_DAY == clock.hour % _HALF_DAY


def replace_preferred(clause: Clause) -> Clause:
    """Return a copy of a clause that is a wish only."""
    copy = clause.copy()
    copy.preferred = True
    return copy


def runs(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches of text that stand side by side."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
