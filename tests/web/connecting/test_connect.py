"""Connecting a calendar on the pages, against a real OpenID provider: whoever opens a link cannot attach anything unknowingly."""

import asyncio
import re

import pytest

from core.calendars import Provider
from core.errors import Revoked, Transient
from integrations.calendars.google.config import SCOPES
from tests.web.connecting import CHAT, through, visitor_of
from tests.web.connecting.conftest import ISSUER_SECRET, back, code_on, connect, sent
from tests.web.desks import BASE, register


async def test_a_link_says_whose_it_is_and_what_is_asked_before_anything_happens(visitor, town, anna):
    await visitor.open(await town.link(anna))
    for said in ("Anna Lind", "@anna", "on Telegram", "Continue to Google", "only when something takes up"):
        assert said in visitor.html
    assert await town.accounts(anna) == []


async def test_who_is_known_to_have_asked_is_connected_at_once_and_told_in_the_chat(
    visitor, town, anna, client
):
    await visitor.open("/")
    await visitor.open(await town.link(anna))
    await town.know(visitor_of(client), anna.host.person_id)
    await connect(visitor, town, anna)
    assert (visitor.path, visitor.status) == ("/connected", 200)
    assert "ann@example.com is connected with Anna Lind" in visitor.html
    assert await town.accounts(anna) == ["ann@example.com"]
    (told,) = await town.told()
    async with town.storage.reading() as uow:
        (account,) = await uow.calendars.accounts(anna.host.id)
        assert len(await uow.calendars.calendars(anna.host.id)) == 2
        secrets = await uow.calendars.secrets(account.id)
    assert told == f"connected:{account.id}"
    assert set(secrets) == {"access_token", "refresh_token"}
    assert set(SCOPES) <= set(account.scopes)


async def test_the_account_whose_address_the_host_proved_is_connected_at_once(visitor, town, anna):
    await town.prove(anna, "Ann@example.com")
    await connect(visitor, town, anna)
    assert "is connected with Anna Lind" in visitor.html
    assert await town.accounts(anna) == ["ann@example.com"]


async def test_an_address_that_the_provider_does_not_vouch_for_proves_nothing(visitor, town, anna):
    await town.prove(anna, "ann@example.com")
    await connect(visitor, town, anna, claims={"email_verified": False})
    assert "One more step" in visitor.html
    assert await town.accounts(anna) == []


async def test_in_a_browser_that_nobody_knows_the_chat_has_to_confirm_it(visitor, town, anna):
    await connect(visitor, town, anna)
    assert await town.accounts(anna) == []
    assert "a…@example.com" in await town.said()
    assert "ann@example.com" not in await town.said()
    code = code_on(visitor)
    assert code not in visitor.path
    await visitor.open("/connected")
    assert code_on(visitor) == code
    await town.say(f" {code[:3]} {code[3:]} ")
    assert await town.accounts(anna) == ["ann@example.com"]
    assert len(await town.told()) == 1


async def test_who_is_lured_to_somebody_elses_link_gives_nothing_away_without_the_code(visitor, town, anna):
    await connect(visitor, town, anna, account="ben")
    assert "If you did not ask for this yourself, tell nobody the code" in visitor.html
    right = code_on(visitor)
    for guess in ("000000", "111111", "222222", "333333", "444444"):
        assert guess != right
        await town.say(guess)
    assert await town.told() == ["connected:wrong"] * 4 + ["connected:pause"]
    await town.say(right)
    assert await town.accounts(anna) == []


async def test_the_code_counts_in_the_chat_that_asked_and_not_for_long(visitor, town, anna, desk):
    await connect(visitor, town, anna)
    elsewhere = CHAT.__class__(channel="telegram", room="8")
    await town.say(code_on(visitor), elsewhere)
    assert await town.accounts(anna) == []
    desk.world.clock.tick(minutes=15)
    await town.say(code_on(visitor))
    assert await town.accounts(anna) == []
    await visitor.open("/connected")
    assert "expired" in visitor.html


async def test_a_browser_of_somebody_else_is_turned_away(visitor, town, anna, client):
    await visitor.open("/")
    ben = await register(town.desk, "Ben Ott")
    link = await town.link(anna)
    await visitor.open(link)
    await town.know(visitor_of(client), ben.host.person_id)
    await visitor.open(link)
    assert visitor.status == 403
    assert "somebody else" in visitor.html
    assert await town.accounts(anna) == await town.accounts(ben) == []


