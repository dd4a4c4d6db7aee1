"""Pages when more than two are concerned: seats, guests, prices, waiting, polls."""

from datetime import UTC, datetime, timedelta

import pytest

from core.booking import Rsvp, Side
from core.commands import Book, CancelBooking, ClosePoll, CreateEventType, CreatePoll
from core.event_types import Price
from core.interval import Interval
from core.queries import ShowBooking, ShowPoll
from tests.web.conftest import Visitor, book
from tests.web.desks import BASE

TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
async def yoga(desk, anna):
    made = await desk.perform(
        CreateEventType(
            host_id=anna.host.id,
            title="Yoga",
            lengths=(60,),
            seats=2,
            prices=(Price(length=60, amount=1200, currency="EUR"),),
        )
    )
    return made.value


async def seat(desk, yoga, name, seats=1, start=TEN):
    taken = await desk.perform(
        Book(
            request_id=f"seat-{name}",
            host_id=yoga.host_id,
            event_type_id=yoga.id,
            start=start,
            length=60,
            name=name,
            email=f"{name.lower()}@example.org",
            zone="Europe/Berlin",
            verified=True,
            seats=seats,
        )
    )
    return taken.value


async def test_a_class_shows_its_price_and_the_seats_that_are_left(visitor, desk, yoga):
    await seat(desk, yoga, "Bea")
    await visitor.open("/@anna/yoga?date=2026-11-24")
    assert "€12.00" in visitor.html
    assert "1 of 2 left" in visitor.html
    assert "2 of 2 left" in visitor.html


async def test_a_full_class_can_be_waited_for_and_its_seat_taken(visitor, desk, yoga):
    bea = await seat(desk, yoga, "Bea", seats=2)
    await visitor.open("/@anna/yoga?date=2026-11-24")
    assert "wait for a seat" in visitor.html
    await visitor.open("/@anna/yoga?start=2026-11-24T09:00:00%2B00:00&length=60&wait=1")
    assert "All seats are taken." in visitor.html
    await visitor.send("/@anna/yoga/details", name="Cleo Fox", email="cleo@example.org", seats="1")
    await visitor.send("/@anna/yoga/book", code=desk.codes[-1])
    assert "You are on the waiting list" in visitor.html
    assert "You are the first in line." in visitor.html
    page = visitor.path
    await desk.perform(CancelBooking(booking_id=bea.id, by=Side.INVITEE))
    await visitor.open(page)
    assert "A seat is free for you" in visitor.html
    await visitor.send(f"{page}/take")
    assert "See you on" in visitor.html
    await visitor.open(page)
    assert "You have your seat" in visitor.html


async def test_one_can_stop_waiting(visitor, desk, yoga):
    await seat(desk, yoga, "Bea", seats=2)
    await visitor.open("/@anna/yoga?start=2026-11-24T09:00:00%2B00:00&length=60&wait=1")
    await visitor.send("/@anna/yoga/details", name="Cleo Fox", email="cleo@example.org", seats="1")
    await visitor.send("/@anna/yoga/book", code=desk.codes[-1])
    await visitor.send(f"{visitor.path}/leave")
    assert "You are off the waiting list" in visitor.html


async def test_seats_that_make_no_sense_are_marked(visitor, yoga):
    await visitor.open("/@anna/yoga?start=2026-11-24T09:00:00%2B00:00&length=60")
    for nonsense in ("0", "3", "-1", "many", "99999999999"):
        await visitor.send("/@anna/yoga/details", name="Cleo", email="cleo@example.org", seats=nonsense)
        assert visitor.status == 422
        assert "Please give a number from 1 to 2." in visitor.html


async def test_guests_are_invited_and_answer_on_a_page_of_their_own(visitor, client, desk, anna):
    await visitor.open("/@anna/intro?start=2026-11-24T09:00:00%2B00:00&length=30")
    await visitor.send(
        "/@anna/intro/details",
        name="Bob Ray",
        email="bob@example.org",
        guests="bea@example.org, carl@example.org",
    )
    await visitor.send("/@anna/intro/book", code=desk.codes[-1])
    assert "bea@example.org, no answer yet" in visitor.html
    booking = desk.told[-1].booking
    guest = Visitor(client)
    page = desk.links.rsvp(booking, booking.guests[0].id).removeprefix(BASE)
    await guest.open(page)
    assert "Anna Lind and Bob Ray" in guest.html
    await guest.send(page, answer="maybe")
    assert "see that you may come" in guest.html
    shown = await desk.answer(ShowBooking(booking_id=booking.id))
    assert [each.answer for each in shown.booking.guests] == [Rsvp.MAYBE, Rsvp.NONE]


