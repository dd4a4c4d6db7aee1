"""What stands before and behind every page: https, headers, and errors said kindly."""

import re
from collections.abc import Mapping

import structlog
from aiohttp import web

from bot.metrics import http_requests, http_seconds
from core.errors import Code, Refusal, Refused, Transient
from web import words
from web.csrf import ForgedForm
from web.render import page
from web.site import Handler, Site, route_of, site_of

log = structlog.get_logger(__name__)

FRAMED_IN_DEVELOPMENT = re.compile(r"/chat|/@[^/]+(/[^/]+)?/chat|/outbox.*|/try/.*")
FOR_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked from inside, over plain http and without a browser."""
YEAR = 365 * 24 * 3600

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("That did not work", "Your browser sent something we could not read."),
    403: ("Not allowed", "You cannot do that from here."),
    404: ("Nothing here", "There is no such page, or what it was about cannot be booked any more."),
    405: ("That did not work", "This page cannot be used like that."),
    409: ("That did not work", "It has changed meanwhile."),
    410: ("This link has expired", "Links in our mails work until a month after the meeting."),
    413: ("That was too much", "What you sent is too large."),
    429: ("Please wait a while", "There were too many attempts from your internet connection. You can try again later."),
}  # fmt: skip
FORGED = (
    "Please send that again",
    "The form could not be proved to come from our page. Cookies may be switched off, or the page was open for very long. "
    "Go back, reload the page and send it again; nothing was changed.",
)
FAILED = (
    "Something went wrong",
    "It is our fault, and we have noted it. Please try again in a moment.",
)
AWAY = (
    "One moment, please",
    "We cannot reach our appointment book right now. Nothing is lost; please try again in a minute.",
)
AWAY_SECONDS = 10
"""When a page is worth asking for again."""
FORGED_LINK = (
    "This link does not work",
    "It may have been cut in two by a mail program. Please open it from the mail again.",
)


@web.middleware
async def to_https(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Send visitors who came over plain http through our proxy to https."""
    config = site_of(request).config
    plain = request.headers.get("X-Forwarded-Proto", "https").split(",")[-1].strip() == "http"
    if config.https and config.trusted_proxies and plain and request.path not in FOR_MACHINES:
        raise web.HTTPPermanentRedirect(config.base_url + request.path_qs)
    return await handler(request)


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count requests by route and status, and how long they took; sockets last too long to be timed."""
    if "Upgrade" in request.headers:
        return await handler(request)
    with http_seconds.time():
        response = await handler(request)
    http_requests.labels(route_of(request), str(response.status)).inc()
    return response


@web.middleware
async def kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and errors into pages that a person understands, never a traceback."""
    try:
        return await handler(request)
    except ForgedForm:
        return page(request, "error.html", status=403, title=FORGED[0], text=FORGED[1], error_id="")
    except web.HTTPException as error:
        if error.status < 400:
            return _redirect(error)
        return _http_error(request, error)
    except Refused as refused:
        return refusal_page(request, refused.refusal)
    except Transient:
        log.warning("page_put_off", route=route_of(request))
        return _put_off(request)
    except Exception:  # a door: whatever fails behind it, the visitor gets a page
        error_id = site_of(request).desk.chance.uuid().hex[:10]
        log.exception("page_failed", error_id=error_id, route=route_of(request))
        title, text = FAILED
        return page(request, "error.html", status=500, title=title, text=text, error_id=error_id)


def refusal_page(request: web.Request, refusal: Refusal) -> web.Response:
    """Return the page for a refusal."""
    if refusal.code is Code.NOT_FOUND:
        return _not_found(request, refusal)
    title = TITLES[409][0]
    text = words.sentence(refusal)
    return page(request, "error.html", status=409, title=title, text=text, error_id="")


def _put_off(request: web.Request) -> web.Response:
    response = page(request, "error.html", status=503, title=AWAY[0], text=AWAY[1], error_id="")
    response.headers["Retry-After"] = str(AWAY_SECONDS)
    return response


async def guard(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on a response (a signal of the application)."""
    site = site_of(request)
    framed = site.config.development and FRAMED_IN_DEVELOPMENT.fullmatch(request.path)
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy(site, "'self'" if framed else "'none'"))
    headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if site.config.https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.path.startswith("/static/"):
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"


def _policy(site: Site, ancestors: str) -> str:
    scheme = "wss" if site.config.https else "ws"
    return (
        f"default-src 'self'; connect-src 'self' {scheme}://{site.config.host}; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {ancestors}"
    )


def _redirect(error: web.HTTPException) -> web.Response:
    """Return a redirect as a response of its own, so that signals and cookies apply to it."""
    return web.Response(status=error.status, headers={"Location": error.headers["Location"]})


def _http_error(request: web.Request, error: web.HTTPException) -> web.Response:
    title, text = TITLES.get(error.status, TITLES[400])
    response = page(request, "error.html", status=error.status, title=title, text=text, error_id="")
    for name in ("Retry-After", "Allow"):
        if name in error.headers:
            response.headers[name] = error.headers[name]
    return response


def _not_found(request: web.Request, refusal: Refusal) -> web.Response:
    status, (title, text) = 404, TITLES[404]
    if refusal.facts.get("what") == "link":
        status, (title, text) = (410, TITLES[410]) if refusal.facts.get("expired") else (404, FORGED_LINK)
    return page(request, "error.html", status=status, title=title, text=text, error_id="")
