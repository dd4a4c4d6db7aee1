"""Values and strategies that the tests of core begin with. Monday is 2026-11-23."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from core.booking import Booking, Hold, Invitee, Status
from core.calendars import Provider, Trouble, Unread
from core.event_types import EventType
from core.hours import DAY, Override, Schedule, TimeOff, WeeklyHours
from core.interval import Interval
from core.people import HOST_DEFAULTS, Host, Rules
from core.situation import Situation

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ROOT = UUID("3d6cbb5e-0000-4000-8000-000000000000")
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Havana",
    "America/Nuuk",
    "Pacific/Chatham",
    "UTC",
)
TURNS = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5)),
    "Africa/Cairo": (date(2026, 4, 24), date(2026, 10, 30)),
    "America/Havana": (date(2025, 3, 9), date(2025, 11, 2)),
    "Pacific/Chatham": (date(2026, 9, 27), date(2026, 4, 5)),
}
"""Days on which clocks go forward, and back."""


def ident(name: str) -> UUID:
    return uuid5(ROOT, name)


def host(**other: Any) -> Host:
    fields = {
        "id": ident("host"),
        "person_id": ident("person"),
        "username": "anna",
        "name": "Anna",
        "zone": "UTC",
        "rules": Rules(buffer_before=0, buffer_after=0, minimum_notice=0, window_days=60),
        "created_at": MONDAY,
        "updated_at": MONDAY,
    }
    return Host(**{**fields, **other})


def event_type(**other: Any) -> EventType:
    fields = {
        "id": ident("intro"),
        "host_id": ident("host"),
        "code": "intro",
        "title": "Intro meeting",
        "created_at": MONDAY,
        "updated_at": MONDAY,
    }
    return EventType(**{**fields, **other})


def schedule(**other: Any) -> Schedule:
    fields = {
        "id": ident("schedule"),
        "host_id": ident("host"),
        "zone": "UTC",
        "created_at": MONDAY,
        "updated_at": MONDAY,
    }
    return Schedule(**{**fields, **other})


def booking(start: datetime, minutes: int = 30, **other: Any) -> Booking:
    fields = {
        "id": ident(f"booking {start}"),
        "host_id": ident("host"),
        "event_type_id": ident("intro"),
        "invitee": Invitee(person_id=None, name="Bob", email="bob@example.com", zone="Asia/Tokyo"),
        "slot": Interval.of(start, minutes),
        "zone": "UTC",
        "status": Status.CONFIRMED,
        "title": "Intro meeting: Anna and Bob",
        "request_id": f"request {start}",
        "created_at": MONDAY,
        "updated_at": MONDAY,
    }
    return Booking(**{**fields, **other})


def hold(start: datetime, minutes: int = 30, **other: Any) -> Hold:
    fields = {
        "id": ident(f"hold {start}"),
        "host_id": ident("host"),
        "event_type_id": ident("intro"),
        "owner": "carl",
        "slot": Interval.of(start, minutes),
        "expires_at": MONDAY + timedelta(minutes=10),
    }
    return Hold(**{**fields, **other})


def situation(**other: Any) -> Situation:
    fields = {
        "now": MONDAY,
        "host": host(),
        "event_type": event_type(),
        "length": 30,
        "schedule": schedule(),
    }
    return Situation(**{**fields, **other})


def unread(name: str, **other: Any) -> Unread:
    """Return a calendar of Anna's that does not answer."""
    fields = {"provider": Provider.MICROSOFT, "since": None, "trouble": Trouble.UNREACHABLE}
    return Unread(**{"host_id": ident("host"), "calendar": name, **fields, **other})


def at(clock: str, day: int = 23) -> datetime:
    """Return an instant in November 2026, UTC."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), UTC)


# -- strategies ------------------------------------------------------------------------------------


@st.composite
def ranges(draw: st.DrawFn, quarter: int = 15) -> tuple[int, int]:
    start = draw(st.integers(0, DAY // quarter - 1)) * quarter
    minutes = draw(st.integers(1, DAY // quarter)) * quarter
    return start, start + minutes


days = st.lists(ranges(), max_size=2).map(tuple)
weeks = st.tuples(*[days] * 7).map(WeeklyHours)


@st.composite
def moments(draw: st.DrawFn, zone: str, around: int = 3) -> datetime:
    """Return an instant, on a whole minute, near a day on which clocks turn (or near the Monday)."""
    base = draw(st.sampled_from(TURNS.get(zone, (date(2026, 11, 23),))))
    minutes = draw(st.integers(-around * DAY, around * DAY))
    return datetime.combine(base, time(0), UTC) + timedelta(minutes=minutes)


@st.composite
def spans(draw: st.DrawFn, zone: str, longest: int = 600) -> Interval:
    return Interval.of(draw(moments(zone)), draw(st.integers(1, longest)))


@st.composite
def schedules(draw: st.DrawFn, zone: str) -> Schedule:
    turn = draw(st.sampled_from(TURNS.get(zone, (date(2026, 11, 23),))))
    special = draw(st.dictionaries(st.integers(-3, 3), days, max_size=2))
    overrides = tuple(
        Override(day=turn + timedelta(days=offset), ranges=special[offset], reason="private")
        for offset in sorted(special)
    )
    return schedule(zone=zone, weekly=draw(weeks), overrides=overrides)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Return any situation near a day on which clocks turn."""
    zone = draw(st.sampled_from(ZONES))
    length = draw(st.sampled_from((15, 30, 45, 60, 90)))
    rules = Rules(
        buffer_before=draw(st.sampled_from((0, 5, 30))),
        buffer_after=draw(st.sampled_from((0, 10, 45))),
        minimum_notice=draw(st.sampled_from((0, 60, 1440))),
        window_days=draw(st.integers(1, 5)),
        daily_limit=draw(st.sampled_from((None, 1, 2))),
        step=draw(st.sampled_from((None, 15, 20, 45))),
    )
    booked = draw(st.lists(spans(zone, 90), max_size=5))
    return Situation(
        now=draw(moments(zone)) + timedelta(seconds=draw(st.sampled_from((0, 1, 59)))),
        host=host(rules=HOST_DEFAULTS, paused=draw(st.integers(0, 19)) == 0),
        event_type=event_type(rules=rules, lengths=(length,), active=draw(st.integers(0, 19)) > 0),
        length=length,
        schedule=draw(schedules(zone)),
        time_off=tuple(_time_off(each) for each in draw(st.lists(spans(zone), max_size=1))),
        bookings=tuple(_numbered(n, each, draw) for n, each in enumerate(booked)),
        holds=tuple(
            hold(each.start, each.minutes, owner=draw(st.sampled_from(("me", "carl"))), buffer_after=10)
            for each in draw(st.lists(spans(zone, 60), max_size=2))
        ),
        busy=tuple(draw(st.lists(spans(zone, 200), max_size=2))),
        unreadable=(unread("work"),) if draw(st.integers(0, 29)) == 0 else (),
        owner=draw(st.sampled_from((None, "me"))),
        moving=draw(st.sampled_from((None, ident("booking 0")))),
    )


def _time_off(during: Interval) -> TimeOff:
    return TimeOff(id=ident("time off"), host_id=ident("host"), during=during, reason="private")


def _numbered(number: int, slot: Interval, draw: st.DrawFn) -> Booking:
    return booking(
        slot.start,
        slot.minutes,
        id=ident(f"booking {number}"),
        status=draw(st.sampled_from((Status.CONFIRMED, Status.PENDING, Status.CANCELLED))),
        buffer_before=draw(st.sampled_from((0, 15))),
        buffer_after=draw(st.sampled_from((0, 15))),
    )
