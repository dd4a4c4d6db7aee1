"""The address to which providers send browsers back, whatever they were sent for."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.errands import Arrival, Purpose, Stranded
from web import connect, sign_in
from web.site import site_of

Receive = Callable[[web.Request, Arrival], Awaitable[web.StreamResponse]]
"""Goes on with a browser that came back."""
LONGEST = 5000
"""Characters of what a provider puts into the address; more is nothing that one of them sends."""


async def callback(request: web.Request) -> web.StreamResponse:
    """Take a browser back, and go on with what it was sent for."""
    travels, provider = site_of(request).travels, request.match_info["provider"]
    if travels is None:
        raise web.HTTPNotFound
    back = {name: value for name, value in request.query.items() if len(value) <= LONGEST}
    try:
        arrival = await travels.arrive(provider, back, await connect.browser_of(request))
    except Stranded as stranded:
        return await connect.explained(request, stranded, provider)
    receive = RECEIVERS.get(arrival.errand.purpose)
    if receive is None:
        raise web.HTTPNotFound
    return await receive(request, arrival)


RECEIVERS: dict[Purpose, Receive] = {Purpose.CONSENT: connect.arrived, Purpose.SIGN_IN: sign_in.arrived}
"""Who goes on, for each purpose."""
