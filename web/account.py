"""The account of whoever is signed in: name, e-mail address, password, second factor, and where they are signed in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import segno
from aiohttp import web
from markupsafe import Markup

from bot.signed import SignedIn
from core.commands import ChangePerson, SendCode
from core.errors import Code, Refused
from core.ports.identity import IdentityProvider
from core.signing import SHORTEST_PASSWORD
from web import words
from web.csrf import checked_form
from web.render import page
from web.sessions import HERE, admit, begin_anew, desk_of, require_person
from web.site import site_of
from web.visitors import browser_key, remember_proof

AGAIN = f"/sign-in?next={HERE}&again=1"
"""Where one proves again who one is, before ways of signing in are changed."""
DONE = {
    "name": "Your name is saved.",
    "email": "Your e-mail address is confirmed. Other browsers and programs were logged out.",
    "password": "Your password is saved. Other browsers and programs were logged out.",
    "no-password": "Your password is gone. You sign in by e-mail now.",
    "no-identity": "You do not sign in there any more. Other browsers and programs were logged out.",
    "no-second": "No second factor is asked for any more.",
    "ended": "It is logged out.",
}
COMMON = "That is too easy to guess. Please take another."
TAKEN = "That address belongs to another account. Sign out and sign in with it."


async def show(request: web.Request) -> web.Response:
    """Show the account."""
    signed = await require_person(request)
    return await _account(request, signed, did=DONE.get(request.query.get("did", ""), ""))


async def change_name(request: web.Request) -> web.Response:
    """Change the name."""
    signed, form = await _posted(request)
    command = ChangePerson(
        person_id=signed.person.id,
        name=form.get("name", ""),
        host_id=signed.host.id if signed.host else None,
    )
    try:
        await site_of(request).desk.perform(command)
    except Refused:
        return await _account(request, signed, wrong={"name": "Please give your name, 2 to 100 characters."})
    raise _done("name")


async def send_code(request: web.Request) -> web.Response:
    """Mail a code to another e-mail address."""
    signed, form = await _posted(request)
    _require_fresh(request, signed)
    email = form.get("email", "").strip()[:254]
    try:
        await admit(request)
        await site_of(request).desk.perform(SendCode(subject=_subject(request), email=email))
    except Refused as refused:
        return await _account(request, signed, wrong={"email": _sentence(refused)})
    return page(request, "account_email.html", email=email, wrong="")


async def prove_email(request: web.Request) -> web.Response:
    """Check the code; the address is the person's from now on."""
    signed, form = await _posted(request)
    _require_fresh(request, signed)
    email, code = form.get("email", "").strip()[:254], "".join(form.get("code", "").split())[:16]
    try:
        await desk_of(request).prove_email(signed, _subject(request), email, code)
    except Refused as refused:
        if refused.refusal.code is Code.NAME_TAKEN:
            return await _account(request, signed, wrong={"email": TAKEN})
        return page(request, "account_email.html", 422, email=email, wrong=_sentence(refused))
    remember_proof(request, email)
    raise _done("email")


async def set_password(request: web.Request) -> web.Response:
    """Set a password."""
    signed, form = await _posted(request)
    given = form.get("password", "")
    if not given:
        return await _account(request, signed, wrong={"password": _length()})
    try:
        await desk_of(request).set_password(signed, given)
    except Refused as refused:
        _again(refused)
        why = COMMON if refused.refusal.facts.get("why") == "common" else _length()
        return await _account(request, signed, wrong={"password": why})
    raise _done("password")


async def remove_password(request: web.Request) -> web.Response:
    """Take the password away."""
    signed, _ = await _posted(request)
    try:
        await desk_of(request).set_password(signed, "")
    except Refused as refused:
        _again(refused)
        raise
    raise _done("no-password")


async def remove_identity(request: web.Request) -> web.Response:
    """Let nobody sign in by an account at a provider any more."""
    signed, _ = await _posted(request)
    provider = request.match_info["provider"]
    if provider not in set(IdentityProvider):
        raise web.HTTPNotFound
    try:
        await desk_of(request).part_from(signed, IdentityProvider(provider))
    except Refused as refused:
        _again(refused)
        raise
    raise _done("no-identity")


async def show_second(request: web.Request) -> web.Response:
    """Show the picture for the app that makes codes."""
    signed = await require_person(request)
    return await _second(request, signed)


