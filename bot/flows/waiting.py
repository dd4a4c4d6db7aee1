"""An invitee on a waiting list: takes or passes on the seat that is offered, asks what they wait for, waits no longer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bot import making
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.commands import LeaveWaitlist, TakeSeat
from core.errors import Code, Refusal
from core.queries import MyWaiting
from core.waiting import Standing, Waiting

NAME = "waiting"


def hear(scene: Scene) -> Decision | None:
    """Answer an offered seat, or a question about waiting; None if the message is about something else."""
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    heard = scene.understood
    offered = _offered(scene)
    if offered and heard.has(Act.YES, Act.ACCEPT):
        return _take(scene, offered)
    if offered and heard.has(Act.NO, Act.DECLINE, Act.CANCEL) and not heard.wish:
        return _leave(scene, offered)
    if heard.has(Act.QUERY_WAITING):
        return scene.decide(then=Look(MyWaiting(person_id=scene.person.id), f"{NAME}:mine"))
    if heard.has(Act.LEAVE_WAITLIST):
        return scene.decide(then=Look(MyWaiting(person_id=scene.person.id), f"{NAME}:to_leave"))
    return None


def _offered(scene: Scene) -> str | None:
    """Return the id under which a seat is offered, if that is what was asked last."""
    if scene.conversation.asked != Asked.CONFIRM:
        return None
    values = (offer.value for offer in scene.conversation.offers)
    return next(
        (value["id"] for value in values if value.get("flow") == NAME and value["kind"] == "take"), None
    )


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _tapped(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "take":
            return _take(scene, value["id"])
        case "leave":
            return _leave(scene, value["id"])
        case _:
            return None


def _take(scene: Scene, waiting_id: str) -> Decision:
    return scene.decide(then=Do(TakeSeat(waiting_id=UUID(waiting_id)), f"{NAME}:taken"))


def _leave(scene: Scene, waiting_id: str) -> Decision:
    offered = {"offered": waiting_id == _offered(scene)}
    return scene.decide(then=Do(LeaveWaitlist(waiting_id=UUID(waiting_id)), f"{NAME}:left", offered))


def _here(scene: Scene, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Keep what belongs to the host of this talk."""
    return [each for each in waiting if scene.page is None or each.host_id == scene.page.host.id]


def _mine(scene: Scene, waiting: Sequence[Waiting]) -> Decision:
    here = _here(scene, waiting)
    if not here:
        return scene.decide(says("waiting.not_waiting"))
    lines = [says("waiting.line", **_facts(scene, each)) for each in here]
    return scene.decide(says("waiting.mine", n=len(here), zone=scene.zone), *lines)


def _to_leave(scene: Scene, waiting: Sequence[Waiting]) -> Decision:
    """Leave the line that is meant; ask which if there are several."""
    here = _here(scene, waiting)
    wish = scene.understood.wish
    named = [each for each in here if wish and any(w.overlaps(each.slot) for w in wish.windows)]
    meant = named or here
    if not meant:
        return scene.decide(says("waiting.not_waiting"))
    if len(meant) == 1:
        return _leave(scene, str(meant[0].id))
    values = [
        ({"kind": "leave", "id": str(each.id), "flow": NAME}, "label.slot", {"slot": each.slot})
        for each in meant
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="waiting.which_leave", facts={"zone": scene.zone}, options=options)
    return laid.at(NAME, "which", Asked.BOOKING).decide(question)


def _facts(scene: Scene, waiting: Waiting) -> dict[str, Any]:
    event_type = scene.event_type(waiting.event_type_id)
    kept = waiting.standing is Standing.OFFERED
    return {
        "title": event_type.title if event_type else "",
        "slot": waiting.slot,
        "place": None if kept else waiting.place,
        "until": waiting.offered_until if kept else None,
    }


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "mine":
            return _mine(scene, result)
        case "to_leave":
            return _to_leave(scene, result)
        case "taken":
            return making.booked(scene, result.value)
        case "left":
            phrase = "waiting.passed_on" if note.get("offered") else "waiting.left"
            return scene.cleared().decide(says(phrase, **_facts(scene, result.value)))
        case _:
            return scene.decide()


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    closed = scene.cleared()
    if then == "taken" and refusal.code in (Code.HOLD_EXPIRED, Code.WRONG_STATUS):
        return closed.decide(says("waiting.gone"))
    return closed.decide(making.sorry(scene, refusal))
