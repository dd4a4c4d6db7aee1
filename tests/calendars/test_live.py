"""Calendars are read just before time is taken: what stands there is not booked over, and who does not answer keeps nobody waiting."""

import asyncio
import random
from dataclasses import replace

import pytest

from bot.calendars.live import BUDGET
from bot.live import NoCalendars
from core.booking import Side, Status
from core.calendars import Provider, RemoteEvent, Trouble, WhenUnread
from core.commands import Book, CancelBooking, ConnectAccount, MoveBooking, RegisterHost, Undo
from core.errors import Code, Refused, Revoked, Transient
from core.event_types import Assignment, Mode
from core.people import Person
from core.usecases.audit import booking_actor
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span
from tests.support.calendars.memory import listed

WITHIN = 0.2
"""Seconds that calendars get in these tests."""
POLICIES = [
    (WhenUnread.STRICT, None),
    (WhenUnread.PENDING, Status.PENDING),
    (WhenUnread.LENIENT, Status.CONFIRMED),
]


@pytest.fixture
async def stage():
    """Anna, her calendar, and Bob who wants to meet her."""
    async with a_house_with_calendars(pushes=False) as stage:
        yield stage


def hurry(stage):
    """Give calendars less time to answer than usual: for one that never does, so that a slow machine is waited for otherwise."""
    desk = stage.house.desk
    desk.live = desk.manager.live = replace(desk.live, budget=WITHIN)


def wish(stage, start=None, name="Bob", email="bob@example.org"):
    """The command by which somebody books Anna."""
    event_type = stage.page.event_types[0]
    return Book(
        request_id=f"{name} {start}",
        host_id=stage.page.host.id,
        event_type_id=event_type.id,
        start=start or at(9),
        length=event_type.lengths[0],
        name=name,
        email=email,
        zone="Europe/Berlin",
        verified=True,
    )


async def outcome(stage, command):
    """Return what became of a command: a booking or the code of a refusal."""
    try:
        return (await stage.house.desk.perform(command)).value
    except Refused as refused:
        return refused.refusal.code


async def taken(stage):
    """Return the time that our copy of Anna's calendar shows as taken on Tuesday."""
    async with stage.house.storage.reading() as uow:
        seen = await uow.calendars.seen((stage.page.host.id,), span(0, minutes=1440))
    return [during for during, _ in seen[stage.page.host.id].busy]


async def test_what_came_between_offer_and_yes_is_seen_and_other_times_are_offered(stage):
    await stage.bob.say("tomorrow at 10:00")
    stage.service.write(SUBJECT, WORK, span(9))
    said = await stage.bob.say("Bob, bob@example.org")
    await stage.house.postman.run_once()
    said = await stage.bob.say(stage.letters.kept[-1][1].code)
    assert "already busy" in said
    offered = await stage.labels(stage.bob)
    assert len(offered) > 2
    assert not any("10:00" in each for each in offered)
    assert not [each for each in stage.standing() if each.booking_id]


async def test_a_time_that_is_taken_meanwhile_is_refused_and_kept_as_taken(stage):
    stage.service.write(SUBJECT, WORK, span(9))
    assert await outcome(stage, wish(stage)) is Code.BUSY
    assert await taken(stage) == [span(9)]


async def test_a_time_that_came_free_meanwhile_is_booked(stage):
    name = stage.service.write(SUBJECT, WORK, span(9))
    assert await outcome(stage, wish(stage)) is Code.BUSY
    stage.service.delete(SUBJECT, WORK, name)
    assert (await outcome(stage, wish(stage))).status is Status.CONFIRMED
    assert await taken(stage) == []


async def test_nobody_outside_is_asked_inside_a_transaction(stage):
    asked = []
    events = stage.service.events

    async def watched(access, calendar, within):
        asked.append(stage.house.storage._turnstile.locked())
        return await events(access, calendar, within)

    stage.service.events = watched
    await outcome(stage, wish(stage))
    assert asked == [False]


