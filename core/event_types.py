"""What can be booked with a host: event types and their rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from core.people import HOST_DEFAULTS, MOST_A_DAY, DayCount, Host, Rules


class PlaceKind(StrEnum):
    """Where a meeting happens."""

    ZOOM = "zoom"
    """A room of Zoom, made for each booking if Zoom is connected and `detail` is empty."""
    MEET = "meet"
    """A room of Google Meet, made with the event in the host's Google calendar."""
    TEAMS = "teams"
    """A room of Microsoft Teams, made with the event in the host's Outlook calendar."""
    PHONE = "phone"
    IN_PERSON = "in_person"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting happens; `detail` is the link, number, address or description, and may be empty."""

    kind: PlaceKind = PlaceKind.CUSTOM
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something the host wants to know from an invitee."""

    id: UUID
    text: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a meeting of a length costs."""

    length: int
    """Minutes."""
    amount: int
    """In the currency's smallest unit (cents); 0 is free."""
    currency: str
    """ISO 4217."""


class Mode(StrEnum):
    """Which hosts take part."""

    SOLO = "solo"
    """The event type's host alone."""
    COLLECTIVE = "collective"
    """Everybody assigned, together."""
    ROUND_ROBIN = "round_robin"
    """All who are required, and one of each group of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A host's part in an event type of several hosts."""

    host_id: UUID
    required: bool = False
    """Takes part in every meeting; in collective event types everybody does."""
    group: str = ""
    """Of each group one takes part ("one of sales and one of engineering")."""
    weight: int = 100
    """Share of the meetings against the others of the group, at least 1."""
    priority: int = 0
    """Higher is asked first."""
    daily_limit: int | None = None
    """Most meetings of this event type a day."""


class Share(StrEnum):
    """How round robin chooses among those who are free."""

    EVEN = "even"
    """Who is furthest behind their weighted share."""
    TURNS = "turns"
    """By priority, then who was booked longest ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """How meetings are shared out."""

    share: Share = Share.EVEN
    horizon_days: int = 30
    """How far back meetings count."""
    max_lead: int | None = None
    """Nobody gets a further meeting while this many ahead of who has fewest; None is no bound."""


class Visibility(StrEnum):
    """Who sees an event type: everybody on the host's page, or only who has its link."""

    PUBLIC = "public"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A kind of meeting that can be booked."""

    id: UUID
    host_id: UUID
    code: str
    """Its part of the link, unique for the host, at most 50 characters of a-z 0-9 and hyphens."""
    title: str
    description: str = ""
    lengths: tuple[int, ...] = (30,)
    """Lengths in minutes that an invitee can choose; the first is the default."""
    rules: Rules = field(default_factory=Rules)
    place: Place = field(default_factory=Place)
    questions: tuple[Question, ...] = ()
    approval: bool = False
    """Whether the host must accept each booking."""
    schedule_id: UUID | None = None
    """None is the host's default schedule."""
    visibility: Visibility = Visibility.PUBLIC
    active: bool = True
    """False while paused."""
    prices: tuple[Price, ...] = ()
    """At most one a length, all in one currency; a length without one is free."""
    seats: int = 1
    """How many can book the same time."""
    waitlist: bool = True
    """Whether one may wait for a seat when all are taken (with more than one seat)."""
    most_guests: int = 10
    """How many guests an invitee may bring."""
    series_most: int = 12
    """How many dates a series may have; 1 is none."""
    single_use: bool = False
    """Whether its first booking closes it (a one-time link)."""
    mode: Mode = Mode.SOLO
    team_id: UUID | None = None
    assignments: tuple[Assignment, ...] = ()
    """Empty when solo."""
    fairness: Fairness = field(default_factory=Fairness)
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Free notes of the host's own, by key."""
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    version: int = 1

    def price(self, length: int) -> Price | None:
        """Return what a length costs; None if it is free."""
        return next((each for each in self.prices if each.length == length and each.amount), None)


class Per(StrEnum):
    """The calendar period over which a limit counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A limit in force: most meetings, or most booked minutes, in each period of the schedule's calendar."""

    per: Per
    most: int
    minutes: bool = False
    """Whether `most` counts minutes instead of meetings."""
    own: bool = False
    """Whether only bookings of the event type itself count (its own limit), not all of the host's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The booking rules in force, with every value known; minutes, days, counts."""

    buffer_before: int
    buffer_after: int
    minimum_notice: int
    window_days: int
    window_counts: DayCount = DayCount.CALENDAR
    opens: date | None = None
    closes: date | None = None
    step: int
    offset: int = 0
    caps: tuple[Cap, ...] = ()
    """All of them hold."""
    week_start: int = 0
    cancel_notice: int = 0


def limits(host: Host, event_type: EventType, length: int, daily_cap: int | None = None) -> Limits:
    """Return the rules in force for a length: the event type's where it has its own, else the host's.

    Limits of meetings and minutes are the exception: the event type's count its own bookings, the host's all of them, and
    all hold; `daily_cap` is one more of the event type, for this host alone. The fixed range is the later beginning and
    the earlier end of the two. The default step is the length, but at most 30 minutes, so that long meetings are not
    offered only on a coarse grid.
    """
    return _limits(host.rules, event_type.rules, length, daily_cap)


@lru_cache(maxsize=4096)
def _limits(hosts: Rules, own: Rules, length: int, daily_cap: int | None) -> Limits:
    def pick(name: str) -> int:
        values = (getattr(level, name) for level in (own, hosts, HOST_DEFAULTS))
        return next((value for value in values if value is not None), 0)

    daily = hosts if hosts.daily_limit is not None else replace(hosts, daily_limit=MOST_A_DAY)
    return Limits(
        buffer_before=pick("buffer_before"),
        buffer_after=pick("buffer_after"),
        minimum_notice=pick("minimum_notice"),
        window_days=pick("window_days"),
        window_counts=own.window_counts or hosts.window_counts or DayCount.CALENDAR,
        opens=max((each for each in (own.opens, hosts.opens) if each), default=None),
        closes=min((each for each in (own.closes, hosts.closes) if each), default=None),
        step=pick("step") or min(length, 30),
        offset=pick("offset"),
        caps=tuple(_caps(daily, Rules(daily_limit=daily_cap), own)),
        week_start=pick("week_start"),
        cancel_notice=pick("cancel_notice"),
    )


_CAPS = (
    ("daily_limit", Per.DAY, False),
    ("weekly_limit", Per.WEEK, False),
    ("monthly_limit", Per.MONTH, False),
    ("yearly_limit", Per.YEAR, False),
    ("daily_minutes", Per.DAY, True),
    ("weekly_minutes", Per.WEEK, True),
    ("monthly_minutes", Per.MONTH, True),
    ("yearly_minutes", Per.YEAR, True),
)


def _caps(hosts: Rules, *own: Rules) -> Iterator[Cap]:
    """Yield the caps of a host's rules and of an event type's."""
    for rules in (hosts, *own):
        for name, per, minutes in _CAPS:
            most = getattr(rules, name)
            if most is not None:
                yield Cap(per=per, most=most, minutes=minutes, own=rules is not hosts)
