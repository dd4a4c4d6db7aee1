"""The outbox and the postman's side of it, on both engines."""

import pytest

from bot.post import Delivery
from core.effects import Effect, Kind
from storage import Database
from tests.storage.examples import TALK, after, effect
from tests.support.post import claim_due


async def post(storage: Database, *effects: Effect) -> None:
    async with storage.writing() as unit:
        await unit.outbox.add(*effects)
        await unit.commit()


async def claim(storage: Database, minute: float = 0, limit: int = 10) -> list[Delivery]:
    async with storage.writing() as unit:
        found = await claim_due(unit, after(minute), limit, 60)
        await unit.commit()
    return list(found)


async def claimed(storage: Database, minute: float = 0, limit: int = 10) -> list[str]:
    return [each.key for each in await claim(storage, minute, limit)]


async def test_a_delivery_carries_what_was_posted(storage: Database) -> None:
    await post(storage, effect("k", kind=Kind.CHAT, address=TALK.key, at=after(5), text="Grüße \0 \ud800"))
    (found,) = await claim(storage)
    assert (found.key, found.kind, found.lane, found.due, found.attempts) == (
        "k",
        Kind.CHAT,
        "lane",
        after(0),
        0,
    )
    assert found.payload == {"address": TALK.key, "at": after(5).isoformat(), "text": "Grüße \0 \ud800"}


async def test_the_same_key_twice_is_one(storage: Database) -> None:
    await post(storage, effect("k", n=1), effect("k", n=2))
    await post(storage, effect("k", n=3), effect("other", lane="other"))
    assert [(each.key, each.payload) for each in await claim(storage)] == [("k", {"n": 1}), ("other", {})]


async def test_posting_nothing_does_nothing(storage: Database) -> None:
    await post(storage)
    assert await claim(storage) == []


async def test_only_due_rows_are_claimed_the_oldest_first(storage: Database) -> None:
    await post(
        storage, effect("b", lane="b", due=2), effect("a", lane="a", due=1), effect("c", lane="c", due=3)
    )
    assert await claimed(storage, 0.99) == []
    assert await claimed(storage, 2, limit=1) == ["a"]
    assert await claimed(storage, 2) == ["b"]


async def test_a_lane_is_worked_off_in_order(storage: Database) -> None:
    await post(storage, effect("1"), effect("2"), effect("other", lane="other"), effect("0", due=-1))
    (first, other) = await claim(storage)
    assert (first.key, other.key) == ("0", "other")
    assert await claimed(storage) == []
    async with storage.writing() as unit:
        await unit.post.sent(first.id, after(0), "receipt")
        await unit.commit()
    assert await claimed(storage) == ["1"]


async def test_a_lease_runs_out(storage: Database) -> None:
    await post(storage, effect("k"))
    assert await claimed(storage, 0) == ["k"]
    assert await claimed(storage, 0.99) == []
    assert await claimed(storage, 1) == ["k"]


async def test_a_failed_try_waits_and_keeps_its_lane_waiting(storage: Database) -> None:
    await post(storage, effect("1"), effect("2"))
    (first,) = await claim(storage)
    async with storage.writing() as unit:
        await unit.post.retry(first.id, after(5), "refused")
        await unit.commit()
    assert await claimed(storage, 4.99) == []
    (again,) = await claim(storage, 5)
    assert (again.key, again.attempts, again.due) == ("1", 1, after(0))


async def test_a_buried_row_is_shown_and_its_lane_goes_on(storage: Database) -> None:
    await post(storage, effect("1"), effect("2"), effect("x", lane="x"))
    first, other = await claim(storage)
    async with storage.writing() as unit:
        await unit.post.bury(first.id, after(1), "no such mailbox")
        await unit.post.bury(other.id, after(2), "blocked")
        await unit.commit()
    assert await claimed(storage, 60) == ["2"]
    async with storage.reading() as unit:
        shown = [(each.key, error) for each, error in await unit.post.buried(10)]
        assert shown == [("x", "blocked"), ("1", "no such mailbox")]
        assert len(await unit.post.buried(1)) == 1


async def test_what_is_finished_stays_finished(storage: Database) -> None:
    await post(storage, effect("k"))
    (found,) = await claim(storage)
    async with storage.writing() as unit:
        await unit.post.sent(found.id, after(1))
        await unit.post.retry(found.id, after(1), "late answer")
        await unit.post.bury(found.id, after(1), "later answer")
        assert await unit.post.buried(10) == []
        await unit.commit()
    assert await claimed(storage, 60) == []


async def test_age_is_that_of_the_oldest_due_row(storage: Database) -> None:
    await post(storage, effect("a", due=1), effect("b", due=2))
    async with storage.writing() as unit:
        assert await unit.post.age(after(0)) == 0
        assert await unit.post.age(after(3)) == 120
        await unit.commit()
    (first,) = await claim(storage, 1)
    async with storage.writing() as unit:
        await unit.post.sent(first.id, after(1))
        assert await unit.post.age(after(3)) == 60


@pytest.mark.parametrize("prefix", ["remind:a:", "remind:a:é"])
async def test_withdrawing_takes_what_begins_so_and_is_not_finished(storage: Database, prefix: str) -> None:
    sent, buried = effect(f"{prefix}sent", lane="s"), effect(f"{prefix}buried", lane="b")
    await post(storage, sent, buried, effect(f"{prefix}1", due=60), effect(f"{prefix}ü2", due=60))
    await post(storage, effect("remind:A:1", due=60), effect("remind:b", due=60), effect("remind:a", due=60))
    for found in await claim(storage):
        async with storage.writing() as unit:
            await (unit.post.sent if "sent" in found.key else unit.post.bury)(found.id, after(0), "x")
            await unit.commit()
    async with storage.writing() as unit:
        assert await unit.outbox.withdraw(prefix) == 2
        assert await unit.outbox.withdraw(prefix) == 0
        assert [each.key for each, _ in await unit.post.buried(9)] == [buried.key]
        await unit.commit()
    await post(storage, sent)
    assert sent.key not in await claimed(storage, 100)


async def test_what_was_given_up_can_be_tried_again_unless_it_came_too_late(storage: Database) -> None:
    await post(storage, effect("letter", lane="a"), effect("reminder", lane="b"))
    by_key = {each.key: each for each in await claim(storage)}
    async with storage.writing() as unit:
        await unit.post.bury(by_key["letter"].id, after(1), "wrong password")
        await unit.post.bury(by_key["reminder"].id, after(1), "too late")
        assert await unit.post.revive() == 1
        await unit.commit()
    (again,) = await claim(storage, 2)
    assert (again.key, again.attempts) == ("letter", 0)
