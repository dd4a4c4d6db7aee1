"""One person in several rooms: joined by a code that works once, there only where it is meant to, and not for long."""

import asyncio
import re
from dataclasses import replace
from uuid import UUID

import pytest

from tests.support.networks import Somebody, Town, a_town

CODE = re.compile(r"\b[0-9B-Z]{4}-[0-9B-Z]{4}\b")


async def code_for(somebody: Somebody, words: str) -> str:
    """Ask for a code; return it."""
    told = await somebody.say(words)
    found = CODE.search(told)
    assert found, told
    return found[0]


async def person_at(town: Town, somebody: Somebody) -> UUID | None:
    """Return whose a room is."""
    async with town.house.storage.reading() as uow:
        return await uow.conversations.person_at(somebody.channel, "", somebody.room)


async def starts(town: Town, channel: str = "telegram", room: str = "7") -> Somebody:
    """Return Bob, who has been offered times by Anna."""
    bob = town.somebody(channel, room, thread="@anna/intro")
    await bob.say("hi")
    return bob


async def test_a_host_connects_a_second_channel_and_is_at_home_there() -> None:
    async with a_town("telegram") as town:
        anna = await town.host()
        told = await anna.say("connect Telegram")
        assert "on Telegram" in told
        code = CODE.search(told)
        assert code
        phone = town.somebody("telegram", "1")
        assert "Good to see you here, Anna Berg" in await phone.say(code[0].lower().replace("-", " "))
        assert "Telegram (@1) is connected with you now" in await anna.last()
        assert "Mon" in await phone.say("show my hours")
        assert await person_at(town, phone) == await person_at(town, anna)


@pytest.mark.parametrize(
    "words", ["continue on WhatsApp", "let's continue this elsewhere", "weiter auf WhatsApp"]
)
async def test_a_talk_goes_on_elsewhere_at_any_turn_with_its_offers(words: str) -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        offered = await bob.labels()
        code = await code_for(bob, words)
        phone = town.somebody("whatsapp", "+49")
        told = await phone.say(code)
        assert len(await phone.labels()) == len(offered), told
        held = await phone.say("2")
        assert "14:00" in held
        await phone.say("Bob Ray, bob@example.org")
        assert "14:00" in await phone.say(town.code())
        async with town.house.storage.reading() as uow:
            booked = await uow.bookings.of_person((await person_at(town, phone)), town.world.clock.now())  # type: ignore[arg-type]
        assert [each.slot.start.hour for each in booked] == [13]


async def test_what_was_held_and_asked_goes_along() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        assert "holding it" in await bob.say("tomorrow at 3pm")
        code = await code_for(bob, "continue on WhatsApp")
        phone = town.somebody("whatsapp", "+49")
        assert "name and e-mail" in await phone.say(code)
        await phone.say("Bob Ray, bob@example.org")
        assert "Booked: Intro meeting with Anna Berg, Tuesday, 24 November, 15:00" in await phone.say(
            town.code()
        )


async def test_an_old_button_still_means_the_same_in_the_room_that_was_left() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        first = (await bob.heard())[0].choices[0]
        await town.somebody("whatsapp", "+49").say(await code_for(bob, "continue on WhatsApp"))
        assert "10:00" in await bob.say(first.label, first.token)


async def test_one_tap_takes_it_back() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        other = await code_for(bob, "continue elsewhere")
        thief = town.somebody("whatsapp", "+66")
        await thief.say(await code_for(bob, "continue elsewhere"))
        assert "goes on on WhatsApp now (@+66)" in await bob.last()
        assert "Disconnected" in await bob.tap("That wasn't me")
        assert await thief.last() == "This chat is no longer connected."
        assert await person_at(town, thief) is None
        assert "used already" in await town.somebody("whatsapp", "+49").say(other)
        assert await person_at(town, thief) is None
        await thief.say("what have I booked?")
        assert await person_at(town, thief) != await person_at(town, bob)


async def test_a_room_that_was_somebody_elses_is_theirs_again() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        eve = await starts(town, "whatsapp", "+66")
        before = await person_at(town, eve)
        await eve.say(await code_for(bob, "connect WhatsApp"))
        assert await person_at(town, eve) == await person_at(town, bob)
        await bob.tap("That wasn't me")
        assert await person_at(town, eve) == before


async def test_a_code_works_once_in_time_and_where_it_is_meant_to() -> None:
    async with a_town("telegram", "whatsapp", "sms") as town:
        await town.host()
        bob = await starts(town)
        one, phone = town.somebody("sms", "+1"), town.somebody("whatsapp", "+49")
        bound = await code_for(bob, "connect WhatsApp")
        assert await one.say(bound) == "This code works on WhatsApp only."
        assert await person_at(town, one) != await person_at(town, bob)
        await phone.say(bound)
        assert await person_at(town, phone) == await person_at(town, bob)
        assert "used already" in await town.somebody("whatsapp", "+50").say(bound)
        old = await code_for(bob, "continue elsewhere")
        town.world.clock.tick(minutes=10)
        assert "too old" in await town.somebody("sms", "+2").say(old)
        assert "do not know this code" in await town.somebody("sms", "+3").say("BBBB-2222")


