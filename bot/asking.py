"""What is asked before times are looked for: which event type, and how long."""

from bot import making
from bot.decisions import Decision
from bot.messages import Saying
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


def no_such_length(scene: Scene, event_type: EventType, length: int, resume: tuple[Saying, ...]) -> Decision:
    """Say in which lengths an event type comes, and ask again what was open."""
    sorry = says("booking.no_such_length", title=event_type.title, length=length, lengths=event_type.lengths)
    return scene.decide(sorry, *resume)
