"""The first page, and a host's public page."""

from aiohttp import web

from core.event_types import Visibility
from web.booking import host_page
from web.render import page


async def home(request: web.Request) -> web.Response:
    """Say what Parley is."""
    return page(request, "home.html")


async def host(request: web.Request) -> web.Response:
    """Show a host and what can be booked with them; event types that are unlisted or paused are left out."""
    found = await host_page(request)
    listed = [each for each in found.event_types if each.active and each.visibility is Visibility.PUBLIC]
    return page(request, "host.html", host=found.host, event_types=listed)
