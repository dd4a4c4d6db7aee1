"""What Prometheus is told of calendars."""

from prometheus_client import REGISTRY

from core.errors import Transient
from core.ports.calendars import Sign
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars


def figure(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


async def test_readings_and_failures_are_counted_by_provider():
    async with a_house_with_calendars() as stage:
        read = figure("parley_calendar_readings_total", provider="google", kind="changes")
        missed = figure("parley_calendar_failures_total", provider="google", why="unreachable")
        await stage.settle(minutes=31)
        assert figure("parley_calendar_readings_total", provider="google", kind="changes") == read + 1
        stage.service.trouble = Transient("away")
        await stage.settle(minutes=31)
        failed = figure("parley_calendar_failures_total", provider="google", why="unreachable")
        assert failed == missed + 1


async def test_the_oldest_calendar_that_is_due_has_an_age():
    async with a_house_with_calendars() as stage:
        await stage.room.sync.figures()
        assert figure("parley_calendar_age_seconds") == 0
        stage.world.clock.tick(minutes=45)
        await stage.room.sync.figures()
        assert figure("parley_calendar_age_seconds") == 15 * 60


async def test_notices_are_counted_those_of_strangers_apart():
    async with a_house_with_calendars() as stage:
        await stage.room.watching.renew()
        watch, hook = next(iter(stage.service.kept[SUBJECT][WORK].watches.items()))
        known = figure("parley_calendar_pushes_total", provider="google", sign="changed")
        unknown = figure("parley_calendar_pushes_total", provider="", sign="unknown")
        await stage.room.pushes(watch, hook.token, Sign.CHANGED)
        await stage.room.pushes("somebody", "else", Sign.CHANGED)
        assert figure("parley_calendar_pushes_total", provider="google", sign="changed") == known + 1
        assert figure("parley_calendar_pushes_total", provider="", sign="unknown") == unknown + 1


async def test_a_house_is_ready_whatever_becomes_of_calendars():
    async with a_house_with_calendars() as stage:
        stage.service.trouble = Transient("away")
        await stage.settle(minutes=31)
        assert not [each for each in await stage.house.desk.faults() if "calendar" in each]
