"""Bookings are written into a calendar once, also while others write there."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from core.calendars import Entry, Showing
from core.errors import Rejected, Transient
from core.interval import Interval
from integrations.calendars.caldav import entries
from integrations.calendars.caldav.writing import rewritten, uid_of, written
from tests.integrations.caldav.conftest import BOOKING, TEN, Desk, draft
from tests.support.itip import kept_faults, libical, libical_faults

LATER = Interval.of(datetime(2026, 4, 2, 10, tzinfo=UTC), 30)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def event(text: bytes):
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


async def test_a_booking_is_written_and_seen_as_ours(desk: Desk):
    before = await desk.changes()
    done = await desk.put(draft())
    assert (done.made, done.link) == (True, "")
    (seen,) = (await desk.changes()).events
    assert (seen.remote, seen.tag, seen.during, seen.booking_id) == (done.remote, done.tag, TEN, BOOKING)
    assert before.events == ()
    stands = event(desk.server.read(f"{desk.path}{done.remote}"))
    assert stands["SUMMARY"] == "Intro call"
    assert stands["LOCATION"] == stands["URL"] == "https://meet.example/abc"
    assert "Bob Müller <bob@example.com>" in stands["DESCRIPTION"]
    assert "ATTENDEE" not in stands
    assert "ORGANIZER" not in stands


async def test_a_repeat_makes_no_second_event(desk: Desk):
    first = await desk.put(draft())
    again = await desk.put(draft())
    assert (first.made, again.made, again.remote) == (True, False, first.remote)
    assert len(desk.server.names(desk.path)) == 1


async def test_repeats_at_the_same_time_make_one_event(desk: Desk):
    done = await asyncio.gather(*(desk.put(draft()) for _ in range(5)))
    assert sum(each.made for each in done) == 1
    assert len(desk.server.names(desk.path)) == 1


async def test_a_booking_that_moves_moves_there(desk: Desk):
    first = await desk.put(draft())
    done = await desk.put(draft(LATER, sequence=1, tentative=True), desk.entry(first))
    assert (done.made, done.remote) == (False, first.remote)
    (seen,) = await desk.events()
    assert (seen.during, seen.showing, seen.tag) == (LATER, Showing.TENTATIVE, done.tag)


async def test_what_others_have_added_to_an_event_stays(desk: Desk):
    first = await desk.put(draft())
    path = f"{desk.path}{first.remote}"
    text = desk.server.read(path).decode().replace("\r\n", "\n")
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Soon\nTRIGGER:-PT10M\nEND:VALARM\n"
    desk.server.write(path, text.replace("END:VEVENT", f"CATEGORIES:Sales\nX-COLOUR:red\n{alarm}END:VEVENT"))
    await desk.put(draft(LATER, sequence=1), desk.entry(first))
    stands = event(desk.server.read(path))
    assert stands["DTSTART"].dt == LATER.start
    assert [each["DESCRIPTION"] for each in stands.walk("VALARM")] == ["Soon"]
    assert (stands["X-COLOUR"], stands["CATEGORIES"].cats) == ("red", ["Sales"])


async def test_one_that_was_deleted_elsewhere_is_made_anew(desk: Desk):
    first = await desk.put(draft())
    desk.server.ask("DELETE", f"{desk.path}{first.remote}")
    done = await desk.put(draft(), desk.entry(first))
    assert (done.made, len(desk.server.names(desk.path))) == (True, 1)


async def test_one_that_came_there_by_another_way_is_taken_over(desk: Desk):
    text = written(draft(), NOW).decode().replace("\r\n", "\n")
    desk.server.write(f"{desk.path}imported.ics", text)
    done = await desk.put(draft(LATER))
    assert (done.remote, done.made) == ("imported.ics", False)
    assert desk.server.names(desk.path) == ["imported.ics"]


async def test_a_change_that_comes_in_between_is_built_upon(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    first = await desk.put(draft())
    path = f"{desk.path}{first.remote}"
    real, rounds = entries._read, []

    def read(server, url):
        there = real(server, url)
        if len(rounds) < 2:  # somebody else is quicker, twice
            rounds.append(url)
            text = desk.server.read(path).decode().replace("\r\n", "\n")
            desk.server.write(path, text.replace("END:VEVENT", f"X-ROUND{len(rounds)}:yes\nEND:VEVENT"))
        return there

    monkeypatch.setattr(entries, "_read", read)
    await desk.put(draft(LATER), desk.entry(first))
    stands = event(desk.server.read(path))
    assert (stands["DTSTART"].dt, stands["X-ROUND1"], stands["X-ROUND2"]) == (LATER.start, "yes", "yes")


async def test_without_looking_first_the_other_change_would_be_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """The twin of the test above: it can fail, for without the condition the last one wins."""
    first = await desk.put(draft())
    path = f"{desk.path}{first.remote}"
    real, rounds = entries._read, []

    def read(server, url):
        there = real(server, url)
        if not rounds:
            rounds.append(url)
            text = desk.server.read(path).decode().replace("\r\n", "\n")
            desk.server.write(path, text.replace("END:VEVENT", "X-ROUND1:yes\nEND:VEVENT"))
        return entries._There(there.text, "")

    monkeypatch.setattr(entries, "_read", read)
    await desk.put(draft(LATER), desk.entry(first))
    assert "X-ROUND1" not in event(desk.server.read(path))


async def test_who_changes_it_all_the_time_is_not_outwaited(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    first = await desk.put(draft())
    path = f"{desk.path}{first.remote}"
    real, rounds = entries._read, []

    def read(server, url):
        there = real(server, url)
        rounds.append(url)
        text = desk.server.read(path).decode().replace("\r\n", "\n")
        desk.server.write(path, text.replace("END:VEVENT", f"X-R{len(rounds)}:yes\nEND:VEVENT"))
        return there

    monkeypatch.setattr(entries, "_read", read)
    with pytest.raises(Transient):
        await desk.put(draft(LATER), desk.entry(first))


async def test_an_entry_is_taken_out_and_a_repeat_is_no_fault(desk: Desk):
    done = await desk.put(draft())
    entry: Entry = desk.entry(done)
    await desk.service.remove(desk.access, desk.calendar, entry)
    assert desk.server.names(desk.path) == []
    await desk.service.remove(desk.access, desk.calendar, entry)


async def test_a_calendar_of_somebody_else_is_not_written(desk: Desk):
    remote = desk.server.make_calendar(f"w{abs(hash(desk.path))}", who="bob")
    desk.calendar = replace(desk.calendar, remote=remote)
    with pytest.raises(Rejected):
        await desk.put(draft())


HOSTILE = 'x\r\nATTENDEE:mailto:eve@example.com\nEND:VEVENT\x00\x07;,\\"ü' + "é" * 200


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": HOSTILE, "text": HOSTILE, "place": HOSTILE, "others": ((HOSTILE, HOSTILE),)},
        {"title": "x", "text": "", "place": "", "others": ()},
        {"place": "+49 151 234567"},
        {"place": "https://meet.example/ü x"},
        {"tentative": True, "sequence": 12},
    ],
)
def test_what_is_written_is_a_calendar_object_by_every_rule(changes: dict[str, object]):
    text = written(draft(**changes), NOW)
    again = rewritten(text, draft(LATER, **changes), NOW + timedelta(days=1))
    for each in (text, again):
        assert kept_faults(each) == []
        if libical():
            assert libical_faults(each) == []
    assert b"\nATTENDEE" not in text
    assert event(again)["DTEND"].dt == LATER.end


def test_the_rules_find_what_is_wrong():
    text = written(draft(), NOW)
    assert kept_faults(text.replace(b"VERSION", b"METHOD:REQUEST\r\nVERSION")) == ["a method"]
    assert kept_faults(text.replace(b"\r\nSTATUS", b"\nSTATUS"))[0] == "a line does not end in CRLF"
    assert "it ends before it begins" in kept_faults(text.replace(b"20260401T110000Z", b"20260301T110000Z"))


def test_an_object_that_does_not_hold_ours_is_written_anew():
    other = written(draft(uid="other@example.com"), NOW)
    assert event(rewritten(other, draft(), NOW))["UID"] == uid_of(draft())
    assert event(rewritten(written(draft(), NOW)[:-20], draft(), NOW))["UID"] == uid_of(draft())
