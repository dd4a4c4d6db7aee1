"""Strategies for situations with everything in them: caps, ranges, classes, periods, recurring rules, several hosts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from core.booking import Booking, Hold, session_id
from core.event_types import Assignment, EventType, Mode
from core.hours import Period, Recurring, RuleKind, Schedule, WeeklyHours
from core.interval import Interval
from core.people import DayCount, Rules
from core.situation import Load, Situation, TeamSituation
from core.zones import local_date
from tests.core import oracle
from tests.core.examples import (
    TURNS,
    ZONES,
    booking,
    hold,
    host,
    ident,
    moments,
    schedules,
    situations,
    spans,
    weeks,
)

RRULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=2;BYHOUR=9,22",
    "FREQ=WEEKLY;BYDAY=SU,MO,TU",
    "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=1,2,3;BYMINUTE=0,30",
    "FREQ=MONTHLY;BYDAY=1SU,-1SU",
    "FREQ=HOURLY;INTERVAL=7",
)
some = st.sampled_from


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Return rules of which each is set now and then."""

    def rarely(*values: int) -> int | None:
        return draw(some((None,) * 20 + values))

    return Rules(
        buffer_before=draw(some((0, 5, 30))),
        buffer_after=draw(some((0, 10, 45))),
        minimum_notice=draw(some((0, 60))),
        window_days=draw(st.integers(3, 9)),
        window_counts=draw(some((None, DayCount.BUSINESS))),
        daily_limit=rarely(1, 2),
        weekly_limit=rarely(1, 4),
        monthly_limit=rarely(1, 6),
        yearly_limit=rarely(2, 9),
        daily_minutes=rarely(60, 100),
        weekly_minutes=rarely(60, 300),
        monthly_minutes=rarely(200),
        yearly_minutes=rarely(400),
        step=draw(some((None, 15, 20, 45))),
        offset=rarely(10, 25),
        week_start=rarely(3, 6),
    )


