"""Whole talks over Telegram: from a link to a booked meeting with its invitation, in private and in groups."""

from icalendar import Calendar

from tests.support.itip import own_faults
from tests.support.telegram.people import User, replies


async def booked(here, bob):
    """Have somebody follow a host's link, take the time that is offered, and prove their mail."""
    anna = await here.host()
    await here.bring(bob.says("/start anna_intro"), bob.says("can we meet tomorrow at 10:00?"))
    await here.bring(bob.says("Bob Miller, bob@example.org"))
    await here.bring(bob.says(here.letters.kept[-1][1].code))
    return anna


def invitations(here, user):
    """Return the calendar objects that somebody was handed."""
    handed = [each["message_id"] for each in replies(user.private) if "document" in each]
    return [Calendar.from_ical(here.api.files[each]) for each in handed]


def event(calendar):
    return calendar.walk("VEVENT")[0]


async def test_a_link_leads_to_a_booked_meeting_with_its_invitation(here, bob):
    anna = await booked(here, bob)
    assert here.heard(bob)[-1].startswith("Booked: ")
    (mine,), (theirs,) = invitations(here, bob), invitations(here, anna)
    assert event(mine)["UID"] == event(theirs)["UID"]
    assert (mine["METHOD"], theirs["METHOD"]) == ("REQUEST", "REQUEST")
    assert all(own_faults(content) == [] for content in here.api.files.values())


async def test_what_is_moved_and_cancelled_comes_with_an_invitation_of_its_own(here, bob):
    anna = await booked(here, bob)
    await here.bring(bob.says("move it to tomorrow at 14:00"), bob.says("yes"))
    await here.bring(anna.says("cancel my meeting with Bob"), anna.says("yes"))
    for user in (bob, anna):
        told = invitations(here, user)
        assert [each["METHOD"] for each in told] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [int(event(each)["SEQUENCE"]) for each in told] == [0, 1, 2]
        assert len({event(each)["UID"] for each in told}) == 1


async def test_what_is_only_asked_or_reminded_of_comes_without_one(here, bob, world):
    anna = await booked(here, bob)
    await here.bring(bob.says("how long is it?"), anna.says("what's on tomorrow?"))
    world.clock.tick(hours=24, minutes=30)
    await here.settle()
    assert "tomorrow" not in here.heard(bob)[-1]
    assert any("minutes" in each or "hour" in each for each in here.heard(bob)[-2:])
    assert (len(invitations(here, bob)), len(invitations(here, anna))) == (1, 1)


async def test_a_times_own_instant_is_marked_where_it_is_told(here, bob):
    await booked(here, bob)
    message = next(each for each in reversed(replies(bob.private)) if "text" in each)
    (mark,) = [each for each in message["entities"] if each["type"] == "date_time"]
    units = message["text"].encode("utf-16-le")[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])]
    assert "10:00" in units.decode("utf-16-le")
    assert mark["unix_time"] % 1800 == 0


async def test_a_tap_answers_and_leaves_the_choice_where_the_buttons_were(here, bob):
    await here.host()
    await here.bring(bob.says("/start anna_intro"), bob.says("when are you free?"))
    offered = replies(bob.private)[-1]
    label = offered["reply_markup"]["inline_keyboard"][0][0]["text"]
    before = offered["text"]
    await here.bring(bob.taps(dict(offered), place=1))
    assert here.api.queries == set()
    assert offered["text"] == f"{before}\n\nYou chose: {label}"
    assert "reply_markup" not in offered
    assert replies(bob.private)[-1] is not offered


async def test_an_old_button_is_answered_kindly(here, bob):
    await here.host()
    await here.bring(bob.says("/start anna_intro"), bob.says("when are you free?"))
    offered = dict(replies(bob.private)[-1])
    await here.bring(bob.taps(offered, data="999.9"))
    assert here.api.queries == set()
    assert here.heard(bob)[-1]


async def test_a_command_does_what_its_words_do(here, bob):
    await booked(here, bob)
    await here.bring(bob.says("/meetings"))
    by_command = here.heard(bob)[-1]
    await here.bring(bob.says("my meetings"))
    assert here.heard(bob)[-1] == by_command


