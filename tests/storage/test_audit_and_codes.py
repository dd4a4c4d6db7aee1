"""The audit trail, one-time codes and attempts, on both engines."""

from storage import Database
from tests.storage.examples import after, change, ident, settle_anna


async def test_the_last_change_is_the_newest_of_its_actor(storage: Database) -> None:
    await settle_anna(storage)
    first = change("a", host_id=ident("host anna"), after={"k": ["\0", {"n": 1.5}]})
    async with storage.writing() as unit:
        assert await unit.audit.last("host:anna", after(-60)) is None
        await unit.audit.add(first, change("other", 9, actor="system"))
        assert await unit.audit.last("host:anna", after(0)) == first
        assert await unit.audit.last("host:anna", after(0.1)) is None


async def test_of_changes_at_the_same_instant_the_last_added_is_last(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.audit.add(*(change(name) for name in "abcdef"))
        last = await unit.audit.last("host:anna", after(0))
    assert last == change("f")


async def test_undone_changes_and_undos_are_passed_over(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.audit.add(change("a", 1), change("b", 2), change("undo", 3, verb="undo"))
        assert await unit.audit.last("host:anna", after(0)) == change("b", 2)
        await unit.audit.mark_undone(change("b").id)
        assert await unit.audit.last("host:anna", after(0)) == change("a", 1)
        await unit.audit.mark_undone(change("a").id)
        assert await unit.audit.last("host:anna", after(0)) is None


async def test_a_code_counts_wrong_tries_until_it_is_replaced(storage: Database) -> None:
    async with storage.writing() as unit:
        assert await unit.codes.get("s") is None
        assert await unit.codes.wrong("s") == 0
        await unit.codes.put("s", "digest", after(10))
        assert [await unit.codes.wrong("s") for _ in range(2)] == [1, 2]
        assert await unit.codes.get("s") == ("digest", after(10), 2)
        await unit.codes.put("s", "second", after(20))
        assert await unit.codes.get("s") == ("second", after(20), 0)
        await unit.codes.drop("s")
        assert await unit.codes.get("s") is None


async def test_attempts_are_counted_by_subject_and_time(storage: Database) -> None:
    async with storage.writing() as unit:
        for minute in (0, 1, 1, 2):
            await unit.codes.record("s", after(minute))
        await unit.codes.record("another", after(1))
        assert await unit.codes.count("s", after(1)) == 3
        assert await unit.codes.count("s", after(3)) == 0
