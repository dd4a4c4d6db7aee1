"""What no browser or program sends, but somebody will: it is refused in words, never by a failure of ours."""

import asyncio
import json
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestClient

from core.signing import LONGEST_PASSWORD
from tests.web.conftest import Visitor
from tests.web.desks import WatchedDesk
from tests.web.test_api_sign_in import PASSWORD
from tests.web.test_sign_in import signed_in

LONE = "\ud800"
"""Half of a character: JSON can carry it, no database keeps it."""
TEXTS = (
    LONE,
    f"a{LONE}@example.com",
    "\x00",
    "a\x00@example.com",
    "é" * 90,
    "x" * 5000,
    "\u202e@example.com",
)
ADDRESSED = (
    "/sign-in/link/%ED%A0%80",
    "/sign-in/link/%00",
    "/connect/%ED%A0%80",
    "/connect/%00",
    "/sign-in?next=%ED%A0%80",
    "/sign-in/with/%00",
    "/oauth/google/callback?state=%ED%A0%80&code=%ED%A0%80",
    "/oauth/google/callback?state=%00&code=%00",
    "/account/sessions/%00/end",
    "/sign-in/link/" + "a" * 4000,
)


async def raw(client: TestClient, method: str, path: str, *headers: bytes, body: bytes = b"") -> int:
    """Send a request byte by byte, as no client library would; return the status."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close", *headers]
    lines.append(b"Content-Length: %d" % len(body))
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(b" ")[1])


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", ["email", "password", "name"])
async def test_no_text_breaks_signing_up(client: TestClient, field: str, text: str) -> None:
    body = {"email": "eve@example.com", "password": PASSWORD, "name": "Eve"} | {field: text}
    response = await client.post("/auth/register", json=body)
    assert response.status < 500, await response.text()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", ["email", "password"])
async def test_no_text_breaks_logging_in(client: TestClient, field: str, text: str) -> None:
    response = await client.post(
        "/auth/login", json={"email": "eve@example.com", "password": PASSWORD} | {field: text}
    )
    assert response.status < 500, await response.text()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/auth/verify", "challenge"),
        ("/auth/verify", "code"),
        ("/auth/refresh", "refresh_token"),
        ("/auth/login", "email"),
    ],
)
async def test_no_text_breaks_what_programs_bring_back(
    client: TestClient, path: str, field: str, text: str
) -> None:
    response = await client.post(path, json={"challenge": "x", "code": "x"} | {field: text})
    assert response.status < 500, await response.text()


@pytest.mark.parametrize(
    "header", [b"User-Agent: \xff\xfe/1", b"Accept-Language: \xff\xfe", b"Cookie: a=\xff"]
)
async def test_no_header_breaks_signing_in(client: TestClient, header: bytes) -> None:
    body = json.dumps({"email": "eve@example.com", "password": PASSWORD, "name": "Eve"}).encode()
    kind = b"Content-Type: application/json"
    assert await raw(client, "POST", "/auth/register", kind, header, body=body) < 500
    assert await raw(client, "GET", "/sign-in", header) < 500
    assert await raw(client, "GET", "/account", header) < 500


@pytest.mark.parametrize(
    "cookie", ["parley_session", "parley_visitor", "parley_csrf", "parley_waiting", "parley_proved"]
)
async def test_no_cookie_breaks_a_page(client: TestClient, cookie: str) -> None:
    for value in (b"\xff\xfe", b"a.b", b"bnVsbA.x", b"x" * 3000):
        header = b"Cookie: " + cookie.encode() + b"=" + value
        assert await raw(client, "GET", "/sign-in/second", header) < 500
        assert await raw(client, "GET", "/account", header) < 500


@pytest.mark.parametrize("path", ADDRESSED)
async def test_no_address_breaks_a_page(client: TestClient, path: str) -> None:
    assert await raw(client, "GET", path) < 500


@pytest.mark.parametrize(
    "kind",
    [
        b"application/x-www-form-urlencoded; charset=nonsense",
        b"application/x-www-form-urlencoded; charset=hex",
        b"multipart/form-data; boundary=x; charset=nonsense",
        b"multipart/form-data",
        b"text/plain",
    ],
)
async def test_no_kind_of_form_breaks_a_page(client: TestClient, kind: bytes) -> None:
    for body in (
        b"csrf=1&email=%ff",
        b"\xff\xfe",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
    ):
        assert await raw(client, "POST", "/sign-in", b"Content-Type: " + kind, body=body) in (400, 403)


@pytest.mark.parametrize("text", [*TEXTS[2:], "x" * (LONGEST_PASSWORD + 1)])
async def test_no_text_breaks_the_account(visitor: Visitor, desk: WatchedDesk, text: str) -> None:
    await signed_in(visitor, desk)
    for path, field in (
        ("/account/name", "name"),
        ("/account/email", "email"),
        ("/account/password", "password"),
    ):
        await visitor.open("/account")
        await visitor.send(path, **{field: text})
        assert visitor.status < 500, path


async def test_half_of_a_character_in_a_form_breaks_nothing(visitor: Visitor, desk: WatchedDesk) -> None:
    await signed_in(visitor, desk)
    await visitor.open("/account")
    token = visitor.client.session.cookie_jar.filter_cookies(visitor.client.make_url("/"))[
        "parley_csrf"
    ].value
    body = urlencode({"csrf": token, "name": "x"}).encode() + b"%ED%A0%80"
    response = await visitor.client.post(
        "/account/name", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert response.status < 500
