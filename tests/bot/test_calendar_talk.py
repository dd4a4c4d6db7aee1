"""Calendars are connected, chosen, asked about and disconnected by talking."""

import re
from dataclasses import replace

import pytest

from bot.frozen import FrozenWorld
from bot.messages import Address
from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.calendars import Provider, RemoteCalendar, Trouble
from tests.bot.calendar_home import ANN, WORK, a_home
from tests.bot.stage import Talker, invitee
from tests.support.calendars.memory import MemoryService


@pytest.fixture
async def home():
    async with a_home() as opened:
        yield opened


# -- connecting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("connect Google", "connect Google:"),
        ("connect my Outlook calendar", "connect Outlook (Microsoft 365):"),
        ("connect iCloud", "connect iCloud, Fastmail or another CalDAV server:"),
        ("connect a calendar feed", "connect a calendar feed:"),
        ("Google verbinden", "Google verbinden Sie über diesen Link:"),
    ],
)
async def test_a_link_is_given_that_works_once(home, words, named):
    answer = await home.anna.say(words)
    assert named in answer
    assert "15" in answer
    link = re.search(r"http://parley\.test/connect/\S+", answer).group()
    another = re.search(r"http\S+", await home.anna.say(words)).group()
    assert link != another


async def test_who_does_not_say_which_chooses(home):
    assert await home.anna.say("connect my calendar") == "Which calendar shall I connect?"
    assert (await home.labels())[0] == "Connect Google"
    assert "connect Outlook" in await home.anna.say("2")


async def test_what_cannot_be_connected_here_is_said_with_what_can():
    async with a_home(Provider.GOOGLE, Provider.ICS) as home:
        answer = await home.anna.say("connect Outlook")
        assert answer == (
            "This server cannot connect Outlook (Microsoft 365). You can connect Google and a calendar feed."
        )
        await home.anna.say("calendars")
        assert await home.labels() == ["Connect Google", "Connect a calendar feed"]


async def test_far_too_many_links_are_not_given(home):
    for _ in range(10):
        await home.anna.say("connect Google")
    assert "wait an hour" in await home.anna.say("connect Google")


async def test_what_was_connected_is_said_and_the_others_asked_for(home):
    answer = await home.connect()
    assert answer == (
        "Connected: ann@example.com, 3 calendars.\nI check Ann.\nYour bookings go into Ann.\n"
        "Which others shall I check?"
    )
    assert await home.labels() == ["Check Feasts", "Check Work", "Do not check Ann", "That is all"]


async def test_of_one_calendar_nothing_is_asked(home):
    answer = await home.connect(ANN)
    assert answer == "Connected: ann@example.com.\nI check Ann.\nYour bookings go into Ann."


async def test_a_wrong_code_is_said():
    async with a_home() as home:
        assert "not the code" in await home.anna.say("", choice="connected:wrong")
        assert "nothing is connected" in await home.anna.say("", choice="connected:pause")
        unknown = "connected:00000000-0000-0000-0000-000000000009"
        assert "could not find" in await home.anna.say("", choice=unknown)


async def test_an_invitee_is_told_where_hosts_connect_calendars(home):
    bob = invitee(home.house, home.world)
    answer = await bob.say("connect Google")
    assert answer.startswith("Here you book with Anna Berg. Calendars of your own you connect where")


async def test_connecting_in_the_first_message_registers_and_gives_the_link():
    world, letters = FrozenWorld(), Letters()

    def serve(settings, outside):
        return Services(calendars={Provider.GOOGLE: MemoryService(outside.clock)})

    async with stage_house(world, letters, serve=serve) as house:
        ben = Talker(house, world, Address(channel="webchat", room="ben"))
        answer = await ben.say("connect Google")
        assert "I have set you up" in answer
        assert "http://parley.test/connect/" in answer


async def test_in_the_midst_of_introducing_oneself_the_question_comes_again(home):
    ben = Talker(home.house, home.world, Address(channel="webchat", room="ben"))
    await ben.say("", choice="start")
    answer = await ben.say("connect Google")
    assert answer.endswith("What is your name and e-mail?")


# -- choosing ----------------------------------------------------------------------------------------


async def test_one_tap_checks_another_and_one_checks_it_no_more(home):
    await home.connect()
    answer = await home.tap("Check Work")
    assert "I check Ann and Work." in answer
    assert await home.chosen() == ({"Ann", "Work"}, "Ann")
    await home.tap("Do not check Ann")
    assert await home.chosen() == ({"Work"}, "Ann")
    assert await home.tap("That is all") == "I check Work.\nYour bookings go into Ann."


