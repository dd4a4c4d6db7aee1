"""A host makes, changes, uses and deletes named schedules, and says when they are elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bot import told
from bot.bookable import named_event_type
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from bot.terms import NewSchedule, ScheduleChange, ScheduleGone, ScheduleUse, Show, Stay, StayGone, Topic
from bot.understood import Act, Asked
from core.commands import (
    AddSchedule,
    ChangeEventType,
    ChangeSchedule,
    Command,
    DeleteSchedule,
    SetWeekly,
)
from core.errors import Refusal
from core.event_types import EventType
from core.hours import Period, Schedule
from core.queries import Desk, HostDesk
from core.zones import local_date

NAME = "schedules"


def hear(scene: Scene) -> Decision | None:
    """Set something about schedules, or show them; None if the message is about something else."""
    if scene.desk is None:
        return None
    if scene.conversation.flow == NAME and (going_on := _going_on(scene)):
        return going_on
    match scene.understood.setting:
        case NewSchedule() as made:
            return _new(scene, made)
        case ScheduleChange() as change:
            return _changed(scene, change)
        case ScheduleUse(name):
            return _use(scene, name)
        case ScheduleGone(name):
            return _confirm_gone(scene, name)
        case Stay() as stay:
            return _stay(scene, stay)
        case StayGone() as gone:
            return _back(scene, gone)
        case Show(Topic.SCHEDULES):
            return _look(scene)
        case _:
            return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    if scene.conversation.asked == Asked.HOURS:
        return (says("schedules.ask_hours", name=scene.slots.get("new_schedule", "")),)
    return (says("schedules.ask_name"),) if scene.conversation.asked == Asked.TITLE else ()


def _going_on(scene: Scene) -> Decision | None:
    heard = scene.understood
    if scene.tapped:
        return _picked(scene, scene.tapped.value)
    if scene.conversation.asked == Asked.TITLE and heard.text and heard.setting is None:
        return _new(scene, NewSchedule(name=heard.text[:50]))
    if scene.conversation.step == "hours" and heard.hours:
        return _add(
            scene,
            NewSchedule(name=scene.slots["new_schedule"], weekly=heard.hours, zone=scene.slots.get("zone")),
        )
    if scene.conversation.step == "delete" and heard.has(Act.YES):
        return _delete(scene, scene.slots["schedule"])
    if scene.conversation.step == "delete" and heard.has(Act.NO):
        return scene.cleared().decide(says("schedules.kept"))
    return None


def _picked(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "delete_schedule":
            return _delete(scene, value["id"])
        case "keep":
            return scene.cleared().decide(says("schedules.kept"))
        case "schedule_of":
            target = scene.event_type(value["id"])
            return _used(scene, target, scene.slots.get("use", "")) if target else None
        case _:
            return None


def _desk(scene: Scene) -> Desk:
    if scene.desk is None:
        raise LookupError("only a host's own talk has schedules")
    return scene.desk


def _schedule(scene: Scene, name: str) -> Schedule:
    """Return the schedule of a name, else the default one."""
    schedules = _desk(scene).schedules
    return next((each for each in schedules if each.name == name), schedules[0])


def _do(scene: Scene, command: Command, then: str, **facts: Any) -> Decision:
    return scene.decide(then=Do(command, f"{NAME}:{then}", facts))


def _new(scene: Scene, made: NewSchedule) -> Decision:
    if not made.name:
        return scene.at(NAME, "name", Asked.TITLE).decide(says("schedules.ask_name"))
    if made.weekly is None:
        asking = scene.remember(new_schedule=made.name, zone=made.zone).at(NAME, "hours", Asked.HOURS)
        return asking.decide(says("schedules.ask_hours", name=made.name))
    return _add(scene, made)


def _add(scene: Scene, made: NewSchedule) -> Decision:
    command = AddSchedule(host_id=_desk(scene).host.id, name=made.name, zone=made.zone, weekly=made.weekly)
    return _do(scene, command, "added")


def _changed(scene: Scene, change: ScheduleChange) -> Decision:
    schedule, host_id = _schedule(scene, change.schedule), _desk(scene).host.id
    if change.weekly is not None:
        hours = SetWeekly(host_id=host_id, weekly=change.weekly, schedule_id=schedule.id)
        return _do(scene, hours, "hours")
    if change.make_default and schedule.is_default:
        return scene.decide(says("schedules.default_already", name=schedule.name))
    blank = ChangeSchedule(host_id=host_id, schedule_id=schedule.id, make_default=change.make_default)
    what = "default" if change.make_default else "renamed" if change.name else "zone"
    return _do(scene, replace(blank, name=change.name, zone=change.zone), what, old=schedule.name)


def _use(scene: Scene, name: str) -> Decision:
    named = named_event_type(scene)
    if named:
        return _used(scene, named, name)
    if scene.understood.event_words:
        return scene.decide(says("events.unknown", words=scene.understood.event_words))
    if len(scene.event_types) == 1:
        return _used(scene, scene.event_types[0], name)
    values = [
        (
            {"kind": "schedule_of", "id": str(e.id), "flow": NAME},
            "label.event_type",
            {"title": e.title, "lengths": e.lengths},
        )
        for e in scene.event_types
    ]
    laid, options = scene.remember(use=name).offering(values)
    question = Saying(phrase="events.which", facts={}, options=options)
    return laid.at(NAME, "which", Asked.EVENT_TYPE).decide(question)


def _used(scene: Scene, target: EventType, name: str) -> Decision:
    schedule = _schedule(scene, name)
    command = ChangeEventType(
        host_id=_desk(scene).host.id,
        event_type_id=target.id,
        schedule_id=schedule.id if name else None,
        default_schedule=not name,
    )
    return _do(scene, command, "used", schedule=schedule)


def _confirm_gone(scene: Scene, name: str) -> Decision:
    schedule = _schedule(scene, name)
    if schedule.name != name:
        return scene.decide(says("schedules.unknown", name=name))
    if schedule.is_default:
        return scene.decide(says("schedules.default_stays", name=schedule.name))
    values = [
        (
            {"kind": "delete_schedule", "id": str(schedule.id), "flow": NAME},
            "label.delete",
            {"title": schedule.name},
        ),
        ({"kind": "keep", "flow": NAME}, "label.keep", {}),
    ]
    laid, options = scene.remember(schedule=str(schedule.id)).offering(values)
    followers = [e.title for e in scene.event_types if e.schedule_id == schedule.id]
    question = Saying(
        phrase="schedules.confirm_delete", facts={"name": schedule.name, "titles": followers}, options=options
    )
    return laid.at(NAME, "delete", Asked.CONFIRM).decide(question)


def _delete(scene: Scene, schedule_id: str) -> Decision:
    command = DeleteSchedule(host_id=_desk(scene).host.id, schedule_id=UUID(schedule_id))
    return _do(scene, command, "deleted")


def _stay(scene: Scene, stay: Stay) -> Decision:
    schedule = _desk(scene).schedules[0]
    period = Period(first=stay.first, last=stay.last, zone=stay.zone, weekly=stay.weekly)
    command = ChangeSchedule(
        host_id=schedule.host_id, schedule_id=schedule.id, periods=(*schedule.periods, period)
    )
    return _do(scene, command, "stay", period=period)


def _back(scene: Scene, gone: StayGone) -> Decision | None:
    """End a stay: one that has begun yesterday or before `since`, one to come not at all."""
    schedule = _desk(scene).schedules[0]
    period = next((each for each in schedule.periods if each.zone == gone.zone), None)
    if period is None:
        return None if scene.understood.wish else scene.decide(says("schedules.no_stay", zone=gone.zone))
    until = (gone.since or local_date(scene.now, schedule.zone)) - timedelta(days=1)
    rest = tuple(each for each in schedule.periods if each != period)
    kept = replace(period, last=until) if period.first <= until else None
    command = ChangeSchedule(
        host_id=schedule.host_id, schedule_id=schedule.id, periods=(*rest, kept) if kept else rest
    )
    return _do(scene, command, "back", period=period, since=until + timedelta(days=1) if kept else None)


def _look(scene: Scene) -> Decision:
    words = scene.understood.setting.words if isinstance(scene.understood.setting, Show) else ""
    return scene.decide(then=Look(HostDesk(host_id=_desk(scene).host.id), f"{NAME}:show", {"name": words}))


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Read back what was made or changed, or show the schedules."""
    if then == "show":
        return scene.decide(*_shown(result, note["name"]))
    done = scene if scene.conversation.flow not in ("", NAME) else scene.cleared()
    return done.decide(_read_back(scene, then, note, result.value))


