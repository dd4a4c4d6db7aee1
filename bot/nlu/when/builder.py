"""What elements say, put together one after another: clauses of days and clock times, wished, refused or preferred."""

from dataclasses import dataclass

from bot.nlu.when.afterwards import after_refused, from_there, without_rests
from bot.nlu.when.again import is_again, refined
from bot.nlu.when.background import is_background
from bot.nlu.when.days_among import is_stretch_alone, week_of_named
from bot.nlu.when.elements import Element
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.placing import Placing
from bot.nlu.when.reasons import day_of_reason, is_reason, is_said_again, is_told, resumes_day
from bot.nlu.when.recurrence.limiting import any_recurs, without_idle_rhythms
from bot.nlu.when.shared import (
    JOINS,
    begins_time,
    day_of_choice,
    follows,
    is_day_of_reason,
    next_day,
    replace_preferred,
    runs,
    tells_until,
    time_follows,
    time_in_sentence,
    with_days_refused,
)
from bot.nlu.when.shared_zones import share_zone
from bot.nlu.when.unread import has_unread
from bot.nlu.when.value import Clause, NthPeriod, Part, When

PATIENCE = 8
"""Words after which a "not" no longer refuses the time that follows."""


@dataclass(slots=True)
class Builder(Placing):
    """Puts together what elements say; `build` takes them in order."""

    def build(self) -> When:
        """Return what the elements say."""
        for i, each in enumerate(self.found):
            self.at = i
            self.take(each)
        self._close()
        self.when.clauses = refined(self.when.clauses)
        self.when.clauses = without_idle_rhythms(without_rests(self.when.clauses))
        with_days_refused(self.when.clauses)
        share_zone(self.when.clauses)
        self.when.unread = has_unread(self.found)
        self.when.spans = runs(self.when.spans + self.when.length_spans)
        return self.when

    def take(self, each: Element) -> None:
        """Add one element."""
        if each.day is not None or each.clock is not None:
            self._timed(each)
        elif each.occasions is not None:
            self.when.count = each.occasions
        elif each.stay is not None and any_recurs(self.when, self.clause):
            self.when.going_on = each.stay
        elif each.minutes is not None and self._is_left_out():
            pass
        elif each.minutes is not None:
            self.when.lengths.append(each.minutes)
            self.when.lasting = each.minutes if each.op is Cat.FOR else self.when.lasting
            self.when.length_spans.append((each.start, each.end))
        elif each.op is Cat.WORD:
            self._patience()
        elif each.op in JOINS:
            self._joined(each)
        else:
            self._word(each)

    def _is_left_out(self) -> bool:
        """Say whether a length is that of an exception: "except the half hour from 4 to 4:30"."""
        return self.excepting and bool(self.refusing) and not self._open and time_follows(self.found, self.at)

    def _timed(self, each: Element) -> None:
        """Add a time, but no "second week" of which it is not known of which month, and no clock time said again by another clock."""
        if is_said_again(self.found, self.at):
            return
        if isinstance(each.day, NthPeriod) and each.day.within is None:
            week = week_of_named((*self.when.clauses, self.clause), each.day)
            if week is None:
                self._patience()
                return
            each = each._replace(day=week)
        if not self.refusing and is_background(self.found, self.at, self.clause):
            self._patience()
            return
        self._time(each)

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
                self._only()
            case Cat.WHOLE_DAY:
                self._whole_day()
            case Cat.PROPOSE | Cat.SO:
                self._proposed(each.op)
            case Cat.IF:
                self._cut()
                self.condition = True
            case Cat.AFTERWARDS | Cat.LATER:
                self._afterwards(each.op)
            case Cat.CORRECTION | Cat.FALLBACK:
                self._instead(each.op)
            case _:
                self._patience()

    def _only(self) -> None:
        """Begin what is all that is left of what was wished; a refusal before it is over: "not Monday and only after 3"."""
        if self.clause.refused and self._open:
            self._end_refusal()
        self.only, self.narrowing = True, not is_again(self.clause, self.when.clauses)
        self.clause.instead = not self.narrowing

    def _whole_day(self) -> None:
        """Take "any time" as said of the day before it, or else of the one that follows; "I'm busy all day" needs no more."""
        if not self._open and self.found[self.at - 1].op is Cat.BAD:
            return
        parts = self.join is None and self.clause.clock_first and len(self.clause.days) > 1
        if parts:
            self._last_day_apart([])
        self.whole = not parts
        self.clause.settled = self.clause.settled or (bool(self.clause.days) and self.join is None)

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
        told = (
            self.excepting and bool(self.refusing) and each.op is Cat.BUSY
        )  # "except I'm in a meeting until 11"
        self.excepting, self.busy = told or each.op is Cat.EXCEPT, each.op is Cat.BUSY and not told
        self.refusing = PATIENCE + 1

    def _boundary(self, each: Element) -> None:
        self._end_refusal()
        self._cut()
        self.clause.settled = bool(self.clause.days) and each.op is Cat.BUT
        self.narrowing = each.op is Cat.BUT and not is_again(self.clause, self.when.clauses)
        self.preferring, self.condition = False, False
        stops = each.op is Cat.BREAK
        self.fresh, self.join = self.fresh or stops, self._join_behind(each) if stops else None

    def _join_behind(self, stop: Element) -> Cat:
        """Let the days behind a colon be those of the part of the day before it: "afternoons only: Thursday or Monday"."""
        said = [each for choice in self.clause.clocks for each in choice]
        shares = stop.low == ":" and not self.clause.days and said and isinstance(said[-1], Part)
        return Cat.COMMA if shares else Cat.OR

    def _end_refusal(self) -> None:
        if self.clause.refused:
            self._close()
        self.refusing = 0

    def _proposed(self, op: Cat) -> None:
        then = self.at + 1 < len(self.found) and self.found[self.at + 1].op is Cat.AFTERWARDS
        if op is Cat.SO and not then and time_follows(self.found, self.at):
            self._conclude()
        self._end_refusal()

    def _conclude(self) -> None:
        """Take the clock time before "so" as the reason, and its day as that of the clock time that follows."""
        if is_day_of_reason(self.clause, self.found, self.at):
            self.clause.refused = True
        day = day_of_reason(self.clause, self.busy_on, self.found, self.at)
        self._end_refusal()
        if is_stretch_alone(self.clause):
            self.join = None
        elif is_reason(self.clause) or day or is_told(self.clause, self.found, self.at):
            self.clause, self.join, self.refusing = Clause(days=day, is_topic=bool(day)), None, 0
            self.when.clauses = [c for c in self.when.clauses if c.days != day or not c.is_bare]

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
        self.narrowing = self.narrowing and not self._only_preferred
        self._end_refusal()
        self.when.others = self.when.others or (others and any(each.refused for each in self.when.clauses))

    def _afterwards(self, op: Cat) -> None:
        """Wish what follows the stretch that was refused last or told until when, or the clock time that somebody is back."""
        self._patience()
        if op is Cat.AFTERWARDS and (wished := from_there(self.clause, next_day(self.found, self.at))):
            self.clause, self.join = wished, None
            return
        free = op is Cat.AFTERWARDS or follows(self.found, self.at) is Cat.GOOD
        if free and tells_until(self.clause) and not begins_time(self.found, self.at):
            self.clause.refused = True
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
        elif op is Cat.FALLBACK and resumes_day(self.found, self.at):
            self._good(others=False)
        elif op is Cat.FALLBACK:
            if self._open or self.when.clauses:
                self._first_choice()
            self.preferring, self.refusing, self.join = False, 0, None
            self.clause.days += day_of_choice(self.when.clauses, self.found, self.at)
        elif self._open and not self.clause.refused:
            self._cut()
            self.clause.corrected = True
            self.join = None
