"""The pages on which one talks to Parley, and the socket behind them."""

from contextlib import suppress

from aiohttp import web

from core.errors import Transient
from web.booking import event_type_of, host_page
from web.render import page
from web.sessions import leave_if_closed
from web.site import site_of
from web.visitors import read_visitor, role_of, visitor_of


async def own(request: web.Request) -> web.Response:
    """Show the host's own talk."""
    with suppress(Transient):  # the page tells nothing of anybody, and its socket asks again
        await leave_if_closed(request)
    return _chat(request, "", "Talk to Parley", "Set up your hours and be booked, by talking.")


async def with_host(request: web.Request) -> web.Response:
    """Show the talk with a host, or about one of the host's event types."""
    found = await host_page(request)
    await leave_if_closed(request)
    thread, title = f"@{found.host.username}", f"Book a time with {found.host.name}"
    back = f"/@{found.host.username}"
    code = request.match_info.get("code")
    if code is not None:
        event_type = event_type_of(found, code.lower())
        thread = back = f"{thread}/{event_type.code}"
        title, back = f"{event_type.title} with {found.host.name}", f"/{thread}"
    return _chat(request, thread, title, "Say when it suits you, in your own words.", back)


async def socket(request: web.Request) -> web.StreamResponse:
    """Serve the socket of a chat page that we served ourselves; raise 403 for one of another site."""
    site = site_of(request)
    if site.chat is None or "Upgrade" not in request.headers:
        raise web.HTTPNotFound
    if not _same_origin(request) or read_visitor(request, role_of(request)) is None:
        raise web.HTTPForbidden
    visitor, signing = visitor_of(request), site.signing

    async def shut() -> bool:
        return signing is not None and await signing.is_closed(visitor)

    with suppress(Transient):  # while the database is away the open socket asks, before it shows anything
        if await shut():
            raise web.HTTPForbidden
    return await site.chat.serve(request, visitor, shut)


def _chat(request: web.Request, thread: str, title: str, hint: str, back: str = "/") -> web.Response:
    visitor_of(request)
    facts = {"thread": thread, "title": title, "hint": hint, "back": back, "role": role_of(request)}
    return page(request, "chat.html", 200, **facts)


def _same_origin(request: web.Request) -> bool:
    """Say whether the socket was opened by one of our pages (RFC 6455, 10.2)."""
    config = site_of(request).config
    origin = request.headers.get("Origin", "").partition("://")[2]
    hosts = {config.host, request.host} if config.development else {config.host}
    return origin in hosts
