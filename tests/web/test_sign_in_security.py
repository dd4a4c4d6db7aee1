"""What somebody with bad intentions tries with the pages where one signs in."""

import sqlite3
from pathlib import Path

import pyotp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.messages import Address, Incoming
from bot.signing.desk import SigningDesk
from core.ports.identity import Identity, IdentityProvider
from core.signing import MOST_TRIES, MOST_WRONG, Device, SessionKind
from tests.web.conftest import Visitor
from tests.web.desks import SECRET, WatchedDesk, mailed, signing_desk
from tests.web.test_sign_in import BOB, asked, cookies, signed_in
from web.app import Parts, WebConfig, make_app
from web.seals import Seals

PASSWORD = "a walk along the river"
FORMS = (
    "/sign-in",
    "/sign-in/code",
    "/sign-in/password",
    "/sign-in/second",
    "/sign-out",
    "/account/name",
    "/account/email",
    "/account/password",
    "/account/identities/google/remove",
    "/account/second",
    "/account/second/off",
    "/account/recovery",
    "/account/sessions/end",
)


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_of_another_site_does_nothing(visitor: Visitor, desk: WatchedDesk, path: str) -> None:
    await signed_in(visitor, desk)
    response = await visitor.client.post(path, data={"email": BOB, "name": "Mallory", "password": PASSWORD})
    assert response.status == 403
    await visitor.open("/account")
    assert visitor.path == "/account"
    assert "Mallory" not in visitor.html


async def test_who_knew_the_browser_before_is_not_let_in_with_it(visitor: Visitor, desk: WatchedDesk) -> None:
    """On a shared computer, somebody notes its cookies; then another signs in there."""
    await visitor.open("/chat")
    planted = dict(cookies(visitor.client))
    await signed_in(visitor, desk)
    client = visitor.client
    client.session.cookie_jar.clear()
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in planted.items())}
    response = await client.get("/account", headers=sent)
    assert response.url.path == "/sign-in"
    async with desk._storage.reading() as uow:
        bob = await uow.people.person_by_email(BOB)
    assert bob is not None
    rooms = [await desk.person_at("webchat", "", each) for each in _visitors(planted)]
    assert bob.id not in rooms


def _visitors(known: dict[str, str]) -> list[str]:

    return [str(Seals(SECRET).open("visitor", known["parley_visitor"]))]


async def test_a_talk_goes_along_and_the_old_page_is_nobodys(visitor: Visitor, desk: WatchedDesk) -> None:
    await visitor.open("/chat")
    (before,) = _visitors(cookies(visitor.client))
    talk = Address(channel="webchat", room=before)
    await desk.hear(Incoming(key="1", address=talk, at=desk.clock.now(), text="Monday to Friday 9 to 5"))
    await desk.drain()
    await signed_in(visitor, desk)
    (after,) = _visitors(cookies(visitor.client))
    moved = Address(channel="webchat", room=after)
    assert any("9 to 5" in line.outgoing.text for line in await desk.lines(moved, ""))
    assert await desk.lines(talk, "") == []


async def test_logged_out_from_elsewhere_the_chat_of_a_browser_is_shut(
    visitor: Visitor, desk: WatchedDesk, signing: SigningDesk
) -> None:
    await signed_in(visitor, desk)
    (before,) = _visitors(cookies(visitor.client))
    async with desk._storage.reading() as uow:
        bob = await uow.people.person_by_email(BOB)
    assert bob is not None
    await signing.end_all(bob.id)
    response = await visitor.client.get(
        "/ws?thread=", headers={"Upgrade": "websocket", "Origin": desk.links.base_url}
    )
    assert response.status == 403
    await visitor.open("/chat")
    assert _visitors(cookies(visitor.client)) != [before]
    await visitor.open("/account")
    assert visitor.path == "/sign-in"


