"""When several hosts are all free: what each one's own rules allow, and nothing that one of them has already."""

from datetime import timedelta
from typing import Any

import pytest

from core.commands import AddTimeOff
from core.common import Common
from core.errors import Code, Refused
from core.interval import Interval
from core.queries import CommonFree
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host

TUESDAY = Interval(at("00:00", 24), at("00:00", 25))


async def common(house: House, *hosts: Any, **other: Any) -> tuple[Common, ...]:
    ids = tuple(each.id for each in hosts)
    query = CommonFree(**{"host_ids": ids, "length": 60, "within": TUESDAY, "most": 100, **other})
    found: tuple[Common, ...] = await house.ask(query)
    return found


async def test_common_free_time_is_what_is_left_of_everybodys_hours(each_house: House) -> None:
    bob = await another_host(each_house, "Bob", zone="Europe/Helsinki")  # 7:00 to 15:00 UTC
    await each_house.booked("10:00", 24)
    await each_house.do(AddTimeOff(host_id=bob.id, during=Interval(at("12:00", 24), at("13:30", 24))))
    found = await common(each_house, each_house.host, bob)
    starts = sorted(each.slot.start for each in found)
    assert starts == [
        *(at(clock, 24) for clock in ("09:00",)),
        *(at("10:30", 24) + timedelta(minutes=15) * n for n in range(3)),
        *(at("13:30", 24) + timedelta(minutes=15) * n for n in range(3)),
    ]
    assert {each.slot.minutes for each in found} == {60}
    assert all(each.cost >= 0 for each in found)


async def test_no_more_is_answered_than_was_asked_for(house: House) -> None:
    bob = await another_host(house, "Bob")
    assert len(await common(house, house.host, bob, most=3)) == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"length": 3}, "length"),
        ({"most": 0}, "most"),
        ({"within": Interval(at("00:00", 24), at("00:00", 24) + timedelta(days=93))}, "within"),
    ],
)
async def test_impossible_questions_are_refused(house: House, fields: dict[str, Any], field: str) -> None:
    bob = await another_host(house, "Bob")
    with pytest.raises(Refused) as raised:
        await common(house, house.host, bob, **fields)
    assert raised.value.refusal.facts["field"] == field


async def test_two_to_twenty_hosts_can_be_asked_about(house: House) -> None:
    with pytest.raises(Refused) as raised:
        await common(house, house.host, house.host)
    assert raised.value.refusal.facts["field"] == "hosts"


async def test_a_host_who_is_not_there_is_not_found(house: House) -> None:
    with pytest.raises(Refused) as raised:
        await common(house, house.host, host_ids=(house.host.id, ident("nobody")))
    assert raised.value.refusal.code is Code.NOT_FOUND
