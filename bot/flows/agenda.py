"""What is on: a host's meetings in a stretch of time, an invitee's own bookings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import finding, whose
from bot.decisions import Decision, Look
from bot.finding import Quest
from bot.messages import Saying
from bot.scene import Scene, says, where
from bot.understood import Act
from core.booking import Booking, Side, Status
from core.errors import Refusal
from core.interval import Interval
from core.queries import Agenda, MyBookings, Obstacle

NAME = "agenda"
WEEK = timedelta(days=7)
SHOWN = 12


def hear(scene: Scene) -> Decision | None:
    """Show bookings; None if the message is about something else."""
    heard = scene.understood
    if heard.has(Act.WHY_NOT):
        return _why(scene)
    if not heard.has(Act.QUERY_BOOKINGS, Act.QUERY_TIME):
        return None
    if scene.side is Side.INVITEE:
        return scene.decide(then=Look(MyBookings(person_id=scene.person.id), f"{NAME}:mine"))
    if scene.desk is None:
        return None
    within = _within(scene)
    query = Agenda(host_id=scene.desk.host.id, within=within)
    return scene.decide(then=Look(query, f"{NAME}:week", {"within": within}))


def _why(scene: Scene) -> Decision | None:
    """What stands in the way of a time, in the host's own words: rule or meeting."""
    wish, event_type = scene.understood.wish, next(iter(scene.event_types), None)
    if scene.desk is None or event_type is None or wish is None or not wish.points:
        return None
    quest = Quest(flow=NAME, event_type=event_type, length=event_type.lengths[0])
    return finding.ask_why(scene, quest, wish.points[0])


def _within(scene: Scene) -> Interval:
    wish = scene.understood.wish
    if wish and wish.windows:
        return Interval(wish.windows[0].start, wish.windows[-1].end)
    return Interval(scene.now, scene.now + WEEK)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """List what was found."""
    if then == "why":
        return _explained(scene, result, note["start"])
    bookings: Sequence[Booking] = whose.of_this_talk(scene, result)
    if not bookings:
        phrase = "agenda.none_mine" if then == "mine" else "agenda.none"
        return scene.decide(
            says(phrase, within=note.get("within"), host=scene.host.name if scene.host else "")
        )
    lines = [_line(scene, each) for each in bookings[:SHOWN]]
    more = len(bookings) - len(lines)
    head = says(f"agenda.{then}", n=len(bookings), zone=scene.zone)
    tail = (says("agenda.more", n=more),) if more > 0 else ()
    only = str(bookings[0].id) if len(bookings) == 1 else None
    kept = scene.remember(booking=only or scene.slots.get("booking"))
    return kept.decide(head, *lines, *tail)


def _explained(scene: Scene, obstacles: Sequence[Obstacle], start: datetime) -> Decision:
    if not obstacles:
        return scene.decide(says("agenda.free", start=start))
    told = [
        says(finding.why_phrase(scene, each), **{**finding.why_facts(scene, each), "start": start})
        for each in obstacles[:3]
    ]
    return scene.decide(*told)


def _line(scene: Scene, booking: Booking) -> Saying:
    host = scene.host
    other = booking.invitee.zone if scene.side is Side.HOST else (host.zone if host else None)
    facts = {
        "slot": booking.slot,
        "title": whose.title(scene, booking),
        "their_zone": other,
        "pending": "yes" if booking.status is Status.PENDING else "",
        "place": where(booking.place),
    }
    return says("agenda.line", **facts)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
