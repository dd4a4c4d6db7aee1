"""Somebody is brought along to a meeting that is booked, or no longer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bot import making, whose
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.booking import Booking, Guest
from core.commands import AddGuests, RemoveGuest
from core.errors import Refusal
from core.queries import ShowBooking, Shown

NAME = "guests"
_CLOSING = frozenset({Act.NO, Act.SKIP, Act.DECLINE})


def hear(scene: Scene) -> Decision | None:
    """Add or remove a guest of a booking; None if the message is about something else, or about one in the making."""
    if scene.tapped:
        return _show(scene, scene.tapped.value["booking"]) if scene.tapped.value["kind"] == "guests" else None
    here = scene.conversation.flow == NAME
    if here and scene.conversation.asked == Asked.GUEST and scene.understood.has(*_CLOSING):
        return scene.cleared().decide(says("guests.none"))
    if not scene.understood.has(Act.ADD_GUEST, Act.REMOVE_GUEST) or not (here or _is_about_booked(scene)):
        return None
    company = scene.understood.company
    kept = scene.remember(
        guests=list(company.guests) or None,
        guest_words=company.guest_words or scene.slots.get("guest_words"),
        removes=scene.understood.has(Act.REMOVE_GUEST) or None,
    )
    if "booking" in scene.slots and not company.which:
        return _show(kept, scene.slots["booking"])
    return kept.decide(then=Look(whose.to_come(scene), f"{NAME}:candidates"))


def _is_about_booked(scene: Scene) -> bool:
    """Whether no booking is in the making, and none is begun by the message."""
    heard = scene.understood
    begins = heard.has(Act.BOOK) or bool(heard.wish and heard.wish.windows)
    return not scene.conversation.flow and not begins


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    if scene.conversation.asked != Asked.GUEST:
        return ()
    return (says("guests.email", who=scene.slots.get("guest_words")),)


def _show(scene: Scene, booking_id: str) -> Decision:
    kept = scene.remember(booking=booking_id)
    return kept.decide(then=Look(ShowBooking(booking_id=UUID(booking_id)), f"{NAME}:shown"))


def _candidates(scene: Scene, bookings: Sequence[Booking]) -> Decision:
    here = whose.of_this_talk(scene, bookings)
    if scene.understood.company.which:
        here = whose.meant(scene, here)
    if not here:
        return scene.cleared().decide(says("managing.no_bookings"))
    if len(here) == 1:
        return _show(scene, str(here[0].id))
    values = [
        ({"kind": "guests", "booking": str(b.id), "flow": NAME}, "label.booking", whose.label(scene, b))
        for b in here[: whose.LISTED]
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="guests.which_booking", facts={"zone": scene.zone}, options=options)
    return laid.at(NAME, "which", Asked.BOOKING).decide(question)


def _shown(scene: Scene, shown: Shown) -> Decision:
    """Do it, or ask for what is missing: an e-mail, or which of several guests is meant."""
    if scene.slots.get("removes"):
        return _remove(scene, shown.booking)
    emails = tuple(scene.slots.get("guests", ()))
    words = scene.slots.get("guest_words") or ""
    if not emails:
        return scene.at(NAME, "guest", Asked.GUEST).decide(says("guests.email", who=words))
    names = (words,) if words[:1].isupper() and len(emails) == 1 else ()
    command = AddGuests(booking_id=shown.booking.id, by=scene.side, emails=emails, names=names)
    return scene.decide(then=Do(command, f"{NAME}:added", {"before": shown.booking.guests}))


def _remove(scene: Scene, booking: Booking) -> Decision:
    meant = _meant(scene, booking.guests)
    if len(meant) == 1:
        command = RemoveGuest(booking_id=booking.id, by=scene.side, guest_id=meant[0].id)
        return scene.decide(then=Do(command, f"{NAME}:removed", {"before": booking.guests}))
    facts = {"title": whose.title(scene, booking), "slot": booking.slot}
    if not booking.guests:
        return scene.cleared().decide(says("guests.nobody", **facts))
    return scene.at(NAME, "whom", Asked.BOOKING).decide(says("guests.which", guests=_called(booking.guests)))


def _meant(scene: Scene, guests: Sequence[Guest]) -> list[Guest]:
    """Return the guests whom the words can mean; the only one needs no name."""
    emails, words = scene.slots.get("guests", ()), str(scene.slots.get("guest_words") or "").lower()
    named = [
        g for g in guests if g.email.lower() in emails or (words and words in f"{g.name} {g.email}".lower())
    ]
    unnamed = (not emails and not words[:1].strip()) or words.startswith(("my ", "our "))
    return named or (list(guests) if unnamed and len(guests) == 1 else [])


def _called(guests: Sequence[Guest]) -> list[str]:
    return [each.name or each.email for each in guests]


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was looked up or done."""
    match then:
        case "candidates":
            return _candidates(scene, result)
        case "shown":
            return _shown(scene, result)
        case "added" | "removed":
            return _done(scene, then, note["before"], result.value)
        case _:
            return scene.decide()


def _done(scene: Scene, what: str, before: Sequence[Guest], booking: Booking) -> Decision:
    """Say who was invited or taken off."""
    was, now = {g.id for g in before}, {g.id for g in booking.guests}
    facts = {
        "title": whose.title(scene, booking),
        "slot": booking.slot,
        "added": _called([g for g in booking.guests if g.id not in was]),
        "removed": _called([g for g in before if g.id not in now]),
    }
    slot = [booking.slot.start.isoformat(), booking.slot.end.isoformat()]
    closed = scene.cleared().remember(booking=str(booking.id), booked_slot=slot).at("", "done")
    return closed.decide(says(f"guests.{what}", **facts))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.cleared().at("", "done").decide(making.sorry(scene, refusal))
