"""Who is signed in with a browser: a cookie that scripts cannot read, good for a session that is kept on the server."""

import re
from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web

from bot.signed import Entrance, SignedIn, SignInDesk
from core.signing import HALFWAY, LONGEST, Device
from web.csrf import forget_token
from web.limits import subject_of
from web.site import remote_of, site_of
from web.visitors import become, cookie_of, remember_cookie, remember_proof, visitor_of

SESSION, WAITING = "parley_session", "parley_waiting"
HERE = "/account"
"""Where one goes after signing in unless one came from elsewhere."""
LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""An address of ours: a path without host, backslash, space or control character."""
MOST = 1000
"""Characters of an address to go on to."""
NOBODY = timedelta(0)

SIGNED = web.RequestKey("signed", tuple[SignedIn | None])
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
CALLED = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")


def desk_of(request: web.Request) -> SignInDesk:
    """Return the desk where one signs in; raise 404 where there is none."""
    desk = site_of(request).signing
    if desk is None:
        raise web.HTTPNotFound
    return desk


async def admit(request: web.Request) -> None:
    """Count a try of the visitor's internet address, or of its IPv6 network; raise Refused(TOO_MANY_ATTEMPTS)."""
    await desk_of(request).admit(subject_of(remote_of(request)))


async def person_of(request: web.Request) -> SignedIn | None:
    """Return who is signed in with the browser, None if nobody is."""
    known = request.get(SIGNED)
    if known is None:
        token = cookie_of(request, SESSION)
        signing = site_of(request).signing
        known = (await signing.at(token) if token and signing else None,)
        request[SIGNED] = known
    return known[0]


async def require_person(request: web.Request) -> SignedIn:
    """Return who is signed in; send everybody else to the page where one signs in, and back here afterwards."""
    signed = await person_of(request)
    if signed is None:
        raise web.HTTPSeeOther(sign_in_path(request.path_qs if request.method == "GET" else HERE))
    return signed


def sign_in_path(onward: str = "") -> str:
    """Return the address of the page where one signs in, from which one goes on to a page of ours."""
    return f"/sign-in?{urlencode({'next': onward})}" if onward and onward != HERE else "/sign-in"


def local(onward: str) -> str:
    """Return an address to go on to if it is one of ours, else that of the account: nobody is sent elsewhere."""
    return onward if len(onward) <= MOST and LOCAL.fullmatch(onward) else HERE


def device_of(request: web.Request) -> Device:
    """Return with what the visitor signs in."""
    return Device(label=label_of(request.headers.get("User-Agent", "")), room=visitor_of(request))


def label_of(agent: str) -> str:
    """Return how a browser is called: “Firefox on Linux”."""
    browser = next((each for each in BROWSERS if each in agent), "")
    system = next((each for each in SYSTEMS if each in agent), "")
    named = CALLED.get(browser, browser) or "A browser"
    return f"{named} on {system}" if system else named


async def enter(request: web.Request, entrance: Entrance, onward: str) -> web.HTTPSeeOther:
    """Let somebody in who has just signed in; return what sends them on, or first to where the second factor is asked for.

    The session that the browser had before ends; its cookies are all new, so that none planted before is worth anything.
    """
    if entrance.waits:
        sealed = site_of(request).seals.seal("waiting", [entrance.token, local(onward)])
        remember_cookie(request, WAITING, sealed, HALFWAY)
        return web.HTTPSeeOther("/sign-in/second")
    before = await person_of(request)
    if before and before.session.id != entrance.session.id:
        await desk_of(request).sign_out(before.session)
    become(request, entrance.room)
    forget_token(request)
    remember_cookie(request, SESSION, entrance.token, LONGEST)
    remember_cookie(request, WAITING, "", NOBODY)
    if entrance.person.email and entrance.person.email_verified:
        remember_proof(request, entrance.person.email)
    return web.HTTPSeeOther(local(onward))


def waiting_of(request: web.Request) -> tuple[str, str]:
    """Return the half-way token of a browser, and where it goes on to; two empty texts if there is none."""
    opened = site_of(request).seals.open("waiting", cookie_of(request, WAITING))
    return (str(opened[0]), str(opened[1])) if isinstance(opened, list) and len(opened) == 2 else ("", "")


async def leave(request: web.Request) -> None:
    """Sign the browser out: the session ends, and what it was in the web chat is left behind."""
    signed = await person_of(request)
    if signed:
        await desk_of(request).sign_out(signed.session)
    begin_anew(request)


def begin_anew(request: web.Request) -> None:
    """Let the browser be a visitor whom nobody knows."""
    become(request, site_of(request).desk.chance.token())
    forget_token(request)
    for name in (SESSION, WAITING):
        remember_cookie(request, name, "", NOBODY)
    request[SIGNED] = (None,)


async def leave_if_closed(request: web.Request) -> None:
    """Let a browser that was logged out from elsewhere be a visitor whom nobody knows."""
    signing = site_of(request).signing
    if signing and await signing.is_closed(visitor_of(request)):
        begin_anew(request)
