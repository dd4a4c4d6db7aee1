"""What letters say, to whom, and how they are built."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from html5lib import HTMLParser

from bot.messages import Letter
from channels.email.letters import Sender, message_id, render
from core.booking import Invitee, Side, Status
from core.calendars import Provider, Trouble, Unread
from core.effects import News
from core.errors import Rejected
from core.event_types import Place, PlaceKind
from core.jsonable import dump
from tests.support.letters import NOW, SENDER, START, booking, code_letter, letter, proposal, sent, slot, text

GOLDEN = Path(__file__).parent / "golden"
SIDES = (Side.HOST, Side.INVITEE)


def types(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def test_letter_of_an_invitation_has_the_structure_that_mail_readers_expect() -> None:
    mail = sent(letter(News.BOOKED, Side.INVITEE))
    assert types(mail) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    attached = next(mail.iter_attachments())
    assert attached.get_filename() == "invite.ics"


def test_letter_without_invitation_is_text_and_html() -> None:
    mail = sent(letter(News.REMINDER, Side.HOST, lead=120))
    assert types(mail) == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("name", ["booked_invitee", "moved_host", "countered_invitee", "code"])
def test_letter_reads_as_written_down(name: str) -> None:
    mail = sent(GOLDEN_LETTERS[name])
    told = f"Subject: {mail['Subject']}\n\n{text(mail)}"
    assert told == (GOLDEN / f"{name}.txt").read_text()


def _moved() -> Letter:
    now = booking(slot=slot(START + timedelta(hours=3)), sequence=1, reason="Dentist")
    return letter(News.MOVED, Side.HOST, now, before=dump(booking()))


GOLDEN_LETTERS = {
    "booked_invitee": letter(News.BOOKED, Side.INVITEE),
    "moved_host": _moved(),
    "countered_invitee": letter(News.COUNTERED, Side.INVITEE, booking(proposal=proposal()), by="host"),
    "code": code_letter(),
}

STATUSES = (Status.PENDING, Status.CONFIRMED, Status.CANCELLED)


@pytest.mark.parametrize(("news", "side"), list(product(News, SIDES)))
def test_every_news_has_words_for_each_side_whoever_did_it(news: News, side: Side) -> None:
    for by, status in product(("host", "invitee", "system", ""), STATUSES):
        mail = sent(letter(news, side, booking(status=status, proposal=proposal()), by=by, lead=60))
        said = f"{mail['Subject']} {text(mail)}"
        assert "{" not in said
        assert ("Anna" if side is Side.INVITEE else "Bob") in said


@pytest.mark.parametrize("news", list(News))
def test_every_letter_is_html_that_a_strict_parser_accepts(news: News) -> None:
    html = text(sent(letter(news, Side.HOST, booking(proposal=proposal()), lead=60)), "html")
    HTMLParser(strict=True).parse(html)
    assert "https://parley.example/b/token" in html


def test_both_sides_read_the_time_in_their_own_zone_and_the_others() -> None:
    here = "Tuesday, 24 November 2026, 15:00 – 15:30 (Berlin time, GMT+1)"
    there = "Tuesday, 24 November 2026, 09:00 – 09:30 (New York time, GMT−5)"
    to_invitee = text(sent(letter(News.BOOKED, Side.INVITEE)))
    assert f"When: {there}\nFor Anna Weber: {here}\n" in to_invitee
    to_host = text(sent(letter(News.BOOKED, Side.HOST)))
    assert f"When: {here}\nFor Bob Ray: {there}\n" in to_host


def test_a_subject_says_weekday_date_clock_and_zone() -> None:
    subject = sent(letter(News.BOOKED, Side.INVITEE))["Subject"]
    assert subject == "Confirmed: Intro call, Tue, 24 Nov 2026, 09:00 (New York time)"
    assert sent(letter(News.BOOKED, Side.INVITEE, zone="UTC"))["Subject"].endswith("14:00 (UTC)")
    assert sent(letter(News.BOOKED, Side.INVITEE, zone="Etc/GMT-3"))["Subject"].endswith("17:00 (GMT+3)")


def test_one_zone_is_said_once_where_both_clocks_show_the_same() -> None:
    mail = sent(letter(News.BOOKED, Side.INVITEE, zone="Europe/Paris"))
    assert "For Anna" not in text(mail)


def test_a_meeting_over_midnight_says_both_dates() -> None:
    late = booking(slot=slot(datetime(2026, 11, 24, 22, 45, tzinfo=UTC)))
    told = text(sent(letter(News.BOOKED, Side.HOST, late)))
    assert "Tuesday, 24 November 2026, 23:45 – Wednesday, 25 November 2026, 00:15" in told


@pytest.mark.parametrize(("hour", "offset"), [(0, "GMT+2"), (1, "GMT+1")])
def test_the_repeated_hour_is_told_apart_by_its_offset(hour: int, offset: str) -> None:
    autumn = booking(slot=slot(datetime(2026, 10, 25, hour, 15, tzinfo=UTC)))
    told = text(sent(letter(News.BOOKED, Side.HOST, autumn)))
    assert f"25 October 2026, 02:15 – 02:45 (Berlin time, {offset})" in told


def test_americans_read_their_own_clock() -> None:
    told = text(sent(letter(News.BOOKED, Side.HOST, locale="en-US")))
    assert "Tuesday, November 24, 2026, 3:00 PM – 3:30 PM (Berlin time, GMT+1)" in told


def test_a_language_without_words_gets_english_ones() -> None:
    assert "You are booked" in text(sent(letter(News.BOOKED, Side.INVITEE, locale="xx-QQ")))


def test_answers_go_to_the_other_side() -> None:
    assert sent(letter(News.BOOKED, Side.INVITEE))["Reply-To"] == "Anna Weber <anna@example.com>"
    assert sent(letter(News.BOOKED, Side.HOST))["Reply-To"] == "Bob Ray <bob@example.org>"
    assert sent(letter(News.BOOKED, Side.INVITEE, host_email=None))["Reply-To"] is None
    assert sent(code_letter())["Reply-To"] is None
    nowhere = replace(booking().invitee, email="nowhere")
    assert sent(letter(News.BOOKED, Side.HOST, booking(invitee=nowhere)))["Reply-To"] is None


def test_machines_are_told_not_to_answer() -> None:
    assert sent(code_letter())["Auto-Submitted"] == "auto-generated"


def test_message_id_is_the_keys_and_the_senders() -> None:
    first, again = sent(code_letter(), "one"), sent(code_letter(to_name="Bob"), "one")
    assert first["Message-ID"] == again["Message-ID"] == message_id("one", SENDER)
    assert first["Message-ID"].endswith("@parley.example>")
    assert sent(code_letter(), "two")["Message-ID"] != first["Message-ID"]


def test_a_declined_proposal_leaves_the_meeting_and_says_so() -> None:
    mail = sent(letter(News.DECLINED, Side.INVITEE, booking(status=Status.CONFIRMED), by="host"))
    assert "stays as it was" in text(mail)
    assert "text/calendar" not in types(mail)


@pytest.mark.parametrize(
    ("side", "by", "told"),
    [
        (Side.INVITEE, "invitee", "but Anna Weber still has to confirm it"),
        (Side.INVITEE, "host", "but Anna Weber still has to confirm it"),
        (Side.HOST, "invitee", "kept until you answer"),
        (Side.HOST, "host", "still waits for your answer"),
    ],
)
def test_a_move_that_waits_for_approval_says_whose_answer_is_wanted(side: Side, by: str, told: str) -> None:
    mail = sent(letter(News.MOVED, side, booking(status=Status.PENDING, sequence=1), by=by))
    assert told in text(mail)
    assert ("Accept, decline" in text(mail)) is (side is Side.HOST)


@pytest.mark.parametrize("locale", ["en", "de", "es", "fr", "it", "pt"])
def test_a_request_because_of_an_unread_calendar_says_so_and_names_it_to_its_host_only(locale: str) -> None:
    unread = Unread(
        host_id=booking().host_id,
        calendar="Work (ann@example.com)",
        provider=Provider.GOOGLE,
        since=NOW,
        trouble=Trouble.UNREACHABLE,
    )
    asked = booking(status=Status.PENDING, unread=(unread,))
    to_host = letter(News.REQUESTED, Side.HOST, asked.as_shown_to(unread.host_id), locale=locale)
    to_invitee = letter(News.REQUESTED, Side.INVITEE, asked.as_shown_to(None), locale=locale)
    plain = letter(News.REQUESTED, Side.INVITEE, booking(status=Status.PENDING), locale=locale)
    assert "Work (ann@example.com)" in text(sent(to_host))
    assert "ann@example.com" not in text(sent(to_invitee))
    assert text(sent(to_invitee)) != text(sent(plain))
    to_other_host = letter(News.REQUESTED, Side.HOST, asked.as_shown_to(None), locale=locale)
    bare = letter(News.REQUESTED, Side.HOST, booking(status=Status.PENDING), locale=locale)
    assert text(sent(to_other_host)) == text(sent(bare))


def test_reason_is_told_with_the_change_and_not_later() -> None:
    changed = booking(status=Status.CANCELLED, reason="Flu")
    assert "Reason: Flu" in text(sent(letter(News.CANCELLED, Side.HOST, changed)))
    assert "Flu" not in text(sent(letter(News.REMINDER, Side.HOST, booking(reason="Flu"), lead=60)))


def test_a_cancelled_meeting_has_no_link_to_cancel() -> None:
    told = text(sent(letter(News.CANCELLED, Side.INVITEE, booking(status=Status.CANCELLED))))
    assert "https://" not in told


def test_reminder_says_how_soon() -> None:
    assert "in 2 hours" in text(sent(letter(News.REMINDER, Side.HOST, lead=120)))
    assert "in 24 hours" in text(sent(letter(News.REMINDER, Side.HOST, lead=1440)))
    assert "in 2 days" in text(sent(letter(News.REMINDER, Side.HOST, lead=2880)))
    assert "in 90 minutes" in text(sent(letter(News.REMINDER, Side.HOST, lead=90)))
    assert "in 45 minutes" in text(sent(letter(News.REMINDER, Side.HOST, lead=45)))


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (Place(PlaceKind.ZOOM, "https://zoom.example/j/1"), "Where: Zoom: https://zoom.example/j/1"),
        (Place(PlaceKind.PHONE, "+49 30 1"), "Where: Phone: +49 30 1"),
        (Place(PlaceKind.PHONE), "Where: Phone\n"),
        (Place(PlaceKind.IN_PERSON, "Main St 1"), "Where: Main St 1"),
        (Place(PlaceKind.CUSTOM, "My garden"), "Where: My garden"),
    ],
)
def test_place_is_said(place: Place, told: str) -> None:
    assert told in text(sent(letter(News.BOOKED, Side.HOST, booking(place=place))))


def test_an_unknown_place_is_left_out() -> None:
    assert "Where" not in text(sent(letter(News.BOOKED, Side.HOST, booking(place=Place()))))


HOSTILE = [
    "Eve\r\nBcc: victim@example.net\r\n\r\nhello",
    "Eve\nSubject: other",
    "Eve\u2028X-Evil: 1",
    'Eve" <victim@example.net>, "',
    "=?utf-8?q?Eve=0ABcc=3A_victim=40example.net?=",
    "\u202eEve\u0000\u0007",
    "{letter.code} {0} %s",
    "Ève Łukasz 山田 太郎 🎉" * 5,
    "דוד لِيلَى",
    "x" * 5000,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_can_add_a_header_or_a_reader(name: str) -> None:
    invitee = Invitee(person_id=None, name=name, email="bob@example.org", zone="UTC")
    told = booking(invitee=invitee, title=f"Call with {name}", message=name)
    for side in SIDES:
        mail = sent(letter(News.BOOKED, side, told, to_name=name, host_name=name))
        assert [each.addr_spec for each in mail["To"].addresses] == [_mailbox(side)]
        assert mail["Bcc"] is None
        assert mail["X-Evil"] is None
        assert len(mail.get_all("Subject")) == 1


def _mailbox(side: Side) -> str:
    return "anna@example.com" if side is Side.HOST else "bob@example.org"


def test_names_of_every_script_arrive_whole() -> None:
    name = "Łukasz 山田 太郎 דוד"
    mail = sent(letter(News.BOOKED, Side.HOST, to_name=name))
    assert mail["To"].addresses[0].display_name == name
    assert f"Hello {name}," in text(mail)


def test_html_shows_markup_as_text() -> None:
    evil = booking(title="<script>alert(1)</script>", message='"><img src=x onerror=alert(1)>')
    html = text(sent(letter(News.BOOKED, Side.HOST, evil, link='https://x/"><script>')), "html")
    assert "<script>" not in html
    assert "<img" not in html


def test_a_right_to_left_name_does_not_turn_the_sentence() -> None:
    invitee = replace(booking().invitee, name="דוד")
    told = text(sent(letter(News.BOOKED, Side.HOST, booking(invitee=invitee))))
    assert "\u2068דוד\u2069 has booked" in told


@pytest.mark.parametrize(
    "mail",
    ["", "bob", "a@b@c", "bob@example.org\r\nBcc: x@example.net", "a@x.org, b@x.org", "<>", "a b@x.org", "@"],
)
def test_an_address_that_is_none_is_rejected_for_good(mail: str) -> None:
    with pytest.raises(Rejected):
        render(code_letter(to_email=mail), "k", SENDER, NOW)


@pytest.mark.parametrize("broken", [{"booking": {"id": "no"}}, {"news": "gossip"}, {"zone": "Mars/Base"}])
def test_facts_that_make_no_letter_are_rejected_for_good(broken: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        render(replace(letter(News.BOOKED, Side.HOST), **broken), "k", SENDER, NOW)


def test_sender_is_read_from_configuration() -> None:
    assert Sender.of("Büro <hi@x.example>") == Sender("Büro", "hi@x.example")
    assert Sender.of("hi@x.example") == Sender("Parley", "hi@x.example")
    with pytest.raises(ValueError, match="mail address"):
        Sender.of("nobody")
