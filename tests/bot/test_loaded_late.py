"""What is loaded when a process starts, and how services are made that are loaded later."""

import asyncio
import subprocess
import sys

import pytest

from bot.wiring.late import Late, LateIdentity, LateTyped
from core.ports.identity import Asking
from tests.support.processes import PATIENCE, environment

HEAVY = [
    "authlib",
    "caldav",
    "charset_normalizer",
    "googleapiclient",
    "google_auth_httplib2",
    "httplib2",
    "joserfc",
    "lxml",
    "msal",
    "niquests",
    "recurring_ical_events",
    "slack_bolt",
    "slack_sdk",
    "telegram",
    "twilio",
    "urllib3",
]
"""Libraries of outside services."""
NAMED = {
    "PARLEY_SECRET_KEY": "only for tests, " * 3,
    "PARLEY_BASE_URL": "https://parley.test",
    "CALENDAR_TOKEN_ENCRYPTION_KEY": "ab" * 32,
    "GOOGLE_CLIENT_ID": "us",
    "GOOGLE_CLIENT_SECRET": "quiet",
    "MICROSOFT_CLIENT_ID": "us",
    "MICROSOFT_CLIENT_SECRET": "quiet",
    "GITHUB_CLIENT_ID": "us",
    "GITHUB_CLIENT_SECRET": "quiet",
}
STARTED = f"""
import asyncio, gc, sys
from bot.cli.program import _module
from bot.settings import Settings
serve = _module("serve")
async def start():
    async with serve.open_house(Settings.load()) as house:
        house.web_app()
        print(len(house.services.calendars), len(house.services.identities))
        print(*sorted(set({HEAVY}) & set(sys.modules)))
        print(gc.isenabled(), gc.get_freeze_count() > 100_000)
        {{use}}
asyncio.run(start())
"""
USED = """
        from core.ports.identity import Asking, IdentityProvider
        asking = Asking(redirect_uri="https://parley.test/back", scopes=(), state="s", nonce="n", verifier="v" * 43)
        print(await house.services.identities[IdentityProvider.GITHUB].authorize_url(asking))
        print("authlib" in sys.modules)
"""
ASKING = Asking(redirect_uri="https://parley.test", scopes=(), state="s", nonce="n", verifier="v")


def started(folder, use="", **names):
    """Return the lines that a process prints when it has put the house together."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED.format(use=use.strip())],
        cwd=folder,
        env=environment(folder, **names),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_process_loads_no_library_of_a_service_that_nobody_has_used(tmp_path):
    services, loaded, _ = started(tmp_path, **NAMED)
    assert services == "4 3", "calendars and identities are all configured"
    assert not loaded


def test_what_is_loaded_at_the_start_is_not_looked_through_for_garbage(tmp_path):
    assert started(tmp_path)[2] == "True True"


def test_a_service_is_loaded_when_it_is_used(tmp_path):
    *_, address, loaded = started(tmp_path, USED, **NAMED)
    assert address.startswith("https://github.com/")
    assert loaded == "True"


class Provider:
    """A service that has its name, and keeps what it is asked."""

    async def connect(self, **form):
        return form

    async def authorize_url(self, asking):
        return asking.redirect_uri


async def test_it_is_made_once_however_many_ask():
    made = []

    def make():
        made.append(Provider())
        return made[-1]

    late = Late(make)
    assert not made
    found = await asyncio.gather(*(late.get() for _ in range(10)))
    assert found == made * 10
    assert len(made) == 1


async def test_what_cannot_be_made_is_tried_again():
    tries = []

    def make():
        tries.append(1)
        if len(tries) == 1:
            raise ImportError
        return Provider()

    late = Late(make)
    with pytest.raises(ImportError):
        await late.get()
    assert isinstance(await late.get(), Provider)


async def test_what_people_type_is_handed_on():
    assert await LateTyped(Provider).connect(url="calendars.test", username="ann") == {
        "url": "calendars.test",
        "username": "ann",
    }


async def test_who_vouches_for_people_is_asked():
    assert await LateIdentity(Provider).authorize_url(ASKING) == "https://parley.test"


def test_whether_a_provider_tells_of_changes_is_known_before_it_is_made():
    assert [LateTyped(Provider).pushes, LateTyped(Provider, pushes=True).pushes] == [False, True]
