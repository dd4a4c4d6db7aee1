"""A thin client of Microsoft Graph: one request at a time, a limit of time and of size, and our faults."""

import json
import ssl
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector
from yarl import URL

from core.errors import Rejected, Revoked, Transient
from core.ports.calendars import Access
from integrations.calendars.microsoft.config import MicrosoftConfig
from integrations.calendars.microsoft.faults import code_of, fault_of
from integrations.trust import proxy_for

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of an answer; a page of changes has a hundred thousand to some million, for it holds the texts of events too."""
MOST_PAGES = 1000
PAGE = 100
"""Events that we ask for at a time."""
PREFER = f'outlook.timezone="UTC", IdType="ImmutableId", outlook.body-content-type="text", odata.maxpagesize={PAGE}'
"""Times in UTC, ids that stay when an event is moved to another folder, and texts without markup: they are shorter."""
_PIECE = 64 * 1024

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Graph answered; `body` is empty if it is no JSON object."""

    status: int
    body: Json

    @property
    def code(self) -> str:
        """The code of an error, empty if there is none."""
        return code_of(self.body)


@asynccontextmanager
async def graph(config: MicrosoftConfig, access: Access, trust: ssl.SSLContext) -> AsyncIterator["Graph"]:
    """Lend a client in the name of an account, with connections of its own; raise Revoked if it has no token."""
    headers = {"Authorization": f"Bearer {_token(access)}", "Prefer": PREFER, "Accept": "application/json"}
    async with ClientSession(
        connector=TCPConnector(ssl=trust),
        headers=headers,
        timeout=ClientTimeout(total=config.patience),
        proxy=proxy_for(config.graph_url),
    ) as session:
        yield Graph(config.graph_url, session)


@dataclass(frozen=True, slots=True)
class Graph:
    """Requests to Graph in the name of one account."""

    url: str
    session: ClientSession

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Return what stands under a path; raise the Fault of an error."""
        return (await self.ask("GET", self.address(path, query))).body

    async def ask(
        self,
        method: str,
        address: URL,
        body: Json | None = None,
        *,
        tag: str = "",
        expected: Collection[int] = (),
    ) -> Answer:
        """Send a request; raise the Fault of an error whose status is not `expected`, Transient if Graph cannot be reached.

        With `tag` it is only carried out if the thing has still this ETag (412 otherwise).
        """
        headers = {"If-Match": tag} if tag else {}
        try:
            async with self.session.request(
                method, address, json=body, headers=headers, allow_redirects=False
            ) as response:
                found = await _read(response)
        except (ClientError, TimeoutError, OSError) as error:
            raise Transient(f"Microsoft cannot be reached ({type(error).__name__})") from None
        return _judged(response, found, expected)

    async def pages(self, first: URL, expected: Collection[int] = ()) -> AsyncIterator[Json]:
        """Yield an answer and all that follow it; raise Transient if they lead elsewhere or have no end.

        Nothing follows an error whose status is `expected`.
        """
        seen: set[URL] = set()
        following: URL | None = first
        while following is not None:
            if following in seen or len(seen) >= MOST_PAGES:
                raise Transient("Microsoft's pages have no end")
            seen.add(following)
            page = (await self.ask("GET", following, expected=expected)).body
            yield page
            link = page.get("@odata.nextLink")
            following = self.linked(link) if link else None

    def address(self, path: str, query: Mapping[str, str] | None = None) -> URL:
        """Return the address of a path below the base."""
        asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in (query or {}).items())
        return URL(f"{self.url}{path}{'?' if asked else ''}{asked}", encoded=True)

    def linked(self, link: object) -> URL:
        """Return an address that Graph gave us; raise Transient if it leads elsewhere, for our token goes with it."""
        if not isinstance(link, str) or not _is_below(link, self.url):
            raise Transient("Microsoft leads us to another place")
        return URL(link, encoded=True)


def part(remote: str) -> str:
    """Return an id as it stands in a path."""
    return quote(remote, safe="")


def _token(access: Access) -> str:
    token = access.secrets.get("access_token", "")
    if not token or not token.isascii() or not token.isprintable():
        raise Revoked("there is no token of Microsoft's")
    return token


async def _read(response: ClientResponse) -> object:
    """Return the JSON of an answer, None if it is none; raise Rejected if it is too large to be believed."""
    whole = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        whole += piece
        if len(whole) > MOST_BYTES:
            raise Rejected("Microsoft's answer is too large")
    try:
        return json.loads(whole) if whole else {}
    except (ValueError, RecursionError):
        return None


def _judged(response: ClientResponse, found: object, expected: Collection[int]) -> Answer:
    """Return an answer that is what it should be, or is expected; raise the Fault of any other."""
    status = response.status
    if status in expected:
        return Answer(status, found if isinstance(found, dict) else {})
    if not 200 <= status < 300:
        raise fault_of(status, found, response.headers)
    if not isinstance(found, dict):
        raise Transient("Microsoft's answer is not what Graph says")
    return Answer(status, found)


def _is_below(link: str, base: str) -> bool:
    """Say whether an address lies on the same server, below the same path."""
    try:
        there, here = urlsplit(link), urlsplit(base)
    except ValueError:
        return False
    same = (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc.lower())
    plain = "\\" not in link and ".." not in there.path and "%2e" not in there.path.lower()
    return same and plain and link.isascii() and link.isprintable() and there.path.startswith(f"{here.path}/")
