"""What words about time mean before a calendar is looked at: constraints."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.repeat import Repeat


class Which(StrEnum):
    """Which of many like days is meant."""

    BARE = ""
    THIS = "this"
    NEXT = "next"
    COMING = "coming"
    AFTER_NEXT = "after_next"
    PREVIOUS = "previous"
    EVERY = "every"
    ANY = "any"
    """One of every such day, whichever: no rhythm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDate:
    """A date, of which parts may be missing; `month` and `day` may be swapped where both orders are usual."""

    day: int
    month: int | None = None
    year: int | None = None
    swappable: bool = False
    year_first: bool = False
    """Year and day may be swapped as well: "26-12-05"."""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0."""

    weekday: int
    which: Which = Which.BARE

    @property
    def is_of_all(self) -> bool:
        """Whether every such day is meant, or any of them."""
        return self.which in (Which.EVERY, Which.ANY)


@dataclass(frozen=True, slots=True)
class DaySet:
    """Weekdays, all days or weekends, wherever they fall."""

    kind: int


@dataclass(frozen=True, slots=True)
class Relative:
    """Days after today."""

    days: int
    rest: bool = False
    """What is left of it ("the rest of the day")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A whole week, weekend, month, quarter or year, so many after the present one."""

    unit: int
    offset: int = 0
    pointed: bool = False  # "this weekend", not "the weekend", which can be every one


@dataclass(frozen=True, slots=True)
class Ahead:
    """The coming so many days, weeks, months: whole ones after the present, or what begins today ("within")."""

    count: int
    unit: int
    from_today: bool = False
    vague: bool = False
    """Said as "the coming two weeks": from today on for some, whole ones for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOf:
    """A named month."""

    month: int
    year: int | None = None
    which: Which = Which.BARE


@dataclass(frozen=True, slots=True)
class YearOf:
    """A whole year."""

    year: int


@dataclass(frozen=True, slots=True)
class QuarterOf:
    """A quarter of a year, of the present or the next one where none is said."""

    quarter: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PartOf:
    """The beginning, middle, end or rest of a period: a number of `Cat.EDGE`."""

    edge: int
    period: "Day"


@dataclass(frozen=True, slots=True)
class NthPeriod:
    """The n-th week or month of a longer period, -1 the last; within None it is of the month named before it in the message."""

    n: int
    unit: int
    within: "Day | None"


