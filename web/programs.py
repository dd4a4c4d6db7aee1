"""What programs ask about calendars: accounts, calendars, what stands in them; connecting, reading anew, writing a booking."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aiohttp import web

from bot.errands import Attached, Browser, ConnectDesk, Stranded, Travels, Unconfirmed, Why
from core.calendars import Account, Calendar, Provider, RemoteEvent
from core.commands import RestoreEntry
from core.commands.calendars import DisconnectAccount, ReadCalendars
from core.errors import Code, Refused
from core.interval import Interval
from core.people import Host
from core.queries import ConnectedAccount, ShowBooking, ShowCalendars, ShowEvents, Shown
from web.api import Invalid, api, body_of, failed, require_program, text_in
from web.site import site_of

DAYS, MOST_DAYS = 7, 92
"""Of events: how many are told unless it is said, and at most."""
SECRET, CODE = 200, 4000
"""Most characters of a handle or state, and of a code."""
STATUS: Mapping[Why, int] = {
    Why.AWAY: 503,
    Why.ABSENT: 404,
    Why.SOMEBODY: 403,
    Why.THEIRS: 403,
    Why.EXPIRED: 410,
    Why.USED: 410,
}
"""Of each way in which an errand comes to nothing; all others are 400."""


@api
async def accounts(request: web.Request) -> web.Response:
    """Tell which accounts are connected."""
    found = await _connected(request, await _host(request))
    return web.json_response({"accounts": [_account(each.account, each) for each in found]})


@api
async def calendars(request: web.Request) -> web.Response:
    """Tell which calendars they have, which are checked and which one is written to."""
    found = await _connected(request, await _host(request))
    return web.json_response({"calendars": [_calendar(each) for one in found for each in one.calendars]})


@api
async def events(request: web.Request) -> web.Response:
    """Tell what takes up time in the checked calendars, from `from` to `to`: when, and how; what it is about is not known here."""
    host, within = await _host(request), _within(request)
    found: tuple[tuple[Calendar, tuple[RemoteEvent, ...]], ...] = await site_of(request).desk.answer(
        ShowEvents(host_id=host.id, within=within)
    )
    told = [_event(calendar, each) for calendar, copy in found for each in copy]
    return web.json_response({"events": sorted(told, key=lambda each: (each["start"], each["id"]))})


@api
async def auth_url(request: web.Request) -> web.Response:
    """Return the provider's address, and the handle with which what comes back is taken."""
    host, name = await _host(request), request.query.get("provider", Provider.GOOGLE.value)
    desk, handle = _desk(request), site_of(request).desk.chance.token()
    browser = Browser(key=handle, person_id=host.person_id)
    try:
        secret = await desk.issue(host, _provider(name))
        return web.json_response({"url": await desk.depart(secret, browser), "handle": handle})
    except Stranded as stranded:
        return _stranded(stranded)


@api
async def connect(request: web.Request) -> web.Response:
    """With `provider` alone, return a link that connects an account in a browser; with what a provider sent back, connect it."""
    host, body = await _host(request), await body_of(request)
    provider = _provider(text_in(body, "provider", SECRET, optional=True) or Provider.GOOGLE.value)
    try:
        if "code" not in body:
            secret = await _desk(request).issue(host, provider)
            return web.json_response({"link": site_of(request).desk.links.connect(secret)}, status=201)
        return await _completed(request, host, provider, body)
    except Stranded as stranded:
        return _stranded(stranded)


@api
async def disconnect(request: web.Request) -> web.Response:
    """Disconnect an account; without an id the only one there is."""
    host = await _host(request)
    wanted = request.match_info.get("account", "")
    if not wanted:
        found = await _connected(request, host)
        if len(found) != 1:
            raise Refused(Code.NOT_FOUND) if not found else Invalid("account")
        wanted = str(found[0].account.id)
    command = DisconnectAccount(host_id=host.id, account_id=_ident(wanted))
    await site_of(request).desk.perform(command)
    return web.Response(status=204)


@api
async def sync(request: web.Request) -> web.Response:
    """Have calendars read now, or with `booking_id` a booking written into the calendar for bookings; it is done soon (202)."""
    host, body = await _host(request), await body_of(request)
    desk, named = site_of(request).desk, text_in(body, "booking_id", SECRET, optional=True)
    if not named:
        read = await desk.perform(ReadCalendars(host_id=host.id))
        return web.json_response({"calendars": read.value}, status=202)
    shown: Shown = await desk.answer(ShowBooking(booking_id=_ident(named)))
    if host.id not in shown.booking.host_ids:
        raise Refused(Code.NOT_FOUND)  # that it is there is nobody else's business
    await desk.perform(RestoreEntry(booking_id=shown.booking.id, host_id=host.id))
    return web.json_response({"booking_id": str(shown.booking.id)}, status=202)


