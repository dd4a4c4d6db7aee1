"""The page of somebody who waits for a seat: where they stand, and the seat when one is offered."""

from dataclasses import dataclass

from aiohttp import web

from core.booking import Side
from core.commands import LeaveWaitlist, TakeSeat
from core.queries import ShowWaiting, WaitingPage
from core.waiting import Standing
from web.booking import relative
from web.csrf import checked_form
from web.render import page
from web.site import site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody stands in line."""

    shown: WaitingPage
    path: str

    @property
    def waits(self) -> bool:
        """Whether they still wait."""
        return self.shown.waiting.standing is Standing.WAITING

    @property
    def offered(self) -> bool:
        """Whether a seat is kept for them."""
        return self.shown.waiting.standing is Standing.OFFERED


async def show(request: web.Request) -> web.Response:
    """Show where one stands."""
    return page(request, "waiting.html", place_in_line=await _place(request))


async def take(request: web.Request) -> web.Response:
    """Take the seat that is offered."""
    await checked_form(request)
    place = await _place(request)
    desk = site_of(request).desk
    outcome = await desk.perform(TakeSeat(waiting_id=place.shown.waiting.id))
    raise web.HTTPSeeOther(relative(request, desk.links.manage(outcome.value, Side.INVITEE)) + "/booked")


async def leave(request: web.Request) -> web.Response:
    """Wait no longer, or pass the seat on."""
    await checked_form(request)
    place = await _place(request)
    await site_of(request).desk.perform(LeaveWaitlist(waiting_id=place.shown.waiting.id))
    raise web.HTTPSeeOther(place.path)


async def _place(request: web.Request) -> Place:
    """Return what the link is for; raise Refused(NOT_FOUND) if it is forged or expired."""
    desk = site_of(request).desk
    token = request.match_info["token"]
    waiting_id = desk.links.read_seat(token, desk.clock.now())
    return Place(shown=await desk.answer(ShowWaiting(waiting_id=waiting_id)), path=f"/w/{token}")