@dataclass(frozen=True, slots=True)
class WeekNumber:
    """A numbered week (ISO 8601)."""

    week: int


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week in which a day lies, from that day on."""

    day: "Day"


WORKING = -2
"""In the place of a weekday: any day that is worked on."""


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """So many working days after today."""

    count: int


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th weekday of a period, -1 the last; as weekday -1 is any day."""

    n: int
    weekday: int
    within: "Day"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The weekday that is nearest to a day, the second nearest …."""

    n: int
    weekday: int
    day: "Day"


@dataclass(frozen=True, slots=True)
class DaysFromEaster:
    """A holiday that moves with Easter."""

    days: int
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekdayFrom:
    """A holiday that is the first such weekday on or after a date."""

    month: int
    day: int
    weekday: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """So many days or months after another day."""

    base: "Day"
    amount: int
    unit: int


@dataclass(frozen=True, slots=True)
class DaySpan:
    """From one day through another."""

    first: "Day"
    last: "Day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """From a clock time on one day to a clock time on another ("Tuesday 3pm until Thursday noon")."""

    first: "Day"
    begins: "Clock | Part"
    last: "Day"
    ends: "Clock | Part | None" = None
    """None is the end of the last day."""


@dataclass(frozen=True, slots=True)
class DayBound:
    """All days from one on (`after`), or until one, which may be included."""

    day: "Day"
    after: bool
    included: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """All time from a clock time of a day on (`after`), or until it ("by Friday noon")."""

    day: "Day"
    clock: "Clock | Part"
    after: bool


@dataclass(frozen=True, slots=True)
class Both:
    """Days that are both ("Friday the 27th", "Friday next week")."""

    left: "Day"
    right: "Day"


@dataclass(frozen=True, slots=True)
class AnchorDay:
    """The day being talked about, moved by so many days."""

    days: int = 0


Day = (
    OnDate | Weekday | DaySet | Relative | Period | Ahead | MonthOf | QuarterOf | YearOf | PartOf | NthPeriod | WeekNumber | WeekOf | Nth | Nearest | WorkingDay
    | DaysFromEaster | WeekdayFrom | Moved | DaySpan | DayBound | Limit | Journey | Both | AnchorDay | Repeat
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock time; `half` is 0 for am, 1 for pm, None where only business sense can tell."""

    hour: int
    minute: int = 0
    second: int = 0
    half: int | None = None
    sure: bool = False
    """A 24-hour time, which has no halves."""
    digital: bool = False
    """Said with minutes in digits ("9:00"), or in digits with "o'clock"."""
    rough: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: a number of `Cat.PART`."""

    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSpan:
    """From one clock time to another; None is open. `window` when "between" said that any time in it will do."""

    start: Clock | Part | None = None
    end: Clock | Part | None = None
    window: bool = True
    zone: str | None = None
    firm: bool = False
    """Said as an exclusion ("not before 2"): a part of the day that it leaves nothing of does not yield to it."""


@dataclass(frozen=True, slots=True)
class SameClock:
    """The clock time being talked about."""


@dataclass(frozen=True, slots=True)
class Beside:
    """All that lies after, or before, the time being talked about on its day ("later that day")."""

    after: bool


@dataclass(frozen=True, slots=True)
class FromNow:
    """So many minutes from now."""

    minutes: float


@dataclass(frozen=True, slots=True)
class NextMinutes:
    """From now on, so many minutes ("the next 3 hours")."""

    minutes: float
    vague: bool = False
    """Said as "next hour", which is for some the full one that comes."""


@dataclass(frozen=True, slots=True)
class AnchorShift:
    """The time being talked about, moved by so many minutes."""

    minutes: int


ClockLike = Clock | Part | ClockSpan | SameClock | Beside | FromNow | NextMinutes | AnchorShift


@dataclass(slots=True, kw_only=True)
class Clause:
    """Days crossed with clock times: choices among days, among clock times; each choice may be narrowed."""

    days: list[Day] = field(default_factory=list)
    clocks: list[list[ClockLike]] = field(default_factory=list)
    refused: bool = False
    excepted: bool = False
    """Refused as an exception: a weekday is every such day of what is wished, or of all."""
    preferred: bool = False
    clock_first: bool = False
    """The clock time was said before the day ("at 3 on Tuesday or Thursday"), and holds for all days."""
    listed: bool = False
    """Joined by "or" or "and" already."""
    settled: bool = False
    """Called good, or followed by "but": a further day is another clause."""
    apart: bool = False
    """A day and a part of the day were joined by "and": refused, each is refused by itself ("Monday and mornings")."""
    only: bool = False
    """Its days are all that is wished of what was wished before: "next week, but only Tuesday"."""
    instead: bool = False
    """Limits its weekdays within a stretch that was wished: "next week, but Wednesday only after 3"."""
    is_topic: bool = False
    """Names again a day that was wished, of which what follows says more: "but on the 11th not in the morning"."""
    corrected: bool = False
    """What comes next takes the place of its like."""
    start: int = -1
    end: int = -1

    def copy(self) -> "Clause":
        """Return one that can be changed by itself."""
        return replace(self, days=list(self.days), clocks=[list(choice) for choice in self.clocks])

    @property
    def is_bare(self) -> bool:
        """Whether it only names days that are wished."""
        return not (self.clocks or self.refused or self.preferred)

    @property
    def shape(self) -> str:
        """What was said last: a day, a clock time, or nothing."""
        if not self.days and not self.clocks:
            return ""
        return "clock" if self.clocks and not self.clock_first else "day"


@dataclass(frozen=True, slots=True)
class Stay:
    """So many days, weeks, months or years."""

    number: int
    unit: int


@dataclass(slots=True, kw_only=True)
class When:
    """All that a message says about time."""

    clauses: list[Clause] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)
    """Durations in minutes."""
    lasting: float | None = None
    """The duration said with "for", which is how long the time takes that is said with it."""
    length_spans: list[tuple[int, int]] = field(default_factory=list)
    count: int | None = None
    """How many times in all, where that was said of what recurs."""
    others: bool = False
    """Whether all that was not refused is called good ("any other day is fine")."""
    unread: bool = False
    """Whether something was excepted, or was a limit, that is no time."""
    going_on: Stay | None = None
    """For how long what recurs goes on."""
    spans: list[tuple[int, int]] = field(default_factory=list)
    """Where words about time stand, merged runs."""
