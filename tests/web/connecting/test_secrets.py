"""Nothing secret of connecting is left where it could be read: not in logs, not in the database, not in the audit trail."""

import logging
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import structlog

from core.calendars import Provider
from tests.web.connecting import PASSWORD, through
from tests.web.connecting.conftest import ISSUER_SECRET, code_on, sent
from tests.web.desks import BASE

SERVERS_OWN = "aiohttp.access"
"""The log of requests of a test's server; `parley serve` has none."""


async def test_neither_logs_nor_the_database_hold_what_could_open_anything(
    visitor, town, anna, sqlite_url, caplog
):
    caplog.set_level(logging.INFO)
    with structlog.testing.capture_logs() as logged:
        link = await town.link(anna)
        address = await sent(visitor, link)
        await town.peer.next(account="ann")
        path = await through(town.peer, address, BASE)
        brought = parse_qs(urlsplit(path).query)
        await visitor.open(f"{path}&state=doubled")
        await visitor.open(path)
        shown = code_on(visitor)
        waiting = _stored(sqlite_url)
        await town.say(shown)
        dav = await town.link(anna, Provider.CALDAV)
        await visitor.open(dav)
        await visitor.send(dav, url="https://dav.example.com", username="ann", password="a-wrong-guess")
        await visitor.send(dav, url="https://dav.example.com", username="ann", password=PASSWORD)
        await town.say(code_on(visitor))
    assert await town.accounts(anna) == ["ann@example.com", "ann"]
    async with town.storage.reading() as uow:
        accounts = await uow.calendars.accounts(anna.host.id)
        tokens = [each for one in accounts for each in (await uow.calendars.secrets(one.id)).values()]
    secrets = {
        *(each for each in tokens if each not in ("ann", "https://dav.example.com")),
        *(brought["code"] + brought["state"]),
        *(each.rpartition("/")[2] for each in (link, dav)),
        ISSUER_SECRET,
        PASSWORD,
        "a-wrong-guess",
    }
    assert len(secrets) >= 9
    ours = [each.getMessage() for each in caplog.records if each.name != SERVERS_OWN]
    written = "\n".join(ours) + str(logged)
    assert "account waits to be confirmed" in written
    for place in (written, waiting, _stored(sqlite_url)):
        assert [each for each in secrets if each in place] == []


def _stored(url: str) -> str:
    """Return all that a database file holds, with its log of changes."""
    path = Path(url.removeprefix("sqlite:///"))
    files = sorted(path.parent.glob(f"{path.name}*"))
    return "".join(each.read_bytes().decode("latin-1") for each in files)
