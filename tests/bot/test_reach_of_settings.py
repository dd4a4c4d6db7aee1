"""Where we go when people type addresses is what was configured."""

import pytest

from bot.settings import Settings
from bot.wiring.services import SERVICES, reach_of

SECRET = "only for tests, and long enough"


@pytest.mark.parametrize(
    ("env", "networks", "allowed"),
    [
        ("development", "", {"10.0.0.1": True, "192.168.0.1": True, "8.8.8.8": True}),
        ("production", "", {"10.0.0.1": False, "192.168.0.1": False, "8.8.8.8": True}),
        ("production", "10.0.0.0/8, fd00::/8", {"10.0.0.1": True, "fd00::7": True, "192.168.0.1": False}),
    ],
)
def test_private_networks_are_for_development_or_by_name(env: str, networks: str, allowed: dict[str, bool]):
    facts = {
        "PARLEY_ENV": env,
        "PARLEY_SECRET_KEY": f"{SECRET} {SECRET}",
        "PARLEY_CALENDAR_NETWORKS": networks,
    }
    facts["CALENDAR_TOKEN_ENCRYPTION_KEY"] = "ab" * 32
    reach = reach_of(Settings.model_validate(facts))
    assert {address: reach.allows(address) for address in allowed} == allowed


def test_servers_and_feeds_need_nothing_to_be_configured(world):
    for provider in ("caldav", "ics"):
        assert SERVICES[provider](Settings.model_validate({"PARLEY_SECRET_KEY": SECRET * 2}), world)
