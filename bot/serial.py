"""A series in the making: from "every Tuesday for 6 weeks" to dates, and what to do about those that are not free."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot import finding, making
from bot.decisions import Decision, Look
from bot.finding import Quest
from bot.messages import Option, Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked, Wish
from bot.wishes import dump_wish, load_wish, on_day
from core.interval import Interval
from core.queries import PlanSeries
from core.series import LONGEST, Every, Report, Rhythm, SeriesDate, starts_of
from core.series import dates as dates_of
from core.zones import local, local_date, minute_of_day

COUNTS = (4, 6, 8, 12)
"""How many dates are proposed where nothing was said."""
INSTEAD = 3
"""Most other times that are proposed for a date that is not free."""


def _dump(rhythm: Rhythm) -> dict[str, Any]:
    until = rhythm.until.isoformat() if rhythm.until else None
    return {"every": rhythm.every.value, "interval": rhythm.interval, "count": rhythm.count, "until": until}


def _load(data: Mapping[str, Any]) -> Rhythm:
    until = date.fromisoformat(data["until"]) if data["until"] else None
    return Rhythm(every=Every(data["every"]), interval=data["interval"], count=data["count"], until=until)


def zone(scene: Scene) -> str:
    """Return the zone by whose clock the dates stay the same: that of the host's hours."""
    return scene.schedule.zone if scene.schedule else scene.zone


# -- hearing ---------------------------------------------------------------------------------------


def heard(scene: Scene, quest: Quest) -> Decision | None:
    """Take up that something is to be repeated; None if the message says nothing about that."""
    rhythm = scene.understood.company.rhythm
    kept = _load(scene.slots["rhythm"]) if "rhythm" in scene.slots else None
    if rhythm is None or (rhythm.count == 1 and kept is None):
        return None
    if scene.conversation.asked == Asked.COUNT and kept:
        rhythm = replace(kept, count=rhythm.count, until=rhythm.until)
        return begin(scene.remember(rhythm=_dump(rhythm)), quest, _kept_firsts(scene))
    if kept and not (rhythm.count or rhythm.until):
        rhythm = replace(rhythm, count=kept.count, until=kept.until)
    if quest.event_type.series_most < 2:
        return finding.seek(scene, quest, _first_wish(scene)).after(
            says("series.not_offered", title=quest.event_type.title)
        )
    alone = _alone(scene, quest)
    scene = scene.remember(rhythm=_dump(rhythm), seats=None, guests=None)
    firsts = _firsts(scene)
    if firsts:
        return begin(scene, replace(quest, seats=1), firsts).after(*alone)
    lead = says("series.first", title=quest.event_type.title)
    return finding.seek(scene, replace(quest, seats=1), _first_wish(scene)).after(*alone, lead)


def _alone(scene: Scene, quest: Quest) -> tuple[Saying, ...]:
    """Say what a series does not take: several seats, and guests before it is booked."""
    seats = (says("series.one_seat"),) if quest.seats > 1 else ()
    return (*seats, says("series.no_guests")) if scene.slots.get("guests") else seats


def _first_wish(scene: Scene) -> Wish:
    return scene.understood.wish or load_wish(scene.slots.get("wish"))


def _firsts(scene: Scene) -> tuple[datetime, ...]:
    """Return the first dates that the words give, else the time that is held or was just booked.

    "Every Friday", said on a Friday, begins in a week.
    """
    wish = scene.understood.wish
    if wish and wish.points:
        points = wish.readings[-1].points if wish.readings else wish.points
        return points[:5]
    if wish and wish.has_day:
        return ()
    if "series" in scene.slots or "firsts" in scene.slots:
        starts = scene.slots.get("firsts") or scene.slots["series"][:1]
        return tuple(datetime.fromisoformat(each) for each in starts)
    if "start" in scene.slots:
        return (datetime.fromisoformat(scene.slots["start"]),)
    booked = scene.slots.get("booked_slot")
    return (datetime.fromisoformat(booked[0]),) if booked and scene.conversation.step == "done" else ()


def hear(scene: Scene, quest: Quest) -> Decision | None:
    """Hear what is to happen with the dates of a series that lies on the table; None if something else is meant."""
    if scene.conversation.asked == Asked.COUNT and scene.understood.count:
        return counted(scene, quest, scene.understood.count)
    if "series" not in scene.slots:
        return None
    for step in (_left_out, _other_time, _nearest):
        decision = step(scene, quest)
        if decision is not None:
            return decision
    return None


def tapped(scene: Scene, quest: Quest, value: Mapping[str, Any]) -> Decision | None:
    """Do what a tapped choice about a series stands for; None if it is another choice."""
    match value["kind"]:
        case "count":
            return counted(scene, quest, int(value["count"]))
        case "instead":
            return instead(scene, quest, value["date"], datetime.fromisoformat(value["start"]))
        case "leave_out":
            return plan(
                scene, quest, [each for each in _starts(scene) if each.isoformat() not in value["dates"]]
            )
        case "begin":
            return begin(scene, quest, (datetime.fromisoformat(value["start"]),))
        case _:
            return None