async def test_a_host_without_calendars_costs_nothing_outside():
    async with a_house_with_calendars(connected=False) as stage:
        assert (await stage.book(at(9))).status is Status.CONFIRMED
        assert stage.service.asked == []


async def test_our_own_entry_does_not_stand_in_the_way_of_its_booking(stage):
    booking = await stage.book(at(9))
    assert stage.ours(booking)
    await stage.move(booking, at(9, 30))
    assert (await stage.booking(booking)).slot.start == at(9, 30)


async def cancelled(stage, by=Side.INVITEE):
    """Bob's booking, which was cancelled, and the command that takes that back."""
    booking = await stage.book(at(9))
    await stage.house.desk.perform(CancelBooking(booking_id=booking.id, by=by))
    await stage.settle()
    return booking, Undo(actor=booking_actor(booking, by))


@pytest.mark.parametrize("by", [Side.INVITEE, Side.HOST])
async def test_a_cancellation_is_not_taken_back_over_what_came_up_meanwhile(stage, by):
    booking, back = await cancelled(stage, by)
    name = stage.service.write(SUBJECT, WORK, span(9))
    assert await outcome(stage, back) is Code.BUSY
    assert (await stage.booking(booking)).status is Status.CANCELLED
    stage.service.delete(SUBJECT, WORK, name)
    await outcome(stage, back)
    assert (await stage.booking(booking)).status is Status.CONFIRMED


async def test_a_cancellation_is_taken_back_although_our_entry_is_not_out_of_the_calendar_yet(stage):
    booking = await stage.book(at(9))
    assert stage.ours(booking)
    await stage.house.desk.perform(CancelBooking(booking_id=booking.id, by=Side.HOST))
    await outcome(stage, Undo(actor=booking_actor(booking, Side.HOST)))
    assert (await stage.booking(booking)).status is Status.CONFIRMED


@pytest.mark.parametrize(("policy", "status"), POLICIES)
async def test_taking_back_is_asked_for_as_booking_is_where_a_calendar_does_not_answer(stage, policy, status):
    await stage.rules(unread=policy)
    booking, back = await cancelled(stage)
    stage.service.trouble = Transient("away")
    found = await outcome(stage, back)
    assert (found is Code.UNREADABLE) == (status is None)
    assert (await stage.booking(booking)).status is (status or Status.CANCELLED)


# -- calendars that do not answer ------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "status"), POLICIES)
async def test_who_hangs_is_not_waited_for_and_the_hosts_wish_counts(stage, policy, status):
    await stage.rules(unread=policy)
    hurry(stage)
    stage.service.hangs = True
    found = await outcome(stage, wish(stage))
    assert found is Code.UNREADABLE if status is None else found.status is status
    stage.service.hangs = False
    assert (await stage.calendar()).trouble is Trouble.UNREACHABLE
    assert (await stage.calendar()).since == stage.world.clock.now()


def test_two_seconds_are_given():
    assert BUDGET == 2.0


@pytest.mark.parametrize("fault", [Transient("away"), Revoked("withdrawn"), ValueError("nonsense")])
async def test_whatever_goes_wrong_there_is_asked_for(stage, fault):
    stage.service.trouble = fault
    booking = await outcome(stage, wish(stage))
    assert booking.status is Status.PENDING
    assert [each.calendar for each in booking.unread] == ["Work (anna@example.com)"]


async def test_both_are_told_why_and_only_the_host_which_calendar_since_when(stage):
    await stage.bob.say("tomorrow at 10:00")
    await stage.bob.say("Bob, bob@example.org")
    await stage.house.postman.run_once()
    stage.service.trouble = Transient("away")
    said = await stage.bob.say(stage.letters.kept[-1][1].code)
    assert "Anna Berg's calendar cannot be read just now, so I ask first." in said
    assert "anna@example.com" not in said
    heard = await stage.anna.last()
    assert "I could not check Work (anna@example.com), which has not answered since" in heard
    assert await stage.labels(stage.anna) == ["Accept", "Decline", "Propose another time"]
    stage.service.trouble = None
    await stage.settle()
    letters = {each.to_side: each for each in stage.mails("requested")}
    assert "anna@example.com" in str(letters["host"].booking)
    assert "anna@example.com" not in str(letters["invitee"].booking)


