"""A host's page of calendars: what is connected, which are checked and written to, disconnecting, connecting anew."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from aiohttp.test_utils import TestClient, TestServer

from core.calendars import Account, Calendar, Provider, Trouble
from core.commands.calendars import ConnectAccount
from tests.web.conftest import Visitor
from tests.web.connecting import PASSWORD, Connections, calendars, visitor_of
from tests.web.desks import BASE, mailed, register
from web.app import Parts, WebConfig, make_app

PAGE = "/account/connections"


@pytest.fixture
def config() -> WebConfig:
    return WebConfig(base_url=BASE, secret="only for tests, and long enough")


@pytest.fixture
async def client(desk, anna, config, town: Connections, signing) -> AsyncIterator[TestClient]:
    app = make_app(desk, config, Parts(travels=town.journeys, connecting=town.attaching, signing=signing))
    async with TestClient(TestServer(app)) as found:
        await found.get("/chat")
        await town.know(visitor_of(found), anna.host.person_id)
        yield found


@pytest.fixture
async def account(desk, anna, client) -> Account:
    made = await desk.perform(_command(anna.host.id, "ann@example.com"))
    found = made.value
    assert isinstance(found, Account)
    return found


def _command(host_id: UUID, name: str) -> ConnectAccount:
    return ConnectAccount(
        host_id=host_id,
        provider=Provider.GOOGLE,
        subject=name,
        name=name,
        secrets={"access_token": "a-token-that-nobody-reads"},
        calendars=calendars(),
    )


async def standing(town: Connections, anna) -> list[Calendar]:
    async with town.storage.reading() as uow:
        return list(await uow.calendars.calendars(anna.host.id))


async def trouble(town: Connections, account: Account, trouble: Trouble) -> None:
    since = town.desk.clock.now() - timedelta(hours=1)
    async with town.storage.writing() as uow:
        await uow.calendars.save_account(replace(account, trouble=trouble, since=since))
        await uow.commit()


async def test_what_is_connected_is_listed_without_anything_secret(visitor, account):
    await visitor.open(PAGE)
    assert re.findall(r"<th scope=\"row\">([^<]*?)\s*<", visitor.html) == ["Main", "Team"]
    assert "ann@example.com" in visitor.html
    assert "a-token-that-nobody-reads" not in visitor.html


async def test_who_has_none_is_told_what_they_are_for(visitor, client):
    await visitor.open(PAGE)
    assert "None is connected yet" in visitor.html
    assert "Google" in visitor.html
    assert "Outlook" not in visitor.html, "it is not configured"


async def test_calendars_are_chosen(visitor, town, anna, account):
    main, team = await standing(town, anna)
    assert (main.checked, main.target, team.checked) == (True, True, False)
    await visitor.open(PAGE)
    await visitor.send(PAGE, **{f"check.{team.id}": "1", "target": str(team.id)})
    assert "Saved." in visitor.html
    main, team = await standing(town, anna)
    assert (main.checked, main.target, team.checked, team.target) == (False, False, True, True)
    await visitor.send(PAGE, target="")
    assert [each.checked or each.target for each in await standing(town, anna)] == [False, False]


@pytest.mark.parametrize(
    "form", [{"target": "x"}, {"check.x": "1"}, {"target": "00000000-0000-0000-0000-000000000000"}]
)
async def test_a_form_that_somebody_made_up_changes_nothing(visitor, town, anna, account, form):
    before = await standing(town, anna)
    await visitor.open(PAGE)
    await visitor.send(PAGE, **form)
    assert visitor.status == 404
    assert await standing(town, anna) == before


async def test_an_account_is_disconnected_after_a_question(visitor, town, anna, account):
    await visitor.open(f"{PAGE}/{account.id}/disconnect")
    assert "Disconnect ann@example.com?" in visitor.html
    await visitor.send(f"{PAGE}/{account.id}/disconnect")
    assert "Disconnected." in visitor.html
    assert await town.accounts(anna) == []


async def test_nobody_sees_or_changes_what_is_another_hosts(visitor, town, anna, desk, account):
    ben = await register(desk, "Ben Ott")
    theirs = (await desk.perform(_command(ben.host.id, "ben@example.com"))).value
    foreign = (await standing(town, ben))[0]
    await visitor.open(PAGE)
    assert "ben@example.com" not in visitor.html
    for path, form in (
        (f"{PAGE}/{theirs.id}/disconnect", {}),
        (PAGE, {f"check.{foreign.id}": "1"}),
        (PAGE, {"target": str(foreign.id)}),
    ):
        await visitor.open(PAGE)
        await visitor.send(path, **form)
        assert visitor.status == 404
    await visitor.open(f"{PAGE}/{theirs.id}/disconnect")
    assert visitor.status == 404
    assert await town.accounts(ben) == ["ben@example.com"]


async def test_who_is_not_known_signs_in_first_and_comes_back_here(client):
    async with TestClient(client.server) as other:
        stranger = Visitor(other)
        await stranger.open(PAGE)
        assert stranger.path == "/sign-in?next=/account/connections"


async def test_who_signed_in_by_a_mailed_code_is_at_home_and_who_was_logged_out_is_not(
    client, town, anna, account, signing
):
    await town.prove(anna, "anna@example.com")
    async with TestClient(client.server) as other:
        phone = Visitor(other)
        await phone.open(PAGE)
        await phone.send("/sign-in", email="anna@example.com")
        await phone.send("/sign-in/code", code=(await mailed(town.desk)).code)
        assert phone.path == PAGE
        assert "ann@example.com" in phone.html
        await phone.send(f"{PAGE}/connect", form=1, provider="caldav")
        await phone.send(phone.path, url="dav.example.com", username="ann", password=PASSWORD)
        assert "ann is connected with Anna Lind" in phone.html
        await signing.end_all(anna.host.person_id)
        await phone.open(PAGE)
        assert phone.path.startswith("/sign-in")


async def test_who_signed_in_and_is_no_host_finds_nothing(client, town):
    await town.somebody("Guest", "guest@example.com")
    async with TestClient(client.server) as other:
        guest = Visitor(other)
        await guest.open("/sign-in")
        await guest.send("/sign-in", email="guest@example.com")
        await guest.send("/sign-in/code", code=(await mailed(town.desk)).code)
        await guest.open(PAGE)
        assert guest.status == 404


async def test_a_form_of_another_site_is_refused(client, account, town, anna):
    for path in (PAGE, f"{PAGE}/connect", f"{PAGE}/{account.id}/disconnect"):
        async with client.post(path, data={}) as answer:
            assert answer.status == 403
    assert await town.accounts(anna) == ["ann@example.com"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Trouble.REVOKED, "It does not let us in any more, since Monday, 23 November 2026, 08:00"),
        (Trouble.UNREACHABLE, "It has not answered since Monday, 23 November 2026, 08:00"),
    ],
)
async def test_trouble_is_said_with_its_beginning(visitor, town, account, what, said):
    await trouble(town, account, what)
    await visitor.open(PAGE)
    assert said in visitor.html


async def test_from_here_one_goes_on_to_connect_and_is_known(visitor, town, anna, account):
    await visitor.open(PAGE)
    form = {"csrf": re.search(r'name="csrf" value="([^"]*)"', visitor.html)[1]}
    for provider in ("microsoft", "nothing", ""):
        async with visitor.client.post(f"{PAGE}/connect", data={**form, "provider": provider}) as answer:
            assert answer.status == 404
    async with visitor.client.post(f"{PAGE}/connect", data={**form, "provider": "caldav"}) as answer:
        path = answer.url.path
        visitor.html = await answer.text()
    assert "in the web chat" in visitor.html
    await visitor.send(path, url="dav.example.com", username="ann", password=PASSWORD)
    assert "ann is connected with Anna Lind" in visitor.html
    assert 'href="/account/connections"' in visitor.html
    assert sorted(await town.accounts(anna)) == ["ann", "ann@example.com"]
