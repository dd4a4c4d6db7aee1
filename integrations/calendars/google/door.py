"""Where Google tells us of changes (developers.google.com/workspace/calendar/api/guides/push)."""

from collections.abc import Sequence

import structlog
from aiohttp import web

from core.errors import Fault
from core.ports.calendars import Pushed, Sign

log = structlog.get_logger(__name__)

PATH = "/calendars/google/push"
LONGEST = 256
"""Characters of what names or proves a watch."""


def routes(pushed: Pushed) -> Sequence[web.AbstractRouteDef]:
    """Return the door. Bodies are not read: there is nothing in them."""

    async def take(request: web.Request) -> web.Response:
        given = request.headers
        watch, token = given.get("X-Goog-Channel-ID", ""), given.get("X-Goog-Channel-Token", "")
        if not watch or not token or len(watch) > LONGEST or len(token) > LONGEST:
            return web.Response(status=404)
        if (
            given.get("X-Goog-Resource-State") == "sync"
        ):  # the watch has begun; it may not be written down yet
            return web.Response()
        try:
            known = await pushed(watch, token, Sign.CHANGED)
        except Fault as fault:
            log.warning("push put off", provider="google", error=type(fault).__name__)
            return web.Response(status=503)  # Google tells it again
        return web.Response(status=200 if known else 404)

    return [web.post(PATH, take)]
