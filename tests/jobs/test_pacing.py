"""Paces: no network is spoken to faster than it takes, and none that is slow or down delays another."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Address, Outgoing
from bot.ports import Pace
from core.effects import Effect, Kind
from core.errors import RateLimited, Transient
from core.jsonable import dump
from jobs.pacing import turnstiles
from jobs.postman import Bag, Postman, Round
from storage import Database
from tests.support.letters import code_letter
from tests.support.post import Street, mail, put
from tests.support.world import FrozenWorld

STEP = timedelta(milliseconds=50)
TELEGRAM = Pace(a_second=30, between=1, a_minute_in_group=20)


class Network:
    """A channel that notes when which room was spoken to, and fails as it is told."""

    def __init__(self, world: FrozenWorld) -> None:
        """Nothing was said."""
        self.world = world
        self.said: list[tuple[datetime, Address, str]] = []
        self.limited: dict[str, RateLimited] = {}
        self.down: asyncio.Event | None = None
        self.spoken = asyncio.Event()

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Take a message, or wait for as long as the network is down."""
        if self.down:
            await self.down.wait()
        limited = self.limited.pop(address.room, None)
        if limited:
            raise limited
        self.said.append((self.world.clock.now(), address, key))
        self.spoken.set()
        return ""

    def keys(self) -> list[str]:
        """Return what was said, in order."""
        return [key for _, _, key in self.said]


def message(key: str, now: datetime, room: str, **where: str) -> Effect:
    """Return a message in a room of a network."""
    address = Address(channel="telegram", room=room, **where)
    payload = {"address": address.key, "outgoing": dump(Outgoing(text=key))}
    return Effect(key=key, kind=Kind.CHAT, lane=address.key, due=now, payload=payload)


def carrier(storage: Database, world: FrozenWorld, network: Network, pace: Pace = TELEGRAM) -> Postman:
    """Return a postman for one network."""
    bag = Bag(channels={"telegram": network}, paces={"telegram": pace}, mailer=Street())
    return Postman(storage, world.clock, world.chance, bag)


async def all_said(post: Sequence[Postman], network: Network, count: int, world: FrozenWorld) -> None:
    """Let time pass in small steps until everything was said."""
    while len(network.said) < count:
        for each in post:
            await each.run_once()
        world.clock.set(world.clock.now() + STEP)


def most_in(moments: Sequence[datetime], window: timedelta) -> int:
    """Return the most moments that lie in any stretch of a length (its end excluded), by looking at all of them."""
    return max(sum(begin <= each < begin + window for each in moments) for begin in moments)


