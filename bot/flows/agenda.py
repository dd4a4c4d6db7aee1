"""What is on: a host's meetings in a stretch of time, an invitee's own bookings."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot import whose
from bot.decisions import Decision, Look
from bot.mates import Circle
from bot.messages import Called, Saying
from bot.scene import Scene, says, where
from bot.understood import Act
from core.booking import Booking, Side, Status
from core.errors import Refusal
from core.event_types import EventType
from core.interval import Interval
from core.queries import Agenda, Elsewhere, MyBookings, ShowTeams, TeamPage

NAME = "agenda"
WEEK = timedelta(days=7)
SHOWN = 12


def hear(scene: Scene) -> Decision | None:
    """Show bookings; None if the message is about something else."""
    heard = scene.understood
    if not heard.has(Act.QUERY_BOOKINGS, Act.QUERY_TIME):
        return None
    if scene.side is Side.INVITEE:
        return scene.decide(then=Look(MyBookings(person_id=scene.person.id), f"{NAME}:mine"))
    if scene.desk is None:
        return None
    within = _within(scene)
    query = Agenda(host_id=scene.desk.host.id, within=within)
    return scene.decide(then=Look(query, f"{NAME}:week", {"within": within}))


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
    if then == "circle":
        return _listed(scene, note, note["bookings"], tuple(result))
    if then == "elsewhere":
        return _with_bookings({**note, "busy": result.busy}, scene, note["bookings"])
    if then == "week" and scene.desk:
        query = Elsewhere(host_id=scene.desk.host.id, within=note["within"])
        return scene.decide(then=Look(query, f"{NAME}:elsewhere", {**note, "bookings": result}))
    return _with_bookings(note, scene, result)


def _with_bookings(note: Mapping[str, Any], scene: Scene, result: Sequence[Booking]) -> Decision:
    """List bookings; where others take part, find out first who they are."""
    if scene.desk and any(each.host_ids != (scene.desk.host.id,) for each in result):
        teams = ShowTeams(host_id=scene.desk.host.id)
        return scene.decide(then=Look(teams, f"{NAME}:circle", {**note, "bookings": result}))
    return _listed(scene, note, whose.of_this_talk(scene, result), ())


def _listed(
    scene: Scene, note: Mapping[str, Any], bookings: Sequence[Booking], pages: tuple[TeamPage, ...]
) -> Decision:
    """List bookings, each class once; `pages` are the host's teams where others take part."""
    mine = scene.side is Side.INVITEE
    elsewhere = _elsewhere(scene, note.get("busy", ()))
    if not bookings:
        phrase = "agenda.none_mine" if mine else "agenda.none_booked" if elsewhere else "agenda.none"
        host = scene.host.name if scene.host else ""
        return scene.decide(says(phrase, within=note.get("within"), host=host), *elsewhere)
    meetings = _meetings(bookings)
    lines = [_line(scene, each, pages) for each in meetings[:SHOWN]]
    more = len(meetings) - len(lines)
    head = says("agenda.mine" if mine else "agenda.week", n=len(meetings), zone=scene.zone)
    tail = (says("agenda.more", n=more),) if more > 0 else ()
    only = str(bookings[0].id) if len(bookings) == 1 else None
    kept = scene.remember(booking=only or scene.slots.get("booking"))
    return kept.decide(head, *lines, *tail, *elsewhere)


def _elsewhere(scene: Scene, busy: Sequence[tuple[Interval, str]]) -> tuple[Saying, ...]:
    """Say what stands in the host's calendars, which is not ours to name."""
    still = [each for each in busy if each[0].end > scene.now]
    lines = [says("agenda.elsewhere", slot=slot, calendar=name) for slot, name in still[:SHOWN]]
    more = (says("agenda.more", n=len(still) - SHOWN),) if len(still) > SHOWN else ()
    return (*lines, *more)


def _meetings(bookings: Sequence[Booking]) -> list[tuple[Booking, ...]]:
    """Put the bookings of one class together."""
    found: dict[UUID, list[Booking]] = {}
    for each in bookings:
        found.setdefault(each.session or each.id, []).append(each)
    return [tuple(each) for each in found.values()]


def _line(scene: Scene, bookings: tuple[Booking, ...], pages: tuple[TeamPage, ...]) -> Saying:
    first = bookings[0]
    if scene.desk is None:
        return _single(scene, first, {"title": whose.title(scene, first), "hosts": (), "guests": ()})
    circle = Circle(me=scene.desk.host, pages=pages, own=scene.event_types)
    event_type = next((e for e in circle.event_types() if e.id == first.event_type_id), None)
    hosts = circle.names(each for each in first.host_ids if each != circle.me.id)
    if first.session and event_type:
        return _class(bookings, event_type, hosts)
    title = _title(scene, first, event_type)
    hosts = tuple(each for each in hosts if each != first.invitee.name)
    return _single(scene, first, {"title": title, "hosts": hosts, "guests": first.guests})


def _single(scene: Scene, booking: Booking, facts: Mapping[str, Any]) -> Saying:
    host = scene.host
    other = booking.invitee.zone if scene.side is Side.HOST else (host.zone if host else None)
    common = {
        "slot": booking.slot,
        "their_zone": other,
        "pending": "yes" if booking.status is Status.PENDING else "",
        "place": where(booking.place),
    }
    return says("agenda.line", **common, **facts)


def _title(scene: Scene, booking: Booking, event_type: EventType | None) -> Called | str:
    """Return how a host calls a meeting: what kind it is and with whom, also where further hosts take part."""
    plain = whose.title(scene, booking)
    if plain != booking.title or (scene.host and scene.host.name == booking.invitee.name):
        return plain
    title, names, _ = booking.title.rpartition(f" and {booking.invitee.name}")
    if not names or ": " not in title:
        return Called(booking.title, booking.invitee.name)
    kind = event_type.title if event_type else title.partition(": ")[0]
    return Called(kind, booking.invitee.name)


def _class(bookings: tuple[Booking, ...], event_type: EventType, hosts: tuple[str | None, ...]) -> Saying:
    """Say a class once, with who has how many seats."""
    names = [f"{b.invitee.name} ({b.seats})" if b.seats > 1 else b.invitee.name for b in bookings]
    facts = {
        "slot": bookings[0].slot,
        "title": event_type.title,
        "taken": sum(each.seats for each in bookings),
        "seats": event_type.seats,
        "names": names,
        "hosts": hosts,
        "waiting": [b.invitee.name for b in bookings if b.status is Status.PENDING],
        "place": where(bookings[0].place),
    }
    return says("agenda.class", **facts)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
