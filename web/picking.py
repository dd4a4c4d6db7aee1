"""Picking a time: what a visitor asked for in the address, and what is free."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from core.commands import HoldSlot
from core.errors import Code, Refused
from core.event_types import EventType
from core.interval import Interval, utc
from core.people import Host
from core.queries import FindSlots, Found
from core.slot_ids import SlotRef, read_slot_id
from core.zones import local, local_date
from web import calendar, words
from web.render import page
from web.site import site_of, spend
from web.times import known_zone
from web.visitors import browser_key

ZONE_COOKIE = "parley_tz"
"""Set by a script from what the browser says of itself; not secret, so not signed."""
NEAR = timedelta(days=14)
"""How far around a time that was taken others are looked for."""
YEARS = range(2000, 2200)
"""Years that a page shows; others are slips or mischief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """What is being picked, by whom, and on which page."""

    host: Host
    event_type: EventType
    lengths: tuple[int, ...]
    owner: str
    path: str
    moving: UUID | None = None
    zone: str | None = None
    """The visitor's zone where it is known; None takes the browser's, else the host's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the visitor asked for."""

    length: int
    zone: str
    zone_from: str
    """`visitor` if chosen, `browser` if detected, `known` if from the booking, else `host`."""
    today: date
    day: date | None = None
    month: date | None = None
    start: datetime | None = None

    @property
    def picked(self) -> datetime:
        """The start that was picked; raise Refused(INVALID) if none was."""
        if self.start is None:
            raise Refused(Code.INVALID, what="start")
        return self.start

    @property
    def slot(self) -> Interval:
        """The slot that was picked; raise Refused(INVALID) if none was."""
        return Interval.of(self.picked, self.length)


def read_wish(request: web.Request, picker: Picker) -> Wish:
    """Read a wish from the address; what makes no sense is as if it were not there."""
    query = request.query
    zone, zone_from = _zone(request, picker)
    named = _named_slot(query.get("slot", ""), picker)
    length = query.get("length", "")
    chosen = int(length) if length.isdecimal() and len(length) < 6 else 0
    chosen = named.length if named else chosen
    return Wish(
        length=chosen if chosen in picker.lengths else picker.lengths[0],
        zone=zone,
        zone_from=zone_from,
        today=local_date(site_of(request).desk.clock.now(), zone),
        day=_date(query.get("date", "")),
        month=_date(query.get("month", "") + "-01"),
        start=named.start if named else read_start(query.get("start", "")),
    )


def _named_slot(text: str, picker: Picker) -> SlotRef | None:
    """Return the slot that a public id names, if it is one of this event type."""
    named = read_slot_id(text)
    ours = named and named.event_type_id == picker.event_type.id and named.start.year in YEARS
    return named if ours else None


def read_start(text: str) -> datetime | None:
    """Read an instant (ISO 8601 with its offset), or return None."""
    try:
        found = utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
    return found if found.year in YEARS else None


def address(path: str, **query: object) -> str:
    """Return a path with those parts of a query that are not None."""
    given = urlencode({key: _text(value) for key, value in query.items() if value is not None})
    return f"{path}?{given}" if given else path


def stay(picker: Picker, wish: Wish, **query: object) -> str:
    """Return the address of the picker's page in the visitor's zone and length."""
    kept: dict[str, object] = {
        "length": wish.length if wish.length != picker.lengths[0] else None,
        "tz": wish.zone if wish.zone_from == "visitor" else None,
    }
    return address(picker.path, **kept | query)


async def find(request: web.Request, picker: Picker, length: int, within: Interval) -> Found:
    """Ask which slots are free for this visitor."""
    query = FindSlots(
        host_id=picker.host.id,
        event_type_id=picker.event_type.id,
        length=length,
        within=within,
        owner=picker.owner,
        moving=picker.moving,
    )
    found: Found = await site_of(request).desk.answer(query)
    return found


async def month_facts(request: web.Request, picker: Picker, wish: Wish) -> dict[str, Any]:
    """Return what the month view shows: its weeks, the day chosen, that day's slots, and where one can go."""
    month = calendar.first_of_month(wish.day or wish.month or wish.today)
    found = await _month(request, picker, wish, month)
    later = None if found.slots else await _next_free(request, picker, wish, found.horizon)
    if later and not (wish.day or wish.month):
        month = calendar.first_of_month(later)
        found = await _month(request, picker, wish, month)
    days = calendar.by_day(found.slots, wish.zone)
    day = wish.day or min(days, default=None)
    return _links(picker, wish, month, found.horizon) | {
        "picker": picker,
        "wish": wish,
        "month": month,
        "weeks": calendar.weeks(month, {each: len(slots) for each, slots in days.items()}),
        "day": day,
        "slots": days.get(day, []) if day else [],
        "left": found.seats_left,
        "full": [each for each in found.full if day and local_date(each.start, wish.zone) == day],
        "later": later if not found.slots else None,
        "stay": lambda **query: stay(picker, wish, **query),
    }


