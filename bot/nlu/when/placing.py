"""Where a time that is said belongs: to the clause that is being put together, to a new one, or over all that was wished."""

from dataclasses import dataclass, field

from bot.nlu.when.afterwards import is_rest
from bot.nlu.when.again import named_again
from bot.nlu.when.days_among import (
    in_week_of,
    is_stretch_alone,
    like,
    named_before,
    names_part,
    narrowed_all,
    narrows_day,
    shared_period,
)
from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.pairs import closes_days, is_week_inside, narrowed
from bot.nlu.when.recurrence.bounds import is_bound, lie_within, recurs
from bot.nlu.when.recurrence.limiting import bounds_what_recurs
from bot.nlu.when.shared import (
    beside_said,
    busy_day,
    called_bad,
    called_good,
    corrected,
    day_follows,
    follows,
    goes_on_after_exception,
    is_apart,
    is_like,
    is_of_day_before,
    is_other_kind,
    leaves_exception,
    lists_on,
    narrow_all,
    narrows,
    parts_of_refusal,
    points_back,
    shared_parts,
)
from bot.nlu.when.value import (
    AnchorDay,
    Clause,
    ClockLike,
    ClockSpan,
    Day,
    MonthOf,
    Moved,
    Part,
    Period,
    SameClock,
    WeekOf,
    When,
)

_LIMITING = {Cat.ONLY, Cat.EARLIEST}
"""What limits a wish, and so is no part of a refusal before it."""


