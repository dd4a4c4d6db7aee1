"""Put elements together into clauses: which clock times belong to which days, what is chosen, narrowed, refused."""

from dataclasses import dataclass, field

from bot.nlu.languages import marks_of
from bot.nlu.when.elements import Element, elements, tidy
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.ranges import narrowed, ranged
from bot.nlu.when.tokens import Token
from bot.nlu.when.value import (
    Both,
    Clause,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    MonthOf,
    Part,
    Period,
    Weekday,
    When,
    Which,
)

_JOINS = {Cat.OR, Cat.AND, Cat.COMMA}
_MOVES = {"move", "shift", "reschedule", "switch", "postpone", "push", "bump", "swap"}
_REACH = 9
"""Words after such a verb among which "to" tells where to."""

_PATIENCE = 3
"""Words after which a "not" no longer refuses the time that follows."""


def read_when(tokens: list[Token], *, locale: str = "en", alone: bool = False, moving: bool = False) -> When:
    """Read all that a message says about time; `alone` lets a bare number at the start be a clock time.

    `locale` is the speaker's; the language of the message is found out, and theirs where it could be several.

    `moving` leaves out from when something is moved: of "move my 2pm to 4pm" only the 4pm is wished.
    """
    made = elements(tidy(marks_of(tokens, locale)), alone=alone)
    found = ranged(_where_to(made) if moving else made)
    builder = _Builder()
    for each in found:
        builder.take(each)
    return builder.finish(found)


def _where_to(found: list[Element]) -> list[Element]:
    verb = next((i for i, each in enumerate(found) if each.low in _MOVES), None)
    if verb is None:
        return found
    ahead = range(verb + 1, min(verb + _REACH, len(found) - 1))
    to = next((i for i in ahead if found[i].op is Cat.TO and found[i + 1].is_time), None)
    if to is None or not any(each.is_time for each in found[verb:to]):
        return found
    plain = [Element(low=each.low, start=each.start, end=each.end) for each in found[verb : to + 1]]
    return [*found[:verb], *plain, *found[to + 1 :]]


