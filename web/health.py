"""What machines ask: alive, ready, how busy."""

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from web.site import site_of

log = structlog.get_logger(__name__)


async def alive(_request: web.Request) -> web.Response:
    """Say that the process answers."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """Say whether work can be done; 503 with what is wrong if not."""
    try:
        faults = list(await site_of(request).desk.faults())
    except Exception:  # whatever fails here, the answer is "not ready"
        log.exception("readiness_failed")
        faults = ["the check itself failed"]
    body = {"status": "not ready" if faults else "ready", "faults": faults}
    return web.json_response(body, status=503 if faults else 200)


async def metrics(_request: web.Request) -> web.Response:
    """Return the counters in Prometheus' text format."""
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