async def test_a_browser_that_only_looked_around_once_is_nobody_yet(visitor, town, anna, client):
    await visitor.open(await town.link(anna))
    await town.somebody("Guest", visitor=visitor_of(client))
    await connect(visitor, town, anna)
    assert "One more step" in visitor.html


async def test_an_account_whose_address_another_person_proved_is_not_connected(visitor, town, anna):
    await town.somebody("Eve", "eve@example.com")
    await connect(visitor, town, anna, account="eve")
    assert visitor.status == 403
    assert "belongs to somebody else" in visitor.html
    assert await town.accounts(anna) == []


async def test_what_comes_back_in_another_browser_is_not_taken(visitor, stranger, town, anna):
    await town.prove(anna, "ann@example.com")
    path = await back(visitor, town, await town.link(anna))
    await stranger.open(path)
    assert stranger.status == 403
    assert "another browser" in stranger.html
    assert await town.accounts(anna) == []
    await visitor.open(path)
    assert await town.accounts(anna) == ["ann@example.com"]


async def test_a_link_belongs_to_the_first_browser_that_goes_on_with_it(visitor, stranger, town, anna):
    link = await town.link(anna)
    await stranger.open(link)
    assert stranger.status == 200, "to look, as previews of links do, binds nothing"
    await sent(visitor, link)
    await stranger.send(link)
    assert stranger.status == 403
    await stranger.open(link)
    assert stranger.status == 403


async def test_nothing_comes_back_twice(visitor, town, anna):
    await town.prove(anna, "ann@example.com")
    path = await back(visitor, town, await town.link(anna))
    await visitor.open(path)
    await visitor.open(path)
    assert visitor.status == 410
    assert "used already" in visitor.html
    assert await town.accounts(anna) == ["ann@example.com"]
    assert len(await town.told()) == 1


async def test_two_callbacks_at_once_connect_once(visitor, town, anna, client):
    await town.prove(anna, "ann@example.com")
    path = await back(visitor, town, await town.link(anna))
    answers = await asyncio.gather(client.get(path), client.get(path))
    assert sorted(each.status for each in answers) == [200, 410]
    assert len(await town.told()) == 1


async def test_a_used_link_is_good_for_nothing_more(visitor, town, anna):
    await town.prove(anna, "ann@example.com")
    link = await town.link(anna)
    await visitor.open(await back(visitor, town, link))
    await visitor.open(link)
    assert visitor.status == 410


async def test_a_link_is_good_for_fifteen_minutes(visitor, town, anna, desk):
    link = await town.link(anna)
    path = await back(visitor, town, link)
    desk.world.clock.tick(minutes=15)
    for each in (link, path):
        await visitor.open(each)
        assert visitor.status == 410
        assert "expired" in visitor.html
    assert await town.accounts(anna) == []


async def test_who_says_no_at_the_provider_can_try_again(visitor, town, anna):
    link = await town.link(anna)
    await visitor.open(await back(visitor, town, link, deny=True))
    assert "that is fine" in visitor.html
    assert f'href="{link}"' in visitor.html
    await town.prove(anna, "ann@example.com")
    await visitor.open(await back(visitor, town, link))
    assert await town.accounts(anna) == ["ann@example.com"]


@pytest.mark.parametrize(
    ("withheld", "box"), [(SCOPES[0], "View and edit events"), (SCOPES[1], "See and download")]
)
async def test_a_box_that_was_not_ticked_is_named_and_nothing_is_connected(
    visitor, town, anna, withheld, box
):
    await town.prove(anna, "ann@example.com")
    await connect(visitor, town, anna, withhold=[withheld])
    assert visitor.status == 422
    assert box in visitor.html
    assert "Try again" in visitor.html
    assert (await town.accounts(anna), await town.told()) == ([], [])


