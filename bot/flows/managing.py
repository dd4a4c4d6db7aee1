"""Either side moves or cancels a booking, or proposes another time for one that waits for approval."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bot import bookable, finding, making, whose, wishes
from bot.decisions import Decision, Do, Look
from bot.finding import Quest
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked, Shift, Wish
from core.booking import Booking, Proposal, Side, Status
from core.commands import CancelBooking, MoveBooking, ProposeTime, ReleaseHolds, RunningLate
from core.errors import Refusal
from core.interval import Interval
from core.queries import ShowBooking, Shown

NAME = "managing"
SHORT = 3
"""Words of a message that only repeats what was asked ("cancel it"); more are a reason."""


# -- hearing ---------------------------------------------------------------------------------------


def hear(scene: Scene) -> Decision | None:
    """Begin or go on with moving or cancelling; None if the message is about something else."""
    tapped_here = scene.tapped is not None and scene.tapped.value.get("flow") == NAME
    if not tapped_here and scene.conversation.flow != NAME:
        return _begin(scene)
    for step in (_tapped, _why, _begin, _stop_it, _impossible, _ambiguous, _confirmed, _wished, _reason):
        decision = step(scene)
        if decision is not None:
            return decision
    return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    match scene.conversation.step:
        case "offered":
            return finding.again(scene)
        case "cancel" | "move" | "propose":
            return (says("managing.go_on"),)
        case _:
            return ()


def _tapped(scene: Scene) -> Decision | None:
    if scene.tapped is None:
        return None
    value = scene.tapped.value
    match value["kind"]:
        case "manage":
            wish = scene.slots.get("wish") if value.get("keep_wish") else None
            said = scene.understood.wish
            wish = wishes.dump_wish(said) if said and said.windows else wish
            return _show(scene.remember(action=value["action"], wish=wish), value["booking"])
        case "slot":
            return _show(scene, note={"start": value["start"], "length": value["length"]})
        case "reading":
            return _show(scene.remember(wish=value["wish"]), note={"seek": True})
        case "do":
            return _carry_out(scene) if _is_open(scene, value) else scene.decide(says("aside.stale"))
        case "others":
            return _show(scene, note={"shift": Shift.OTHER})
        case "keep":
            return _keep(scene)
        case _:
            return None


def _is_open(scene: Scene, value: Mapping[str, Any]) -> bool:
    """Whether what an old yes agreed to is still what is asked."""
    return all(value.get(each) == scene.slots.get(each) for each in ("action", "booking"))


def _why(scene: Scene) -> Decision | None:
    """Answer “why not 3pm?” about the booking that is being moved."""
    wish = scene.understood.wish or wishes.load_wish(scene.slots.get("wish"))
    if not finding.asks_why(scene) or not wish.points or "booking" not in scene.slots:
        return None
    return _show(scene, note={"why": wish.points})


def _begin(scene: Scene) -> Decision | None:
    heard = scene.understood
    if heard.has(Act.CANCEL) and not (
        scene.conversation.flow == NAME and scene.conversation.step == "cancel"
    ):
        return _find(scene.remember(action="cancel", reason=heard.reason or None))
    if heard.has(Act.LATE):
        return _find(scene.remember(action="late", late=heard.lengths[0] if heard.lengths else None))
    if heard.has(Act.RESCHEDULE) or _corrects_booking(scene):
        asked = scene.slots.get("wish") if scene.conversation.step == bookable.MOVE_OR_ANOTHER else None
        wish = wishes.dump_wish(heard.wish) if heard.wish else asked
        length = heard.lengths[0] if heard.lengths else None
        which = wishes.dump_wish(heard.company.which) if heard.company.which else None
        scene = scene.remember(which=which)
        moving = scene.remember(action="move", reason=heard.reason or None)
        unclear = wishes.ambiguous(moving, NAME)
        if unclear:
            return unclear
        return _find(
            scene.remember(
                action="move",
                wish=wish,
                reason=heard.reason or None,
                length=length,
                shift=heard.shift.value if heard.shift else None,
            )
        )
    return None


def _corrects_booking(scene: Scene) -> bool:
    """Whether a correction is about the booking just made."""
    heard = scene.understood
    if scene.conversation.step != "done" or "booking" not in scene.slots:
        return False
    if heard.wish and heard.wish.windows:
        return heard.has(Act.CORRECT) or _refuses_booked(scene, heard.wish)
    return bool(heard.lengths)


def _refuses_booked(scene: Scene, wish: Wish) -> bool:
    """Whether the time that is booked was refused beside another that is wished."""
    booked = [datetime.fromisoformat(end) for end in scene.slots.get("booked_slot") or ()]
    return any(span.start <= start < span.end for span in wish.excluded for start in booked[:1])


def _stop_it(scene: Scene) -> Decision | None:
    closing = scene.conversation.step in ("cancel", "move", "propose")
    if closing and scene.understood.has(Act.NO, Act.DECLINE) and not scene.understood.wish:
        return _keep(scene)
    return None


def _keep(scene: Scene) -> Decision:
    release = Do(ReleaseHolds(owner=scene.owner), f"{NAME}:released")
    return scene.cleared().decide(says("managing.kept"), then=release)


def _ambiguous(scene: Scene) -> Decision | None:
    return wishes.ambiguous(scene, NAME)


def _impossible(scene: Scene) -> Decision | None:
    wish = scene.understood.wish
    said = wishes.problem(wish) if wish else None
    return scene.decide(said, *resume(scene)) if said else None


def _confirmed(scene: Scene) -> Decision | None:
    if scene.conversation.step not in ("cancel", "move", "propose"):
        return None
    again = scene.understood.has(Act.CANCEL) and len(scene.understood.text.split()) <= SHORT
    if not again and not scene.understood.has(Act.YES, Act.ACCEPT):
        return None
    reason = scene.understood.reason
    return _carry_out(scene.remember(reason=reason) if reason else scene)


def _wished(scene: Scene) -> Decision | None:
    heard = scene.understood
    if heard.wish and (heard.wish.windows or heard.wish.refusal):
        return _show(
            scene.remember(wish=wishes.dump_wish(heard.wish)), note={"seek": True, "shift": heard.shift}
        )
    if heard.shift or heard.has(Act.REQUEST_ALTERNATIVES):
        return _show(scene, note={"shift": heard.shift or Shift.OTHER})
    if heard.lengths and scene.slots.get("action") == "move":
        return _show(scene.remember(length=heard.lengths[0]), note={"seek": True})
    return None


def _reason(scene: Scene) -> Decision | None:
    """Free words while a cancellation is being confirmed are its reason."""
    step = scene.conversation.step
    if step not in ("cancel", "move", "propose") or scene.understood.acts:
        return None
    kept = scene.remember(reason=scene.understood.text[:500])
    return kept.decide(says("managing.reason_noted", reason=scene.understood.text[:500]))


# -- the booking in hand ---------------------------------------------------------------------------


def _find(scene: Scene) -> Decision:
    """Look for the booking that is meant."""
    return scene.decide(then=Look(whose.to_come(scene), f"{NAME}:candidates"))


def _candidates(scene: Scene, bookings: Sequence[Booking]) -> Decision:
    meant = whose.meant(scene, whose.of_this_talk(scene, bookings))
    if not meant:
        return scene.cleared().decide(says("managing.no_bookings"))
    action = scene.slots["action"]
    if len(meant) == 1 or action == "late":  # one is late for the next meeting
        return _show(scene, str(meant[0].id))
    manage = {"kind": "manage", "action": action, "flow": NAME}
    choices: list[finding.Choice] = [
        (manage | {"booking": str(b.id)}, "label.booking", whose.label(scene, b))
        for b in meant[: whose.LISTED]
    ]
    series = meant[0].series_id
    if action == "cancel" and series and all(b.series_id == series for b in meant):
        whole = {"kind": "series", "id": str(series), "flow": "series"}
        choices.append((whole, "label.cancel_all", {"n": len(meant)}))
    laid, options = scene.offering(choices)
    question = Saying(phrase=f"managing.which_{action}", facts={"zone": scene.zone}, options=options)
    return laid.at(NAME, "which", Asked.BOOKING).decide(question)


def _show(scene: Scene, booking_id: str | None = None, note: Mapping[str, Any] | None = None) -> Decision:
    """Look at the booking in question, then go on as the note says."""
    found = booking_id or scene.slots.get("booking")
    if not found:
        return _find(scene)
    kept = scene.remember(booking=found)
    return kept.decide(then=Look(ShowBooking(booking_id=UUID(found)), f"{NAME}:shown", note or {}))


def _shown(scene: Scene, shown: Shown, note: Mapping[str, Any]) -> Decision:
    """Go on with the booking in hand."""
    slot = shown.booking.slot
    kept = scene.remember(booked_slot=[slot.start.isoformat(), slot.end.isoformat()])
    late = making.too_late(scene, shown) if scene.slots.get("action") != "late" else None
    if late:
        return kept.cleared().at("", "done").decide(late)
    if scene.slots.get("action") == "cancel":
        return _confirm_cancel(kept, shown)
    if scene.slots.get("action") == "late":
        command = RunningLate(booking_id=shown.booking.id, by=scene.side, minutes=scene.slots.get("late"))
        return kept.decide(then=Do(command, f"{NAME}:late"))
    length = scene.slots.get("length") or slot.minutes
    if length not in shown.event_type.lengths and length != slot.minutes:
        return _no_such_length(kept, shown, length)
    quest = Quest(
        flow=NAME,
        event_type=shown.event_type,
        length=int(length),
        moving=shown.booking.id,
        current=slot,
        seats=shown.booking.seats,
    )
    if "why" in note:
        return finding.why_not(kept, quest, Wish(points=note["why"]))
    if "start" in note:
        return finding.hold(
            kept, quest, Interval.of(datetime.fromisoformat(note["start"]), int(note["length"]))
        )
    wish = wishes.load_wish(scene.slots.get("wish"))
    if not wish.windows and scene.slots.get("length"):
        wish = Wish(points=(slot.start,), windows=(Interval.of(slot.start, int(length)),))
    shift = note.get("shift") or (Shift(scene.slots["shift"]) if scene.slots.get("shift") else None)
    fresh = kept.remember(shift=None, last=kept.slots.get("last") or [slot.start.isoformat()])
    return finding.seek(fresh, quest, wish, shift)


def _no_such_length(scene: Scene, shown: Shown, length: int) -> Decision:
    event_type = shown.event_type
    sorry = says("booking.no_such_length", title=event_type.title, length=length, lengths=event_type.lengths)
    return scene.cleared().decide(sorry)


# -- confirming and doing --------------------------------------------------------------------------


def _confirm_cancel(scene: Scene, shown: Shown) -> Decision:
    laid, options = scene.offering(
        [
            (_yes(scene, "cancel"), "label.cancel", {}),
            ({"kind": "keep", "flow": NAME}, "label.keep", {}),
        ]
    )
    facts = whose.facts(scene, shown.booking, shown.host.zone)
    question = Saying(
        phrase="managing.confirm_cancel",
        facts={**facts, "reason": scene.slots.get("reason")},
        options=options,
    )
    return laid.at(NAME, "cancel", Asked.CONFIRM).decide(question)


def _yes(scene: Scene, action: str) -> dict[str, Any]:
    """Return the choice that agrees to just this."""
    return {"kind": "do", "flow": NAME, "action": action, "booking": scene.slots.get("booking")}


def _confirm_move(scene: Scene, note: Mapping[str, Any], shown: Shown) -> Decision:
    action = "propose" if _only_proposes(scene, shown.booking) else "move"
    start = datetime.fromisoformat(scene.slots["start"])
    laid, options = scene.remember(action=action).offering(
        [
            (_yes(scene, action), f"label.{action}", {}),
            ({"kind": "others", "flow": NAME}, "label.others", {}),
            ({"kind": "keep", "flow": NAME}, "label.keep", {}),
        ]
    )
    to = Interval.of(start, note["quest"].length)
    facts = {**whose.facts(scene, shown.booking, shown.host.zone), "slot": to, "old": shown.booking.slot}
    question = Saying(phrase=f"managing.confirm_{action}", facts=facts, options=options)
    return laid.at(NAME, action, Asked.CONFIRM).decide(question)


def _only_proposes(scene: Scene, booking: Booking) -> bool:
    """A request that waits is not moved by the host but answered with a proposal; so is the answer to one."""
    return booking.status is Status.PENDING and (scene.side is Side.HOST or booking.proposal is not None)


def _carry_out(scene: Scene) -> Decision:
    booking_id = scene.slots.get("booking")
    if not booking_id:
        return _find(scene)
    side, reason = scene.side, scene.slots.get("reason") or ""
    target = UUID(booking_id)
    if scene.slots.get("action") == "cancel":
        return scene.decide(
            then=Do(CancelBooking(booking_id=target, by=side, reason=reason), f"{NAME}:cancelled")
        )
    start = datetime.fromisoformat(scene.slots["start"])
    length = int(scene.slots["length"])
    if scene.slots.get("action") == "propose":
        proposal = Proposal(by=side, slot=Interval.of(start, length), reason=reason)
        return scene.decide(
            then=Do(
                ProposeTime(booking_id=target, proposal=proposal, owner=scene.owner),
                f"{NAME}:proposed",
            )
        )
    command = MoveBooking(
        booking_id=target,
        by=side,
        start=start,
        length=length,
        reason=reason,
        owner=scene.owner,
    )
    return scene.decide(then=Do(command, f"{NAME}:moved"))


# -- learning --------------------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "candidates":
            return _candidates(scene, result)
        case "shown":
            return _shown(scene, result, note)
        case "found":
            return finding.found(scene, result, note)
        case "why":
            if result and note.get("keep"):
                return scene.decide(finding.reason(scene, result, note["start"]), *resume(scene))
            return finding.because(scene, result, note)
        case "held":
            scene = scene.remember(hold_until=result.value.expires_at.isoformat())
            query = ShowBooking(booking_id=note["quest"].moving)
            return scene.decide(then=Look(query, f"{NAME}:confirm", note))
        case "confirm":
            return _confirm_move(scene, note, result)
        case "cancelled" | "moved" | "proposed" | "late":
            return _done(scene, then, result.value)
        case _:
            return scene.decide()


def _done(scene: Scene, what: str, booking: Booking) -> Decision:
    """Say exactly what was done."""
    host = scene.host
    facts = whose.facts(scene, booking, host.zone if host else "UTC") | {"lead": scene.slots.get("late")}
    if what == "proposed" and booking.proposal:
        facts["slot"] = booking.proposal.slot
    if what == "moved" and booking.status is Status.PENDING:
        what = "asked_again"
    slot = [booking.slot.start.isoformat(), booking.slot.end.isoformat()]
    closed = scene.cleared().remember(booking=str(booking.id), booked_slot=slot).at("", "done")
    return closed.decide(*making.asked_first(scene, booking), says(f"managing.{what}", **facts))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not; a time that is gone is replaced by the nearest others."""
    sorry = says(f"refused.{refusal.code.value}", **finding.refusal_facts(scene, refusal))
    if (
        then in ("held", "moved", "proposed")
        and "start" in scene.slots
        and refusal.facts.get("why") != "same"
    ):
        fresh = scene.remember(start=None, wish=wishes.dump_wish(wishes.around(scene)))
        return _show(fresh, note={"seek": True}).after(sorry)
    return scene.cleared().decide(sorry)
