"""Letters when more than two are concerned: series, guests, several hosts, notices."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from bot.messages import GUEST, Letter
from core.booking import Guest, Rsvp, Side, Status
from core.effects import News
from core.event_types import Price
from core.jsonable import dump
from tests.support.letters import START, booking, letter, sent, slot, text

BEA = Guest(id=UUID(int=71), name="Bea", email="bea@example.org")
CARL = Guest(id=UUID(int=72), email="carl@example.org", answer=Rsvp.REJECTED)


def _calendar(mail) -> Calendar:
    (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_content())


def _series(news: News, **changes) -> Letter:
    dates = [booking(id=UUID(int=n), slot=slot(START + timedelta(weeks=n)), **changes) for n in range(3)]
    return letter(news, Side.INVITEE, dates[0], others=tuple(dump(each) for each in dates[1:]))


def test_a_series_is_one_letter_with_all_its_dates() -> None:
    mail = sent(_series(News.SERIES))
    assert "3 dates" in mail["Subject"]
    for day in ("24 November", "1 December", "8 December"):
        assert day in text(mail)


def test_a_series_is_published_each_date_under_its_own_uid() -> None:
    calendar = _calendar(sent(_series(News.SERIES)))
    events = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert len({str(each["UID"]) for each in events}) == 3
    assert all("ATTENDEE" not in each for each in events), "a publication names nobody"


def test_a_cancelled_series_is_published_as_cancelled() -> None:
    calendar = _calendar(sent(_series(News.SERIES_CANCELLED, status=Status.CANCELLED)))
    assert {str(each["STATUS"]) for each in calendar.walk("VEVENT")} == {"CANCELLED"}


def test_guests_are_in_the_invitation_with_what_they_answered() -> None:
    calendar = _calendar(sent(letter(News.BOOKED, Side.HOST, booking(guests=(BEA, CARL)))))
    (event,) = calendar.walk("VEVENT")
    answers = {str(each).removeprefix("mailto:"): each.params["PARTSTAT"] for each in event["ATTENDEE"]}
    assert answers["bea@example.org"] == "NEEDS-ACTION"
    assert answers["carl@example.org"] == "DECLINED"


def test_a_guest_is_invited_by_a_letter_of_their_own() -> None:
    invited = letter("guest_added", Side.INVITEE, booking(guests=(BEA,)))
    mail = sent(replace(invited, to_side=GUEST, to_name="Bea", to_email=BEA.email))
    assert "You are invited" in text(mail)
    assert "Say whether you come" in text(mail)
    assert _calendar(mail)["METHOD"] == "REQUEST"


def test_a_guest_who_was_taken_off_is_told_and_only_their_part_is_cancelled() -> None:
    told = letter("guest_removed", Side.INVITEE, booking(guests=()), before=dump(booking(guests=(BEA, CARL))))
    mail = sent(replace(told, to_side=GUEST, to_email=BEA.email, link=""))
    calendar = _calendar(mail)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert str(event["STATUS"]) == "CONFIRMED", "the others still meet"
    assert "carl@example.org" not in calendar.to_ical().decode()


def test_what_a_guest_answered_is_said() -> None:
    before = dump(booking(guests=(replace(CARL, answer=Rsvp.NONE),)))
    mail = sent(letter(News.ANSWERED, Side.HOST, booking(guests=(CARL,)), before=before))
    assert "cannot come" in mail["Subject"]
    assert "carl@example.org" in mail["Subject"]


def test_further_hosts_and_the_price_are_named() -> None:
    told = booking(price=Price(length=30, amount=8050, currency="EUR"))
    mail = sent(letter(News.BOOKED, Side.INVITEE, told, co_hosts=("Cleo Fox",)))
    assert "Also there: Cleo Fox" in text(mail)
    assert "€80.50" in text(mail)


@pytest.mark.parametrize(
    ("news", "facts", "said"),
    [
        ("seat_offered", {"title": "Yoga", "until": "2026-11-23T09:00:00+00:00"}, "A seat is free"),
        ("seat_lapsed", {"title": "Yoga"}, "next in line"),
        ("class_gone", {"title": "Yoga"}, "waiting list"),
        ("poll_closed", {"title": "Offsite"}, "decided"),
        ("poll_dropped", {"title": "Offsite"}, "without a date"),
        ("team_joined", {"who": "Bea", "team": "Sales"}, "Bea joined Sales"),
        ("team_left", {"who": "Bea", "team": "Sales"}, "no longer in Sales"),
        ("assigned", {"who": "Bea", "title": "Demo"}, "one of the hosts of Demo"),
    ],
)
def test_notices_say_what_happened(news: str, facts: dict[str, str], said: str) -> None:
    times = {"start": START.isoformat(), "end": (START + timedelta(minutes=30)).isoformat()}
    note = Letter(
        news=news,
        to_name="Ann",
        to_email="ann@example.org",
        to_side="",
        locale="en",
        zone="Europe/Berlin",
        facts=times | facts,
    )
    mail = sent(note)
    plain = text(mail).replace("\u2068", "").replace("\u2069", "")
    assert said in plain
    assert "24 November" in plain
