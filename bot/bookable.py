"""What an invitee is about to book: which event type, how long, and what is said of it."""

from datetime import datetime
from typing import Any

from bot.decisions import Decision
from bot.finding import Quest
from bot.messages import Option, Saying
from bot.scene import Scene, before_booking
from bot.understood import Act, Asked
from core.event_types import EventType
from core.interval import Interval


def named_event_type(scene: Scene) -> EventType | None:
    """Return the event type that the message names, by its whole title or code, else by a part of the title.

    A one-time copy has the title of what it was made of, and comes after it.
    """
    words = scene.understood.event_words.lower()
    if not words:
        return None
    ordered = sorted(scene.event_types, key=lambda e: e.single_use)
    return next((e for e in ordered if words in (e.title.lower(), e.code)), None) or next(
        (e for e in ordered if words in e.title.lower()), None
    )


def event_type_of(scene: Scene) -> EventType | None:
    """The event type in question: chosen, named by the link, or the only one."""
    chosen = scene.event_type(scene.slots.get("event_type"))
    if chosen:
        return chosen
    code = scene.conversation.event_type_code
    linked = next((e for e in scene.event_types if e.code == code), None)
    if linked:
        return linked
    return scene.event_types[0] if len(scene.event_types) == 1 else None


def chosen(scene: Scene, event_type: EventType) -> Scene:
    """Remember the choice of an event type."""
    return scene.remember(event_type=str(event_type.id))


def length_of(scene: Scene, event_type: EventType) -> int:
    """Return the length wished for in minutes, if the event type has it, else its first."""
    said = scene.slots.get("length")
    return int(said) if said in event_type.lengths else event_type.lengths[0]


def quest(scene: Scene, event_type: EventType, flow: str) -> Quest:
    """Return what a flow is looking for."""
    return Quest(flow=flow, event_type=event_type, length=length_of(scene, event_type))


def facts(scene: Scene) -> dict[str, Any]:
    """What is said of the booking in the making."""
    event_type = event_type_of(scene)
    host = scene.host
    length = length_of(scene, event_type) if event_type else 30
    start = scene.slots.get("start")
    return {
        "title": event_type.title if event_type else "",
        "slot": Interval.of(datetime.fromisoformat(start), length) if start else None,
        "length": length,
        "place": before_booking(event_type.place) if event_type else None,
        "host": host.name if host else "",
        "their_zone": host.zone if host else None,
        "name": scene.slots.get("guest"),
        "zone": scene.zone,
    }


MOVE_OR_ANOTHER = "move_or_another"
"""The step of asking whether a new time is for the meeting just booked; a mere yes is to its first half."""


def just_booked(scene: Scene) -> bool:
    """Whether a new time may be meant for the meeting that was just booked."""
    wants_more = scene.understood.has(Act.BOOK) or bool(scene.understood.for_whom)
    return scene.conversation.step == "done" and "booking" in scene.slots and not wants_more


def move_or_another(scene: Scene, flow: str) -> Decision:
    """Ask whether a new time is for the meeting just booked, or for another one."""
    move = {"kind": "manage", "action": "move", "booking": scene.slots["booking"], "flow": "managing"}
    laid, options = scene.offering(
        [
            ({**move, "keep_wish": True}, "label.move_mine", {}),
            ({"kind": "another", "flow": flow}, "label.another", {}),
        ]
    )
    question = Saying(phrase="booking.move_or_another", facts={}, options=options)
    return laid.at(flow, MOVE_OR_ANOTHER, Asked.BOOKING).decide(question)


def move_or_another_again(scene: Scene) -> Saying:
    """Ask the same once more, with the choices that lie on the table."""
    labels = {"manage": "label.move_mine", "another": "label.another"}
    options = tuple(
        Option(token=o.token, phrase=labels[o.value["kind"]])
        for o in scene.conversation.offers
        if o.value["kind"] in labels
    )
    return Saying(phrase="booking.move_or_another", options=options)
