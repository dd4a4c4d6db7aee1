"""What a flow sees when it decides: the message, what was read in it, who talks, with whom, and the memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.conversation import Conversation, Offer, token
from bot.decisions import Decision, Do, Look
from bot.messages import Called, Incoming, Option, Saying
from bot.understood import Asked, Understood
from core.booking import Booking, Side
from core.calendars import Provider
from core.event_types import EventType, Place, PlaceKind
from core.hours import Schedule
from core.interval import Interval
from core.people import Host, Person
from core.queries import Desk, HostPage
from core.rooms import MADE

Door = Callable[[str], str]
KEPT_OFFERS = 40
"""How many older offers a conversation remembers, so that an old button still means what it meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One turn, as flows see it. In a host's own talk `desk` is theirs; in an invitee's, `page` is the host's."""

    now: datetime
    incoming: Incoming
    conversation: Conversation
    person: Person
    understood: Understood
    tapped: Offer | None = None
    stale: bool = False
    """A button was tapped that the conversation no longer remembers."""
    desk: Desk | None = None
    page: HostPage | None = None
    doors: Mapping[str, Door] = field(default_factory=dict)
    """The networks on which one can be reached, with what makes the address that carries a text there (empty where there is none)."""
    providers: frozenset[Provider] = frozenset()
    """Whose calendars can be connected here."""
    makes_rooms: bool = False
    """Whether rooms that are no part of a calendar event (Zoom) are made here."""
    schedule: Schedule | None = None
    """The default schedule of the host with whom, or as whom, one talks."""

    @property
    def zone(self) -> str:
        """The speaker's zone, else the host's, else UTC."""
        if self.desk:
            return self.desk.host.zone
        return self.person.zone or (self.page.host.zone if self.page else "UTC")

    @property
    def side(self) -> Side:
        """Which side the speaker is on."""
        return Side.INVITEE if self.page else Side.HOST

    @property
    def host(self) -> Host | None:
        """The host with whom, or as whom, one talks."""
        if self.page:
            return self.page.host
        return self.desk.host if self.desk else None

    @property
    def event_types(self) -> tuple[EventType, ...]:
        """The host's event types, as far as the speaker may see them."""
        if self.page:
            return self.page.event_types
        return self.desk.event_types if self.desk else ()

    @property
    def actor(self) -> str:
        """Who acts, as the audit trail names them."""
        if self.page is None and self.desk:
            return f"host:{self.desk.host.id}"
        return f"person:{self.person.id}"

    @property
    def owner(self) -> str:
        """For whom times are held and codes are made: the talk, or the one in another room as which it began."""
        return str(self.slots.get("owner") or self.conversation.address.key)

    @property
    def slots(self) -> Mapping[str, Any]:
        """What the open flow has gathered."""
        return self.conversation.slots

    def event_type(self, event_type_id: str | UUID | None) -> EventType | None:
        """Return the event type of that id, if it can be seen."""
        return next((e for e in self.event_types if str(e.id) == str(event_type_id)), None)

    def remember(self, **slots: Any) -> "Scene":
        """Return the scene with facts gathered (None forgets one)."""
        merged = {**self.slots, **slots}
        kept = {key: value for key, value in merged.items() if value is not None}
        return replace(self, conversation=replace(self.conversation, slots=kept))

    def at(self, flow: str, step: str, asked: Asked = Asked.NOTHING) -> "Scene":
        """Return the scene at a step of a flow, with what was asked."""
        return replace(self, conversation=replace(self.conversation, flow=flow, step=step, asked=asked.value))

    def cleared(self) -> "Scene":
        """Return the scene with the flow closed and its facts forgotten, but for what lasts."""
        lasting = {k: v for k, v in self.slots.items() if k in LASTING or (k == "name" and self.page)}
        fresh = replace(self.conversation, flow="", step="", asked="", slots=lasting)
        return replace(self, conversation=with_offers(fresh, ()))

    def offering(
        self, values: Iterable[tuple[Mapping[str, Any], str, Mapping[str, Any]]]
    ) -> tuple["Scene", tuple[Option, ...]]:
        """Lay out choices (value, phrase, facts of the label); return the scene that remembers them, and the options."""
        offers: list[Offer] = []
        options: list[Option] = []
        for index, (value, phrase, facts) in enumerate(values, start=1):
            name = token(self.conversation, str(index))
            offers.append(Offer(token=name, value=value))
            options.append(Option(token=name, phrase=phrase, facts=facts))
        return replace(self, conversation=with_offers(self.conversation, tuple(offers))), tuple(options)

    def decide(self, *say: Saying, then: Look | Do | None = None) -> Decision:
        """Decide: say this, then look something up or do something."""
        return Decision(conversation=self.conversation, say=say, then=then)


PRESENTED = "voucher:"
"""Begins the choice that stands for a code that was presented; what came of it follows."""
LASTING = frozenset({"owner", "booking", "verified", "booked_slot", "booked_series", "about", "rule"})
"""Facts that outlive a flow: for whom times are held, what was last talked about (booking, series, event type, recurring rule), the e-mail that was proved.

An invitee's own name lasts as well, so that it is not asked twice.
"""


def with_offers(conversation: Conversation, offers: tuple[Offer, ...]) -> Conversation:
    """Return the conversation with a new list on the table; the old one is remembered for late taps."""
    past = (*conversation.offers, *conversation.past)[:KEPT_OFFERS]
    return replace(conversation, offers=offers, past=past)


def offer_of(conversation: Conversation, token: str) -> Offer | None:
    """Return what a token stands for, if the conversation remembers it."""
    return next((o for o in (*conversation.offers, *conversation.past) if o.token == token), None)


def offer_slot(offer: Offer) -> Interval | None:
    """Return the time that an offer stands for, if it is a time."""
    value = offer.value
    if value.get("kind") != "slot":
        return None
    return Interval.of(datetime.fromisoformat(value["start"]), int(value["length"]))


def says(phrase: str, **facts: Any) -> Saying:
    """Say a phrase with facts."""
    return Saying(phrase=phrase, facts=facts)


def meeting(booking: Booking, host_name: str, side: Side) -> Called | str:
    """Return how one side calls a meeting: its kind and with whom, or its own title if it was given one.

    The invitee hears the names of all hosts who take part; hosts who meet somebody together hear them all.
    """
    usual = booking.title.removesuffix(f" and {booking.invitee.name}")
    title, _, names = usual.rpartition(": ")
    if usual == booking.title or not title or (side is Side.HOST and booking.co_hosts):
        return booking.title
    return Called(title, booking.invitee.name if side is Side.HOST else names or host_name)


def where(place: Place) -> Place | None:
    """Return a place if there is anything to say about it."""
    return place if place.detail or place.kind is not PlaceKind.CUSTOM else None


def before_booking(place: Place) -> Place | None:
    """Return what may be said of a place before somebody has booked: links and numbers are for those who have."""
    private = place.kind in (*MADE, PlaceKind.PHONE) or "://" in place.detail
    return where(Place(place.kind, "" if private else place.detail))
