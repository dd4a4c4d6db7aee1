"""Where Microsoft tells us of changes in calendars. Nothing of it is believed without the token of the subscription, or logged."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from aiohttp import web

from core.errors import Transient
from core.ports.calendars import Pushed, Sign

log = structlog.get_logger(__name__)

PUSH = "/calendars/microsoft/push"
LIFECYCLE = "/calendars/microsoft/lifecycle"
MOST_BODY = 1024 * 1024
"""Bytes of a request; a notification has about a thousand, and several come at once."""
MOST_NOTICES = 1000
LONGEST_CHALLENGE = 1024
AGAIN = 10
"""Seconds after which what could not be kept is worth sending again."""
SIGNS: Mapping[str, Sign] = {
    "reauthorizationRequired": Sign.RENEW,
    "subscriptionRemoved": Sign.ENDED,
    "missed": Sign.CHANGED,
}
"""What lifecycle notifications mean for us."""

Notice = tuple[str, str, Sign]


def routes(pushed: Pushed) -> Sequence[web.AbstractRouteDef]:
    """Return what the web server serves for Microsoft."""
    door = Door(pushed)
    return (web.post(PUSH, door.take), web.post(LIFECYCLE, door.take))


class Door:
    """Takes notifications of both kinds: they may come by either address."""

    def __init__(self, pushed: Pushed) -> None:
        """Hand on what comes."""
        self._pushed = pushed

    async def take(self, request: web.Request) -> web.Response:
        """Hand on what is told, or answer the challenge by which Microsoft tries an address."""
        challenge = request.query.get("validationToken")
        if challenge is not None:
            return _echo(challenge)
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        try:
            notices = set(_notices(body))
        except ValueError:
            return web.Response(status=400)
        return await self._told(notices)

    async def _told(self, notices: set[Notice]) -> web.Response:
        """Hand each notice on once; have them sent again if they cannot be kept now."""
        known = 0
        try:
            for watch_id, token, sign in sorted(notices):
                known += await self._pushed(watch_id, token, sign)
        except Transient:
            return web.Response(status=503, headers={"Retry-After": str(AGAIN)})
        if known < len(notices):
            log.info("microsoft.unknown_notices", count=len(notices) - known)
        return web.Response(status=202)


def _echo(challenge: str) -> web.Response:
    """Return a challenge as plain text; what could be taken for a page is not repeated, for Microsoft sends no such thing."""
    if len(challenge) > LONGEST_CHALLENGE or not challenge.isprintable() or set(challenge) & set("<>"):
        return web.Response(status=400)
    return web.Response(
        text=challenge,
        content_type="text/plain",
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"},
    )


async def _body(request: web.Request) -> bytes | None:
    """Return what was sent, None if it is too much."""
    whole = bytearray()
    async for piece in request.content.iter_any():
        whole += piece
        if len(whole) > MOST_BODY:
            return None
    return bytes(whole)


def _notices(body: bytes) -> Iterator[Notice]:
    """Yield what is told, as far as it says of which subscription; raise ValueError if it cannot be read."""
    try:
        listed = json.loads(body)["value"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no notifications") from error
    if not isinstance(listed, list) or len(listed) > MOST_NOTICES:
        raise ValueError("no notifications")
    for each in listed:
        if isinstance(each, dict) and (notice := _notice(each)):
            yield notice


def _notice(raw: Mapping[str, Any]) -> Notice | None:
    watch_id, token = raw.get("subscriptionId"), raw.get("clientState")
    if not isinstance(watch_id, str) or not isinstance(token, str):
        return None
    event = raw.get("lifecycleEvent")
    sign = Sign.CHANGED if event is None else SIGNS.get(str(event))
    return (watch_id, token, sign) if sign else None
