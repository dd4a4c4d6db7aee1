"""Tokens are renewed by refresh tokens; what was withdrawn is told apart from what only fails at the moment."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from core.errors import Revoked, Transient
from core.ports.calendars import Access
from tests.integrations.calendars import SECRET
from tests.integrations.microsoft.conftest import REFRESH, TOKEN
from tests.support.microsoft import signin


async def test_new_tokens_come_for_an_old_one(diary, signs, clock):
    renewed = await diary.service.renew(diary.access)
    assert renewed.secrets == {"access_token": TOKEN, "refresh_token": f"{REFRESH}-next"}
    assert renewed.expires_at == clock.now() + timedelta(seconds=3599)
    again = await diary.service.renew(Access(account=diary.access.account, secrets=renewed.secrets))
    assert again.secrets["refresh_token"] == f"{REFRESH}-next-next"


async def test_no_more_is_asked_for_than_is_needed(diary, signs):
    await diary.service.renew(diary.access)
    [form] = signs.asked
    assert form["grant_type"] == "refresh_token"
    assert set(form["scope"].split()) == {"Calendars.ReadWrite", "offline_access", "openid", "profile"}


async def test_a_refresh_token_that_does_not_change_is_kept(diary, signs):
    signs.rotates = False
    assert (await diary.service.renew(diary.access)).secrets["refresh_token"] == REFRESH


async def test_what_else_is_kept_of_an_account_stays(diary):
    access = Access(account=diary.access.account, secrets={**diary.access.secrets, "more": "kept"})
    assert (await diary.service.renew(access)).secrets["more"] == "kept"


async def test_nothing_of_an_account_stays_behind_with_the_library(diary):
    """It could be handed to somebody else, and would grow for ever."""
    await diary.service.renew(diary.access)
    assert SECRET not in str(vars(diary.service._tokens._client.token_cache))


@pytest.mark.parametrize(
    "error", ["invalid_grant", "interaction_required", "login_required", "consent_required"]
)
async def test_what_only_the_host_can_mend_is_a_permission_withdrawn(diary, signs, error):
    signs.error = error
    with pytest.raises(Revoked):
        await diary.service.renew(diary.access)


@pytest.mark.parametrize(
    "error", ["invalid_client", "unauthorized_client", "temporarily_unavailable", "server_error", "new_error"]
)
async def test_what_the_host_cannot_mend_may_pass(diary, signs, error):
    """Above all a secret of our own that has expired: it is no reason to have everybody connect again."""
    signs.error = error
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_without_a_refresh_token_there_is_nothing_to_renew(diary):
    with pytest.raises(Revoked):
        await diary.service.renew(Access(account=diary.access.account, secrets={"access_token": "x"}))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (200, "<html>Please sign in to this network</html>"),
        (200, ""),
        (200, "[]"),
        (200, "5"),
        (200, "{}"),
        (302, ""),
        (404, "{}"),
        (429, "slowly"),
        (500, "<html>sorry</html>"),
        (503, ""),
    ],
)
@pytest.mark.parametrize("known", [False, True])
async def test_nonsense_may_pass(diary, signs, status, text, known):
    """Before we know where tokens are given, and after."""
    if known:
        await diary.service.renew(diary.access)
    signs.trouble = (status, text)
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_a_token_that_is_none_may_pass(diary, signs):
    await diary.service.renew(diary.access)
    signs.trouble = (200, json.dumps({"access_token": 5, "expires_in": "soon"}))
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


@pytest.mark.parametrize(
    ("said", "lasts"), [("soon", 60), (-5, 60), (1e300, 86400), ("NaN", 60), (None, 60), ("1800", 1800)]
)
async def test_how_long_a_token_lasts_is_believed_within_reason(diary, signs, clock, said, lasts):
    await diary.service.renew(diary.access)
    signs.trouble = (200, json.dumps({"access_token": "x", "expires_in": said}))
    renewed = await diary.service.renew(diary.access)
    assert renewed.expires_at == clock.now() + timedelta(seconds=lasts)


async def test_who_never_answers_is_not_waited_for(diary, signs):
    diary.configure(patience=0.2)
    signs.hangs = True
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_nobody_there_may_pass(diary):
    diary.configure(authority="https://127.0.0.1:9/common")
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(diary):
    diary.configure(ca_bundle="")
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_the_surroundings_change_neither_certificates_nor_who_we_are(
    diary, signs, monkeypatch, tmp_path
):
    """But for proxies: other certificates and passwords may lie about for other programs."""
    (tmp_path / "netrc").write_text("default login somebody password else")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert (await diary.service.renew(diary.access)).secrets["access_token"] == TOKEN
    assert await diary.events() == []


async def test_the_proxy_of_the_surroundings_is_used(diary, monkeypatch):
    asked = []

    async def proxy(request):
        asked.append(request.raw_path)
        return web.json_response({"value": []})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", proxy)
    async with TestServer(app) as server:
        monkeypatch.setenv("http_proxy", str(server.make_url("")))
        monkeypatch.setenv("no_proxy", "")
        diary.configure(graph_url="http://graph.example/v1.0")
        assert await diary.events() == []
    assert [each.partition("?")[0] for each in asked] == [
        "http://graph.example/v1.0/me/calendars/AAMk%2B%2FWork%3D/calendarView"
    ]


async def test_sign_in_goes_through_the_proxy_too(diary, monkeypatch):
    told = []

    async def listen(reader, writer):
        told.append((await reader.readline()).split()[:2])
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "")
        diary.configure(authority="https://login.example/common")
        with pytest.raises(Transient):
            await diary.service.renew(diary.access)
    assert told[0] == [b"CONNECT", b"login.example:443"]


@pytest.mark.parametrize("error", ["", "invalid_grant", "invalid_client", "server_error"])
async def test_no_secret_is_in_a_fault_or_a_log(diary, signs, error, caplog, capfd):
    caplog.set_level("DEBUG")
    signs.error, signs.trouble = error, None if error else (500, SECRET)
    with pytest.raises((Revoked, Transient)) as found:
        await diary.service.renew(diary.access)
    fault: BaseException | None = found.value
    while fault is not None:
        assert SECRET not in f"{fault!r} {fault}"
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    said = capfd.readouterr()
    assert SECRET not in caplog.text + said.out + said.err
    assert signin.SECRET not in caplog.text + repr(diary.config)


async def test_half_an_answer_is_in_no_log(diary, signs, caplog, capfd):
    await diary.service.renew(diary.access)
    caplog.set_level("DEBUG")
    signs.trouble = (200, f'{{"access_token": "{SECRET}", "expires_')
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)
    said = capfd.readouterr()
    assert SECRET not in caplog.text + said.out + said.err


async def test_an_answer_drop_by_drop_is_not_waited_for(diary, signs):
    await diary.service.renew(diary.access)
    diary.configure(patience=0.3)
    signs.drips = True
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)
    async with asyncio.timeout(5):
        await signs.left.wait()


@pytest.mark.parametrize("breaks", ["off", "hangs"])
async def test_half_an_answer_may_pass(diary, signs, breaks):
    diary.configure(patience=0.2)
    signs.breaks = breaks
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_an_answer_without_end_is_given_up(diary, signs):
    signs.trouble = (200, " " * 300_000)
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)


async def test_there_is_nothing_to_give_back(diary, signs, graph):
    """Microsoft lets no app give back its own permission."""
    await diary.service.revoke(diary.access)
    assert (signs.asked, graph.asked) == ([], [])


async def test_a_secret_of_ours_that_is_wrong_is_not_the_hosts_fault(diary, signs):
    diary.configure(client_secret="expired")
    with pytest.raises(Transient):
        await diary.service.renew(diary.access)
