"""A host says who takes an event type of several hosts, how its meetings are shared out, and asks why somebody was chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot import roster
from bot.decisions import Decision, Do, Look
from bot.mates import WAY, Circle, Unclear, ask_which, asked_again, called, chosen
from bot.messages import Saying
from bot.scene import Scene, says
from bot.together import Ask, Together
from core.booking import Booking
from core.commands import ChangeEventType, CreateEventType
from core.errors import Code, Refusal
from core.event_types import Assignment, EventType, Fairness, Mode, Share
from core.interval import Interval
from core.people import Host
from core.queries import Agenda, ShowTeams, TeamPage

NAME = "sharing"
LOOKED_BACK = timedelta(days=30)
LOOKED_AHEAD = timedelta(days=400)
"""Where a meeting is looked for of which is asked why it is somebody's."""
SPOKEN = (50, 100, 200, 300)
"""Weights that have words of their own."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is set on an event type, and how it is read back."""

    command: ChangeEventType
    phrase: str
    facts: Mapping[str, Any]


def hear(scene: Scene) -> Decision | None:
    """Take up what is said about event types of several hosts; None if the message is about something else."""
    if scene.desk is None:
        return None
    said = scene.understood.together
    if said and said.ask in _WAYS:
        lengths = list(scene.understood.lengths)
        return begin(scene.remember(shared_lengths=lengths or None), said, {})
    again = chosen(scene, NAME)
    return begin(_closed(scene), *again) if again else None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    return asked_again(scene, NAME)


def begin(scene: Scene, said: Together, picked: Mapping[str, str]) -> Decision:
    """Look at the teams first: they say who is meant."""
    note = {"said": said, "picked": dict(picked)}
    return scene.decide(then=Look(ShowTeams(host_id=_me(scene).id), f"{NAME}:circle", note))


def _me(scene: Scene) -> Host:
    if scene.desk is None:
        raise LookupError("only a host's own talk has event types to share")
    return scene.desk.host


def _closed(scene: Scene) -> Scene:
    """Close the question, keeping what is still needed to carry out the wish."""
    kept = {name: scene.slots.get(name) for name in ("shared", "shared_lengths")}
    return scene.cleared().remember(**kept)


# -- who takes part --------------------------------------------------------------------------------


def _share(scene: Scene, circle: Circle, said: Together) -> Decision:
    mode = said.mode or Mode.ROUND_ROBIN
    assignments = _assignments(circle, said, mode)
    if len(assignments) < 2:
        raise Unclear(says("sharing.too_few"))
    if not said.event_words:
        return scene.decide(
            then=Do(_creation(scene, said, mode, assignments), f"{NAME}:shared", {"circle": circle})
        )
    event_type = circle.event_type(said.event_words, None, several=False)
    kept = {each.host_id: each for each in event_type.assignments}
    merged = tuple(
        replace(kept.get(each.host_id, each), required=each.required, group=each.group)
        for each in assignments
    )
    return _reassign(scene, circle, event_type, mode, merged)


def _assignments(circle: Circle, said: Together, mode: Mode) -> tuple[Assignment, ...]:
    """Return who takes part: those named always if one of a group joins them, else all alike."""
    named = [each.id for each in circle.people(said)]
    if mode is Mode.COLLECTIVE and len(named) == 1 and not said.everybody:
        named.append(circle.me.id)
    if said.everybody:
        named += [each.id for each in circle.group(said.team)]
    required = mode is Mode.COLLECTIVE or bool(said.groups)
    if required:  # the first is the meeting's own host
        named.sort(key=lambda each: each != circle.me.id)
    parts = {each: Assignment(host_id=each, required=required) for each in named}
    for group in said.groups:
        for host in circle.group(group):
            parts.setdefault(host.id, Assignment(host_id=host.id, group=group))
    return tuple(parts.values())


def _creation(
    scene: Scene, said: Together, mode: Mode, assignments: tuple[Assignment, ...]
) -> CreateEventType:
    return CreateEventType(
        host_id=_me(scene).id,
        title=said.title,
        lengths=tuple(scene.slots.get("shared_lengths") or (30,)),
        mode=mode,
        assignments=assignments,
    )


def _reassign(
    scene: Scene, circle: Circle, event_type: EventType, mode: Mode, assignments: tuple[Assignment, ...]
) -> Decision:
    command = replace(_blank(circle, event_type), mode=mode, assignments=assignments)
    return scene.decide(then=Do(command, f"{NAME}:shared", {"circle": circle}))


def _blank(circle: Circle, event_type: EventType) -> ChangeEventType:
    """Return a change of nothing yet; raise Unclear if the event type is somebody else's."""
    if event_type.host_id != circle.me.id:
        owner = circle.host(event_type.host_id)
        raise Unclear(
            says("sharing.not_yours", title=event_type.title, owner=called(owner) if owner else "?")
        )
    return ChangeEventType(host_id=circle.me.id, event_type_id=event_type.id)