@dataclass(slots=True)
class Placing:
    """What has been put together so far, and where in it a time that is said next belongs."""

    found: list[Element]
    at: int = 0
    """Where in `found` the builder stands."""
    when: When = field(default_factory=When)
    clause: Clause = field(default_factory=Clause)
    join: Cat | None = None
    refusing: int = 0
    """Words for which a refusal still holds; 0 is none."""
    excepting: bool = False
    busy: bool = False
    """Whether somebody is said to be busy: "until 4" is about today then, or about the day said before ("tomorrow I'm stuck until 4")."""
    busy_on: Day | None = None
    preferring: bool = False
    only: bool = False
    narrowing: bool = False
    """Whether "only" was said of the time that follows; whether a clock time that follows holds for all that was wished ("but only after 3")."""
    whole: bool = False
    """Whether "all day" was said of the day that follows."""
    condition: bool = False
    """Whether "if" was said, so that what is refused next is only a first choice."""
    fresh: bool = True
    """Whether nothing about time was said yet in this sentence."""
    before: Clause | None = None
    """The clause as it was before the last comma, stop or "but": what follows may be refused or preferred by itself."""
    since: list[Element] = field(default_factory=list)
    """Times said after that."""

    def _cut(self) -> None:
        """Remember what was said up to here, and begin to collect what follows."""
        self.before, self.since = (self.clause.copy() if self._open else None), []

    @property
    def _open(self) -> bool:
        return bool(self.clause.days or self.clause.clocks)

    def _time(self, each: Element) -> None:
        ends_preference = self.preferring and self._open and called_good(self.found, self.at)
        if ends_preference or (self.refusing and not self.clause.refused and self._open):
            self._close()
        self.preferring = self.preferring and not ends_preference
        if self.clause.refused and not self._continues(each):
            goes_on = self.join in (Cat.OR, Cat.AND) and not called_good(self.found, self.at)
            goes_on = goes_on and each.op not in _LIMITING
            self._close()
            self.narrowing = self.narrowing or each.op is Cat.EARLIEST
            self.refusing = self.refusing if goes_on else 0
        if self._begins_afresh(each):
            self._close()
        elif self.join in (Cat.COMMA, Cat.OR) and (
            self.only or is_apart(self.clause, each) or self._is_refused_alone(each)
        ):
            self._cut()
        self._place(each)
        self.since.append(each)
        self._note(each)

    def _is_refused_alone(self, each: Element) -> bool:
        """Say whether only the last of two clock times is refused: "Thursday evening, in the afternoon I'm busy"."""
        beside = self.join is Cat.COMMA and each.day is None and bool(self.clause.clocks)
        return beside and called_bad(self.found, self.at)

    def _place(self, each: Element) -> None:
        """Put a time where it belongs: into the clause, or over all that was wished."""
        if self.clause.corrected:
            self.clause = corrected(self.clause, each)
        self.clause.refused = bool(self.refusing)
        self.clause.excepted = self.clause.excepted or (self.excepting and self.clause.refused)
        self.clause.listed = self.clause.listed or (self._open and self.join in (Cat.OR, Cat.AND))
        self.clause.preferred = self.clause.preferred or self.preferring
        self.clause.instead = self.clause.instead or (self.narrowing and not self._open)
        self.clause.only = self.clause.only or (self.only and not self._open)
        limits = each.op is Cat.ONLY and not self._is_of_one_day()
        if each.clock is not None and (limits or self._narrows(each.clock)):
            narrow_all([*self.when.clauses, self.clause], each.clock)
        elif not bounds_what_recurs(self.when, self.clause, each, self.join):
            self._cross(each)

    def _is_of_one_day(self) -> bool:
        """Say whether a limit stands beside its day: "Monday all day, Tuesday not before 2", "but not before 2 on Tuesday"."""
        after_day = self.join is None and is_of_day_before(self.found, self.at)
        return after_day or day_follows(self.found, self.at)

    def _cross(self, each: Element) -> None:
        self.clause.apart = self.clause.apart or (self.join is Cat.AND and is_other_kind(self.clause, each))
        if each.day is not None and not points_back(self.clause, each, self.join):
            self._day(named_before((*self.when.clauses, self.clause), each.day))
            self.clause.settled = self.clause.settled or self.whole
        if each.clock is not None:
            if self.busy and self.clause.refused and not self.clause.days:
                day = busy_day(self.found, self.at, self.busy_on)
                self.clause.days += [day] if day else []
            self._clock(beside_said((*self.when.clauses, self.clause), each.clock))

    def _note(self, each: Element) -> None:
        self.clause.start = each.start if self.clause.start < 0 else self.clause.start
        self.clause.end = each.end
        self.when.spans.append((each.start, each.end))
        self.join, self.fresh, self.narrowing, self.whole, self.only = None, False, False, False, False

    def _continues(self, each: Element) -> bool:
        """Say whether a refusal goes on: "Monday or Tuesday", "Tuesday afternoon", but not "Tuesday, 3pm"."""
        if each.op in _LIMITING:
            return False
        if self.join is None:
            return True
        if self.excepting and leaves_exception(self.clause, each):
            return False
        if self.join is Cat.COMMA and is_rest(each.day):
            return False
        same = is_like(self.clause, each, self.found, self.at)
        if self.join in (Cat.OR, Cat.AND):
            further = self.excepting and each.day is not None and not called_good(self.found, self.at)
            return same or further
        return same and (self.excepting or (not self.clause.listed and lists_on(self.found, self.at)))

    def _begins_afresh(self, each: Element) -> bool:
        """Say whether a time begins a new clause: "2pm Tuesday, 3pm Thursday", "Tuesday is fine and Thursday is better"."""
        if each.day is not None and is_bound(each.day) and any(map(recurs, self.clause.days)):
            return False
        clause = self.clause
        is_new = each.day is not None and not isinstance(each.day, Period | MonthOf | WeekOf)
        if self.join is not None and not clause.refused and named_again(each.day, clause.days) is not None:
            return True
        if each.day is not None and clause.days and closes_days(clause.days[-1], each.day, self.join):
            return False
        if is_new and clause.settled and clause.days:
            called = self.join is None and self.found[self.at - 1].op is Cat.GOOD
            return not (called and (is_stretch_alone(clause) or self._lies_within(each.day)))
        if self.whole and each.day is not None and clause.clocks:
            return True
        if self.fresh and is_new and clause.days and follows(self.found, self.at) in (Cat.ONLY, Cat.BUT):
            return True
        if each.day is not None and clause.preferred and self.join is Cat.COMMA and not clause.days:
            self.preferring = False
            return True
        has_own_day = each.clock is not None and day_follows(self.found, self.at)
        begins = bool(clause.clocks) or self.join is not None or each.op is Cat.ONLY
        return has_own_day and bool(clause.days) and begins

    def _lies_within(self, when: Day | None) -> bool:
        return not self.clause.clocks and lie_within(when, self.clause.days)

    def _narrows(self, clock: ClockLike) -> bool:
        bounds = self.narrowing and isinstance(clock, ClockSpan | Part)
        resumes = bounds or goes_on_after_exception(self.when.clauses, self.clause, clock, self.join)
        will_do = (
            self.refusing or self.preferring or (self._only_preferred and called_good(self.found, self.at))
        )
        refused = will_do or called_bad(self.found, self.at)
        return resumes and not refused and not day_follows(self.found, self.at)

    @property
    def _only_preferred(self) -> bool:
        """Whether all that was said is better than something that is still to come: "mornings are better, but afternoons will do"."""
        return bool(self.when.clauses) and all(c.preferred for c in self.when.clauses) and not self._open

    def _day(self, when: Day) -> None:
        clause = self.clause
        if not clause.days:
            if clause.clocks and self.join is Cat.OR:
                self._close()
            self.clause.clock_first = bool(self.clause.clocks)
            self.clause.days.append(self._in_their_week(when))
        elif (self.join is None and narrows_day(clause, when)) or names_part(
            self.found, self.at, clause, when
        ):
            clause.days = narrowed_all(clause.days, when)
        elif closes_days(clause.days[-1], when, self.join) or is_week_inside(
            clause.days[-1], when, self.join
        ):
            clause.days[-1] = narrowed(clause.days[-1], when)
        elif clause.days == [AnchorDay()] and self.join is Cat.COMMA and isinstance(when, AnchorDay | Moved):
            clause.days = [when]
        elif clause.clocks and not clause.clock_first:
            self._close()
            self.clause.days.append(self._in_their_week(when))
        else:
            clause.days = [*shared_period(clause.days, when), like(clause.days[-1], when)]

    def _in_their_week(self, when: Day) -> Day:
        """Let the Friday of "next week Monday morning or Friday from 1" be of next week."""
        wished = [each for each in self.when.clauses if not each.refused and each.days]
        return when if self.refusing or not wished else in_week_of(wished[-1].days[-1], when)

    def _clock(self, clock: ClockLike) -> None:
        clause = self.clause
        if clause.clock_first and len(clause.days) > 1 and self.join is None:
            self._last_day_apart([[clock]])
        elif not clause.clocks or (clause.clocks == [[SameClock()]] and self.join in (None, Cat.COMMA)):
            clause.clocks = [[clock]]
        elif narrows(clause.clocks[-1], clock, self.join):
            clause.clocks[-1].append(clock)
        else:
            clause.clocks.append(shared_parts(clause.clocks[-1], clock))

    def _last_day_apart(self, clocks: list[list[ClockLike]]) -> None:
        """Give the last day of "at 3 on Tuesday or Thursday afternoon" its own clock time, or none: "or Thursday, any time"."""
        said, last = self.clause, self.clause.days.pop()
        self._close()
        self.clause = Clause(days=[last], clocks=clocks, refused=said.refused, preferred=said.preferred)

    def _close(self) -> None:
        if self._open:
            self.when.clauses += parts_of_refusal(self.clause)
        self.clause = Clause(refused=bool(self.refusing))
        self.before, self.since = None, []
