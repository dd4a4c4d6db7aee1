"""Answers to requests: the host accepts or declines a booking that waits, either side answers the other's proposal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot import whose
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.booking import Booking, Side, Status
from core.commands import AnswerRequest, FinishBooking
from core.errors import Refusal
from core.interval import Interval
from core.queries import Agenda

NAME = "requests"
RECENT = timedelta(days=7)


def hear(scene: Scene) -> Decision | None:
    """Answer a request or say how a meeting went; None if the message is about something else."""
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    heard = scene.understood
    if heard.has(Act.ACCEPT, Act.DECLINE) or _answers_notice(scene):
        return _look(scene, accept=heard.has(Act.ACCEPT, Act.YES))
    if heard.has(Act.COMPLETED, Act.NO_SHOW) and scene.desk:
        within = Interval(scene.now - RECENT, scene.now)
        statuses = frozenset({Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW})
        query = Agenda(host_id=scene.desk.host.id, within=within, statuses=statuses)
        note = {"took_place": heard.has(Act.COMPLETED)}
        return scene.decide(then=Look(query, f"{NAME}:ended", note))
    return None


def _answers_notice(scene: Scene) -> bool:
    """A bare yes or no right after a notice that asked for an answer."""
    asks = any(o.value.get("kind") == "answer" for o in scene.conversation.offers)
    return asks and scene.conversation.asked == Asked.CONFIRM and scene.understood.has(Act.YES, Act.NO)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _tapped(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "answer":
            return _answer(scene, value["booking"], accept=value["accept"])
        case "finish":
            return _finish(scene, value["booking"], took_place=value["took_place"])
        case _:
            return None


def _answer(scene: Scene, booking_id: str, *, accept: bool) -> Decision:
    command = AnswerRequest(
        booking_id=UUID(booking_id), by=scene.side, accept=accept, reason=scene.understood.reason
    )
    return scene.decide(then=Do(command, f"{NAME}:answered", {"accept": accept}))


def _finish(scene: Scene, booking_id: str, *, took_place: bool) -> Decision:
    command = FinishBooking(booking_id=UUID(booking_id), by=Side.HOST, took_place=took_place)
    return scene.decide(then=Do(command, f"{NAME}:finished"))


def _look(scene: Scene, *, accept: bool) -> Decision:
    return scene.decide(then=Look(whose.to_come(scene), f"{NAME}:waiting", {"accept": accept}))


def _waiting(scene: Scene, bookings: Sequence[Booking], *, accept: bool) -> Decision:
    """Answer the one that waits for this side; ask which if there are several."""
    side = scene.side
    open_ = [b for b in bookings if _waits_for(b, side)]
    meant = whose.named(scene, open_) or open_
    if not meant:
        return scene.decide(says("requests.none"))
    if len(meant) == 1:
        return _answer(scene, str(meant[0].id), accept=accept)
    values = [
        (
            {"kind": "answer", "booking": str(b.id), "accept": accept, "flow": NAME},
            "label.booking",
            whose.label(scene, b),
        )
        for b in meant[: whose.LISTED]
    ]
    laid, options = scene.offering(values)
    phrase = "requests.which_accept" if accept else "requests.which_decline"
    question = Saying(phrase=phrase, facts={}, options=options)
    return laid.at(NAME, "which", Asked.BOOKING).decide(question)


def _waits_for(booking: Booking, side: Side) -> bool:
    if booking.proposal:
        return booking.proposal.by is side.other
    return booking.status is Status.PENDING and side is Side.HOST


def _ended(scene: Scene, bookings: Sequence[Booking], note: Mapping[str, Any]) -> Decision:
    over = [b for b in bookings if b.slot.start <= scene.now]
    meant = whose.named(scene, over) or over[-1:]
    if not meant:
        return scene.decide(says("requests.none_ended"))
    return _finish(scene, str(meant[-1].id), took_place=note["took_place"])


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "waiting":
            return _waiting(scene, result, accept=note["accept"])
        case "ended":
            return _ended(scene, result, note)
        case "answered":
            return _answered(scene, result.value, accept=note["accept"])
        case "finished":
            phrase = f"requests.{result.value.status.value}"
            return scene.decide(says(phrase, title=whose.title(scene, result.value), slot=result.value.slot))
        case _:
            return scene.decide()


def _answered(scene: Scene, booking: Booking, *, accept: bool) -> Decision:
    host = scene.host
    other = booking.invitee.zone if scene.side is Side.HOST else (host.zone if host else "UTC")
    who = booking.invitee.name if scene.side is Side.HOST else whose.hosts(scene, booking)
    standing = booking.status is Status.CONFIRMED
    phrase = "requests.accepted" if accept else ("requests.stays" if standing else "requests.declined")
    facts = {"title": whose.title(scene, booking), "slot": booking.slot, "their_zone": other, "who": who}
    closed = scene.cleared().remember(booking=str(booking.id)).at("", "done")
    return closed.decide(says(phrase, **facts))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    facts = {"host": scene.host.name if scene.host else "", **refusal.facts}
    return scene.decide(says(f"refused.{refusal.code.value}", **facts))
