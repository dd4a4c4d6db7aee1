"""What stands in the way of a time, in words: the host hears rule or meeting, the invitee only the kind."""

from datetime import datetime

from bot.messages import Saying
from bot.scene import Scene
from core.booking import Side
from core.queries import Cause, Obstacle


def hindrance(scene: Scene, obstacle: Obstacle, start: datetime) -> Saying:
    """Say one thing that stands in the way of a start (aware)."""
    facts = {"host": scene.host.name if scene.host else "", **obstacle.facts, "start": start}
    return Saying(phrase=_phrase(scene.side, obstacle), facts=facts)


def _phrase(side: Side, obstacle: Obstacle) -> str:
    if obstacle.cause is Cause.SEATS_FULL and obstacle.facts.get("left"):
        return f"why.{side.value}.seats_few"
    if obstacle.cause is Cause.OVERRIDE and not obstacle.facts.get("ranges"):
        return f"why.{side.value}.closed"
    if side is Side.HOST and "rule" in obstacle.facts:
        return "why.host.rule"
    if side is Side.HOST and "taken" in obstacle.facts:
        return "why.host.calendar" if obstacle.cause is Cause.BUSY else "why.host.calendar_buffer"
    return f"why.{side.value}.{obstacle.cause.value}"