async def test_a_code_counts_for_the_browser_that_asked_only(
    visitor: Visitor, desk: WatchedDesk, client: TestClient
) -> None:
    await asked(visitor)
    code = (await mailed(desk)).code
    async with TestClient(client.server) as other:
        thief = Visitor(other)
        await thief.open("/sign-in")
        await thief.send("/sign-in", email="thief@example.com")
        await thief.send("/sign-in/code", email=BOB, code=code)
        assert thief.status == 422


async def test_a_code_is_guessed_five_times_at_most(visitor: Visitor, desk: WatchedDesk) -> None:
    await asked(visitor)
    code = (await mailed(desk)).code
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        await visitor.send("/sign-in/code", code=wrong)
    await visitor.send("/sign-in/code", code=code)
    assert visitor.status in (422, 429)
    await visitor.open("/account")
    assert visitor.path == "/sign-in"


async def test_the_page_is_the_same_whether_anybody_has_the_address(
    visitor: Visitor, desk: WatchedDesk
) -> None:
    await signed_in(visitor, desk)
    await visitor.send("/sign-out")
    seen = []
    for email in (BOB, "ann@example.com"):
        await asked(visitor, email)
        seen.append(visitor.html.replace(email, "…").partition("<main")[2])
    assert seen[0].count("…") == seen[1].count("…")
    assert len(seen[0]) == len(seen[1])


async def test_a_locked_password_does_not_keep_anybody_from_signing_in_by_mail(
    visitor: Visitor, desk: WatchedDesk
) -> None:
    await signed_in(visitor, desk)
    await visitor.send("/account/password", 3, password=PASSWORD)
    assert "password is saved" in visitor.html, visitor.html
    await visitor.send("/sign-out")
    await visitor.open("/sign-in/password")
    for _ in range(MOST_WRONG):
        await visitor.send("/sign-in/password", email=BOB, password="something else")
    assert visitor.status == 423
    await signed_in(visitor, desk)
    assert visitor.path == "/account"


async def test_somebody_who_tries_too_often_is_asked_to_wait(visitor: Visitor) -> None:
    await visitor.open("/sign-in/password")
    for number in range(MOST_TRIES + 1):
        await visitor.send("/sign-in/password", email=f"{number}@example.com", password="something")
    assert visitor.status == 429
    assert "wait" in visitor.html
    assert 0 < int(visitor.headers["Retry-After"]) <= 301


@pytest.mark.parametrize(
    ("many", "most"),
    [
        ([f"2001:db8:1:2::{number:x}" for number in range(MOST_TRIES + 1)], MOST_TRIES),
        ([f"::ffff:192.0.2.{number}" for number in range(MOST_TRIES + 1)], MOST_TRIES + 1),
    ],
)
async def test_addresses_of_one_network_are_counted_together_and_no_others(
    desk: WatchedDesk, anna: object, many: list[str], most: int
) -> None:
    config = WebConfig(base_url="http://127.0.0.1:8080", secret=SECRET, trusted_proxies=1)
    app = make_app(desk, config, Parts(signing=signing_desk(desk)))
    async with TestClient(TestServer(app)) as client:
        body = {"email": BOB, "password": PASSWORD[::-1]}
        got = [
            (
                await client.post(
                    "/auth/login",
                    json=body | {"email": f"{number}@example.com"},
                    headers={"X-Forwarded-For": each},
                )
            ).status
            for number, each in enumerate(many)
        ]
    assert got == [401] * most + [429] * (len(many) - most)


async def test_a_forged_link_is_refused_kindly(visitor: Visitor) -> None:
    for path in ("/sign-in/link/x", "/sign-in/link/WyJib2JAZXhhbXBsZS5jb20iLCJ4IiwiIl0.x"):
        await visitor.open(path)
        assert visitor.status == 404


