"""What is done from time to time, and the heartbeat that does it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot import metrics
from bot.messages import Address, Incoming
from bot.ports import TurnRow
from core.booking import Side, Status
from core.commands import Command, FinishBooking, Outcome
from core.errors import Code, Refused, Transient
from jobs.heartbeat import Beat, Heartbeat
from jobs.sweeps import Sweeps, beats
from storage import Database
from tests.storage import examples
from tests.support.post import chat, claim_due, put
from tests.support.world import FrozenWorld


class Inside:
    """Notes what the sweeps ask for, and refuses as it is told."""

    def __init__(self) -> None:
        self.settled: list[str] = []
        self.performed: list[Command] = []
        self.trouble: dict[Any, Exception] = {}

    async def settle(self, address: Address) -> None:
        self.settled.append(address.room)
        if address.room in self.trouble:
            raise self.trouble[address.room]

    async def perform(self, command: Command) -> Outcome:
        assert isinstance(command, FinishBooking)
        self.performed.append(command)
        if command.booking_id in self.trouble:
            raise self.trouble[command.booking_id]
        return Outcome()


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def sweeps(storage: Database, world: FrozenWorld, inside: Inside) -> Sweeps:
    return Sweeps(storage=storage, clock=world.clock, settle=inside.settle, perform=inside.perform)


async def accept(storage: Database, world: FrozenWorld, *rooms: str) -> None:
    async with storage.writing() as unit:
        for room in rooms:
            address = Address(channel="webchat", room=room)
            await unit.inbox.accept(Incoming(key=room, address=address, at=world.clock.now(), text="hello"))
        await unit.commit()


async def test_forgotten_deliveries_are_taken_up_after_ten_seconds(
    storage: Database, world: FrozenWorld, sweeps: Sweeps, inside: Inside
) -> None:
    await accept(storage, world, "a")
    world.clock.tick(seconds=10)
    await sweeps.inbox()
    assert inside.settled == []
    world.clock.tick(seconds=1)
    await sweeps.inbox()
    assert inside.settled == ["a"]


async def test_a_talk_that_fails_does_not_keep_the_others_waiting(
    storage: Database, world: FrozenWorld, sweeps: Sweeps, inside: Inside
) -> None:
    await accept(storage, world, "a", "b", "c")
    inside.trouble["a"] = Transient("database")
    inside.trouble["b"] = ZeroDivisionError("ours")
    world.clock.tick(minutes=1)
    await sweeps.inbox()
    assert sorted(inside.settled) == ["a", "b", "c"]


async def test_expired_holds_are_released_and_others_kept(
    storage: Database, world: FrozenWorld, sweeps: Sweeps
) -> None:
    await examples.settle_anna(storage)
    async with storage.writing() as unit:
        await unit.bookings.add_hold(examples.hold("old"), examples.NOON)
        later = examples.hold("new", 120, 150, expires_at=examples.after(20))
        await unit.bookings.add_hold(later, examples.NOON)
        await unit.commit()
    world.clock.set(examples.after(15))
    await sweeps.holds()
    async with storage.writing() as unit:
        assert len(await unit.bookings.hold_of(later.owner, examples.NOON)) == 1
        assert await unit.bookings.drop_expired(examples.after(15)) == 0


async def test_a_meeting_nobody_spoke_of_counts_as_held_after_three_days(
    storage: Database, world: FrozenWorld, sweeps: Sweeps, inside: Inside
) -> None:
    await examples.settle_anna(storage)
    first, second = examples.booking("one", 0, 30), examples.booking("two", 60, 90)
    gone = examples.booking("three", 0, 30, status=Status.CANCELLED)
    async with storage.writing() as unit:
        for each in (first, second, gone):
            await unit.bookings.add(each)
        await unit.commit()
    world.clock.set(examples.after(30) + timedelta(days=3, seconds=1))
    await sweeps.finished()
    assert inside.performed == [FinishBooking(booking_id=first.id, by=Side.SYSTEM, took_place=True)]
    inside.trouble[first.id] = Refused(Code.WRONG_STATUS)
    world.clock.tick(hours=2)
    await sweeps.finished()
    assert [each.booking_id for each in inside.performed[1:]] == [first.id, second.id]


async def talk(storage: Database, world: FrozenWorld, room: str) -> None:
    """Hear something in a room, answer it, and hear something more that is not answered yet."""
    now, address = world.clock.now(), Address(channel="webchat", room=room)
    await accept(storage, world, room, f"{room} again")
    await put(storage, chat(f"reply {room}", now, room), chat(f"waits {room}", now, room))
    async with storage.writing() as unit:
        await unit.inbox.handled(room, now)
        turn = {"key": room, "address": address, "heard": "hello", "said": (f"reply {room}",), "micros": 1}
        await unit.turns.add(TurnRow(at=now, read={"acts": [], "wish": {}}, decided={}, **turn))
        (row,) = (each for each in await claim_due(unit, now, 10, 60) if each.lane == room)
        await unit.post.sent(row.id, now)
        await unit.codes.put(room, "digest", now)
        await unit.commit()


async def left(storage: Database) -> dict[str, list[str]]:
    """Return the texts that are in the database."""
    async with storage._readers.connect() as connection:
        texts = {
            "inbox": await connection.execute(sa.text("SELECT key FROM inbox WHERE text <> ''")),
            "turn": await connection.execute(sa.text("SELECT key FROM turn WHERE heard <> ''")),
            "outbox": await connection.execute(sa.text("SELECT key FROM outbox")),
            "codes": await connection.execute(sa.text("SELECT subject FROM one_time_code")),
        }
        return {table: sorted(found.scalars()) for table, found in texts.items()}


async def test_what_was_said_is_forgotten_after_the_days_for_which_it_is_kept(
    storage: Database, world: FrozenWorld, sweeps: Sweeps
) -> None:
    await talk(storage, world, "old")
    world.clock.tick(days=30)
    await talk(storage, world, "new")
    before = await left(storage)
    await sweeps.texts()
    assert await left(storage) == before
    world.clock.tick(seconds=1)
    await sweeps.texts()
    assert await left(storage) == {
        "inbox": ["new", "new again", "old again"],
        "turn": ["new"],
        "outbox": ["reply new", "waits new", "waits old"],
        "codes": ["new"],
    }


async def test_kept_for_no_day_means_until_the_next_sweep(
    storage: Database, world: FrozenWorld, sweeps: Sweeps
) -> None:
    await talk(storage, world, "a")
    world.clock.tick(seconds=1)
    await replace(sweeps, keep=timedelta(0)).texts()
    assert await left(storage) == {"inbox": ["a again"], "turn": [], "outbox": ["waits a"], "codes": []}


async def test_more_than_one_transaction_takes_is_forgotten_too(
    storage: Database, world: FrozenWorld, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.sweeps.FORGOTTEN", 2)
    for number in range(5):
        await talk(storage, world, str(number))
    world.clock.tick(days=31)
    await sweeps.texts()
    assert (await left(storage))["turn"] == []
    assert len((await left(storage))["outbox"]) == 5


async def test_attempts_are_forgotten_after_two_days(
    storage: Database, world: FrozenWorld, sweeps: Sweeps
) -> None:
    began = world.clock.now()
    async with storage.writing() as unit:
        await unit.codes.record("s", began)
        await unit.commit()
    for moved, counted in ((0, 1), (1, 0)):
        world.clock.set(began + timedelta(days=2, seconds=moved))
        await sweeps.texts()
        async with storage.reading() as unit:
            assert await unit.codes.count("s", began) == counted


async def test_the_age_of_the_outbox_is_told(storage: Database, world: FrozenWorld, sweeps: Sweeps) -> None:
    await put(storage, chat("c", world.clock.now()))
    world.clock.tick(seconds=42)
    await sweeps.figures()
    assert metrics.outbox_age_seconds._value.get() == 42.0


async def test_every_job_has_an_id_and_a_trigger(sweeps: Sweeps) -> None:
    table = dict(Heartbeat(*beats(sweeps, lambda: None)).jobs_table())
    assert table["post"] == "interval[0:00:01]"
    assert table["inbox"] == "interval[0:00:05]"
    assert table["holds"] == "interval[0:05:00]"
    assert table["texts"] == "interval[1:00:00]"
    assert table["heal"] == "interval[1 day, 0:00:00]"
    assert set(table) == {
        "post",
        "inbox",
        "figures",
        "holds",
        "finished",
        "texts",
        "seals",
        "heal",
        "heal-at-once",
    }


async def test_what_is_seldom_runs_when_the_heart_begins_too() -> None:
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    heart = Heartbeat(Beat(id="seldom", seconds=86400, job=job, at_once=True))
    heart.start()
    async with asyncio.timeout(10):
        await ran.wait()
    heart.stop()


async def test_the_heart_wakes_the_postman_and_outlives_a_beat_that_fails(sweeps: Sweeps) -> None:
    woken, failed = asyncio.Event(), asyncio.Event()

    async def wake() -> None:
        if failed.is_set():
            woken.set()

    async def fail() -> None:
        failed.set()
        raise ZeroDivisionError

    heart = Heartbeat(Beat(id="fail", seconds=1, job=fail), Beat(id="wake", seconds=1, job=wake))
    heart.start()
    async with asyncio.timeout(10):
        await woken.wait()
    heart.stop()
    heart.stop()
    assert failed.is_set()
