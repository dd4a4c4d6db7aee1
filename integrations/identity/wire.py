"""Requests to a provider: short, bounded, and every failure a `Fault` that repeats nothing of what was sent or answered."""

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from core.errors import RateLimited, Rejected, Transient

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
LARGEST = 1024 * 1024
"""Bytes of an answer; a set of keys has a few thousand."""
PAUSE, LONGEST_PAUSE = 30.0, 3600.0
"""Seconds to wait when a provider asks for a pause and does not say how long; and the most that is believed."""
CODE = re.compile(r"[a-z_]{1,40}")
"""An error code of OAuth (RFC 6749, 5.2); other texts could hold anything."""


@dataclass(frozen=True, slots=True)
class Wire:
    """Asks a provider's servers."""

    ca_bundle: str = ""
    _trust: list[ssl.SSLContext] = field(default_factory=list, repr=False)

    async def get(self, address: str, headers: Mapping[str, str] | None = None) -> Any:
        """Return the JSON that is there; raise a Fault."""
        return await self._ask("GET", address, headers=headers or {})

    async def post(self, address: str, form: str) -> Any:
        """Return the JSON that is answered to a form; raise a Fault."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", address, headers=headers, data=form)

    async def status(self, address: str) -> int:
        """Return with which status an address answers; raise Transient if nobody does."""
        answered, _, _ = await self._answer("GET", address, headers={})
        return answered

    async def _ask(self, method: str, address: str, **request: Any) -> Any:
        return _read(*await self._answer(method, address, **request))

    async def _answer(
        self, method: str, address: str, **request: Any
    ) -> tuple[int, Mapping[str, str], bytes]:
        request["headers"] = {"Accept": "application/json", **request["headers"]}
        connector = aiohttp.TCPConnector(ssl=self._trusted())
        try:
            async with (
                aiohttp.ClientSession(timeout=TIMEOUT, connector=connector) as session,
                session.request(method, address, allow_redirects=False, **request) as answer,
            ):
                return answer.status, answer.headers, await _body(answer)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise Transient("the provider does not answer") from None

    def _trusted(self) -> ssl.SSLContext:
        if not self._trust:
            trust = ssl.create_default_context()
            if self.ca_bundle:
                trust.load_verify_locations(self.ca_bundle)
            self._trust.append(trust)
        return self._trust[0]


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in answer.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > LARGEST:
            raise Rejected("the provider's answer is too large")
    return bytes(body)


def _read(status: int, headers: Mapping[str, str], body: bytes) -> Any:
    if status == 429:
        raise RateLimited(_pause(headers.get("Retry-After", "")), account=True)
    if status >= 500:
        raise Transient(f"the provider answers {status}")
    found = _json(body)
    if status != 200:
        raise Rejected(error_in(found) or f"the provider answers {status}")
    if found is None:
        raise Rejected("the provider's answer is no JSON")
    return found


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def error_in(answer: Any) -> str:
    """Return the error code of an answer, empty if there is none that may be repeated."""
    code = answer.get("error") if isinstance(answer, dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else ""


def _pause(said: str) -> float:
    return min(float(said), LONGEST_PAUSE) if said.isascii() and said.isdigit() else PAUSE


def text_of(answer: Any, name: str) -> str:
    """Return a text of an answer, empty if it is missing or no text; halves of characters, which no database keeps, become question marks."""
    value = answer.get(name) if isinstance(answer, dict) else None
    return value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else ""