async def test_once_it_answers_and_the_time_is_free_the_request_is_confirmed_by_itself(stage):
    stage.service.trouble = Transient("away")
    booking = await outcome(stage, wish(stage))
    stage.service.trouble = None
    await stage.settle(5)
    settled = await stage.booking(booking)
    assert (settled.status, settled.unread, settled.changed_by) == (Status.CONFIRMED, (), Side.SYSTEM)
    assert "Your calendar answers again, and the time is free." in await stage.anna.last()
    assert {each.to_side for each in stage.mails("accepted")} == {"host", "invitee"}
    assert stage.ours(settled)


async def test_once_it_answers_and_something_stands_there_both_are_told_and_the_host_decides(stage):
    stage.service.trouble = Transient("away")
    booking = await outcome(stage, wish(stage))
    stage.service.trouble = None
    stage.service.write(SUBJECT, WORK, span(9))
    await stage.settle(5)
    left = await stage.booking(booking)
    assert (left.status, left.unread) == (Status.PENDING, ())
    assert len(stage.mails("came_up")) == 1
    assert "Work (anna@example.com)" in await stage.anna.last()


async def test_a_live_look_that_finds_an_event_over_another_booking_tells_of_it(stage):
    booking = await stage.book(at(9))
    stage.service.write(SUBJECT, WORK, span(9, 15, minutes=15))
    await outcome(stage, wish(stage, at(10), "Cid", "cid@example.org"))
    await stage.settle()
    assert len(stage.mails("came_up")) == 1
    assert (await stage.booking(booking)).status is Status.CONFIRMED


async def test_a_calendar_that_seems_to_be_emptied_is_not_believed_at_once(stage):
    names = [stage.service.write(SUBJECT, WORK, span(9 + n)) for n in range(5)]
    await outcome(stage, wish(stage, at(15)))
    for name in names:
        stage.service.delete(SUBJECT, WORK, name)
    assert await outcome(stage, wish(stage, at(9), "Cid", "cid@example.org")) is Code.BUSY


async def test_what_is_read_meanwhile_is_not_lost(stage):
    events = stage.service.events

    async def overtaken(access, calendar, within):
        found = await events(access, calendar, within)
        stage.service.write(SUBJECT, WORK, span(11))
        stage.world.clock.tick(minutes=31)
        await stage.room.sync.settled()
        return [*found, RemoteEvent(remote="mine", during=span(13))]

    stage.service.events = overtaken
    await outcome(stage, wish(stage))
    assert await taken(stage) == [span(11), span(13)]


# -- many at once ----------------------------------------------------------------------------------


async def test_of_two_who_want_the_same_time_one_gets_it(stage):
    wishes = [wish(stage, name=name, email=f"{name}@example.org") for name in ("Bob", "Cid")]
    found = await asyncio.gather(*(outcome(stage, each) for each in wishes))
    assert sorted(getattr(each, "status", each) for each in found) == [Code.BUSY, Status.CONFIRMED]


async def test_a_second_calendar_is_asked_at_the_same_time(stage):
    stage.service.open("more", *(each.listed for each in stage.service.kept[SUBJECT].values()))
    await stage.connect(provider=Provider.GOOGLE, subject="more")
    waiting = asyncio.Barrier(2)
    events = stage.service.events

    async def together(access, calendar, within):
        await waiting.wait()
        return await events(access, calendar, within)

    stage.service.events = together
    assert (await outcome(stage, wish(stage))).status is Status.CONFIRMED


