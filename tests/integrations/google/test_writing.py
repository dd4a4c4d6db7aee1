"""What is written into a Google calendar: once whatever is repeated, without mails, with a meeting room where one is wanted."""

import asyncio
import re
from dataclasses import replace
from uuid import UUID

import pytest

from core.errors import Fault, RateLimited, Rejected, Transient
from integrations.calendars.google.writing import event_id
from tests.integrations.diaries import draft as plain
from tests.integrations.diaries import hour
from tests.support.google.calendars import Kept, Refusal

ROOM = re.compile(r"https://meet\.google\.com/.+")


def draft(during=None, **fields):
    """Return an event for a booking with a title and people."""
    return plain(during, **fields)


def event(diary):
    """Return the one event that stands."""
    [found] = diary.ann.standing()
    return found


# -- once -----------------------------------------------------------------------------------------


def test_an_id_is_of_letters_that_google_takes_and_always_the_same():
    one = event_id(draft())
    assert re.fullmatch("[a-v0-9]{32}", one)
    assert one == event_id(draft(hour(3), sequence=7))
    others = {event_id(draft(uid="other")), event_id(draft(owner=UUID(int=9))), event_id(draft(), 1)}
    assert len(others | {one}) == 4


async def test_an_answer_that_got_lost_makes_no_second_event(diary):
    await diary.put(draft())
    diary.served.refusals.append(Refusal(503, "backendError"))
    with pytest.raises(Transient):
        await diary.put(draft())
    again = await diary.put(draft())
    assert (event(diary)["id"], again.made) == (again.remote, False)


async def test_two_who_write_at_once_make_one_event(diary):
    done = await asyncio.gather(*(diary.put(draft()) for _ in range(4)), return_exceptions=True)
    written = [each for each in done if not isinstance(each, Fault)]
    assert written
    assert len({each.remote for each in written}) == 1
    assert len(diary.ann.standing()) == 1


async def test_an_older_version_does_not_take_the_place_of_a_later_one(diary):
    first = await diary.put(draft())
    await diary.put(draft(hour(2), sequence=2), diary.entry(draft(), first))
    with pytest.raises(Transient, match="later version"):
        await diary.put(draft(hour(1), sequence=1), diary.entry(draft(), first))
    assert [each.during for each in await diary.events()] == [hour(2)]


async def test_a_later_version_that_its_owner_deleted_is_no_hindrance(diary):
    written = await diary.put(draft(hour(2), sequence=2))
    diary.ann.delete(written.remote)
    assert (await diary.put(draft(sequence=1))).made


async def test_who_changes_an_event_all_the_time_is_let_go_first(diary):
    written = await diary.put(draft())
    diary.served.refusals += [Refusal(412, "conditionNotMet")]
    assert (await diary.put(draft(sequence=1), diary.entry(draft(), written))).tag != written.tag


async def test_what_is_gone_for_good_is_made_under_another_id(diary):
    first = await diary.put(draft())
    diary.ann.purge(first.remote)
    known = diary.entry(draft(), first)
    second = await diary.put(draft(), known)
    assert (second.made, second.remote) == (True, event_id(draft(), 1))
    assert (await diary.put(draft())).remote == second.remote
    assert len(diary.ann.standing()) == 1


async def test_what_can_be_made_under_no_id_is_given_up(diary):
    for number in range(3):
        await diary.put(draft())
        diary.ann.purge(event_id(draft(), number))
    with pytest.raises(Rejected, match="neither"):
        await diary.put(draft())


async def test_an_entry_of_another_calendar_is_not_looked_for_here(diary):
    diary.ann.calendars["club"] = Kept("club", "Europe/Paris")
    first = await diary.put(draft())
    there = replace(diary.calendar, id=UUID(int=99), remote="club")
    second = await diary.service.put(diary.access, there, draft(), diary.entry(draft(), first))
    assert second.made
    assert [len(diary.ann.standing(each)) for each in ("", "club")] == [1, 1]


# -- what is in it --------------------------------------------------------------------------------


async def test_nobody_gets_a_mail_and_nobody_is_invited(diary):
    await diary.put(draft(others=(("Bob", "bob@example.org"),)))
    await diary.put(draft(hour(1), sequence=1))
    written = [each for each in diary.served.exchanges if each.verb in {"POST", "PATCH"}]
    assert {each.query["sendUpdates"] for each in written} == {"none"}
    assert not any("attendees" in each.asked for each in written)


async def test_who_takes_part_can_be_read(diary):
    await diary.put(draft(text="Bring <b>cake</b> & tea", others=(("Bob", "bob@example.org"), ("Cy", ""))))
    assert event(diary)["description"] == (
        "Bring &lt;b&gt;cake&lt;/b&gt; &amp; tea\n\nBob (bob@example.org)\nCy"
    )


async def test_who_is_named_already_is_not_named_again(diary):
    await diary.put(draft(text="With: Bob, bob@example.org", others=(("Bob", "bob@example.org"), ("Cy", ""))))
    assert event(diary)["description"] == "With: Bob, bob@example.org\n\nCy"


async def test_the_time_is_shown_by_the_clock_that_was_meant(diary):
    await diary.put(draft())
    assert event(diary)["start"] == {"dateTime": "2026-11-30T10:00:00+01:00", "timeZone": "Europe/Berlin"}