async def test_after_five_wrong_codes_a_room_pauses_for_an_hour() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        thief = town.somebody("whatsapp", "+66")
        for number in range(2, 7):
            assert "do not know" in await thief.say(f"BBBB-222{number}")
        good = await code_for(bob, "connect WhatsApp")
        assert "in an hour" in await thief.say(good)
        assert "Good to see you" in await town.somebody("whatsapp", "+49").say(good)
        town.world.clock.tick(minutes=61)
        assert "Good to see you" in await thief.say(await code_for(bob, "connect WhatsApp"))


async def test_nobody_is_given_codes_without_end() -> None:
    async with a_town("whatsapp") as town:
        anna = await town.host()
        told = [await anna.say("connect WhatsApp") for _ in range(11)]
        assert sum(bool(CODE.search(each)) for each in told) == 10
        assert "many codes" in told[-1]


async def test_a_code_in_a_group_does_nothing() -> None:
    async with a_town("telegram", "slack") as town:
        anna = await town.host()
        group = town.somebody("slack", "C1/U1")
        assert "only you and I" in await group.say(await code_for(anna, "connect Slack"))
        assert await person_at(town, group) != await person_at(town, anna)


async def test_the_same_delivery_twice_uses_a_code_once_and_says_so_once() -> None:
    async with a_town("telegram") as town:
        anna = await town.host()
        code = await code_for(anna, "connect Telegram")
        phone = town.somebody("telegram", "1")
        await phone.say(code)
        town.count -= 1
        await phone.say(code)
        assert len(await phone.heard()) == 1
        assert sum("is connected" in each.text for each in await anna.heard()) == 1


async def test_the_code_is_kept_nowhere_that_one_reads() -> None:
    async with a_town("telegram") as town:
        anna = await town.host()
        code = await code_for(anna, "connect Telegram")
        await town.somebody("telegram", "1").say(code)
        async with town.house.storage.reading() as uow:
            rows = await uow._transaction.rows(
                _all(
                    "SELECT text AS said FROM inbox UNION ALL SELECT CAST(said AS TEXT) FROM turn UNION ALL SELECT digest FROM voucher"
                )
            )  # type: ignore[attr-defined]
        assert not [row.said for row in rows if code in row.said]


def _all(statement: str) -> object:
    import sqlalchemy as sa

    return sa.text(statement)


async def test_of_two_rooms_that_present_a_code_at_once_one_wins() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        code = await code_for(anna, "continue elsewhere")
        rooms = [town.somebody("whatsapp", f"+{n}") for n in range(4)]
        await asyncio.gather(*(each.say(code) for each in rooms))
        mine = await person_at(town, anna)
        assert [await person_at(town, each) for each in rooms].count(mine) == 1


async def test_preferences_are_said_shown_and_taken_back() -> None:
    async with a_town("telegram", "whatsapp", "sms") as town:
        anna = await town.host("telegram", "1")
        assert "where we talked last" in await anna.say("how do you notify me?")
        assert "on WhatsApp first" in await anna.say("notify me on WhatsApp")
        assert await anna.say("no SMS please") == "I will not write to you on SMS."
        assert "Reminders come on Telegram" in await anna.say("send reminders by Telegram")
        shown = await anna.say("how do you notify me?")
        assert shown.splitlines() == [
            "I tell you news on WhatsApp first.",
            "Reminders come on Telegram.",
            "I do not write to you on SMS.",
        ]
        assert "Taken back" in await anna.say("undo")
        assert "Reminders" not in await anna.say("how do you notify me?")
        assert "Telegram only" in await anna.say("notify me on Telegram only")
        assert "personal details" in await anna.say("what changed?")


async def test_what_is_not_configured_is_said_so() -> None:
    async with a_town("telegram") as town:
        anna = await town.host()
        assert (
            await anna.say("connect Slack")
            == "I cannot connect Slack here. You can also reach me on Telegram."
        )


async def test_an_invitee_is_told_where_they_want_after_connecting_in_the_midst_of_a_booking() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await starts(town)
        code = await code_for(bob, "connect WhatsApp")
        phone = town.somebody("whatsapp", "+49")
        await phone.say(code)
        await bob.say("tomorrow at 3pm")
        await bob.say("Bob Ray, bob@example.org")
        await bob.say(town.code())
        await bob.say("notify me on WhatsApp")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert "Anna Berg cancelled" in await phone.last()