async def test_a_burst_of_a_thousand_notices_keeps_to_every_limit(
    sqlite_storage: Database, world: FrozenWorld
) -> None:
    network, now = Network(world), world.clock.now()
    rooms = [f"-7/{n % 10}" if n < 24 else str(n // 2) for n in range(1000)]
    await put(sqlite_storage, *(message(f"k{n}", now, room) for n, room in enumerate(rooms)))
    await all_said([carrier(sqlite_storage, world, network)], network, 1000, world)
    assert sorted(network.keys()) == sorted(f"k{n}" for n in range(1000))
    assert most_in([at for at, _, _ in network.said], timedelta(seconds=1)) <= 30
    chats = defaultdict(list)
    for at, address, _ in network.said:
        chats[address.chat].append(at)
    assert all(most_in(each, timedelta(seconds=1)) == 1 for each in chats.values())
    assert 10 < most_in(chats["-7"], timedelta(minutes=1)) <= 20
    assert world.clock.now() - now < timedelta(seconds=90)


async def test_two_processes_share_the_limits(storage: Database, world: FrozenWorld) -> None:
    network, now = Network(world), world.clock.now()
    await put(storage, *(message(f"k{n}", now, str(n % 30)) for n in range(60)))
    posts = [carrier(storage, world, network) for _ in range(2)]
    await all_said(posts, network, 60, world)
    assert max(Counter(network.keys()).values()) == 1
    assert most_in([at for at, _, _ in network.said], timedelta(seconds=1)) <= 30
    for room in range(30):
        assert (
            most_in([at for at, where, _ in network.said if where.room == str(room)], timedelta(seconds=1))
            == 1
        )


async def test_talks_in_one_chat_share_its_pace_and_keep_their_order(
    storage: Database, world: FrozenWorld
) -> None:
    network, now = Network(world), world.clock.now()
    talks = [("a1", ""), ("b1", "@anna"), ("a2", ""), ("b2", "@anna")]
    await put(storage, *(message(key, now, "7", thread=thread) for key, thread in talks))
    post = carrier(storage, world, network)
    said = []
    for _ in range(4):
        assert await post.run_once() == 1
        assert await post.run_once() == 0
        said.append(network.keys()[-1])
        world.clock.tick(seconds=1)
    assert [key for key in said if key[0] == "a"] == ["a1", "a2"]
    assert [key for key in said if key[0] == "b"] == ["b1", "b2"]


async def test_a_crowded_group_does_not_use_up_what_the_account_takes(
    storage: Database, world: FrozenWorld
) -> None:
    """What waits for the group's turn takes nothing from the others."""
    network, now = Network(world), world.clock.now()
    crowd = [message(f"g{n:02}", now, f"-5/{n}") for n in range(12)]
    later = now + timedelta(milliseconds=1)
    others = [message(f"o{n}", later, str(n)) for n in range(3)]
    await put(storage, *crowd, *others)
    world.clock.tick(milliseconds=1)
    pace = Pace(a_second=80, between=1, a_minute_in_group=20, at_once=12)
    post = carrier(storage, world, network, pace)
    for _ in range(2):
        await post.run_once()
    assert {key for _, _, key in network.said if key[0] == "o"} == {"o0", "o1", "o2"}


async def test_a_chat_that_asks_for_a_pause_gets_it_and_the_others_go_on(
    storage: Database, world: FrozenWorld
) -> None:
    network, now = Network(world), world.clock.now()
    network.limited["1"] = RateLimited(40)
    await put(storage, message("x1", now, "1"), message("x2", now, "1", thread="@anna"))
    post = carrier(storage, world, network)
    while await post.run_once():
        world.clock.tick(seconds=1)
    await put(storage, message("y", world.clock.now(), "2"))
    await post.run_once()
    assert network.keys() == ["y"]
    world.clock.set(now + timedelta(seconds=39))
    assert await post.run_once() == 0
    world.clock.tick(seconds=2)
    await all_said([post], network, 3, world)
    assert sorted(network.keys()) == ["x1", "x2", "y"]


@pytest.mark.parametrize(
    "limited",
    [{"1": RateLimited(40, account=True)}, {"1": RateLimited(40), "2": RateLimited(40)}],
    ids=["the account is named", "two chats at once"],
)
async def test_an_account_that_asks_for_a_pause_gets_it_and_another_goes_on(
    storage: Database, world: FrozenWorld, limited: dict[str, RateLimited]
) -> None:
    network, now = Network(world), world.clock.now()
    network.limited = dict(limited)
    await put(storage, *(message(f"k{n}", now, str(n)) for n in (1, 2)))
    post = carrier(storage, world, network, Pace(at_once=1))
    for _ in limited:
        await post.run_once()
    await put(storage, message("later", now, "3"), message("elsewhere", now, "3", account="other"))
    while await post.run_once():
        pass
    assert network.keys() == ["elsewhere"]
    world.clock.tick(seconds=41)
    await all_said([post], network, 4, world)


async def test_a_network_that_does_not_answer_delays_no_other(storage: Database, world: FrozenWorld) -> None:
    network, street, now = Network(world), Street(), world.clock.now()
    network.down = asyncio.Event()
    bag = Bag(
        channels={"telegram": network, "webchat": street}, paces={"telegram": Pace(at_once=3)}, mailer=street
    )
    post = Postman(storage, world.clock, world.chance, bag, Round(lanes=2))
    stop = asyncio.Event()
    await put(storage, *(message(f"t{n}", now, str(n)) for n in range(20)))
    running = asyncio.create_task(post.run(stop))
    await put(storage, *(_web(f"w{n}", now, str(n)) for n in range(10)), mail("m", now, code_letter()))
    post.wake()
    await street.until(lambda: len(street.arrived) == 11)
    assert network.said == []
    network.down.set()
    stop.set()
    await running
    assert len(network.said) == 3


async def test_a_mail_server_that_does_not_answer_delays_no_talk(
    storage: Database, world: FrozenWorld
) -> None:
    network, street, now, free = Network(world), Street(), world.clock.now(), asyncio.Event()
    bag = Bag(channels={"telegram": network}, paces={"telegram": Pace()}, mailer=street)
    post = Postman(storage, world.clock, world.chance, bag, Round(lanes=1))
    street.troubles["m"] = [free.wait]
    await put(storage, mail("m", now, code_letter()), message("t", now, "1"))
    carried = asyncio.create_task(post.run_once())
    await street.until(lambda: street.tried == ["m"])
    await network.spoken.wait()
    free.set()
    assert await carried == 2


async def test_the_round_begins_again_when_what_held_it_back_is_over(
    storage: Database, world: FrozenWorld
) -> None:
    network, now = Network(world), world.clock.now()
    await put(storage, message("1", now, "7"), message("2", now, "7"))
    post = carrier(storage, world, network, Pace(between=0.05))
    stop = asyncio.Event()
    running = asyncio.create_task(post.run(stop))
    await network.spoken.wait()
    network.spoken.clear()
    world.clock.set(now + timedelta(seconds=0.05))
    async with asyncio.timeout(10):
        await network.spoken.wait()
    stop.set()
    await running
    assert network.keys() == ["1", "2"]


async def test_a_turnstile_that_was_never_passed_holds_nothing_back(
    storage: Database, world: FrozenWorld
) -> None:
    network = Network(world)
    network.limited["1"] = RateLimited(5)
    await put(storage, message("k", world.clock.now(), "1"))
    async with storage.writing() as unit:
        assert await unit.post.held_until(world.clock.now()) is None
        await unit.commit()


async def test_what_fails_for_another_reason_pauses_nobody(storage: Database, world: FrozenWorld) -> None:
    network, now = Network(world), world.clock.now()
    network.limited["1"] = Transient("down")  # type: ignore[assignment]
    await put(storage, message("1", now, "1"), message("2", now, "1", thread="@anna"))
    post = carrier(storage, world, network, Pace(between=1))
    assert await post.run_once() == 1
    world.clock.tick(seconds=1)
    assert await post.run_once() == 1
    assert network.keys() == ["2"]


@given(
    most=st.integers(1, 200),
    steps=st.lists(st.floats(0, 0.2, allow_nan=False), min_size=1, max_size=120),
)
@settings(max_examples=60, deadline=None)
def test_no_second_sees_more_than_the_account_takes(most: int, steps: list[float]) -> None:
    """Whoever comes at whatever time: what passes is counted by looking at every second."""
    (gate,) = turnstiles(Address(channel="x", room="1"), Pace(a_second=most))
    level, now, passed = 0.0, 1000.0, []
    for step in steps * 3:
        now += step / most * 8
        if level - gate.slack <= now + 1e-9:
            level = max(level, now) + gate.every
            passed.append(now)
    assert max(sum(begin <= each < begin + 1 - 1e-6 for each in passed) for begin in passed) <= most


def _web(key: str, now: datetime, room: str) -> Effect:
    address = Address(channel="webchat", room=room)
    payload = {"address": address.key, "outgoing": dump(Outgoing(text=key))}
    return Effect(key=key, kind=Kind.CHAT, lane=address.key, due=now, payload=payload)
