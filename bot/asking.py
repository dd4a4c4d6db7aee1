"""What is asked before times are looked for: which event type, and how long."""

from collections.abc import Mapping
from typing import Any

from bot import bookable, making
from bot.decisions import Decision
from bot.messages import Option, Saying
from bot.scene import Scene, says
from bot.understood import Asked
from core.event_types import EventType


def event_type(scene: Scene, flow: str, *lead: Saying) -> Decision:
    """Ask which event type is meant; say so if there is none."""
    page = scene.page
    choices = page.event_types if page else ()
    if not choices:
        return scene.decide(*lead, says("booking.nothing_to_book"))
    values = [
        (
            {"kind": "event_type", "id": str(e.id), "flow": flow},
            "label.event_type_priced",
            {"title": e.title, "lengths": making.priced(e)},
        )
        for e in choices
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="booking.which_event_type", facts={}, options=options)
    return laid.at(flow, "event_type", Asked.EVENT_TYPE).decide(*lead, question)


def length(scene: Scene, event_type: EventType, flow: str) -> Decision:
    """Ask how long it shall be, where that makes a difference in price."""
    values = [
        (
            {"kind": "length", "length": minutes, "flow": flow},
            "label.length",
            {"length": minutes, "price": price},
        )
        for minutes, price in making.priced(event_type)
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="booking.ask_length", facts={}, options=options)
    return laid.at(flow, "length", Asked.LENGTH).decide(question)


def again(scene: Scene) -> tuple[Saying, ...]:
    """Ask once more how long or how often, with the choices that lie on the table."""
    kind = bookable.event_type_of(scene)
    options = tuple(
        Option(token=each.token, phrase=phrase, facts=facts)
        for each in scene.conversation.offers
        for phrase, facts in _label(kind, each.value)
    )
    return (Saying(phrase=f"booking.ask_{scene.conversation.asked}", facts={}, options=options),)


def _label(kind: EventType | None, value: Mapping[str, Any]) -> tuple[tuple[str, dict[str, Any]], ...]:
    if value["kind"] == "length" and kind:
        price = kind.price(int(value["length"]))
        return (("label.length", {"length": value["length"], "price": price}),)
    return (("label.times", {"n": value["count"]}),) if value["kind"] == "count" else ()


def no_such_length(scene: Scene, event_type: EventType, length: int, resume: tuple[Saying, ...]) -> Decision:
    """Say in which lengths an event type comes, and ask again what was open."""
    sorry = says("booking.no_such_length", title=event_type.title, length=length, lengths=event_type.lengths)
    return scene.decide(sorry, *resume)
