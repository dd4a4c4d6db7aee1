"""Whatever a host says about several people is answered: alone, in a team, and with everything set up."""

import re

from bot.messages import Address
from tests.bot.stage import Talker, a_house
from tests.nlu.scene import cases

SAID = [case["say"] for case in cases("together")]
BROKEN = "something went wrong"
READY = (
    "new event type: 30 minutes demo",
    "new event type: 60 minutes yoga",
    "new event type: 45 minutes coaching session",
)


async def joined(house, world, code, name, room):
    """Have somebody become a host and join a team."""
    talker = Talker(house, world, Address(channel="webchat", room=room))
    await talker.say("", choice="start")
    await talker.say(f"my name is {name}")
    await talker.say("later")
    await talker.say(f"join {code}")
    return talker


async def team_of(house, world, anna):
    told = await anna.say("create a team Sales")
    code = re.search(r"join (\S+)\.", told).group(1)
    for name, room in (("Ann Lee", "lee-lee-"), ("Bob Kay", "bob-bob-")):
        member = await joined(house, world, code, name, room)
        assert "You are in the team Sales" in await member.last()


async def test_a_host_who_is_alone_is_answered_whatever_they_say():
    async with a_house() as (_, _, anna):
        for words in SAID:
            answer = await anna.say(words)
            assert BROKEN not in answer, words


async def test_a_host_with_colleagues_is_answered_whatever_they_say():
    async with a_house() as (house, world, anna):
        await team_of(house, world, anna)
        for words in (*READY, "round robin demo with Ann, Bob and me", "yoga has 5 seats"):
            await anna.say(words)
        for words in SAID:
            answer = await anna.say(words)
            assert BROKEN not in answer, words
            assert "{" not in answer, words


async def test_every_choice_that_is_offered_can_be_taken():
    async with a_house() as (house, world, anna):
        await team_of(house, world, anna)
        for words in (*READY, "round robin demo with Ann, Bob and me"):
            await anna.say(words)
        for words in SAID[::3]:
            await anna.say(words)
            answer = await anna.say("1")
            assert BROKEN not in answer, words
            answer = await anna.say("yes")
            assert BROKEN not in answer, words


async def test_what_was_set_is_taken_back():
    async with a_house() as (house, world, anna):
        await team_of(house, world, anna)
        await anna.say("round robin demo with Ann and Bob")
        before = await anna.say("who takes the demos?")
        for words in (
            "Ann counts double",
            "Bob at most 2 demos a day",
            "ask Ann first",
            "share evenly over 60 days",
            "never more than 2 ahead",
            "take Bob off the demos",
            "back to just me",
        ):
            assert "undo" in await anna.say(words), words
            assert (await anna.say("undo")).startswith("Taken back"), words
            assert await anna.say("who takes the demos?") == before, words
