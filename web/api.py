"""What programs ask: JSON in, JSON out, refusals as codes; and who they are, by an access token."""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot.signed import SignedIn
from core.errors import Code, Refusal, Refused, Transient
from web import words
from web.limits import say_when
from web.sessions import desk_of
from web.site import route_of, site_of
from web.tokens import Tokens

log = structlog.get_logger(__name__)

MOST = 16 * 1024
"""Bytes of a body."""
BEARER = "bearer "
SOON = 10
"""Seconds after which what could not be done now is worth trying again."""
STATUS: Mapping[Code, int] = {
    Code.WRONG_SIGN_IN: 401,
    Code.SIGN_IN_AGAIN: 401,
    Code.UNVERIFIED: 403,
    Code.NOT_ALLOWED: 403,
    Code.NOT_YOURS: 403,
    Code.NOT_FOUND: 404,
    Code.CODE_EXPIRED: 410,
    Code.INVALID: 422,
    Code.WRONG_CODE: 422,
    Code.LOCKED: 423,
    Code.TOO_MANY_ATTEMPTS: 429,
}
"""Of each refusal that is no conflict (409)."""

Handler = Callable[[web.Request], Awaitable[web.Response]]


class Invalid(web.HTTPUnprocessableEntity):
    """A field is missing, or is not what it should be."""

    def __init__(self, field: str) -> None:
        """Remember the field."""
        super().__init__(reason="Unprocessable Entity")
        self.field = field


def api(handler: Handler) -> Handler:
    """Answer a program in JSON, whatever happens, and let nobody keep the answer."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.Response:
        try:
            response = await handler(request)
        except Invalid as error:
            response = failed(
                422, "invalid", "A field is missing, or is not what it should be.", field=error.field
            )
        except Refused as refused:
            response = _refused(request, refused.refusal)
        except Transient:
            response = failed(503, "not_now", "Please try again in a moment.")
            response.headers["Retry-After"] = str(SOON)
        except web.HTTPException as error:
            response = failed(error.status, _slug(error.status), HTTPStatus(error.status).phrase)
        except Exception:  # a door: whatever fails behind it, the program gets an answer it can read
            log.exception("api_failed", route=route_of(request))
            response = failed(500, "failed", "It is our fault, and we have noted it.")
        if response.status == 401:  # RFC 6750, 3
            response.headers["WWW-Authenticate"] = 'Bearer realm="parley"'
        response.headers["Cache-Control"] = "no-store"
        return response

    return answered


def failed(status: int, code: str, message: str, **facts: Any) -> web.Response:
    """Return an error as programs get it."""
    return web.json_response({"error": {"code": code, "message": message, **facts}}, status=status)


async def body_of(request: web.Request) -> Mapping[str, Any]:
    """Return the object that a program sent; raise 415, 413 or 400 for anything else."""
    if request.content_type != "application/json":  # which no form of another site can send
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > MOST:
        raise web.HTTPRequestEntityTooLarge(max_size=MOST, actual_size=request.content_length or 0)
    raw = await request.read()  # which is bounded itself
    if len(raw) > MOST:
        raise web.HTTPRequestEntityTooLarge(max_size=MOST, actual_size=len(raw))
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(found, dict):
        raise web.HTTPBadRequest
    return found


def text_in(body: Mapping[str, Any], name: str, most: int, *, optional: bool = False) -> str:
    """Return a text of a body; raise Invalid if it is none, or too long."""
    found = body.get(name, "" if optional else None)
    if not isinstance(found, str) or len(found) > most or not (found or optional):
        raise Invalid(name)
    return found.replace("\x00", "")


def tokens_of(request: web.Request) -> Tokens:
    """Return what makes and reads access tokens."""
    config = site_of(request).config
    return Tokens(config.secret, config.base_url)


async def program_of(request: web.Request) -> SignedIn | None:
    """Return who is signed in with the access token of a program; None without one, or if its session is over."""
    given = request.headers.get("Authorization", "")
    if not given.lower().startswith(BEARER):
        return None
    session_id = tokens_of(request).read(given[len(BEARER) :].strip(), site_of(request).desk.clock.now())
    return await desk_of(request).of_session(session_id) if session_id else None


async def require_program(request: web.Request) -> SignedIn:
    """Return who is signed in with an access token; raise Refused(SIGN_IN_AGAIN)."""
    signed = await program_of(request)
    if signed is None:
        raise Refused(Code.SIGN_IN_AGAIN)
    return signed


def _refused(request: web.Request, refusal: Refusal) -> web.Response:
    facts = {"field": str(refusal.facts["field"])} if "field" in refusal.facts else {}
    response = failed(STATUS.get(refusal.code, 409), refusal.code.value, words.sentence(refusal), **facts)
    return say_when(response, refusal, site_of(request).desk.clock.now())


def _slug(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")
