"""A house on an empty database, and people who talk in it."""

from contextlib import asynccontextmanager

from bot.frozen import FrozenWorld
from bot.messages import Address, Incoming
from bot.rehearse import Letters, stage_house
from core.queries import ShowHost

ANNA = Address(channel="webchat", room="anna")


class Talker:
    """Says things in one talk and reads what is answered."""

    def __init__(self, house, world, address, zone="Europe/Berlin"):
        self.house, self.world, self.address, self.zone = house, world, address, zone
        self.count = 0

    def delivery(self, text, key=None, choice=None):
        self.count += 1
        return Incoming(
            key=key or f"{self.address.key}:{self.count}",
            address=self.address,
            at=self.world.clock.now(),
            text=text,
            choice=choice,
            locale="en-GB",
            zone=self.zone,
        )

    async def say(self, text, **more):
        await self.house.desk.hear(self.delivery(text, **more))
        await self.house.desk.drain()
        return await self.last()

    async def replies(self):
        lines = await self.house.desk.lines(self.address, "", 200)
        return [line.outgoing.text for line in lines if not line.mine]

    async def last(self):
        return (await self.replies())[-1]


@asynccontextmanager
async def a_house():
    """Open a house in which Anna is a host on Berlin time."""
    world, letters = FrozenWorld(), Letters()
    async with stage_house(world, letters) as house:
        anna = Talker(house, world, ANNA)
        await anna.say("", choice="start")
        await anna.say("Anna Berg, anna@example.org")
        await house.postman.run_once()
        await anna.say(letters.kept[-1][1].code)
        yield house, world, anna


async def host_page(house):
    return await house.desk.answer(ShowHost(username="anna"))


def invitee(house, world, name="bob", **more):
    return Talker(house, world, Address(channel="webchat", room=name, thread="@anna/intro"), **more)
