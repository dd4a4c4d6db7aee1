"""Notices in short: for text messages, and for networks that let us begin only with a text that was agreed on."""

from collections.abc import Mapping
from typing import Any

from bot.messages import Brief, Saying
from bot.phrases import Voice, language, phrases, say

PLAIN = "news"
"""What has no short form of its own is told whole, as news."""


def brief(saying: Saying, voice: Voice) -> Brief:
    """Return a notice in short; `saying` is the whole of it."""
    news = saying.phrase.rpartition(".")[2]
    spoken = language(voice.locale)
    if f"brief.{news}" not in phrases(spoken) or not {"title", "slot"} <= set(saying.facts):
        return Brief(news=PLAIN, language=spoken)
    return Brief(news=news, language=spoken, facts=_facts(saying.facts, voice))


def _facts(facts: Mapping[str, Any], voice: Voice) -> dict[str, str]:
    told = {
        "what": say("brief.what", {"title": facts["title"]}, voice),
        "when": say("brief.when", {"slot": facts["slot"], "zone": voice.zone}, voice),
        "who": str(facts.get("who", "")),
    }
    if "until" in facts:
        told["until"] = say("brief.until", {"until": facts["until"]}, voice)
    return told