async def test_who_proved_the_address_for_which_a_channel_vouches_is_at_home_there_at_once() -> None:
    async with a_town("slack") as town:
        anna = await town.host()
        there = town.somebody("slack", "U1", vouched={"email": "Anna@Example.org"})
        assert "Mon" in await there.say("show my hours")
        assert await person_at(town, there) == await person_at(town, anna)


async def test_an_address_that_nobody_proved_joins_nobody() -> None:
    async with a_town("slack") as town:
        liar = town.somebody("webchat", "liar")
        await liar.say("", "start")
        await liar.say("Anna Berg, anna@example.org")
        there = town.somebody("slack", "U1", vouched={"email": "anna@example.org"})
        await there.say("hello")
        assert await person_at(town, there) != await person_at(town, liar)


async def test_two_rooms_with_the_same_proved_number_are_one_persons() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        phone = await starts(town, "whatsapp", "+49")
        phone.vouched = {"phone": "+4917"}
        await phone.say("hello")
        chat = await starts(town)
        assert await person_at(town, chat) != await person_at(town, phone)
        chat.vouched = {"phone": "+4917"}
        await chat.say("hello")
        assert await person_at(town, chat) == await person_at(town, phone)


async def test_what_was_booked_before_a_number_was_proved_is_theirs_as_well() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        phone = await starts(town, "whatsapp", "+49")
        phone.vouched = {"phone": "+4917"}
        await phone.say("hello")
        chat = await starts(town)
        await chat.say("tomorrow at 3pm")
        await chat.say("Bob Ray, bob@example.org")
        await chat.say(town.code())
        chat.vouched = {"phone": "+4917"}
        assert "15:00" in await chat.say("what have I booked?")
        assert "15:00" in await phone.say("what have I booked?")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert "Anna Berg cancelled" in await chat.last() + await phone.last()


async def test_who_has_proved_another_address_is_not_made_somebody_else() -> None:
    async with a_town("slack") as town:
        anna = await town.host()
        ben = town.somebody("slack", "U2", vouched={"email": "ben@example.org"})
        await ben.say("hello")
        before = await person_at(town, ben)
        ben.vouched = {"email": "anna@example.org"}
        await ben.say("hello")
        assert await person_at(town, ben) == before != await person_at(town, anna)


async def test_two_who_proved_the_same_number_become_one_with_their_bookings() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await starts(town)
        await bob.say("tomorrow at 3pm")
        await bob.say("Bob Ray, bob@example.org")
        await bob.say(town.code())
        other = await starts(town, "whatsapp", "+49")
        await prove(town, bob, "+4917")
        await prove(town, other, "+4917")
        first = await person_at(town, bob)
        assert first != await person_at(town, other)
        code = await code_for(other, "connect Telegram")
        await bob.say(code)
        assert await person_at(town, bob) == await person_at(town, other)
        assert "15:00" in await other.say("what have I booked?")


async def prove(town: Town, somebody: Somebody, number: str) -> None:
    """Let somebody have proved a number, as if at the same time as another."""
    found = await person_at(town, somebody)
    async with town.house.storage.writing() as uow:
        person = await uow.people.person(found) if found else None
        assert person
        await uow.people.save_person(replace(person, phone=number, phone_verified=True))
        await uow.commit()


@pytest.mark.parametrize(
    ("words", "mails"), [("notify me on Telegram", 1), ("notify me on Telegram only", 0)]
)
async def test_reminders_are_mailed_unless_they_are_wanted_elsewhere_only(words: str, mails: int) -> None:
    async with a_town("telegram") as town:
        await town.host()
        bob = await starts(town)
        await bob.say("Thursday at 3pm")
        await bob.say("Bob Ray, bob@example.org")
        await bob.say(town.code())
        await bob.say(words)
        await town.later(days=2, hours=6, minutes=5)
        assert "Cancel it" in await bob.labels()
        assert town.mails().count(("bob@example.org", "reminder")) == mails
        assert ("bob@example.org", "booked") in town.mails()


async def test_a_link_of_telegram_presents_the_code_it_carries() -> None:
    async with a_town("telegram") as town:
        anna = await town.host()
        phone = town.somebody("telegram", "1")
        await phone.say(f"/start {await code_for(anna, 'connect Telegram')}")
        assert await person_at(town, phone) == await person_at(town, anna)


async def test_what_looks_like_a_code_may_be_an_answer() -> None:
    async with a_town() as town:
        anna = await town.host()
        await anna.say("ask for their product key")
        bob = town.somebody("webchat", "bob", thread="@anna/intro")
        await bob.say("hi")
        await bob.say("tomorrow at 3pm")
        await bob.say("Bob Ray, bob@example.org")
        asked = await bob.last()
        assert "do not know" not in await bob.say("BBBB-2222"), asked
