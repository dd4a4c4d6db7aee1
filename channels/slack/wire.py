"""What Slack delivers, read into what a conversation hears. Pure.

Keys. Slack delivers an event up to four times, with the same `event_id`; a tap has an `action_ts` and a command a
`trigger_id` of its own. The key of a delivery from a thread ends with it, since the key of a reply holds the key of
what it answers: that is how a reply finds back into its thread.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.messages import MAX_TEXT, Address, Incoming, Odd
from channels.slack import mrkdwn
from channels.slack.blocks import chosen, talk_of
from channels.slack.profile import UNKNOWN, Profile

CHANNEL = "slack"
START = "start"
"""The choice that opens a talk."""
SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Kinds of messages that a person says; the others tell that something was edited, pinned, joined."""
IN_THREAD = "#"
ODD_FILES: Mapping[str, Odd] = {"audio": Odd.VOICE, "video": Odd.VOICE, "image": Odd.PICTURE}
"""What a file is taken for, by the first half of its MIME type; clips that people record come as audio or video."""
TALK = re.compile(r"@[a-z0-9-]{1,50}(/[a-z0-9-]{1,50})?")
"""A talk as somebody types it: `@anna`, `@anna/intro`."""


@lru_cache(maxsize=1024)
def ours(bot: str) -> re.Pattern[str]:
    """Return what mentions us."""
    return re.compile(rf"<@{re.escape(bot)}(\|[^<>]*)?>[,:]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What has to be known besides a delivery to read it."""

    account: str
    """The workspace in which we are installed."""
    at: datetime
    profile: Profile = UNKNOWN
    names: Mapping[str, str] = field(default_factory=dict)
    """How mentioned members are called here (id to username)."""
    bot: str = ""
    """Our own member id, which is left out of texts."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A delivery, and the talk that it opens."""

    incoming: Incoming
    thread: str


def said(event: Mapping[str, Any], event_id: str, around: Around) -> Incoming | None:
    """Read a message to us, or one in which we are mentioned; None if nobody said it or it is none."""
    user, channel = event.get("user"), event.get("channel")
    direct = _is_direct(event)
    if event.get("bot_id") or event.get("subtype") not in SPOKEN or not user or not channel:
        return None
    if (
        event.get("type") == "message" and not direct
    ):  # said to others; a mention comes as an event of its own
        return None
    odd = _odd(event.get("files") or ())
    text = _heard(str(event.get("text") or ""), around)
    room = user if direct else f"{channel}/{user}"
    key = f"{event_id}{_thread_of(event)}"
    opening = None if text or odd or direct else START
    return replace(_incoming(key, room, around, text, opening), odd=odd)


def tapped(body: Mapping[str, Any], action: Mapping[str, Any], around: Around) -> Heard | None:
    """Read the tap on a choice, with the talk to which it belongs; None for an action that is no choice."""
    talk = talk_of(str(action.get("block_id", "")))
    token, label = chosen(action)
    user = str((body.get("user") or {}).get("id", ""))
    if talk is None or not token or not _may_tap(talk[0], user):
        return None
    key = f"{action.get('action_ts', '')}:{user}{_thread_of(body.get('container') or {})}"
    said = "" if label.isdigit() else mrkdwn.unescape(label)  # a number would mean the list last shown
    return Heard(_incoming(key, talk[0], around, said, token), talk[1])


def commanded(body: Mapping[str, Any], around: Around, text: str) -> Incoming:
    """Read a command, of which `text` is to be heard; it is answered in the direct messages, where we may always write."""
    user = str(body.get("user_id", ""))
    heard = _heard(text, around)
    return _incoming(str(body.get("trigger_id", "")), user, around, heard, None if heard else START)


def opened(user: str, around: Around) -> Incoming:
    """Return the delivery that greets somebody who opens our direct messages, the same one each time."""
    return _incoming(f"{user}:{START}", user, around, choice=START)


def named(event: Mapping[str, Any], bot: str) -> tuple[str, str, str]:
    """Return whom a message to us calls for: a member's id or a talk, one of them, and what is wished; both empty if for nobody.

    In a channel somebody who is mentioned first, and alone; in direct messages only if that is all that is said.
    """
    text = ours(bot).sub(" ", str(event.get("text") or "")).strip()
    member, talk, rest = whom(text)
    others = set(mrkdwn.mentioned(rest)) - {member}
    if others or (rest and _is_direct(event)):
        return "", "", text
    return member, talk, rest


def whom(words: str) -> tuple[str, str, str]:
    """Take the words behind `/meet` apart: a member's id or a talk such as `@anna/intro`, one of them, and what is wished."""
    first, _, rest = words.strip().partition(" ")
    member = mrkdwn.USER.fullmatch(first)
    if member:
        return member[1], "", rest.strip()
    if TALK.fullmatch(first.lower()):
        return "", first.lower(), rest.strip()
    return "", "", words.strip()


def replied_thread(key: str) -> str | None:
    """Return the thread in which the delivery was said that a message with this key answers; None if in none."""
    before, mark, thread = key.rpartition(IN_THREAD)
    return thread if mark and before.startswith(f"reply:{CHANNEL}:") else None


def _incoming(key: str, room: str, around: Around, text: str = "", choice: str | None = None) -> Incoming:
    profile = around.profile
    return Incoming(
        key=f"{CHANNEL}:{around.account}:{key}",
        address=Address(channel=CHANNEL, account=around.account, room=room),
        at=around.at,
        text=text,
        choice=choice,
        locale=profile.locale,
        zone=profile.zone,
        name=profile.name,
        email=profile.email,
    )


def _heard(text: str, around: Around) -> str:
    """Return a text as it was meant: we are not mentioned to ourselves, nothing is escaped, no letter that databases refuse."""
    text = ours(around.bot).sub(" ", text)
    read = mrkdwn.plain(text, around.names).encode("utf-8", "replace").decode().replace("\x00", "")
    return read.strip()[: MAX_TEXT + 1]


def _is_direct(event: Mapping[str, Any]) -> bool:
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def _thread_of(place: Mapping[str, Any]) -> str:
    thread = place.get("thread_ts")
    return f"{IN_THREAD}{thread}" if thread else ""


def _may_tap(room: str, user: str) -> bool:
    """Whether a choice was meant for who tapped it."""
    return bool(user) and room.rpartition("/")[2] == user


def _odd(files: Any) -> str:
    kinds = [str(each.get("mimetype", "")).partition("/")[0] for each in files if isinstance(each, Mapping)]
    return ODD_FILES.get(kinds[0], Odd.FILE).value if kinds else ""
