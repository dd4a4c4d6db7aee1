"""A code that somebody else hands out: what it may do in the room of a person who has proved another address."""

from tests.bot.test_joining import code_for, person_at, starts
from tests.support.networks import Somebody, Town, a_town


async def proved(town: Town) -> Somebody:
    """Return Ben, whose number WhatsApp vouches for and who has talked there before."""
    ben = town.somebody("whatsapp", "+49", vouched={"phone": "+49"})
    await ben.say("hello")
    return ben


async def test_a_code_that_a_stranger_hands_out_takes_nobodys_room_away() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        eve, ben = await starts(town), await proved(town)
        before = await person_at(town, ben)
        assert "somebody else" in await ben.say(await code_for(eve, "connect WhatsApp"))
        assert await person_at(town, ben) == before != await person_at(town, eve)


async def test_a_talk_goes_on_where_one_is_known_already_and_is_theirs_from_then_on() -> None:
    async with a_town("telegram", "whatsapp") as town:
        await town.host()
        bob, ben = await starts(town), await proved(town)
        before = await person_at(town, ben)
        offered = await bob.labels()
        await ben.say(await code_for(bob, "continue on WhatsApp"))
        assert await ben.labels() == offered
        assert await person_at(town, ben) == before != await person_at(town, bob)