@pytest.mark.parametrize("seed", range(4))
async def test_no_booking_lies_over_what_stood_in_a_calendar_that_answered(stage, seed):
    dice = random.Random(seed)
    standing = []
    for number in range(25):
        match dice.choice(("write", "write", "delete", "book", "book", "book", "move", "hang", "settle")):
            case "write":
                during = span(8 + dice.randrange(8), 15 * dice.randrange(4), minutes=dice.choice((15, 30)))
                standing.append(stage.service.write(SUBJECT, WORK, during))
            case "delete" if standing:
                stage.service.delete(SUBJECT, WORK, standing.pop())
            case "book":
                start = at(8 + dice.randrange(8), dice.choice((0, 30)))
                await checked(stage, wish(stage, start, f"Bob {number}", f"b{number}@example.org"))
            case "move":
                booked = await bookings(stage)
                if booked:
                    to = at(8 + dice.randrange(8), dice.choice((0, 30)))
                    side = dice.choice((Side.HOST, Side.INVITEE))
                    command = MoveBooking(booking_id=dice.choice(booked).id, by=side, start=to)
                    await checked(stage, command)
            case "hang":
                stage.service.trouble = None if stage.service.trouble else Transient("away")
            case "settle":
                stage.service.trouble = None
                await stage.settle(1)


async def checked(stage, command):
    """Carry out a command; what it confirms must not lie over what its calendar shows."""
    found = await outcome(stage, command)
    if isinstance(found, Code) or found.status is not Status.CONFIRMED:
        return
    if stage.service.trouble and isinstance(command, MoveBooking):
        return  # by the host's own word
    assert not stage.service.trouble
    busy = [each.during for each in stage.standing() if each.booking_id is None]
    assert not [each for each in busy if each.overlaps(found.claim)]


async def bookings(stage):
    async with stage.house.storage.reading() as uow:
        return await uow.bookings.of_host(
            stage.page.host.id, span(0, minutes=1440), frozenset({Status.CONFIRMED})
        )


# -- who is looked at ------------------------------------------------------------------------------


async def test_without_the_look_the_time_would_be_booked_over(stage):
    desk = stage.house.desk
    desk.live = desk.manager.live = NoCalendars()
    stage.service.write(SUBJECT, WORK, span(9))
    assert (await outcome(stage, wish(stage))).status is Status.CONFIRMED


async def test_in_turns_who_would_be_chosen_is_looked_at_and_the_next_if_they_are_busy(stage):
    ben = await colleague(stage)
    stage.service.write(SUBJECT, WORK, span(9))
    stage.service.write("ben", "ben's", span(10))
    stage.service.asked.clear()
    first = await outcome(stage, wish(stage))
    assert first.host_ids == (ben,)
    assert stage.service.asked.count("events") in {1, 2}
    second = await outcome(stage, wish(stage, at(10), "Cid", "cid@example.org"))
    assert second.host_ids == (stage.page.host.id,)
    stage.service.write(SUBJECT, WORK, span(11))
    stage.service.write("ben", "ben's", span(11))
    assert await outcome(stage, wish(stage, at(11), "Dan", "dan@example.org")) is Code.BUSY


async def colleague(stage):
    """Let Ben, with a calendar of his own, take Anna's meetings in turns with her; return his id as a host."""
    storage, now = stage.house.storage, stage.world.clock.now()
    ben = Person(id=stage.world.chance.uuid(), name="Ben", created_at=now, updated_at=now)
    async with storage.writing() as uow:
        await uow.people.add_person(ben)
        await uow.commit()
    register = RegisterHost(person_id=ben.id, name="Ben", zone="Europe/Berlin")
    host = (await stage.house.desk.perform(register)).value.host
    shared = replace(
        stage.page.event_types[0],
        mode=Mode.ROUND_ROBIN,
        assignments=tuple(Assignment(host_id=each) for each in (stage.page.host.id, host.id)),
    )
    async with storage.writing() as uow:
        await uow.event_types.save(shared)
        await uow.commit()
    stage.service.open("ben", listed("ben's", "Ben", primary=True))
    await stage.house.desk.perform(
        ConnectAccount(
            host_id=host.id,
            provider=Provider.GOOGLE,
            subject="ben",
            name="ben@example.com",
            secrets={"access_token": "his"},
            calendars=(stage.service.kept["ben"]["ben's"].listed,),
        )
    )
    await stage.settle()
    return host.id
