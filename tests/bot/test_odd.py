"""Messages that are no text: answered kindly in the person's language, and what was asked is asked again."""

import pytest

from bot.frozen import FrozenWorld
from bot.messages import Address, Incoming, Odd
from bot.phrases import LANGUAGES, phrases
from bot.rehearse import Letters, stage_house


class Talk:
    """Somebody who talks in a house."""

    def __init__(self, house, thread: str = "", locale: str = "en-GB") -> None:
        self.house, self.locale = house, locale
        self.address = Address(channel="webchat", room=f"visitor-{thread or 'own'}", thread=thread)
        self.count = 0

    async def sends(self, text: str = "", **more) -> str:
        self.count += 1
        incoming = Incoming(
            key=f"{self.address.key}:{self.count}",
            address=self.address,
            at=self.house.desk.clock.now(),
            text=text,
            locale=self.locale,
            zone="Europe/Berlin",
            **more,
        )
        await self.house.desk.hear(incoming)
        await self.house.desk.drain()
        lines = await self.house.desk.lines(self.address, "")
        return [line for line in lines if not line.mine][-1].outgoing.text


@pytest.fixture
async def house():
    letters = Letters()
    async with stage_house(FrozenWorld(), letters) as opened:
        host = Talk(opened)
        await host.sends("hello")
        await host.sends("Anna Berg, anna@example.org")
        await host.sends("my username is anna")
        yield opened


@pytest.mark.parametrize("odd", list(Odd))
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_no_text_is_answered_and_the_question_asked_again(house, odd, language):
    talk = Talk(house, "@anna/intro", language)
    await talk.sends(choice="start")
    said = await talk.sends(odd=odd.value)
    first, *rest = said.splitlines()
    assert first == phrases(language)[f"aside.odd_{odd.value}"]
    assert rest


async def test_a_caption_counts_as_a_text(house):
    talk = Talk(house, "@anna/intro")
    said = await talk.sends("Tuesday at 14:00", odd="picture")
    assert said.startswith("I cannot look at pictures.")
    assert "14:00" in said


async def test_a_first_message_that_is_no_text_is_greeted_all_the_same(house):
    newcomer = Talk(house, "")
    newcomer.address = Address(channel="webchat", room="newcomer")
    said = await newcomer.sends(odd="voice")
    assert said.startswith("I cannot listen to voice messages yet.")
    assert "I am Parley" in said
    guest = Talk(house, "@anna/intro")
    guest.address = Address(channel="webchat", room="another-guest", thread="@anna/intro")
    assert "Anna Berg" in await guest.sends(odd="sticker")