def _left_out(scene: Scene, quest: Quest) -> Decision | None:
    """Hear “leave out the 15th”, “not on the 15th”, “skip it”."""
    said, wish = scene.understood, scene.understood.wish
    if not said.has(Act.SKIP) and not (wish and wish.refusal):
        return None
    starts = _starts(scene)
    out = _meant(scene, wish) if wish else []
    if not wish and "clash" in scene.slots:
        out = [datetime.fromisoformat(scene.slots["clash"])]
    if not out:
        return None
    return plan(scene, quest, [each for each in starts if each not in out])


def _other_time(scene: Scene, quest: Quest) -> Decision | None:
    """Another time for one date ("the 15th at 11"), or for all of them ("at 11 instead")."""
    wish, clash = scene.understood.wish, scene.slots.get("clash")
    if wish is None or wish.refusal or wish.problem:
        return None
    minute = wish.clock[0] if wish.clock and wish.clock[0] == wish.clock[1] else None
    named = _meant(scene, wish) if wish.has_day else []
    target = named[0].isoformat() if len(named) == 1 else clash
    if target and minute is not None and (named or not wish.has_day):
        return instead(scene, quest, target, _at_clock(scene, datetime.fromisoformat(target), minute))
    if clash and len(wish.points) == 1:
        return instead(scene, quest, clash, wish.points[0])
    if target:
        return finding.seek(scene.remember(clash=target), quest, wish)
    if minute is not None and not wish.has_day:
        return plan(scene, quest, [_at_clock(scene, each, minute) for each in _starts(scene)])
    return None


def _meant(scene: Scene, wish: Wish) -> list[datetime]:
    """Return the dates of the series on the days that a wish names."""
    return [each for each in _starts(scene) if on_day(wish, local_date(each, scene.zone))]


def _at_clock(scene: Scene, date_: datetime, minute: int) -> datetime:
    """Return the instant of a clock time on the day of a date, by the speaker's clock."""
    return minute_of_day(local_date(date_, scene.zone), minute, scene.zone)


def _nearest(scene: Scene, quest: Quest) -> Decision | None:
    """A yes to a date that is not free takes the nearest; a no shows others around it."""
    clash, said = scene.slots.get("clash"), scene.understood
    if clash is None:
        return None
    first = next(iter(scene.conversation.offers), None)
    if said.has(Act.YES, Act.ACCEPT, Act.ANY) and first and first.value["kind"] == "instead":
        return tapped(scene, quest, first.value)
    if said.has(Act.NO, Act.REQUEST_ALTERNATIVES):
        day = datetime.fromisoformat(clash)
        around = Wish(windows=(Interval(day - timedelta(days=2), day + timedelta(days=3)),))
        return finding.seek(scene, quest, around)
    return None


# -- planning --------------------------------------------------------------------------------------


def begin(scene: Scene, quest: Quest, firsts: Sequence[datetime]) -> Decision:
    """Ask how many dates it shall be, or make them and look which are free."""
    rhythm = _load(scene.slots["rhythm"])
    if rhythm.count == 1:
        alone = scene.remember(rhythm=None, series=None, clash=None)
        return finding.hold(alone, quest, Interval.of(firsts[0], quest.length))
    if rhythm.count is None and rhythm.until is None:
        return _ask_count(scene.remember(firsts=[each.isoformat() for each in firsts]), quest)
    starts = _made(scene, rhythm, firsts)
    most = quest.event_type.series_most
    if len(starts) > most:
        return plan(scene, quest, starts[:most]).after(says("series.most", most=most))
    return plan(scene, quest, starts)


def _made(scene: Scene, rhythm: Rhythm, firsts: Sequence[datetime]) -> list[datetime]:
    """Make the dates; with several first dates (Tuesday and Thursday) each goes on by itself. What was just booked is not booked again."""
    booked = scene.slots.get("booked_slot") or [""]
    again = scene.conversation.step == "done" and firsts[0] == _moment(booked[0])
    longer = replace(rhythm, count=rhythm.count + 1) if again and rhythm.count else rhythm
    where = zone(scene)
    made = {
        start
        for first in firsts
        for start in dates_of(local(first, where).replace(tzinfo=None), longer, where).starts
    }
    starts = sorted(made)[1:] if again else sorted(made)
    return starts[: rhythm.count or LONGEST]


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _ask_count(scene: Scene, quest: Quest) -> Decision:
    counts = [n for n in COUNTS if n <= quest.event_type.series_most] or [quest.event_type.series_most]
    values = [({"kind": "count", "count": n, "flow": quest.flow}, "label.times", {"n": n}) for n in counts]
    laid, options = scene.offering(values)
    asked = laid.at(quest.flow, "count", Asked.COUNT)
    return asked.decide(Saying(phrase="series.how_many", facts={}, options=options))


def counted(scene: Scene, quest: Quest, count: int) -> Decision:
    """Go on with how many dates it shall be."""
    rhythm = replace(_load(scene.slots["rhythm"]), count=max(1, count))
    return begin(scene.remember(rhythm=_dump(rhythm), firsts=None), quest, _kept_firsts(scene))


