"""A search reads each kind of thing once, however many hosts take part."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from core.event_types import Assignment, Mode
from core.interval import Interval
from core.people import Host, Rules
from core.queries import FindSlots, Found, WhyNot
from core.usecases import answer
from tests.core.examples import at
from tests.core.usecases.conftest import House

WEEK = Interval(at("00:00", 24), at("00:00", 30))


class Counted:
    """A repository that notes each call of another."""

    def __init__(self, inner: Any, calls: list[str]) -> None:
        self._inner = inner
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return Counted(found, self._calls)

        def call(*args: Any, **fields: Any) -> Any:
            self._calls.append(name)
            return found(*args, **fields)

        return call


async def calls_of(house: House, query: FindSlots | WhyNot) -> list[str]:
    calls: list[str] = []
    async with house.storage.reading() as unit:
        await answer(Counted(unit, calls), house.world, query)  # type: ignore[arg-type]
    return sorted(calls)


async def crew(house: House, count: int) -> list[Host]:
    return [house.host, *[await house.colleague(f"Host {n}") for n in range(1, count)]]


async def shared(house: House, hosts: Sequence[Host], mode: Mode) -> None:
    await house.offers(mode=mode, assignments=tuple(Assignment(host_id=each.id) for each in hosts))


def found_by(house: House, **other: Any) -> FindSlots:
    fields = {"event_type_id": house.intro, "length": 30, "within": WEEK, **other}
    return FindSlots(host_id=house.host.id, **fields)


@pytest.mark.parametrize("mode", [Mode.COLLECTIVE, Mode.ROUND_ROBIN])
async def test_a_search_for_many_asks_as_often_as_for_two(house: House, mode: Mode) -> None:
    hosts = await crew(house, 12)
    await shared(house, hosts[:2], mode)
    for_two = await calls_of(house, found_by(house))
    await shared(house, hosts, mode)
    assert await calls_of(house, found_by(house)) == for_two
    assert len(for_two) == len(set(for_two)) == 7  # calendars among them
    why = WhyNot(host_id=house.host.id, event_type_id=house.intro, length=30, start=at("10:00", 24))
    assert len(await calls_of(house, why)) == 7


async def test_what_longer_limits_count_is_one_question_more(house: House) -> None:
    hosts = await crew(house, 4)
    await shared(house, hosts, Mode.ROUND_ROBIN)
    await house.hires(hosts[2], rules=replace(hosts[2].rules, weekly_limit=3))
    await house.offers(rules=Rules(monthly_limit=9))
    assert (await calls_of(house, found_by(house))).count("loads") == 1
    await house.offers(mode=Mode.SOLO, assignments=())
    solo = await calls_of(house, found_by(house))
    assert len(solo) == len(set(solo)) == 8


async def test_a_search_of_many_hosts_takes_as_few_statements_as_of_two(each_house: House) -> None:
    hosts = await crew(each_house, 20)
    counts = []
    for some in (hosts[:2], hosts):
        await shared(each_house, some, Mode.ROUND_ROBIN)
        found: Found = await each_house.ask(found_by(each_house))
        assert found.slots
        counts.append(await statements(each_house, found_by(each_house)))
    assert counts[0] == counts[1]


async def statements(house: House, query: FindSlots) -> int:
    """Count what a query sends to the database."""
    seen: list[sa.Executable] = []
    async with house.storage.reading() as unit:
        transaction = unit._transaction
        rows = type(transaction).rows

        class Noting(type(transaction)):  # type: ignore[misc]
            __slots__ = ()

            async def rows(self, statement: sa.Executable, **values: Any) -> Any:
                seen.append(statement)
                return await rows(self, statement, **values)

        transaction.__class__ = Noting
        await answer(unit, house.world, query)
    return len(seen)