async def test_over_https_the_cookie_is_bound_to_the_host(desk: WatchedDesk, anna: object) -> None:
    config = WebConfig(base_url="https://meet.example.org", secret=SECRET)
    app = make_app(desk, config, Parts(signing=signing_desk(desk)))
    async with TestClient(TestServer(app)) as client:
        # The test's own client speaks plain http and keeps no secure cookies, so it hands them on itself.
        kept: dict[str, str] = {}

        async def ask(method: str, path: str, **form: str) -> object:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
            data = form | ({"csrf": kept["__Host-parley_csrf"]} if method == "POST" else {})
            response = await client.request(
                method, path, data=data or None, headers=headers, allow_redirects=False
            )
            for line in response.headers.getall("Set-Cookie", []):
                name, _, rest = line.partition("=")
                kept[name] = rest.partition(";")[0]
                kept_lines[name] = line
            return response

        kept_lines: dict[str, str] = {}
        await ask("GET", "/sign-in")
        await ask("POST", "/sign-in", email=BOB)
        await ask("POST", "/sign-in/code", email=BOB, code=(await mailed(desk)).code)
    line = kept_lines["__Host-parley_session"]
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= {each.strip() for each in line.split(";")}
    assert "Domain" not in line


async def test_what_is_kept_holds_no_secret(
    visitor: Visitor, desk: WatchedDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await signed_in(visitor, desk)
    await visitor.send("/account/password", 3, password=PASSWORD)
    await visitor.open("/account/second")
    secret = visitor.html.partition('class="key">')[2].partition("<")[0].replace(" ", "")
    assert len(secret) == 32
    await visitor.send("/account/second", code=pyotp.TOTP(secret).at(desk.clock.now()))
    recovery = [each.partition("</code>")[0] for each in visitor.html.split("<code>")[1:]]
    assert len(recovery) == 10
    token = cookies(visitor.client)["parley_session"]
    written = b"".join(path.read_bytes() for path in tmp_path.glob("parley.db*"))
    assert b"$argon2id$" in written
    for hidden in (PASSWORD, secret, token, *recovery):
        assert hidden.encode() not in written
        assert hidden not in caplog.text
    with sqlite3.connect(tmp_path / "parley.db") as database:
        (count,) = database.execute("SELECT count(*) FROM session").fetchone()
    assert count == 1


async def test_with_a_second_factor_the_password_alone_lets_nobody_in(
    visitor: Visitor, desk: WatchedDesk
) -> None:
    await signed_in(visitor, desk)
    await visitor.open("/account/second")
    secret = visitor.html.partition('class="key">')[2].partition("<")[0].replace(" ", "")
    await visitor.send("/account/second", code=pyotp.TOTP(secret).at(desk.clock.now()))
    await visitor.open("/account")
    await visitor.send("/sign-out")
    desk.world.clock.tick(minutes=1)
    await asked(visitor)
    await visitor.send("/sign-in/code", code=(await mailed(desk)).code)
    assert visitor.path == "/sign-in/second"
    await visitor.open("/account")
    assert visitor.path == "/sign-in"
    await visitor.open("/sign-in/second")
    await visitor.send("/sign-in/second", code="000000")
    assert visitor.status == 422
    await visitor.send("/sign-in/second", code=pyotp.TOTP(secret).at(desk.clock.now()))
    assert visitor.path == "/account"


async def test_an_account_elsewhere_is_removed_with_a_button(visitor: Visitor, desk: WatchedDesk) -> None:
    await signed_in(visitor, desk)
    at_google = Identity(provider=IdentityProvider.GOOGLE, subject="1", email=BOB, email_verified=True)
    await signing_desk(desk).by_identity(at_google, Device(kind=SessionKind.API))
    await visitor.open("/account")
    assert "Signing in elsewhere" in visitor.html
    await visitor.send("/account/identities/google/remove")
    assert "do not sign in there any more" in visitor.html
    assert "Signing in elsewhere" not in visitor.html
    await visitor.send("/account/identities/nobody/remove")
    assert visitor.status == 404
