"""What "after that" begins where something was refused: "I'm busy until 12, after that it's fine"."""

from bot.nlu.when.senses import LUNCH, REST
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
    PartOf,
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

    `until` is the day named next: without a last one it is the rest of that day. A clock time without a day is that of the days named next.
    """
    match clause:
        case Clause(days=[], clocks=[[Clock() as clock]], refused=False, preferred=False) if (
            until is not None
        ):
            return Clause(clocks=[[ClockSpan(start=clock, zone=clock.zone)]])
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


def is_rest(day: Day | None) -> bool:
    """Say whether it is what is left of a day or week: "the rest of the day"."""
    return (isinstance(day, Relative) and day.rest) or (isinstance(day, PartOf) and day.edge == REST)


def without_rests(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses without refusals of all that was not wished: "Friday 9 to 10 is fine, the rest of the day isn't"."""
    kept: list[Clause] = []
    for each in clauses:
        wished = any(not (other.refused or other.preferred) for other in kept)
        rests = each.refused and bool(each.days) and all(map(is_rest, each.days)) and not each.clocks
        kept += [] if rests and wished else [each]
    return kept
