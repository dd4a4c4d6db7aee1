"""What the doctor says of Google."""

import pytest

from bot.cli import service_checks
from bot.settings import Settings
from bot.wiring.services import calendar_services
from core.calendars import Provider
from tests.support.google.consent import CLIENT_SECRET


def settings(served, **changed):
    given = {
        "PARLEY_SECRET_KEY": "k" * 32,
        "PARLEY_BASE_URL": "https://parley.test",
        "CALENDAR_TOKEN_ENCRYPTION_KEY": "ab" * 32,
        **served.settings(),
    }
    return Settings.model_validate(given | changed)


async def found(served, **changed):
    return await service_checks.google(settings(served, **changed))


async def test_a_google_that_is_well(served):
    assert [each.wrong for each in await found(served)] == [False, False, False]


async def test_nothing_is_said_of_what_is_not_configured(served):
    assert await found(served, GOOGLE_CLIENT_ID="", GOOGLE_CLIENT_SECRET="") == []


@pytest.mark.parametrize("missing", ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"])
async def test_half_of_a_client_is_none(served, missing):
    [finding] = await found(served, **{missing: ""})
    assert finding.wrong
    assert "GOOGLE_CLIENT_SECRET" in finding.mend


async def test_who_is_not_google_is_noticed(served):
    served.canned = (200, b"<html>Welcome to this hotel</html>", "text/html")
    assert [each.wrong for each in await found(served)] == [True, True, False]


async def test_addresses_that_nobody_calls_are_no_fault(served):
    states = await found(served, PARLEY_BASE_URL="http://localhost:8080")
    assert not states[-1].wrong
    assert "is asked" in states[-1].state


async def test_no_secret_is_said(served):
    told = str([await found(served), await found(served, GOOGLE_CLIENT_ID=""), settings(served)])
    assert CLIENT_SECRET not in told


def test_a_configured_google_is_one_of_the_services(served, world):
    services = calendar_services(settings(served), world)
    assert services[Provider.GOOGLE].pushes
    assert Provider.GOOGLE not in calendar_services(settings(served, GOOGLE_CLIENT_SECRET=""), world)
