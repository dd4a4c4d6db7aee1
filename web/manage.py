"""The page behind the signed links in mails: a booking, and what its two sides can do with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from core.booking import Booking, Proposal, Side, Status
from core.commands import AnswerRequest, CancelBooking, Command, MoveBooking, Outcome, ProposeTime, Undo
from core.errors import Code, Refused
from core.queries import ShowBooking, Shown
from web import ics, picking, words
from web.booking import relative
from web.csrf import checked_form
from web.picking import Picker, Wish
from web.render import formats_of, page, text_of
from web.site import site_of
from web.times import known_zone
from web.visitors import browser_key

UNDO_SHOWN = timedelta(minutes=10)
"""How long the button to undo is shown after a change."""
REASON_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A booking as one side sees it through its signed link."""

    shown: Shown
    side: Side
    zone: str
    path: str
    now: datetime

    @property
    def booking(self) -> Booking:
        """The booking."""
        return self.shown.booking

    @property
    def open(self) -> bool:
        """Whether it can still be changed."""
        return self.booking.active and self.now < self.booking.slot.start

    @property
    def wants_answer(self) -> bool:
        """Whether this side is asked to accept or decline."""
        proposal = self.booking.proposal
        if proposal:
            return self.open and proposal.by is not self.side
        return self.open and self.side is Side.HOST and self.booking.status is Status.PENDING

    @property
    def other(self) -> str:
        """The name of the one across the table."""
        return self.shown.host.name if self.side is Side.INVITEE else self.booking.invitee.name


async def ticket_of(request: web.Request) -> Ticket:
    """Return what the link is for; raise Refused(NOT_FOUND) if it is forged or expired."""
    desk = site_of(request).desk
    token = request.match_info["token"]
    booking_id, side = desk.links.read_manage(token, desk.clock.now())
    shown: Shown = await desk.answer(ShowBooking(booking_id=booking_id))
    own = shown.host.zone if side is Side.HOST else shown.booking.invitee.zone
    zone = known_zone(request.query.get("tz")) or own
    return Ticket(shown=shown, side=side, zone=zone, path=f"/b/{token}", now=desk.clock.now())


async def show(request: web.Request) -> web.Response:
    """Show a booking, and what has just been done with it."""
    ticket = await ticket_of(request)
    opened = site_of(request).seals.open("done", request.query.get("done"))
    done, actor = (opened[0], opened[1]) if opened and opened[2] == str(ticket.booking.id) else ("", "")
    fresh = bool(actor) and ticket.now < datetime.fromisoformat(opened[3])
    facts: dict[str, Any] = {
        "did": did(ticket, formats_of(request), done),
        "undo": request.query["done"] if fresh else "",
    }
    return page(request, "manage.html", 200, ticket=ticket, **facts)


async def booked(request: web.Request) -> web.Response:
    """Confirm a booking that was just made, with all its facts."""
    ticket = await ticket_of(request)
    desk = site_of(request).desk
    return page(
        request,
        "booked.html",
        ticket=ticket,
        link=desk.links.manage(ticket.booking, ticket.side),
    )


async def download(request: web.Request) -> web.Response:
    """Return the booking as a calendar file."""
    ticket = await ticket_of(request)
    link = site_of(request).desk.links.manage(ticket.booking, ticket.side)
    body = ics.calendar_file(ticket.shown, link, ticket.now)
    named = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=named)


async def pick(request: web.Request) -> web.Response:
    """Show times to move to or to propose, or, once one is picked, what will be done."""
    ticket, picker = await _picking(request)
    wish = picking.read_wish(request, picker)
    facts: dict[str, Any] = {"ticket": ticket, "verb": request.match_info["verb"]}
    if wish.start:
        until = picking.held_until(request, wish, request.query.get("held", ""))
        clock = formats_of(request).clock(until, wish.zone) if until else None
        return page(request, "move_confirm.html", **facts, wish=wish, picker=picker, until=clock)
    return page(request, "move.html", **facts, **await picking.month_facts(request, picker, wish))


async def times(request: web.Request) -> web.Response:
    """Return the list of one day's times, to be put into the page."""
    _, picker = await _picking(request)
    facts = await picking.day_facts(request, picker, picking.read_wish(request, picker))
    return web.Response(text=text_of(request, "_times.html", facts), content_type="text/html")


async def hold(request: web.Request) -> web.Response:
    """Hold the time that was picked for a move; one that is only proposed is not kept."""
    form = await checked_form(request)
    _, picker = await _picking(request)
    if request.match_info["verb"] == "propose":
        wish = picking.posted_wish(request, picker, form)
        raise web.HTTPSeeOther(picking.address(picker.path, start=wish.start, tz=wish.zone))
    return await picking.hold(request, picker, form)


async def move(request: web.Request) -> web.Response:
    """Move the booking to the picked time, or propose that time."""
    form = await checked_form(request)
    ticket, picker = await _picking(request)
    wish = picking.posted_wish(request, picker, form)
    command, done = _change(request, ticket, wish, _reason(form))
    try:
        outcome = await site_of(request).desk.perform(command)
    except Refused as refused:
        return await picking.instead(request, picker, wish, refused)
    raise _finished(request, ticket, outcome, done)


