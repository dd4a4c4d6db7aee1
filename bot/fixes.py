"""What a host could change so that a time can be booked: each remedy as a saying."""

from collections.abc import Sequence
from typing import Any

from bot.messages import Saying
from bot.scene import says
from core.calendars import Trouble
from core.people import DayCount
from core.queries import Change, Obstacle, Remedy


def fix(obstacle: Obstacle) -> tuple[Saying, ...]:
    """Say the cheapest thing that would take an obstacle away; nothing if there is none."""
    if obstacle.facts.get("trouble") in {Trouble.NONE, Trouble.UNREACHABLE}:
        return ()  # that passes by itself
    cheapest: Sequence[Remedy] = obstacle.remedies[:1]
    return tuple(_said(each) for each in cheapest)


def _said(remedy: Remedy) -> Saying:
    facts = dict(remedy.facts)
    match remedy.change:
        case Change.WIDEN_WINDOW:
            return _window(facts)
        case Change.SHRINK_BUFFER:
            return _buffer(facts)
        case Change.RAISE_LIMIT:
            return _limit(facts)
        case Change.OPEN_HOURS:
            ranges = ((facts["start"], facts["end"]),)
            return says("fix.open_hours", day=facts["day"], ranges=ranges)
        case Change.RESUME:
            return says("fix.resume", title=facts.get("event_type"))
        case Change.DROP_RULE:
            return says("fix.drop_rule", note=facts.get("note"))
        case _:
            return Saying(phrase=f"fix.{remedy.change.value}", facts={"title": None, **facts})


def _window(facts: dict[str, Any]) -> Saying:
    if "opens" in facts:
        return says("fix.widen_opens", day=facts["opens"])
    if "closes" in facts:
        return says("fix.widen_closes", day=facts["closes"])
    business = facts.get("counts") == DayCount.BUSINESS
    return Saying(phrase="fix.widen_business" if business else "fix.widen_days", facts={"n": facts["days"]})


def _buffer(facts: dict[str, Any]) -> Saying:
    side = "before" if "before" in facts else "after"
    return says("fix.shrink_buffer", minutes=facts[side], side=side)


def _limit(facts: dict[str, Any]) -> Saying:
    what = "minutes" if facts["minutes"] else "count"
    return Saying(phrase=f"fix.raise_{what}", facts={"most": facts["most"], "per": str(facts["per"])})
