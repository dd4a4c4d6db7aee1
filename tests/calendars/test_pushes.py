"""What providers tell of changes, and the watches by which they do."""

from datetime import timedelta

import pytest

from core.calendars import Provider
from core.commands import DisconnectAccount
from core.errors import Rejected, Transient
from core.ports.calendars import Sign
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span
from tests.support.calendars.memory import WATCHED


async def watched(stage):
    await stage.room.watching.renew()
    return stage.service.kept[SUBJECT][WORK].watches


async def pushed(stage, sign=Sign.CHANGED, token=None, name=None):
    watches = stage.service.kept[SUBJECT][WORK].watches
    watch, hook = next(iter(watches.items()))
    return await stage.room.pushes(name or watch, hook.token if token is None else token, sign)


async def busy(stage, during):
    async with stage.house.storage.reading() as uow:
        seen = await uow.calendars.seen([stage.page.host.id], during)
    return [taken for taken, _ in seen[stage.page.host.id].busy]


async def test_a_change_that_is_told_closes_the_time_at_once():
    async with a_house_with_calendars() as stage:
        await watched(stage)
        await stage.settle()
        stage.service.write(SUBJECT, WORK, span(12))
        assert await busy(stage, span(12)) == []
        assert await pushed(stage)
        await stage.room.sync.settled()
        assert await busy(stage, span(12)) == [span(12)]


async def test_what_was_not_told_is_found_within_half_an_hour():
    async with a_house_with_calendars() as stage:
        stage.service.write(SUBJECT, WORK, span(12))
        await stage.settle(minutes=29)
        assert await busy(stage, span(12)) == []
        await stage.settle(minutes=2)
        assert await busy(stage, span(12)) == [span(12)]


@pytest.mark.parametrize(("token", "name"), [("wrong", None), ("", None), (None, "unknown")])
async def test_who_does_not_know_the_token_tells_nothing(token, name):
    async with a_house_with_calendars() as stage:
        await watched(stage)
        await stage.settle()
        asked = len(stage.service.asked)
        assert not await pushed(stage, token=token, name=name)
        await stage.settle()
        assert len(stage.service.asked) == asked


async def test_tokens_of_calendars_differ():
    async with a_house_with_calendars() as stage:
        links = stage.house.desk.links
        tokens = {links.calendar_token((await stage.calendar(name)).id) for name in (WORK, "home")}
        assert len(tokens) == 2
        assert all(len(each) <= 128 for each in tokens)


async def test_what_is_told_while_the_calendar_is_read_has_it_read_again():
    async with a_house_with_calendars() as stage:
        await watched(stage)
        await stage.settle()

        async def told_meanwhile():
            if stage.service.asked[-1] == "changes" and not told:
                told.append(True)
                stage.service.write(SUBJECT, WORK, span(13), named="late")
                await pushed(stage)

        told = []
        answer = stage.service.changes

        async def changes(*asked):
            found = await answer(*asked)
            await told_meanwhile()
            return found

        stage.service.changes = changes
        await stage.settle(minutes=31)
        assert told
        assert await busy(stage, span(13)) == [span(13)]


async def test_a_watch_is_renewed_before_it_ends_and_the_old_one_is_ended():
    async with a_house_with_calendars() as stage:
        first = set(await watched(stage))
        stage.world.clock.tick(WATCHED - timedelta(hours=13))
        assert set(await watched(stage)) == first
        stage.world.clock.tick(hours=2)
        second = set(await watched(stage))
        assert len(second) == 1
        assert second != first
        assert (await stage.calendar()).watch.id in second


async def test_a_watch_that_has_ended_is_asked_for_again():
    async with a_house_with_calendars() as stage:
        first = set(await watched(stage))
        assert await pushed(stage, Sign.ENDED)
        await stage.room.watching.drain()
        second = set(stage.service.kept[SUBJECT][WORK].watches)
        assert second - first
        assert (await stage.calendar()).watch.id in second - first


async def test_a_provider_that_refuses_to_tell_is_left_alone_for_a_while():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Rejected("no address that can be reached")
        for _ in range(5):
            await stage.room.watching.renew()
        assert stage.service.asked.count("watch") == 1
        stage.service.trouble = None
        stage.world.clock.tick(minutes=31)
        assert await watched(stage)


async def test_who_cannot_tell_is_not_asked_to():
    async with a_house_with_calendars(pushes=False) as stage:
        await stage.room.watching.renew()
        assert "watch" not in stage.service.asked


async def test_disconnecting_ends_watches_and_gives_the_permission_back():
    async with a_house_with_calendars() as stage:
        await watched(stage)
        booking = await stage.book(at(10))
        account = await stage.account()
        stage.service.trouble = Transient("away")
        await stage.house.desk.perform(DisconnectAccount(host_id=stage.page.host.id, account_id=account.id))
        await stage.settle()
        assert stage.service.revoked == []
        stage.service.trouble = None
        await stage.settle(minutes=10)
        assert stage.service.revoked == [SUBJECT]
        assert stage.service.kept[SUBJECT][WORK].watches == {}
        assert stage.ours(booking) is not None
        await stage.move(booking, at(11))
        async with stage.house.storage.reading() as uow:
            assert await uow.calendars.departing(account.id) is None


async def test_an_account_that_was_connected_again_at_once_keeps_its_permission():
    async with a_house_with_calendars() as stage:
        account = await stage.account()
        await stage.house.desk.perform(DisconnectAccount(host_id=stage.page.host.id, account_id=account.id))
        await stage.connect()
        await stage.settle(minutes=10)
        assert stage.service.revoked == []


async def test_the_address_that_is_told_is_the_providers_own():
    async with a_house_with_calendars() as stage:
        hook = next(iter((await watched(stage)).values()))
        assert hook.address == "http://parley.test/calendars/google/push"
        assert stage.house.desk.links.calendar_hook(Provider.MICROSOFT).endswith("/calendars/microsoft/push")
