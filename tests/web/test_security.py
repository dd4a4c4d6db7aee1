"""Headers, forged forms, hostile input, and errors that a person understands."""

import re

import pytest
from aiohttp.test_utils import TestClient, TestServer

from core.commands import ChangeHost
from tests.web.conftest import Visitor, book, fields
from tests.web.desks import BASE, SECRET
from web.app import WebConfig, make_app
from web.seals import Seals

PAGE = "/@anna/intro"


@pytest.fixture
async def behind_proxy(desk, anna):
    """The site as it runs in production: https, one proxy, nothing for developing."""
    config = WebConfig(base_url="https://parley.example", secret=SECRET, trusted_proxies=1)
    async with TestClient(TestServer(make_app(desk, config))) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/@anna", PAGE, "/chat", "/nope", "/healthz", "/static/site.css"])
async def test_every_answer_has_the_security_headers(client, path):
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        ("/chat", "'self'"),
        ("/@anna/chat", "'self'"),
        (f"{PAGE}/chat", "'self'"),
        (PAGE, "'none'"),
        ("/", "'none'"),
    ],
)
async def test_only_talks_may_be_framed_and_only_while_developing(client, behind_proxy, path, ancestors):
    policy = (await client.get(path)).headers["Content-Security-Policy"]
    assert f"frame-ancestors {ancestors}" in policy
    policy = (await behind_proxy.get(path)).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "path", ["/", "/@anna", PAGE, f"{PAGE}?start=2026-11-24T10:00Z", "/chat", "/try", "/outbox"]
)
async def test_no_page_has_scripts_or_styles_inline(visitor, path):
    html = await visitor.open(path)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", html)


@pytest.mark.parametrize("action", ["hold", "details", "book"])
async def test_a_form_that_is_not_ours_is_refused(visitor, client, desk, action):
    await visitor.open(PAGE)
    good = fields(visitor.html) | {"start": visitor.starts[0], "name": "Ben Ott", "email": "b@example.com"}
    stranger = Seals(SECRET).seal("csrf", ["nonce", "somebody else"])
    for csrf in ("", "x", good["csrf"] + "x", stranger, "☃"):
        answer = await client.post(f"{PAGE}/{action}", data=good | {"csrf": csrf})
        assert answer.status == 403
        assert "could not be proved to come from our page" in await answer.text()
    client.session.cookie_jar.clear()
    assert (await client.post(f"{PAGE}/{action}", data=good)).status == 403
    assert desk.told == desk.codes == []


async def test_a_token_in_both_places_that_we_did_not_sign_is_refused(client, visitor):
    await visitor.open(PAGE)
    client.session.cookie_jar.update_cookies({"parley_csrf": "mine"}, client.make_url("/"))
    await visitor.send(f"{PAGE}/hold", csrf="mine", start=visitor.starts[0])
    assert visitor.status == 403


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, behind_proxy):
    for each, secure in ((client, False), (behind_proxy, True)):
        cookies = (await each.get(PAGE, headers={"X-Forwarded-Proto": "https"})).cookies
        prefix = "__Host-" if secure else ""  # whose conditions are RFC 6265bis, 4.1.3.2
        assert set(cookies) == {f"{prefix}parley_visitor", f"{prefix}parley_csrf"}
        for cookie in cookies.values():
            assert (cookie["path"], cookie["domain"]) == ("/", "")
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert bool(cookie["secure"]) == secure


async def test_over_https_a_cookie_that_another_host_of_the_domain_could_plant_is_not_read(behind_proxy):
    secure = {"X-Forwarded-Proto": "https"}
    given = (await behind_proxy.get(PAGE, headers=secure)).cookies["__Host-parley_visitor"].value
    for name, known in (("__Host-parley_visitor", True), ("parley_visitor", False)):
        behind_proxy.session.cookie_jar.clear()
        answer = await behind_proxy.get(PAGE, headers=secure | {"Cookie": f"{name}={given}"})
        assert ("__Host-parley_visitor" not in answer.cookies) == known, "who is not known is given a new one"