async def ask_cancel(request: web.Request) -> web.Response:
    """Ask whether to cancel, and why."""
    return page(request, "cancel.html", ticket=await ticket_of(request))


async def cancel(request: web.Request) -> web.Response:
    """Cancel the booking."""
    form = await checked_form(request)
    ticket = await ticket_of(request)
    command = CancelBooking(booking_id=ticket.booking.id, by=ticket.side, reason=_reason(form))
    return await _do(request, ticket, command, "cancelled")


async def answer(request: web.Request) -> web.Response:
    """Accept or decline a request or a proposal."""
    form = await checked_form(request)
    ticket = await ticket_of(request)
    accept = form.get("answer") == "accept"
    command = AnswerRequest(booking_id=ticket.booking.id, by=ticket.side, accept=accept, reason=_reason(form))
    proposed = "_proposal" if ticket.booking.proposal else ""
    return await _do(request, ticket, command, ("accepted" if accept else "declined") + proposed)


async def undo(request: web.Request) -> web.Response:
    """Take back what was just done."""
    form = await checked_form(request)
    ticket = await ticket_of(request)
    opened = site_of(request).seals.open("done", form.get("done"))
    if not opened or not opened[1] or opened[2] != str(ticket.booking.id):
        raise Refused(Code.NOTHING_TO_UNDO)
    return await _do(request, ticket, Undo(actor=opened[1]), "undone")


async def _do(request: web.Request, ticket: Ticket, command: Command, done: str) -> web.Response:
    try:
        outcome = await site_of(request).desk.perform(command)
    except Refused as refused:
        alert = words.sentence(refused.refusal)
        facts: dict[str, Any] = {"ticket": ticket, "did": "", "undo": "", "alert": alert}
        return page(request, "manage.html", 409, **facts)
    raise _finished(request, ticket, outcome, done)


def did(ticket: Ticket, f: Any, done: str) -> str:
    """Say exactly what was done; empty if nothing was."""
    booking, other = ticket.booking, ticket.other
    when = f.span(booking.slot, ticket.zone)
    proposed = f.span(booking.proposal.slot, ticket.zone) if booking.proposal else ""
    waits = booking.status is Status.PENDING
    said = {
        "moved": f"The meeting is now on {when}. {other} has been told"
        + (" and still has to accept it." if waits and ticket.side is Side.INVITEE else "."),
        "proposed": f"You proposed {proposed}. {other} has been asked; until then nothing changes.",
        "cancelled": f"The meeting on {when} is cancelled. {other} has been told.",
        "accepted": f"You accepted the meeting on {when}. {other} has been told.",
        "declined": f"You declined the meeting on {when}. {other} has been told.",
        "accepted_proposal": f"You accepted: the meeting is on {when}. {other} has been told.",
        "declined_proposal": f"You declined the proposed time. {other} has been told.",
        "undone": f"Undone: the meeting is on {when}, {words.status(booking).lower()}. {other} has been told.",
    }
    return said.get(done, "")


async def _picking(request: web.Request) -> tuple[Ticket, Picker]:
    ticket = await ticket_of(request)
    if not ticket.open:
        raise Refused(Code.WRONG_STATUS)
    picker = Picker(
        host=ticket.shown.host,
        event_type=ticket.shown.event_type,
        lengths=(ticket.booking.slot.minutes,),
        owner=browser_key(request),
        path=f"{ticket.path}/{request.match_info['verb']}",
        moving=ticket.booking.id,
        zone=ticket.zone,
    )
    return ticket, picker


def _change(request: web.Request, ticket: Ticket, wish: Wish, reason: str) -> tuple[Command, str]:
    booking, start = ticket.booking, wish.picked
    if request.match_info["verb"] == "propose":
        proposal = Proposal(by=ticket.side, slot=wish.slot, reason=reason)
        return ProposeTime(booking_id=booking.id, proposal=proposal), "proposed"
    owner = browser_key(request)
    move = MoveBooking(booking_id=booking.id, by=ticket.side, start=start, reason=reason, owner=owner)
    return move, "moved"


def _finished(request: web.Request, ticket: Ticket, outcome: Outcome, done: str) -> web.HTTPSeeOther:
    """Return the redirect to the page that says what was done; its link is made anew, for the new time."""
    site = site_of(request)
    booking = outcome.value if isinstance(outcome.value, Booking) else ticket.booking
    actor = f"invitee:{booking.id}"
    # Undoing takes back an actor's last change, whatever it was: only who can change nothing but this booking is safe.
    safe = done != "undone" and any(change.actor == actor for change in outcome.changes)
    until = (ticket.now + UNDO_SHOWN).isoformat()
    seal = site.seals.seal("done", [done, actor if safe else "", str(booking.id), until])
    link = relative(request, site.desk.links.manage(booking, ticket.side))
    return web.HTTPSeeOther(picking.address(link, done=seal))


def _reason(form: dict[str, str]) -> str:
    return form.get("reason", "").strip()[:REASON_MAX]
