"""Addresses of feeds that are sent in the chat, and rooms that come with calendars."""

import pytest

from bot.calendar_wishes import FEED_MASK
from core.calendars import Provider
from core.queries import HostDesk
from core.signing import MOST_SERVERS, SERVERS_WITHIN
from tests.bot.calendar_home import ANN, a_home
from tests.bot.stage import ANNA, invitee


@pytest.fixture
async def home():
    async with a_home() as opened:
        yield opened


# -- feeds -------------------------------------------------------------------------------------------

SECRET = "s3cr3t-t0ken"
FEED = f"https://calendar.example.com/{SECRET}/basic.ics"


async def test_the_address_of_a_feed_is_connected_as_it_is_sent(home):
    answer = await home.anna.say(FEED)
    assert answer == (
        "Connected: calendar.example.com.\nI check calendar.example.com.\n"
        "Your bookings are written into no calendar."
    )
    (account,) = await home.accounts()
    assert account.account.provider is Provider.ICS
    async with home.house.storage.reading() as unit:
        assert await unit.calendars.secrets(account.account.id) == {"url": FEED}


async def test_the_address_is_kept_nowhere_but_sealed(home):
    await home.anna.say(f"connect {FEED.replace('https', 'webcal')} please")
    lines = await home.house.desk.lines(ANNA, "", 200)
    assert any(line.outgoing.text == FEED_MASK for line in lines if line.mine)
    assert SECRET not in repr(lines)
    assert SECRET not in repr(await home.accounts())
    assert SECRET not in repr(await home.house.desk.answer(HostDesk(host_id=(await home.host()).id)))


async def test_two_feeds_of_one_server_are_told_apart_and_the_same_one_is_connected_once(home):
    await home.anna.say(FEED)
    await home.anna.say(FEED)
    await home.anna.say(FEED.replace(SECRET, "another"))
    assert [each.account.name for each in await home.accounts()] == [
        "calendar.example.com",
        "calendar.example.com 2",
    ]


async def test_an_invitees_address_is_no_feed_of_theirs(home):
    bob = invitee(home.house, home.world)
    await bob.say(FEED)
    assert await home.accounts() == ()


async def test_nobody_has_us_try_addresses_for_long(home):
    for number in range(MOST_SERVERS):
        await home.anna.say(FEED.replace("basic", f"basic{number % 2}"))
    assert len(await home.accounts()) == 2
    told = await home.anna.say(FEED)
    assert SECRET not in told
    assert len(await home.accounts()) == 2
    home.world.clock.tick(seconds=SERVERS_WITHIN.total_seconds() + 1)
    await home.anna.say(FEED)
    assert len(await home.accounts()) == 3


async def test_where_feeds_cannot_be_connected_an_address_is_only_text():
    async with a_home(Provider.GOOGLE) as home:
        await home.anna.say(FEED)
        assert await home.accounts() == ()


# -- rooms -------------------------------------------------------------------------------------------


async def test_rooms_are_promised_only_once_they_can_be_made(home):
    answer = await home.anna.say("we meet on Google Meet")
    assert answer.split("\n")[0].startswith("The place of Intro meeting is now: on Google Meet.")
    assert "say “connect Google”" in answer
    await home.connect(ANN)
    assert "connect" not in await home.anna.say("use Google Meet")
    assert "an Outlook calendar" in await home.anna.say("new event type: 45 minutes coaching on Teams")
    assert "makes no Zoom rooms" in await home.anna.say("the coaching is on Zoom")
    assert "makes no" not in await home.anna.say("the coaching is on Zoom https://zoom.us/j/1")


async def test_an_invitee_hears_where_and_gets_the_link_with_the_confirmation(home):
    await home.anna.say("we meet on Google Meet")
    bob = invitee(home.house, home.world)
    await bob.say("", choice="start")
    answer = await bob.say("where is it?")
    assert answer.startswith("It is on Google Meet; the link comes with the confirmation.")
