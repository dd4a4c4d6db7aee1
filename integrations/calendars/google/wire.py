"""HTTP as Google's client library and its tokens are carried: bounded in time and size, trusting what is configured."""

import gzip
import http.client
import ssl
import time
import zlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from core.errors import Rejected, Transient
from core.ports import Clock
from integrations.calendars.google.faults import fault_of

MOST = 32 * 1024 * 1024
"""Bytes of an answer, also unpacked, that are taken."""
PIECE = 64 * 1024
CONNECTING = 0.3
"""Share of the time that one address of a host gets to take a connection: the next may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Head(dict[str, str]):
    """Headers of an answer with its status, as Google's client library reads them."""

    def __init__(self, answer: Answer) -> None:
        """Take them from an answer."""
        super().__init__(answer.headers)
        self.status, self.reason = answer.status, ""


class Wire:
    """Carries one exchange at a time over a connection of its own; may be used by several threads."""

    def __init__(self, clock: Clock, patience: float, ca_bundle: str = "") -> None:
        """`patience` in seconds bounds a whole exchange; raise ValueError if the bundle cannot be read."""
        self._clock, self._patience = clock, patience
        self._trust = ssl.create_default_context()
        if ca_bundle:
            self._trust.load_verify_locations(ca_bundle)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_others: object,
    ) -> tuple[Head, bytes]:
        """Do what `googleapiclient` expects of its transport; raise a Fault for all but 2xx."""
        answer = self.exchange(uri, method, body, headers or {})
        if not 200 <= answer.status < 300:
            raise fault_of(answer.status, answer.headers, answer.data, self._clock)
        return Head(answer), answer.data

    def exchange(self, uri: str, method: str, body: str | bytes | None, headers: Mapping[str, str]) -> Answer:
        """Ask and return the answer, whatever its status; raise Transient if there is none in time, or none that can be taken."""
        until = time.monotonic() + self._patience
        connection = self._connection(uri)
        try:
            return self._converse(connection, (method, _target(uri), body, dict(headers)), until)
        except (TimeoutError, ssl.SSLError, OSError, http.client.HTTPException) as error:
            raise Transient(f"Google does not answer ({type(error).__name__})") from None
        except ValueError:  # a header that cannot be sent: its text would tell a token
            raise Rejected("what was to be sent is no HTTP") from None
        finally:
            connection.close()

    def _connection(self, uri: str) -> http.client.HTTPConnection:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        if parts.scheme != "https":
            return http.client.HTTPConnection(host, parts.port, timeout=CONNECTING * self._patience)
        proxy = _proxy(host)
        if not proxy.hostname:
            return self._encrypted(host, parts.port)
        connection = self._encrypted(proxy.hostname, proxy.port)
        connection.set_tunnel(host, parts.port, _pass(proxy))
        return connection

    def _encrypted(self, host: str, port: int | None) -> http.client.HTTPSConnection:
        timeout = CONNECTING * self._patience
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=self._trust)

    def _converse(
        self,
        connection: http.client.HTTPConnection,
        asked: tuple[str, str, str | bytes | None, dict[str, str]],
        until: float,
    ) -> Answer:
        method, target, body, headers = asked
        headers = {**headers, "accept-encoding": "gzip", "connection": "close"}
        connection.request(method, target, body.encode() if isinstance(body, str) else body, headers)
        _hurry(connection, until)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        data = _read(connection, answer, until)
        return Answer(answer.status, found, _unpacked(data, found.get("content-encoding", "")))


def _proxy(host: str) -> SplitResult:
    """Return the proxy through which a host is reached, as the surroundings say (HTTPS_PROXY, NO_PROXY); without a name if none is."""
    found = "" if proxy_bypass(host) else getproxies().get("https", "")
    return urlsplit(found if "//" in found else f"//{found}")


def _pass(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    told = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return {"proxy-authorization": f"Basic {b64encode(told).decode()}"}


def _target(uri: str) -> str:
    parts = urlsplit(uri)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _hurry(connection: http.client.HTTPConnection, until: float) -> None:
    """Let no further wait last longer than what is left of the time."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)


def _read(connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, until: float) -> bytes:
    found = bytearray()
    while piece := answer.read1(PIECE):
        found += piece
        if len(found) > MOST:
            raise Transient("Google's answer is too large")
        _hurry(connection, until)
    if answer.length:
        raise Transient("Google's answer is cut off")
    return bytes(found)


def _unpacked(data: bytes, encoding: str) -> bytes:
    if encoding != "gzip":
        return data
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = unpacker.decompress(data, MOST)
    except (zlib.error, gzip.BadGzipFile):
        raise Transient("Google's answer cannot be unpacked") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Transient("Google's answer is too large or cut off")
    return found