async def test_what_is_too_long_is_cut_between_signs(diary):
    await diary.put(draft(text="&" * 9000, place="x" * 5000))
    assert event(diary)["description"].removesuffix("&amp;").endswith("&amp;")
    assert len(event(diary)["description"]) <= 8192


async def test_what_its_owner_added_stays(diary):
    written = await diary.put(draft())
    diary.ann.change(written.remote, colorId="5", reminders={"useDefault": False})
    await diary.put(draft(hour(1), sequence=1))
    assert (event(diary)["colorId"], event(diary)["reminders"]) == ("5", {"useDefault": False})


async def test_what_its_owner_made_a_whole_day_gets_its_time_back(diary):
    written = await diary.put(draft())
    diary.ann.change(written.remote, start={"date": "2026-12-01"}, end={"date": "2026-12-02"})
    await diary.put(draft(sequence=1), diary.entry(draft(), written))
    assert [(each.during, each.all_day) for each in await diary.events()] == [(hour(), False)]


async def test_a_calendar_that_may_only_be_read_is_not_written(diary):
    diary.kept.role = "reader"
    with pytest.raises(Rejected, match="may not be written"):
        await diary.put(draft())


async def test_google_says_what_is_not_the_event_that_was_written(diary):
    diary.served.canned = (200, b'{"id": "another", "etag": "x"}', "application/json")
    with pytest.raises(Transient):
        await diary.put(draft())


# -- meeting rooms --------------------------------------------------------------------------------


async def test_a_meeting_room_is_made_with_the_event(diary):
    written = await diary.put(draft(meeting=True))
    assert ROOM.fullmatch(written.link)


async def test_a_room_is_made_only_where_it_is_wanted(diary):
    assert (await diary.put(draft())).link == ""
    assert "conferenceData" not in event(diary)


async def test_a_booking_that_moves_keeps_its_room(diary):
    first = await diary.put(draft(meeting=True))
    again = await diary.put(draft(hour(1), sequence=1, meeting=True), diary.entry(draft(), first))
    repeated = await diary.put(draft(hour(1), sequence=1, meeting=True))
    assert first.link == again.link == repeated.link


async def test_a_room_that_is_being_made_is_waited_for(diary):
    diary.google.room = "pending"
    written = await diary.put(draft(meeting=True))
    assert ROOM.fullmatch(written.link)
    assert not written.pending


async def test_a_room_that_is_never_made_does_not_hold_up_the_event(diary):
    diary.google.room = "never"
    written = await diary.put(draft(meeting=True))
    assert (written.made, written.link, written.pending) == (True, "", True)
    assert event(diary)["id"] == written.remote


async def test_a_room_that_could_not_be_made_is_asked_for_once_more_and_can_follow(diary):
    diary.google.room = "failure"
    written = await diary.put(draft(meeting=True))
    asked = [each.asked["conferenceData"]["createRequest"] for each in diary.served.exchanges if each.asked]
    assert (written.link, len({each["requestId"] for each in asked})) == ("", 2)
    diary.google.room = "success"
    assert ROOM.fullmatch((await diary.put(draft(meeting=True), diary.entry(draft(), written))).link)


async def test_a_room_comes_to_an_event_that_had_none(diary):
    written = await diary.put(draft())
    assert ROOM.fullmatch((await diary.put(draft(meeting=True), diary.entry(draft(), written))).link)


async def test_a_calendar_without_rooms_gets_the_event_all_the_same(diary):
    diary.kept.rooms = False
    written = await diary.put(draft(meeting=True))
    moved = await diary.put(draft(hour(1), sequence=1, meeting=True), diary.entry(draft(), written))
    assert (written.link, moved.link) == ("", "")
    assert [each.during for each in await diary.events()] == [hour(1)]


async def test_a_google_that_fails_while_a_room_is_made_has_the_event(diary):
    diary.google.room = "failure"

    class Later(list):
        """Refuses all but the first."""

        def __bool__(self):
            return len(diary.served.exchanges) >= 1

        def pop(self, _index):
            return Refusal(503, "backendError")

    diary.served.refusals = Later()
    written = await diary.put(draft(meeting=True))
    assert (written.made, written.link, written.pending) == (True, "", True)


@pytest.mark.parametrize(
    "uri", ["http://meet.google.com/x", "javascript:alert(1)", "https://" + "x" * 2000, 7]
)
async def test_a_link_that_is_none_is_not_passed_on(diary, uri):
    import json

    remote = event_id(draft())
    points = [{"entryPointType": "video", "uri": uri}]
    answer = {"id": remote, "etag": "1", "conferenceData": {"entryPoints": points}}
    diary.served.canned = (200, json.dumps(answer).encode(), "application/json")
    assert (await diary.put(draft(meeting=True))).link == ""


# -- refusals -------------------------------------------------------------------------------------


async def test_a_pause_that_google_asks_for_is_not_hidden(diary):
    diary.served.refusals.append(Refusal(403, "rateLimitExceeded", "usageLimits"))
    with pytest.raises(RateLimited):
        await diary.put(draft())
    assert len(diary.served.exchanges) == 1
