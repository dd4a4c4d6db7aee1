"""An invitee finds a time with a host, says who they are, and is booked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import asking, bookable, details, finding, guests, making, reasons, serial, wishes
from bot.decisions import Decision
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked, Shift, Wish
from core.errors import Code, Refusal
from core.interval import Interval

NAME = "booking"


# -- hearing ---------------------------------------------------------------------------------------


def greet(scene: Scene) -> Decision:
    """Welcome an invitee: say what can be booked, and show the next times or the choice of event types."""
    host = scene.host
    facts = {"host": host.name if host else "", "welcome": host.welcome if host else ""}
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return asking.event_type(scene, NAME, says("booking.hello", **facts))
    hello = says("booking.hello_one", title=event_type.title, lengths=making.priced(event_type), **facts)
    return _seek(bookable.chosen(scene, event_type), Wish()).after(hello)


def hear(scene: Scene) -> Decision | None:
    """Go on with a booking, or begin one; None if the message is about something else."""
    scene = _absorb(scene)
    for step in (
        _tapped,
        _stale,
        _impossible,
        _code,
        _question,
        _why,
        _why_these,
        _series,
        _ambiguous,
        _company,
        _wait,
        _wished,
        _answered,
    ):
        decision = step(scene)
        if decision is not None:
            return decision
    return _bare(scene)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    match scene.conversation.asked:
        case Asked.OFFER:
            return serial.clash_again(scene) or finding.again(scene)
        case Asked.LENGTH | Asked.COUNT | Asked.GUEST:
            return asking.again(scene)
        case Asked.WHO | Asked.NAME | Asked.EMAIL:
            return (says(f"details.{scene.conversation.asked}", name=details.name(scene) or ""),)
        case Asked.CODE:
            return (making.code_saying(scene),)
        case Asked.READING:
            return (wishes.readings_again(scene),)
        case Asked.BOOKING:
            return (bookable.move_or_another_again(scene),)
        case Asked.CONFIRM:
            return (making.again(scene),)
        case _:
            return ()


def _absorb(scene: Scene) -> Scene:
    scene = guests.absorb(details.absorb(scene))
    named = bookable.named_event_type(scene)
    if named and scene.understood.event_words:
        scene = bookable.chosen(scene, named)
    return scene


def _tapped(scene: Scene) -> Decision | None:
    if scene.tapped is None:
        return None
    value = scene.tapped.value
    match value["kind"]:
        case "slot":
            return _take(scene, datetime.fromisoformat(value["start"]), int(value["length"]))
        case "event_type":
            return _with_event_type(scene, value["id"])
        case "length":
            return _with_length(scene, int(value["length"]))
        case "reading":
            return _seek(scene, wishes.load_wish(value["wish"]))
        case "confirm":
            return _book(scene)
        case "wait":
            return _wait_for(scene, datetime.fromisoformat(value["start"]), int(value["length"]))
        case "others":
            return _seek(scene, wishes.load_wish(scene.slots.get("wish")), Shift.OTHER)
        case "another":
            return _seek(scene, wishes.load_wish(scene.slots.get("wish")))
        case _:
            event_type = bookable.event_type_of(scene)
            return serial.tapped(scene, making.quest(scene, event_type, NAME), value) if event_type else None


def _stale(scene: Scene) -> Decision | None:
    if not scene.stale:
        return None
    return _seek(scene, Wish()).after(says("booking.stale"))


def _ambiguous(scene: Scene) -> Decision | None:
    return wishes.ambiguous(scene, NAME)


def _impossible(scene: Scene) -> Decision | None:
    wish = scene.understood.wish
    said = wishes.problem(wish) if wish else None
    return scene.decide(said, *resume(scene)) if said else None


def _code(scene: Scene) -> Decision | None:
    if scene.conversation.asked != Asked.CODE:
        return None
    return details.code_step(scene, NAME)


def _question(scene: Scene) -> Decision | None:
    event_type = bookable.event_type_of(scene)
    if scene.conversation.asked != Asked.QUESTION or event_type is None:
        return None
    answered = details.answer_question(scene, event_type)
    return answered if isinstance(answered, Decision) else _next(answered)


def _why(scene: Scene) -> Decision | None:
    """Answer “why not 3pm?” – with a time in it, or about the one that was just refused – at any stage of the talk."""
    heard, event_type = scene.understood, bookable.event_type_of(scene)
    if event_type is None or not finding.asks_why(scene):
        return None
    wish = heard.wish or serial.refused_date(scene) or wishes.load_wish(scene.slots.get("wish"))
    if not wish.points:
        return _seek(scene, wish) if wish.windows else None
    return finding.why_not(scene, making.quest(scene, event_type, NAME), wish)


def _why_these(scene: Scene) -> Decision | None:
    """Answer “why these times?”."""
    event_type = bookable.event_type_of(scene)
    if event_type is None or not scene.understood.has(Act.WHY_THESE):
        return None
    return reasons.ask(scene, making.quest(scene, event_type, NAME))


def _series(scene: Scene) -> Decision | None:
    """Take up that something is to be repeated, and what is to happen with the dates."""
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return None
    quest = making.quest(scene, event_type, NAME)
    return serial.heard(scene, quest) or serial.hear(scene, quest)


def _company(scene: Scene) -> Decision | None:
    """Take up how many seats are wanted and who comes along, where the message says no more."""
    event_type = bookable.event_type_of(scene)
    if event_type is None or (scene.understood.wish and scene.understood.wish.windows):
        return None
    if scene.understood.company.seats and event_type.seats > 1:
        return _with_seats(scene)
    said = guests.heard(scene, NAME, event_type)
    if said is None:
        return None
    return (
        _next(scene, *said.say) if said.settled and "start" in scene.slots else said.decision(resume(scene))
    )


def _with_seats(scene: Scene) -> Decision:
    """Answer “two seats please”: hold them if a time was chosen, else look for classes with as many."""
    if "start" in scene.slots:
        length = int(scene.slots.get("length") or 0)
        return _take(scene, datetime.fromisoformat(scene.slots["start"]), length)
    return _seek(scene, wishes.load_wish(scene.slots.get("wish")))


def _wait(scene: Scene) -> Decision | None:
    """Answer “put me on the waiting list”: of the class on the table, or of the one that is named."""
    heard, event_type = scene.understood, bookable.event_type_of(scene)
    if not heard.has(Act.JOIN_WAITLIST) or event_type is None:
        return None
    if event_type.seats == 1 or not event_type.waitlist:
        return scene.decide(says("waiting.no_list", title=event_type.title), *resume(scene))
    if heard.wish and heard.wish.points:
        return finding.ask_why(scene, making.quest(scene, event_type, NAME), heard.wish.points[0], wait=True)
    offer = next((o for o in scene.conversation.offers if o.value.get("kind") == "wait"), None)
    if offer:
        return _wait_for(scene, datetime.fromisoformat(offer.value["start"]), int(offer.value["length"]))
    if heard.wish and heard.wish.windows:
        return None
    return scene.decide(says("waiting.which_class"), *resume(scene))


def _wait_for(scene: Scene, start: datetime, length: int) -> Decision:
    """Go on towards a place on the waiting list of a full class."""
    waiting = scene.remember(start=start.isoformat(), length=length, wait=True, hold_until=None, series=None)
    return _next(waiting)


def _wished(scene: Scene) -> Decision | None:
    heard = scene.understood
    wish, event_type = heard.wish, bookable.event_type_of(scene)
    if heard.lengths and event_type and not (wish and wish.windows):
        return _with_length(scene, heard.lengths[0])
    if heard.lengths and event_type and heard.lengths[0] not in event_type.lengths:
        return asking.no_such_length(scene, event_type, heard.lengths[0], resume(scene))
    if heard.lengths:
        scene = scene.remember(length=heard.lengths[0])
    if wish and (wish.windows or wish.points) and bookable.just_booked(scene):
        return bookable.move_or_another(scene.remember(wish=wishes.dump_wish(wish)), NAME)
    if wish and (wish.windows or wish.points or wish.refusal):
        return _seek(scene, wish, heard.shift)
    if heard.shift:
        return _seek(scene, wishes.load_wish(scene.slots.get("wish")), heard.shift)
    return None


def _answered(scene: Scene) -> Decision | None:
    """Yes, no, or what was asked for."""
    heard, asked = scene.understood, scene.conversation.asked
    if asked == Asked.CONFIRM and heard.has(Act.YES, Act.ACCEPT):
        return _book(scene)
    if asked == Asked.OFFER and heard.has(Act.YES, Act.ACCEPT):
        return _yes_to_offers(scene)
    if heard.has(Act.REQUEST_ALTERNATIVES) or (
        asked in (Asked.CONFIRM, Asked.OFFER) and heard.has(Act.NO, Act.DECLINE)
    ):
        return _seek(scene, wishes.load_wish(scene.slots.get("wish")), Shift.OTHER)
    if "start" in scene.slots and details.told_something(scene):
        return _next(scene)
    if scene.understood.event_words and bookable.named_event_type(scene):
        return _seek(scene, wishes.load_wish(scene.slots.get("wish")))
    return None


def _yes_to_offers(scene: Scene) -> Decision:
    offers = scene.conversation.offers
    if len(offers) == 1:
        value = offers[0].value
        return _take(scene, datetime.fromisoformat(value["start"]), int(value["length"]))
    return scene.decide(says("booking.which_one"), *resume(scene))


def _bare(scene: Scene) -> Decision | None:
    heard = scene.understood
    if scene.conversation.step == bookable.MOVE_OR_ANOTHER and heard.has(Act.BOOK):
        return _seek(scene, wishes.load_wish(scene.slots.get("wish")))
    if heard.has(Act.BOOK, Act.QUERY_AVAILABILITY, Act.PROPOSE_TIME, Act.ANY, Act.UNSURE):
        return _seek(scene.remember(start=None), Wish())
    return details.bare(scene, resume(scene))


# -- deciding --------------------------------------------------------------------------------------


def _seek(scene: Scene, wish: Wish, shift: Shift | None = None) -> Decision:
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return asking.event_type(scene.remember(wish=wishes.dump_wish(wish)), NAME)
    chosen = bookable.chosen(scene, event_type)
    if "length" not in scene.slots and len(event_type.lengths) > 1 and event_type.prices:
        return asking.length(chosen.remember(wish=wishes.dump_wish(wish)), event_type, NAME)
    return finding.seek(chosen, making.quest(chosen, event_type, NAME), wish, shift)


def _take(scene: Scene, start: datetime, length: int) -> Decision:
    """Go on with a time that was chosen: hold it, or let a series begin with it or go on to it."""
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return asking.event_type(scene, NAME)
    chosen = scene.remember(length=length or None, wait=None)
    quest = making.quest(chosen, event_type, NAME)
    if "clash" in scene.slots:
        return serial.instead(chosen, quest, scene.slots["clash"], start)
    if "rhythm" in scene.slots:
        return serial.begin(chosen, quest, (start,))
    return finding.hold(chosen, quest, Interval.of(start, quest.length))


def _with_event_type(scene: Scene, event_type_id: str) -> Decision:
    event_type = scene.event_type(event_type_id)
    if event_type is None:
        return asking.event_type(scene, NAME)
    return _seek(bookable.chosen(scene, event_type), wishes.load_wish(scene.slots.get("wish")))


def _with_length(scene: Scene, length: int) -> Decision:
    """Answer “make it an hour”: the same time if one is held, else search again."""
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return asking.event_type(scene.remember(length=length), NAME)
    if length not in event_type.lengths:
        return asking.no_such_length(scene, event_type, length, resume(scene))
    longer = scene.remember(length=length)
    if "start" in scene.slots:
        return _take(longer, datetime.fromisoformat(scene.slots["start"]), length)
    return finding.seek(
        longer, making.quest(longer, event_type, NAME), wishes.load_wish(scene.slots.get("wish"))
    )


def _next(scene: Scene, *lead: Saying) -> Decision:
    """Ask for what is still missing, or read the booking back."""
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return asking.event_type(scene, NAME)
    missing = details.ask_missing(scene, NAME, event_type, *lead)
    if missing:
        return missing
    if "wait" in scene.slots:
        return making.do(scene, event_type, NAME)
    return making.confirm(scene, NAME, *lead)


def _book(scene: Scene) -> Decision:
    """Book what was read back."""
    event_type = bookable.event_type_of(scene)
    if event_type is None or "start" not in scene.slots:
        return _seek(scene, Wish())
    return details.ask_missing(scene, NAME, event_type) or making.do(scene, event_type, NAME)


# -- learning --------------------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "found":
            return finding.found(scene, result, note)
        case "why":
            return _because(scene, result, note)
        case "reasons":
            return scene.decide(*reasons.told(scene, result, note["shown"]), *resume(scene))
        case "planned":
            return _planned(serial.planned(scene, result, note["quest"]))
        case "held":
            return _next(*making.kept(scene, result.value))
        case "code_sent":
            return details.code_sent(scene, NAME, making.code_saying(scene))
        case "code_checked":
            checked = details.code_checked(scene, NAME, result.value)
            return checked if isinstance(checked, Decision) else _book(checked)
        case "booked" | "series_booked" | "waiting":
            return making.done(scene, then, result.value)
        case _:
            return scene.decide()


def _because(scene: Scene, obstacles: Any, note: Mapping[str, Any]) -> Decision:
    """Say why a time is not free, without giving up what is held; or wait for the seat that was asked for."""
    if not obstacles:
        return finding.because(scene, obstacles, note)
    if note.get("wait") and finding.only_full(obstacles):
        return _wait_for(scene, note["start"], note["quest"].length)
    if note.get("keep"):
        return scene.decide(finding.reason(scene, obstacles, note["start"]), *resume(scene))
    return finding.because(scene, obstacles, note)


def _planned(planned: tuple[Scene, Saying] | Decision) -> Decision:
    return planned if isinstance(planned, Decision) else _next(*planned)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not, and what can be done instead."""
    sorry = making.sorry(scene, refusal)
    code, field = refusal.code, refusal.facts.get("field")
    if then in ("code_checked", "code_sent"):
        return scene.at(NAME, "code", Asked.CODE).decide(sorry)
    if code in (Code.TOO_MANY_BOOKINGS, Code.TOO_MANY_ATTEMPTS):
        return scene.decide(sorry)
    event_type = bookable.event_type_of(scene)
    if code is Code.SERIES and event_type and "report" in refusal.facts:
        quest = making.quest(scene, event_type, NAME)
        return _planned(serial.planned(scene, refusal.facts["report"], quest))
    if code is Code.TOO_MANY_GUESTS or field == "guests":
        return _next(scene.remember(guests=None), sorry)
    if code is Code.INVALID and field in ("email", "name"):
        return scene.remember(**{field: None}).at(NAME, "who", Asked.WHO).decide(sorry)
    if then == "waiting":
        return scene.cleared().decide(sorry)
    fresh = scene.remember(start=None, wait=None, series=None, clash=None)
    return _seek(fresh, wishes.around(scene)).after(sorry)