@pytest.mark.parametrize(
    ("guests", "said"),
    [
        ("nonsense", "This is no e-mail address: nonsense"),
        ("bob@example.org", "You need not invite yourself."),
        (" ".join(f"guest{n}@example.org" for n in range(11)), "At most 10 guests can come."),
    ],
)
async def test_guests_that_cannot_come_are_marked(visitor, anna, guests, said):
    await visitor.open("/@anna/intro?start=2026-11-24T09:00:00%2B00:00&length=30")
    await visitor.send("/@anna/intro/details", name="Bob Ray", email="bob@example.org", guests=guests)
    assert visitor.status == 422
    assert said in visitor.html


@pytest.mark.parametrize("path", ["/g/nonsense", "/w/nonsense", "/poll/nonsense"])
async def test_forged_links_are_answered_kindly(visitor, anna, path):
    await visitor.open(path)
    assert visitor.status == 404
    assert "Traceback" not in visitor.html


async def test_a_guest_who_answers_nonsense_changes_nothing(visitor, desk, anna):
    await book(visitor, desk)
    booking = desk.told[-1].booking
    link = desk.links.rsvp(booking, booking.id).removeprefix(BASE)
    await visitor.open(link)
    assert visitor.status == 410, "somebody who is no guest has no invitation"


@pytest.fixture
async def poll(desk, anna):
    options = tuple(Interval(TEN + timedelta(days=n), TEN + timedelta(days=n, minutes=30)) for n in range(3))
    made = await desk.perform(
        CreatePoll(
            host_id=anna.host.id,
            event_type_id=anna.event_types[0].id,
            title="Offsite",
            options=options,
        )
    )
    return made.value


async def test_people_vote_and_change_their_vote(visitor, client, desk, poll):
    page = f"/poll/{poll.code}?tz=Europe/Berlin"
    await visitor.open(page)
    assert "Tuesday, 24 November 2026, 10:00–10:30" in visitor.html
    await visitor.send(page, name="Bea Ito", option0="yes", option1="maybe", option2="no")
    assert "your vote is noted" in visitor.html
    await visitor.send(page, name="Bea Ito", option0="no", option1="yes", option2="yes")
    kept = await desk.answer(ShowPoll(code=poll.code))
    assert [[each.value for each in vote.answers] for vote in kept.votes] == [["no", "yes", "yes"]]
    other = Visitor(client)
    client.session.cookie_jar.clear()
    await other.open(page)
    await other.send(page, name="Cleo Fox", email="cleo@example.org", option0="yes")
    assert "Bea Ito" in other.html
    assert "cleo@example.org" not in (await Visitor(client).open(page)).replace(
        'value="cleo@example.org"', ""
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "B"}, "Please give your name"),
        ({"name": "Bea", "email": "nonsense"}, "Please give an e-mail address"),
    ],
)
async def test_a_vote_that_is_not_right_is_marked_and_kept_on_the_page(visitor, desk, poll, given, said):
    page = f"/poll/{poll.code}"
    await visitor.open(page)
    await visitor.send(page, option1="yes", **given)
    assert visitor.status == 422
    assert said in visitor.html
    assert 'name="option1" value="yes" checked' in visitor.html
    assert (await desk.answer(ShowPoll(code=poll.code))).votes == ()


async def test_a_poll_that_is_closed_says_what_was_decided(visitor, desk, poll):
    page = f"/poll/{poll.code}?tz=Europe/Berlin"
    await visitor.open(page)
    await visitor.send(page, name="Bea Ito", email="bea@example.org", option1="yes")
    await desk.perform(ClosePoll(poll_id=poll.id, host_id=poll.host_id, option=1))
    await visitor.open(page)
    assert "It was decided: Wednesday, 25 November 2026, 10:00 – 10:30" in visitor.html
    assert "<button" not in visitor.html
