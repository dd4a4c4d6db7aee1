"""What is being made in a talk – a booking, a series, a place on a waiting list –: how it is read back, done and said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import bookable, details, finding, whose
from bot.decisions import Decision, Do
from bot.finding import Quest
from bot.messages import Saying
from bot.scene import Scene, says, where
from bot.understood import Asked
from core.booking import Booking, Hold, Invitee, Side, Status
from core.commands import Book, BookSeries, JoinWaitlist
from core.errors import Refusal, Refused
from core.event_types import EventType, Mode, Price, limits
from core.interval import Interval
from core.lifecycle import Step, require_in_time
from core.queries import Shown
from core.series import Report
from core.waiting import Waiting


def quest(scene: Scene, event_type: EventType, flow: str) -> Quest:
    """Return what a booking flow is looking for, with as many seats as are wished for."""
    length = bookable.length_of(scene, event_type)
    return Quest(flow=flow, event_type=event_type, length=length, seats=seats(scene, event_type))


def seats(scene: Scene, event_type: EventType) -> int:
    """Return how many seats are wished for; always one where only one can book."""
    return int(scene.slots.get("seats") or 1) if event_type.seats > 1 else 1


def priced(event_type: EventType) -> tuple[tuple[int, Price | None], ...]:
    """Return the lengths of an event type, each with what it costs."""
    return tuple((length, event_type.price(length)) for length in event_type.lengths)


def dates(scene: Scene) -> tuple[Interval, ...]:
    """Return the dates of the series that is being made; none if it is a single booking."""
    length = int(scene.slots.get("length") or 0)
    return tuple(Interval.of(datetime.fromisoformat(s), length) for s in scene.slots.get("series", ()))


def facts(scene: Scene) -> dict[str, Any]:
    """What is said of what is being made."""
    said, event_type = bookable.facts(scene), bookable.event_type_of(scene)
    if event_type is None:
        return said
    several, price = seats(scene, event_type), event_type.price(said["length"])
    return said | {
        "host": scene.slots.get("whom") or said["host"],
        "whom": scene.slots.get("whom"),
        "their_zone": scene.slots.get("host_zone") or said["their_zone"],
        "seats": several if several > 1 else None,
        "price": price if several == 1 else None,
        "each": price if several > 1 else None,
        "guests": scene.slots.get("guests"),
        "dates": dates(scene),
        "n": len(dates(scene)),
    }


# -- asking ----------------------------------------------------------------------------------------


def kept(scene: Scene, hold: Hold) -> tuple[Scene, Saying]:
    """Remember a time that is held, and with whom; return what to say of it."""
    until, event_type = hold.expires_at, bookable.event_type_of(scene)
    with_whom = whom(scene, event_type, hold) if event_type else []
    theirs = _zone(scene, hold) if with_whom else None
    held = scene.remember(hold_until=until.isoformat(), whom=with_whom or None, host_zone=theirs)
    said = facts(held)
    phrase = "booking.held_seats" if said.get("seats") else "booking.held"
    return held, says(phrase, until=until, **said)


def whom(scene: Scene, event_type: EventType, taken: Hold | Booking) -> list[str]:
    """Name who takes part where several hosts share an event type ("Bob (sales)"); nobody where it is the host alone."""
    if event_type.mode is Mode.SOLO or scene.page is None:
        return []
    known = {host.id: host.name for host in (scene.page.host, *scene.page.hosts)}
    groups = {each.host_id: each.group for each in event_type.assignments}
    return [
        f"{known[host_id]} ({groups[host_id]})" if groups.get(host_id) else known[host_id]
        for host_id in taken.host_ids
        if host_id in known
    ]


def _zone(scene: Scene, taken: Hold | Booking) -> str | None:
    """Return the zone of a host who takes part, one that is not the speaker's if there is one; else the page's host's."""
    page = scene.page
    known = {host.id: host.zone for host in (page.host, *page.hosts)} if page else {}
    zones = [known[host_id] for host_id in taken.host_ids if host_id in known]
    usual = scene.host.zone if scene.host else None
    return next((zone for zone in zones if zone != scene.zone), zones[0] if zones else usual)


