"""Rooms of Zoom: made once, moved, deleted, and what its troubles become."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.frozen import FrozenClock
from core.calendars import Draft
from core.errors import Fault, RateLimited, Rejected, Revoked, Transient
from core.interval import Interval
from integrations.meetings.zoom import Zoom, examine
from tests.support.zoom import SECRET, WHY_NOT, Broken, check, is_here, zoom

START = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def draft(number=1, start=START, **more):
    booking = UUID(int=number)
    return Draft(
        booking_id=booking,
        uid=f"{booking}@parley",
        owner=UUID(int=99),
        sequence=0,
        during=Interval.of(start, 45),
        zone="Europe/Berlin",
        title="Intro: Anna and Bob",
        **more,
    )


async def test_a_room_is_made_with_its_time_and_a_repeat_finds_it():
    async with zoom() as (account, config):
        service = Zoom(config, FrozenClock())
        first, again = await service.make(draft()), await service.make(draft())
        (kept,) = account.meetings.values()
    assert first == again
    assert first.link == kept["join_url"]
    assert (kept["type"], kept["start_time"], kept["duration"]) == (2, "2026-11-25T14:00:00Z", 45)


async def test_a_room_whose_answer_was_lost_is_not_made_twice():
    async with zoom() as (account, config):
        service = Zoom(config, FrozenClock())
        account.lose_answers = True
        with pytest.raises(Transient):
            await service.make(draft())
        account.lose_answers = False
        found = await service.make(draft())
        assert [str(each) for each in account.meetings] == [found.id]


async def test_the_room_is_found_on_a_later_page():
    async with zoom() as (account, config):
        service = Zoom(config, FrozenClock())
        for number in range(301):
            account.meetings[number] = {"id": number, "agenda": "another", "join_url": "https://zoom.example"}
        made = await service.make(draft())
        assert await service.make(draft()) == made


async def test_dates_of_a_series_share_a_room_without_a_time():
    async with zoom() as (account, config):
        await Zoom(config, FrozenClock()).make(draft(series=True))
        (kept,) = account.meetings.values()
    assert kept["type"] == 3
    assert "start_time" not in kept


async def test_a_room_moves_and_goes_and_may_be_gone_already():
    async with zoom() as (account, config):
        service = Zoom(config, FrozenClock())
        made = await service.make(draft())
        await service.change(made.id, draft(start=START + timedelta(hours=2)))
        assert account.meetings[int(made.id)]["start_time"] == "2026-11-25T16:00:00Z"
        await service.remove(made.id)
        await service.remove(made.id)
        assert account.meetings == {}
        with pytest.raises(Rejected):
            await service.change(made.id, draft())


async def test_one_token_serves_until_it_is_about_to_end():
    async with zoom() as (account, config):
        clock = FrozenClock()
        service = Zoom(config, clock)
        await service.make(draft(1))
        await service.make(draft(2))
        assert len(account.tokens) == 1
        clock.tick(minutes=55)
        await service.make(draft(3))
        assert len(account.tokens) == 2


async def test_a_token_that_is_not_taken_any_more_is_asked_for_anew():
    async with zoom() as (account, config):
        service = Zoom(config, FrozenClock())
        await service.make(draft())
        account.tokens.append("another")
        with pytest.raises(Transient):
            await service.make(draft(2))
        await service.make(draft(2))
        assert len(account.meetings) == 2


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (429, RateLimited),
        (400, Rejected),
        (403, Rejected),
        (500, Transient),
        (503, Transient),
        (302, Transient),
    ],
)
async def test_each_trouble_says_whether_to_try_again(status, fault):
    async with zoom() as (account, config):
        account.status = status
        with pytest.raises(fault) as caught:
            await Zoom(config, FrozenClock()).make(draft())
    if isinstance(caught.value, RateLimited):
        assert caught.value.after == 7


@pytest.mark.parametrize("text", ["<html>", "[]", '{"meetings": 3}', '{"meetings": [3]}', ""])
async def test_an_answer_that_makes_no_sense_is_a_fault(text):
    async with zoom() as (account, config):
        account.status, account.text = 200, text
        with pytest.raises(Fault):
            await Zoom(config, FrozenClock()).make(draft())


async def test_no_answer_is_waited_for_only_so_long():
    async with zoom() as (account, config):
        account.hang = True
        with pytest.raises(Transient):
            await Zoom(replace(config, seconds=0.05), FrozenClock()).make(draft())


async def test_an_app_that_was_switched_off_is_revoked_and_its_secret_is_nowhere():
    async with zoom() as (account, config):
        account.known = False
        with pytest.raises(Revoked) as caught:
            await Zoom(config, FrozenClock()).make(draft())
    assert SECRET not in f"{caught.value!r} {config!r}"


@pytest.mark.skipif(not is_here(), reason=WHY_NOT)
def test_the_contract_sees_a_wrong_body():
    check("POST", "/users/{userId}/meetings", {"topic": "Intro", "type": 2})
    with pytest.raises(Broken):
        check("POST", "/users/{userId}/meetings", {"topic": "Intro", "type": "tomorrow"})


async def test_the_doctor_says_what_is_wrong():
    async with zoom() as (account, config):
        assert await examine(config, FrozenClock()) == []
        account.known = False
        ((state, _mend),) = await examine(config, FrozenClock())
        assert state == "does not know our app"
        ((state, _mend),) = await examine(
            replace(config, token_url=f"{config.api_url}/nowhere"), FrozenClock()
        )
        assert state == "does not know our app"