@st.composite
def rich_schedules(draw: st.DrawFn, zone: str) -> Schedule:
    """Return a schedule with perhaps periods and recurring rules around a day on which clocks turn."""
    turn = draw(some(TURNS.get(zone, (date(2026, 11, 23),))))

    def near() -> date:
        return turn + timedelta(days=draw(st.integers(-3, 3)))

    found = [
        Period(
            first=near(),
            last=draw(some((None, turn + timedelta(days=4)))),
            zone=draw(some(ZONES)),
            weekly=draw(st.none() | weeks),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    recurring = [
        Recurring(
            id=ident(f"rule {number}"),
            kind=draw(some(RuleKind)),
            rrule=draw(some(RRULES)),
            start=draw(st.integers(0, 95)) * 15,
            length=draw(some((30, 90, 1440))),
            first=turn - timedelta(days=draw(some((0, 1, 40)))),
            last=near() + timedelta(days=3),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    return replace(draw(schedules(zone)), periods=tuple(found), recurring=tuple(recurring))


@st.composite
def rich_situations(draw: st.DrawFn) -> Situation:
    """Return any situation, with everything that there is."""
    plain = draw(situations())
    zone, length = plain.schedule.zone, plain.length
    event_type = replace(plain.event_type, rules=draw(rules()), seats=draw(some((1, 1, 3))))
    turn = draw(some(TURNS.get(zone, (date(2026, 11, 23),))))
    event_type = replace(event_type, rules=replace(event_type.rules, **draw(fixed_ranges(turn))))
    hosts = draw(rules())
    found = replace(
        plain,
        now=datetime.combine(turn, time(), UTC)
        + timedelta(minutes=draw(st.integers(-3000, 0)), seconds=draw(some((0, 1)))),
        host=host(rules=replace(hosts, opens=None, closes=None), paused=plain.host.paused),
        event_type=event_type,
        schedule=draw(rich_schedules(zone)),
        busy=tuple(
            Interval(each.start + timedelta(seconds=draw(some((0, 30)))), each.end + timedelta(seconds=31))
            for each in plain.busy
        ),
        seats=draw(some((1, 1, 1, 2))) if event_type.seats > 1 else 1,
        daily_cap=draw(some((None, None, 2))),
    )
    seated = draw(st.lists(class_members(found), max_size=4)) if event_type.seats > 1 else []
    bookings = (*plain.bookings, *(each for each in seated if isinstance(each, Booking)))
    found = replace(
        found,
        bookings=tuple(sorted(bookings, key=lambda each: each.slot.start)),
        holds=(*plain.holds, *(each for each in seated if isinstance(each, Hold))),
    )
    return replace(found, loads=draw(loads(found, zone, length)))


@st.composite
def stretches(draw: st.DrawFn, situation: Situation, minutes: int) -> Interval:
    """Return a stretch of time that begins within two days from now, on a whole minute."""
    base = situation.now.replace(second=0) + timedelta(minutes=draw(st.integers(-200, 2880)))
    return Interval.of(base, minutes)


@st.composite
def fixed_ranges(draw: st.DrawFn, turn: date) -> dict[str, date]:
    """Return now and then a first or last date."""
    found = {}
    if draw(st.integers(0, 7)) == 0:
        found["opens"] = turn + timedelta(days=draw(st.integers(-2, 1)))
    if draw(st.integers(0, 7)) == 0:
        found["closes"] = turn + timedelta(days=draw(st.integers(-1, 3)))
    return found


@st.composite
def class_members(draw: st.DrawFn, situation: Situation) -> Booking | Hold:
    """Return a booking or hold of a seat in a class, where there may be one."""
    start = draw(starts_near(situation))
    slot = Interval.of(start, situation.length)
    session = session_id(situation.event_type.id, slot)
    number = draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        return booking(
            start,
            situation.length,
            id=ident(f"seat {number}"),
            session=session,
            seats=draw(some((1, 2))),
            buffer_after=10,
        )
    owner = draw(some(("me", "carl")))
    return hold(start, situation.length, id=ident(f"seat {number}"), session=session, owner=owner)


@st.composite
def starts_near(draw: st.DrawFn, situation: Situation) -> datetime:
    """Return a start on the grid, if there is one on the first date tried."""
    moment = draw(moments(situation.schedule.zone, around=2))
    limits = situation.limits
    grid = [
        start
        for window in oracle.windows_near(situation, moment)
        for start in oracle.starts_of(window, limits.step, limits.offset)
        if abs(start - moment) < timedelta(days=1)
    ]
    return draw(some(sorted(grid)[:40])) if grid else moment


@st.composite
def loads(draw: st.DrawFn, situation: Situation, zone: str, length: int) -> tuple[Load, ...]:
    """Return the loads of some of a situation's bookings, and some of bookings further away."""
    known = [
        Load(
            booking_id=each.id,
            host_id=each.host_id,
            event_type_id=each.event_type_id,
            slot=each.slot,
            session=each.session,
        )
        for each in situation.bookings
        if each.active
    ]
    far = [
        Load(
            booking_id=ident(f"far {number} {seat}"),
            host_id=ident("host"),
            event_type_id=kind,
            slot=slot,
            session=session_id(kind, slot) if seat else None,
        )
        for number, slot in enumerate(draw(st.lists(spans(zone, 90), max_size=3)))
        for kind in [draw(some((ident("intro"), ident("other"))))]
        for seat in draw(some(((0,), (1,), (1, 2))))
    ]
    return tuple(known + far) if draw(st.booleans()) else ()


@st.composite
def teams(draw: st.DrawFn) -> TeamSituation:
    """Return a team of two to four hosts, each with hours and meetings of their own."""
    base = draw(rich_situations())
    count = draw(st.integers(2, 4))
    mode = draw(some((Mode.COLLECTIVE, Mode.ROUND_ROBIN)))
    assignments = tuple(
        Assignment(
            host_id=ident(f"host {number}"),
            required=draw(st.integers(0, 3)) == 0,
            group=draw(some(("sales", "engineering"))),
        )
        for number in range(count)
    )
    event_type = replace(base.event_type, mode=mode, assignments=assignments)
    found = [_member(base, draw(rich_situations()), each, event_type) for each in assignments]
    return TeamSituation(hosts=tuple(_wide(each) if draw(st.booleans()) else each for each in found))


def _wide(situation: Situation) -> Situation:
    """Return a situation with long hours, that several hosts may have a time in common."""
    schedule = replace(situation.schedule, weekly=WeeklyHours((((360, 1380),),) * 7), overrides=())
    return replace(situation, schedule=schedule, host=replace(situation.host, paused=False))


def _member(base: Situation, own: Situation, part: Assignment, event_type: EventType) -> Situation:
    """Return a host's situation as that of a member of a team, its dates moved to those of the team."""
    shift = timedelta(days=(local_date(base.now, "UTC") - local_date(own.now, "UTC")).days)

    def moved(slot: Interval) -> Interval:
        return Interval(slot.start + shift, slot.end + shift)

    host_id = part.host_id
    return replace(
        own,
        now=base.now,
        host=replace(own.host, id=host_id),
        event_type=event_type,
        length=base.length,
        owner=base.owner,
        moving=base.moving,
        seats=base.seats,
        bookings=tuple(
            replace(
                each,
                host_id=host_id,
                slot=moved(each.slot),
                session=_session(each, event_type, moved(each.slot)),
            )
            for each in own.bookings
        ),
        holds=tuple(
            replace(
                each,
                host_id=host_id,
                slot=moved(each.slot),
                session=_session(each, event_type, moved(each.slot)),
            )
            for each in own.holds
        ),
        busy=tuple(moved(each) for each in own.busy),
        loads=(),
    )


def _session(each: Booking | Hold, event_type: EventType, slot: Interval) -> object:
    return session_id(event_type.id, slot) if each.session and event_type.seats > 1 else None
