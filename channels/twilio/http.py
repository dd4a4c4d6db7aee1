"""How Twilio's client speaks HTTP: to the addresses of our configuration, with a limit of time, and in our faults."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, encode_basic_auth
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from typing_extensions import override

from channels.twilio.faults import fault_of
from channels.twilio.limits import REQUEST_SECONDS
from core.errors import Transient

JSON = "application/json"
LONGEST_PAUSE = 3600.0
"""Most seconds of a pause that we believe."""


class Http(AsyncHttpClient):  # type: ignore[misc] # Twilio's package has no types
    """Sends the requests of a `twilio.rest.Client`; `origins` says which server stands in for each host."""

    def __init__(self, origins: Mapping[str, str]) -> None:
        """Open nothing before the first request."""
        super().__init__(logging.getLogger("twilio.silent"), is_async=True)
        self._origins = dict(origins)
        self._session: ClientSession | None = None

    @override
    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send a request; raise the Fault of an error, Transient if Twilio cannot be reached."""
        try:
            async with self._open().request(
                method,
                self._address(uri),
                params=params,
                headers=_signed_in(headers or {}, auth),
                allow_redirects=allow_redirects,
                **_body(data, headers or {}),
            ) as response:
                text = await response.text()
        except (ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            # Its text names the address, and with it the account.
            raise Transient(f"Twilio cannot be reached ({type(error).__name__})") from None
        return judged(response.status, text, response.headers)

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=REQUEST_SECONDS))
        return self._session

    def _address(self, uri: str) -> str:
        """Return where a request really goes."""
        parts = urlsplit(uri)
        origin = self._origins.get(parts.netloc)
        if origin is None:
            raise Transient("no address is configured for a host of Twilio")
        query = f"?{parts.query}" if parts.query else ""
        return f"{origin.rstrip('/')}{parts.path}{query}"


def judged(status: int, text: str, headers: Mapping[str, str]) -> Response:
    """Return an answer as Twilio's client reads it; raise the Fault of one that is an error."""
    if status >= 400:
        raise fault_of(status, _code(text), _pause(headers))
    return Response(status, text, headers)


def _signed_in(headers: Mapping[str, str], auth: tuple[str, str] | None) -> dict[str, str]:
    return {**headers, "Authorization": encode_basic_auth(*auth)} if auth else dict(headers)


def _body(data: dict[str, object] | None, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the body as aiohttp takes it: Twilio's client leaves the encoding to us."""
    if headers.get("Content-Type") == JSON:
        return {"data": json.dumps(data).encode()}
    return {"data": data}


def _code(text: str) -> int:
    try:
        body = json.loads(text)
    except ValueError:
        return 0
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else 0


def _pause(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of `Retry-After`, None if it names none."""
    try:
        return min(max(float(headers.get("Retry-After", "")), 0.0), LONGEST_PAUSE)
    except ValueError:
        return None
