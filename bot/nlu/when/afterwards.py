"""What "after that" begins where something was refused: "I'm busy until 12, after that it's fine"."""

from bot.nlu.when.senses import LUNCH
from bot.nlu.when.value import (
    Clause,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    DayBound,
    DaySpan,
    Limit,
    OnDate,
    Part,
    Relative,
)


def after_refused(clause: Clause, day: Day | None) -> Clause | None:
    """Return the wish for all that follows a refused stretch; None if that has no end.

    After hours it is the rest of their days, else of `day`, else of today; after days all that come later.
    """
    if not clause.refused:
        return None
    if clause.clocks:
        end = _end_of(clause.clocks[-1][-1])
        return Clause(days=clause.days or [day or Relative(0)], clocks=[[end]], settled=True) if end else None
    bound = _after(clause.days[-1]) if clause.days else None
    return Clause(days=[bound], settled=True) if bound else None


def from_there(clause: Clause, until: Day | None) -> Clause | None:
    """Return the wish for all from the one clock time of a day on: "I'm home Thursday at 2, from then until Sunday"; None if it is no such.

    `until` is the day named next: without a last one it is the rest of that day.
    """
    match clause:
        case Clause(days=[day], clocks=[[Clock() as clock]], refused=False, preferred=False):
            bounded = isinstance(until, DayBound | Limit) and not until.after
            if bounded:
                return Clause(days=[Limit(day, clock, after=True)])
            return Clause(days=[day], clocks=[[ClockSpan(start=clock, zone=clock.zone)]], settled=True)
        case _:
            return None


def _end_of(clock: ClockLike) -> ClockSpan | None:
    match clock:
        case Clock():
            return ClockSpan(start=clock, zone=clock.zone)
        case ClockSpan(end=Clock() as end, zone=zone):
            return ClockSpan(start=end, zone=zone)
        case _:
            return None


_NOON = Clock(hour=12, sure=True)


def _after(day: Day) -> Day | None:
    match day:
        case DayBound(until, after=False, included=included):
            return DayBound(until, after=True, included=not included)
        case Limit(until, clock, after=False):
            return Limit(until, _NOON if clock == Part(LUNCH) else clock, after=True)
        case DaySpan(_, last):
            return DayBound(last, after=True, included=False)
        case OnDate() | Relative():
            return DayBound(day, after=True, included=False)
        case _:
            return None
