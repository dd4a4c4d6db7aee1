"""The page behind the link in a guest's invitation: say whether one comes."""

from dataclasses import dataclass

from aiohttp import web

from core.booking import Booking, Guest, Rsvp
from core.commands import AnswerInvitation
from core.errors import Code, Refused
from core.queries import ShowBooking, Shown
from web.csrf import checked_form
from web.render import page
from web.site import site_of
from web.times import known_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A meeting as a guest sees it."""

    shown: Shown
    guest: Guest
    zone: str
    path: str
    open: bool
    """Whether one can still answer."""

    @property
    def booking(self) -> Booking:
        """The meeting."""
        return self.shown.booking


async def show(request: web.Request) -> web.Response:
    """Show the meeting and what the guest has answered."""
    return page(request, "guest.html", invitation=await _invitation(request), did="")


async def answer(request: web.Request) -> web.Response:
    """Take the guest's answer, which they can change until the meeting begins."""
    form = await checked_form(request)
    invitation = await _invitation(request)
    said = _read(form.get("answer", ""))
    command = AnswerInvitation(booking_id=invitation.booking.id, guest_id=invitation.guest.id, answer=said)
    await site_of(request).desk.perform(command)
    return page(request, "guest.html", invitation=await _invitation(request), did=said.value)


async def _invitation(request: web.Request) -> Invitation:
    """Return what the link is for; raise Refused(NOT_FOUND) if it is forged, expired or for somebody who was taken off."""
    desk = site_of(request).desk
    token = request.match_info["token"]
    booking_id, guest_id = desk.links.read_rsvp(token, desk.clock.now())
    shown: Shown = await desk.answer(ShowBooking(booking_id=booking_id))
    guest = next((each for each in shown.booking.guests if each.id == guest_id), None)
    if guest is None:
        raise Refused(Code.NOT_FOUND, what="link", expired=True)
    return Invitation(
        shown=shown,
        guest=guest,
        zone=known_zone(request.query.get("tz")) or shown.booking.invitee.zone,
        path=f"/g/{token}",
        open=shown.booking.active and desk.clock.now() < shown.booking.slot.start,
    )


def _read(text: str) -> Rsvp:
    if text not in (Rsvp.ACCEPTED.value, Rsvp.REJECTED.value, Rsvp.MAYBE.value):
        raise Refused(Code.INVALID, field="answer")
    return Rsvp(text)
