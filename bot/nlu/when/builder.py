"""What elements say, put together one after another: clauses of days and clock times, wished, refused or preferred."""

from dataclasses import dataclass, field

from bot.nlu.when.afterwards import after_refused
from bot.nlu.when.again import is_again, named_again, refined
from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.recurrence.bounds import is_bound, recurs
from bot.nlu.when.recurrence.limiting import any_recurs, bounds_what_recurs
from bot.nlu.when.shared import (
    JOINS,
    begins_time,
    beside_said,
    busy_day,
    called_good,
    corrected,
    day_follows,
    day_of_reason,
    follows,
    goes_on_after_exception,
    is_apart,
    is_like,
    is_other_kind,
    is_reason,
    leaves_exception,
    like,
    lists_on,
    named_before,
    narrow_all,
    narrowed_all,
    narrows,
    narrows_day,
    parts_of_refusal,
    points_back,
    replace_preferred,
    runs,
    shared_parts,
    shared_period,
    time_follows,
    time_in_sentence,
    with_days_refused,
)
from bot.nlu.when.unread import has_unread
from bot.nlu.when.value import (
    Clause,
    ClockLike,
    ClockSpan,
    Day,
    MonthOf,
    Part,
    Period,
    When,
)

PATIENCE = 8
"""Words after which a "not" no longer refuses the time that follows."""


