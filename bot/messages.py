"""What goes in and out of a conversation, the same on every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

MAX_TEXT = 4000
"""Characters of a message that are read; longer ones are answered with a kind request to be brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A conversation's identity: where it takes place."""

    channel: str
    """`webchat`, `console`, later `telegram`, `slack`, …"""
    account: str = ""
    """The bot's own account on the channel (a workspace, a number); empty where there is one only."""
    room: str
    """The other side: a visitor, a chat, a phone number. Somebody in a group is `<group>/<person>`: each has a talk of their own there."""
    thread: str = ""
    """A separate talk in the same room: a web-chat visitor talks to each host in a thread `@anna` or `@anna/intro`; empty is the host's own talk."""

    @property
    def key(self) -> str:
        """The address as one string."""
        return "|".join((self.channel, self.account, self.room, self.thread))

    @property
    def chat(self) -> str:
        """The room, or of somebody in a group the group: what networks pace and what is shut as a whole."""
        return self.room.partition("/")[0]

    @classmethod
    def of(cls, key: str) -> "Address":
        """Rebuild an address from its key."""
        channel, account, room, thread = key.split("|", 3)
        return cls(channel=channel, account=account, room=room, thread=thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One delivery from a channel."""

    key: str
    """Unique per delivery on its channel; the same key is handled once."""
    address: Address
    at: datetime
    text: str = ""
    choice: str | None = None
    """The token of a tapped button."""
    locale: str | None = None
    """What the channel knows of the person's language, such as `en-GB`."""
    zone: str | None = None
    """What the channel knows of the person's zone (IANA)."""
    name: str | None = None
    """What the channel knows of the person's name."""
    person_verified: bool = False
    """Whether the channel vouches for who the person is."""
    email: str | None = None
    """An e-mail address for which the channel vouches (a workspace's profile)."""
    phone: str | None = None
    """A telephone number for which the channel vouches, as E.164 (`+4930…`)."""
    odd: str = ""
    """What came where a text was expected, a value of `Odd`; `text` is then its caption."""


class Odd(StrEnum):
    """What a person can send that is no text; each has a phrase `aside.odd_<value>`."""

    VOICE = "voice"
    PICTURE = "picture"
    FILE = "file"
    PLACE = "place"
    STICKER = "sticker"
    CONTACT = "contact"
    """Somebody else's contact card; one's own is the `phone` of the delivery."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a token of at most 64 bytes and a label that says the whole action."""

    token: str
    label: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a text (`start` and `length` in characters) that tells the instant `at` (UTC) in the reader's zone.

    It tells all of it – date, clock and, where it is said, the zone and the end `until` (UTC) –, so that a channel may show
    the same in another zone instead.
    """

    start: int
    length: int
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A notice in short, for networks that count every character, or take only texts that were agreed on before.

    It is the phrase `brief.<news>` of its language, with the facts that it has.
    """

    news: str
    language: str
    facts: Mapping[str, str] = field(default_factory=dict)
    """In the reader's words: `what` meets, `who` is on the other side, `when` it is; without any, the whole text is the fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to a person, in their language. Channels degrade it, never add to it."""

    text: str
    choices: tuple[Choice, ...] = ()
    private: bool = False
    """Where several read along: only for the person who spoke."""
    moments: tuple[Moment, ...] = ()
    """Stretches of the text that tell an instant, in order; channels that can show it in each reader's own zone."""
    invitation: "Letter | None" = None
    """The letter whose invitation (.ics) belongs to what is said; channels that can attach it do."""
    brief: Brief | None = None
    """The same in short, for a notice."""


@dataclass(frozen=True, slots=True)
class Called:
    """How somebody calls a meeting, as a fact: what kind it is and with whom, put together in the reader's language."""

    title: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice before words: the token, and the phrase and facts of its label."""

    token: str
    phrase: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something to say, before words: a phrase's name, its facts, and what can be chosen."""

    phrase: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Option, ...] = ()


GUEST = "guest"
"""Whose letter it is if it is neither the host's nor the invitee's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail about a booking or with a code, as facts; `channels.email` puts it into words, HTML and an invitation."""

    news: str
    """A `core.effects.News` or `Notice` value, `guest_added`, `guest_removed` or `code`."""
    to_name: str
    to_email: str
    to_side: str
    """`host`, `invitee` or `guest`; empty for a notice."""
    locale: str
    zone: str
    code: str = ""
    """The one-time code of a `code` letter."""
    booking: Mapping[str, Any] | None = None
    """Dump of the booking as it stands."""
    before: Mapping[str, Any] | None = None
    """Dump of the booking as it was, for a change."""
    by: str = ""
    """Which side did it."""
    host_name: str = ""
    host_email: str | None = None
    host_zone: str = ""
    link: str = ""
    """The signed address where this side can move or cancel; may be empty."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """Texts of the answered questions by id."""
    lead: int | None = None
    """For a reminder, minutes before the start."""
    others: tuple[Mapping[str, Any], ...] = ()
    """Dumps of the further bookings of a series."""
    co_hosts: tuple[str, ...] = ()
    """Names of further hosts who take part."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """For a notice: what it tells (see `core.effects.Notice`)."""
    encloses: bool = True
    """Whether the invitation goes along; who has the event in their calendar already would have it twice."""
