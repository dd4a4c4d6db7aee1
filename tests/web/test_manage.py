"""The page behind the signed links: what each side can do, and what it is told."""

import re
from datetime import datetime

import pytest

from bot.links import Links
from core.booking import Proposal, Side, Status
from core.commands import ChangeEventType, ProposeTime
from core.effects import News
from core.interval import Interval
from core.queries import ShowBooking
from tests.web.conftest import book
from tests.web.desks import BASE


@pytest.fixture
async def link(visitor, desk) -> str:
    return await book(visitor, desk)


@pytest.fixture
async def approval(desk, anna):
    change = ChangeEventType(host_id=anna.host.id, event_type_id=anna.event_types[0].id, approval=True)
    await desk.perform(change)


def hosts_link(desk) -> str:
    return desk.links.manage(desk.told[-1].booking, Side.HOST).removeprefix(BASE)


async def current(desk):
    return (await desk.answer(ShowBooking(booking_id=desk.told[0].booking.id))).booking


async def test_the_invitee_moves_it_and_takes_that_back(visitor, desk, link):
    before = (await current(desk)).slot
    await visitor.open(f"{link}/move")
    start = visitor.starts[-1]
    await visitor.send(f"{link}/move/hold", start=start)
    assert "We are keeping this time for you until 09:10." in visitor.html
    await visitor.send(f"{link}/move", reason="The train is late")
    assert "The meeting is now on Monday, 23 November 2026, 16:30 – 17:00" in visitor.html
    assert "Anna Lind has been told." in visitor.html
    moved = await current(desk)
    assert (moved.slot.start, moved.reason) == (datetime.fromisoformat(start), "The train is late")
    assert desk.told[-1].by is Side.INVITEE
    await visitor.send(f"{link}/undo")
    assert "Undone: the meeting is on" in visitor.html
    assert (await current(desk)).slot == before


async def test_the_invitee_cancels_with_a_reason_and_takes_that_back(visitor, desk, link):
    await visitor.open(f"{link}/cancel")
    assert "Cancel this meeting?" in visitor.html
    await visitor.send(f"{link}/cancel", reason="I am ill")
    assert "is cancelled. Anna Lind has been told." in visitor.html
    assert (await current(desk)).status is Status.CANCELLED
    await visitor.send(f"{link}/undo")
    assert (await current(desk)).status is Status.CONFIRMED


async def test_the_host_cancels_and_is_shown_no_undo_that_might_take_back_something_else(visitor, desk, link):
    link = hosts_link(desk)
    await visitor.open(f"{link}/cancel")
    await visitor.send(f"{link}/cancel")
    assert "is cancelled. Ben Ott has been told." in visitor.html
    assert "/undo" not in visitor.html
    assert desk.told[-1].by is Side.HOST


async def test_opening_the_page_changes_nothing(visitor, desk, link):
    before = await current(desk)
    for path in ("", "/booked", "/cancel", "/move", "/propose", "/meeting.ics"):
        await visitor.open(link + path)
        assert visitor.status == 200
    assert await current(desk) == before


async def test_the_host_accepts_a_request(approval, visitor, desk, link):
    await visitor.open(link)
    assert "Will you take this meeting?" not in visitor.html
    await visitor.open(hosts_link(desk))
    assert "Will you take this meeting?" in visitor.html
    await visitor.send(f"{hosts_link(desk)}/answer", answer="accept", reason="Gladly")
    assert "You accepted the meeting on" in visitor.html
    assert (await current(desk)).status is Status.CONFIRMED


async def test_the_host_declines_a_request(approval, visitor, desk, link):
    await visitor.open(hosts_link(desk))
    await visitor.send(f"{hosts_link(desk)}/answer", answer="decline")
    assert "You declined the meeting on" in visitor.html
    assert (await current(desk)).status is Status.CANCELLED


async def test_the_host_proposes_another_time_and_the_invitee_accepts_it(approval, visitor, desk, link):
    host = hosts_link(desk)
    await visitor.open(f"{host}/propose?date=2026-11-24")
    start = visitor.starts[2]
    await visitor.send(f"{host}/propose/hold", start=start)
    await visitor.send(f"{host}/propose", reason="Then I have more time")
    assert "You proposed Tuesday, 24 November 2026, 10:00 – 10:30" in visitor.html
    await visitor.open(link)
    assert "Anna Lind proposes another time" in visitor.html
    assert "Then I have more time" in visitor.html
    await visitor.send(f"{link}/answer", answer="accept")
    assert "You accepted: the meeting is on Tuesday, 24 November 2026, 10:00 – 10:30" in visitor.html
    assert (await current(desk)).slot.start == datetime.fromisoformat(start)


async def test_the_invitee_declines_a_proposal(approval, visitor, desk, link, clock):
    slot = Interval.of(datetime.fromisoformat("2026-11-24T12:00:00+00:00"), 30)
    booking = await current(desk)
    await desk.perform(ProposeTime(booking_id=booking.id, proposal=Proposal(by=Side.HOST, slot=slot)))
    await visitor.open(link)
    await visitor.send(f"{link}/answer", answer="decline")
    assert "You declined the proposed time" in visitor.html
    assert desk.told[-1].news is News.DECLINED


async def test_a_booking_that_changed_meanwhile_is_explained(visitor, desk, link):
    await visitor.open(f"{link}/cancel")
    page = visitor.html
    await visitor.send(f"{link}/cancel")
    visitor.html = page
    await visitor.send(f"{link}/cancel")
    assert visitor.status == 409
    assert "has changed meanwhile" in visitor.html
    await visitor.open(f"{link}/move")
    assert visitor.status == 409


async def test_moving_to_where_it_is_already_says_so(visitor, desk, link):
    start = (await current(desk)).slot.start.isoformat()
    await visitor.open(f"{link}/move?start={start.replace('+', '%2B')}")
    await visitor.send(f"{link}/move")
    assert visitor.status == 409
    assert "at that time already" in visitor.html


async def test_a_meeting_that_has_begun_cannot_be_changed(visitor, desk, link, clock):
    clock.tick(hours=4)
    await visitor.open(link)
    assert "cannot be changed any more" in visitor.html
    assert "/cancel" not in visitor.html


async def test_a_forged_link_is_not_found(visitor, desk, link):
    booking = await current(desk)
    forged = Links(BASE, "another secret").manage(booking, Side.HOST).removeprefix(BASE)
    for path in (forged, link[:-1], link[:-1] + "☃", "/b/x", "/b/" + "x" * 4000, "/b/..%2f..%2fetc"):
        await visitor.open(path)
        assert visitor.status == 404
        assert "Ben Ott" not in visitor.html


async def test_an_expired_link_is_gone(visitor, desk, link, clock):
    clock.tick(days=32)
    await visitor.open(link)
    assert visitor.status == 410
    assert "expired" in visitor.html


async def test_what_was_done_cannot_be_forged_into_the_address(visitor, link):
    await visitor.open(f"{link}?done=cancelled")
    assert 'class="done"' not in visitor.html
    await visitor.open(f"{link}/cancel")
    await visitor.send(f"{link}/undo", done="x")
    assert visitor.status == 409
    assert "nothing to undo" in visitor.html


async def test_each_side_reads_the_time_in_its_own_zone_and_the_others_beside(visitor, desk, link):
    await visitor.open(f"{link}?tz=America/New_York")
    assert re.search(r"06:00 – 06:30 \(America/New York, UTC-5\)", visitor.html)
    assert re.search(r"For Anna Lind: [^<]*12:00 – 12:30 \(Europe/Berlin, UTC\+1\)", visitor.html)
