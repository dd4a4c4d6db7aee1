"""How the CalDAV library reaches servers: with limits of time and size, only where we may go, and in our faults."""

import logging
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import niquests
from lxml import etree
from niquests.packages.urllib3.contrib.resolver.system import (  # type: ignore[import-not-found] # made at run time
    SystemResolver,
)
from typing_extensions import override
from wassima import generate_ca_bundle

from core.errors import Fault, Rejected, Transient
from integrations.calendars.reach import Reach, ShutError

LARGEST = 50_000_000
"""Bytes of one answer at most."""
SECONDS = 25.0
"""How long all that one call asks may take."""
CONNECT = 5.0
HOPS = 5
_MOVED = frozenset({301, 302, 307, 308})

# The library logs what it is sent, which is what stands in people's calendars.
logging.getLogger("caldav").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as the library reads it; what claims to be XML is."""

    status_code: int
    reason: str
    headers: Any
    content: bytes
    url: str

    @property
    def text(self) -> str:
        """Its content as text."""
        return self.content.decode("utf-8", "replace")


class _Resolver(SystemResolver):  # type: ignore[misc]
    """Finds the addresses of a name to which we may go; plain HTTP is spoken only inside networks that were allowed by name."""

    def __init__(self, reach: Reach) -> None:
        super().__init__()
        self.reach, self.plain, self.shut = reach, False, False
        self.ended = False
        self.sockets: list[socket.socket] = []
        """Doubles of those that were opened, by which they can be cut off from another thread."""

    @override
    def create_connection(self, *asked: Any, **more: Any) -> socket.socket:
        found: socket.socket = super().create_connection(*asked, **more)
        self.sockets.append(found.dup())
        if self.ended:
            found.close()
            raise ConnectionAbortedError
        return found

    @override
    def getaddrinfo(self, *asked: Any, **more: Any) -> Any:
        found: Any = super().getaddrinfo(*asked, **more)
        kept = [each for each in found if self._goes(str(each[4][0]).partition("%")[0])]
        self.shut = not kept
        if self.shut:
            raise ShutError("this address is not public")
        return kept

    @override
    def recycle(self) -> "_Resolver":
        return self

    def _goes(self, address: str) -> bool:
        return self.reach.inside(address) if self.plain else self.reach.allows(address)


class Wire:
    """Stands in for the session of a `DAVClient`, for the time of one call."""

    def __init__(self, reach: Reach, ca_bundle: str = "", seconds: float = SECONDS) -> None:
        """Open nothing before the first request."""
        self._reach, self._verify = reach, _trusted(ca_bundle)
        self._resolver = _Resolver(reach)
        self.roams = False
        """Whether redirections to other hosts are followed; only by who brings no password there."""
        self._deadline = time.monotonic() + seconds
        self._session = niquests.Session(
            resolver=self._resolver,
            disable_http2=True,
            disable_http3=True,
            revocation_configuration=None,
            keepalive_delay=None,
            keepalive_idle_window=None,
            retries=0,
        )
        self._session.trust_env = (
            False  # neither proxies nor .netrc: both know better than we who is asked with what
        )

    def request(
        self, method: str, url: str, *, data: Any = None, headers: Any = None, auth: Any = None, **_more: Any
    ) -> Answer:
        """Send a request and follow where it leads: within the host, to https; to other hosts if it roams."""
        for _ in range(HOPS):
            answer = self._once(method, url, {"data": data, "headers": headers, "auth": auth})
            if answer.status_code not in _MOVED:
                return _proper(answer)
            url = _next(url, answer.headers.get("Location", ""), roaming=self.roams)
        raise Rejected("the server sends us from one address to the next")

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()
        self.cut()

    def cut(self) -> None:
        """End all that is under way, from whatever thread: who speaks drop by drop would keep ours for ever."""
        self._deadline, self._resolver.ended = 0.0, True
        while self._resolver.sockets:
            each = self._resolver.sockets.pop()
            with suppress(OSError):  # it is closed already
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _once(self, method: str, url: str, sent: Mapping[str, Any]) -> Answer:
        parts = self._reach.checked(url)
        self._resolver.plain = parts.scheme == "http"
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Transient("the server is too slow")
        try:
            with self._session.request(
                method, url, timeout=(min(CONNECT, left), left), stream=True, allow_redirects=False,
                verify=self._verify, **sent,
            ) as response:  # fmt: skip
                return self._read(response, url)
        except (niquests.exceptions.RequestException, OSError, ShutError, ValueError) as error:
            raise self._fault(error) from None

    def _read(self, response: Any, url: str) -> Answer:
        data = bytearray()
        for piece in response.iter_content(1 << 16):
            data += piece
            if len(data) > LARGEST:
                raise Rejected("the server's answer is too large")
            if time.monotonic() > self._deadline:
                raise Transient("the server is too slow")
        return Answer(
            status_code=int(response.status_code or 0),
            reason=str(response.reason or ""),
            headers=response.headers,
            content=bytes(data),
            url=url,
        )

    def _fault(self, error: Exception) -> Fault:
        """Return what went wrong; the text of the error itself names addresses."""
        if self._resolver.shut or isinstance(error, ShutError):
            return Rejected("this address is not public, or speaks without encryption")
        return Transient(f"the server cannot be reached ({type(error).__name__})")


def _next(url: str, said: str, *, roaming: bool) -> str:
    before, target = urlsplit(url), urljoin(url, said)
    after = urlsplit(target)
    stays = after.hostname == before.hostname and after.scheme in {before.scheme, "https"}
    if said and (stays or (roaming and after.scheme == "https")):
        return target
    raise Rejected("the server sends us to where we do not go")


def _proper(answer: Answer) -> Answer:
    """Return an answer without a page of somebody in between: the library would log it, and read nothing from it."""
    kind = str(answer.headers.get("Content-Type", "")).lower()
    if not answer.content or (answer.status_code == 200 and kind.startswith("text/calendar")):
        return answer
    if _xml(answer.content):
        return answer
    if answer.status_code == 207:
        raise Transient("the server's answer cannot be read")
    if answer.status_code == 200 and answer.content.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return answer
    return Answer(
        status_code=answer.status_code,
        reason=answer.reason,
        headers=answer.headers,
        content=b"",
        url=answer.url,
    )


def _xml(data: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


@lru_cache(maxsize=4)
def _trusted(ca_bundle: str) -> str | bool:
    """Return the certificates that are trusted: those that niquests trusts by itself, with those of the bundle."""
    if not ca_bundle:
        return True
    return f"{generate_ca_bundle()}\n{Path(ca_bundle).read_text()}"
