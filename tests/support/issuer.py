"""A provider of identities that answers as it is told, wrongly too: what a certified one never does can only be shown so."""

import base64
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

NOW = 1_795_420_800
"""2026-11-23 08:00 UTC, where tests take place."""


KEY = RSAKey.generate_key(2048, {"kid": "k1"})


def _signed_with(secret: bytes, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a token signed with a shared secret, which libraries refuse to do with a public key."""
    parts = [_plain(json.dumps(each).encode()) for each in (header, claims)]
    mark = hmac.digest(secret, ".".join(parts).encode(), "sha256")
    return ".".join((*parts, _plain(mark)))


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Issuer:
    """What it says of itself, its keys and whoever comes; everything can be changed."""

    base: str = ""
    key: RSAKey = field(default_factory=lambda: KEY)
    shown: list[RSAKey] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "k1"})
    metadata: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    """Put into what is answered to a code; None takes something out."""
    raw: dict[str, Callable[[], web.StreamResponse]] = field(default_factory=dict)
    """Answers in place of the usual ones, by the last part of the path."""
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown = [self.key]
        self.claims = {
            "iss": "",
            "aud": "parley",
            "sub": "u-1",
            "nonce": "a-nonce",
            "iat": NOW - 5,
            "exp": NOW + 3600,
            "email": "ann@example.com",
            "email_verified": True,
            "name": "Ann",
        }

    def token(self) -> str:
        """Return an ID token with the claims."""
        claims = {name: each for name, each in self.claims.items() if each is not None}
        if self.header["alg"] == "HS256":  # signed with what anybody can read
            return _signed_with(self.key.as_pem(private=False), self.header, claims)
        return jwt.encode(self.header, claims, self.key, algorithms=["RS256"])

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer."""
        name = request.path.rpartition("/")[2]
        self.asked.append(name)
        if request.method == "POST":
            self.forms.append({key: str(each) for key, each in (await request.post()).items()})
        if name in self.raw:
            return self.raw[name]()
        return web.json_response(self._usual(name))

    def _usual(self, name: str) -> Any:
        if name == "openid-configuration":
            places = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "jwks_uri": "keys",
            }
            told = {each: f"{self.base}/{path}" for each, path in places.items()}
            return {"issuer": self.base, **told, **self.metadata}
        if name == "keys":
            return KeySet(list(self.shown)).as_dict(private=False)
        usual = {"access_token": "at", "refresh_token": "rt", "id_token": self.token(), "expires_in": 3600}
        return {key: each for key, each in {**usual, **self.answer}.items() if each is not None}


@asynccontextmanager
async def an_issuer() -> AsyncIterator[Issuer]:
    """Run one on loopback."""
    issuer = Issuer()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", issuer.serve)
    async with TestServer(app) as server:
        issuer.base = str(server.make_url("")).rstrip("/")
        issuer.claims["iss"] = issuer.base
        yield issuer


def endless() -> web.StreamResponse:
    """Return an answer of 5 MB."""
    return web.Response(body=b'{"a": "' + b"x" * 5_000_000 + b'"}', content_type="application/json")


def html() -> web.StreamResponse:
    """Return a page where JSON is expected."""
    return web.Response(text="<html>Sign in to the hotel's network</html>", content_type="text/html")


def status(code: int, **headers: str) -> Callable[[], web.StreamResponse]:
    """Return what answers with a status."""
    return lambda: web.json_response({"error": "server said: secret"}, status=code, headers=headers)
