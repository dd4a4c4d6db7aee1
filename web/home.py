"""The first page, and a host's public page, for people and for programs."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from core.event_types import EventType, Visibility
from core.queries import HostPage
from web.booking import host_page
from web.render import page
from web.site import site_of


async def home(request: web.Request) -> web.Response:
    """Say what Parley is."""
    return page(request, "home.html")


async def host(request: web.Request) -> web.Response:
    """Show a host and what can be booked with them; event types that are unlisted or paused are left out."""
    found = await host_page(request)
    return page(request, "host.html", host=found.host, event_types=_listed(found))


async def profile(request: web.Request) -> web.Response:
    """Tell the same to programs, as JSON."""
    found = await host_page(request)
    host, links = found.host, site_of(request).desk.links
    told = {
        "username": host.username,
        "name": host.name,
        "bio": host.bio,
        "zone": host.zone,
        "link": links.host(host.username),
        "event_types": [_told(each, links.event_type(host.username, each.code)) for each in _listed(found)],
    }
    return web.json_response(told)


def _listed(found: HostPage) -> Sequence[EventType]:
    return [each for each in found.event_types if each.active and each.visibility is Visibility.PUBLIC]


def _told(event_type: EventType, link: str) -> dict[str, Any]:
    return {
        "code": event_type.code,
        "title": event_type.title,
        "description": event_type.description,
        "minutes": list(event_type.lengths),
        "link": link,
    }