async def test_plain_http_is_sent_to_https_behind_the_proxy(behind_proxy):
    plain = {"X-Forwarded-Proto": "http"}
    answer = await behind_proxy.get(f"{PAGE}?tz=UTC", headers=plain, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (308, f"https://parley.example{PAGE}?tz=UTC")
    assert (await behind_proxy.get("/healthz", headers=plain, allow_redirects=False)).status == 200
    answer = await behind_proxy.get(PAGE, headers={"X-Forwarded-Proto": "https"})
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/try", "/outbox", "/try/link", "/outbox/x.eml"])
async def test_pages_for_developing_do_not_exist_in_production(behind_proxy, path):
    assert (await behind_proxy.get(path)).status == 404


async def test_production_gives_no_second_identities(behind_proxy):
    cookies = (await behind_proxy.get("/chat?as=host")).cookies
    assert set(cookies) == {"__Host-parley_visitor"}


async def test_a_visitor_cannot_name_an_address_of_their_own(desk, anna):
    config = WebConfig(base_url=BASE, secret=SECRET, trusted_proxies=1)
    async with TestClient(TestServer(make_app(desk, config))) as client:
        visitor = Visitor(client)
        await visitor.open(PAGE)
        await visitor.send(f"{PAGE}/hold", start=visitor.starts[0])
        form = fields(visitor.html) | {"name": "Ben"}
        for number in range(6):
            lies = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.1"}
            data = form | {"email": f"b{number}@example.com"}
            answer = await client.post(f"{PAGE}/details", data=data, headers=lies)
        assert answer.status == 429
        others = await client.post(f"{PAGE}/details", data=data, headers={"X-Forwarded-For": "192.0.2.2"})
        assert "too many attempts" not in await others.text()


async def test_markup_in_what_people_enter_is_shown_as_text(visitor, desk, anna):
    bad = '<script>alert(1)</script>"><img src=x>'
    await desk.perform(ChangeHost(host_id=anna.host.id, name=bad, bio=bad, welcome=bad))
    for path in ("/@anna", PAGE, "/@anna/chat", f"{PAGE}/chat"):
        html = await visitor.open(path)
        assert visitor.status == 200
        assert "<script>alert" not in html
        assert "<img" not in html


@pytest.mark.parametrize(
    "path",
    ["/@", "/@anna/", "/@%00", "/@anna/%00", "/@a|b", "/@anna/intro/x", "/@" + "a" * 3000, "/@%F0%9F%98%80", "/%2e%2e/%2e%2e/etc/passwd",
     "/static/../app.py", "/@anna'--", "/b/"],
)  # fmt: skip
async def test_an_address_that_leads_nowhere_says_so(visitor, path):
    html = await visitor.open(path)
    assert visitor.status == 404
    assert "Traceback" not in html
    assert html.count("<h1>") == 1


async def test_a_wrong_method_and_a_huge_form_are_answered_kindly(visitor, client):
    answer = await client.post("/", data={})
    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
    await visitor.open(PAGE)
    await visitor.send(f"{PAGE}/details", message="x" * 100_000)
    assert visitor.status == 413
    assert "too large" in visitor.html


async def test_binary_rubbish_instead_of_a_form_is_refused(client):
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        answer = await client.post(f"{PAGE}/hold", data=bytes(range(256)), headers={"Content-Type": kind})
        assert answer.status in (400, 403)


async def test_a_failure_shows_an_error_id_and_no_traceback(visitor, desk):
    desk.broken = True
    html = await visitor.open(PAGE)
    assert visitor.status == 500
    assert re.search(r"<code>[0-9a-f]{10}</code>", html)
    assert "database" not in html
    desk.broken = False
    await visitor.open(PAGE)
    assert visitor.status == 200


async def test_what_was_booked_can_be_seen_only_with_its_link(visitor, desk, client):
    await book(visitor, desk)
    client.session.cookie_jar.clear()
    for path in ("/@anna", PAGE, f"{PAGE}/times?date=2026-11-23"):
        html = await visitor.open(path)
        assert "Ben" not in html