async def test_start_alone_leads_back_to_ones_own_talk(here, bob):
    await booked(here, bob)
    await here.bring(bob.says("/start"))
    room = await here.house.desk.room("telegram", "123456", str(bob.id))
    assert room.thread == ""
    await here.bring(bob.says("/start anna_intro"))
    assert (await here.house.desk.room("telegram", "123456", str(bob.id))).thread == "@anna/intro"


async def test_a_host_is_told_the_link_that_opens_the_bot(here, bob):
    anna = await here.host()
    await here.bring(anna.says("/link"))
    assert "Intro meeting on Telegram: https://t.me/parley_bot?start=anna_intro" in here.heard(anna)[-1]
    await here.bring(bob.says("/start anna_intro"))
    assert "Anna" in here.heard(bob)[-1]


async def test_typing_is_shown_once_for_what_comes_twice(here, bob):
    update = bob.says("hello")
    await here.bring(update, update)
    shown = [each for each in here.api.calls if each.method == "sendChatAction"]
    assert len(shown) == 1
    assert len(here.heard(bob)) == 1


# -- groups ---------------------------------------------------------------------------------------


async def test_in_a_group_each_has_a_talk_of_their_own(here, bob):
    await here.host()
    group, eve = here.api.chat(-1007, "supergroup", "Friends"), User(here.api, 33, "Eve", "eve")
    for each in (bob, eve):
        await here.bring(each.says("/start@parley_bot anna_intro", group))
        await here.bring(each.says("@parley_bot when are you free?", group))
    last = {each["reply_to_message"]["from"]["id"]: each for each in replies(group)}
    assert set(last) == {22, 33}
    carried = {
        owner: {
            button["callback_data"].partition(":")[0]
            for row in each["reply_markup"]["inline_keyboard"]
            for button in row
        }
        for owner, each in last.items()
    }
    assert carried == {22: {"22"}, 33: {"33"}}


async def test_a_button_for_somebody_else_is_answered_and_does_nothing(here, bob):
    await here.host()
    group, eve = here.api.chat(-1007, "supergroup", "Friends"), User(here.api, 33, "Eve", "eve", "de")
    await here.bring(bob.says("/start@parley_bot anna_intro", group))
    await here.bring(bob.says("@parley_bot when are you free?", group))
    offered = replies(group)[-1]
    said = len(replies(group))
    await here.bring(eve.taps(dict(offered), place=1))
    assert here.api.answered[-1]["text"].startswith("Diese Schaltfläche ist für jemand anderen.")
    assert (len(replies(group)), "reply_markup" in offered) == (said, True)
    await here.bring(bob.taps(dict(offered), place=1))
    assert "text" not in here.api.answered[-1]
    assert replies(group)[-1]["reply_to_message"]["from"]["id"] == bob.id


async def test_who_speaks_in_a_group_is_who_speaks_alone_with_us(here, bob):
    anna = await here.host()
    group = here.api.chat(-1007, "supergroup", "Friends")
    await here.bring(anna.says("@parley_bot show my hours", group))
    assert "Monday to Friday" in replies(group)[-1]["text"]
    async with here.house.storage.reading() as uow:
        alone = await uow.conversations.person_at("telegram", "123456", str(anna.id))
        assert alone
        assert await uow.people.host_of(alone)


async def test_who_began_in_a_group_is_known_alone(here, bob):
    group = here.api.chat(-1007, "supergroup", "Friends")
    await here.bring(bob.says("@parley_bot hello", group), bob.says("hello"))
    async with here.house.storage.reading() as uow:
        rooms = [await uow.conversations.person_at("telegram", "123456", room) for room in ("-1007/22", "22")]
    assert rooms[0] == rooms[1] is not None


# -- doors that shut ------------------------------------------------------------------------------


async def test_who_shuts_us_out_is_not_spoken_to_until_they_come_back(here, bob):
    await here.bring(bob.says("hello"), bob.shuts_out())
    assert (await here.house.desk.room("telegram", "123456", "22")).silent == "blocked"
    await here.bring(bob.shuts_out(out=False))
    assert (await here.house.desk.room("telegram", "123456", "22")).silent == ""