def _read_back(scene: Scene, then: str, note: Mapping[str, Any], value: Any) -> Saying:
    match then:
        case "used":
            schedule = note["schedule"]
            return says(
                "schedules.used",
                title=value.title,
                name=schedule.name,
                weekly=schedule.weekly,
                zone=schedule.zone,
            )
        case "stay":
            return _stay_told(value, note["period"])
        case "back":
            return _back_told(value, note["period"], note["since"])
        case _:
            default = _desk(scene).schedules[0].name
            facts = {"name": value.name, "weekly": value.weekly, "zone": value.zone, "default": default}
            return Saying(phrase=f"schedules.{then}", facts={"old": "", **note, **facts})


def _stay_told(schedule: Schedule, period: Period) -> Saying:
    phrase = "schedules.stay_hours" if period.weekly else "schedules.stay"
    return Saying(
        phrase=phrase,
        facts={"period": period, "weekly": schedule.weekly, "home": schedule.zone, "there": period.zone},
    )


def _back_told(schedule: Schedule, period: Period, since: date | None) -> Saying:
    """Say that a stay ended, or (`since` None) that it does not take place."""
    if since is None:
        return says("schedules.stay_gone", period=period, zone=schedule.zone)
    return says("schedules.back", there=period.zone, zone=schedule.zone, since=since)


def _shown(desk: Desk, name: str) -> tuple[Saying, ...]:
    meant = [each for each in desk.schedules if not name or each.name == name]
    lines = [line for each in meant for line in _schedule_shown(desk, each)]
    return tuple(lines) if name else (says("schedules.list", n=len(meant)), *lines)


def _schedule_shown(desk: Desk, schedule: Schedule) -> tuple[Saying, ...]:
    first = told.schedule_told(schedule, desk.event_types)
    return (first, *(says("schedules.period", period=each) for each in schedule.periods))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.cleared().decide(sorry(refusal))
