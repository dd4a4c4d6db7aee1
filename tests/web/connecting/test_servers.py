"""Connecting what needs no consent, a server, by what is typed; and what is not set up here."""

from copy import copy
from dataclasses import replace

import pytest

from core.calendars import Provider
from core.errors import Refused
from core.signing import MOST_SERVERS, SERVERS_WITHIN
from tests.web.connecting import PASSWORD
from tests.web.connecting.conftest import code_on


async def test_a_server_is_connected_by_what_is_typed_which_is_never_shown_again(visitor, town, anna):
    link = await town.link(anna, Provider.CALDAV)
    await visitor.open(link)
    typed = {"url": "https://dav.example.com", "username": "ann"}
    await visitor.send(link, **typed, password="a-wrong-one")
    assert visitor.status == 422
    assert "not let in" in visitor.html
    assert 'value="https://dav.example.com"' in visitor.html
    assert "a-wrong-one" not in visitor.html
    await visitor.send(link, **typed, password=PASSWORD)
    assert "One more step" in visitor.html
    assert PASSWORD not in visitor.html
    await town.say(code_on(visitor))
    assert await town.accounts(anna) == ["ann"]


async def test_a_server_that_does_not_answer_is_told_apart(visitor, town, anna):
    link = await town.link(anna, Provider.CALDAV)
    await visitor.open(link)
    await visitor.send(link, url="https://hang.example.com", username="ann", password=PASSWORD)
    assert "does not answer" in visitor.html
    await visitor.send(link, url="", username="", password=PASSWORD)
    assert "every field" in visitor.html


async def test_nobody_tries_passwords_through_us_for_long(visitor, town, anna):
    link = await town.link(anna, Provider.CALDAV)
    await visitor.open(link)
    page = visitor.html
    for _ in range(MOST_SERVERS):
        visitor.html = page
        await visitor.send(link, url="https://dav.example.com", username="ann", password="guess")
    visitor.html = page
    await visitor.send(link, url="https://dav.example.com", username="ann", password=PASSWORD)
    assert visitor.status == 429
    assert "tried too often" in visitor.html
    town.desk.world.clock.tick(seconds=SERVERS_WITHIN.total_seconds() + 1)
    link = await town.link(anna, Provider.CALDAV)
    await visitor.open(link)
    await visitor.send(link, url="https://dav.example.com", username="ann", password=PASSWORD)
    assert "One more step" in visitor.html


async def test_tries_in_all_processes_are_counted_together(town):
    """Two desks on one database are what two processes are."""
    desks = [town.attaching, replace(town.attaching, house=copy(town.attaching.house))]
    for desk in desks * (MOST_SERVERS // 2):
        await desk.admit("192.0.2.1")
    for desk in desks:
        with pytest.raises(Refused) as refused:
            await desk.admit("192.0.2.1")
        assert refused.value.refusal.facts["wait"] == SERVERS_WITHIN
    await town.attaching.admit("192.0.2.2")


async def test_what_is_not_set_up_is_said(visitor, town, anna):
    await visitor.open(await town.link(anna, Provider.MICROSOFT))
    assert visitor.status == 404
    assert "has not set it up" in visitor.html
