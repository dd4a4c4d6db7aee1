"""What a host sets by talking beyond weekly hours and days off: values that the reader hands to the flows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.event_types import Price, Visibility
from core.hours import RuleKind, WeeklyHours
from core.people import Rules

NO_HOURS = WeeklyHours(((),) * 7)
"""A week without hours, on top of which those of a new schedule are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a meeting costs, as it was said."""

    length: int | None = None
    """Minutes; None is every length."""
    amount: int
    """In the currency's smallest unit; 0 is free."""
    currency: str = ""
    """ISO 4217; empty if none was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Rules and properties that are set or taken away, of an event type or of everything; None was not said."""

    rules: Rules = field(default_factory=Rules)
    clear: frozenset[str] = frozenset()
    """Names of rules that are taken away."""
    rates: tuple[Rate, ...] = ()
    seats: int | None = None
    waitlist: bool | None = None
    most_guests: int | None = None
    series_most: int | None = None
    visibility: Visibility | None = None
    secret: bool = False
    """Whether it gets a link that cannot be guessed."""
    description: str | None = None
    note: str | None = None
    """The host's own note; empty takes it away."""

    @property
    def of_event_type(self) -> bool:
        """Whether only an event type can have them, not a host as a whole."""
        own = (self.seats, self.waitlist, self.most_guests, self.series_most, self.visibility)
        told = (self.description, self.note)
        return bool(self.rates) or self.secret or any(each is not None for each in (*own, *told))


def prices_of(
    rates: Iterable[Rate], lengths: Sequence[int], before: Sequence[Price] = ()
) -> tuple[Price, ...]:
    """Return the prices of all lengths; what is not told keeps its price if the currency is the same.

    Raises ValueError if no currency is known, neither told nor from before.
    """
    told: dict[int, int] = {}
    currency = ""
    for rate in rates:
        told |= dict.fromkeys((rate.length,) if rate.length else lengths, rate.amount)
        currency = currency or rate.currency
    currency = currency or next((price.currency for price in before), "")
    kept = {p.length: p.amount for p in before if p.currency == currency and p.length in lengths}
    amounts = {length: amount for length, amount in sorted((kept | told).items()) if amount}
    if amounts and not currency:
        raise ValueError("a price needs a currency")
    return tuple(Price(length=n, amount=amount, currency=currency) for n, amount in amounts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """A link that works for one booking."""

    lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchedule:
    """A further schedule; hours that are None were not said."""

    name: str
    weekly: WeeklyHours | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleChange:
    """A named schedule gets hours, a name or a zone, or becomes the default; None was not said."""

    schedule: str
    weekly: WeeklyHours | None = None
    name: str | None = None
    zone: str | None = None
    make_default: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleUse:
    """An event type follows a schedule; an empty name is the default one."""

    schedule: str


@dataclass(frozen=True, slots=True)
class ScheduleGone:
    """A schedule is deleted."""

    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Dates with a zone, and perhaps hours, of their own; `last` is inclusive, None for good."""

    first: date
    last: date | None = None
    zone: str
    weekly: WeeklyHours | None = None


@dataclass(frozen=True, slots=True)
class StayGone:
    """A stay elsewhere ends, before `since` if it is said, or does not take place."""

    zone: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """Time that recurs, with the meaning of `core.hours.Recurring`."""

    kind: RuleKind
    rrule: str
    start: int
    length: int
    first: date
    last: date | None = None
    """None was not said."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleEnd:
    """The recurring rule last talked about, or the only one, goes on until another date."""

    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGone:
    """A recurring rule is taken away: what is said of it."""

    words: str
    weekdays: tuple[int, ...] = ()


class Lack(StrEnum):
    """A setting that was named without what it needs; each has a phrase `lack.<name>` that says how to say it."""

    RULE_HOURS = "rule_hours"
    ONE_STRETCH = "one_stretch"
    STAY_DATES = "stay_dates"
    LIMIT = "limit"
    PRICE = "price"
    SEATS = "seats"
    WAITLIST = "waitlist"
    GUESTS = "guests"
    SERIES = "series"
    SCHEDULE = "schedule"
    STEP = "step"
    CANCEL_NOTICE = "cancel_notice"
    LINK = "link"


class Topic(StrEnum):
    """What of the settings a host wants to see."""

    WEEK = "week"
    SCHEDULES = "schedules"
    RECURRING = "recurring"
    EVENT_TYPE = "event_type"


@dataclass(frozen=True, slots=True)
class Show:
    """Something is to be shown; `words` say of what."""

    topic: Topic
    words: str = ""
    aspect: str = ""
    """Of an event type: `length`, `price`, `place`, `schedule`, `seats` or all of it."""


Setting = (
    Terms
    | OneTimeLink
    | NewSchedule
    | ScheduleChange
    | ScheduleUse
    | ScheduleGone
    | Stay
    | StayGone
    | NewRule
    | RuleEnd
    | RuleGone
    | Lack
    | Show
)
