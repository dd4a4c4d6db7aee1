"""An invitee finds a time with a host, says who they are, and is booked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import bookable, details, finding, whose, wishes
from bot.decisions import Decision, Do
from bot.finding import Quest
from bot.messages import Saying
from bot.scene import Scene, says, where
from bot.understood import Act, Asked, Shift, Wish
from core.booking import Booking, Status
from core.commands import Book
from core.errors import Code, Refusal
from core.event_types import EventType
from core.interval import Interval

NAME = "booking"


# -- hearing ---------------------------------------------------------------------------------------


def greet(scene: Scene) -> Decision:
    """Welcome an invitee: say what can be booked, and show the next times or the choice of event types."""
    host = scene.host
    facts = {"host": host.name if host else "", "welcome": host.welcome if host else ""}
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return _ask_event_type(scene, says("booking.hello", **facts))
    hello = says("booking.hello_one", title=event_type.title, lengths=event_type.lengths, **facts)
    return finding.seek(
        bookable.chosen(scene, event_type), bookable.quest(scene, event_type, NAME), Wish()
    ).after(hello)


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
        _ambiguous,
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
            return finding.again(scene)
        case Asked.WHO | Asked.NAME | Asked.EMAIL:
            return (says(f"details.{scene.conversation.asked}", name=details.name(scene) or ""),)
        case Asked.CODE:
            return (_code_saying(scene),)
        case Asked.READING:
            return (wishes.readings_again(scene),)
        case Asked.BOOKING:
            return (bookable.move_or_another_again(scene),)
        case Asked.CONFIRM:
            return (says("booking.confirm_again", **bookable.facts(scene)),)
        case _:
            return ()


def _absorb(scene: Scene) -> Scene:
    scene = details.absorb(scene)
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
        case "others":
            return _seek(scene, wishes.load_wish(scene.slots.get("wish")), Shift.OTHER)
        case "another":
            return _seek(scene, wishes.load_wish(scene.slots.get("wish")))
        case _:
            return None


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
    """Answer “why not 3pm?” – with a time in it, or about the one that was just refused."""
    heard, event_type = scene.understood, bookable.event_type_of(scene)
    if not heard.has(Act.WHY_NOT) or event_type is None:
        return None
    wish = heard.wish or wishes.load_wish(scene.slots.get("wish"))
    if not wish.points:
        return _seek(scene, wish) if wish.windows else None
    shown = finding.on_the_table(scene)
    return finding.ask_why(scene, bookable.quest(scene, event_type, NAME), wish.points[0], shown)


def _wished(scene: Scene) -> Decision | None:
    heard = scene.understood
    wish, event_type = heard.wish, bookable.event_type_of(scene)
    if heard.lengths and event_type and not (wish and wish.windows):
        return _with_length(scene, heard.lengths[0])
    if heard.lengths and event_type and heard.lengths[0] not in event_type.lengths:
        return _no_such_length(scene, event_type, heard.lengths[0])
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
    if scene.conversation.step == "move_or_another" and heard.has(Act.BOOK):
        return _seek(scene, wishes.load_wish(scene.slots.get("wish")))
    if heard.has(Act.BOOK, Act.QUERY_AVAILABILITY, Act.PROPOSE_TIME, Act.ANY, Act.UNSURE):
        return _seek(scene.remember(start=None), Wish())
    if details.told_something(scene):
        return scene.decide(says("details.noted"), *resume(scene))
    if scene.conversation.asked in (Asked.EMAIL, Asked.WHO) and not heard.acts:
        return scene.decide(says("details.not_email"))
    if scene.conversation.asked == Asked.CODE and not heard.acts:
        return scene.decide(says("details.not_code"), *resume(scene))
    return None


# -- deciding --------------------------------------------------------------------------------------


def _seek(scene: Scene, wish: Wish, shift: Shift | None = None) -> Decision:
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return _ask_event_type(scene.remember(wish=wishes.dump_wish(wish)))
    chosen = bookable.chosen(scene, event_type)
    return finding.seek(chosen, bookable.quest(chosen, event_type, NAME), wish, shift)


def _take(scene: Scene, start: datetime, length: int) -> Decision:
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return _ask_event_type(scene)
    quest = Quest(flow=NAME, event_type=event_type, length=length)
    return finding.hold(scene, quest, Interval.of(start, length))


def _with_event_type(scene: Scene, event_type_id: str) -> Decision:
    event_type = scene.event_type(event_type_id)
    if event_type is None:
        return _ask_event_type(scene)
    chosen = bookable.chosen(scene, event_type)
    return finding.seek(
        chosen, bookable.quest(chosen, event_type, NAME), wishes.load_wish(scene.slots.get("wish"))
    )


def _with_length(scene: Scene, length: int) -> Decision:
    """Answer “make it an hour”: the same time if one is held, else search again."""
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return _ask_event_type(scene.remember(length=length))
    if length not in event_type.lengths:
        return _no_such_length(scene, event_type, length)
    longer = scene.remember(length=length)
    if "start" in scene.slots:
        return _take(longer, datetime.fromisoformat(scene.slots["start"]), length)
    return finding.seek(
        longer, bookable.quest(longer, event_type, NAME), wishes.load_wish(scene.slots.get("wish"))
    )


def _no_such_length(scene: Scene, event_type: EventType, length: int) -> Decision:
    sorry = says("booking.no_such_length", title=event_type.title, length=length, lengths=event_type.lengths)
    return scene.decide(sorry, *resume(scene))


def _ask_event_type(scene: Scene, *lead: Saying) -> Decision:
    page = scene.page
    choices = page.event_types if page else ()
    if not choices:
        return scene.decide(*lead, says("booking.nothing_to_book"))
    values = [
        (
            {"kind": "event_type", "id": str(e.id), "flow": NAME},
            "label.event_type",
            {"title": e.title, "lengths": e.lengths},
        )
        for e in choices
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="booking.which_event_type", facts={}, options=options)
    return laid.at(NAME, "event_type", Asked.EVENT_TYPE).decide(*lead, question)


def _next(scene: Scene, *lead: Saying) -> Decision:
    """Ask for what is still missing, or read the booking back."""
    event_type = bookable.event_type_of(scene)
    if event_type is None:
        return _ask_event_type(scene)
    missing = details.ask_missing(scene, NAME, event_type, *lead)
    if missing:
        return missing
    laid, options = scene.offering(
        [
            ({"kind": "confirm", "flow": NAME}, "label.confirm", {}),
            ({"kind": "others", "flow": NAME}, "label.others", {}),
        ]
    )
    question = Saying(phrase="booking.confirm", facts=bookable.facts(scene), options=options)
    return laid.at(NAME, "confirm", Asked.CONFIRM).decide(*lead, question)


def _book(scene: Scene) -> Decision:
    """Book what was read back."""
    event_type = bookable.event_type_of(scene)
    if event_type is None or "start" not in scene.slots:
        return _seek(scene, Wish())
    missing = details.ask_missing(scene, NAME, event_type)
    if missing:
        return missing
    address = scene.conversation.address
    command = Book(
        request_id=f"{address.key}:{scene.incoming.key}",
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        start=datetime.fromisoformat(scene.slots["start"]),
        length=bookable.length_of(scene, event_type),
        owner=address.key,
        person_id=scene.person.id,
        name=details.name(scene) or "",
        introduces="guest" not in scene.slots,
        email=details.email(scene),
        phone=scene.slots.get("phone") or scene.person.phone,
        zone=scene.zone,
        locale=scene.conversation.locale,
        verified=details.verified(scene),
        message=_message(scene),
        answers={k: v for k, v in scene.slots.get("answers", {}).items() if v},
    )
    return scene.decide(then=Do(command, f"{NAME}:booked"))


def _message(scene: Scene) -> str:
    booker = scene.slots.get("name") or scene.person.name
    return f"Booked by {booker}" if scene.slots.get("guest") and booker else ""


# -- learning --------------------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "found":
            return finding.found(scene, result, note)
        case "why":
            return finding.because(scene, result, note)
        case "held":
            until = result.value.expires_at
            kept = scene.remember(hold_until=until.isoformat())
            return _next(kept, says("booking.held", until=until, **bookable.facts(kept)))
        case "code_sent":
            return details.code_sent(scene, NAME, _code_saying(scene))
        case "code_checked":
            checked = details.code_checked(scene, NAME, result.value)
            return checked if isinstance(checked, Decision) else _book(checked)
        case "booked":
            return _booked(scene, result.value)
        case _:
            return scene.decide()


def _booked(scene: Scene, booking: Booking) -> Decision:
    """Say exactly what was booked; keep it in mind for "move it"."""
    phrase = "booking.booked" if booking.status is Status.CONFIRMED else "booking.requested"
    host, event_type = scene.host, bookable.event_type_of(scene)
    done = says(
        phrase,
        title=whose.title(scene, booking),
        what=event_type.title if event_type else booking.title,
        slot=booking.slot,
        their_zone=host.zone if host else None,
        email=booking.invitee.email,
        place=where(booking.place),
        host=host.name if host else "",
    )
    slot = [booking.slot.start.isoformat(), booking.slot.end.isoformat()]
    return scene.cleared().remember(booking=str(booking.id), booked_slot=slot).at("", "done").decide(done)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not, and what can be done instead."""
    sorry = says(f"refused.{refusal.code.value}", **finding.refusal_facts(scene, refusal))
    if then in ("code_checked", "code_sent"):
        return scene.at(NAME, "code", Asked.CODE).decide(sorry)
    if refusal.code in (Code.TOO_MANY_BOOKINGS, Code.TOO_MANY_ATTEMPTS):
        return scene.decide(sorry)
    if refusal.code is Code.INVALID and refusal.facts.get("field") in ("email", "name"):
        fresh = scene.remember(**{refusal.facts["field"]: None})
        return fresh.at(NAME, "who", Asked.WHO).decide(sorry)
    return _seek(scene.remember(start=None), finding.around(scene)).after(sorry)


def _code_saying(scene: Scene) -> Saying:
    event_type = bookable.event_type_of(scene)
    phrase = "details.code_request" if event_type and event_type.approval else "details.code"
    return says(phrase, email=details.email(scene) or "", **bookable.facts(scene))
