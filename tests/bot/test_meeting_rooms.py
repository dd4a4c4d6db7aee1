"""A meeting room in the whole house: made after the booking, told to both sides, moved and deleted with it."""

from contextlib import asynccontextmanager
from datetime import timedelta

from bot.frozen import FrozenWorld
from bot.rehearse import Letters, stage_house
from bot.wiring.services import Services
from core.booking import Side
from core.commands import Book, BookSeries, CancelBooking, CreateEventType, MoveBooking, RegisterHost, Undo
from core.errors import Gone, Rejected, Transient
from core.event_types import Place, PlaceKind
from core.interval import Interval
from core.people import Person
from core.ports.calendars import Meeting, MeetingService
from core.queries import FindSlots, ShowBooking


class Rooms(MeetingService):
    """Makes rooms in memory; `trouble` is raised instead."""

    def __init__(self):
        self.open, self.made, self.trouble = {}, 0, None

    async def make(self, draft):
        if self.trouble:
            raise self.trouble
        self.made += 1
        name = str(self.made)
        self.open[name] = draft
        return Meeting(link=f"https://zoom.example/j/{name}", id=name)

    async def change(self, meeting_id, draft):
        if self.trouble:
            raise self.trouble
        if meeting_id not in self.open:
            raise Gone("gone")
        self.open[meeting_id] = draft

    async def remove(self, meeting_id):
        self.open.pop(meeting_id, None)


class Hall:
    """A house in which Anna meets people on Zoom."""

    def __init__(self, house, world, letters, rooms):
        self.house, self.world, self.letters, self.rooms = house, world, letters, rooms
        self.event_type = None
        self.slots = ()

    async def furnish(self):
        now = self.world.clock.now()
        async with self.house.storage.writing() as unit:
            anna = Person(id=self.world.chance.uuid(), name="Anna", created_at=now, updated_at=now)
            anna = Person(
                id=anna.id,
                name="Anna",
                email="anna@example.org",
                email_verified=True,
                created_at=now,
                updated_at=now,
            )
            await unit.people.add_person(anna)
            await unit.commit()
        perform = self.house.desk.perform
        desk = (await perform(RegisterHost(person_id=anna.id, name="Anna", zone="UTC"))).value
        kind = CreateEventType(host_id=desk.host.id, title="Call", place=Place(PlaceKind.ZOOM))
        self.event_type = (await perform(kind)).value
        query = FindSlots(
            host_id=desk.host.id,
            event_type_id=self.event_type.id,
            length=30,
            within=Interval(now, now + timedelta(days=9)),
        )
        self.slots = (await self.house.desk.answer(query)).slots

    async def book(self):
        command = Book(
            request_id="one",
            host_id=self.event_type.host_id,
            event_type_id=self.event_type.id,
            start=self.slots[0].start,
            length=30,
            verified=True,
            name="Bob",
            email="bob@example.com",
            zone="UTC",
        )
        return (await self.house.desk.perform(command)).value

    async def post(self, **wait):
        """Let time pass and carry out all that is due."""
        self.world.clock.tick(**wait)
        while await self.house.postman.run_once():
            pass

    async def seen(self, booking):
        return (await self.house.desk.answer(ShowBooking(booking_id=booking.id))).booking

    def mails(self, name="Bob"):
        return [
            (each.news, each.booking["place"]["detail"])
            for _, each in self.letters.kept
            if each.to_name == name
        ]


@asynccontextmanager
async def a_hall():
    world, letters, rooms = FrozenWorld(), Letters(), Rooms()
    async with stage_house(world, letters, serve=lambda *_: Services(meetings=rooms)) as house:
        hall = Hall(house, world, letters, rooms)
        await hall.furnish()
        yield hall


async def test_the_link_comes_with_the_first_letter_to_both():
    async with a_hall() as hall:
        booking = await hall.book()
        await hall.post(seconds=1)
        assert (await hall.seen(booking)).place == Place(PlaceKind.ZOOM, "https://zoom.example/j/1")
        assert hall.mails() == hall.mails("Anna") == [("booked", "https://zoom.example/j/1")]
        await hall.post(minutes=1)
        assert len(hall.mails()) == 1


