"""The booking page, from the first look to the confirmation, and what can go wrong on the way."""

import re
from datetime import datetime, timedelta

import pytest

from core.commands import Book, ChangeEventType, ChangeHost, CreateEventType
from core.effects import News
from core.event_types import Place, PlaceKind, Question
from tests.web.conftest import book, fields

PAGE = "/@anna/intro"


async def test_a_stranger_books_with_a_code_and_sees_all_the_facts(visitor, desk):
    link = await book(visitor, desk)
    for fact in (
        "Booked",
        "Intro meeting, 30 minutes",
        "Monday, 23 November 2026, 12:00 – 12:30",
        "Anna Lind",
        "ben@example.com",
    ):
        assert fact in visitor.html
    assert f'href="{link}/meeting.ics"' in visitor.html
    assert [told.news for told in desk.told] == [News.BOOKED]


async def test_the_calendar_file_carries_the_bookings_identity(visitor, desk):
    link = await book(visitor, desk)
    text = await visitor.open(f"{link}/meeting.ics")
    booking = desk.told[0].booking
    assert f"UID:{booking.uid}" in text
    assert "METHOD:PUBLISH" in text
    assert "DTSTART:20261123T110000Z" in text


async def test_a_browser_that_proved_its_e_mail_is_not_asked_again(visitor, desk):
    await book(visitor, desk)
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="Ben@Example.com")
    assert visitor.path.endswith("/booked")
    assert len(desk.codes) == 1


async def test_a_proof_is_worth_nothing_after_a_month(visitor, desk, clock):
    await book(visitor, desk)
    clock.tick(days=31)
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="ben@example.com")
    assert "Confirm your e-mail" in visitor.html


async def test_a_wrong_code_books_nothing_and_the_right_one_still_works(visitor, desk):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="ben@example.com")
    for wrong in ("", "000000" if desk.codes[-1] != "000000" else "111111", "☃"):
        await visitor.send(f"{PAGE}/book", code=wrong)
        assert visitor.status == 422
        assert "not the code we sent" in visitor.html
        assert desk.told == []
    await visitor.send(f"{PAGE}/book", code=f" {desk.codes[-1][:3]} {desk.codes[-1][3:]} ")
    assert visitor.path.endswith("/booked")


async def test_the_code_is_never_on_a_page(visitor, desk):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="ben@example.com")
    assert desk.codes[-1] not in visitor.html


async def test_the_time_that_was_picked_is_kept_and_until_when_is_said(visitor):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    assert "We are keeping this time for you until 09:10." in visitor.html
    await visitor.open(re.sub("held=[^&]*", "held=forged", visitor.path))
    assert "We are keeping this time" not in visitor.html


async def test_a_time_that_was_just_taken_is_answered_with_the_nearest_others(visitor, desk, anna):
    await visitor.open(PAGE)
    starts = visitor.starts
    await desk.perform(_elsewhere(anna, starts[4]))
    await visitor.send(f"{PAGE}/hold", start=starts[4])
    assert visitor.status == 409
    assert starts[4] not in visitor.starts
    assert {starts[n] for n in (2, 3, 5, 6)} < set(visitor.starts)
    assert len(visitor.starts) == 5
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    assert "Your details" in visitor.html


async def test_a_time_that_is_taken_while_the_details_are_filled_in(visitor, desk, anna, clock):
    await visitor.open(PAGE)
    start = visitor.starts[4]
    await visitor.send(f"{PAGE}/hold", start=start)
    details = visitor.html
    clock.tick(minutes=11)
    await desk.perform(_elsewhere(anna, start))
    visitor.html = details
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="ben@example.com")
    await visitor.send(f"{PAGE}/book", code=desk.codes[-1])
    assert visitor.status == 409
    assert len(visitor.starts) == 5
    assert len(desk.told) == 1


async def test_the_same_form_sent_twice_books_once(visitor, desk):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="ben@example.com")
    page = visitor.html
    await visitor.send(f"{PAGE}/book", code=desk.codes[-1])
    first, visitor.html = visitor.path, page
    await visitor.send(f"{PAGE}/book", code=desk.codes[-1])
    assert visitor.path == first
    assert len(desk.told) == 1