def _add(scene: Scene, circle: Circle, said: Together) -> Decision:
    event_type = circle.event_type(said.event_words, None, several=False)
    new = [each.id for each in circle.people(said)]
    if event_type.mode is Mode.SOLO:
        mode = _way(circle, event_type)
        hosts = dict.fromkeys((event_type.host_id, *new))
        parts = tuple(Assignment(host_id=each, required=mode is Mode.COLLECTIVE) for each in hosts)
        return _reassign(scene, circle, event_type, mode, parts)
    required = event_type.mode is Mode.COLLECTIVE or any(each.group for each in event_type.assignments)
    there = {each.host_id for each in event_type.assignments}
    added = tuple(Assignment(host_id=each, required=required) for each in new if each not in there)
    return _reassign(scene, circle, event_type, event_type.mode, (*event_type.assignments, *added))


def _way(circle: Circle, event_type: EventType) -> Mode:
    """Return how several are to take what was one host's so far; raise Unclear until it is said."""
    if WAY in circle.picked:
        return Mode(circle.picked[WAY])
    ways = [(each.value, each.value) for each in (Mode.ROUND_ROBIN, Mode.COLLECTIVE)]
    raise Unclear(says("sharing.which_way", title=event_type.title), WAY, ways)


def _drop(scene: Scene, circle: Circle, said: Together) -> Decision:
    event_type = circle.event_type(said.event_words, None)
    gone = {each.id for each in circle.people(said)}
    left = tuple(each for each in event_type.assignments if each.host_id not in gone)
    if not left or [each.host_id for each in left] == [circle.me.id]:
        return _alone(scene, circle, event_type)
    all_needed = event_type.mode is Mode.COLLECTIVE or all(each.required for each in left)
    mode = Mode.COLLECTIVE if all_needed else Mode.ROUND_ROBIN
    return _reassign(scene, circle, event_type, mode, left)


def _solo(scene: Scene, circle: Circle, said: Together) -> Decision:
    return _alone(scene, circle, _event_type(scene, circle, said))


def _alone(scene: Scene, circle: Circle, event_type: EventType) -> Decision:
    return _reassign(scene, circle, event_type, Mode.SOLO, ())


# -- how meetings are shared out -------------------------------------------------------------------


def _event_type(scene: Scene, circle: Circle, said: Together) -> EventType:
    return circle.event_type(said.event_words or said.title, scene.slots.get("shared"))


def _in_turn(scene: Scene, circle: Circle, said: Together) -> EventType:
    """Return the event type that is meant; raise Unclear if its meetings are not shared out."""
    event_type = _event_type(scene, circle, said)
    if event_type.mode is not Mode.ROUND_ROBIN:
        raise Unclear(says("sharing.not_in_turn", title=event_type.title))
    return event_type


def _apply(scene: Scene, change: Change) -> Decision:
    note = {"phrase": change.phrase, "facts": dict(change.facts)}
    return scene.decide(then=Do(change.command, f"{NAME}:set", note))


def _parts(
    scene: Scene, circle: Circle, said: Together, alter: Callable[[Assignment], Assignment]
) -> tuple[ChangeEventType, dict[str, Any]]:
    """Return the change that alters the parts of those who are named, and the facts to read it back."""
    event_type = _in_turn(scene, circle, said)
    ids = {each.id for each in circle.people(said)}
    there = {each.host_id for each in event_type.assignments}
    if not ids <= there:
        names = circle.names(ids - there)
        raise Unclear(says("sharing.not_in_it", title=event_type.title, names=names))
    parts = tuple(alter(each) if each.host_id in ids else each for each in event_type.assignments)
    command = replace(_blank(circle, event_type), assignments=parts)
    return command, {"title": event_type.title, "names": circle.names(ids)}


def _weight(scene: Scene, circle: Circle, said: Together) -> Decision:
    """Shares count only where meetings are shared out by them, so that is set along with one."""
    weight = said.weight or roster.ORDINARY
    command, facts = _parts(scene, circle, said, lambda part: replace(part, weight=weight))
    now = _in_turn(scene, circle, said).fairness
    again = now.share is Share.TURNS
    if again:
        command = replace(command, fairness=replace(now, share=Share.EVEN))
    phrase = f"sharing.weight_{weight if weight in SPOKEN else 'other'}"
    return _apply(scene, Change(command, phrase, facts | {"weight": weight, "again": again}))


def _cap(scene: Scene, circle: Circle, said: Together) -> Decision:
    command, facts = _parts(scene, circle, said, lambda part: replace(part, daily_limit=said.number))
    phrase = "sharing.cap" if said.number else "sharing.no_cap"
    return _apply(scene, Change(command, phrase, facts | {"n": said.number}))