async def test_a_room_that_cannot_be_made_does_not_keep_the_letter_back_and_the_link_follows():
    async with a_hall() as hall:
        hall.rooms.trouble = Transient("away")
        booking = await hall.book()
        await hall.post(seconds=1)
        assert hall.mails() == []
        await hall.post(seconds=30)
        assert hall.mails() == [("booked", "")]
        hall.rooms.trouble = None
        await hall.post(minutes=10)
        assert hall.mails() == [("booked", ""), ("linked", "https://zoom.example/j/1")]
        assert (await hall.seen(booking)).sequence == booking.sequence + 1


async def test_a_room_that_will_never_be_made_leaves_the_booking_as_it_is():
    async with a_hall() as hall:
        hall.rooms.trouble = Rejected("no such account")
        booking = await hall.book()
        await hall.post(minutes=10)
        assert (await hall.seen(booking)).active
        assert hall.mails() == [("booked", "")]


async def test_the_room_moves_and_goes_with_the_booking_and_comes_back_with_it():
    async with a_hall() as hall:
        booking = await hall.book()
        await hall.post(seconds=1)
        later = hall.slots[4].start
        await hall.house.desk.perform(MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=later))
        await hall.post(seconds=1)
        assert [each.during.start for each in hall.rooms.open.values()] == [later]
        await hall.house.desk.perform(CancelBooking(booking_id=booking.id, by=Side.HOST))
        await hall.post(seconds=1)
        assert hall.rooms.open == {}
        await hall.house.desk.perform(Undo(actor=f"host:{booking.host_id}"))
        await hall.post(seconds=1)
        assert (await hall.seen(booking)).place.detail == "https://zoom.example/j/2"
        assert list(hall.rooms.open) == ["2"]


async def test_booking_can_be_taken_back_after_its_link_has_come():
    async with a_hall() as hall:
        booking = await hall.book()
        await hall.post(seconds=1)
        await hall.house.desk.perform(Undo(actor=f"invitee:{booking.id}"))
        await hall.post(seconds=1)
        assert not (await hall.seen(booking)).active
        assert hall.rooms.open == {}


async def test_all_dates_of_a_series_meet_in_one_room_and_are_told_so_once():
    async with a_hall() as hall:
        starts = tuple(each.start for each in hall.slots if each.start.hour == hall.slots[0].start.hour)[:3]
        command = BookSeries(
            request_id="series",
            host_id=hall.event_type.host_id,
            event_type_id=hall.event_type.id,
            starts=starts,
            length=30,
            verified=True,
            name="Bob",
            email="bob@example.com",
            zone="UTC",
        )
        (told,) = (await hall.house.desk.perform(command)).told
        dates = (told.booking, *told.others)
        await hall.post(seconds=1)
        links = {(await hall.seen(each)).place.detail for each in dates}
        assert links == {"https://zoom.example/j/1"}
        assert hall.mails() == [("series", "https://zoom.example/j/1")]
        await hall.house.desk.perform(CancelBooking(booking_id=dates[0].id, by=Side.INVITEE))
        await hall.post(seconds=1)
        assert list(hall.rooms.open) == ["1"]
        for each in dates[1:]:
            await hall.house.desk.perform(CancelBooking(booking_id=each.id, by=Side.INVITEE))
        await hall.post(seconds=1)
        assert hall.rooms.open == {}


async def test_a_room_that_may_not_be_moved_is_not_made_a_second_time_and_one_that_was_deleted_is():
    async with a_hall() as hall:
        booking = await hall.book()
        await hall.post(seconds=1)
        hall.rooms.trouble = Rejected("not now")
        move = MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=hall.slots[4].start)
        await hall.house.desk.perform(move)
        await hall.post(seconds=1)
        assert hall.rooms.made == 1
        hall.rooms.trouble = None
        hall.rooms.open.clear()
        again = MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=hall.slots[8].start)
        await hall.house.desk.perform(again)
        await hall.post(seconds=1)
        assert (await hall.seen(booking)).place.detail == "https://zoom.example/j/2"