def _kept_firsts(scene: Scene) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(each) for each in scene.slots["firsts"])


def plan(scene: Scene, quest: Quest, starts: Sequence[datetime]) -> Decision:
    """Look which dates are free; the answer goes to `<flow>:planned`."""
    if not starts:
        return scene.decide(says("series.none_left"))
    query = PlanSeries(
        host_id=quest.event_type.host_id,
        event_type_id=quest.event_type.id,
        starts=tuple(sorted(set(starts))),
        length=quest.length,
        owner=scene.owner,
    )
    fresh = scene.remember(clash=None, firsts=None, hold_until=None, length=quest.length)
    return fresh.decide(then=Look(query, f"{quest.flow}:planned", {"quest": quest}))


def instead(scene: Scene, quest: Quest, old: str, start: datetime) -> Decision:
    """Put another time in the place of one date, and look again."""
    was = datetime.fromisoformat(old)
    return plan(scene, quest, [start if each == was else each for each in _starts(scene)])


def _starts(scene: Scene) -> list[datetime]:
    return [datetime.fromisoformat(each) for each in scene.slots.get("series", ())]


# -- what was found --------------------------------------------------------------------------------


def planned(scene: Scene, report: Report, quest: Quest) -> tuple[Scene, Saying] | Decision:
    """Return the scene with a series that is free, and what to say of it; else the question about a date that is not."""
    starts = [each.isoformat() for each in starts_of(report.dates)]
    scene = scene.remember(series=starts, start=starts[0])
    if not report.failed:
        return scene, says("series.all_free", **making.facts(scene))
    if not report.free:
        return _none_free(scene, report.failed[0], quest)
    return _clash(scene, report, quest)


def _clash(scene: Scene, report: Report, quest: Quest) -> Decision:
    """Ask what to do about the first date that is not free."""
    failed, flow = report.failed[0], quest.flow
    at = failed.slot.start.isoformat()
    values: list[dict[str, Any]] = [
        {"kind": "instead", "date": at, "start": each.start.isoformat()} for each in failed.nearest[:INSTEAD]
    ]
    values.append({"kind": "leave_out", "dates": [at]})
    if len(report.failed) > 1:
        values.append({"kind": "leave_out", "dates": [each.isoformat() for each in starts_of(report.failed)]})
    choices = [(v | {"flow": flow}, *label) for v in values for label in _label(v, quest.length)]
    laid, options = scene.remember(clash=at, hold_until=None).offering(choices)
    some = says(
        "series.some_free",
        free=len(report.free),
        n=len(report.dates),
        dates=tuple(each.slot for each in report.free),
    )
    question = Saying(phrase="series.clash", facts={"slot": failed.slot}, options=options)
    return laid.at(flow, "clash", Asked.OFFER).decide(
        some, finding.reason(scene, failed.obstacles, failed.slot.start), question
    )


def _none_free(scene: Scene, first: SeriesDate, quest: Quest) -> Decision:
    """Propose other times of which the whole series may begin."""
    values: list[finding.Choice] = [
        ({"kind": "begin", "start": each.start.isoformat(), "flow": quest.flow}, "label.from", {"slot": each})
        for each in first.nearest
    ]
    values.append(({"kind": "others", "flow": quest.flow}, "label.others", {}))
    fresh = scene.remember(series=None, start=None, wish=dump_wish(Wish()))
    laid, options = fresh.offering(values)
    why = finding.reason(scene, first.obstacles, first.slot.start)
    question = Saying(phrase="series.none_free", facts={}, options=options)
    return laid.at(quest.flow, "clash", Asked.OFFER).decide(why, question)


def refused_date(scene: Scene) -> Wish | None:
    """Return the date about which a bare “why not?” asks: the one of the series that is not free."""
    clash = scene.slots.get("clash")
    return Wish(points=(datetime.fromisoformat(clash),)) if clash else None


def clash_again(scene: Scene) -> tuple[Saying, ...]:
    """Ask once more about the date that is not free, with the choices that lie on the table."""
    length = int(scene.slots.get("length") or 0)
    options = tuple(
        Option(token=each.token, phrase=phrase, facts=facts)
        for each in scene.conversation.offers
        for phrase, facts in _label(each.value, length)
    )
    if "clash" not in scene.slots or not options:
        return ()
    slot = Interval.of(datetime.fromisoformat(scene.slots["clash"]), length)
    return (Saying(phrase="series.clash", facts={"slot": slot}, options=options),)


def _label(value: Mapping[str, Any], length: int) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return phrase and facts of a choice about a date that is not free; nothing for another choice."""
    if value["kind"] == "instead":
        return (("label.instead", {"slot": Interval.of(datetime.fromisoformat(value["start"]), length)}),)
    if value["kind"] != "leave_out":
        return ()
    if len(value["dates"]) > 1:
        return (("label.leave_all_out", {"n": len(value["dates"])}),)
    return (("label.leave_out", {"slot": Interval.of(datetime.fromisoformat(value["dates"][0]), length)}),)