@dataclass(slots=True)
class _Builder:
    """What has been put together so far."""

    when: When = field(default_factory=When)
    clause: Clause = field(default_factory=Clause)
    join: Cat | None = None
    refusing: int = 0
    """Words for which a refusal still holds; 0 is none."""
    excepting: bool = False
    preferring: bool = False
    every: bool = False
    fresh: bool = True
    """Whether nothing about time was said yet in this sentence."""

    def take(self, each: Element) -> None:
        """Add one element."""
        if each.is_time:
            self._time(each)
        elif each.minutes is not None:
            self.when.lengths.append(each.minutes)
            self.when.length_spans.append((each.start, each.end))
        elif each.op in _JOINS:
            self._joined(each)
        else:
            self._word(each)

    def _joined(self, each: Element) -> None:
        self.join = each.op if self.join is None or each.op is Cat.OR else self.join
        if each.op is Cat.COMMA and self.fresh and self.refusing and not self.excepting:
            self.refusing = 0

    def _word(self, each: Element) -> None:
        match each.op:
            case Cat.NOT | Cat.EXCEPT:
                self._close()
                self.refusing, self.excepting = _PATIENCE + 1, each.op is Cat.EXCEPT
            case Cat.BUT | Cat.BREAK:
                self._boundary(each)
            case Cat.BAD:
                self._bad()
            case Cat.GOOD:
                self._good()
            case Cat.PREFER:
                self._prefer(each.low)
            case Cat.EVERY:
                self.every = True
            case _:
                self._patience()

    def _patience(self) -> None:
        self.refusing = (
            max(0, self.refusing - 1) if not self.clause.days and not self.clause.clocks else self.refusing
        )

    def _boundary(self, each: Element) -> None:
        if self.clause.refused or each.op is Cat.BUT:
            self.refusing = 0
            if self.clause.refused:
                self._close()
        self.refusing, self.preferring = 0, False
        self.fresh = self.fresh or each.low in (".", "!", "?", ";")
        self.join = Cat.OR if each.op is Cat.BREAK else None

    def _bad(self) -> None:
        if self._open:
            self.clause.refused = True
            self._close()
        else:
            self.refusing = _PATIENCE + 1

    def _good(self) -> None:
        if not self.clause.refused:
            return
        self._close()
        self.refusing = 0

    def _prefer(self, low: str) -> None:
        """Take "is better" as said of what stands before, "preferably" of what follows."""
        if self._open and not self.clause.refused and low in ("is", "are", "would", "work", "works", "if"):
            self.clause.preferred = True
            self._close()
        else:
            self._close()
            self.preferring = True

    @property
    def _open(self) -> bool:
        return bool(self.clause.days or self.clause.clocks)

    def _time(self, each: Element) -> None:
        if self.refusing and not self.clause.refused and self._open:
            self._close()
        if self.clause.refused and not self._continues(each):
            self._close()
            self.refusing = 0
        self.clause.refused = bool(self.refusing)
        self.clause.preferred = self.clause.preferred or self.preferring
        if each.op is Cat.ONLY and each.clock is not None:
            self._narrow_all(each.clock)
        elif each.day is not None:
            self._day(each.day)
        elif each.clock is not None:
            self._clock(each.clock)
        self.clause.every = self.clause.every or self.every
        self._note(each)

    def _note(self, each: Element) -> None:
        self.clause.start = each.start if self.clause.start < 0 else self.clause.start
        self.clause.end = each.end
        self.when.spans.append((each.start, each.end))
        self.join, self.fresh, self.every = None, False, False

    def _continues(self, each: Element) -> bool:
        """Say whether a refusal goes on: "Monday or Tuesday", "Tuesday afternoon", but not "Tuesday, 3pm"."""
        if self.join is None:
            return True
        if self.join in (Cat.OR, Cat.AND):
            return (each.day is not None) == bool(self.clause.days)
        return False

    def _narrow_all(self, clock: ClockLike) -> None:
        """Let "but not before 2" hold for all that was wished."""
        wished = [c for c in (*self.when.clauses, self.clause) if (c.days or c.clocks) and not c.refused]
        for clause in wished or [self.clause]:
            clause.clocks = [[*choice, clock] for choice in clause.clocks] or [[clock]]

    def _day(self, when: Day) -> None:
        clause = self.clause
        if not clause.days:
            if clause.clocks and self.join is Cat.OR:
                self._close()
            self.clause.days.append(when)
        elif self.join is None and (not clause.clocks or isinstance(when, Period | MonthOf)):
            clause.days[-1] = narrowed(clause.days[-1], when)
        elif clause.clocks:
            self._close()
            self.clause.days.append(when)
        else:
            clause.days.append(_like(clause.days[-1], when))

    def _clock(self, clock: ClockLike) -> None:
        clause = self.clause
        if not clause.clocks:
            clause.clocks.append([clock])
        elif self.join is None or _closes(clause.clocks[-1], clock):
            clause.clocks[-1].append(clock)
        else:
            clause.clocks.append([*_shared_parts(clause.clocks[-1], clock), clock])

    def _close(self) -> None:
        if self._open:
            self.when.clauses.append(self.clause)
        self.clause = Clause(refused=bool(self.refusing))

    def finish(self, found: list[Element]) -> When:
        """Return what was read."""
        self._close()
        self.when.spans = _runs(self.when.spans + self.when.length_spans)
        return self.when


def _like(left: Day, right: Day) -> Day:
    """Give the second of "next Tuesday or Thursday" the same "next"."""
    if isinstance(left, Weekday) and isinstance(right, Weekday) and right.which is Which.BARE:
        return Weekday(right.weekday, left.which)
    if isinstance(left, Both) and isinstance(left.left, Period) and isinstance(right, Weekday):
        return Both(left.left, right)
    return right


def _closes(choice: list[ClockLike], clock: ClockLike) -> bool:
    """Say whether "before 5" closes an earlier "after 2"."""
    last = choice[-1]
    if not isinstance(last, ClockSpan) or not isinstance(clock, ClockSpan):
        return False
    return (last.end is None and clock.start is None) or (last.start is None and clock.end is None)


def _shared_parts(choice: list[ClockLike], clock: ClockLike) -> list[ClockLike]:
    """Carry "afternoon" of "in the afternoon at 2 or 3" to the 3."""
    if isinstance(clock, Clock) and clock.half is None and len(choice) > 1 and isinstance(choice[0], Part):
        return [choice[0]]
    return []


def _runs(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
