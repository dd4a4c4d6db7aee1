"""Being signed in on the web: where one is, how one gets there, and logging out everywhere."""

from collections.abc import Mapping
from typing import Any

from bot.decisions import Decision, Do
from bot.messages import Saying
from bot.reach import Ask
from bot.scene import Scene, says
from core.commands import RevokeSessions
from core.errors import Refusal

NAME = "signing"
ASKS = frozenset({Ask.LOG_OUT, Ask.SIGNED_IN, Ask.SIGN_IN})
"""What somebody says that is for this flow."""
WEB = "webchat"


def hear(scene: Scene) -> Decision:
    """Log somebody out everywhere, or say where their account is."""
    ask = scene.understood.reach.ask if scene.understood.reach else Ask.SIGN_IN
    if ask is Ask.LOG_OUT:
        return scene.decide(then=Do(_everywhere(scene), f"{NAME}:out"))
    return scene.decide(says("signing.where") if ask is Ask.SIGNED_IN else says("signing.how"))


def _everywhere(scene: Scene) -> RevokeSessions:
    where = scene.incoming.address
    return RevokeSessions(person_id=scene.person.id, room=where.room if where.channel == WEB else "")


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Say whether there was anything to log out of."""
    return scene.decide(says("signing.out") if result.value else says("signing.nowhere"))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(Saying(phrase=f"refused.{refusal.code.value}", facts=dict(refusal.facts)))
