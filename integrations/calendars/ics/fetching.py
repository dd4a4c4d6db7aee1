"""How a feed is fetched: with limits of size and time, only where we may go, and only if it has changed."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urljoin

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from core.errors import Fault, RateLimited, Rejected, Revoked, Transient
from integrations.calendars.reach import Reach, Resolver, ShutError

LARGEST = 10_000_000
"""Bytes of a feed at most, unpacked."""
SECONDS = 20.0
"""How long fetching one may take, redirections included."""
HOPS = 5
PAUSE = 300.0
"""Seconds that we wait where a server asks for a pause and does not say how long."""
LONGEST_PAUSE = 86_400.0
_HEADERS = {"Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1", "User-Agent": "Parley"}
_MOVED = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 421, 425})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server answered; without data it has not changed."""

    data: bytes | None
    etag: str = ""
    modified: str = ""


class Fetcher:
    """Fetches feeds; `ca_bundle` is a file of certificates that are trusted besides the usual ones."""

    def __init__(self, reach: Reach, ca_bundle: str = "", patience: float = SECONDS) -> None:
        """Open nothing before it is asked."""
        self._reach, self._ca_bundle, self._patience = reach, ca_bundle, patience

    async def fetch(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """Return a feed, or that it has not changed since; raise a Fault. No text of a fault holds the address: it is a secret."""
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = _HEADERS | {name: value for name, value in asked.items() if value}
        connector = TCPConnector(
            resolver=Resolver(self._reach), ssl=_trust(self._ca_bundle), force_close=True
        )
        try:
            async with ClientSession(
                connector=connector, timeout=ClientTimeout(total=self._patience), auto_decompress=True
            ) as session:
                return await self._follow(session, url, headers)
        except ShutError:
            raise Rejected("this address is not public") from None
        except (ClientError, OSError, ValueError) as error:  # a TimeoutError is an OSError
            raise Transient(f"the feed does not answer ({type(error).__name__})") from None

    async def _follow(self, session: ClientSession, url: str, headers: Mapping[str, str]) -> Fetched:
        for _ in range(HOPS):
            parts = self._reach.checked(url)
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status not in _MOVED:
                    return await _read(response)
                url = _next(parts, url, response.headers.get("Location", ""))
        raise Transient("the feed sends us from one address to the next")


def _next(parts: SplitResult, url: str, said: str) -> str:
    """Return where a redirection leads; one from https to http is not followed."""
    target = urljoin(url, said)
    if not said or (parts.scheme == "https" and not target.startswith("https:")):
        raise Rejected("the feed sends us to where we do not go")
    return target


async def _read(response: ClientResponse) -> Fetched:
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    if response.status == 304:
        return Fetched(data=None, etag=etag, modified=modified)
    if response.status != 200:
        raise _fault(response.status, response.headers)
    if (response.content_length or 0) > LARGEST:
        raise Rejected("the feed is too large")
    data = bytearray()
    async for piece in response.content.iter_chunked(1 << 16):
        data += piece
        if len(data) > LARGEST:
            raise Rejected("the feed is too large")
    return Fetched(data=bytes(data), etag=etag[:500], modified=modified[:100])


def _fault(status: int, headers: Mapping[str, str]) -> Fault:
    if status in {401, 403}:
        return Revoked(f"the feed is closed to us ({status})")
    if status == 429 or (status == 503 and "Retry-After" in headers):
        return RateLimited(_pause(headers.get("Retry-After", "")), account=True)
    if status >= 500 or status in _PASSING:
        return Transient(f"the feed does not answer ({status})")
    return Rejected(f"there is no such feed ({status})")


def _pause(said: str) -> float:
    """Return the seconds of Retry-After; those that it names by a date are not counted."""
    return min(float(said), LONGEST_PAUSE) if said.isdecimal() else PAUSE


@lru_cache(maxsize=4)
def _trust(ca_bundle: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_bundle:
        context.load_verify_locations(ca_bundle)
    return context
