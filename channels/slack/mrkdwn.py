"""Slack's markup: plain text to and from it, and instants that each reader sees by their own clock."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.messages import Moment

DATE = "<!date^{unix}^{format}|{fallback}>"
"""An instant in the reader's zone (docs.slack.dev, "Formatting text for app surfaces")."""
BEGINS_AS, ENDS_AS = "{date_long_pretty}, {time}", "{time}"
"""How it is shown: with weekday, or `tomorrow`; of an end the clock alone."""
DASH = "–"
"""Stands between the clock times of a stretch."""
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
"""The three characters that mean something to Slack, and how they are written."""
MARKED = re.compile(r"<([^<>]*)>")
USER = re.compile(r"<@([A-Z0-9]+)(?:\|([^<>]*))?>")
"""Somebody who is mentioned: `<@U123>` or `<@U123|ann>`."""


def escape(text: str) -> str:
    """Write plain text as Slack wants it."""
    for plain, written in ESCAPES:
        text = text.replace(plain, written)
    return text


def unescape(text: str) -> str:
    """Read what `escape` wrote."""
    for plain, written in reversed(ESCAPES):
        text = text.replace(written, plain)
    return text


def with_moments(text: str, moments: Iterable[Moment]) -> str:
    """Write plain text in which stretches tell an instant; each reader is shown those by their own clock."""
    written, at = [], 0
    for each in moments:
        end = each.start + each.length
        written += [escape(text[at : each.start]), _date(text[each.start : end], each)]
        at = end
    return "".join([*written, escape(text[at:])])


def _date(told: str, moment: Moment) -> str:
    """Write a stretch that tells an instant, or a beginning and an end; its words are what is read where it cannot be shown."""
    begins, dash, ends = told.rpartition(DASH)
    if moment.until is None or not dash:
        return date(moment.at, BEGINS_AS, told)
    return f"{date(moment.at, BEGINS_AS, begins)}{dash}{date(moment.until, ENDS_AS, ends)}"


def date(at: datetime, shown_as: str, words: str) -> str:
    """Write an instant that each reader sees by their own clock."""
    fallback = escape(words).replace("|", "/")
    return DATE.format(unix=int(at.timestamp()), format=shown_as, fallback=fallback)


def mentioned(text: str) -> tuple[str, ...]:
    """Return the ids of the members who are mentioned, in order, each once."""
    return tuple(dict.fromkeys(found[1] for found in USER.finditer(text)))


def plain(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return what somebody typed, as plain text; members are called by their `names` (id to name)."""
    return unescape(MARKED.sub(lambda found: _plainly(found[1], names or {}), text))


def _plainly(mark: str, names: Mapping[str, str]) -> str:
    """Read what stands between brackets: a member, a channel, something special, an address or a link."""
    target, _, label = mark.partition("|")
    if target.startswith("@"):
        return f"@{names.get(target[1:]) or label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):  # `<!here>`, `<!subteam^S1|@team>`, `<!date^…|words>`
        return label or f"@{target[1:].partition('^')[0]}"
    if target.startswith(("mailto:", "tel:")):
        return target.partition(":")[2]
    return _link(target, label)


def _link(target: str, label: str) -> str:
    """Return a link's address, or its label where Slack made a link of what only looks like one, such as `example.org`."""
    bare = target.partition("://")[2]
    return label if label and bare.rstrip("/") == label.rstrip("/") else target