# -- inside ----------------------------------------------------------------------------------------


async def _host(request: web.Request) -> Host:
    """Return the host who asks; raise Refused(SIGN_IN_AGAIN, NOT_ALLOWED)."""
    signed = await require_program(request)
    if signed.host is None:
        raise Refused(Code.NOT_ALLOWED)
    return signed.host


async def _completed(
    request: web.Request, host: Host, provider: Provider, body: Mapping[str, Any]
) -> web.Response:
    travels = site_of(request).travels
    if travels is None:
        raise web.HTTPNotFound
    browser = Browser(key=text_in(body, "handle", SECRET), person_id=host.person_id)
    attached = await _taken(_desk(request), travels, (provider, body), browser)
    if isinstance(attached, Unconfirmed):  # never so for who is known
        raise Stranded(Why.ELSEWHERE)
    return web.json_response({"account": _account(attached.account)}, status=201)


async def _taken(
    desk: ConnectDesk, travels: Travels, sent: tuple[Provider, Mapping[str, Any]], browser: Browser
) -> Attached | Unconfirmed:
    provider, body = sent
    back = {"code": text_in(body, "code", CODE), "state": text_in(body, "state", SECRET)}
    arrival = await travels.arrive(provider.value, back, browser)
    if arrival.errand.person_id != browser.person_id:
        raise Stranded(Why.UNKNOWN)
    return await desk.complete(arrival)


async def _connected(request: web.Request, host: Host) -> tuple[ConnectedAccount, ...]:
    found: tuple[ConnectedAccount, ...] = await site_of(request).desk.answer(ShowCalendars(host_id=host.id))
    return found


def _desk(request: web.Request) -> ConnectDesk:
    desk = site_of(request).connecting
    if desk is None:
        raise web.HTTPNotFound
    return desk


def _provider(name: str) -> Provider:
    if name not in set(Provider):
        raise Invalid("provider")
    return Provider(name)


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(Code.NOT_FOUND) from None


def _within(request: web.Request) -> Interval:
    start = _instant(request, "from") or site_of(request).desk.clock.now()
    end = _instant(request, "to") or start + timedelta(days=DAYS)
    if not start < end <= start + timedelta(days=MOST_DAYS):
        raise Invalid("to")
    return Interval(start, end)


def _instant(request: web.Request, name: str) -> datetime | None:
    """Return an instant with its offset from UTC (RFC 3339)."""
    said = request.query.get(name, "")
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said.replace(" ", "+"))  # a plus that was not escaped
    except ValueError:
        raise Invalid(name) from None
    if found.tzinfo is None or not 1970 < found.year < 2200:
        raise Invalid(name)
    return found


def _account(account: Account, seen: ConnectedAccount | None = None) -> dict[str, Any]:
    return {
        "id": str(account.id),
        "provider": account.provider.value,
        "name": account.name,
        "email": account.email or None,
        "scopes": list(account.scopes),
        "trouble": account.trouble.value or None,
        "since": _told(account.since),
        "stale": seen.stale if seen else False,
        "calendars": len(seen.calendars) if seen else None,
    }


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "id": str(calendar.id),
        "account": str(calendar.account_id),
        "name": calendar.name,
        "zone": calendar.zone,
        "primary": calendar.primary,
        "writable": calendar.writable,
        "checked": calendar.checked,
        "target": calendar.target,
        "trouble": calendar.trouble.value or None,
        "read_at": _told(calendar.read_at),
    }


def _event(calendar: Calendar, event: RemoteEvent) -> dict[str, Any]:
    return {
        "id": event.remote,
        "calendar": str(calendar.id),
        "start": event.during.start.isoformat(),
        "end": event.during.end.isoformat(),
        "all_day": event.all_day,
        "showing": event.showing.value,
        "booking_id": str(event.booking_id) if event.booking_id else None,
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _stranded(stranded: Stranded) -> web.Response:
    status = STATUS.get(stranded.why, 400)
    missing = {"missing": list(stranded.missing)} if stranded.missing else {}
    return failed(status, stranded.why.value, "Nothing was connected.", **missing)
