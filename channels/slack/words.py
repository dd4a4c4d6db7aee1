"""Phrases as Slack shows them: for a member's language, zone and clock, escaped."""

from collections.abc import Mapping
from typing import Any

from bot.messages import Saying
from bot.phrases import Voice, render, say
from channels.slack.mrkdwn import escape, with_moments

MARK = "\ufdd3{}\ufdd4"
"""Holds the place of what is written already while a phrase is escaped; noncharacters, which no text for people contains."""


def told(phrase: str, voice: Voice, facts: Mapping[str, Any] | None = None) -> str:
    """Return a phrase as Slack's markup, with its instants by each reader's clock."""
    outgoing = render((Saying(phrase=phrase, facts=facts or {}),), voice)
    return with_moments(outgoing.text, outgoing.moments)


def with_written(phrase: str, voice: Voice, **written: str) -> str:
    """Return a phrase with facts that are markup already."""
    text = escape(say(phrase, {name: MARK.format(name) for name in written}, voice))
    for name, value in written.items():
        text = text.replace(MARK.format(name), value)
    return text


def label(phrase: str, voice: Voice, most: int, **facts: Any) -> str:
    """Return a phrase as the label of a button or field, which is plain text of at most so many characters."""
    text = say(phrase, facts, voice)
    return text if len(text) <= most else f"{text[: most - 1]}…"
