"""An event is written once, whatever gets lost, and nothing of somebody else's is taken away by it."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from core.calendars import Showing
from core.errors import Rejected, Transient
from tests.integrations.calendars import MONDAY, draft, hour
from tests.support.microsoft.server import JOIN


def standing(diary):
    """Return what stands in the calendar, as Graph keeps it."""
    return list(diary.mailbox.shelves[diary.remote].events.values())


async def test_an_event_says_what_the_draft_says_and_invites_nobody(diary):
    whole = draft(
        text="Bring the plans.",
        place="Room 5",
        others=(("Bob", "bob@example.org"), ("Cleo", "")),
        tentative=True,
    )
    await diary.put(whole)
    [event] = standing(diary)
    assert (event["subject"], event["location"]) == ("Intro: Ann & Bob", {"displayName": "Room 5"})
    assert event["body"] == {
        "contentType": "text",
        "content": "Bring the plans.\n\nBob (bob@example.org)\nCleo",
    }
    assert (event["showAs"], "attendees" in event) == ("tentative", False)


async def test_an_event_whose_answer_was_lost_is_not_made_twice(diary, graph):
    """The request for it is carried out, and what comes back breaks off."""
    await diary.events()
    graph.troubles.append((200, {"Content-Type": "application/json"}, b'{"value": []}'))
    graph.lose_answers = 1
    with pytest.raises(Transient):
        await diary.put(draft())
    written = await diary.put(draft())
    assert [each["id"] for each in standing(diary)] == [written.remote]
    assert not written.made


async def test_an_event_that_cannot_be_searched_yet_is_not_made_twice(diary, graph):
    """Graph knows the repeat by its transaction, though the search does not show the first one."""
    first = await diary.put(draft())
    graph.troubles.append((200, {"Content-Type": "application/json"}, b'{"value": []}'))
    again = await diary.put(draft(hour(1), sequence=1))
    assert again.remote == first.remote
    assert [each.during for each in await diary.events()] == [hour(1)]


async def test_two_who_write_the_same_at_once_make_one_event(diary):
    found = await asyncio.gather(*(diary.put(draft()) for _ in range(4)), return_exceptions=True)
    written = [each for each in found if not isinstance(each, BaseException)]
    assert {each.remote for each in written} == {each["id"] for each in standing(diary)}
    assert all(isinstance(each, Transient) for each in found if isinstance(each, BaseException))
    assert len(standing(diary)) == 1


async def test_what_was_deleted_is_not_brought_up_to_date_where_nobody_sees_it(diary):
    """By its id, an event is found among deleted things too."""
    first = await diary.put(draft())
    await diary.delete(first.remote)
    again = await diary.put(draft(hour(1), sequence=1), diary.entry(draft(), first))
    assert again.made
    assert again.remote != first.remote
    assert diary.mailbox.deleted[first.remote]["start"]["dateTime"].startswith("2026-11-30T09")


async def test_what_is_deleted_again_and_again_is_given_up(diary):
    for _ in range(5):
        written = await diary.put(draft())
        await diary.delete(written.remote)
    with pytest.raises(Rejected):
        await diary.put(draft())
    assert standing(diary) == []


async def test_what_changes_while_we_write_is_not_written_over(diary, graph):
    """Between our look and our writing, somebody moves it: we have to look again."""
    first = await diary.put(draft())
    search = graph._search

    def then_moved(request, shelf):
        found = search(request, shelf)
        found.items = [dict(each) for each in found.items]
        diary.mailbox.move(first.remote, hour(5).start)
        return found

    graph._search = then_moved
    with pytest.raises(Transient):
        await diary.put(draft(hour(1), sequence=1))
    assert [each.during.start for each in await diary.events()] == [hour(5).start]


async def test_an_older_state_of_a_booking_does_not_overtake_a_newer_one(diary):
    await diary.put(draft(hour(2), sequence=2))
    with pytest.raises(Transient):
        await diary.put(draft(hour(1), sequence=1))
    assert [each.during for each in await diary.events()] == [hour(2)]


async def test_a_calendar_that_may_only_be_read_is_not_written(diary):
    diary.mailbox.shelves[diary.remote].listed["canEdit"] = False
    for meeting in (False, True):
        with pytest.raises(Rejected):
            await diary.put(draft(meeting=meeting))


async def test_our_event_is_known_by_its_mark_also_where_the_transaction_is_lost(diary):
    await diary.put(draft())
    standing(diary)[0]["transactionId"] = None
    assert [each.booking_id for each in await diary.events()] == [UUID(int=41)]


@pytest.mark.parametrize(
    "transaction", ["parley-", "parley-x", "parley-" + "g" * 32, "other-" + "0" * 32, "parley" + "0" * 32]
)
async def test_events_of_others_are_not_taken_for_ours(diary, transaction):
    diary.mailbox.write(diary.remote, MONDAY, transactionId=transaction)
    assert [each.booking_id for each in await diary.events()] == [None]


async def test_a_meeting_is_asked_for_and_its_link_is_told(diary):
    written = await diary.put(draft(meeting=True))
    [event] = standing(diary)
    assert (event["isOnlineMeeting"], event["onlineMeetingProvider"]) == (True, "teamsForBusiness")
    assert written.link == JOIN.format(len(written.remote))
    assert "location" not in event


@pytest.mark.parametrize(("looks", "told"), [(1, True), (2, True), (3, False)])
async def test_a_link_that_comes_a_moment_later_is_waited_for_a_little(diary, graph, looks, told):
    graph.meeting_after = looks
    written = await diary.put(draft(meeting=True))
    assert (bool(written.link), written.pending) == (told, not told)
    later = await diary.put(draft(meeting=True), diary.entry(draft(), written))
    assert not later.pending
    assert (later.link, later.remote) == (JOIN.format(len(written.remote)), written.remote)


async def test_an_event_stands_though_its_meeting_cannot_be_looked_up(diary, graph):
    graph.meeting_after = 1
    make = graph._make

    def made_then_away(*args):
        found = make(*args)
        graph.troubles += [(503, {}, b"")] * 3
        return found

    graph._make = made_then_away
    written = await diary.put(draft(meeting=True))
    assert (written.link, written.pending, written.made) == ("", True, True)


async def test_the_tag_is_the_newest_after_a_meeting_was_waited_for(diary, graph):
    graph.meeting_after = 1
    written = await diary.put(draft(meeting=True))
    assert [each.tag for each in await diary.events()] == [written.tag]


async def test_an_account_without_teams_gets_the_event_without_a_meeting(diary, graph):
    graph.teams = False
    written = await diary.put(draft(meeting=True))
    again = await diary.put(draft(hour(1), meeting=True, sequence=1), diary.entry(draft(), written))
    assert (written.link, again.link, again.made) == ("", "", False)
    assert not written.pending  # and none will follow
    assert [each.during for each in await diary.events()] == [hour(1)]


async def test_the_way_into_a_meeting_stays_in_its_text(diary):
    """Graph takes the meeting away from an event whose text is replaced."""
    first = await diary.put(draft(meeting=True, text="Bring the plans."))
    standing(diary)[0]["body"] = {"contentType": "html", "content": "Bring the plans. <a>Join Teams</a>"}
    await diary.put(draft(hour(1), meeting=True, sequence=1, text="No plans."), diary.entry(draft(), first))
    [event] = standing(diary)
    assert "Join Teams" in event["body"]["content"]
    assert event["isOnlineMeeting"]


async def test_a_link_that_is_none_of_the_web_is_not_told(diary):
    written = await diary.put(draft(meeting=True))
    standing(diary)[0]["onlineMeeting"] = {"joinUrl": "javascript:alert(1)"}
    again = await diary.put(draft(meeting=True), diary.entry(draft(), written))
    assert again.link == ""


async def test_a_long_title_is_cut_as_exchange_wants_it(diary):
    await diary.put(replace(draft(place="p" * 300), title="é" * 300))
    [event] = standing(diary)
    assert (len(event["subject"]), len(event["location"]["displayName"])) == (255, 255)


async def test_what_is_cancelled_elsewhere_is_not_what_stands_for_the_booking(diary):
    first = await diary.put(draft())
    diary.mailbox.change(first.remote, isCancelled=True)
    again = await diary.put(draft(sequence=1), diary.entry(draft(), first))
    assert again.remote != first.remote
    assert [each.showing for each in await diary.events()] == [Showing.FREE, Showing.BUSY]


async def test_nothing_of_others_is_removed(diary, graph):
    theirs = diary.mailbox.write(diary.remote, MONDAY)
    ours = await diary.put(draft())
    await diary.service.remove(diary.access, diary.calendar, diary.entry(draft(), ours))
    assert [each["id"] for each in standing(diary)] == [theirs]
