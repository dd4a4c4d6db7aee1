"""Invitations: right by RFC 5545 and RFC 5546, by two judges that do reject wrong ones."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from icalendar import Calendar

from bot.messages import Letter
from channels.email.invitation import invitation, method
from channels.email.page import scene
from core.booking import Booking, Invitee, Side, Status
from core.effects import News
from core.event_types import Place, PlaceKind
from core.jsonable import dump
from tests.support.itip import libical, libical_faults, own_faults
from tests.support.letters import START, booking, letter, sent, slot

SIDES = (Side.HOST, Side.INVITEE)
CONFIRMED = booking()
PENDING = booking(status=Status.PENDING)
CANCELLED = booking(status=Status.CANCELLED, sequence=1)
MOVED = booking(slot=slot(START + timedelta(days=2)), sequence=1)


@pytest.fixture
def needs_libical() -> None:
    """Skip where libical is absent, but never where the tests are to prove something."""
    if libical() is None:
        if os.environ.get("CI"):
            pytest.fail("libical3 is missing")
        pytest.skip("libical3 is missing (Debian: libical3)")


def kind(what: Letter) -> str | None:
    seen = scene(what)
    assert seen is not None
    return method(seen)


def calendar(what: Letter) -> bytes:
    seen = scene(what)
    assert seen is not None
    return invitation(seen, method(seen) or "", "hello@parley.example")


def event(what: Letter) -> Any:
    (found,) = Calendar.from_ical(calendar(what)).walk("VEVENT")
    return found


def change(
    news: News, side: Side, now: Booking, before: Booking | None = None, by: str = "invitee"
) -> Letter:
    return letter(news, side, now, before=dump(before) if before else None, by=by)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("news", "now", "before", "expected"),
    [
        (News.BOOKED, CONFIRMED, None, "REQUEST"),
        (News.REQUESTED, PENDING, None, None),
        (News.REQUESTED, replace(PENDING, sequence=2), replace(CONFIRMED, sequence=1), "REQUEST"),
        (News.ACCEPTED, CONFIRMED, PENDING, "REQUEST"),
        (News.DECLINED, CANCELLED, PENDING, None),
        (News.DECLINED, CANCELLED, CONFIRMED, "CANCEL"),
        (News.DECLINED, CONFIRMED, CONFIRMED, None),
        (News.COUNTERED, CONFIRMED, CONFIRMED, None),
        (News.MOVED, MOVED, CONFIRMED, "REQUEST"),
        (News.MOVED, replace(MOVED, status=Status.PENDING), CONFIRMED, "REQUEST"),
        (News.MOVED, replace(MOVED, status=Status.PENDING, sequence=0), PENDING, None),
        (News.CANCELLED, CANCELLED, CONFIRMED, "CANCEL"),
        (News.CANCELLED, CANCELLED, PENDING, None),
        (News.CANCELLED, CANCELLED, replace(PENDING, sequence=1), "CANCEL"),
        (News.CANCELLED, CANCELLED, None, "CANCEL"),
        (News.RESTORED, CONFIRMED, CANCELLED, "REQUEST"),
        (News.RESTORED, PENDING, CANCELLED, None),
        (News.REMINDER, CONFIRMED, None, None),
        (News.FOLLOW_UP, CONFIRMED, None, None),
    ],
)
def test_calendars_hear_what_concerns_them(
    side: Side, news: News, now: Booking, before: Booking | None, expected: str | None
) -> None:
    assert kind(change(news, side, now, before)) == expected


HARD = booking(
    title="Gespräch über „Übermaß“; Teil 1, 2\\3 " + "山田 🎉" * 30,
    invitee=Invitee(
        person_id=None, name='Eve "X" O\'Hara; דוד: a,b\r\nATTENDEE:x', email="e@x.org", zone="UTC"
    ),
    place=Place(PlaceKind.IN_PERSON, "Straße 1; Hof,\r\nLOCATION:elsewhere"),
    message="line one\r\nline two\nBEGIN:VEVENT\r\n",
)
LETTERS = [
    change(News.BOOKED, Side.INVITEE, CONFIRMED),
    change(News.BOOKED, Side.HOST, CONFIRMED),
    change(News.ACCEPTED, Side.INVITEE, CONFIRMED, PENDING, "host"),
    change(News.MOVED, Side.INVITEE, MOVED, CONFIRMED, "host"),
    change(News.MOVED, Side.HOST, replace(MOVED, status=Status.PENDING), CONFIRMED),
    change(News.CANCELLED, Side.INVITEE, CANCELLED, CONFIRMED, "host"),
    change(News.CANCELLED, Side.HOST, CANCELLED, CONFIRMED),
    change(News.RESTORED, Side.HOST, CONFIRMED, CANCELLED),
    change(News.BOOKED, Side.INVITEE, HARD),
    change(News.BOOKED, Side.HOST, HARD),
    letter(News.BOOKED, Side.INVITEE, host_email=None),
    letter(News.BOOKED, Side.HOST, booking(invitee=replace(booking().invitee, email=None))),
]


@pytest.mark.parametrize("what", LETTERS)
def test_our_rules_find_no_fault(what: Letter) -> None:
    assert own_faults(calendar(what)) == []


@pytest.mark.parametrize("what", LETTERS)
@pytest.mark.usefixtures("needs_libical")
def test_libical_finds_no_fault(what: Letter) -> None:
    assert libical_faults(calendar(what)) == []


GOOD = calendar(LETTERS[0])


def without(name: bytes) -> bytes:
    """Take a property, with its folded lines, out of a good invitation."""
    kept: list[bytes] = []
    skipping = False
    for line in GOOD.split(b"\r\n"):
        skipping = line.startswith(name) or (skipping and line.startswith(b" "))
        if not skipping:
            kept.append(line)
    return b"\r\n".join(kept)


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace(b"\r\n", b"\n"),
        GOOD.replace(b"DTEND:20261124T143000Z", b"DTEND:20261124T133000Z"),
        GOOD.replace(b"DTSTART:20261124T140000Z", b"DTSTART;TZID=Europe/Berlin:20261124T150000"),
        GOOD.replace(b"DTSTART:20261124T140000Z", b"DTSTART:20261124T140000"),
        GOOD.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        GOOD.replace(b"METHOD:REQUEST", b"METHOD:PUBLISH"),
        GOOD.replace(b"METHOD:REQUEST", b"METHOD:CANCEL"),
        GOOD.replace(b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:1\r\n"),
        GOOD.removesuffix(b"\r\n"),
        without(b"UID"),
        without(b"DTSTAMP"),
        without(b"ATTENDEE"),
    ],
)
def test_our_rules_find_what_is_broken(broken: bytes) -> None:
    assert broken != GOOD
    assert own_faults(broken) != []


@pytest.mark.parametrize(
    "broken",
    [
        without(b"ORGANIZER"),
        without(b"UID"),
        without(b"DTSTAMP"),
        without(b"DTSTART"),
        without(b"ATTENDEE"),
        GOOD.replace(b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:1\r\n"),
        GOOD.replace(b"20261124T140000Z", b"tomorrow at two"),
    ],
)
@pytest.mark.usefixtures("needs_libical")
def test_libical_finds_what_is_broken(broken: bytes) -> None:
    assert broken != GOOD
    assert libical_faults(broken) != []


def test_a_meeting_keeps_its_uid_and_grows_its_sequence() -> None:
    booked = event(LETTERS[0])
    moved = event(change(News.MOVED, Side.INVITEE, MOVED, CONFIRMED))
    gone = event(change(News.CANCELLED, Side.HOST, replace(CANCELLED, sequence=2), CONFIRMED))
    assert {str(each["UID"]) for each in (booked, moved, gone)} == {CONFIRMED.uid}
    assert [each["SEQUENCE"] for each in (booked, moved, gone)] == [0, 1, 2]


def test_the_instants_are_the_bookings() -> None:
    found = event(LETTERS[0])
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (CONFIRMED.slot.start, CONFIRMED.slot.end)
    assert found["DTSTAMP"].dt == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_both_sides_are_listed_and_the_host_organizes() -> None:
    for side in SIDES:
        found = event(change(News.BOOKED, side, CONFIRMED))
        assert found["ORGANIZER"] == "mailto:anna@example.com"
        assert found["ORGANIZER"].params["SENT-BY"] == "mailto:hello@parley.example"
        assert set(found["ATTENDEE"]) == {"mailto:anna@example.com", "mailto:bob@example.org"}


def test_an_invitee_is_asked_only_about_what_the_host_changed() -> None:
    def answer(what: Letter) -> tuple[str, str]:
        bob = next(each for each in event(what)["ATTENDEE"] if each == "mailto:bob@example.org")
        return bob.params["PARTSTAT"], bob.params["RSVP"]

    assert answer(change(News.BOOKED, Side.INVITEE, CONFIRMED)) == ("ACCEPTED", "FALSE")
    assert answer(change(News.MOVED, Side.INVITEE, MOVED, CONFIRMED, "invitee")) == ("ACCEPTED", "FALSE")
    assert answer(change(News.MOVED, Side.INVITEE, MOVED, CONFIRMED, "host")) == ("NEEDS-ACTION", "TRUE")


def test_status_follows_the_booking() -> None:
    pending = replace(MOVED, status=Status.PENDING)
    assert event(LETTERS[0])["STATUS"] == "CONFIRMED"
    assert event(change(News.MOVED, Side.HOST, pending, CONFIRMED))["STATUS"] == "TENTATIVE"
    assert event(change(News.CANCELLED, Side.HOST, CANCELLED, CONFIRMED))["STATUS"] == "CANCELLED"


def test_hostile_text_stays_inside_its_property() -> None:
    for side in SIDES:
        parsed = Calendar.from_ical(calendar(change(News.BOOKED, side, HARD)))
        (found,) = parsed.walk("VEVENT")
        assert found["SUMMARY"].startswith("Gespräch über „Übermaß“; Teil 1, 2\\3")
        assert len(found["ATTENDEE"]) == 2
        assert not isinstance(found["LOCATION"], list)
        assert "BEGIN:VEVENT" in found["DESCRIPTION"]


def test_the_description_holds_message_answers_and_link() -> None:
    told = str(event(LETTERS[0])["DESCRIPTION"])
    assert "Looking forward to it." in told
    assert "What would you like to talk about?\nPricing" in told
    assert "https://parley.example/b/token" in told


@pytest.mark.parametrize(("side", "news"), list(product(SIDES, (News.BOOKED, News.CANCELLED))))
def test_the_mail_says_the_method_that_the_calendar_says(side: Side, news: News) -> None:
    now = CANCELLED if news is News.CANCELLED else CONFIRMED
    what = change(news, side, now, CONFIRMED)
    mail = sent(what)
    (part,) = (each for each in mail.walk() if each.get_content_type() == "text/calendar")
    inside = part.get_payload(decode=True)
    assert part.get_param("method") == Calendar.from_ical(inside)["METHOD"] == kind(what)
    assert part.get_content_charset() == "utf-8"
    assert inside == next(mail.iter_attachments()).get_payload(decode=True) == calendar(what)
