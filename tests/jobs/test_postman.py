"""The postman: order in a lane, patience, and nothing lost or silently given up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from bot import metrics
from bot.messages import Address
from core.effects import Effect, Kind
from core.errors import RateLimited, Rejected, Revoked, Transient
from jobs.patience import Patience
from jobs.postman import TOO_LATE, Postman
from storage import Database
from tests.support.letters import code_letter
from tests.support.post import Street, buried, chat, claim_due, mail, postman, put
from tests.support.world import FrozenWorld


@pytest.fixture
def street() -> Street:
    return Street()


@asynccontextmanager
async def at_work(carrier: Postman) -> AsyncIterator[asyncio.Event]:
    """Run a postman in the background."""
    stop = asyncio.Event()
    task = asyncio.create_task(carrier.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await task


async def rounds(carrier: Postman) -> int:
    """Carry until nothing is due; return how many rounds it took."""
    count = 0
    while await carrier.run_once():
        count += 1
    return count


async def test_each_kind_goes_where_it_belongs(storage: Database, street: Street, world: FrozenWorld) -> None:
    now = world.clock.now()
    remind = Effect(key="r", kind=Kind.REMIND, lane="b1", due=now)
    await put(storage, chat("c", now), mail("m", now, code_letter()), remind)
    assert await postman(storage, street, world).run_once() == 3
    assert sorted(street.arrived) == ["c", "m", "r"]
    assert await postman(storage, street, world).run_once() == 0


async def test_what_is_not_due_waits(storage: Database, street: Street, world: FrozenWorld) -> None:
    await put(storage, chat("c", world.clock.now() + timedelta(minutes=1)))
    carrier = postman(storage, street, world)
    assert await carrier.run_once() == 0
    world.clock.tick(minutes=1)
    assert await carrier.run_once() == 1


async def test_the_same_key_twice_is_carried_once(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    await put(storage, chat("c", world.clock.now()))
    await put(storage, chat("c", world.clock.now()))
    await rounds(postman(storage, street, world))
    assert street.arrived == ["c"]


async def test_a_lane_keeps_its_order(storage: Database, street: Street, world: FrozenWorld) -> None:
    keys = [f"k{number}" for number in range(20)]
    await put(storage, *(chat(key, world.clock.now()) for key in keys))
    async with at_work(postman(storage, street, world)):
        await street.until(lambda: len(street.arrived) == 20)
    assert street.arrived == keys


async def test_a_failed_row_holds_up_its_lane_and_no_other(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    street.troubles["a1"] = [Transient("down")]
    now = world.clock.now()
    await put(storage, chat("a1", now, "a"), chat("a2", now, "a"), chat("b1", now, "b"), chat("b2", now, "b"))
    carrier = postman(storage, street, world)
    await rounds(carrier)
    assert street.arrived == ["b1", "b2"]
    world.clock.tick(seconds=7)
    await rounds(carrier)
    assert street.arrived == ["b1", "b2", "a1", "a2"]


async def test_a_slow_lane_does_not_hold_up_the_others(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    free = asyncio.Event()
    street.troubles["slow"] = [free.wait]
    now = world.clock.now()
    others = [chat(f"k{n}", now, f"lane{n % 3}") for n in range(30)]
    await put(storage, chat("slow", now, "slow"), chat("after", now, "slow"), *others)
    async with at_work(postman(storage, street, world, lanes=2)):
        await street.until(lambda: len(street.arrived) == 30)
        assert "after" not in street.tried
        free.set()
        await street.until(lambda: len(street.arrived) == 32)
    assert street.arrived[-2:] == ["slow", "after"]


async def test_no_more_lanes_are_under_way_than_allowed(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    free = asyncio.Event()
    for number in range(6):
        street.troubles[f"k{number}"] = [free.wait]
    await put(storage, *(chat(f"k{n}", world.clock.now(), f"lane{n}") for n in range(6)))
    async with at_work(postman(storage, street, world, lanes=4)) as stop:
        await street.until(lambda: len(street.tried) == 4)
        stop.set()
        free.set()
    assert len(street.tried) == 4
    assert len(street.arrived) == 4


async def test_a_wake_is_heard_at_once(storage: Database, street: Street, world: FrozenWorld) -> None:
    carrier = postman(storage, street, world)
    async with at_work(carrier):
        for number in range(5):
            await put(storage, chat(f"k{number}", world.clock.now()))
            carrier.wake()
            await street.until(lambda count=number + 1: len(street.arrived) == count)
    assert len(street.arrived) == 5


async def test_what_is_under_way_is_finished_before_the_postman_stops(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    free = asyncio.Event()
    street.troubles["c"] = [free.wait]
    await put(storage, chat("c", world.clock.now()))
    carrier = postman(storage, street, world)
    async with at_work(carrier) as stop:
        await street.until(lambda: street.tried == ["c"])
        stop.set()
        free.set()
    assert street.arrived == ["c"]
    world.clock.tick(hours=1)
    assert await carrier.run_once() == 0


async def test_pauses_double(storage: Database, street: Street, world: FrozenWorld) -> None:
    street.troubles["c"] = [Transient("down") for _ in range(6)]
    await put(storage, chat("c", world.clock.now()))
    carrier, waits = postman(storage, street, world), []
    while not street.arrived:
        before = world.clock.now()
        while not await carrier.run_once():
            world.clock.tick(seconds=1)
        waits.append((world.clock.now() - before).total_seconds())
    for number, wait in enumerate(waits[1:]):
        assert 0.75 * 5 * 2**number <= wait <= 1.25 * 5 * 2**number + 1
    assert len(waits) == 7


async def test_a_world_that_stays_broken_is_given_up_after_a_day(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    street.troubles["c"] = [Transient("down") for _ in range(99)]
    await put(storage, chat("c", world.clock.now()))
    carrier, start = postman(storage, street, world), world.clock.now()
    while not await buried(storage):
        await carrier.run_once()
        world.clock.tick(minutes=5)
    assert len(street.tried) == 33
    assert timedelta(hours=20) < world.clock.now() - start < timedelta(hours=28)
    assert await buried(storage) == {"c": "Transient: down"}


async def test_a_mistake_of_ours_is_tried_again_but_not_for_a_day(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    street.troubles["c"] = [ZeroDivisionError("oops") for _ in range(99)]
    await put(storage, chat("c", world.clock.now()), chat("d", world.clock.now()))
    carrier = postman(storage, street, world)
    for _ in range(20):
        await rounds(carrier)
        world.clock.tick(hours=2)
    assert street.tried.count("c") == 12
    assert street.arrived == ["d"]


@pytest.mark.parametrize("final", [Rejected("no such mailbox"), Revoked("token withdrawn")])
async def test_what_will_never_be_accepted_is_given_up_at_once_and_the_lane_goes_on(
    storage: Database, street: Street, world: FrozenWorld, final: Exception
) -> None:
    street.troubles["c"] = [final]
    await put(storage, chat("c", world.clock.now()), chat("d", world.clock.now()))
    await rounds(postman(storage, street, world))
    assert street.arrived == ["d"]
    assert await buried(storage) == {"c": f"{type(final).__name__}: {final}"}


async def test_a_pause_that_the_other_side_asks_for_is_kept(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    street.troubles["c"] = [RateLimited(900)]
    await put(storage, chat("c", world.clock.now()))
    carrier = postman(storage, street, world)
    await carrier.run_once()
    world.clock.tick(seconds=899)
    assert await carrier.run_once() == 0
    world.clock.tick(seconds=1)
    assert await carrier.run_once() == 1


async def test_what_comes_too_late_is_not_sent(storage: Database, street: Street, world: FrozenWorld) -> None:
    now = world.clock.now()
    await put(storage, chat("c", now, not_after=(now + timedelta(minutes=5)).isoformat()))
    await put(storage, chat("d", now, "other", not_after=(now + timedelta(minutes=7)).isoformat()))
    world.clock.tick(minutes=6)
    await rounds(postman(storage, street, world))
    assert street.arrived == ["d"]
    assert await buried(storage) == {"c": TOO_LATE}


async def test_a_row_that_takes_too_long_is_tried_again(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    street.troubles["c"] = [asyncio.Event().wait]
    await put(storage, chat("c", world.clock.now()))
    carrier = postman(storage, street, world, limit=0.05)
    await carrier.run_once()
    assert street.arrived == []
    world.clock.tick(seconds=7)
    await carrier.run_once()
    assert street.arrived == ["c"]


async def test_a_row_for_nobody_is_given_up_visibly(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    now = world.clock.now()
    pigeon = Address(channel="pigeon", room="1").key
    await put(storage, chat("c", now, address=pigeon), Effect(key="l", kind=Kind.LAPSE, lane="b", due=now))
    await rounds(postman(storage, street, world))
    assert set(await buried(storage)) == {"c", "l"}


async def test_two_postmen_carry_nothing_twice(storage: Database, street: Street, world: FrozenWorld) -> None:
    keys = [f"k{number}" for number in range(40)]
    await put(storage, *(chat(key, world.clock.now(), f"lane{key[-1]}") for key in keys))
    async with at_work(postman(storage, street, world)), at_work(postman(storage, street, world)):
        await street.until(lambda: len(street.arrived) == 40)
    assert sorted(street.arrived) == sorted(keys)


async def test_a_postman_who_vanished_is_stood_in_for_when_his_lease_is_over(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    await put(storage, chat("c", world.clock.now()))
    async with storage.writing() as unit:
        assert len(await claim_due(unit, world.clock.now(), 1, 150.0)) == 1
        await unit.commit()
    carrier = postman(storage, street, world)
    world.clock.tick(seconds=149)
    assert await carrier.run_once() == 0
    world.clock.tick(seconds=1)
    assert await carrier.run_once() == 1
    assert street.arrived == ["c"]


class Flickering:
    """A database that can be taken away."""

    def __init__(self, storage: Database) -> None:
        self.storage, self.away = storage, False
        self.asked = 0
        self.missed = asyncio.Event()

    def writing(self) -> AbstractAsyncContextManager[object]:
        self.asked += 1
        if self.away:
            self.missed.set()
            raise Transient("the database is away")
        return self.storage.writing()


async def test_a_database_that_goes_away_and_comes_back_loses_nothing(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    await put(storage, chat("c", world.clock.now()))
    flickering = Flickering(storage)
    flickering.away = True
    carrier = postman(flickering, street, world)  # type: ignore[arg-type]
    async with at_work(carrier):
        await flickering.missed.wait()
        flickering.away = False
        carrier.wake()
        await street.until(lambda: street.arrived == ["c"])
    assert flickering.asked >= 3


async def test_what_could_not_be_noted_comes_again_with_the_same_key(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    flickering = Flickering(storage)

    async def take_away() -> None:
        flickering.away = True

    street.troubles["c"] = [take_away]
    await put(storage, chat("c", world.clock.now()))
    carrier = postman(flickering, street, world)  # type: ignore[arg-type]
    assert await carrier.run_once() == 1
    flickering.away = False
    assert await carrier.run_once() == 0
    world.clock.tick(seconds=150)
    assert await carrier.run_once() == 1
    assert street.arrived == ["c", "c"]


async def test_every_end_is_counted(storage: Database, street: Street, world: FrozenWorld) -> None:
    def figures() -> list[float]:
        return [
            each.labels("chat")._value.get()
            for each in (metrics.outbox_sent, metrics.outbox_retried, metrics.outbox_buried)
        ]

    before, now = figures(), world.clock.now()
    street.troubles |= {"b": [Transient("down")], "c": [Rejected("no")]}
    await put(storage, chat("a", now, "1"), chat("b", now, "2"), chat("c", now, "3"))
    await postman(storage, street, world).run_once()
    assert [after - earlier for after, earlier in zip(figures(), before, strict=True)] == [1, 1, 1]


def test_patience_is_spread_by_chance_and_never_endless() -> None:
    patience = Patience()
    assert patience.wait(1, 0.0) == 3.75
    assert patience.wait(1, 0.5) == 5.0
    assert patience.wait(10_000, 0.5) == 3600.0
    assert patience.pause(Transient("x"), 32, 0.5) == 3600.0
    assert patience.pause(Transient("x"), 33, 0.5) is None
    assert patience.pause(RateLimited(1), 1, 0.5) == 5.0
    assert patience.pause(TimeoutError(), 32, 0.5) == 3600.0
    assert patience.pause(KeyError("x"), 12, 0.5) is None
