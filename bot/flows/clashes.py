"""Answers to what calendars brought up: an event over a booking, or a booking's own event that was moved or deleted there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bot import finding, whose
from bot.conversation import Offer
from bot.decisions import Decision, Do
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from bot.understood import Act, Asked
from core.booking import Side
from core.commands import CancelBooking, MoveBooking, RestoreEntry
from core.errors import Code, Refusal
from core.interval import Interval

NAME = "clashes"


def hear(scene: Scene) -> Decision | None:
    """Answer what was asked about a calendar; None if the message is about something else."""
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    if scene.conversation.asked != Asked.CONFIRM or scene.understood.wish:
        return None
    if scene.understood.has(Act.YES, Act.ACCEPT):
        return _first(scene, "move", "cancel")
    if scene.understood.has(Act.NO, Act.DECLINE):
        return _first(scene, "keep", "put_back")
    return None


def _first(scene: Scene, *kinds: str) -> Decision | None:
    """Take a bare yes or no for the choice on the table that it means."""
    offers = (each for each in scene.conversation.offers if each.value.get("flow") == NAME)
    meant: Offer | None = next((each for each in offers if each.value.get("kind") in kinds), None)
    return _tapped(scene, meant.value) if meant else None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _tapped(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "keep":
            return scene.cleared().decide(says("clashes.kept"))
        case "leave":
            return scene.cleared().decide(says("clashes.left"))
        case "move" | "cancel" | "put_back":
            return _do(scene, value)
        case _:
            return None


def _do(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    host = scene.desk.host if scene.desk else None
    if host is None:
        return None
    booking_id, side = UUID(value["booking"]), Side(value["side"])
    acting = host.id if side is Side.HOST else None
    match value["kind"]:
        case "cancel":
            cancel = CancelBooking(booking_id=booking_id, by=side, host_id=acting)
            return scene.decide(then=Do(cancel, f"{NAME}:cancelled"))
        case "put_back":
            restore = RestoreEntry(booking_id=booking_id, host_id=host.id)
            return scene.decide(then=Do(restore, f"{NAME}:put_back"))
        case _:
            to = Interval(datetime.fromisoformat(value["start"]), datetime.fromisoformat(value["end"]))
            move = MoveBooking(
                booking_id=booking_id, by=side, start=to.start, length=to.minutes, host_id=acting
            )
            return scene.decide(then=Do(move, f"{NAME}:moved"))


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Say what was done."""
    booking = result.value
    facts = {
        "title": whose.title(scene, booking),
        "slot": booking.slot,
        "who": booking.invitee.name,
    }
    closed = scene.cleared().remember(booking=str(booking.id)).at("", "done")
    return closed.decide(Saying(phrase=f"clashes.{then}", facts=facts))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not; the calendar and the booking stay as they are."""
    if refusal.code is Code.INVALID:
        return scene.cleared().decide(sorry(refusal))
    facts = finding.refusal_facts(scene, refusal)
    return scene.cleared().decide(Saying(phrase=f"refused.{refusal.code.value}", facts=facts))
