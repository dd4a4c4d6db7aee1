"""Pages on which calendars are connected: what a link is for, on to the provider, and what came of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from aiohttp import web

from bot.errands import Arrival, Attached, Browser, ConnectDesk, Stranded, Unconfirmed, Why
from core.calendars import Provider
from core.errors import Refused
from web import errands, words
from web.csrf import checked_form
from web.limits import say_when, subject_of
from web.render import page
from web.sessions import person_of
from web.site import remote_of, site_of
from web.visitors import ROLES, cookie_of, read_visitor, remember_cookie, visitor_of

log = structlog.get_logger(__name__)

DONE = "parley_connected"
"""Cookie that tells the last page what came of an errand; no address holds it."""
SHOWN = timedelta(minutes=15)
LONGEST = 2000
"""Characters of an address, name or password that is typed."""
TYPED = {Provider.CALDAV: ("url", "username", "password"), Provider.ICS: ("url",)}
"""What is typed where no consent is asked for."""
MAY_BE_EMPTY = frozenset({"url"})
"""Of a server the address is found by that of the user, if it is an e-mail address."""
STATUS: Mapping[Why, int] = {
    Why.UNKNOWN: 404,
    Why.EXPIRED: 410,
    Why.USED: 410,
    Why.ELSEWHERE: 403,
    Why.SOMEBODY: 403,
    Why.THEIRS: 403,
    Why.ABSENT: 404,
    Why.AWAY: 503,
}


async def show(request: web.Request) -> web.Response:
    """Say whose calendars a link connects, what is asked for and why."""
    return await _shown(request, 200, {}, "")


async def go_on(request: web.Request) -> web.Response:
    """Send the browser to the provider, or connect what was typed."""
    form = await checked_form(request)
    desk, secret, browser = _desk(request), request.match_info["token"], await browser_of(request)
    try:
        invitation = await desk.invitation(secret, browser)
        names = TYPED.get(invitation.provider)
        if names is None:
            address = await desk.depart(secret, browser)
            name = errands.PROVIDERS[invitation.provider.value]
            return page(request, "going.html", address=address, name=name)
    except Stranded as stranded:
        return await _explained(request, stranded)
    return await _typed(request, {name: form.get(name, "").strip()[:LONGEST] for name in names})


async def _typed(request: web.Request, typed: dict[str, str]) -> web.Response:
    desk, secret = _desk(request), request.match_info["token"]
    needed = typed.keys() - MAY_BE_EMPTY if len(typed) > 1 else typed.keys()
    if not all(typed[name] for name in needed):
        return await _shown(request, 422, typed, "Please fill in every field.")
    try:
        await desk.admit(subject_of(remote_of(request)))
        return await _finished(request, await desk.submit(secret, await browser_of(request), typed))
    except Refused as refused:
        again = await _shown(request, 429, typed, words.sentence(refused.refusal))
        return say_when(again, refused.refusal, site_of(request).desk.clock.now())
    except Stranded as stranded:
        if stranded.why not in (Why.REJECTED, Why.AWAY):
            return await _explained(request, stranded)
        said = (
            "That server does not answer just now. Please check the address, or try again in a few minutes."
            if stranded.why is Why.AWAY
            else "We were not let in with that. Please check the address, the user name and the password."
        )
        return await _shown(request, 422, typed, said)


async def arrived(request: web.Request, arrival: Arrival) -> web.Response:
    """Connect the account of somebody who came back from a provider."""
    try:
        return await _finished(request, await _desk(request).complete(arrival))
    except Stranded as stranded:
        return await explained(request, stranded, arrival.errand.provider)


async def done(request: web.Request) -> web.Response:
    """Say what came of the errand; the page can be loaded again."""
    told = site_of(request).seals.open("connected", cookie_of(request, DONE))
    if not isinstance(told, list) or told[:1] != [visitor_of(request)]:
        raise web.HTTPNotFound
    facts: dict[str, Any] = told[1]
    until = facts.get("until")
    if until and site_of(request).desk.clock.now().isoformat() >= until:
        return await explained(request, Stranded(Why.EXPIRED), "")
    return page(request, "connected.html", **facts)


def in_app(agent: str) -> bool:
    """Whether a browser is one inside another app: providers refuse to let people sign in there (RFC 8252, 8.12)."""
    apple = "iPhone" in agent or "iPad" in agent
    return "; wv)" in agent or (apple and "Safari/" not in agent)


async def explained(request: web.Request, stranded: Stranded, provider: str) -> web.Response:
    """Return the page that says why an errand came to nothing."""
    log.info("errand came to nothing", why=stranded.why.value, provider=provider)
    title, text = errands.stranded(stranded.why, provider, stranded.missing, signing_in=stranded.signing_in)
    again = f"/connect/{stranded.again}" if stranded.again else "/sign-in" if stranded.signing_in else ""
    status = STATUS.get(stranded.why, 422)
    return page(request, "stranded.html", status, title=title, text=text, again=again)


async def browser_of(request: web.Request) -> Browser:
    """Return the browser, and as whom it is known: who is signed in with it, else whose web chat it has."""
    signed = await person_of(request)
    person_id = signed.person.id if signed else await _talker(request)
    return Browser(key=visitor_of(request), person_id=person_id)


async def _talker(request: web.Request) -> UUID | None:
    """Return who talks in the web chat of a browser, unless it was logged out; while developing also in that of the host beside."""
    site = site_of(request)
    visitor = visitor_of(request)
    if site.signing and await site.signing.is_closed(visitor):
        return None
    beside = read_visitor(request, ROLES[0]) if site.config.development else None
    found = await site.desk.person_at("webchat", "", visitor)
    return found or (await site.desk.person_at("webchat", "", beside) if beside else None)


async def _shown(request: web.Request, status: int, typed: Mapping[str, str], wrong: str) -> web.Response:
    secret = request.match_info["token"]
    try:
        invitation = await _desk(request).invitation(secret, await browser_of(request))
    except Stranded as stranded:
        return await _explained(request, stranded)
    return page(
        request,
        "connect.html",
        status,
        path=f"/connect/{secret}",
        host=invitation.host,
        provider=invitation.provider.value,
        name=errands.PROVIDERS[invitation.provider.value],
        calendar=errands.CALENDARS[invitation.provider],
        where=errands.channel(invitation.address.channel),
        asked=errands.ASKED[invitation.provider],
        inside=in_app(request.headers.get("User-Agent", "")),
        consent=invitation.provider not in TYPED,
        typed={**dict.fromkeys(TYPED.get(invitation.provider, ()), ""), **typed, "password": ""},
        alert=wrong or None,
    )


async def _explained(request: web.Request, stranded: Stranded) -> web.Response:
    return await explained(request, stranded, "")


async def _finished(request: web.Request, result: Attached | Unconfirmed) -> web.Response:
    """Remember in the browser what came of it, and go on to the page that says it."""
    invitation = result.invitation
    waits = isinstance(result, Unconfirmed)
    facts = {
        "code": result.code if isinstance(result, Unconfirmed) else "",
        "account": result.account.name if isinstance(result, Attached) else "",
        "who": invitation.host.name,
        "username": invitation.host.username,
        "where": errands.channel(invitation.address.channel),
        "back": result.back,
        "known": (await browser_of(request)).person_id is not None,
        "until": (site_of(request).desk.clock.now() + SHOWN).isoformat() if waits else "",
    }
    sealed = site_of(request).seals.seal("connected", [visitor_of(request), facts])
    remember_cookie(request, DONE, sealed, SHOWN)
    return web.Response(status=303, headers={"Location": "/connected"})


def _desk(request: web.Request) -> ConnectDesk:
    desk = site_of(request).connecting
    if desk is None:
        raise web.HTTPNotFound
    return desk