def confirm(scene: Scene, flow: str, *lead: Saying) -> Decision:
    """Read back what is to be booked."""
    others: finding.Choice = ({"kind": "others", "flow": flow}, "label.others", {})
    said = facts(scene)
    several = bool(said["dates"])
    label = ("label.confirm_all", {"n": said["n"]}) if several else ("label.confirm", {})
    laid, options = scene.offering([({"kind": "confirm", "flow": flow}, *label), others])
    phrase = "series.confirm" if several else "booking.confirm"
    told = tuple(
        each for each in lead if each.phrase != "series.all_free"
    )  # the question says the dates itself
    question = Saying(phrase=phrase, facts=said, options=options)
    return laid.at(flow, "confirm", Asked.CONFIRM).decide(*told, question)


def again(scene: Scene) -> Saying:
    """Ask once more whether to book what was read back."""
    said = facts(scene)
    return says("series.confirm_again" if said["dates"] else "booking.confirm_again", **said)


def code_saying(scene: Scene) -> Saying:
    """Say that a code was sent, and what typing it will do."""
    event_type = bookable.event_type_of(scene)
    approval = bool(event_type and event_type.approval)
    if "wait" in scene.slots:
        phrase = "details.code_wait"
    elif "series" in scene.slots:
        phrase = "details.code_series_request" if approval else "details.code_series"
    else:
        phrase = "details.code_request" if approval else "details.code"
    return says(phrase, email=details.email(scene) or "", **facts(scene))


# -- doing -----------------------------------------------------------------------------------------


def do(scene: Scene, event_type: EventType, flow: str) -> Decision:
    """Book what was read back, or join the waiting list; the answer goes to `<flow>:booked`."""
    if "wait" in scene.slots:
        return scene.decide(then=Do(_wait(scene, event_type), f"{flow}:waiting"))
    if "series" in scene.slots:
        return scene.decide(then=Do(_series(scene, event_type), f"{flow}:series_booked"))
    return scene.decide(then=Do(_book(scene, event_type), f"{flow}:booked"))


def _who(scene: Scene) -> dict[str, Any]:
    address = scene.conversation.address
    return {
        "request_id": f"{address.key}:{scene.incoming.key}",
        "owner": scene.owner,
        "person_id": scene.person.id,
        "name": details.name(scene) or "",
        "introduces": "guest" not in scene.slots,
        "email": details.email(scene),
        "phone": scene.slots.get("phone") or scene.person.phone,
        "zone": scene.zone,
        "locale": scene.conversation.locale,
        "verified": details.verified(scene),
        "message": _message(scene),
        "answers": _answers(scene),
    }


def _message(scene: Scene) -> str:
    booker = scene.slots.get("name") or scene.person.name
    return f"Booked by {booker}" if scene.slots.get("guest") and booker else ""


def _answers(scene: Scene) -> dict[str, str]:
    return {key: value for key, value in scene.slots.get("answers", {}).items() if value}


def _book(scene: Scene, event_type: EventType) -> Book:
    return Book(
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        start=datetime.fromisoformat(scene.slots["start"]),
        length=bookable.length_of(scene, event_type),
        seats=seats(scene, event_type),
        guests=tuple(scene.slots.get("guests", ())),
        **_who(scene),
    )


def _series(scene: Scene, event_type: EventType) -> BookSeries:
    return BookSeries(
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        starts=tuple(each.start for each in dates(scene)),
        length=bookable.length_of(scene, event_type),
        **_who(scene),
    )


def _wait(scene: Scene, event_type: EventType) -> JoinWaitlist:
    who = _who(scene)
    invitee = Invitee(
        **{name: who[name] for name in ("person_id", "name", "email", "phone", "zone", "locale")}
    )
    return JoinWaitlist(
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        start=datetime.fromisoformat(scene.slots["start"]),
        length=bookable.length_of(scene, event_type),
        invitee=invitee,
        verified=who["verified"],
        seats=seats(scene, event_type),
        answers=who["answers"],
    )


# -- saying ----------------------------------------------------------------------------------------