@pytest.mark.parametrize("trouble", [Transient("away"), Revoked("no")])
async def test_calendars_that_cannot_be_listed_leave_nothing_half_done(visitor, town, anna, trouble):
    await town.prove(anna, "ann@example.com")
    town.service.trouble = trouble
    link = await town.link(anna)
    await visitor.open(await back(visitor, town, link))
    assert visitor.status in (422, 503)
    assert (await town.accounts(anna), await town.told()) == ([], [])
    town.service.trouble = None
    await visitor.open(await back(visitor, town, link))
    assert await town.accounts(anna) == ["ann@example.com"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=x",
        "?code=x",
        "?state=&code=",
        "?error=access_denied",
        "?state=%00&code=%00",
        f"?state={'x' * 6000}",
    ],
)
async def test_a_callback_that_nobody_sent_is_answered_kindly(visitor, query):
    await visitor.open(f"/oauth/google/callback{query}")
    assert visitor.status == 404
    assert "does not work" in visitor.html


async def test_a_state_counts_for_its_provider_only(visitor, town, anna):
    path = await back(visitor, town, await town.link(anna))
    await visitor.open(path.replace("/google/", "/github/"))
    assert visitor.status == 404
    assert await town.accounts(anna) == []


async def test_a_changed_state_or_code_connects_nothing(visitor, town, anna):
    path = await back(visitor, town, await town.link(anna))
    await visitor.open(re.sub(r"state=[^&]*", "state=forged", path))
    assert visitor.status == 404
    await visitor.open(re.sub(r"code=[^&]*", "code=forged", path))
    assert visitor.status == 422
    assert await town.accounts(anna) == []


WEBVIEW = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


@pytest.mark.parametrize(
    ("agent", "inside"), [(WEBVIEW, True), (IPHONE, True), (f"{IPHONE} Safari/604.1", False), ("", False)]
)
async def test_who_is_inside_another_app_is_told_to_open_a_browser_first(visitor, town, anna, agent, inside):
    await visitor.open(await town.link(anna), **{"User-Agent": agent})
    assert ("inside another app" in visitor.html) is inside


async def test_the_code_sent_twice_at_once_connects_once(visitor, town, anna):
    await connect(visitor, town, anna)
    code = code_on(visitor)
    await asyncio.gather(town.say(code), town.say(code))
    assert len(await town.told()) == 1
    assert await town.accounts(anna) == ["ann@example.com"]


async def test_a_provider_that_hangs_is_given_up(visitor, town, anna, monkeypatch):
    monkeypatch.setattr("bot.calendars.attaching.PATIENCE", 0.05)
    await town.prove(anna, "ann@example.com")
    town.service.hangs = True
    await connect(visitor, town, anna)
    assert visitor.status == 503
    assert "does not answer" in visitor.html
    assert await town.accounts(anna) == []


async def test_a_link_that_was_cut_is_answered_kindly(visitor, town, anna):
    link = await town.link(anna)
    await visitor.open(link[:-3])
    assert visitor.status == 404
    assert "cut in two" in visitor.html


async def test_a_form_of_another_site_starts_nothing(client, town, anna):
    link = await town.link(anna)
    async with client.post(link, data={}) as answer:
        assert answer.status == 403


async def test_our_secret_at_the_provider_is_on_no_page_and_in_no_address(visitor, town, anna, caplog):
    await town.prove(anna, "ann@example.com")
    link = await town.link(anna)
    address = await sent(visitor, link)
    shown = [visitor.html, address]
    await town.peer.next(account="ann")
    path = await through(town.peer, address, BASE)
    shown += [path, await visitor.open(path), await visitor.open(path), await visitor.open(link)]
    shown.append(caplog.text)
    assert [each for each in shown if ISSUER_SECRET in each] == []
    assert "code_challenge=" in address
    assert "code_verifier" not in address


async def test_from_connect_google_in_the_chat_to_which_should_i_check(visitor, town, anna):
    town.desk.manager.providers |= {Provider.GOOGLE}
    await town.prove(anna, "ann@example.com")
    await town.link(anna)  # the chat is hers
    await town.say("connect google")
    said = await town.said()
    link = re.search(rf"{BASE}(/connect/\S+)", said)
    assert link, said
    await visitor.open(await back(visitor, town, link[1].rstrip(".")))
    assert "is connected with Anna Lind" in visitor.html
    await town.desk.drain()
    assert "Connected" in await town.said()
    assert "ann@example.com" in await town.said()
    await town.say("check team")
    async with town.storage.reading() as uow:
        assert all(each.checked for each in await uow.calendars.calendars(anna.host.id))