async def test_somebody_elses_request_id_books_anew(client, desk, visitor):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", name="Ben Ott", email="ben@example.com")
    request = fields(visitor.html)["request"]
    await visitor.send(f"{PAGE}/book", code=desk.codes[-1])
    mine = visitor.path
    client.session.cookie_jar.clear()
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    await visitor.send(f"{PAGE}/details", request=request, name="Eve Ott", email="eve@example.com")
    await visitor.send(f"{PAGE}/book", code=desk.codes[-1])
    assert visitor.path != mine
    assert "ben@example.com" not in visitor.html


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "B", "2 to 100 characters"),
        ("name", "B" * 101, "2 to 100 characters"),
        ("name", "", "2 to 100 characters"),
        ("email", "not an address", "such as name@example.com"),
        ("email", "a@b", "such as name@example.com"),
        ("email", "ben@example.com\nBcc: eve@example.com", "such as name@example.com"),
        ("phone", "call me", "phone number"),
        ("message", "x" * 501, "it has 501"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(visitor, desk, field, value, said):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    filled = {"name": "Ben Ott", "email": "ben@example.com"} | {field: value}
    await visitor.send(f"{PAGE}/details", **filled)
    assert visitor.status == 422
    assert re.search(rf'id="{field}-wrong">[^<]*{re.escape(said)}', visitor.html)
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-wrong', visitor.html)
    assert desk.codes == []


async def test_a_required_question_must_be_answered_and_the_answer_is_kept(visitor, desk, anna):
    question = Question(id=desk.chance.uuid(), text="Which chair?", required=True)
    chair = CreateEventType(host_id=anna.host.id, title="Chairs", questions=(question,))
    await desk.perform(chair)
    await visitor.open("/@anna/chairs")
    await visitor.send("/@anna/chairs/hold", start=visitor.starts[0])
    await visitor.send("/@anna/chairs/details", name="Ben Ott", email="ben@example.com")
    assert f'id="q_{question.id}-wrong"' in visitor.html
    answer = {f"q_{question.id}": "<b>Rocking</b>"}
    await visitor.send("/@anna/chairs/details", name="Ben Ott", email="ben@example.com", **answer)
    await visitor.send("/@anna/chairs/book", code=desk.codes[-1])
    assert "&lt;b&gt;Rocking&lt;/b&gt;" in visitor.html
    assert desk.told[0].booking.answers == {str(question.id): "<b>Rocking</b>"}


async def test_right_to_left_and_emoji_are_kept_as_they_are(visitor, desk):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    told = {"name": "נועה 👩‍🚀 לוי", "email": "noa@example.com", "message": "مرحبا\r\n🪑"}
    await visitor.send(f"{PAGE}/details", **told)
    await visitor.send(f"{PAGE}/book", code=desk.codes[-1])
    booking = desk.told[0].booking
    assert (booking.invitee.name, booking.message) == ("נועה 👩‍🚀 לוי", "مرحبا\n🪑")


async def test_on_request_says_that_the_host_has_to_accept(visitor, desk, anna):
    intro = anna.event_types[0]
    await desk.perform(ChangeEventType(host_id=anna.host.id, event_type_id=intro.id, approval=True))
    await book(visitor, desk)
    assert "Anna Lind has been asked" in visitor.html
    assert [told.news for told in desk.told] == [News.REQUESTED]


async def test_times_are_in_the_zone_that_was_chosen_else_detected_else_the_hosts(visitor, client):
    assert "Anna Lind’s time zone" in await visitor.open(PAGE)
    assert ">09:00<" not in visitor.html  # 9:00 in Berlin is an hour ago on the clock, or too soon
    client.session.cookie_jar.update_cookies({"parley_tz": "Asia/Kolkata"}, client.make_url("/"))
    assert "Times are in your time zone" in await visitor.open(PAGE)
    assert ">15:30<" in visitor.html
    await visitor.open(f"{PAGE}?tz=America/New_York")
    assert ">05:00<" in visitor.html


async def test_a_day_with_times_is_a_link_and_one_without_is_not(visitor):
    await visitor.open(PAGE)
    assert re.search(
        r'<a href="/@anna/intro\?date=2026-11-24#times"[^>]*aria-label="Tuesday, 24 November 2026, 16 free times"',
        visitor.html,
    )
    assert "date=2026-11-28" not in visitor.html


async def test_each_length_has_its_own_times(visitor, desk, anna):
    both = ChangeEventType(host_id=anna.host.id, event_type_id=anna.event_types[0].id, lengths=(30, 120))
    await desk.perform(both)
    await visitor.open(f"{PAGE}?date=2026-11-24")
    short = visitor.starts
    await visitor.open(f"{PAGE}?date=2026-11-24&length=120")
    assert visitor.starts == short[:-3]
    await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
    assert "2 hours" in visitor.html


async def test_a_month_without_times_points_to_the_next_day_that_has_some(visitor, clock):
    clock.set(clock.now() + timedelta(days=7, hours=12))  # the last evening of November
    await visitor.open(PAGE)
    assert "December 2026" in visitor.html
    assert len(visitor.starts) == 16
    await visitor.open(f"{PAGE}?month=2026-11")
    assert "Next free day: Tuesday, 1 December 2026" in visitor.html


@pytest.mark.parametrize(
    "query",
    [
        "date=2026-02-30", "date=0001-01-01", "date=9999-12-31", "month=2026-13", "month=99", "length=-1",
        "length=999999999999", "tz=Mars/Base", "tz=../../etc/passwd", "start=yesterday", "start=2026-11-24T10:00",
        "start=0001-01-01T00:00:00%2B14:00", "date=%00", "date=2026-W10", "length=%E0%A5%A7", "month=2199-12",
    ],
)  # fmt: skip
async def test_an_impossible_wish_still_shows_the_page(visitor, query):
    await visitor.open(f"{PAGE}?{query}")
    assert visitor.status == 200
    assert "Intro meeting" in visitor.html


async def test_a_time_of_last_month_is_answered_kindly(visitor):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start="2026-10-23T10:00:00+00:00")
    assert visitor.status == 409
    assert "already passed" in visitor.html
    assert len(visitor.starts) == 5