def done(scene: Scene, then: str, value: Any) -> Decision:
    """Say what was done: `booked`, `series_booked` or `waiting`."""
    match then:
        case "series_booked":
            return _series_booked(scene, value)
        case "waiting":
            return _waits(scene, value)
        case _:
            return booked(scene, value)


def booked(scene: Scene, booking: Booking) -> Decision:
    """Say exactly what was booked; keep it in mind for "move it"."""
    phrase = "booking.booked" if booking.status is Status.CONFIRMED else "booking.requested"
    slot = [booking.slot.start.isoformat(), booking.slot.end.isoformat()]
    closed = scene.cleared().remember(booking=str(booking.id), booked_slot=slot).at("", "done")
    return closed.decide(*asked_first(scene, booking), says(phrase, **_done_facts(scene, booking)))


def asked_first(scene: Scene, booking: Booking) -> tuple[Saying, ...]:
    """Say why a booking has to be asked for, if it is because a calendar could not be read."""
    if not booking.unread or scene.side is Side.HOST:
        return ()
    page = scene.page
    known = {host.id: host.name for host in (page.host, *page.hosts)} if page else {}
    theirs = dict.fromkeys(known[each.host_id] for each in booking.unread if each.host_id in known)
    return (says("unread.asked", host=list(theirs) or (scene.host.name if scene.host else "")),)


def _done_facts(scene: Scene, booking: Booking) -> Mapping[str, Any]:
    host, event_type = scene.host, bookable.event_type_of(scene)
    with_whom = whom(scene, event_type, booking) if event_type else []
    return {
        "title": whose.title(scene, booking),
        "what": event_type.title if event_type else booking.title,
        "slot": booking.slot,
        "their_zone": _zone(scene, booking),
        "email": booking.invitee.email,
        "place": where(booking.place),
        "host": with_whom or (host.name if host else ""),
        "seats": booking.seats if booking.seats > 1 else None,
        "price": booking.price if booking.price and booking.price.amount else None,
        "guests": [each.email for each in booking.guests],
    }


def _series_booked(scene: Scene, report: Report) -> Decision:
    """Say which dates were booked; keep the series in mind for "cancel all of them"."""
    bookings = [each.booking for each in report.dates if each.booking]
    first = bookings[0]
    phrase = "series.booked" if first.status is Status.CONFIRMED else "series.requested"
    said = dict(_done_facts(scene, first))
    said |= {"dates": tuple(each.slot for each in bookings), "n": len(bookings)}
    slot = [first.slot.start.isoformat(), first.slot.end.isoformat()]
    closed = scene.cleared().remember(booked_series=str(report.series_id), booked_slot=slot, booking=None)
    return closed.at("", "done").decide(*asked_first(scene, first), says(phrase, **said))


def _waits(scene: Scene, waiting: Waiting) -> Decision:
    """Say for which class somebody waits now, and their place in line."""
    event_type = bookable.event_type_of(scene)
    said = says(
        "waiting.joined",
        title=event_type.title if event_type else "",
        slot=waiting.slot,
        place=waiting.place,
        email=waiting.invitee.email,
        their_zone=scene.host.zone if scene.host else None,
    )
    return scene.cleared().at("", "done").decide(said)


def too_late(scene: Scene, shown: Shown) -> Saying | None:
    """Say so before anything is chosen if an invitee can no longer move or cancel a booking by themselves."""
    booking = shown.booking
    notice = limits(shown.host, shown.event_type, booking.slot.minutes).cancel_notice
    try:
        require_in_time(booking, Step(by=scene.side, now=scene.now), notice)
    except Refused as refused:
        return sorry(scene, refused.refusal)
    return None


def sorry(scene: Scene, refusal: Refusal) -> Saying:
    """Say that something was refused."""
    said = finding.refusal_facts(scene, refusal)
    if refusal.facts.get("field") == "waiting":
        return says(f"waiting.{refusal.facts.get('why', 'none')}", **said)
    if refusal.facts.get("field") == "guests":
        return says("guests.already" if refusal.facts.get("why") == "already" else "guests.not_email", **said)
    return says(f"refused.{refusal.code.value}", **said)
