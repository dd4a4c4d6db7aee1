"""Pages on which a host sees the calendars that are connected, chooses among them, disconnects and connects anew."""

from typing import Any, NoReturn
from uuid import UUID

from aiohttp import web

from bot.errands import ConnectDesk, Stranded, Why
from core.calendars import Account, Calendar, Provider, Trouble
from core.commands.calendars import ChooseCalendars, DisconnectAccount
from core.errors import Code, Refused
from core.people import Host
from core.queries import ConnectedAccount, ShowCalendars
from web import errands
from web.connect import explained
from web.csrf import checked_form
from web.render import page
from web.sessions import person_of, sign_in_path
from web.site import site_of
from web.visitors import ROLES, read_visitor, visitor_of

PATH = "/account/connections"
SAID = {
    "chosen": "Saved.",
    "disconnected": "Disconnected. Nothing of it is kept here.",
}
TROUBLES = {
    Trouble.UNREACHABLE: "It has not answered since {since}.",
    Trouble.REVOKED: "It does not let us in any more, since {since}. Connect it again to have it checked.",
    Trouble.GONE: "It has not been there any more since {since}.",
}


async def show(request: web.Request) -> web.Response:
    """List the accounts with their calendars."""
    return await _shown(request, 200, SAID.get(request.query.get("done", ""), ""))


async def choose(request: web.Request) -> web.Response:
    """Keep which calendars are checked, and into which one bookings are written."""
    form = await checked_form(request)
    host = await _host(request)
    target = form.get("target", "")
    command = ChooseCalendars(
        host_id=host.id,
        checked=frozenset(_ident(name[6:]) for name in form if name.startswith("check.")),
        target=_ident(target) if target else None,
    )
    await site_of(request).desk.perform(command)
    return _onward(f"{PATH}?done=chosen")


async def ask_disconnect(request: web.Request) -> web.Response:
    """Ask whether an account is really to be disconnected."""
    account = await _account(request, await _host(request))
    return page(request, "disconnect.html", account=account, path=PATH, provider=_called(account))


async def disconnect(request: web.Request) -> web.Response:
    """Disconnect an account."""
    await checked_form(request)
    host = await _host(request)
    account = await _account(request, host)
    await site_of(request).desk.perform(DisconnectAccount(host_id=host.id, account_id=account.id))
    return _onward(f"{PATH}?done=disconnected")


async def connect(request: web.Request) -> web.Response:
    """Go on to where an account is connected, also one that is to be connected again."""
    form = await checked_form(request)
    host, desk = await _host(request), _desk(request)
    name = form.get("provider", "")
    if name not in {each.value for each in desk.offered}:
        return await explained(request, Stranded(Why.ABSENT), name)
    return _onward(f"/connect/{await desk.issue(host, Provider(name), _visitor(request))}")


async def _shown(request: web.Request, status: int, said: str) -> web.Response:
    host = await _host(request)
    accounts = await _accounts(request, host)
    return page(
        request,
        "connections.html",
        status,
        host=host,
        accounts=accounts,
        target=any(each.target for account in accounts for each in account.calendars),
        path=PATH,
        said=said,
        trouble=_trouble,
        called=_called,
        offered=[(each.value, errands.OFFERED[each]) for each in _desk(request).offered],
    )


def _trouble(f: Any, each: Account | Calendar, host: Host) -> str:
    """Say what is wrong with an account or calendar, empty if nothing is."""
    since = f.moment(each.since, host.zone) if each.since else "some time ago"
    return TROUBLES[each.trouble].format(since=since) if each.trouble else ""


def _called(account: Account) -> str:
    return errands.OFFERED[account.provider]


async def _host(request: web.Request) -> Host:
    """Return the host who uses the browser; send who is not known to sign in, raise 404 for who is no host."""
    site = site_of(request)
    signed = await person_of(request)
    visitor = _visitor(request)
    host = signed.host if signed else None
    if signed is None and not (site.signing and await site.signing.is_closed(visitor)):
        host = await site.desk.host_at("webchat", "", visitor)
    if site.connecting is None or (signed and host is None):
        raise web.HTTPNotFound
    return host or await _stranger(request)


async def _stranger(request: web.Request) -> NoReturn:
    if site_of(request).signing is None:
        raise web.HTTPNotFound
    raise web.HTTPSeeOther(sign_in_path(PATH))


def _visitor(request: web.Request) -> str:
    """Return the browser's identity; while developing that of the host beside, if it has one."""
    role = ROLES[0] if site_of(request).config.development else ""
    return (read_visitor(request, role) if role else None) or visitor_of(request)


async def _account(request: web.Request, host: Host) -> Account:
    """Return the host's account that the address names; raise Refused(NOT_FOUND)."""
    wanted = _ident(request.match_info["account"])
    accounts = await _accounts(request, host)
    found = next((each.account for each in accounts if each.account.id == wanted), None)
    if found is None:
        raise Refused(Code.NOT_FOUND, what="calendar")
    return found


async def _accounts(request: web.Request, host: Host) -> tuple[ConnectedAccount, ...]:
    found: tuple[ConnectedAccount, ...] = await site_of(request).desk.answer(ShowCalendars(host_id=host.id))
    return found


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(Code.NOT_FOUND, what="calendar") from None


def _onward(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def _desk(request: web.Request) -> ConnectDesk:
    desk = site_of(request).connecting
    if desk is None:
        raise web.HTTPNotFound
    return desk
