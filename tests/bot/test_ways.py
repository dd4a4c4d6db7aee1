"""What cannot be said in one room takes another way: once, with its choices, and never in a circle."""

import asyncio

import pytest

from bot.ports import Room
from core.commands import Book, ChangePerson
from core.errors import Rejected, Revoked, Transient, Unreachable
from core.queries import ShowHost
from tests.support.networks import Somebody, Town, a_town

BLOCKED = Unreachable("blocked")


async def bob_books(town: Town, channel: str = "telegram", room: str = "7", **more: object) -> Somebody:
    """Return Bob, who has proved his e-mail and meets Anna tomorrow at three."""
    bob = town.somebody(channel, room, thread="@anna/intro", **more)
    await bob.say("hi")
    await bob.say("Thursday at 3pm")
    await bob.say("Bob Ray, bob@example.org")
    assert "Booked" in await bob.say(town.code())
    return bob


async def has_also(town: Town, somebody: Somebody, channel: str, room: str, thread: str = "") -> Somebody:
    """Give somebody a second room in which they have written."""
    async with town.house.storage.writing() as uow:
        person = await uow.conversations.person_at(somebody.channel, "", somebody.room)
        assert person
        await uow.conversations.link(channel, "", room, person)
        heard = town.world.clock.now()
        await uow.rooms.save(Room(channel=channel, room=room, heard_at=heard, thread=thread))
        await uow.commit()
    return town.somebody(channel, room)


async def silent(town: Town, channel: str, room: str) -> str:
    """Return why a room is silent."""
    known = await town.house.desk.room(channel, "", room)
    return known.silent if known else ""


def moves(town: Town) -> dict[str, list[str]]:
    """Return the keys of what was said on another way than meant, by channel."""
    return {
        name: [key for key in kept.keys if ":via:" in key]
        for name, kept in town.channels.items()
        if any(":via:" in key for key in kept.keys)
    }


async def test_a_reminder_for_a_blocked_room_is_said_in_the_next_and_its_choices_work_there() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        town.channels["telegram"].troubles["7"] = BLOCKED
        await town.later(days=2, hours=6, minutes=5)
        (key,) = moves(town)["whatsapp"]
        assert key.startswith("notice:")
        assert key.endswith(":invitee:via:whatsapp")
        assert await silent(town, "telegram", "7") == "blocked"
        assert [choice.label for choice in (await phone.heard())[-1].choices][-1] == "Cancel it"
        assert "Cancel Intro meeting with Anna Berg" in await phone.tap("Cancel it")
        assert "Cancelled" in await phone.say("yes")


async def test_numbers_answer_what_was_moved_as_well() -> None:
    async with a_town("telegram", "sms") as town:
        await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "sms", "+49")
        town.channels["telegram"].troubles["7"] = BLOCKED
        await town.later(days=2, hours=6, minutes=5)
        assert "Cancel Intro meeting with Anna Berg" in await phone.say("3")


async def test_a_silent_room_is_not_tried_again_until_its_person_writes() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        await town.house.desk.mark("telegram", "", "7", "stopped")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert "cancelled" in await phone.last()
        assert moves(town) == {}
        await bob.say("hello again")
        assert await silent(town, "telegram", "7") == ""


async def test_when_no_room_is_left_the_letter_of_the_same_news_is_enough() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await bob_books(town)
        await has_also(town, bob, "whatsapp", "+49")
        town.channels["telegram"].troubles["7"] = BLOCKED
        town.channels["whatsapp"].troubles["+49"] = Unreachable("shut")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert [mail for mail in town.mails() if mail[0] == "bob@example.org"][-1][1] == "cancelled"
        assert "missed" not in dict(town.mails()).values()
        assert "could not bring" not in " ".join(each.text for each in await anna.heard())


async def test_what_has_no_letter_of_its_own_is_written_to_a_proved_address() -> None:
    async with a_town("telegram") as town:
        anna = await town.host("telegram", "1")
        await bob_books(town)
        town.channels["telegram"].troubles["1"] = BLOCKED
        await town.later(days=4)
        assert ("anna@example.org", "missed") in town.mails()
        letter = town.letters.kept[-1][1]
        assert "Intro meeting" in letter.facts["said"]
        assert town.mails().count(("anna@example.org", "missed")) == 1
        assert await silent(town, anna.channel, anna.room) == "blocked"


