"""Forms that only our own pages can send: a signed double-submit token, bound to the browser's identity (OWASP)."""

from collections.abc import Mapping
from hmac import compare_digest

from aiohttp import web

from web.site import site_of
from web.visitors import cookie_of, remember_cookie, visitor_of

COOKIE = "parley_csrf"
FIELD = "csrf"
TOKEN = web.RequestKey("csrf", str)


class ForgedForm(web.HTTPForbidden):
    """A form without our token."""


def csrf_token(request: web.Request) -> str:
    """Return the token for the forms of a page; the cookie goes with the response."""
    known = request.get(TOKEN)
    if known is None:
        cookie = cookie_of(request, COOKIE)
        known = cookie if _is_ours(request, cookie) else _issue(request)
        request[TOKEN] = known
    return known


def forget_token(request: web.Request) -> None:
    """Make a new token, because the browser is somebody else now."""
    request[TOKEN] = _issue(request)


async def checked_form(request: web.Request) -> dict[str, str]:
    """Return the text fields of a posted form; raise ForgedForm without our token in both places, or 400 for no form."""
    try:
        texts = _texts(await request.post())
    except (ValueError, LookupError) as error:  # bytes that are no text, signs that nobody knows, no end
        raise web.HTTPBadRequest from error
    cookie, field = cookie_of(request, COOKIE), texts.get(FIELD, "")
    same = compare_digest(cookie.encode("utf-8", "replace"), field.encode("utf-8", "replace"))
    if not (same and _is_ours(request, cookie)):
        raise ForgedForm
    return texts


def _texts(posted: Mapping[str, object]) -> dict[str, str]:
    return {name: value.replace("\x00", "") for name, value in posted.items() if isinstance(value, str)}


def _is_ours(request: web.Request, token: str) -> bool:
    opened = site_of(request).seals.open("csrf", token)
    return isinstance(opened, list) and opened[1:] == [visitor_of(request)]


def _issue(request: web.Request) -> str:
    site = site_of(request)
    token = site.seals.seal("csrf", [site.desk.chance.token(), visitor_of(request)])
    remember_cookie(request, COOKIE, token)
    return token
