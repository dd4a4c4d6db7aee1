"""Why what a host wants to set cannot be, as a saying that tells the bounds."""

from bot.messages import Saying
from bot.scene import says
from core.errors import Code, Refusal

_STRETCHES = frozenset(
    {
        "step",
        "offset",
        "cancel_notice",
        "buffer_before",
        "buffer_after",
        "minimum_notice",
        "reminders",
        "lengths",
    }
)
"""Fields in minutes, beside those whose name says so."""

TOLD_APART = frozenset({"order", "dates", "booked", "never", "flood", "twice"})
"""Reasons with a phrase of their own, `invalid.<why>`."""


def sorry(refusal: Refusal) -> Saying:
    """Say why not, with the bounds where they are known."""
    facts = refusal.facts
    if refusal.code is not Code.INVALID:
        return Saying(phrase=f"refused.{refusal.code.value}", facts={"host": "", **facts})
    why, field = str(facts.get("why", "")), str(facts.get("field", ""))
    if why in TOLD_APART:
        return Saying(phrase=f"invalid.{why}", facts=dict(facts))
    if "low" not in facts:
        return says("refused.invalid", why=None)
    return Saying(phrase=f"invalid.{_bounds(why, field)}", facts={"low": facts["low"], "high": facts["high"]})


def _bounds(why: str, field: str) -> str:
    if why == "count":
        return "too_many"
    if why == "length":
        return "characters"
    minutes = field in _STRETCHES or field.endswith("_minutes")
    return "stretch" if minutes else "between"
