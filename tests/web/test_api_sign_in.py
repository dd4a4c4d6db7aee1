"""Programs sign in: register, prove, log in, renew, log out; and every refusal is typed."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from aiohttp.test_utils import TestClient

from core.signing import ACCESS, LOCKED_FOR, MOST_TRIES, MOST_WRONG
from tests.web.desks import BASE, SECRET, WatchedDesk, mailed
from web.tokens import Tokens

EVE = "eve@example.com"
PASSWORD = "a walk along the river"


class Program:
    """Speaks JSON and keeps its tokens."""

    def __init__(self, client: TestClient, desk: WatchedDesk) -> None:
        self.client, self.desk = client, desk
        self.status, self.answer, self.headers = 0, {}, {}
        self.access = self.renewal = ""

    async def post(self, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        given = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        return await self._took(self.client.post(path, json=body, headers=given | headers))

    async def me(self, access: str = "") -> int:
        headers = {"Authorization": f"Bearer {access or self.access}"}
        await self._took(self.client.get("/users/me", headers=headers))
        return self.status

    async def _took(self, asked: Any) -> dict[str, Any]:
        response = await asked
        self.status, self.headers = response.status, response.headers
        text = await response.text()
        self.answer = json.loads(text) if text else {}
        self.access = self.answer.get("access_token", self.access)
        self.renewal = self.answer.get("refresh_token", self.renewal)
        return self.answer

    @property
    def code(self) -> str:
        return str(self.answer["error"]["code"])

    async def register(self, email: str = EVE) -> str:
        await self.post("/auth/register", {"email": email, "password": PASSWORD, "name": "Eve Ash"})
        assert self.status == 201, self.answer
        return str(self.answer["challenge"])

    async def settle(self, email: str = EVE) -> None:
        """Register and prove the address."""
        challenge = await self.register(email)
        code = (await mailed(self.desk)).code
        await self.post("/auth/verify", {"challenge": challenge, "code": code})
        assert self.status == 200, self.answer

    async def login(self, password: str = PASSWORD, email: str = EVE) -> int:
        await self.post("/auth/login", {"email": email, "password": password})
        return self.status


@pytest.fixture
def eve(client: TestClient, desk: WatchedDesk) -> Program:
    return Program(client, desk)


async def test_registering_makes_an_account_once_for_an_address(eve: Program) -> None:
    await eve.register()
    assert eve.answer["user"]["email"] == EVE
    assert eve.answer["user"]["email_verified"] is False
    await eve.post("/auth/register", {"email": EVE.upper(), "password": "another walk by the sea"})
    assert (eve.status, eve.code) == (409, "name_taken")


async def test_the_address_is_proved_by_a_code_that_runs_out(eve: Program, desk: WatchedDesk) -> None:
    challenge = await eve.register()
    code = (await mailed(desk)).code
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(3):
        await eve.post("/auth/verify", {"challenge": challenge, "code": wrong})
        assert (eve.status, eve.code) == (422, "wrong_code")
    desk.world.clock.tick(minutes=11)
    await eve.post("/auth/verify", {"challenge": challenge, "code": code})
    assert (eve.status, eve.code) == (410, "code_expired")
    assert await eve.login() == 403  # which mails another code
    challenge = eve.answer["error"]["challenge"]
    await eve.post("/auth/verify", {"challenge": challenge, "code": (await mailed(desk)).code})
    assert eve.status == 200
    assert await eve.me() == 200
    assert eve.answer["email_verified"] is True


async def test_logging_in_gives_access_and_what_renews_it(eve: Program) -> None:
    await eve.settle()
    assert await eve.login() == 200
    assert eve.answer["token_type"] == "Bearer"
    assert eve.answer["expires_in"] == 900
    assert await eve.me() == 200
    assert (eve.answer["email"], eve.answer["name"]) == (EVE, "Eve Ash")


async def test_without_a_password_a_code_is_mailed(eve: Program, desk: WatchedDesk) -> None:
    await eve.post("/auth/login", {"email": EVE})
    assert eve.status == 202
    challenge = eve.answer["challenge"]
    await eve.post("/auth/verify", {"challenge": challenge, "code": (await mailed(desk)).code})
    assert await eve.me() == 200


async def test_logged_out_the_same_token_is_worth_nothing(eve: Program) -> None:
    await eve.settle()
    await eve.login()
    await eve.post("/auth/logout")
    assert eve.status == 204
    assert await eve.me() == 401
    assert "WWW-Authenticate" in eve.headers
    await eve.post("/auth/refresh", {"refresh_token": eve.renewal})
    assert eve.status == 401


async def test_what_renews_counts_once_and_a_second_use_ends_the_family(eve: Program) -> None:
    await eve.settle()
    stolen = eve.renewal
    await eve.post("/auth/refresh", {"refresh_token": stolen})
    assert eve.status == 200
    newer = eve.renewal
    assert newer != stolen
    await eve.post("/auth/refresh", {"refresh_token": stolen})
    assert eve.status == 401
    assert await eve.me() == 401
    await eve.post("/auth/refresh", {"refresh_token": newer})
    assert eve.status == 401


async def test_access_ends_after_a_quarter_of_an_hour(eve: Program, desk: WatchedDesk) -> None:
    await eve.settle()
    desk.world.clock.tick(ACCESS - timedelta(seconds=1))
    assert await eve.me() == 200
    desk.world.clock.tick(seconds=1)
    assert await eve.me() == 401
    await eve.post("/auth/refresh", {"refresh_token": eve.renewal})
    assert await eve.me() == 200


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # forgers are careless
async def test_forged_tokens_are_worth_nothing(eve: Program, desk: WatchedDesk) -> None:
    await eve.settle()
    head, claims, mark = eve.access.split(".")
    plain = jwt.decode(eve.access, options={"verify_signature": False})
    key = Tokens(SECRET, BASE)._key
    other = [
        f"{_part({'alg': 'none', 'typ': 'JWT'})}.{claims}.",
        f"{head}.{_part(plain | {'sub': str(desk.chance.uuid())})}.{mark}",
        f"{head}.{claims}.{mark[:-2]}AA",
        jwt.encode(plain, SECRET, algorithm="HS256"),
        jwt.encode(plain, key, algorithm="HS512"),
        jwt.encode(plain | {"aud": "others"}, key, algorithm="HS256"),
        jwt.encode(plain | {"iss": "https://others.example"}, key, algorithm="HS256"),
        jwt.encode({name: plain[name] for name in plain if name != "exp"}, key, algorithm="HS256"),
        jwt.encode(plain | {"jti": "no id"}, key, algorithm="HS256"),
        jwt.encode(plain | {"jti": str(desk.chance.uuid())}, key, algorithm="HS256"),
        "x" * 3000,
        "",
    ]
    for each in other:
        assert await eve.me(each or "none") == 401, each
    assert (
        await eve.me(jwt.encode(plain, key, algorithm="HS256")) == 200
    )  # the tests' own way of forging is sound


async def test_too_many_wrong_passwords_lock_it_for_a_while(eve: Program, desk: WatchedDesk) -> None:
    await eve.settle()
    tries = [await eve.login("a wrong one, surely") for _ in range(MOST_WRONG)]
    assert tries == [401] * (MOST_WRONG - 1) + [423]
    assert await eve.login() == 423
    assert 0 < int(eve.headers["Retry-After"]) <= LOCKED_FOR.total_seconds() + 1
    desk.world.clock.tick(LOCKED_FOR)
    assert await eve.login() == 200


async def test_who_is_locked_signs_in_by_mail_all_the_same(eve: Program, desk: WatchedDesk) -> None:
    await eve.settle()
    for _ in range(MOST_WRONG):
        await eve.login("a wrong one, surely")
    await eve.post("/auth/login", {"email": EVE})
    challenge = eve.answer["challenge"]
    await eve.post("/auth/verify", {"challenge": challenge, "code": (await mailed(desk)).code})
    assert await eve.me() == 200


async def test_nobody_learns_whether_an_address_is_known(eve: Program) -> None:
    await eve.settle()
    known = [(await eve.login("a wrong one, surely"), eve.answer) for _ in range(MOST_WRONG + 1)]
    strange = [
        (await eve.login("a wrong one, surely", "nobody@example.com"), eve.answer)
        for _ in range(MOST_WRONG + 1)
    ]
    assert known == strange


async def test_an_internet_address_that_tries_too_often_has_to_wait(eve: Program, desk: WatchedDesk) -> None:
    found = [await eve.login(email=f"{number}@example.com") for number in range(MOST_TRIES + 5)]
    assert found == [401] * MOST_TRIES + [429] * 5
    assert 0 < int(eve.headers["Retry-After"]) <= 301
    desk.world.clock.tick(minutes=5, seconds=1)
    assert await eve.login(email="x@example.com") == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b'{"email": 5, "password": "x"}', 422),
        (b'{"email": "", "password": "x"}', 422),
        (b'{"password": "x"}', 422),
        (b'{"email": "' + b"x" * 300 + b'"}', 422),
        (b'{"email": "eve@example.com", "password": ["x"]}', 422),
        (b'{"email": "no address", "password": "something long"}', 422),
        (b"[" * 20_000, 413),
        (b'{"email": "eve@example.com", "password": "' + b"x" * 100_000 + b'"}', 413),
        (b"\xff\xfe", 400),
    ],
)
async def test_what_cannot_be_read_is_refused_by_type(eve: Program, body: bytes, status: int) -> None:
    response = await eve.client.post("/auth/login", data=body, headers={"Content-Type": "application/json"})
    assert response.status == status
    assert set(await response.json()) == {"error"}


async def test_a_form_of_another_site_is_no_login(eve: Program) -> None:
    response = await eve.client.post("/auth/login", data={"email": EVE, "password": PASSWORD})
    assert response.status == 415


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", EVE, "x" * 201])
async def test_a_password_that_is_guessed_first_is_refused(eve: Program, password: str) -> None:
    await eve.post("/auth/register", {"email": EVE, "password": password})
    assert eve.status == 422
    assert eve.answer["error"].get("field") == "password"


async def test_a_password_set_by_a_stranger_opens_nothing(eve: Program, desk: WatchedDesk) -> None:
    """Somebody signs up with another's address; when its owner comes by mail, that password is worth nothing."""
    await eve.register()
    await eve.post("/auth/login", {"email": EVE})
    challenge = eve.answer["challenge"]
    await eve.post("/auth/verify", {"challenge": challenge, "code": (await mailed(desk)).code})
    assert await eve.me() == 200
    eve.access = ""
    assert await eve.login() == 401
