"""A CalDAV server, asked on behalf of one account (RFC 4791, RFC 4918)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, unquote, urljoin, urlsplit

from caldav.davclient import DAVClient
from caldav.lib import error
from caldav.response import DAVResponse
from lxml import etree

from core.errors import Fault, RateLimited, Rejected, Revoked, Transient
from integrations.calendars.caldav.wire import Wire

DAV = "{DAV:}"
CAL = "{urn:ietf:params:xml:ns:caldav}"
CS = "{http://calendarserver.org/ns/}"
PAUSE = 300.0
"""Seconds that we wait where a server asks for a pause and does not say how long."""
LONGEST_PAUSE = 86_400.0
LONGEST_NAME = 1000
"""Letters of an address within a server."""
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_PASSING = frozenset({408, 421, 423, 425})
_CANNOT = frozenset({501, 505, 507})
"""Statuses of a server that do not pass by themselves."""
_BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    SyntaxError,
    TypeError,
    ValueError,
    error.DAVError,
)


class RefusedError(Exception):
    """A server did not do what it was asked, for a reason about which whoever asked may know what to do."""

    def __init__(self, status: int, conditions: Mapping[str, str]) -> None:
        """Remember the status, and what was not fulfilled (RFC 4918, 16), by tag with the address that was named."""
        super().__init__(f"refused with {status}")
        self.status, self.conditions = status, conditions

    def fault(self) -> Fault:
        """Return it as a fault, where nobody knows what to do about it."""
        if self.status in {409, 412}:
            return Transient(f"somebody else was quicker ({self.status})")
        return Rejected(f"the server refuses this ({self.status})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a server says of one resource."""

    url: str
    status: int
    """200 if there are properties."""
    props: Mapping[str, Any]
    """Elements by tag, only those that it has."""

    def text(self, name: str) -> str:
        """Return a property's text; empty if it has none."""
        found = self.props.get(name)
        return str(found.text or "").strip() if found is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """Return the addresses that a property holds."""
        found = self.props.get(name)
        said = [] if found is None else [str(each.text or "").strip() for each in found.iter(f"{DAV}href")]
        return [absolute(self.url, each) for each in said if each]


class Server:
    """Asks one server; open for the time of one call. Everything raises Faults, and RefusedError for what is no fault yet."""

    def __init__(self, wire: Wire, url: str, secrets: Mapping[str, str]) -> None:
        """Ask nothing yet; `secrets` as in `Access.secrets`, without a user name nobody is signed in."""
        username = secrets.get("username") or None
        self._client = DAVClient(
            url=url,
            username=username,
            password=secrets.get("password") if username else None,
            auth_type=secrets.get("auth") or None,
            enable_rfc6764=False,
        )
        self._client.session.close()
        session: Any = wire
        self._client.session = session
        self._wire = wire
        wire.roams = username is None

    def __enter__(self) -> Self:
        """Be used."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of connections."""
        self._wire.close()

    @property
    def auth(self) -> str:
        """By which scheme we signed in; empty if we did not have to."""
        kind = type(self._client.auth).__name__.lower()
        return next((each for each in ("digest", "basic") if each in kind), "")

    def leads_to(self, url: str) -> str:
        """Return where an address leads, asked without a password; empty if nothing is there."""
        answer = self._wire.request("PROPFIND", url, headers={"Depth": "0"})
        there = answer.status_code in {207, 401, 403} or answer.url != url
        return answer.url if there and answer.status_code != 404 else ""

    def ask(
        self, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> DAVResponse:
        """Send a request; raise RefusedError for what may have to do with the request, else the Fault of an error."""
        try:
            response: DAVResponse = self._client.request(url, method, body, headers or {})
        except error.RateLimitError as limited:
            raise RateLimited(_pause(limited.retry_after_seconds), account=True) from None
        except error.AuthorizationError as refused:
            if refused.status != 403:
                raise Revoked("the server does not accept the password") from None
            raise RefusedError(403, _conditions(_parsed(refused.body))) from None
        except _BROKEN as broken:
            raise Transient(f"the server's answer cannot be read ({type(broken).__name__})") from None
        status = int(response.status)
        if status in _PASSING or (status >= 500 and status not in _CANNOT):
            raise Transient(f"the server does not answer ({status})")
        if status >= 400:
            raise RefusedError(status, _conditions(response.tree))
        return response

    def rows(self, method: str, url: str, body: str, depth: int = 0) -> list[Row]:
        """Ask for properties of resources (PROPFIND, REPORT); raise Transient if the answer is none of that."""
        return rows_of(self.tree(method, url, body, depth), url)

    def tree(self, method: str, url: str, body: str, depth: int = 0) -> Any:
        """Ask as `rows` does; return the whole answer as an element."""
        headers = {"Depth": str(depth), "Content-Type": 'application/xml; charset="utf-8"'}
        response = self.ask(method, url, body, headers)
        if response.status != 207 or getattr(response.tree, "tag", "") != f"{DAV}multistatus":
            raise Transient("the server's answer is not what was asked for")
        return response.tree


def rows_of(tree: Any, url: str) -> list[Row]:
    """Return what a multistatus says of each resource."""
    found = (_row(each, url) for each in tree.findall(f"{DAV}response"))
    return [each for each in found if each is not None]


def absolute(url: str, said: str) -> str:
    """Return an address that a server named, as it can be asked."""
    return urljoin(url, quote(said, safe=_SAFE))


def name_in(collection: str, url: str) -> str:
    """Return what a resource is called: by its collection, or by its whole path where it lies elsewhere. Spellings of one path are one name."""
    folder, path = unquote(urlsplit(collection).path).rstrip("/") + "/", unquote(urlsplit(url).path)
    return path.removeprefix(folder) if path != folder else "/"


def address_in(collection: str, name: str) -> str:
    """Return the address of what `name_in` named."""
    folder = collection.rstrip("/") + "/"
    return urljoin(folder, quote(name if name.startswith("/") else f"./{name}", safe="/@:+!$,;'()*=&~"))


def _row(element: Any, url: str) -> Row | None:
    href = str(element.findtext(f"{DAV}href") or "").strip()
    if not href or len(href) > LONGEST_NAME:
        return None
    props: dict[str, Any] = {}
    for each in element.findall(f"{DAV}propstat"):
        if _status(each) == 200:
            props |= {child.tag: child for prop in each.findall(f"{DAV}prop") for child in prop}
    return Row(url=absolute(url, href), status=_status(element), props=props)


def _status(element: Any) -> int:
    words = str(element.findtext(f"{DAV}status") or "HTTP/1.1 200").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 500


def _conditions(tree: Any) -> dict[str, str]:
    if getattr(tree, "tag", "") != f"{DAV}error":
        return {}
    return {str(each.tag): str(each.findtext(f"{DAV}href") or each.text or "").strip() for each in tree}


def _parsed(content: Any) -> Any:
    with suppress(etree.XMLSyntaxError, ValueError, TypeError):
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    return None


def _pause(said: float | None) -> float:
    return min(max(said, 1.0), LONGEST_PAUSE) if said is not None else PAUSE
