"""Who waits for seats, and polls, on both engines."""

from dataclasses import replace

import pytest

from core.booking import Invitee
from core.errors import ConflictError
from core.polls import Poll, PollStatus, Suits, Vote
from core.waiting import Standing, Waiting
from storage import Database
from tests.storage.examples import NOON, after, booking, event_type, ident, person, span

pytestmark = pytest.mark.usefixtures("anna")

ANNA = ident("host anna")
CLASS = ident("class")


def waiting(name: str, minute: float = 0, **other: object) -> Waiting:
    """Return somebody who came some minutes after noon to wait for the class from 60 to 90."""
    fields = {
        "id": ident(f"waiting {name}"),
        "host_id": ANNA,
        "event_type_id": event_type().id,
        "slot": span(60, 90),
        "session": CLASS,
        "invitee": Invitee(person_id=None, name=name, email=f"{name}@example.org", zone="UTC", locale="de"),
        "created_at": after(minute),
        "updated_at": after(minute),
    }
    return Waiting(**{**fields, **other})  # type: ignore[arg-type]


def poll(name: str = "lunch", **other: object) -> Poll:
    """Return a poll with two options and two votes."""
    votes = (
        Vote(
            voter="b@example.org", name="Ben", email="b@example.org", answers=(Suits.YES, Suits.NO), at=NOON
        ),
        Vote(voter="person:1", name="Zoë", zone="Asia/Tokyo", answers=(Suits.MAYBE, Suits.YES), at=after(1)),
    )
    fields = {
        "id": ident(f"poll {name}"),
        "host_id": ANNA,
        "event_type_id": event_type().id,
        "title": name.title(),
        "code": f"code {name}",
        "options": (span(60, 90), span(120, 150)),
        "votes": votes,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Poll(**{**fields, **other})  # type: ignore[arg-type]


async def wait(storage: Database, *people: Waiting) -> None:
    async with storage.writing() as unit:
        for each in people:
            await unit.waitlist.add(each)
        await unit.commit()


async def test_who_waits_comes_back_and_stands_in_line_first_come_first(storage: Database) -> None:
    first, offered = waiting("z", 1, seats=2, answers={"q": "a"}), waiting("a", 2, offered_until=after(30))
    offered = replace(offered, standing=Standing.OFFERED)
    others = (waiting("left", standing=Standing.LEFT), waiting("other", session=ident("other class")))
    await wait(storage, offered, first, *others)
    async with storage.reading() as unit:
        assert await unit.waitlist.waiting(first.id) == first
        assert await unit.waitlist.waiting(ident("none")) is None
        assert await unit.waitlist.line(CLASS) == [first, offered]


async def test_a_host_sees_who_waits_by_class_and_order(storage: Database) -> None:
    late = waiting("late", 0, slot=span(200, 230), session=ident("late"))
    second, first = waiting("second", 2), waiting("first", 1)
    await wait(storage, late, second, first, waiting("done", standing=Standing.BOOKED))
    async with storage.reading() as unit:
        assert await unit.waitlist.of_host(ANNA, after(59)) == [first, second, late]
        assert await unit.waitlist.of_host(ANNA, after(60)) == [late]
        assert await unit.waitlist.of_host(ident("another"), after(0)) == []


async def test_a_person_sees_what_they_wait_for(storage: Database) -> None:
    me = Invitee(person_id=ident("ben"), name="Ben", zone="UTC")
    mine, later = waiting("mine", invitee=me), waiting("later", invitee=me, slot=span(200, 230))
    async with storage.writing() as unit:
        await unit.people.add_person(person("ben"))
        await unit.commit()
    await wait(storage, later, mine, waiting("another's"))
    async with storage.reading() as unit:
        assert await unit.waitlist.of_person(ident("ben"), after(0)) == [mine, later]
        assert await unit.waitlist.of_person(ident("ben"), after(60)) == [later]


async def test_a_standing_changes_once_for_two_who_saw_the_same(storage: Database) -> None:
    await wait(storage, waiting("a"))
    offered = replace(waiting("a"), standing=Standing.OFFERED, offered_until=after(30))
    async with storage.writing() as unit:
        assert await unit.waitlist.save(offered) == replace(offered, version=2)
        assert await unit.waitlist.waiting(offered.id) == replace(offered, version=2)
        with pytest.raises(ConflictError):
            await unit.waitlist.save(offered)


async def test_a_poll_comes_back_with_its_votes(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.polls.add(poll())
        assert await unit.polls.poll(poll().id) == poll()
        assert await unit.polls.by_code("code lunch") == poll()
        assert await unit.polls.by_code("lunch") is None
        assert await unit.polls.poll(ident("none")) is None


async def test_a_host_sees_open_polls_newest_first(storage: Database) -> None:
    newer, gone = poll("newer", created_at=after(1), votes=()), poll("gone", status=PollStatus.CANCELLED)
    async with storage.writing() as unit:
        for each in (poll(), newer, gone):
            await unit.polls.add(each)
        assert await unit.polls.of_host(ANNA) == [newer, poll()]
        assert await unit.polls.of_host(ident("another")) == []


async def test_a_poll_is_closed_by_a_booking_and_only_once(storage: Database) -> None:
    closed = replace(poll(), status=PollStatus.CLOSED, booking_id=booking().id)
    async with storage.writing() as unit:
        await unit.polls.add(poll())
        await unit.bookings.add(booking())
        assert await unit.polls.save(closed) == replace(closed, version=2)
        assert await unit.polls.poll(closed.id) == replace(closed, version=2)
        with pytest.raises(ConflictError):
            await unit.polls.save(closed)


async def test_two_polls_never_share_a_link(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.polls.add(poll())
        with pytest.raises(ConflictError):
            await unit.polls.add(poll("other", code="code lunch"))