async def test_a_choice_is_taken_back(home):
    await home.connect()
    await home.anna.say("check work")
    assert "your choice of calendars is as it was" in await home.anna.say("undo")
    assert await home.chosen() == ({"Ann"}, "Ann")


@pytest.mark.parametrize(
    ("words", "checked", "target"),
    [
        (["work and feasts"], {"Ann", "Work", "Feasts"}, "Ann"),
        (["2"], {"Ann", "Work"}, "Ann"),
        (["all of them"], {"Ann", "Work", "Feasts"}, "Ann"),
        (["no"], {"Ann"}, "Ann"),
        (["only check work"], {"Work"}, "Ann"),
        (["don't check Ann"], set(), "Ann"),
        (["write to work"], {"Ann"}, "Work"),
        (["write bookings nowhere"], {"Ann"}, ""),
        (["check everything", "ignore feasts", "put my bookings into work"], {"Ann", "Work"}, "Work"),
        (["check google"], {"Ann", "Work", "Feasts"}, "Ann"),
    ],
)
async def test_calendars_are_chosen_by_their_names(home, words, checked, target):
    await home.connect()
    for each in words:
        await home.anna.say(each)
    assert await home.chosen() == (checked, target)


async def test_another_matter_ends_the_question(home):
    await home.connect()
    assert "nothing" in (await home.anna.say("what is on this week?")).lower()
    assert await home.chosen() == ({"Ann"}, "Ann")


async def test_a_calendar_that_is_not_there_is_said_with_those_that_are(home):
    await home.connect()
    answer = await home.anna.say("don't check the holiday calendar")
    assert answer == "I know no such calendar of yours: holiday. There are Ann, Feasts and Work."


async def test_into_what_can_only_be_read_nothing_is_written(home):
    await home.connect()
    assert "only read" in await home.anna.say("write to feasts")
    assert await home.chosen() == ({"Ann"}, "Ann")


async def test_of_an_account_its_main_calendar_is_written(home):
    await home.connect()
    await home.connect(
        replace(WORK, remote="office", name="Office", primary=True),
        replace(WORK, remote="team", name="Team"),
        provider=Provider.MICROSOFT,
        subject="2",
        name="ann@work.example",
    )
    await home.anna.say("write to Outlook")
    assert (await home.chosen())[1] == "Office"


async def test_calendars_of_the_same_name_are_told_apart(home):
    await home.connect(ANN, WORK)
    answer = await home.connect(
        replace(ANN, remote="x", name="Me"), WORK, subject="2", name="ann@work.example"
    )
    assert "Check Work (ann@work.example)" in await home.labels()
    assert "I check Ann and Me." in answer
    assert await home.anna.say("write to work") == "Into which calendar shall I write your bookings?"
    await home.anna.say("1")
    assert (await home.chosen())[1] == "Work"


async def test_who_has_many_calendars_sees_some_and_names_the_others(home):
    await home.connect(ANN, *(RemoteCalendar(remote=str(n), name=f"Team {n}") for n in range(9)))
    assert len(await home.labels()) == 5
    await home.anna.say("Team 7 and Team 8")
    assert (await home.chosen())[0] == {"Ann", "Team 7", "Team 8"}


# -- what is shown -----------------------------------------------------------------------------------


async def test_who_has_no_calendar_is_told_what_can_be_connected(home):
    for words in ("calendars", "is my calendar up to date?", "disconnect Outlook", "write bookings nowhere"):
        assert (await home.anna.say(words)).startswith("No calendar of yours is connected yet.")
    assert "connect Google:" in await home.anna.say("1")


async def test_all_that_holds_is_shown(home):
    await home.connect()
    answer = await home.anna.say("which calendars do you check?")
    assert answer.split("\n") == [
        "I check Ann. Not checked: Feasts and Work.",
        "Your bookings go into Ann.",
        "When a calendar cannot be read, I ask you before I confirm a booking.",
        "When you move or delete a booking in your calendar, I ask you first.",
        "Tentative events take up your time.",
        "Which others shall I check?",
    ]


async def test_the_profile_and_the_settings_show_what_is_connected_and_what_cannot_be_read(home):
    assert "I check" not in await home.anna.say("show my profile")
    await home.connect(ANN)
    await home.breaks()
    for words in ("show my profile", "show my settings"):
        answer = await home.anna.say(words)
        assert "I check Ann.\nYour bookings go into Ann." in answer
        assert "ann@example.com has not answered since 09:00." in answer