async def test_the_host_sees_when_nobody_could_be_reached() -> None:
    async with a_town("telegram") as town:
        anna = await town.host()
        bob = town.somebody("telegram", "7", thread="@anna/intro")
        await bob.say("hi")
        await book_without_mail(town, bob)
        town.channels["telegram"].troubles["7"] = BLOCKED
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        heard = [each.text for each in await anna.heard()]
        assert [text for text in heard if text.startswith("I could not bring Bob Ray the news")]


async def book_without_mail(town: Town, bob: Somebody) -> None:
    """Book for Bob, of whom only the room is known."""
    desk = town.house.desk
    page = await desk.answer(ShowHost(username="anna"))
    async with town.house.storage.reading() as uow:
        person = await uow.conversations.person_at(bob.channel, "", bob.room)
    start = town.world.clock.now().replace(hour=14, minute=0)
    await desk.perform(
        Book(
            request_id="r",
            host_id=page.host.id,
            event_type_id=page.event_types[0].id,
            start=start,
            length=30,
            person_id=person,
            name="Bob Ray",
            zone="Europe/Berlin",
            verified=True,
        )
    )
    await town.rest()


async def test_a_failure_that_is_reported_afterwards_moves_the_message_once() -> None:
    async with a_town("telegram", "whatsapp", "sms") as town:
        anna = await town.host()
        bob = await bob_books(town, "whatsapp", "+49")
        await has_also(town, bob, "sms", "+49")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        (key,) = [each for each in town.channels["whatsapp"].keys if each.endswith(":invitee")]
        desk = town.house.desk
        await asyncio.gather(*(desk.failed("whatsapp", f"{key}#{n}", "shut") for n in (0, 1, 0)))
        await desk.failed("whatsapp", key, "shut")
        await town.rest()
        assert moves(town) == {"sms": [f"{key}:via:sms"]}
        assert await silent(town, "whatsapp", "+49") == "shut"


async def test_a_report_of_what_was_never_sent_does_nothing() -> None:
    async with a_town("telegram") as town:
        await bob_or_nobody(town)
        await town.house.desk.failed("telegram", "reply:unknown", "gone")
        await town.house.desk.failed("whatsapp", "reply:telegram:1", "gone")
        await town.rest()
        assert await silent(town, "telegram", "7") == ""


async def bob_or_nobody(town: Town) -> None:
    """Have somebody write once."""
    await town.somebody("telegram", "7").say("hi")


async def test_what_fails_everywhere_goes_round_in_no_circle() -> None:
    async with a_town("telegram", "whatsapp", "sms") as town:
        anna = await town.host()
        bob = await bob_books(town)
        for channel in ("whatsapp", "sms"):
            await has_also(town, bob, channel, "+49")
            town.channels[channel].troubles["+49"] = Unreachable("gone")
        town.channels["telegram"].troubles["7"] = BLOCKED
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        async with town.house.storage.reading() as uow:
            buried = [row.key for row, _ in await uow.post.buried(50)]
        assert sorted(key.rpartition(":")[2] for key in buried) == ["invitee", "sms", "whatsapp"]


@pytest.mark.parametrize(("trouble", "carried"), [(BLOCKED, False), (Rejected("too long"), True)])
async def test_an_answer_follows_a_person_only_if_they_did_not_shut_us_out(
    trouble: Exception, *, carried: bool
) -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        town.channels["telegram"].troubles["7"] = trouble
        await bob.say("what have I booked?")
        assert ("Intro meeting" in await phone.last()) is carried


@pytest.mark.parametrize("trouble", [Rejected("no"), Revoked("token withdrawn")])
async def test_a_room_is_not_marked_for_what_is_no_fault_of_its_own(trouble: Exception) -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        town.channels["telegram"].troubles["7"] = trouble
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert await silent(town, "telegram", "7") == ""
        assert "cancelled" in await phone.last()


