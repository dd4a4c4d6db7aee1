"""Who comes along to a meeting in the making: kept as addresses until it is booked."""

from dataclasses import dataclass

from bot.decisions import Decision
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.event_types import EventType

MOST = 20
"""Most addresses that a talk keeps; an event type usually allows fewer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said about guests, and whether nothing is open about them."""

    scene: Scene
    say: tuple[Saying, ...]
    settled: bool

    def decision(self, resume: tuple[Saying, ...]) -> Decision:
        """Return the decision that says it, and then asks again what was open."""
        return self.scene.decide(*self.say, *(resume if self.settled else ()))


def absorb(scene: Scene) -> Scene:
    """Keep who is to come along, leave out who is not, and how many seats are wanted."""
    said, company = scene.understood, scene.understood.company
    if company.seats:
        scene = scene.remember(seats=company.seats)
    before = list(scene.slots.get("guests", ()))
    if said.has(Act.ADD_GUEST) and company.guests:
        return scene.remember(guests=list(dict.fromkeys((*before, *company.guests)))[:MOST])
    if said.has(Act.REMOVE_GUEST) and before:
        left = [each for each in before if not _means(scene, each, before)]
        return scene.remember(guests=left or None)
    return scene


def _means(scene: Scene, email: str, all_of_them: list[str]) -> bool:
    """Whether a guest who has only an address yet is the one who is named."""
    company = scene.understood.company
    if company.guests:
        return email in company.guests
    return company.guest_words.lower() in email or len(all_of_them) == 1


def heard(scene: Scene, flow: str, event_type: EventType) -> Heard | None:
    """Answer what a message says about who comes along; None if it says nothing."""
    said, company = scene.understood, scene.understood.company
    if scene.conversation.asked == Asked.GUEST and said.has(Act.NO, Act.SKIP, Act.DECLINE):
        return Heard(_back(scene, flow), (says("guests.none"),), settled=True)
    if said.has(Act.ADD_GUEST) and "rhythm" in scene.slots:
        return Heard(_back(scene.remember(guests=None), flow), (says("series.no_guests"),), settled=True)
    if said.has(Act.ADD_GUEST) and not company.guests:
        if event_type.most_guests == 0:
            return Heard(scene, (says("guests.not_here", title=event_type.title),), settled=True)
        before = [scene.conversation.step, scene.conversation.asked]
        asked = scene.remember(before=before).at(flow, "guest", Asked.GUEST)
        return Heard(asked, (says("guests.email", who=company.guest_words),), settled=False)
    if said.has(Act.ADD_GUEST):
        return Heard(_back(scene, flow), (says("guests.noted", guests=company.guests),), settled=True)
    if said.has(Act.REMOVE_GUEST):
        return Heard(_back(scene, flow), (says("guests.noted_off"),), settled=True)
    if company.seats and company.seats > 1 and event_type.seats == 1:
        return Heard(scene, (says("detail.one_person", title=event_type.title),), settled=True)
    return None


def _back(scene: Scene, flow: str) -> Scene:
    """Return to what was asked before the e-mail of a guest was."""
    before = scene.slots.get("before")
    if scene.conversation.asked != Asked.GUEST or not before:
        return scene
    return scene.remember(before=None).at(flow, before[0], Asked(before[1]))
