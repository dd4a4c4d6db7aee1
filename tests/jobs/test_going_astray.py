"""What cannot be brought takes another way, in the transaction that gives it up."""

from datetime import timedelta

import pytest

from bot.ports import UnitOfWork
from bot.post import Delivery
from core.errors import ConflictError, Rejected, Revoked, Unreachable
from jobs.postman import Bag, Postman
from storage import Database
from tests.support.post import Street, buried, chat, put
from tests.support.world import FrozenWorld


@pytest.fixture
def street() -> Street:
    return Street()


async def rounds(carrier: Postman) -> None:
    """Carry until nothing is due."""
    while await carrier.run_once():
        pass


class Onward:
    """Sends messages on another way, and is raced or broken as it is told."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.sent: list[tuple[str, str]] = []

    async def __call__(self, unit: UnitOfWork, delivery: Delivery, why: str) -> None:
        await unit.outbox.add(chat(f"{delivery.key}:via:x", delivery.due, "elsewhere"))
        if self.troubles:
            raise self.troubles.pop()
        self.sent.append((delivery.key, why))


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Unreachable("blocked"), "blocked"),
        (Rejected("no"), ""),
        (Revoked("token withdrawn"), ""),
    ],
)
@pytest.mark.parametrize("races", [0, 3])
async def test_what_is_given_up_takes_another_way_in_the_same_transaction_also_when_raced(
    storage: Database, street: Street, world: FrozenWorld, fault: Exception, why: str, *, races: int
) -> None:
    onward = Onward(*(ConflictError("talk") for _ in range(races)))
    carrier = Postman(
        storage, world.clock, world.chance, Bag(channels={"webchat": street}, mailer=street, astray=onward)
    )
    street.troubles["c"] = [fault]
    await put(storage, chat("c", world.clock.now()))
    await rounds(carrier)
    assert onward.sent == [("c", why)]
    assert street.arrived == ["c:via:x"]
    assert await buried(storage) == {"c": f"{type(fault).__name__}: {fault}"}


async def test_what_finds_no_other_way_for_a_mistake_of_ours_is_given_up_visibly(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    onward = Onward(ZeroDivisionError("oops"))
    carrier = Postman(
        storage, world.clock, world.chance, Bag(channels={"webchat": street}, mailer=street, astray=onward)
    )
    street.troubles["c"] = [Unreachable("gone")]
    await put(storage, chat("c", world.clock.now()))
    await rounds(carrier)
    assert street.arrived == []
    assert await buried(storage) == {"c": "Unreachable: gone"}


async def test_what_came_too_late_goes_no_other_way(
    storage: Database, street: Street, world: FrozenWorld
) -> None:
    onward = Onward()
    carrier = Postman(
        storage, world.clock, world.chance, Bag(channels={"webchat": street}, mailer=street, astray=onward)
    )
    now = world.clock.now()
    await put(storage, chat("c", now, not_after=(now - timedelta(minutes=1)).isoformat()))
    await rounds(carrier)
    assert onward.sent == []
