"""A host sees the coming days as free and busy time, and all that is set on one event type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot import told
from bot.bookable import named_event_type
from bot.decisions import Decision, Look
from bot.messages import Saying
from bot.scene import Scene, says, where
from bot.terms import Show, Topic
from core.errors import Refusal
from core.event_types import EventType
from core.hours import RuleKind, Schedule, TimeOff
from core.interval import Interval, merge, subtract
from core.openings import rule_times, windows
from core.queries import Agenda, Desk
from core.zones import local_date, minute_of_day

NAME = "overview"
DAYS = 7


def hear(scene: Scene) -> Decision | None:
    """Show what is asked for; None if the message is about something else."""
    if scene.desk is None:
        return None
    match scene.understood.setting:
        case Show(Topic.WEEK):
            return _week(scene, scene.desk)
        case Show(Topic.EVENT_TYPE, _, aspect):
            event_type = named_event_type(scene)
            if event_type is None:
                return None
            said = _aspect(scene.desk, event_type, aspect) if aspect else _details(scene.desk, event_type)
            return scene.remember(about=str(event_type.id)).decide(*said)
        case _:
            return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _week(scene: Scene, desk: Desk) -> Decision:
    """Look up the meetings of seven days from the day that is meant, today if none is said."""
    wish = scene.understood.wish
    zone = desk.host.zone
    first = max(
        local_date(scene.now, zone), wish.days[0] if wish and wish.days else local_date(scene.now, zone)
    )
    within = Interval(_midnight(first, zone), _midnight(first + timedelta(days=DAYS), zone))
    return scene.decide(
        then=Look(Agenda(host_id=desk.host.id, within=within), f"{NAME}:week", {"within": within})
    )


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Lay out the days, one a line."""
    if scene.desk is None:
        return scene.decide()
    within: Interval = note["within"]
    open_time = _open(scene.desk.schedules[0], scene.desk.time_off, within)
    taken = (*(each.slot for each in result), *_ruled_out(scene.desk.schedules[0], within))
    lines = [_day(scene, each, open_time, taken) for each in _days(within, scene.desk.host.zone)]
    return scene.decide(says("overview.week", zone=scene.zone), *lines)


def _midnight(day: date, zone: str) -> datetime:
    return minute_of_day(day, 0, zone)


def _days(within: Interval, zone: str) -> Iterator[Interval]:
    first = local_date(within.start, zone)
    for offset in range(DAYS):
        day = first + timedelta(days=offset)
        yield Interval(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def _open(schedule: Schedule, time_off: Sequence[TimeOff], within: Interval) -> tuple[Interval, ...]:
    """Return working time without time off."""
    return subtract(windows(schedule, within), (each.during for each in time_off))


def _ruled_out(schedule: Schedule, within: Interval) -> tuple[Interval, ...]:
    """Return what recurring rules keep busy."""
    return tuple(time for rule, time in rule_times(schedule, within) if rule.kind is RuleKind.BUSY)


def _clipped(stretches: Iterable[Interval], day: Interval) -> tuple[Interval, ...]:
    near = [each for each in stretches if each.overlaps(day)]
    return tuple(Interval(max(each.start, day.start), min(each.end, day.end)) for each in near)


def _day(scene: Scene, day: Interval, opened: Sequence[Interval], taken: Sequence[Interval]) -> Saying:
    """Say one day: what is still free and what is taken; hours that are over are not free."""
    busy = merge(_clipped(taken, day))
    ahead = Interval(min(max(day.start, scene.now), day.end), day.end)
    free = subtract(_clipped(opened, ahead), busy)
    phrase = "overview.day" if free or busy else "overview.day_closed"
    return Saying(phrase=phrase, facts={"day": day.start, "free": free, "busy": busy})


def _schedule_of(desk: Desk, event_type: EventType) -> Schedule:
    return next((each for each in desk.schedules if each.id == event_type.schedule_id), desk.schedules[0])


def _aspect(desk: Desk, event_type: EventType, aspect: str) -> tuple[Saying, ...]:
    """Answer a question about one thing."""
    title, schedule = event_type.title, _schedule_of(desk, event_type)
    match aspect:
        case "length":
            return (says("detail.length", title=title, lengths=event_type.lengths),)
        case "schedule":
            facts = {"name": schedule.name, "weekly": schedule.weekly, "zone": schedule.zone}
            return (says("overview.schedule", title=title, **facts),)
        case "place":
            place = where(event_type.place)
            return (
                says("overview.place", title=title, place=place)
                if place
                else says("overview.no_place", title=title),
            )
        case _:
            name = "prices" if aspect == "price" else "seats"
            lines = told.properties_told(event_type, (name,), {"username": desk.host.username})
            return (says("settings.event_type", title=title, told=lines),)


def _details(desk: Desk, event_type: EventType) -> tuple[Saying, ...]:
    """Say all that is set on an event type."""
    schedule = _schedule_of(desk, event_type)
    facts = {
        "title": event_type.title,
        "lengths": event_type.lengths,
        "place": where(event_type.place),
        "username": desk.host.username,
        "code": event_type.code,
        "questions": [question.text for question in event_type.questions],
        "approval": "yes" if event_type.approval else "",
        "paused": "" if event_type.active else "yes",
        "schedule": schedule.name,
        "weekly": schedule.weekly,
        "zone": schedule.zone,
    }
    names = told.properties_set(event_type)
    properties = told.properties_told(event_type, names, {"username": desk.host.username})
    rules = told.rules_told(event_type.rules)
    return (Saying(phrase="overview.event_type", facts=facts), *properties, *rules)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
