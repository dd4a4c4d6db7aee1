"""Who a browser is: a signed, long-lived cookie that scripts cannot read; and which e-mails it has proved."""

from datetime import datetime, timedelta

from aiohttp import web

from web.site import Handler, site_of

COOKIE = "parley_visitor"
PROVED = "parley_proved"
KEPT = timedelta(days=400)
"""As long as browsers keep a cookie at most (RFC 6265bis, 5.5)."""
PROOF_LASTS = timedelta(days=30)
"""After this an e-mail is proved anew."""
ROLES = ("host", "invitee")
"""Identities that one browser can have at once while developing, with `?as=`."""

VISITOR = web.RequestKey("visitor", str)
FRESH = web.RequestKey("fresh_cookies", dict[str, tuple[str, timedelta]])


def role_of(request: web.Request) -> str:
    """Return which of its identities the browser asks for; only while developing."""
    role = request.query.get("as", "")
    return role if role in ROLES and site_of(request).config.development else ""


def visitor_of(request: web.Request) -> str:
    """Return the browser's identity, a random token; a new browser is given one with the response."""
    known = request.get(VISITOR)
    if known is None:
        name = _cookie_name(role_of(request))
        known = read_visitor(request, role_of(request)) or _issue(request, name)
        request[VISITOR] = known
    return known


def read_visitor(request: web.Request, role: str) -> str | None:
    """Return the identity that a browser already has in a role, if it has one."""
    value = site_of(request).seals.open("visitor", cookie_of(request, _cookie_name(role)))
    return value if isinstance(value, str) else None


def become(request: web.Request, visitor: str) -> None:
    """Let the browser be another visitor from now on."""
    name = _cookie_name(role_of(request))
    remember_cookie(request, name, site_of(request).seals.seal("visitor", visitor))
    request[VISITOR] = visitor


def browser_key(request: web.Request) -> str:
    """Return the owner of holds and codes that this browser is."""
    return f"web:{visitor_of(request)}"


def cookie_of(request: web.Request, name: str) -> str:
    """Return a cookie that `remember_cookie` gave the browser, empty if it has none."""
    return request.cookies.get(_named(request, name), "")


def remember_cookie(request: web.Request, name: str, value: str, lasts: timedelta = KEPT) -> None:
    """Give the browser a cookie with whatever response follows."""
    request[FRESH] = request.get(FRESH, {}) | {_named(request, name): (value, lasts)}


def has_proved(request: web.Request, email: str) -> bool:
    """Say whether this browser has proved the e-mail by a code, not too long ago."""
    proofs = _proofs(request)
    until = proofs.get(email.lower())
    return until is not None and site_of(request).desk.clock.now() < datetime.fromisoformat(until)


def remember_proof(request: web.Request, email: str) -> None:
    """Remember in the browser that it proved an e-mail; the last few are kept."""
    until = site_of(request).desk.clock.now() + PROOF_LASTS
    proofs = dict(list(_proofs(request).items())[-4:]) | {email.lower(): until.isoformat()}
    sealed = site_of(request).seals.seal("proved", [visitor_of(request), proofs])
    remember_cookie(request, PROVED, sealed, PROOF_LASTS)


@web.middleware
async def with_cookies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the cookies that were asked for on the response."""
    response = await handler(request)
    secure = site_of(request).config.https
    for name, (value, lasts) in request.get(FRESH, {}).items():
        response.set_cookie(
            name, value, max_age=int(lasts.total_seconds()), httponly=True, samesite="Lax", secure=secure
        )
    return response


def _proofs(request: web.Request) -> dict[str, str]:
    opened = site_of(request).seals.open("proved", cookie_of(request, PROVED))
    if not opened or opened[0] != visitor_of(request):
        return {}
    return dict(opened[1])


def _named(request: web.Request, name: str) -> str:
    """Return a cookie's name, which over https binds it to this very host: no other one of our domain can plant it (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if site_of(request).config.https else name


def _cookie_name(role: str) -> str:
    return f"{COOKIE}_{role}" if role else COOKIE


def _issue(request: web.Request, name: str) -> str:
    site = site_of(request)
    visitor = site.desk.chance.token()
    remember_cookie(request, name, site.seals.seal("visitor", visitor))
    return visitor
