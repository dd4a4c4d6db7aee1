"""The booking page: a date, a time, the details, a proof of the e-mail, and the booking."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from core.booking import Invitee, Side
from core.commands import Book, CheckCode, JoinWaitlist, SendCode
from core.errors import Code, Refusal, Refused
from core.event_types import EventType
from core.queries import HostPage, ShowHost
from core.waiting import Waiting
from web import picking, words
from web.csrf import checked_form
from web.details import Details, faults, guests_of, read_details, seats_of
from web.picking import Picker, Wish
from web.render import formats_of, page, text_of
from web.site import site_of, spend
from web.visitors import browser_key, has_proved, remember_proof, visitor_of


async def host_page(request: web.Request) -> HostPage:
    """Return the host that the address names; raise Refused(NOT_FOUND)."""
    query = ShowHost(username=request.match_info["username"].lower())
    found: HostPage = await site_of(request).desk.answer(query)
    return found


async def picker_of(request: web.Request) -> Picker:
    """Return what the address lets one book; raise Refused(NOT_FOUND)."""
    found = await host_page(request)
    event_type = event_type_of(found, request.match_info["code"].lower())
    return Picker(
        host=found.host,
        event_type=event_type,
        lengths=event_type.lengths,
        owner=browser_key(request),
        path=f"/@{found.host.username}/{event_type.code}",
    )


def event_type_of(found: HostPage, code: str) -> EventType:
    """Return the host's event type of a code if it can be booked; raise Refused(NOT_FOUND)."""
    for each in found.event_types:
        if each.code == code and each.active:
            return each
    raise Refused(Code.NOT_FOUND, what="event_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is being booked, as far as it is filled in."""

    picker: Picker
    wish: Wish
    given: Details = field(default_factory=Details)
    request_id: str
    """Tells a form that was sent twice from two bookings."""
    held: str = ""
    """The seal of the hold."""
    waits: bool = False
    """Whether it is a seat in a full class that is waited for."""

    @property
    def verb(self) -> str:
        """What the button says."""
        if self.waits:
            return "Wait for a seat"
        return "Request this time" if self.picker.event_type.approval else "Book this time"

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with the details."""
        return faults(self.given, self.picker.event_type)


async def show(request: web.Request) -> web.Response:
    """Show days and times, or, once a time is picked, the form for the details."""
    picker = await picker_of(request)
    wish = picking.read_wish(request, picker)
    if wish.start:
        fresh = site_of(request).desk.chance.token()
        held = request.query.get("held", "")
        waits = "wait" in request.query
        errand = Errand(picker=picker, wish=wish, request_id=fresh, held=held, waits=waits)
        return _details_page(request, errand, {})
    return page(request, "book.html", **await picking.month_facts(request, picker, wish))


async def times(request: web.Request) -> web.Response:
    """Return the list of one day's times, to be put into the page."""
    picker = await picker_of(request)
    facts = await picking.day_facts(request, picker, picking.read_wish(request, picker))
    return web.Response(text=text_of(request, "_times.html", facts), content_type="text/html")


async def hold(request: web.Request) -> web.Response:
    """Hold the time that was picked."""
    form = await checked_form(request)
    return await picking.hold(request, await picker_of(request), form)


async def details(request: web.Request) -> web.Response:
    """Take the details; then book, or first send a code to an e-mail that this browser has not proved."""
    form = await checked_form(request)
    errand = await _posted(request, form)
    if errand.wrong or "edit" in form:
        return _details_page(request, errand, {} if "edit" in form else errand.wrong)
    _count_attempt(request, errand)
    if has_proved(request, errand.given.email):
        return await _book(request, errand)
    try:
        await site_of(request).desk.perform(SendCode(subject=browser_key(request), email=errand.given.email))
    except Refused as refused:
        return _not_sent(request, errand, refused)
    return _code_page(request, errand)


async def book(request: web.Request) -> web.Response:
    """Check the code and book."""
    form = await checked_form(request)
    errand = await _posted(request, form)
    if errand.wrong:
        return _details_page(request, errand, errand.wrong)
    _count_attempt(request, errand)
    email = errand.given.email
    if not has_proved(request, email):
        refusal = await _check(request, email, "".join(form.get("code", "").split())[:16])
        if refusal:
            return _code_page(request, errand, words.sentence(refusal))
        remember_proof(request, email)
    return await _book(request, errand)


def relative(request: web.Request, link: str) -> str:
    """Return one of our own addresses without the base, so that a redirect stays where the visitor is."""
    return link.removeprefix(site_of(request).config.base_url)


async def _posted(request: web.Request, form: dict[str, str]) -> Errand:
    picker = await picker_of(request)
    return Errand(
        picker=picker,
        wish=picking.posted_wish(request, picker, form),
        given=read_details(form, picker.event_type),
        request_id=form.get("request", "")[:64] or site_of(request).desk.chance.token(),
        held=form.get("held", ""),
        waits="wait" in form,
    )


async def _check(request: web.Request, email: str, code: str) -> Refusal | None:
    """Prove an e-mail; a wrong try comes back as a value, because it has to be counted and so is committed."""
    try:
        outcome = await site_of(request).desk.perform(
            CheckCode(subject=browser_key(request), email=email, code=code)
        )
    except Refused as refused:
        return refused.refusal
    return outcome.value if isinstance(outcome.value, Refusal) else None


async def _book(request: web.Request, errand: Errand) -> web.Response:
    try:
        outcome = await site_of(request).desk.perform(_command(request, errand))
    except Refused as refused:
        if refused.refusal.code in words.ABOUT_THE_TIME:
            return await picking.instead(request, errand.picker, errand.wish, refused)
        return _details_page(request, errand, _marked(errand, refused.refusal))
    links = site_of(request).desk.links
    if isinstance(outcome.value, Waiting):
        raise web.HTTPSeeOther(relative(request, links.seat(outcome.value.id, outcome.value.slot.end)))
    raise web.HTTPSeeOther(relative(request, links.manage(outcome.value, Side.INVITEE)) + "/booked")


def _marked(errand: Errand, refusal: Refusal) -> dict[str, str]:
    """Return a refusal as the fault of the field that it is about, else of the form."""
    question = refusal.facts.get("question_id")
    name = f"q_{question}" if question else str(refusal.facts.get("field", ""))
    known = {
        "name",
        "email",
        "phone",
        "message",
        "guests",
        "seats",
        *(f"q_{each.id}" for each in errand.picker.event_type.questions),
    }
    return {name if name in known else "form": words.sentence(refusal)}


def _command(request: web.Request, errand: Errand) -> Book | JoinWaitlist:
    return _wait(errand) if errand.waits else _booking(request, errand)


def _wait(errand: Errand) -> JoinWaitlist:
    wish, given = errand.wish, errand.given
    invitee = Invitee(
        person_id=None, name=given.name, email=given.email, phone=given.phone or None, zone=wish.zone
    )
    return JoinWaitlist(
        host_id=errand.picker.host.id,
        event_type_id=errand.picker.event_type.id,
        start=wish.picked,
        length=wish.length,
        invitee=invitee,
        verified=True,
        seats=seats_of(given),
        answers=given.answers,
    )


def _booking(request: web.Request, errand: Errand) -> Book:
    picker, wish, given = errand.picker, errand.wish, errand.given
    return Book(
        # Bound to the browser: who knows a request id is told which booking it made.
        request_id=f"web:{visitor_of(request)}:{errand.request_id}",
        host_id=picker.host.id,
        event_type_id=picker.event_type.id,
        start=wish.picked,
        length=wish.length,
        owner=picker.owner,
        name=given.name,
        email=given.email,
        phone=given.phone or None,
        zone=wish.zone,
        verified=True,
        message=given.message,
        answers=given.answers,
        seats=seats_of(given),
        guests=guests_of(given),
    )


def _count_attempt(request: web.Request, errand: Errand) -> None:
    """Count asking for a code and booking with it as one attempt."""
    attempt = f"{visitor_of(request)} {errand.request_id} {errand.given.email.lower()}"
    spend(request, site_of(request).attempts, attempt)


def _not_sent(request: web.Request, errand: Errand, refused: Refused) -> web.Response:
    why = words.sentence(refused.refusal)
    if refused.refusal.code is Code.TOO_MANY_ATTEMPTS:
        return _code_page(request, errand, why)
    return _details_page(request, errand, {"email": why})


def _details_page(request: web.Request, errand: Errand, wrong: dict[str, str]) -> web.Response:
    until = picking.held_until(request, errand.wish, errand.held)
    clock = formats_of(request).clock(until, errand.wish.zone) if until else None
    return _errand_page(request, "details.html", errand, {"wrong": wrong, "until": clock})


def _code_page(request: web.Request, errand: Errand, wrong: str = "") -> web.Response:
    return _errand_page(request, "code.html", errand, {"wrong": wrong})


def _errand_page(request: web.Request, template: str, errand: Errand, facts: dict[str, Any]) -> web.Response:
    status = 422 if facts["wrong"] else 200
    back = picking.stay(errand.picker, errand.wish)
    return page(
        request, template, status, errand=errand, picker=errand.picker, wish=errand.wish, back=back, **facts
    )
