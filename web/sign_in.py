"""The pages where one signs in: by a mailed code or link, by password, at a provider; and out."""

from typing import Any

from aiohttp import web

from bot.errands import Arrival, Stranded
from core.errors import Code, Refused
from web import connect, words
from web.csrf import checked_form
from web.limits import say_when
from web.render import page
from web.sessions import admit, desk_of, device_of, enter, leave, local, person_of, waiting_of
from web.site import site_of
from web.visitors import browser_key

MOST_EMAIL = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3)."""
MOST_CODE = 32
TOO_MANY = "That was tried too often from your internet connection. Please wait a few minutes."
WRONG_PASSWORD = "E-mail address and password do not fit together."  # noqa: S105
LINK_GONE = "This link was used already, or is older than a quarter of an hour. You can ask for a new one."


async def show(request: web.Request) -> web.Response:
    """Ask for the e-mail address; whoever is signed in goes on, unless they are to sign in again."""
    onward = local(request.query.get("next", ""))
    if "again" not in request.query and await person_of(request):
        raise web.HTTPSeeOther(onward)
    return _asked(request, onward, again="again" in request.query)


async def send(request: web.Request) -> web.Response:
    """Mail a code and a link; the answer is the same whether anybody has the address or not."""
    form = await checked_form(request)
    onward, email = local(form.get("next", "")), form.get("email", "").strip()[:MOST_EMAIL]
    try:
        await admit(request)
        await desk_of(request).send(_subject(request), email, _locale(request), onward)
    except Refused as refused:
        return _asked(request, onward, email=email, refused=refused)
    return _coded(request, onward, email)


async def code(request: web.Request) -> web.Response:
    """Check the code that was mailed and sign in."""
    form = await checked_form(request)
    onward, email = local(form.get("next", "")), form.get("email", "").strip()[:MOST_EMAIL]
    given = "".join(form.get("code", "").split())[:MOST_CODE]
    try:
        await admit(request)
        entrance = await desk_of(request).by_code(_subject(request), email, given, device_of(request))
    except Refused as refused:
        return _coded(request, onward, email, refused)
    raise await enter(request, entrance, onward)


async def show_link(request: web.Request) -> web.Response:
    """Show for whom a mailed link is; only the button uses it up, so that programs that look at mails do not."""
    try:
        email, _ = await desk_of(request).link(request.match_info["token"])
    except Refused as refused:
        return _gone(request, refused)
    return page(request, "sign_in_link.html", email=email, path=request.path)


async def use_link(request: web.Request) -> web.Response:
    """Sign in by a mailed link."""
    await checked_form(request)
    token = request.match_info["token"]
    try:
        _, onward = await desk_of(request).link(token)
        entrance = await desk_of(request).by_link(token, device_of(request))
    except Refused as refused:
        return _gone(request, refused)
    raise await enter(request, entrance, onward)


async def show_password(request: web.Request) -> web.Response:
    """Ask for e-mail address and password."""
    desk_of(request)
    return page(
        request, "sign_in_password.html", onward=local(request.query.get("next", "")), email="", wrong=""
    )


async def password(request: web.Request) -> web.Response:
    """Sign in by password."""
    form = await checked_form(request)
    onward, email = local(form.get("next", "")), form.get("email", "").strip()[:MOST_EMAIL]
    try:
        await admit(request)
        entrance = await desk_of(request).by_password(email, form.get("password", ""), device_of(request))
    except Refused as refused:
        facts = {"onward": onward, "email": email, "wrong": _why_not(refused)}
        return _told(request, "sign_in_password.html", refused, facts)
    raise await enter(request, entrance, onward)


async def depart(request: web.Request) -> web.Response:
    """Send the browser to a provider, to say there who uses it."""
    travels, provider = site_of(request).travels, request.match_info["provider"]
    if travels is None or provider not in site_of(request).providers:
        raise web.HTTPNotFound
    desk_of(request)
    facts = {"next": local(request.query.get("next", ""))}
    try:
        await admit(request)
        address = await travels.sign_in(provider, await connect.browser_of(request), facts)
    except Refused as refused:
        return _asked(request, facts["next"], refused=refused)
    except Stranded as stranded:
        return await connect.explained(request, stranded, provider)
    raise web.HTTPSeeOther(address)


async def arrived(request: web.Request, arrival: Arrival) -> web.StreamResponse:
    """Sign in whom a provider vouches for who came back from there."""
    if arrival.errand.facts.get("api"):  # a program asked, which takes back what was sent by itself
        raise web.HTTPNotFound
    entrance = await desk_of(request).by_identity(arrival.identity, device_of(request))
    raise await enter(request, entrance, str(arrival.errand.facts.get("next", "")))


async def show_second(request: web.Request) -> web.Response:
    """Ask for the second factor of somebody who is half-way in."""
    _require_waiting(request)
    return page(request, "sign_in_second.html", wrong="")


async def second(request: web.Request) -> web.Response:
    """Check the second factor and sign in."""
    form = await checked_form(request)
    token, onward = _require_waiting(request)
    try:
        await admit(request)
        entrance = await desk_of(request).by_second(token, form.get("code", "")[:MOST_CODE])
    except Refused as refused:
        if refused.refusal.code is Code.SIGN_IN_AGAIN:
            raise web.HTTPSeeOther("/sign-in") from refused
        return _told(request, "sign_in_second.html", refused, {"wrong": _sentence(refused)})
    raise await enter(request, entrance, onward)


async def sign_out(request: web.Request) -> web.Response:
    """Sign the browser out."""
    await checked_form(request)
    await leave(request)
    raise web.HTTPSeeOther("/sign-in")


def _require_waiting(request: web.Request) -> tuple[str, str]:
    token, onward = waiting_of(request)
    if not token:
        raise web.HTTPSeeOther("/sign-in")
    return token, local(onward)


def _subject(request: web.Request) -> str:
    """Return for whom a mailed code counts: this browser."""
    return f"sign-in:{browser_key(request)}"


def _locale(request: web.Request) -> str:
    return request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()[:35] or "en"


def _asked(
    request: web.Request, onward: str, *, email: str = "", again: bool = False, refused: Refused | None = None
) -> web.Response:
    desk_of(request)
    facts = {
        "onward": onward,
        "email": email,
        "again": again,
        "wrong": _sentence(refused) if refused else "",
        "providers": site_of(request).providers,
    }
    return _told(request, "sign_in.html", refused, facts)


def _coded(request: web.Request, onward: str, email: str, refused: Refused | None = None) -> web.Response:
    facts = {"onward": onward, "email": email, "wrong": _sentence(refused) if refused else ""}
    return _told(request, "sign_in_code.html", refused, facts)


def _told(
    request: web.Request, template: str, refused: Refused | None, facts: dict[str, Any]
) -> web.Response:
    """Return a page, with what was refused and when it is worth trying again."""
    if refused is None:
        return page(request, template, **facts)
    response = page(request, template, _status(refused), **facts)
    return say_when(response, refused.refusal, site_of(request).desk.clock.now())


def _gone(request: web.Request, refused: Refused) -> web.Response:
    if refused.refusal.code is not Code.CODE_EXPIRED:
        raise refused
    title = "This link does not work any more"
    return page(request, "sign_in_gone.html", 410, title=title, text=LINK_GONE)


def _why_not(refused: Refused) -> str:
    """Say why a password does not let in; not whether anybody has the address."""
    match refused.refusal.code:
        case Code.WRONG_SIGN_IN | Code.INVALID:
            return WRONG_PASSWORD
        case _:
            return _sentence(refused)


def _sentence(refused: Refused) -> str:
    if refused.refusal.code is Code.TOO_MANY_ATTEMPTS and "wait" in refused.refusal.facts:
        return TOO_MANY
    if refused.refusal.code is Code.INVALID:
        return "Please give an e-mail address such as name@example.com."
    return words.sentence(refused.refusal)


def _status(refused: Refused) -> int:
    match refused.refusal.code:
        case Code.TOO_MANY_ATTEMPTS:
            return 429
        case Code.LOCKED:
            return 423
        case _:
            return 422
