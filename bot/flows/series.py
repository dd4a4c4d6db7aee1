"""A series that is booked is cancelled as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bot import making, whose
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.booking import Booking
from core.commands import CancelSeries
from core.errors import Refusal
from core.queries import ShowSeries

NAME = "series"
SHORT = 4
"""Words of a message that only repeats what was asked ("cancel all of them"); more are a reason."""


def hear(scene: Scene) -> Decision | None:
    """Begin or go on with cancelling a series; None if the message is about something else."""
    heard = scene.understood
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    if scene.conversation.flow == NAME and scene.conversation.step == "cancel":
        return _answered(scene)
    if heard.has(Act.CANCEL) and heard.everything:
        return _find(scene.remember(reason=heard.reason or None))
    return None


def _answered(scene: Scene) -> Decision | None:
    heard = scene.understood
    if heard.has(Act.YES, Act.ACCEPT) or (heard.has(Act.CANCEL) and len(heard.text.split()) <= SHORT):
        return _cancel(scene)
    if heard.has(Act.NO, Act.DECLINE) and not heard.wish:
        return scene.cleared().decide(says("series.kept"))
    return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    return (says("managing.go_on"),) if scene.conversation.step == "cancel" else ()


def _tapped(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "series":
            return _show(scene, value["id"])
        case "do":
            return _cancel(scene)
        case "keep":
            return scene.cleared().decide(says("series.kept"))
        case _:
            return None


def _find(scene: Scene) -> Decision:
    """Look for the series that is meant: the one just booked, else the speaker's bookings tell."""
    if "booked_series" in scene.slots:
        return _show(scene, scene.slots["booked_series"])
    return scene.decide(then=Look(whose.to_come(scene), f"{NAME}:candidates"))


def _candidates(scene: Scene, bookings: Sequence[Booking]) -> Decision:
    here = whose.of_this_talk(scene, bookings)
    by_series: dict[UUID, list[Booking]] = {}
    for each in here:
        if each.series_id:
            by_series.setdefault(each.series_id, []).append(each)
    if not by_series:
        return _one_by_one(scene, here)
    if len(by_series) == 1:
        return _show(scene, str(next(iter(by_series))))
    values = [
        (
            {"kind": "series", "id": str(series_id), "flow": NAME},
            "label.series",
            {"n": len(dates), "slot": dates[0].slot},
        )
        for series_id, dates in list(by_series.items())[: whose.LISTED]
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="series.which", facts={"zone": scene.zone}, options=options)
    return laid.at(NAME, "which", Asked.BOOKING).decide(question)


def _one_by_one(scene: Scene, bookings: Sequence[Booking]) -> Decision:
    """List bookings that belong to no series: they are cancelled one at a time."""
    if not bookings:
        return scene.cleared().decide(says("managing.no_bookings"))
    manage = {"kind": "manage", "action": "cancel", "flow": "managing"}
    values = [
        (manage | {"booking": str(each.id)}, "label.booking", whose.label(scene, each))
        for each in bookings[: whose.LISTED]
    ]
    laid, options = scene.cleared().offering(values)
    question = Saying(phrase="series.one_by_one", facts={"zone": scene.zone}, options=options)
    return laid.at(NAME, "which", Asked.BOOKING).decide(question)


def _show(scene: Scene, series_id: str) -> Decision:
    kept = scene.remember(booked_series=series_id)
    return kept.decide(then=Look(ShowSeries(series_id=UUID(series_id)), f"{NAME}:shown"))


def _shown(scene: Scene, bookings: Sequence[Booking]) -> Decision:
    """Ask whether all that is still to come shall be cancelled."""
    left = [each for each in bookings if each.active and each.slot.end > scene.now]
    if not left:
        return scene.cleared().decide(says("series.none"))
    laid, options = scene.offering(
        [
            ({"kind": "do", "flow": NAME}, "label.cancel_series", {"n": len(left)}),
            ({"kind": "keep", "flow": NAME}, "label.keep_series", {}),
        ]
    )
    facts = _facts(scene, left) | {"reason": scene.slots.get("reason")}
    question = Saying(phrase="series.confirm_cancel", facts=facts, options=options)
    return laid.at(NAME, "cancel", Asked.CONFIRM).decide(question)


def _facts(scene: Scene, bookings: Sequence[Booking]) -> dict[str, Any]:
    return {
        "n": len(bookings),
        "title": whose.title(scene, bookings[0]),
        "dates": tuple(each.slot for each in bookings),
        "host": whose.hosts(scene, bookings[0]) if scene.page else bookings[0].invitee.name,
    }


def _cancel(scene: Scene) -> Decision:
    reason = scene.understood.reason or scene.slots.get("reason") or ""
    command = CancelSeries(series_id=UUID(scene.slots["booked_series"]), by=scene.side, reason=reason)
    return scene.decide(then=Do(command, f"{NAME}:cancelled"))


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "candidates":
            return _candidates(scene, result)
        case "shown":
            return _shown(scene, result)
        case "cancelled":
            closed = scene.cleared().remember(booked_series=None).at("", "done")
            return closed.decide(says("series.cancelled", **_facts(scene, result.value)))
        case _:
            return scene.decide()


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.cleared().decide(making.sorry(scene, refusal))
