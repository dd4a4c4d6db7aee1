"""The page of a poll: everybody who has the link says which times suit them."""

from dataclasses import dataclass, replace

from aiohttp import web
from email_validator import EmailNotValidError, validate_email

from core.commands import CastVote
from core.interval import Interval
from core.polls import Poll, PollStatus, Suits, Vote
from core.queries import ShowBooking, Shown, ShowPoll
from web.csrf import checked_form
from web.details import NAME
from web.picking import ZONE_COOKIE
from web.render import page
from web.site import site_of, spend
from web.times import known_zone
from web.visitors import visitor_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A poll as one visitor sees it."""

    poll: Poll
    zone: str
    path: str
    mine: Vote | None
    """What this browser has voted."""
    chosen: Interval | None = None
    """When the meeting that was decided takes place."""

    @property
    def open(self) -> bool:
        """Whether one can vote."""
        return self.poll.status is PollStatus.OPEN

    def count(self, option: int, suits: str) -> int:
        """Return how many said so of an option."""
        return sum(vote.answers[option] == suits for vote in self.poll.votes)


async def show(request: web.Request) -> web.Response:
    """Show the options, the votes and the form."""
    return page(request, "poll.html", sheet=await _sheet(request), wrong={}, did=False)


async def vote(request: web.Request) -> web.Response:
    """Take a vote; voting again from the same browser replaces it."""
    form = await checked_form(request)
    sheet = await _sheet(request)
    cast = _vote(request, sheet, form)
    wrong = _faults(cast)
    if wrong:
        return page(request, "poll.html", 422, sheet=replace(sheet, mine=cast), wrong=wrong, did=False)
    spend(request, site_of(request).attempts, f"{cast.voter} {sheet.poll.id}")
    await site_of(request).desk.perform(CastVote(poll_id=sheet.poll.id, vote=cast))
    return page(request, "poll.html", sheet=await _sheet(request), wrong={}, did=True)


async def _sheet(request: web.Request) -> Sheet:
    """Return the poll of the address; raise Refused(NOT_FOUND)."""
    code = request.match_info["code"]
    poll: Poll = await site_of(request).desk.answer(ShowPoll(code=code))
    chosen = known_zone(request.query.get("tz")) or known_zone(request.cookies.get(ZONE_COOKIE))
    mine = next((each for each in poll.votes if each.voter == _voter(request)), None)
    return Sheet(
        poll=poll,
        zone=chosen or (mine.zone if mine else "UTC"),
        path=f"/poll/{code}",
        mine=mine,
        chosen=await _chosen(request, poll),
    )


async def _chosen(request: web.Request, poll: Poll) -> Interval | None:
    if poll.booking_id is None:
        return None
    shown: Shown = await site_of(request).desk.answer(ShowBooking(booking_id=poll.booking_id))
    return shown.booking.slot


def _voter(request: web.Request) -> str:
    return f"web:{visitor_of(request)}"


def _vote(request: web.Request, sheet: Sheet, form: dict[str, str]) -> Vote:
    answers = [form.get(f"option{index}", "") for index in range(len(sheet.poll.options))]
    return Vote(
        voter=_voter(request),
        name=" ".join(form.get("name", "").split()),
        email=form.get("email", "").strip() or None,
        zone=sheet.zone,
        answers=tuple(Suits(each) if each in set(Suits) else Suits.NO for each in answers),
        at=site_of(request).desk.clock.now(),
    )


def _faults(cast: Vote) -> dict[str, str]:
    wrong = {}
    if len(cast.name) not in NAME:
        wrong["name"] = f"Please give your name, {NAME.start} to {NAME.stop - 1} characters."
    try:
        if cast.email:
            validate_email(cast.email, check_deliverability=False)
    except EmailNotValidError:
        wrong["email"] = "Please give an e-mail address such as name@example.com, or leave it empty."
    return wrong