def _priority(scene: Scene, circle: Circle, said: Together) -> Decision:
    """Who is asked first is asked first only if hosts are asked in turns, so that is set along with it."""
    event_type = _in_turn(scene, circle, said)
    if not said.number:
        parts = tuple(replace(each, priority=0) for each in event_type.assignments)
        command = replace(_blank(circle, event_type), assignments=parts)
        return _apply(scene, Change(command, "sharing.no_priority", {"title": event_type.title}))
    ids = {each.id for each in circle.people(said)}
    others = [each.priority for each in event_type.assignments if each.host_id not in ids] or [0]
    rank = max(others) + 1 if said.number > 0 else min(others) - 1
    command, facts = _parts(scene, circle, said, lambda part: replace(part, priority=rank))
    turns = replace(event_type.fairness, share=Share.TURNS)
    phrase = "sharing.first" if said.number > 0 else "sharing.last"
    return _apply(scene, Change(replace(command, fairness=turns), phrase, facts))


def _fairness(scene: Scene, circle: Circle, said: Together) -> Decision:
    event_type = _in_turn(scene, circle, said)
    now = event_type.fairness
    wished = replace(now, share=said.share or now.share, horizon_days=said.number or now.horizon_days)
    return _fair(scene, circle, event_type, wished)


def _lead(scene: Scene, circle: Circle, said: Together) -> Decision:
    event_type = _in_turn(scene, circle, said)
    return _fair(scene, circle, event_type, replace(event_type.fairness, max_lead=said.number))


def _fair(scene: Scene, circle: Circle, event_type: EventType, wished: Fairness) -> Decision:
    told = roster.fairness(replace(event_type, fairness=wished))
    command = replace(_blank(circle, event_type), fairness=wished)
    facts = {**told.facts, "title": event_type.title}
    return _apply(scene, Change(command, f"{told.phrase}_set", facts))


# -- what holds, and why ---------------------------------------------------------------------------


def _who_takes(scene: Scene, circle: Circle, said: Together) -> Decision:
    event_type = circle.event_type(said.event_words or said.title, scene.slots.get("shared"), several=False)
    kept = scene.remember(shared=str(event_type.id))
    return kept.decide(*roster.shown(circle, event_type))


def _why(scene: Scene, circle: Circle, said: Together) -> Decision:
    host = circle.people(said)[0]
    within = Interval(scene.now - LOOKED_BACK, scene.now + LOOKED_AHEAD)
    note = {"circle": circle, "host": host.id}
    return scene.decide(then=Look(Agenda(host_id=host.id, within=within), f"{NAME}:why", note))


_WAYS: Mapping[Ask, Callable[[Scene, Circle, Together], Decision]] = {
    Ask.SHARE: _share,
    Ask.ADD_HOST: _add,
    Ask.DROP_HOST: _drop,
    Ask.SOLO: _solo,
    Ask.WEIGHT: _weight,
    Ask.PRIORITY: _priority,
    Ask.DAILY_CAP: _cap,
    Ask.FAIRNESS: _fairness,
    Ask.MAX_LEAD: _lead,
    Ask.SHOW_HOSTS: _who_takes,
    Ask.WHY_HOST: _why,
}


# -- what came of it -------------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with the teams that were looked up, read back what was set, or say why."""
    match then:
        case "circle":
            return _wanted(scene, note, tuple(result))
        case "shared":
            return _shared(scene, note["circle"], result.value)
        case "why":
            return _because(scene, note["circle"], note["host"], tuple(result))
        case _:
            event_type: EventType = result.value
            done = scene.cleared().remember(shared=str(event_type.id))
            return done.decide(says(note["phrase"], **note["facts"]))


def _wanted(scene: Scene, note: Mapping[str, Any], pages: tuple[TeamPage, ...]) -> Decision:
    circle = Circle(me=_me(scene), pages=pages, own=scene.event_types, picked=note["picked"])
    said: Together = note["said"]
    try:
        return _WAYS[said.ask](scene, circle, said)
    except Unclear as unclear:
        return ask_which(scene, NAME, said, circle, unclear)


def _shared(scene: Scene, circle: Circle, event_type: EventType) -> Decision:
    link = says("sharing.link", username=circle.me.username, code=event_type.code)
    done = scene.cleared().remember(shared=str(event_type.id))
    return done.decide(roster.summary(circle, event_type), link)


def _because(scene: Scene, circle: Circle, host_id: UUID, bookings: tuple[Booking, ...]) -> Decision:
    """Explain the meeting that was meant: on the day that was said, the one talked about, or the one booked last."""
    shared = {each.id: each for each in circle.event_types()}
    able = [each for each in bookings if each.event_type_id in shared or host_id == circle.me.id]
    wish = scene.understood.wish
    named = [b for b in able if wish and any(w.overlaps(b.slot) for w in wish.windows)]
    talked_about = [b for b in able if str(b.id) == scene.slots.get("booking")]
    meant = named if wish and wish.windows else talked_about or [b for b in able if b.chosen] or able
    if not meant:
        return scene.decide(says("why_host.none", names=[circle.name(host_id)]))
    booking = max(meant, key=lambda each: each.created_at)
    return scene.decide(roster.why(circle, booking, host_id, shared.get(booking.event_type_id)))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    if refusal.code is Code.NOT_ALLOWED:
        return scene.decide(says("sharing.not_allowed"))
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
