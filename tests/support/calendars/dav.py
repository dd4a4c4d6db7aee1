"""A CalDAV server that says what tests want it to say."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.calendars.wsgi import serving

Reply = tuple[int, dict[str, str], bytes]
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """What it was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Script:
    """Answers by method and path (`PROPFIND /ann/`), else by method; all that it was asked is kept."""

    replies: dict[str, Reply | Callable[[Request], Reply]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    url: str = ""

    def serve(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        path = environ["PATH_INFO"].encode("latin-1").decode()
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        request = Request(environ["REQUEST_METHOD"], path, headers, body)
        self.asked.append(request)
        reply = (
            self.replies.get(f"{request.method} {path}") or self.replies.get(request.method) or (404, {}, b"")
        )
        status, more, content = reply(request) if callable(reply) else reply
        start(f"{status} Said", [*more.items(), ("Content-Length", str(len(content)))])
        return [content]


@contextmanager
def dav_server(*, tls: bool = False) -> Iterator[Script]:
    """Serve for as long as this is open."""
    script = Script()
    with serving(script.serve, tls=tls) as url:
        script.url = url
        yield script


def multistatus(*responses: str, more: str = "") -> Reply:
    """Return an answer about several resources."""
    text = (
        '<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" '
        f'xmlns:S="http://calendarserver.org/ns/">{"".join(responses)}{more}</multistatus>'
    )
    return 207, {"Content-Type": XML}, text.encode()


def about(href: str, props: str, *, missing: str = "") -> str:
    """Return what is said of one resource."""
    absent = (
        f"<propstat><prop>{missing}</prop><status>HTTP/1.1 404 Not Found</status></propstat>"
        if missing
        else ""
    )
    there = f"<propstat><prop>{props}</prop><status>HTTP/1.1 200 OK</status></propstat>"
    return f"<response><href>{href}</href>{there}{absent}</response>"


def status(href: str, code: int) -> str:
    """Return that a resource is in a state of its own."""
    return f"<response><href>{href}</href><status>HTTP/1.1 {code} Said</status></response>"


def refusal(code: int, condition: str) -> Reply:
    """Return a refusal that says why."""
    text = f'<error xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{condition}</error>'
    return code, {"Content-Type": XML}, text.encode()
