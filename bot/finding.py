"""Finding a time: from a wish to a search, from free slots to a few offers, or one time that is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.decisions import Decision, Do, Look
from bot.hindrances import hindrance
from bot.messages import Option, Saying
from bot.scene import Scene, offer_slot, says
from bot.understood import Act, Asked, Shift, Wish
from bot.wishes import after, dump_wish, intervals, load_wish
from core.choose import choose, nearest
from core.commands import HoldSlot
from core.errors import Refusal
from core.event_types import EventType
from core.interval import Interval
from core.queries import Cause, FindSlots, Found, Known, Obstacle, WhyNot
from core.zones import local_date

Choice = tuple[Mapping[str, Any], str, Mapping[str, Any]]
"""Something that can be chosen: its value, and phrase and facts of its label."""

OFFERED = 5
"""Most times in one list."""
NEAR = 3
"""Alternatives offered when a time is refused."""
WHOLE_DAY = 20 * 60
"""Minutes from which a refused stretch counts as a day, also when clocks change or part of it has passed."""
MINUTE = timedelta(minutes=1)
MARGIN = timedelta(days=7)
ANYTHING = Wish()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quest:
    """What is being looked for: a time for an event type, for a booking flow or a move."""

    flow: str
    event_type: EventType
    length: int
    moving: UUID | None = None
    current: Interval | None = None
    """Where the booking that is moved stands now; it is not offered again."""
    seats: int = 1
    left: Mapping[datetime, int] = field(default_factory=dict)
    """For a class: free seats by the start of each slot that was found."""


def seek(
    scene: Scene, quest: Quest, wish: Wish, shift: Shift | None = None, *, wide: bool = False
) -> Decision:
    """Look for free slots for a wish; the answer goes to `<flow>:found`."""
    kept = scene.remember(wish=dump_wish(wish), excluded=_excluded(scene, wish, shift))
    note = {"quest": quest, "shift": shift, "wide": wide}
    query = FindSlots(
        host_id=quest.event_type.host_id,
        event_type_id=quest.event_type.id,
        length=quest.length,
        within=_within(scene, wish, shift, wide=wide),
        owner=scene.owner,
        moving=quest.moving,
        seats=quest.seats,
        known=_known(scene, quest),
    )
    return kept.decide(then=Look(query, f"{quest.flow}:found", note))


def _excluded(scene: Scene, wish: Wish, shift: Shift | None) -> list[list[str]] | None:
    """What was refused so far: it grows with each refusal, and a new wish begins afresh."""
    before = scene.slots.get("excluded", [])
    if wish.refusal:
        return [*before, *([w.start.isoformat(), w.end.isoformat()] for w in wish.excluded)][-20:]
    afresh = bool(wish.windows) and shift is None and dump_wish(wish) != scene.slots.get("wish")
    return None if afresh else before or None


def _suits(scene: Scene, slots: Sequence[Interval]) -> tuple[Interval, ...]:
    """Leave out what was refused; a whole day that was refused stands for that weekday."""
    refused = intervals(scene.slots.get("excluded", ()))
    whole = {local_date(r.start, scene.zone).weekday() for r in refused if r.minutes >= WHOLE_DAY}
    return tuple(
        s
        for s in slots
        if not any(r.overlaps(s) for r in refused) and local_date(s.start, scene.zone).weekday() not in whole
    )


def _known(scene: Scene, quest: Quest) -> Known | None:
    """What this turn has read already, so that the search need not read it again."""
    host, schedule, wanted = scene.host, scene.schedule, quest.event_type
    if host is None or schedule is None or wanted.schedule_id not in (None, schedule.id):
        return None
    return Known(host=host, event_type=wanted, schedule=schedule)


def _within(scene: Scene, wish: Wish, shift: Shift | None, *, wide: bool) -> Interval:
    """Where to look first: around the wish; wide is as far as one can book."""
    furthest = scene.now + timedelta(days=800)
    if wide or shift in (Shift.LATER, Shift.OTHER):
        return Interval(scene.now, furthest)
    if not wish.windows:
        return Interval(scene.now, scene.now + 2 * MARGIN)
    start = max(scene.now, wish.windows[0].start - MARGIN)
    return Interval(start, max(start, min(wish.windows[-1].end + MARGIN, furthest)))


def found(scene: Scene, result: Found, note: Mapping[str, Any]) -> Decision:
    """Answer a search: hold the one time that was meant, offer a few, or say why not."""
    wish, shift = load_wish(scene.slots.get("wish")), note["shift"]
    quest = replace(note["quest"], left=result.seats_left)
    suiting = _suits(scene, result.slots)
    result = replace(result, slots=tuple(s for s in suiting if s != quest.current))
    if shift in (Shift.LATER, Shift.EARLIER, Shift.OTHER):
        return _shifted(scene, quest, result, shift, wish)
    if wish.points:
        return _at_points(scene, quest, result, wish)
    fitting = _fitting(result.slots, wish)
    if fitting:
        few = _few(scene, result, fitting, wish)
        return offer(scene, quest, few, _lead(quest, wish))
    if not note["wide"]:
        return seek(scene, quest, wish, shift, wide=True)
    return _nothing_fits(scene, quest, result, wish)


def _few(
    scene: Scene, result: Found, slots: Sequence[Interval], wish: Wish = ANYTHING
) -> tuple[Interval, ...]:
    return choose(
        slots, windows=wish.windows, prefer=wish.prefer, fits=result.fits, count=OFFERED, zone=scene.zone
    )


def _lead(quest: Quest, wish: Wish) -> str:
    if wish.windows:
        return "find.offer"
    return "find.when_instead" if quest.moving else "find.soonest"


def _fitting(slots: Sequence[Interval], wish: Wish) -> tuple[Interval, ...]:
    if not wish.windows:
        return tuple(slots)
    return tuple(s for s in slots if any(w.contains(s) for w in wish.windows))


def _at_points(scene: Scene, quest: Quest, result: Found, wish: Wish) -> Decision:
    exact = tuple(s for s in result.slots if s.start in wish.points)
    if len(exact) == 1:
        return hold(scene, quest, exact[0])
    if exact:
        return offer(scene, quest, exact[:OFFERED], "find.offer")
    return ask_why(scene, quest, wish.points[0], nearest(result.slots, wish.points[0], NEAR))


def asks_why(scene: Scene) -> bool:
    """Say whether a message asks why a time is not to be had: "why not 3pm?", and after that "and 4?"."""
    heard = scene.understood
    further = heard.again and "why" in scene.slots and heard.wish is not None and bool(heard.wish.points)
    return heard.has(Act.WHY_NOT) or further


def why_not(scene: Scene, quest: Quest, wish: Wish) -> Decision:
    """Look up why not; what is held meanwhile stays held."""
    days = {local_date(slot.start, scene.zone) for slot in on_the_table(scene)}
    point = next((p for p in wish.points if local_date(p, scene.zone) in days), wish.points[0])
    asked = scene.remember(why=point.isoformat())
    keep = "start" in scene.slots and (scene.conversation.asked != Asked.OFFER or "clash" in scene.slots)
    wished = load_wish(scene.slots.get("wish")).windows
    lead = "find.instead" if any(w.start <= point < w.end for w in wished) else "find.again"
    known = replace(quest, left=_left_on_the_table(scene))
    return ask_why(asked, known, point, on_the_table(scene), keep=keep, lead=lead)


def _left_on_the_table(scene: Scene) -> dict[datetime, int]:
    values = [offer.value for offer in scene.conversation.offers]
    return {datetime.fromisoformat(v["start"]): int(v["left"]) for v in values if "left" in v}


def only_full(obstacles: Sequence[Obstacle]) -> bool:
    """Say whether nothing but taken seats stands in the way."""
    return all(each.cause is Cause.SEATS_FULL for each in obstacles)


def ask_why(
    scene: Scene, quest: Quest, start: datetime, near: Sequence[Interval] = (), **note: Any
) -> Decision:
    """Look up what stands in the way of a time; the answer goes to `<flow>:why`."""
    query = WhyNot(
        host_id=quest.event_type.host_id,
        event_type_id=quest.event_type.id,
        length=quest.length,
        start=start,
        owner=scene.owner,
        moving=quest.moving,
        seats=quest.seats,
        known=_known(scene, quest),
    )
    known = {"quest": quest, "near": near, "start": start, **note}
    return scene.decide(then=Look(query, f"{quest.flow}:why", known))


def _shifted(scene: Scene, quest: Quest, result: Found, shift: Shift, wish: Wish) -> Decision:
    """Other times than those shown: later, earlier, or simply other ones."""
    held = [scene.slots["start"]] if "start" in scene.slots else []
    shown = {datetime.fromisoformat(s) for s in (*scene.slots.get("shown", ()), *held)}
    # “a bit later” is said of the time that is held, not of the list before it
    last = [datetime.fromisoformat(s) for s in (held or scene.slots.get("last", ()))]
    slots = [s for s in result.slots if s.start not in shown]
    if shift is Shift.LATER and last:
        slots = [s for s in slots if s.start > max(last)]
    if shift is Shift.EARLIER and last:
        slots = [s for s in slots if s.start < min(last)]
    inside = _of_days(scene, slots, wish.points) if wish.points else _fitting(slots, wish)
    pool = _same_day_first(inside or tuple(slots), last, shift)
    few = _few(scene, result, pool)
    if few:
        return offer(scene, quest, few, f"find.{shift.value}")
    return scene.decide(says(f"find.no_{shift.value}"), *again(scene))


def _of_days(scene: Scene, slots: Sequence[Interval], points: Sequence[datetime]) -> tuple[Interval, ...]:
    """Return the slots on the days of exact times that were wished for."""
    days = {local_date(each, scene.zone) for each in points}
    return tuple(each for each in slots if local_date(each.start, scene.zone) in days)


def _same_day_first(slots: tuple[Interval, ...], last: list[datetime], shift: Shift) -> tuple[Interval, ...]:
    """Of later or earlier times, those of the day in question if there are any."""
    if shift is Shift.OTHER or not last:
        return slots
    edge = max(last) if shift is Shift.LATER else min(last)
    near = tuple(s for s in slots if abs(s.start - edge) < timedelta(hours=12))
    return near or (slots if shift is Shift.LATER else slots[-30:])


def _nothing_fits(scene: Scene, quest: Quest, result: Found, wish: Wish) -> Decision:
    taken = _fitting(result.full, wish)
    if taken and _can_wait(scene, quest):
        near = nearest(result.slots, taken[0].start, NEAR)
        said = says(f"why.{scene.side.value}.seats_full", start=taken[0].start)
        return full(scene, quest, taken[0].start, near).after(said)
    if not result.slots:
        return scene.decide(says("find.none_at_all", title=quest.event_type.title))
    sought = wish.windows[0]
    later = [s for s in result.slots if s.start >= sought.start]
    near = _few(scene, result, later) or nearest(result.slots, sought.start, NEAR)
    one_day = local_date(sought.start, scene.zone) == local_date(wish.windows[-1].end - MINUTE, scene.zone)
    lead = "find.none_that_day" if one_day else "find.none_fits"
    return offer(scene.remember(sought=sought.start.isoformat()), quest, near, lead)


def because(scene: Scene, obstacles: Sequence[Obstacle], note: Mapping[str, Any]) -> Decision:
    """Say why a time is not free, and offer the nearest that are; if it is free after all, hold it."""
    start, quest, near = note["start"], note["quest"], note["near"]
    if not obstacles:
        return hold(scene, quest, Interval.of(start, quest.length))
    said = reason(scene, obstacles, start)
    if obstacles[0].cause is Cause.SEATS_FULL and _can_wait(scene, quest):
        return full(scene, quest, start, near).after(said)
    if not near:
        return seek(scene, quest, after(start), None, wide=True).after(said)
    return offer(scene, quest, near, note.get("lead", "find.instead")).after(said)


def reason(scene: Scene, obstacles: Sequence[Obstacle], start: datetime) -> Saying:
    """Say the first of the things that stand in the way of a time."""
    return hindrance(scene, obstacles[0], start)


def _can_wait(scene: Scene, quest: Quest) -> bool:
    return scene.page is not None and quest.moving is None and quest.event_type.waitlist


def full(scene: Scene, quest: Quest, start: datetime, near: Sequence[Interval]) -> Decision:
    """Offer the nearest other classes, and to wait for a seat in the one that is full."""
    wait = wait_choice(quest, start)
    if near:
        return offer(scene, quest, near, "find.instead_or_wait", wait)
    laid, options = scene.offering([wait])
    asked = laid.remember(start=None, hold_until=None).at(quest.flow, "offered", Asked.OFFER)
    return asked.decide(Saying(phrase="find.wait", facts={}, options=options))


def offer(scene: Scene, quest: Quest, few: Sequence[Interval], lead: str, *more: Choice) -> Decision:
    """Put a few times on the table, and after them whatever else can be chosen (`more`)."""
    laid, options = scene.offering([*(_slot_choice(quest, each) for each in few), *more])
    starts = [s.start.isoformat() for s in few]
    shown = [*scene.slots.get("shown", ()), *starts][-60:]
    fresh = laid.remember(start=None, hold_until=None)  # a new list takes the place of what was picked before
    kept = fresh.remember(last=starts, shown=shown, lead=lead).at(quest.flow, "offered", Asked.OFFER)
    return kept.decide(_offer_saying(scene, quest, lead, few, options))


def _slot_choice(quest: Quest, slot: Interval) -> Choice:
    """Return the choice of a time; of a class it says how many seats are left."""
    value = {"kind": "slot", "start": slot.start.isoformat(), "length": quest.length, "flow": quest.flow}
    if quest.event_type.seats > 1 and slot.start in quest.left:
        value |= {"left": quest.left[slot.start], "seats": quest.event_type.seats}
    return value, *_label(value)


def wait_choice(quest: Quest, start: datetime) -> Choice:
    """Return the choice to wait for a seat of a class that is full."""
    value = {"kind": "wait", "start": start.isoformat(), "length": quest.length, "flow": quest.flow}
    return value, *_label(value)


def _label(value: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    slot = Interval.of(datetime.fromisoformat(value["start"]), int(value["length"]))
    if value["kind"] == "wait":
        return "label.wait", {"slot": slot}
    if "left" in value:
        return "label.seats", {"slot": slot, "left": value["left"], "seats": value["seats"]}
    return "label.slot", {"slot": slot}


def _offer_saying(
    scene: Scene, quest: Quest, lead: str, few: Sequence[Interval], options: tuple[Option, ...]
) -> Saying:
    host = scene.host
    same_day = len({s.start.date() for s in few}) == 1 and len(few) > 1
    facts = {
        "n": len(few),
        "title": quest.event_type.title,
        "length": quest.length,
        "zone": scene.zone,
        "host": host.name if host else "",
        "day": few[0].start if same_day else None,
        "sought": datetime.fromisoformat(scene.slots["sought"]) if "sought" in scene.slots else None,
        "confirm_zone": "yes" if _zone_unsure(scene) else "",
    }
    return Saying(phrase=lead, facts=facts, options=options)


def _zone_unsure(scene: Scene) -> bool:
    """Whether the zone was only inferred and has not been said yet in this talk."""
    return scene.page is not None and not scene.person.zone_confirmed and "last" not in scene.slots


def on_the_table(scene: Scene) -> tuple[Interval, ...]:
    """Return the times last shown."""
    return tuple(slot for slot in map(offer_slot, scene.conversation.offers) if slot)


def again(scene: Scene) -> tuple[Saying, ...]:
    """Show the list on the table once more."""
    offers = [o for o in scene.conversation.offers if o.value.get("kind") in ("slot", "wait")]
    if not offers:
        return ()
    labels = [(o.token, *_label(o.value)) for o in offers]
    options = tuple(Option(token=token, phrase=phrase, facts=facts) for token, phrase, facts in labels)
    return (Saying(phrase="find.again", facts={"zone": scene.zone}, options=options),)


def hold(scene: Scene, quest: Quest, slot: Interval) -> Decision:
    """Keep a time for this talk; the answer goes to `<flow>:held`."""
    command = HoldSlot(
        host_id=quest.event_type.host_id,
        event_type_id=quest.event_type.id,
        start=slot.start,
        length=quest.length,
        owner=scene.owner,
        moving=quest.moving,
        seats=quest.seats,
    )
    kept = scene.remember(start=slot.start.isoformat(), length=quest.length)
    return kept.decide(then=Do(command, f"{quest.flow}:held", {"quest": quest}))


def refusal_facts(scene: Scene, refusal: Refusal) -> dict[str, Any]:
    """Return the facts of a refused phrase: the host's name, the time in question, and what the refusal says."""
    start = scene.slots.get("start")
    moment = datetime.fromisoformat(start) if start else None
    host = scene.host
    email = host.email if host and host.email_verified else None
    return {"host": host.name if host else "", "host_email": email, "start": moment, **refusal.facts}