@dataclass(slots=True)
class Builder:
    """What has been put together so far; `build` takes the elements in order."""

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

    def build(self) -> When:
        """Return what the elements say."""
        for i, each in enumerate(self.found):
            self.at = i
            self.take(each)
        self._close()
        self.when.clauses = refined(self.when.clauses)
        with_days_refused(self.when.clauses)
        self.when.unread = has_unread(self.found)
        self.when.spans = runs(self.when.spans + self.when.length_spans)
        return self.when

    def take(self, each: Element) -> None:
        """Add one element."""
        if each.is_time:
            self._time(each)
        elif each.occasions is not None:
            self.when.count = each.occasions
        elif each.stay is not None and any_recurs(self.when, self.clause):
            self.when.going_on = each.stay
        elif each.minutes is not None:
            self.when.lengths.append(each.minutes)
            self.when.lasting = each.minutes if each.op is Cat.FOR else self.when.lasting
            self.when.length_spans.append((each.start, each.end))
        elif each.op in JOINS:
            self._joined(each)
        else:
            self._word(each)

    def _joined(self, each: Element) -> None:
        self.join = each.op if self.join is None or each.op is Cat.OR else self.join
        if each.op is Cat.COMMA and self.fresh and self.refusing and not self.excepting:
            self.refusing = 0

    def _word(self, each: Element) -> None:
        match each.op:
            case Cat.NOT | Cat.EXCEPT | Cat.BUSY:
                self._refuse(each)
            case Cat.BUT | Cat.BREAK:
                self._boundary(each)
            case Cat.BAD:
                self._bad()
            case Cat.GOOD | Cat.OTHERS:
                self._good(others=each.op is Cat.OTHERS)
            case Cat.PREFER | Cat.BETTER:
                self._prefer(each.op)
            case Cat.ONLY:
                self.only, self.narrowing = True, not is_again(self.clause, self.when.clauses)
                self.clause.instead = not self.narrowing
            case Cat.WHOLE_DAY:
                self.whole = True
                self.clause.settled = self.clause.settled or (bool(self.clause.days) and self.join is None)
            case Cat.PROPOSE | Cat.SO:
                self._proposed(each.op)
            case Cat.IF:
                self._cut()
                self.condition = True
            case Cat.AFTERWARDS | Cat.LATER:
                self._afterwards()
            case Cat.CORRECTION | Cat.FALLBACK:
                self._instead(each.op)
            case _:
                self._patience()

    def _patience(self) -> None:
        self.refusing = self.refusing if self._open else max(0, self.refusing - 1)

    def _refuse(self, each: Element) -> None:
        """Refuse what follows; "Tuesday, no, Wednesday" takes back what was said."""
        if self.condition:
            return
        if self._open and not self.clause.refused and follows(self.found, self.at) is Cat.COMMA and self.join:
            self._instead(Cat.CORRECTION)
            return
        self.busy_on = self.clause.days[-1] if self.clause.days and self.clause.is_bare else None
        self._close()
        self.preferring, self.join = False, None
        self.refusing, self.excepting, self.busy = PATIENCE + 1, each.op is Cat.EXCEPT, each.op is Cat.BUSY

    def _boundary(self, each: Element) -> None:
        self._end_refusal()
        self._cut()
        self.clause.settled = self._open and each.op is Cat.BUT
        self.narrowing = each.op is Cat.BUT and not is_again(self.clause, self.when.clauses)
        self.preferring, self.condition = False, False
        stops = each.op is Cat.BREAK
        self.fresh, self.join = self.fresh or stops, Cat.OR if stops else None

    def _end_refusal(self) -> None:
        if self.clause.refused:
            self._close()
        self.refusing = 0

    def _proposed(self, op: Cat) -> None:
        if op is Cat.SO and time_follows(self.found, self.at):
            self._conclude()
        self._end_refusal()

    def _conclude(self) -> None:
        """Take the clock time before "so" as the reason, and its day as that of the clock time that follows."""
        day = day_of_reason(self.clause, self.busy_on, self.found, self.at)
        self._end_refusal()
        if is_reason(self.clause) or day:
            self.clause, self.join, self.refusing = Clause(days=day, is_topic=bool(day)), None, 0
            self.when.clauses = [c for c in self.when.clauses if c.days != day or not c.is_bare]

    def _cut(self) -> None:
        """Remember what was said up to here, and begin to collect what follows."""
        self.before, self.since = (self.clause.copy() if self._open else None), []

    def _apart(self) -> None:
        """Make a clause of its own of what was said since the last cut."""
        if self.before is None or not self.since:
            return
        since, self.clause = self.since, self.before
        self._close()
        for each in since:
            self._place(each)

    def _bad(self) -> None:
        """Refuse what stands before, or else what follows; what is refused on a condition is the first choice."""
        parted = self.join is not None or self.clause.settled
        if not self._open or (parted and time_follows(self.found, self.at)):
            self._close()
            self.refusing = 0 if self.condition else PATIENCE + 1
            return
        self._apart()
        if self.condition:
            self._first_choice()
        else:
            self.clause.refused = True
        self._close()
        self.refusing, self.condition = 0, False

    def _first_choice(self) -> None:
        """Prefer what has been wished so far to what comes now."""
        wished = [each for each in self.when.clauses if not each.refused and not each.preferred]
        if self._open and not self.clause.refused:
            wished = [self.clause] if self.condition else [*wished, self.clause]
        firsts = [replace_preferred(each) for each in wished]
        self._close()
        self.when.clauses += firsts

    def _good(self, *, others: bool) -> None:
        self.clause.settled = self._open
        self._end_refusal()
        self.when.others = self.when.others or (others and any(each.refused for each in self.when.clauses))

    def _afterwards(self) -> None:
        """Wish what follows the stretch that was refused last."""
        self._patience()
        said = [*self.when.clauses, *([self.clause] if self._open else [])]
        wished = (
            after_refused(said[-1], self.busy_on) if said and not begins_time(self.found, self.at) else None
        )
        if wished is not None:
            self._close()
            self.when.clauses = [c for c in self.when.clauses if c.days != [self.busy_on] or not c.is_bare]
            self.clause, self.refusing = wished, 0

    def _prefer(self, op: Cat) -> None:
        """Take "is better" as said of what stands before, "preferably" of what follows."""
        if self.clause.is_topic:
            return
        leads = time_follows(self.found, self.at) and (op is Cat.PREFER or self.join is not None)
        says_so = not leads and (op is Cat.BETTER or self.join is None)
        if self._open and not self.clause.refused and says_so:
            self._apart()
            self.clause.preferred = True
            self._close()
        else:
            self._close()
            self.preferring, self.refusing = True, 0

    def _instead(self, op: Cat) -> None:
        """Let what follows take the place of what was said before, or stand behind it."""
        if op is Cat.FALLBACK and not time_in_sentence(self.found, self.at):
            self._good(others=True)
        elif op is Cat.FALLBACK:
            if self._open or self.when.clauses:
                self._first_choice()
            self.preferring, self.refusing, self.join = False, 0, None
        elif self._open and not self.clause.refused:
            self._cut()
            self.clause.corrected = True
            self.join = None

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
            goes_on = goes_on and each.op is not Cat.ONLY
            self._close()
            self.refusing = self.refusing if goes_on else 0
        if self._begins_afresh(each):
            self._close()
        elif self.join in (Cat.COMMA, Cat.OR) and is_apart(self.clause, each):
            self._cut()
        self._place(each)
        self.since.append(each)
        self._note(each)

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
        if each.clock is not None and (each.op is Cat.ONLY or self._narrows(each.clock)):
            narrow_all([*self.when.clauses, self.clause], each.clock)
        elif not bounds_what_recurs(self.when, self.clause, each, self.join):
            self._cross(each)

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
        if self.join is None:
            return True
        if self.excepting and leaves_exception(self.clause, each):
            return False
        same = is_like(self.clause, each, self.found, self.at)
        if self.join in (Cat.OR, Cat.AND):
            return same
        return same and (self.excepting or (not self.clause.listed and lists_on(self.found, self.at)))

    def _begins_afresh(self, each: Element) -> bool:
        """Say whether a time begins a new clause: "2pm Tuesday, 3pm Thursday", "Tuesday is fine and Thursday is better"."""
        if each.day is not None and is_bound(each.day) and any(map(recurs, self.clause.days)):
            return False
        clause = self.clause
        is_new = each.day is not None and not isinstance(each.day, Period | MonthOf)
        if self.join is not None and not clause.refused and named_again(each.day, clause.days) is not None:
            return True
        if is_new and clause.settled and clause.days:
            return True
        if each.day is not None and clause.preferred and self.join is Cat.COMMA and not clause.days:
            self.preferring = False
            return True
        has_own_day = each.clock is not None and day_follows(self.found, self.at)
        return has_own_day and bool(clause.days) and (bool(clause.clocks) or self.join is not None)

    def _narrows(self, clock: ClockLike) -> bool:
        bounds = self.narrowing and isinstance(clock, ClockSpan | Part)
        resumes = bounds or goes_on_after_exception(self.when.clauses, self.clause, clock, self.join)
        return resumes and not self.refusing and not day_follows(self.found, self.at)

    def _day(self, when: Day) -> None:
        clause = self.clause
        if not clause.days:
            if clause.clocks and self.join is Cat.OR:
                self._close()
            self.clause.clock_first = bool(self.clause.clocks)
            self.clause.days.append(when)
        elif self.join is None and narrows_day(clause, when):
            clause.days = narrowed_all(clause.days, when)
        elif clause.clocks and not clause.clock_first:
            self._close()
            self.clause.days.append(when)
        else:
            clause.days = [*shared_period(clause.days, when), like(clause.days[-1], when)]

    def _clock(self, clock: ClockLike) -> None:
        clause = self.clause
        if clause.clock_first and len(clause.days) > 1 and self.join is None:
            self._with_last_day(clock)
        elif not clause.clocks:
            clause.clocks.append([clock])
        elif narrows(clause.clocks[-1], clock, self.join):
            clause.clocks[-1].append(clock)
        else:
            clause.clocks.append(shared_parts(clause.clocks[-1], clock))

    def _with_last_day(self, clock: ClockLike) -> None:
        """Give the last day of "at 3 on Tuesday or Thursday afternoon" its own clock time."""
        said, last = self.clause, self.clause.days.pop()
        self._close()
        self.clause = Clause(days=[last], clocks=[[clock]], refused=said.refused, preferred=said.preferred)

    def _close(self) -> None:
        if self._open:
            self.when.clauses += parts_of_refusal(self.clause)
        self.clause = Clause(refused=bool(self.refusing))
        self.before, self.since = None, []
