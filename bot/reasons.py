"""Why these times: each time on the table with the one thing that speaks for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot import finding
from bot.decisions import Decision, Look
from bot.finding import Quest
from bot.messages import Saying
from bot.scene import Scene, says
from bot.wishes import load_wish
from core.interval import Interval
from core.queries import FindSlots, Found
from core.recommend import Reason, reasons

DAY = timedelta(days=1)
"""So much after the last of them is looked at as well: is it the only one of its day?"""


A_DAY = timedelta(days=1)


def ask(scene: Scene, quest: Quest) -> Decision | None:
    """Look up among which times those on the table were chosen; None if there are none. The answer goes to `<flow>:reasons`."""
    shown = finding.on_the_table(scene)
    if not shown:
        return None
    last = max(each.end for each in shown) + A_DAY  # what else is free on the last day counts as well
    query = FindSlots(
        host_id=quest.event_type.host_id,
        event_type_id=quest.event_type.id,
        length=quest.length,
        within=Interval(scene.now, max(last, scene.now) + DAY),
        owner=scene.owner,
        moving=quest.moving,
        seats=quest.seats,
    )
    return scene.decide(then=Look(query, f"{quest.flow}:reasons", {"shown": shown}))


def told(scene: Scene, found: Found, shown: Sequence[Interval]) -> tuple[Saying, ...]:
    """Say for each time on the table what speaks for it."""
    wish = load_wish(scene.slots.get("wish"))
    why = reasons(
        shown, found.slots, points=wish.points, prefer=wish.prefer, fits=found.fits, zone=scene.zone
    )
    return tuple(says(f"reason.{each.merit.value}", **_facts(each)) for each in why)


def _facts(why: Reason) -> dict[str, Any]:
    return {"slot": why.slot, "minutes": 0, "point": why.slot.start, "part": "", **why.facts}
