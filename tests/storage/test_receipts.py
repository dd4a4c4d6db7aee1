"""How messages fared: reports may come in any order and twice, and never lead back."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot.messages import Address
from bot.receipts import Receipt
from tests.support.world import MONDAY_MORNING

ROOM = Address(channel="sms", account="+4930333444", room="+4915100000001")
LIFE = (("queued", 2), ("sent", 4), ("delivered", 5), ("read", 6))


def receipt(status: str, rank: int, sid: str = "SM1", key: str = "reply:1#0") -> Receipt:
    return Receipt(receipt=sid, key=key, address=ROOM, status=status, rank=rank, at=MONDAY_MORNING)


@pytest.mark.parametrize(
    "order", list(permutations(LIFE)), ids=lambda order: "-".join(name for name, _ in order)
)
async def test_whatever_the_order_the_latest_state_is_known(storage, order):
    told = []
    async with storage.writing() as unit:
        for status, rank in (*order, *order):
            told.append(await unit.receipts.note(receipt(status, rank)))
        await unit.commit()
    async with storage.reading() as unit:
        kept = await unit.receipts.of_key("sms", "reply:1#0")
    assert kept == receipt("read", 6)
    ranks = [rank for _, rank in order]
    assert told == [rank == max(ranks[: place + 1]) for place, rank in enumerate(ranks)] + [False] * 4


async def test_of_two_messages_under_one_key_the_one_that_came_further_counts(storage):
    async with storage.writing() as unit:
        await unit.receipts.note(receipt("sent", 4, "SM2"))
        await unit.receipts.note(receipt("delivered", 5, "SM1"))
        await unit.commit()
        assert (await unit.receipts.of_key("sms", "reply:1#0")).receipt == "SM1"
        assert await unit.receipts.of_key("whatsapp", "reply:1#0") is None
        assert await unit.receipts.of_key("sms", "reply:1#1") is None


async def test_old_ones_are_forgotten(storage):
    async with storage.writing() as unit:
        for number in range(5):
            await unit.receipts.note(receipt("sent", 4, f"SM{number}", f"k{number}"))
        assert await unit.receipts.discard(MONDAY_MORNING, 10) == 0
        assert await unit.receipts.discard(MONDAY_MORNING + timedelta(days=1), 3) == 3
        assert await unit.receipts.discard(MONDAY_MORNING + timedelta(days=1), 3) == 2