async def test_how_fresh_it_is_is_said(home):
    await home.connect(ANN)
    assert await home.anna.say("is my calendar up to date?") == "I am about to read them for the first time."
    async with home.house.storage.writing() as unit:
        for each in (await home.accounts())[0].calendars:
            await unit.calendars.save_calendar(replace(each, read_at=home.world.clock.now()))
        await unit.commit()
    assert await home.anna.say("is my calendar up to date?") == "Yes, I last read them at 09:00."
    home.world.clock.tick(hours=2)
    assert await home.anna.say("is my Google up to date?") == "I last read ann@example.com at 09:00."
    await home.breaks()
    home.world.clock.tick(minutes=10)
    assert (
        await home.anna.say("is my calendar up to date?") == "ann@example.com has not answered since 11:00."
    )
    assert "has not answered since 11:00." in await home.anna.say("calendars")
    home.world.clock.tick(days=1)
    assert (await home.anna.say("is my calendar up to date?")).endswith(
        "since Monday, 23 November, 11:00 (Berlin time)."
    )


async def test_a_permission_that_was_withdrawn_is_given_again(home):
    await home.connect(ANN)
    await home.breaks(Trouble.REVOKED)
    assert "the permission was withdrawn" in await home.anna.say("is my calendar up to date?")
    answer = await home.tap("Connect ann@example.com again")
    assert answer.startswith("Open this link to connect Google again: http://parley.test/connect/")
    assert (await home.anna.say("reconnect")).startswith("Open this link to connect Google again")
    await home.connect(ANN)
    assert await home.anna.say("reconnect") == "All your calendars answer; none has to be connected again."


# -- disconnecting -----------------------------------------------------------------------------------


async def test_nobody_is_disconnected_without_a_yes(home):
    await home.connect()
    assert (await home.anna.say("disconnect Google")).startswith("Shall I disconnect ann@example.com?")
    assert await home.anna.say("no") == "All right, it stays connected."
    assert len(await home.accounts()) == 1
    await home.anna.say("disconnect ann@example.com")
    assert (await home.anna.say("yes")).startswith("ann@example.com is disconnected.")
    assert await home.accounts() == ()
    assert "nothing" in (await home.anna.say("undo")).lower()


async def test_an_old_yes_to_what_is_gone_does_nothing(home):
    await home.connect()
    await home.anna.say("disconnect")
    await home.anna.say("yes")
    assert "could not find" in await home.tap("Yes, disconnect ann@example.com")


async def test_of_several_accounts_it_is_asked_which(home):
    await home.connect(ANN)
    home.world.clock.tick(minutes=1)
    await home.connect(WORK, subject="2", name="ann@work.example")
    assert await home.anna.say("disconnect Google") == "Which one do you mean?"
    assert (await home.anna.say("2")).startswith("Shall I disconnect ann@work.example?")
    await home.anna.say("yes")
    assert [each.account.name for each in await home.accounts()] == ["ann@example.com"]


async def test_one_of_several_calendars_is_left_out_rather_than_all_disconnected(home):
    await home.connect()
    await home.anna.say("check work")
    answer = await home.anna.say("disconnect work")
    assert answer.startswith("Work is one of 3 calendars of ann@example.com.")
    await home.tap("Do not check Work")
    assert await home.chosen() == ({"Ann"}, "Ann")


async def test_an_unknown_account_is_not_disconnected(home):
    await home.connect()
    assert (await home.anna.say("disconnect Outlook")).startswith("I know no such calendar of yours.")
    assert (await home.anna.say("disconnect the moon")).startswith("I know no such calendar of yours: moon.")
    assert len(await home.accounts()) == 1


# -- what holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "answer", "rule", "value"),
    [
        ("if my calendar can't be read: don't book", "I book nothing", "unread", "strict"),
        ("if my calendar can't be read, book anyway", "I book all the same", "unread", "lenient"),
        ("when I move it in my calendar, move it here too", "I do the same here", "edited", "follow"),
        ("tentative does not block", "do not take up", "tentative_blocks", False),
    ],
)
async def test_rules_are_set_read_back_and_taken_back(home, words, answer, rule, value):
    before = getattr((await home.host()).calendar_rules, rule)
    assert answer in await home.anna.say(words)
    assert getattr((await home.host()).calendar_rules, rule) == value
    await home.anna.say("undo")
    assert getattr((await home.host()).calendar_rules, rule) == before