async def test_a_form_without_a_time_leads_back_to_the_times(visitor):
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/hold", start="")
    assert visitor.path == PAGE


async def test_the_list_of_times_can_be_fetched_by_itself(visitor):
    await visitor.open(f"{PAGE}/times?date=2026-11-24&tz=Europe/Berlin")
    assert visitor.html.count("<button") == 16
    assert "<html" not in visitor.html


async def test_a_paused_host_takes_no_bookings_and_says_so(visitor, desk, anna):
    await desk.perform(ChangeHost(host_id=anna.host.id, paused=True))
    for path in (PAGE, "/@anna"):
        assert "Anna Lind is not taking bookings at the moment" in await visitor.open(path)


async def test_a_paused_event_type_has_no_page(visitor, desk, anna):
    pause = ChangeEventType(host_id=anna.host.id, event_type_id=anna.event_types[0].id, active=False)
    await desk.perform(pause)
    await visitor.open(PAGE)
    assert visitor.status == 404
    assert PAGE not in await visitor.open("/@anna")


async def test_a_link_to_a_meeting_room_is_only_told_to_who_has_booked(visitor, desk, anna):
    room = Place(PlaceKind.ZOOM, "https://zoom.example/j/1")
    await desk.perform(
        ChangeEventType(host_id=anna.host.id, event_type_id=anna.event_types[0].id, place=room)
    )
    assert "zoom.example" not in await visitor.open("/@anna")
    assert "zoom.example" not in await visitor.open(PAGE)
    await book(visitor, desk)
    assert "https://zoom.example/j/1" in visitor.html


async def test_the_sixth_booking_attempt_of_an_hour_has_to_wait(visitor, client, clock):
    for number in range(6):
        client.session.cookie_jar.clear()
        await visitor.open(PAGE)
        await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
        answer = await client.post(
            f"{PAGE}/details", data=fields(visitor.html) | {"name": "Ben", "email": f"b{number}@example.com"}
        )
        assert answer.status == (200 if number < 5 else 429)
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    assert "You can try again later" in await answer.text()


async def test_nobody_can_have_all_the_times_kept(visitor, client):
    await visitor.open(PAGE)
    for number in range(41):
        client.session.cookie_jar.clear()
        await visitor.open(f"{PAGE}?date=2026-12-{(1, 2, 3, 4, 7, 8)[number // 8]:02}")
        await visitor.send(f"{PAGE}/hold", start=visitor.starts[number % 8])
        if number == 39:
            assert "Your details" in visitor.html
    assert visitor.status == 429


def _elsewhere(anna, start) -> Book:
    return Book(
        request_id="another channel",
        host_id=anna.host.id,
        event_type_id=anna.event_types[0].id,
        start=datetime.fromisoformat(start),
        length=30,
        name="Cleo",
        email="cleo@example.com",
        zone="Europe/Berlin",
        verified=True,
    )


async def test_a_slot_has_a_public_id_that_leads_to_it(visitor):
    await visitor.open(f"{PAGE}?date=2026-11-25&tz=Europe/Berlin")
    ids = re.findall(r'data-slot="([^"]+)"', visitor.html)
    assert len(ids) == len(set(ids)) == len(visitor.starts)
    await visitor.open(f"{PAGE}?slot={ids[0]}&tz=Europe/Berlin")
    assert "Your details" in visitor.html
    assert f'value="{visitor.starts[0]}"' in visitor.html
    assert visitor.starts[0].startswith("2026-11-25T08:00:00")
    slip = ids[0][:-2] + ids[0][-1] + ids[0][-2]
    await visitor.open(f"{PAGE}?slot={slip}&tz=Europe/Berlin")
    assert "Your details" not in visitor.html
