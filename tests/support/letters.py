"""Bookings and letters for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from bot.messages import Letter
from channels.email.letters import Sender, render
from core.booking import Booking, Invitee, Proposal, Side, Status
from core.effects import News
from core.event_types import Place, PlaceKind
from core.interval import Interval
from core.jsonable import dump

CREATED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SENDER = Sender("Parley", "hello@parley.example")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
START = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def slot(start: datetime = START, minutes: int = 30) -> Interval:
    """Return a slot."""
    return Interval(start, start + timedelta(minutes=minutes))


def booking(**changes: Any) -> Booking:
    """Return a confirmed booking of Bob's with Anna, with some things changed."""
    plain = Booking(
        id=UUID("5e0f8e0c-52a5-4c5b-9a87-3c1f5f6a0001"),
        host_id=UUID(int=2),
        event_type_id=UUID(int=3),
        invitee=Invitee(person_id=None, name="Bob Ray", email="bob@example.org", zone="America/New_York"),
        slot=slot(),
        zone="Europe/Berlin",
        status=Status.CONFIRMED,
        title="Intro call",
        place=Place(PlaceKind.PHONE, "+49 30 1234567"),
        message="Looking forward to it.",
        answers={"q1": "Pricing"},
        request_id="r1",
        created_at=CREATED,
        updated_at=CREATED,
    )
    return replace(plain, **changes)


def letter(news: News | str, side: Side, told: Booking | None = None, **changes: Any) -> Letter:
    """Return a letter about a booking to one side, with some things changed."""
    host = side is Side.HOST
    facts: dict[str, Any] = {
        "locale": "en",
        "to_name": "Anna Weber" if host else "Bob Ray",
        "to_email": "anna@example.com" if host else "bob@example.org",
        "zone": "Europe/Berlin" if host else "America/New_York",
        "by": "invitee",
        "host_name": "Anna Weber",
        "host_email": "anna@example.com",
        "host_zone": "Europe/Berlin",
        "link": "https://parley.example/b/token",
        "questions": {"q1": "What would you like to talk about?"},
    }
    facts["booking"] = dump(told or booking())
    return Letter(news=str(news), to_side=side.value, **(facts | changes))


def code_letter(**changes: Any) -> Letter:
    """Return a letter with a one-time code."""
    facts = {"locale": "en", "to_name": "", "to_email": "bob@example.org", "zone": "UTC", "code": "123456"}
    return Letter(news="code", to_side="invitee", **(facts | changes))


def proposal(by: Side = Side.HOST) -> Proposal:
    """Return a proposal for a day later."""
    return Proposal(by=by, slot=slot(START + timedelta(days=1)), reason="A train is late")


def sent(what: Letter, key: str = "k1") -> EmailMessage:
    """Render a letter and read it back from the wire."""
    return message_from_bytes(render(what, key, SENDER, NOW).as_bytes(), policy=policy.default)


def text(mail: EmailMessage, kind: str = "plain") -> str:
    """Return a mail's text or HTML."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
