"""A host asks why a time cannot be booked: each rule or meeting that stands in the way, and what would help."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import finding, fixes
from bot.bookable import named_event_type
from bot.decisions import Decision
from bot.finding import Quest
from bot.hindrances import hindrance
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.errors import Refusal
from core.event_types import EventType
from core.queries import Obstacle

NAME = "explaining"
SHOWN = 4
"""Most obstacles that are named at once."""


def hear(scene: Scene) -> Decision | None:
    """Explain a time; None if the message is about something else."""
    if scene.desk is None:
        return None
    if scene.tapped:
        return _picked(scene, scene.tapped.value) if scene.conversation.flow == NAME else None
    wish = scene.understood.wish
    if not scene.understood.has(Act.WHY_NOT) or wish is None or not scene.event_types:
        return None
    if not wish.points:
        return scene.decide(says("explaining.ask_time"))
    start = wish.points[0]
    meant = named_event_type(scene) or (scene.event_types[0] if len(scene.event_types) == 1 else None)
    return _explain(scene, meant, start) if meant else _which(scene, start)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _which(scene: Scene, start: datetime) -> Decision:
    values = [
        (
            {"kind": "why_of", "id": str(e.id), "flow": NAME},
            "label.event_type",
            {"title": e.title, "lengths": e.lengths},
        )
        for e in scene.event_types
    ]
    laid, options = scene.remember(start=start.isoformat()).offering(values)
    question = Saying(phrase="explaining.which", facts={"start": start}, options=options)
    return laid.at(NAME, "which", Asked.EVENT_TYPE).decide(question)


def _picked(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    target, start = scene.event_type(value.get("id")), scene.slots.get("start")
    if value["kind"] != "why_of" or target is None or not start:
        return None
    return _explain(scene.cleared(), target, datetime.fromisoformat(start))


def _explain(scene: Scene, event_type: EventType, start: datetime) -> Decision:
    said = [length for length in scene.understood.lengths if length in event_type.lengths]
    length = said[0] if said else event_type.lengths[0]
    return finding.ask_why(scene, Quest(flow=NAME, event_type=event_type, length=length), start)


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Name what stands in the way, each with the cheapest change that would help."""
    obstacles: Sequence[Obstacle] = result
    start = note["start"]
    if not obstacles:
        return scene.decide(says("agenda.free", start=start))
    return scene.decide(*(_line(scene, each, start) for each in obstacles[:SHOWN]))


def _line(scene: Scene, obstacle: Obstacle, start: datetime) -> Saying:
    return says("explaining.line", told=(hindrance(scene, obstacle, start), *fixes.fix(obstacle)))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
