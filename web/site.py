"""What every page is handed, and who is asking."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web
from jinja2 import Environment

from bot.errands import ConnectDesk, Travels
from bot.ports import FrontDesk
from bot.signed import SignInDesk
from web.config import WebConfig
from web.limits import Attempts, subject_of
from web.seals import Seals

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LettersBox(Protocol):
    """The folder to which mails are written while developing."""

    def list(self) -> Sequence[str]:
        """Return the names of the mails, newest first."""
        ...

    def read(self, name: str) -> bytes:
        """Return a mail as it was written (RFC 5322); raise KeyError if there is none of that name."""
        ...


Shut = Callable[[], Awaitable[bool]]
"""Says whether a visitor was logged out from elsewhere; raises Transient if nobody can say so now."""


class ChatSocket(Protocol):
    """The socket behind the chat pages."""

    async def serve(self, request: web.Request, visitor: str, shut: Shut) -> web.StreamResponse:
        """Serve one socket until it closes; `?thread=` names the talk. Nothing is shown or heard to a visitor who is shut out."""
        ...

    async def close(self) -> None:
        """Close every socket."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What pages may have behind them; without one its pages are not there."""

    letters: LettersBox | None = None
    """Shown while developing."""
    chat: ChatSocket | None = None
    """Serves `/ws`."""
    travels: Travels | None = None
    """Sends browsers to providers, and takes them back."""
    providers: Mapping[str, str] = field(default_factory=dict)
    """Where else one can sign in: their names by their keys, such as `google`."""
    connecting: ConnectDesk | None = None
    """Where calendars are connected."""
    signing: SignInDesk | None = None
    """Where one signs in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The pages' surroundings."""

    desk: FrontDesk
    config: WebConfig
    seals: Seals
    templates: Environment
    attempts: Attempts
    """To book."""
    holds: Attempts
    """To have a time kept, so that nobody keeps them all."""
    letters: LettersBox | None = None
    travels: Travels | None = None
    connecting: ConnectDesk | None = None
    chat: ChatSocket | None = None
    signing: SignInDesk | None = None
    providers: Mapping[str, str] = field(default_factory=dict)


SITE = web.AppKey("site", Site)


def site_of(request: web.Request) -> Site:
    """Return the surroundings of a request."""
    return request.config_dict[SITE]


def spend(request: web.Request, allowed: Attempts, attempt: str) -> None:
    """Count an attempt of the visitor's internet address; raise 429 if there were too many of them."""
    now = site_of(request).desk.clock.now()
    wait = allowed.wait(subject_of(remote_of(request)), attempt, now)
    if wait:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(int(wait.total_seconds()) + 1)})


def remote_of(request: web.Request) -> str:
    """Return the visitor's internet address, believing only the proxies that are ours."""
    count = site_of(request).config.trusted_proxies
    forwarded = [
        each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()
    ]
    if count and len(forwarded) >= count:
        return forwarded[-count]
    return request.remote or ""


def route_of(request: web.Request) -> str:
    """Return the pattern of the address, which holds no token or name."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
