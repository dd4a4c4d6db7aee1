"""What Twilio delivers, as pure functions: a posted form becomes a delivery, or news of a message we sent."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages import MAX_TEXT, Address, Incoming, Odd
from channels.twilio import numbers
from channels.twilio.words import Reserved, reserved

Form = Mapping[str, str]
"""A posted form; of a name that came several times, the first value."""

WHATSAPP, SMS = "whatsapp", "sms"
PREFIX = "whatsapp:"
"""What stands before a number that is meant on WhatsApp."""
SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
E164 = re.compile(r"\+[1-9]\d{6,14}")
MOST_TOKEN = 64
"""Bytes of a choice's token."""
OWN = "@me"
"""The whole message that leads back to one's own talk."""
OPENS = re.compile(
    r"\s*@(?P<username>[a-z0-9-]{1,50})(?:[/_](?P<code>[a-z0-9-]{1,50}))?(?:[\s,:]+(?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
"""`@anna/intro` or `@anna`, which a link to a host writes; more may be said after it."""
NAME = re.compile(r"[a-z0-9-]{1,50}")
"""A host's username."""
JOINED = re.compile(r"\s*(?P<username>[a-z0-9-]{1,50})_(?P<code>[a-z0-9-]{1,50})\s*(?P<rest>)", re.IGNORECASE)
"""`anna_intro`, a whole message: the same as other networks' links carry it."""


class Malformed(Exception):
    """What was posted is no delivery; nothing of it may be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A delivery, and what it asks of the door itself."""

    incoming: Incoming
    opens: "Opened | None" = None
    """The talk that it opens."""
    asks: Reserved | None = None
    """Silence, or speech again."""
    answered: bool = False
    """Whether Twilio itself answered the reserved word already."""
    locale: str = ""
    """The first guess at the person's language."""


class Status(StrEnum):
    """How far a message came, in this order; the last three are ends without success."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    CANCELED = "canceled"
    UNDELIVERED = "undelivered"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """Return its place in that order; news of a lower place comes late and tells nothing."""
        return list(Status).index(self)

    @property
    def is_failure(self) -> bool:
        """Whether the message did not reach the person."""
        return self in (Status.CANCELED, Status.UNDELIVERED, Status.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """News of a message that we sent."""

    sid: str
    status: Status
    error: str = ""
    """Twilio's error code."""
    room: str


def read_message(form: Form, channel: str, account: str, at: datetime) -> Heard:
    """Read a delivered message at an instant (UTC); raise Malformed. `account` is our own number."""
    sid, room = _sid(form), _number(form.get("From", ""), channel)
    if _number(form.get("To", ""), channel) != account:
        raise Malformed("for another number")
    choice = form.get("ButtonPayload") or form.get("ListId") or None
    if choice is not None and len(choice.encode()) > MOST_TOKEN:
        raise Malformed("no token of ours")
    text = _sound(form.get("Body", ""))
    guess = numbers.guess(room)
    incoming = Incoming(
        key=f"{channel}:{sid}",
        address=Address(channel=channel, account=account, room=room),
        at=at,
        text=text,
        choice=choice,
        locale=guess.locale or None,
        zone=guess.zone or None,
        name=_sound(form.get("ProfileName", "")).strip()[:100] or None,
        phone=room if channel == WHATSAPP else None,
        odd=_odd(form),
    )
    asks = None if choice or incoming.odd else reserved(text, by_carrier=channel == SMS)
    return Heard(
        incoming=incoming,
        opens=None if choice else opened(text),
        asks=asks,
        answered=bool(form.get("OptOutType")),
        locale=guess.locale,
    )


def read_progress(form: Form, channel: str) -> Progress | None:
    """Read news of a message that we sent, None if it tells a status that we do not know; raise Malformed."""
    sid, room = _sid(form), _number(form.get("To", ""), channel)
    told = form.get("MessageStatus", "")
    if told not in set(Status):
        return None
    return Progress(sid=sid, status=Status(told), error=form.get("ErrorCode", ""), room=room)


@dataclass(frozen=True, slots=True)
class Opened:
    """A talk that a message opens, and what is said in it at once."""

    thread: str
    """Such as `@anna/intro`; empty is the person's own."""
    text: str = ""


def opened(text: str) -> Opened | None:
    """Return the talk that a message opens, None if it opens none."""
    if text.strip().lower() == OWN:
        return Opened("")
    found = OPENS.fullmatch(text) or JOINED.fullmatch(text)
    if found is None:
        return None
    username, code = found["username"].lower(), (found["code"] or "").lower()
    thread = f"@{username}/{code}" if code else f"@{username}"
    return Opened(thread, (found["rest"] or "").strip())


def _sid(form: Form) -> str:
    sid = form.get("MessageSid", "")
    if not SID.fullmatch(sid):
        raise Malformed("no message")
    return sid


def _number(value: str, channel: str) -> str:
    """Return a telephone number of a form as E.164."""
    plain = value.removeprefix(PREFIX)
    if (channel == WHATSAPP) != value.startswith(PREFIX) or not E164.fullmatch(plain):
        raise Malformed("no number")
    return plain


def _sound(text: str) -> str:
    """Return a text as databases and mails take it, up to one character more than is read."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")[: MAX_TEXT + 1]


KINDS: Mapping[str, Odd] = {
    "audio": Odd.VOICE,
    "image": Odd.PICTURE,
    "sticker": Odd.STICKER,
    "video": Odd.FILE,
    "document": Odd.FILE,
    "location": Odd.PLACE,
    "contacts": Odd.CONTACT,
}
"""What is no text, by the `MessageType` of WhatsApp."""
TEXTUAL = frozenset({"", "text", "interactive", "button"})
CARDS = ("text/vcard", "text/x-vcard")
STICKER = "image/webp"


def _odd(form: Form) -> str:
    """Return what came where a text was expected, a value of `Odd`, empty for a text."""
    kind = form.get("MessageType", "")
    if kind in KINDS:
        return KINDS[kind].value
    if form.get("Latitude") and form.get("Longitude"):
        return Odd.PLACE.value
    if form.get("NumMedia", "0") not in ("", "0"):
        return _medium(form.get("MediaContentType0", "")).value
    return "" if kind in TEXTUAL or form.get("Body") else Odd.OTHER.value


def _medium(content_type: str) -> Odd:
    plain = content_type.partition(";")[0].strip().lower()
    if plain in CARDS:
        return Odd.CONTACT
    if plain == STICKER:
        return Odd.STICKER
    return KINDS.get(plain.partition("/")[0], Odd.FILE)


def in_address(key: str) -> str:
    """Return a key of ours as it stands in an address: nothing in it is ever written in two ways, which would break signatures."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def from_address(text: str) -> str:
    """Return the key that stands in an address; raise Malformed."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (ValueError, UnicodeDecodeError) as error:
        raise Malformed("no key") from error