async def switch_on(request: web.Request) -> web.Response:
    """Check the first code of the app; show the recovery codes, once."""
    signed, form = await _posted(request)
    try:
        await admit(request)
        codes = await desk_of(request).switch_on_second(signed, form.get("code", "")[:16])
    except Refused as refused:
        _again(refused)
        if refused.refusal.code is Code.WRONG_STATUS:
            raise web.HTTPSeeOther(HERE) from refused
        return await _second(request, signed, _sentence(refused))
    return _recovery(request, codes)


async def switch_off(request: web.Request) -> web.Response:
    """Ask for no second factor any more."""
    signed, _ = await _posted(request)
    try:
        await desk_of(request).switch_off_second(signed)
    except Refused as refused:
        _again(refused)
        raise
    raise _done("no-second")


async def renew_recovery(request: web.Request) -> web.Response:
    """Make new recovery codes and show them, once."""
    signed, _ = await _posted(request)
    try:
        codes = await desk_of(request).renew_recovery(signed)
    except Refused as refused:
        _again(refused)
        raise
    return _recovery(request, codes)


async def end_one(request: web.Request) -> web.Response:
    """Log one browser or program out."""
    signed, _ = await _posted(request)
    try:
        session_id = UUID(request.match_info["session"])
    except ValueError as error:
        raise web.HTTPNotFound from error
    await desk_of(request).end(signed.person.id, session_id)
    if session_id == signed.session.id:
        begin_anew(request)
        raise web.HTTPSeeOther("/sign-in")
    raise _done("ended")


async def end_all(request: web.Request) -> web.Response:
    """Log out everywhere, here too."""
    signed, _ = await _posted(request)
    await desk_of(request).end_all(signed.person.id)
    begin_anew(request)
    raise web.HTTPSeeOther("/sign-in")


async def _posted(request: web.Request) -> tuple[SignedIn, dict[str, str]]:
    form = await checked_form(request)
    return await require_person(request), form


async def _account(
    request: web.Request, signed: SignedIn, *, did: str = "", wrong: dict[str, str] | None = None
) -> web.Response:
    access = await desk_of(request).access(signed.person.id)
    facts: dict[str, Any] = {"signed": signed, "access": access, "did": did, "wrong": wrong or {}}
    facts["providers"] = {"google": "Google", "microsoft": "Microsoft", "github": "GitHub"}
    facts["zone"] = signed.host.zone if signed.host else (signed.person.zone or "UTC")
    facts["shortest"] = SHORTEST_PASSWORD
    facts["connecting"] = site_of(request).connecting is not None
    return page(request, "account.html", 422 if wrong else 200, **facts)


async def _second(request: web.Request, signed: SignedIn, wrong: str = "") -> web.Response:
    try:
        secret, address = await desk_of(request).prepare_second(signed, again=bool(wrong))
    except Refused as refused:
        _again(refused)
        raise web.HTTPSeeOther(HERE) from refused
    picture = segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="", lineclass="")
    spaced = " ".join(secret[each : each + 4] for each in range(0, len(secret), 4))
    facts = {"picture": Markup(picture), "secret": spaced, "wrong": wrong}  # noqa: S704 # our own drawing
    return page(request, "account_second.html", 422 if wrong else 200, **facts)


def _recovery(request: web.Request, codes: Sequence[str]) -> web.Response:
    return page(request, "account_recovery.html", codes=codes)


def _done(what: str) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"{HERE}?did={what}")


def _require_fresh(request: web.Request, signed: SignedIn) -> None:
    if not signed.session.fresh_at(site_of(request).desk.clock.now()):
        raise web.HTTPSeeOther(AGAIN)


def _again(refused: Refused) -> None:
    """Have somebody prove again who they are, if that is why they were refused."""
    if refused.refusal.code is Code.SIGN_IN_AGAIN:
        raise web.HTTPSeeOther(AGAIN) from refused


def _subject(request: web.Request) -> str:
    return f"account:{browser_key(request)}"


def _length() -> str:
    return f"Please take a password of at least {SHORTEST_PASSWORD} characters."


def _sentence(refused: Refused) -> str:
    if refused.refusal.code is Code.INVALID:
        return "Please give an e-mail address such as name@example.com."
    return words.sentence(refused.refusal)
