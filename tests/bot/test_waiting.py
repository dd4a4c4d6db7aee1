"""An offered seat in the whole house: it is told by mail, lapses at its time, and goes to the next."""

from datetime import timedelta

from bot.frozen import FrozenWorld
from bot.rehearse import Letters, stage_house
from core.booking import Invitee, Side
from core.commands import Book, CancelBooking, CreateEventType, JoinWaitlist, RegisterHost
from core.interval import Interval
from core.people import Person
from core.queries import FindSlots, ShowWaiting
from core.waiting import Standing


async def settle(house, world):
    """Make Anna a host with a class of one time that is full; return booking and event type."""
    now = world.clock.now()
    async with house.storage.writing() as unit:
        anna = Person(id=world.chance.uuid(), name="Anna", created_at=now, updated_at=now)
        await unit.people.add_person(anna)
        await unit.commit()
    desk = (await house.desk.perform(RegisterHost(person_id=anna.id, name="Anna", zone="UTC"))).value
    yoga = CreateEventType(host_id=desk.host.id, title="Yoga", seats=2)
    return (await house.desk.perform(yoga)).value


def somebody(name):
    return {"name": name, "email": f"{name.lower()}@example.com", "zone": "UTC"}


async def book(house, yoga, name, start):
    command = Book(
        request_id=name,
        host_id=yoga.host_id,
        event_type_id=yoga.id,
        start=start,
        length=30,
        verified=True,
        **somebody(name),
    )
    return (await house.desk.perform(command)).value


async def join(house, yoga, name, start):
    command = JoinWaitlist(
        host_id=yoga.host_id,
        event_type_id=yoga.id,
        start=start,
        length=30,
        invitee=Invitee(person_id=None, **somebody(name)),
        verified=True,
    )
    return (await house.desk.perform(command)).value


async def standing(house, waiting):
    return (await house.desk.answer(ShowWaiting(waiting_id=waiting.id))).waiting.standing


async def test_an_offered_seat_lapses_at_its_time_and_goes_to_the_next_and_all_are_mailed():
    world, letters = FrozenWorld(), Letters()
    async with stage_house(world, letters) as house:
        yoga = await settle(house, world)
        now = world.clock.now()
        within = Interval(now, now + timedelta(days=3))
        query = FindSlots(host_id=yoga.host_id, event_type_id=yoga.id, length=30, within=within)
        start = (await house.desk.answer(query)).slots[-1].start
        first = await book(house, yoga, "Ann", start)
        await book(house, yoga, "Ben", start)
        cid, dee = await join(house, yoga, "Cid", start), await join(house, yoga, "Dee", start)
        await house.desk.perform(CancelBooking(booking_id=first.id, by=Side.INVITEE))
        world.clock.tick(minutes=30)
        await house.postman.run_once()
        assert [await standing(house, each) for each in (cid, dee)] == [Standing.LAPSED, Standing.OFFERED]
        await house.postman.run_once()
        world.clock.set(start)
        await house.postman.run_once()
        assert await standing(house, dee) is Standing.LAPSED
        await house.postman.run_once()
    mails = [(letter.to_name, letter.news) for _, letter in letters.kept if letter.to_name in ("Cid", "Dee")]
    assert mails == [
        ("Cid", "seat_offered"),
        ("Cid", "seat_lapsed"),
        ("Dee", "seat_offered"),
        ("Dee", "class_gone"),
    ]
