"""What is forgotten after a while, and what never is, on both engines."""

import pytest
import sqlalchemy as sa

from bot.messages import Address, Incoming
from bot.ports import TurnRow
from storage import Database
from storage.inbox import FORGET, TOLD_TURNS
from storage.outbox import DISCARD
from storage.tables import attempt, inbox, one_time_code, outbox, turn
from tests.storage.examples import TALK, after, effect
from tests.support.post import claim_due


def heard(key: str, at: float) -> Incoming:
    return Incoming(key=key, address=TALK, at=after(at), text=f"said {key}", choice="t1", name="Ben")


def told(key: str, at: float) -> TurnRow:
    read = {"acts": ["greet"], "wish": {"windows": ["Tuesday"]}}
    return TurnRow(
        key=key,
        address=TALK,
        at=after(at),
        heard=f"said {key}",
        read=read,
        decided={"flow": "book"},
        said=("Hi.",),
        micros=7,
    )


async def rows(storage: Database, table: sa.Table, *columns: str) -> list[tuple[object, ...]]:
    async with storage._readers.connect() as connection:
        found = await connection.execute(
            sa.select(*(table.c[name] for name in columns)).order_by(sa.text("1"))
        )
        return [tuple(row) for row in found]


async def test_the_text_of_a_handled_delivery_is_forgotten_and_the_delivery_stays_known(
    storage: Database,
) -> None:
    async with storage.writing() as unit:
        for number in range(4):
            await unit.inbox.accept(heard(f"k{number}", number))
        for number in range(3):
            await unit.inbox.handled(f"k{number}", after(number))
        assert await unit.inbox.forget(after(2), 1) == 1
        assert await unit.inbox.forget(after(2), 10) == 1
        assert await unit.inbox.forget(after(2), 10) == 0
        assert not await unit.inbox.accept(heard("k0", 9))
        await unit.commit()
    assert await rows(storage, inbox, "key", "text", "choice") == [
        ("k0", "", "t1"),
        ("k1", "", "t1"),
        ("k2", "said k2", "t1"),
        ("k3", "said k3", "t1"),
    ]


async def test_a_delivery_that_waits_keeps_its_text_however_old_it_is(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.inbox.accept(heard("k", 0))
        assert await unit.inbox.forget(after(1_000_000), 10) == 0
        assert await unit.inbox.next(TALK) == heard("k", 0)


async def test_of_an_old_turn_only_codes_are_kept(storage: Database) -> None:
    async with storage.writing() as unit:
        for number in range(3):
            await unit.turns.add(told(f"k{number}", number))
        assert await unit.turns.forget(after(2), 1) == 1
        assert await unit.turns.forget(after(2), 10) == 1
        assert await unit.turns.forget(after(2), 10) == 0
        await unit.commit()
    codes = {"acts": ["greet"]}
    young = told("k2", 2)
    assert await rows(storage, turn, "key", "heard", "said", "read", "decided", "micros") == [
        ("k0", "", [], codes, young.decided, 7),
        ("k1", "", [], codes, young.decided, 7),
        ("k2", young.heard, ["Hi."], young.read, young.decided, 7),
    ]


async def test_what_was_sent_or_given_up_long_ago_is_deleted_and_nothing_else(storage: Database) -> None:
    names = ("sent", "given up", "just sent", "just given up", "failed", "waiting", "not due")
    async with storage.writing() as unit:
        for name in names:
            await unit.outbox.add(effect(name, at=after(99 if name == "not due" else 0), lane=name))
        rows_by_key = {each.key: each.id for each in await claim_due(unit, after(0), 10, 60)}
        await unit.post.sent(rows_by_key["sent"], after(1))
        await unit.post.bury(rows_by_key["given up"], after(1), "never")
        await unit.post.sent(rows_by_key["just sent"], after(2))
        await unit.post.bury(rows_by_key["just given up"], after(2), "never")
        await unit.post.retry(rows_by_key["failed"], after(1), "not now")
        assert await unit.post.discard(after(2), 10) == 2
        assert await unit.post.discard(after(2), 10) == 0
        await unit.commit()
    left = {key for (key,) in await rows(storage, outbox, "key")}
    assert left == set(names) - {"sent", "given up"}


async def test_so_many_rows_are_deleted_at_once_as_are_asked_for(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.outbox.add(*(effect(f"k{number}", lane=f"k{number}") for number in range(5)))
        for each in await claim_due(unit, after(0), 10, 60):
            await unit.post.sent(each.id, after(0))
        assert [await unit.post.discard(after(1), 3) for _ in range(3)] == [3, 2, 0]


async def test_codes_and_attempts_are_deleted_each_at_its_time(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.codes.put("expired", "digest", after(1))
        await unit.codes.put("good", "digest", after(2))
        await unit.codes.record("s", after(3))
        await unit.codes.record("s", after(4))
        assert await unit.codes.discard(after(2), after(4)) == 2
        await unit.commit()
    assert await rows(storage, one_time_code, "subject") == [("good",)]
    assert await rows(storage, attempt, "at") == [(after(4),)]


async def test_a_page_shows_what_is_not_forgotten(storage: Database) -> None:
    other = Address(channel="webchat", room="other")
    async with storage.writing() as unit:
        for number in range(2):
            await unit.inbox.accept(heard(f"k{number}", number))
            await unit.inbox.handled(f"k{number}", after(number))
        assert await unit.inbox.forget(after(1), 10) == 1
        await unit.commit()
    async with storage.reading() as unit:
        lines = await unit.thread.newest(TALK, 10)
        assert [(line.key, line.outgoing.text) for line in lines] == [("k0", ""), ("k1", "said k1")]
        assert await unit.thread.since(TALK, lines[0].position, 10) == lines
        assert await unit.thread.newest(other, 10) == []


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (FORGET, "ix_inbox_spoken"),
        (TOLD_TURNS, "ix_turn_told"),
        (DISCARD[0], "ix_outbox_sent"),
        (DISCARD[1], "ix_outbox_buried"),
    ],
)
async def test_what_is_old_is_found_by_an_index(
    sqlite_storage: Database, statement: sa.ClauseElement, index: str
) -> None:
    compiled = statement.compile(dialect=sqlite_storage._readers.dialect)
    values = {**compiled.params, "before": 0, "count": 1}
    asked = [values[name] for name in compiled.positiontup or ()]
    async with sqlite_storage._readers.connect() as connection:
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(asked))
        assert index in " ".join(str(row) for row in found)
