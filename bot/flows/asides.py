"""What can be said at any point: help, thanks, side questions, stop, start over, undo, repeat, a human."""

from collections.abc import Mapping
from typing import Any

from bot.bookable import event_type_of
from bot.decisions import Decision, Do
from bot.making import priced
from bot.messages import Saying
from bot.scene import Scene, before_booking, says
from bot.understood import Act
from core.booking import Side
from core.commands import ChangePerson, ReleaseHolds, Undo
from core.errors import Refusal
from core.event_types import EventType

NAME = "asides"

PLAIN: Mapping[Act, str] = {
    Act.THANKS: "aside.thanks",
    Act.GOODBYE: "aside.goodbye",
    Act.OUT_OF_SCOPE: "aside.out_of_scope",
}
TOPICS = frozenset(
    {"length", "place", "price", "who", "zone", "what", "when", "parking", "seats", "waitlist"}
)


def stop(scene: Scene) -> Decision:
    """Let go of everything that is open."""
    release = Do(ReleaseHolds(owner=scene.owner), f"{NAME}:released", {"say": "aside.stopped"})
    return scene.cleared().decide(then=release)


def start_over(scene: Scene) -> Decision:
    """Forget what was gathered and begin again."""
    release = Do(ReleaseHolds(owner=scene.owner), f"{NAME}:released", {"say": "aside.started_over"})
    return scene.cleared().decide(then=release)


def undo(scene: Scene) -> Decision:
    """Take back the last change."""
    return scene.decide(then=Do(Undo(actor=scene.actor), f"{NAME}:undone"))


def zone(scene: Scene, name: str) -> Decision:
    """An invitee says where they are."""
    return scene.decide(then=Do(ChangePerson(person_id=scene.person.id, zone=name), f"{NAME}:zone"))


def remarks(scene: Scene) -> tuple[Saying, ...]:
    """Answer what was said by the way; empty if nothing was."""
    heard = scene.understood
    said: list[Saying] = []
    for act in heard.acts:
        if act is Act.ASK_DETAILS:
            said.append(_detail(scene, heard.topic))
        elif act is Act.HELP:
            said.append(says(f"aside.help_{scene.side.value}", host=_host_name(scene)))
        elif act is Act.HUMAN:
            said.append(_human(scene))
        elif act in PLAIN:
            said.append(says(PLAIN[act]))
    return tuple(said)


def _host_name(scene: Scene) -> str:
    return scene.host.name if scene.host else ""


def _human(scene: Scene) -> Saying:
    host = scene.host
    if scene.side is Side.HOST:
        return says("aside.human_host")
    verified = host.email if host and host.email_verified else None
    return says("aside.human", host=_host_name(scene), email=verified)


def _detail(scene: Scene, topic: str) -> Saying:
    """Answer a side question about the meeting."""
    event_type = event_type_of(scene) or next(iter(scene.event_types), None)
    if event_type is None or topic not in TOPICS:
        return says("detail.unknown", host=_host_name(scene))
    facts = {
        "title": event_type.title,
        "lengths": priced(event_type) if topic == "price" else event_type.lengths,
        "seats": event_type.seats,
        "place": before_booking(event_type.place),
        "kind": event_type.place.kind.value,
        "host": _host_name(scene),
        "bio": scene.host.bio if scene.host else "",
        "description": event_type.description,
        "zone": scene.zone,
        "host_zone": scene.host.zone if scene.host else scene.zone,
    }
    return says(_detail_phrase(topic, event_type), **facts)


def _detail_phrase(topic: str, event_type: EventType) -> str:
    if topic == "place":
        told = before_booking(event_type.place)
        known = "place" if told and told.detail else f"place_{event_type.place.kind.value}"
        return f"detail.{known}"
    if topic == "price" and not any(price.amount for price in event_type.prices):
        return "detail.price_free"
    if topic == "waitlist" and (event_type.seats == 1 or not event_type.waitlist):
        return "waiting.no_list"
    if topic == "seats" and event_type.seats == 1:
        return "detail.one_person"
    return f"detail.{topic}"


def hear(scene: Scene) -> Decision | None:
    """Asides are taken up by the director; nothing begins here."""
    return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Say what was done."""
    match then:
        case "released":
            return scene.decide(says(note["say"]))
        case "undone":
            return scene.cleared().decide(says(*_undone(result.value)))
        case "zone":
            return scene.decide(says("aside.zone_set", zone=result.value.zone))
        case _:
            return scene.decide()


def _undone(change: Any) -> tuple[str]:
    return (f"undone.{change.verb}",)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": _host_name(scene), **refusal.facts}))
