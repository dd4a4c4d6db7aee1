"""How programs sign in: register, log in, renew, log out; and who they are."""

from typing import Any
from uuid import UUID

from aiohttp import web

from bot.errands import Browser, Stranded, Why
from bot.signed import Entrance, SignedIn
from core.errors import Code, Refused
from core.ports.identity import IdentityProvider
from core.signing import ACCESS, LONGEST_PASSWORD, Device, SessionKind
from web.api import api, body_of, failed, require_program, text_in, tokens_of
from web.sessions import admit, desk_of, label_of
from web.site import site_of

EMAIL, NAME, CODE, SEALED = 254, 100, 32, 1000
"""Most characters of each field."""
MINE, MAILED, SECOND = "sign-up", "code", "second"
"""What a challenge is answered with a code for: proving the address of a new account, signing in by mail, a second factor."""


@api
async def register(request: web.Request) -> web.Response:
    """Make an account with a password, which counts once the code that is mailed was given to `/auth/verify` (201, 409)."""
    body = await body_of(request)
    email, name = text_in(body, "email", EMAIL), text_in(body, "name", NAME, optional=True)
    password = text_in(body, "password", LONGEST_PASSWORD)
    await admit(request)
    person = await desk_of(request).sign_up(email, password, name, _locale(request))
    made = {"user": {"id": str(person.id), "email": person.email, "email_verified": False}}
    return web.json_response(made | {"challenge": _challenge(request, MINE, str(person.id))}, status=201)


@api
async def login(request: web.Request) -> web.Response:
    """Sign in by password; without one a code is mailed (202), which is given to `/auth/verify`."""
    body = await body_of(request)
    email = text_in(body, "email", EMAIL).strip()
    await admit(request)
    if "password" not in body:
        return await _mail_code(request, email)
    password = text_in(body, "password", LONGEST_PASSWORD)
    try:
        return _entered(request, await desk_of(request).by_password(email, password, _device(request)))
    except Refused as refused:
        if refused.refusal.code is not Code.UNVERIFIED:
            raise
        return await _prove_first(request, refused.refusal.facts["person_id"])


@api
async def verify(request: web.Request) -> web.Response:
    """Answer a challenge with a code: that of the mail, or that of the second factor."""
    body = await body_of(request)
    kind, *facts = _opened(request, text_in(body, "challenge", SEALED))
    code = text_in(body, "code", CODE)
    await admit(request)
    desk, device = desk_of(request), _device(request)
    match kind, facts:
        case "sign-up", [person_id]:
            return _entered(request, await desk.finish_sign_up(UUID(person_id), code, device))
        case "code", [subject, email]:
            return _entered(request, await desk.by_code(subject, email, code, device))
        case "second", [token]:
            return _entered(request, await desk.by_second(token, code))
        case _:
            raise Refused(Code.SIGN_IN_AGAIN)


@api
async def refresh(request: web.Request) -> web.Response:
    """Renew access; the token that was given is used up, and a second use of it ends the session (401)."""
    body = await body_of(request)
    return _entered(request, await desk_of(request).renew(text_in(body, "refresh_token", SEALED)))


@api
async def logout(request: web.Request) -> web.Response:
    """End the session; its access token is worth nothing from now on."""
    signed = await require_program(request)
    await desk_of(request).sign_out(signed.session)
    return web.Response(status=204)


@api
async def oauth(request: web.Request) -> web.Response:
    """Sign in at a provider: first, with `{}`, return its address and a handle; then take what it sent back, with the handle."""
    travels, provider = site_of(request).travels, request.match_info["provider"]
    if travels is None or provider not in set(IdentityProvider):
        raise web.HTTPNotFound
    body = await body_of(request)
    await admit(request)
    try:
        if "code" not in body:
            handle = site_of(request).desk.chance.token()
            address = await travels.sign_in(provider, Browser(key=handle), {"api": True})
            return web.json_response({"url": address, "handle": handle})
        back = {"code": text_in(body, "code", SEALED * 2), "state": text_in(body, "state", SEALED)}
        arrival = await travels.arrive(provider, back, Browser(key=text_in(body, "handle", SEALED)))
    except Stranded as stranded:
        return _stranded(stranded)
    if not arrival.errand.facts.get("api"):
        raise Refused(Code.SIGN_IN_AGAIN)
    return _entered(request, await desk_of(request).by_identity(arrival.identity, _device(request)))


@api
async def me(request: web.Request) -> web.Response:
    """Tell who is signed in."""
    return web.json_response(_told(await require_program(request)))


async def _mail_code(request: web.Request, email: str) -> web.Response:
    subject = f"api:{site_of(request).desk.chance.token()}"
    await desk_of(request).send(subject, email, _locale(request))
    return web.json_response({"challenge": _challenge(request, MAILED, subject, email)}, status=202)


async def _prove_first(request: web.Request, person_id: UUID) -> web.Response:
    """Mail another code to somebody whose password is right, but whose address is not proved yet."""
    await desk_of(request).send_again(person_id, _locale(request))
    challenge = _challenge(request, MINE, str(person_id))
    return failed(403, Code.UNVERIFIED.value, "Please prove your e-mail address first.", challenge=challenge)


def _entered(request: web.Request, entrance: Entrance) -> web.Response:
    if entrance.waits:
        challenge = _challenge(request, SECOND, entrance.token)
        return failed(401, "second_factor", "A second factor is asked for.", challenge=challenge)
    access = tokens_of(request).issue(entrance.session, site_of(request).desk.clock.now())
    given = {"access_token": access, "token_type": "Bearer", "expires_in": int(ACCESS.total_seconds())}
    return web.json_response(given | {"refresh_token": entrance.token})


def _stranded(stranded: Stranded) -> web.Response:
    if stranded.why is Why.AWAY:
        return failed(503, "not_now", "The provider does not answer just now.")
    if stranded.why is Why.ABSENT:
        return failed(404, "not_found", "One cannot sign in there.")
    return failed(400, "stranded", "That did not come back as it was sent.", why=stranded.why.value)


def _told(signed: SignedIn) -> dict[str, Any]:
    person, host = signed.person, signed.host
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "email_verified": person.email_verified,
        "zone": person.zone,
        "locale": person.locale,
        "username": host.username if host else None,
    }


def _challenge(request: web.Request, kind: str, *facts: str) -> str:
    return site_of(request).seals.seal("challenge", [kind, *facts])


def _opened(request: web.Request, challenge: str) -> list[str]:
    opened = site_of(request).seals.open("challenge", challenge)
    if not isinstance(opened, list) or not opened:
        raise Refused(Code.SIGN_IN_AGAIN)
    return opened


def _device(request: web.Request) -> Device:
    agent = request.headers.get("User-Agent", "")
    label = label_of(agent)
    named = agent.partition("/")[0].strip()[:40] if label.startswith("A browser") else label
    return Device(kind=SessionKind.API, label=named or "A program")


def _locale(request: web.Request) -> str:
    return request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()[:35] or "en"