async def day_facts(request: web.Request, picker: Picker, wish: Wish) -> dict[str, Any]:
    """Return what the list of one day's times shows."""
    day = wish.day or wish.today
    within = calendar.days_between(day, day + timedelta(days=1), wish.zone)
    found = await find(request, picker, wish.length, within)
    return {
        "picker": picker,
        "wish": wish,
        "day": day,
        "slots": found.slots,
        "left": found.seats_left,
        "full": list(found.full),
        "later": None,
        "stay": lambda **query: stay(picker, wish, **query),
    }


async def hold(request: web.Request, picker: Picker, form: dict[str, str]) -> web.Response:
    """Hold the posted time and go on to the details; if it has just been taken, show the nearest others."""
    wish = posted_wish(request, picker, form)
    spend(request, site_of(request).holds, f"{picker.owner} {wish.start}")
    command = HoldSlot(
        host_id=picker.host.id,
        event_type_id=picker.event_type.id,
        start=wish.picked,
        length=wish.length,
        owner=picker.owner,
        moving=picker.moving,
    )
    try:
        held = (await site_of(request).desk.perform(command)).value
    except Refused as refused:
        return await instead(request, picker, wish, refused)
    seal = site_of(request).seals.seal(
        "held", [picker.owner, _text(wish.picked), held.expires_at.isoformat()]
    )
    there = address(picker.path, start=wish.start, length=wish.length, tz=wish.zone, held=seal)
    raise web.HTTPSeeOther(there)


def held_until(request: web.Request, wish: Wish, seal: str) -> datetime | None:
    """Return until when the time is held for this browser, None if it is not."""
    opened = site_of(request).seals.open("held", seal)
    if not opened or wish.start is None or opened[:2] != [browser_key(request), _text(wish.start)]:
        return None
    until = datetime.fromisoformat(opened[2])
    return until if site_of(request).desk.clock.now() < until else None


async def instead(request: web.Request, picker: Picker, wish: Wish, refused: Refused) -> web.Response:
    """Say kindly that a time cannot be had, and show the nearest others."""
    refusal = refused.refusal
    if refusal.code not in words.ABOUT_THE_TIME or wish.start is None:
        raise refused
    slots = await nearest(request, picker, wish, wish.start)
    full = refusal.code is Code.SEATS_FULL and picker.event_type.waitlist and picker.moving is None
    facts = {
        "picker": picker,
        "wish": wish,
        "slots": slots,
        "left": {},
        "why": words.sentence(refusal),
        "wait": stay(picker, wish, start=wish.start, wait=1) if full else "",
    }
    return page(request, "taken.html", status=409, **facts)


async def nearest(
    request: web.Request, picker: Picker, wish: Wish, start: datetime, count: int = 5
) -> list[Interval]:
    """Return the free slots closest to an instant, in order of time."""
    now = site_of(request).desk.clock.now()
    around = Interval(max(now, start - NEAR), max(now, start) + NEAR)
    found = await find(request, picker, wish.length, around)
    closest = sorted(found.slots, key=lambda slot: abs(slot.start - start))
    return sorted(closest[:count])


def posted_wish(request: web.Request, picker: Picker, form: dict[str, str]) -> Wish:
    """Read start, length and zone from a posted form; without a start it leads back to the picking."""
    length = form.get("length", "")
    chosen = int(length) if length.isdecimal() and len(length) < 6 else 0
    zone = known_zone(form.get("tz")) or picker.zone or picker.host.zone
    start = read_start(form.get("start", ""))
    if start is None:
        raise web.HTTPSeeOther(picker.path)
    return Wish(
        length=chosen if chosen in picker.lengths else picker.lengths[0],
        zone=zone,
        zone_from="visitor",
        today=local_date(site_of(request).desk.clock.now(), zone),
        start=start,
    )


async def _month(request: web.Request, picker: Picker, wish: Wish, month: date) -> Found:
    within = calendar.days_between(month, calendar.next_month(month), wish.zone)
    return await find(request, picker, wish.length, within)


async def _next_free(request: web.Request, picker: Picker, wish: Wish, horizon: Interval) -> date | None:
    found = await find(request, picker, wish.length, horizon)
    return local_date(found.slots[0].start, wish.zone) if found.slots else None


def _links(picker: Picker, wish: Wish, month: date, horizon: Interval) -> dict[str, str | None]:
    before, after = calendar.month_before(month), calendar.next_month(month)
    last = local(horizon.end, wish.zone).date()
    earlier = stay(picker, wish, month=f"{before:%Y-%m}") if month > wish.today else None
    later = stay(picker, wish, month=f"{after:%Y-%m}") if after <= last else None
    return {"earlier_link": earlier, "later_link": later}


def _zone(request: web.Request, picker: Picker) -> tuple[str, str]:
    chosen = known_zone(request.query.get("tz"))
    if chosen:
        return chosen, "visitor"
    if picker.zone:
        return picker.zone, "known"
    detected = known_zone(request.cookies.get(ZONE_COOKIE))
    return (detected, "browser") if detected else (picker.host.zone, "host")


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ").replace(":00Z", "Z")
    return str(value)
