"""Values that storage tests begin with. Noon is 2030-01-07, a Monday, 12:00 UTC."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from bot.messages import Address
from core.booking import Booking, Hold, Invitee, Status
from core.effects import Change, Effect, Kind
from core.event_types import EventType, Place, PlaceKind, Question
from core.hours import Override, Schedule
from core.interval import Interval
from core.people import Host, Person
from storage import Database

NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)
TALK = Address(channel="webchat", room="visitor-1", thread="@anna")
ROOT = UUID("7f3f3c1e-0000-4000-8000-000000000000")


def ident(name: str) -> UUID:
    """Return the id of that name."""
    return uuid5(ROOT, name)


def after(minutes: float) -> datetime:
    """Return an instant that many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def span(start: float, end: float) -> Interval:
    """Return a stretch of time, in minutes after noon."""
    return Interval(after(start), after(end))


def person(name: str = "anna", **other: object) -> Person:
    """Return a person."""
    fields = {"id": ident(name), "name": name.title(), "created_at": NOON, "updated_at": NOON}
    return Person(**{**fields, **other})  # type: ignore[arg-type]


def host(name: str = "anna", **other: object) -> Host:
    """Return the host that the person of that name is."""
    fields = {
        "id": ident(f"host {name}"),
        "person_id": ident(name),
        "username": name,
        "name": name.title(),
        "zone": "Europe/Berlin",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Host(**{**fields, **other})  # type: ignore[arg-type]


def schedule(name: str = "anna", **other: object) -> Schedule:
    """Return a host's schedule with a closed day and a special one."""
    fields = {
        "id": ident(f"schedule {name}"),
        "host_id": ident(f"host {name}"),
        "zone": "Europe/Berlin",
        "overrides": (
            Override(day=date(2030, 1, 9), reason="dentist"),
            Override(day=date(2030, 1, 10), ranges=((600, 660), (1380, 1500))),
        ),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Schedule(**{**fields, **other})  # type: ignore[arg-type]


def event_type(name: str = "anna", code: str = "intro", **other: object) -> EventType:
    """Return a host's event type with two questions."""
    fields = {
        "id": ident(f"event type {name} {code}"),
        "host_id": ident(f"host {name}"),
        "code": code,
        "title": code.title(),
        "lengths": (30, 60),
        "place": Place(PlaceKind.PHONE, "+49 30 1234"),
        "questions": (
            Question(id=ident("q2"), text="What about?", required=True),
            Question(id=ident("q1"), text="Anything else?"),
        ),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return EventType(**{**fields, **other})  # type: ignore[arg-type]


def booking(name: str = "b", start: float = 60, end: float = 90, **other: object) -> Booking:
    """Return a confirmed booking with Anna, in minutes after noon."""
    fields = {
        "id": ident(f"booking {name}"),
        "host_id": ident("host anna"),
        "event_type_id": ident("event type anna intro"),
        "invitee": Invitee(person_id=None, name="Ben", email="Ben@Example.com", zone="Asia/Tokyo"),
        "slot": span(start, end),
        "zone": "Europe/Berlin",
        "status": Status.CONFIRMED,
        "title": "Intro",
        "request_id": f"request {name}",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Booking(**{**fields, **other})  # type: ignore[arg-type]


def hold(name: str = "h", start: float = 60, end: float = 90, **other: object) -> Hold:
    """Return a hold of Anna's time that expires ten minutes after noon."""
    fields = {
        "id": ident(f"hold {name}"),
        "host_id": ident("host anna"),
        "event_type_id": ident("event type anna intro"),
        "owner": f"owner {name}",
        "slot": span(start, end),
        "expires_at": after(10),
    }
    return Hold(**{**fields, **other})  # type: ignore[arg-type]


def effect(
    key: str, *, lane: str = "lane", due: float = 0, kind: Kind = Kind.MAIL, **payload: object
) -> Effect:
    """Return an effect that is due some minutes after noon."""
    return Effect(key=key, kind=kind, lane=lane, due=after(due), payload=payload)


def change(name: str, at: float = 0, **other: object) -> Change:
    """Return a change by Anna some minutes after noon."""
    fields = {
        "id": ident(f"change {name}"),
        "at": after(at),
        "actor": "host:anna",
        "verb": "set_hours",
        "entity": "schedule",
        "entity_id": ident("schedule anna"),
        "before": {"a": 1},
        "after": None,
    }
    return Change(**{**fields, **other})  # type: ignore[arg-type]


async def settle_anna(storage: Database) -> None:
    """Keep Anna as a host with her schedule and event type."""
    async with storage.writing() as unit:
        await unit.people.add_person(person())
        await unit.people.add_host(host())
        await unit.availability.add_schedule(schedule())
        await unit.event_types.add(event_type())
        await unit.commit()


async def settle_hosts(storage: Database, *names: str) -> None:
    """Keep more hosts."""
    async with storage.writing() as unit:
        for name in names:
            await unit.people.add_person(person(name))
            await unit.people.add_host(host(name))
        await unit.commit()