async def test_what_was_given_up_after_a_day_goes_on_elsewhere_and_the_next_at_once() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        town.channels["telegram"].troubles["7"] = Transient("down")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert await phone.last() == ""
        for _ in range(70):
            await town.later(hours=1)
        assert "cancelled" in await phone.last()
        assert await silent(town, "telegram", "7") == "gone"


async def test_groups_are_no_second_way() -> None:
    async with a_town("telegram", "slack") as town:
        anna = await town.host()
        bob = await bob_books(town)
        group = await has_also(town, bob, "slack", "C1/U7")
        town.channels["telegram"].troubles["7"] = BLOCKED
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert await group.last() == ""


async def likes(town: Town, somebody: Somebody, *channels: str) -> None:
    """Let somebody want to be told so."""
    async with town.house.storage.reading() as uow:
        person = await uow.conversations.person_at(somebody.channel, "", somebody.room)
    assert person
    await town.house.desk.perform(ChangePerson(person_id=person, notify=channels))


@pytest.mark.parametrize(
    ("liked", "where"),
    [
        ((), "telegram"),
        (("whatsapp",), "whatsapp"),
        (("-telegram",), "whatsapp"),
        (("cancelled:whatsapp", "telegram"), "whatsapp"),
        (("reminder:whatsapp",), "telegram"),
    ],
)
async def test_news_come_where_they_are_wanted(liked: tuple[str, ...], where: str) -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        await likes(town, bob, *liked)
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        told = {"telegram": await bob.last(), "whatsapp": await phone.last()}
        assert [channel for channel, text in told.items() if "Anna Berg cancelled" in text] == [where]


async def test_nothing_comes_where_nothing_is_wanted() -> None:
    async with a_town("telegram", "whatsapp") as town:
        anna = await town.host()
        bob = await bob_books(town)
        phone = await has_also(town, bob, "whatsapp", "+49")
        await likes(town, bob, "-telegram", "-whatsapp")
        await anna.say("cancel my meeting with Bob")
        await anna.say("yes")
        assert "cancelled" not in await phone.last() + await bob.last()


async def test_two_talks_in_one_room_keep_their_choices_apart() -> None:
    async with a_town("telegram") as town:
        await town.host()
        ben = town.somebody("webchat", "ben")
        await ben.say("", "start")
        await ben.say("Ben Low, ben@example.org")
        await ben.say(town.code())
        bob = await bob_books(town)
        bob.thread = "@ben/intro"
        await bob.say("Thursday at 4pm")
        await bob.say("yes")
        await town.later(days=2, hours=6, minutes=5)
        await town.later(hours=1)
        answer = await bob.tap("Cancel it")
        first = next(
            each for each in await bob.heard() if [c.label for c in each.choices][-1:] == ["Cancel it"]
        )
        other = await bob.say("Cancel it", first.choices[-1].token)
        assert "with Ben Low" in answer
        assert "with Anna Berg" in other


async def test_an_old_yes_agrees_to_nothing_else() -> None:
    async with a_town("telegram") as town:
        await town.host()
        bob = await bob_books(town)
        await bob.say("move it to Thursday at 4pm")
        yes = (await bob.heard())[-1].choices[0]
        assert "16:00" in await bob.say(yes.label, yes.token)
        assert "button" in await bob.say(yes.label, yes.token)
        await bob.say("cancel it")
        assert "button" in await bob.say(yes.label, yes.token)
        assert "Cancelled" in await bob.tap("Yes, cancel it")


async def test_a_yes_to_a_booking_that_was_made_books_nothing_more() -> None:
    async with a_town("telegram") as town:
        await town.host()
        bob = await bob_books(town)
        await bob.say("another one on Friday at 11")
        yes = next(choice for choice in (await bob.heard())[-1].choices if choice.label.startswith("Yes"))
        assert "Booked" in await bob.say(yes.label, yes.token)
        assert "my side" not in await bob.say(yes.label, yes.token)
        town.world.clock.tick(minutes=1)
        async with town.house.storage.reading() as uow:
            person = await uow.conversations.person_at("telegram", "", "7")
            assert person
            assert len(await uow.bookings.of_person(person, town.world.clock.now())) == 2
