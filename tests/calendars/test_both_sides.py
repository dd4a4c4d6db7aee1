"""Both sides of a booking: each one's calendar, letters with and without an invitation, and what an event over it is to each."""

from dataclasses import replace

from bot.messages import Address
from channels.email.letters import Sender, render
from core.booking import Side, Status
from core.calendars import Provider, WhenEdited
from core.commands import CancelBooking, ConnectAccount, RegisterHost
from core.people import Person
from tests.bot.stage import Talker
from tests.calendars.stage import SUBJECT, WORK, a_house_with_calendars, at, span
from tests.support.calendars.memory import listed

BEN = "ben"
SENDER = Sender("Parley", "parley@example.net")


async def ben(stage, *, connected=True):
    """Have Ben be a host, too, with a calendar of his own."""
    now = stage.world.clock.now()
    person = Person(
        id=stage.world.chance.uuid(),
        name="Ben",
        email="ben@example.org",
        email_verified=True,
        created_at=now,
        updated_at=now,
    )
    async with stage.house.storage.writing() as uow:
        await uow.people.add_person(person)
        await uow.commit()
    desk = (
        await stage.house.desk.perform(RegisterHost(person_id=person.id, name="Ben", zone="Europe/Berlin"))
    ).value
    if connected:
        stage.service.open(BEN, listed("private", primary=True))
        await stage.house.desk.perform(
            ConnectAccount(
                host_id=desk.host.id,
                provider=Provider.GOOGLE,
                subject=BEN,
                name="ben@example.org",
                secrets={"access_token": "ben's"},
                calendars=(listed("private", primary=True),),
            )
        )
        await stage.settle()
    return person, desk


def private(stage):
    return [each.during for each in stage.service.standing(BEN, "private")]


def enclosed(letter):
    mail = render(letter, "key", SENDER, at(8))
    return [part for part in mail.walk() if part.get_content_type() == "text/calendar"]


async def test_where_both_have_a_calendar_it_stands_in_both_and_both_ids_are_kept():
    async with a_house_with_calendars() as stage:
        person, desk = await ben(stage)
        booking = await stage.book(at(10), person_id=person.id, email="ben@example.org", name="Ben")
        assert [each.during for each in stage.standing()] == private(stage) == [span(10)]
        async with stage.house.storage.reading() as uow:
            kept = await uow.calendars.entries([booking.id])
        assert {each.host_id for each in kept} == {stage.page.host.id, desk.host.id}
        theirs = [each for each in stage.service.drafts if each.owner == desk.host.id][-1]
        assert "Anna Berg" in theirs.text
        assert ("Anna Berg", "anna@example.org") in theirs.others
        await stage.move(booking, at(11))
        assert [each.during for each in stage.standing()] == private(stage) == [span(11)]
        await stage.house.desk.perform(CancelBooking(booking_id=booking.id, by=Side.HOST))
        await stage.settle()
        assert stage.standing() == private(stage) == []


async def test_who_finds_it_in_their_calendar_gets_no_invitation_with_the_letter():
    async with a_house_with_calendars() as stage:
        await stage.book(at(10))
        to = {letter.to_side: letter for letter in stage.mails("booked")}
        assert not enclosed(to["host"])
        assert "Your calendar shows it." in render(to["host"], "k", SENDER, at(8)).as_string()
        assert len(enclosed(to["invitee"])) == 1


async def test_without_a_calendar_both_get_the_invitation():
    async with a_house_with_calendars(connected=False) as stage:
        await stage.book(at(10))
        assert [len(enclosed(letter)) for letter in stage.mails("booked")] == [1, 1]


async def test_an_invitee_with_a_calendar_of_their_own_gets_no_invitation_either():
    async with a_house_with_calendars() as stage:
        person, _ = await ben(stage)
        await stage.book(at(10), person_id=person.id, email="ben@example.org", name="Ben")
        assert [len(enclosed(letter)) for letter in stage.mails("booked")] == [0, 0]


async def test_an_invitee_who_moves_it_in_their_calendar_moves_it_for_both():
    async with a_house_with_calendars() as stage:
        person, desk = await ben(stage)
        async with stage.house.storage.writing() as uow:
            host = await uow.people.host(desk.host.id)
            rules = replace(host.calendar_rules, edited=WhenEdited.FOLLOW)
            await uow.people.save_host(replace(host, calendar_rules=rules))
            await uow.commit()
        booking = await stage.book(at(10), person_id=person.id, email="ben@example.org", name="Ben")
        [event] = stage.service.standing(BEN, "private")
        stage.service.write(BEN, "private", span(13), named=event.remote)
        await stage.settle(minutes=31)
        assert (await stage.booking(booking)).slot == span(13)
        assert (await stage.booking(booking)).changed_by is Side.INVITEE
        assert [each.during for each in stage.standing()] == [span(13)]


async def test_an_invitee_in_a_talk_is_told_softly_and_can_move_it():
    async with a_house_with_calendars() as stage:
        bob = Talker(stage.house, stage.world, Address(channel="webchat", room="bob", thread="@anna/intro"))
        await bob.say("", choice="start")
        async with stage.house.storage.reading() as uow:
            person_id = await uow.conversations.person_at("webchat", "", "bob")
        booking = await stage.book(at(10), person_id=person_id)
        stage.service.write(SUBJECT, WORK, span(10, minutes=60), named="dentist")
        await stage.settle(minutes=31)
        told = await bob.last()
        assert "Something has come up for Anna Berg" in told
        assert "dentist" not in told
        assert "Work" not in told
        assert await stage.labels(bob) == ["Move it", "Keep it as it is"]
        assert stage.mails("came_up") == []
        assert "stays as it is" in await stage.tap(bob, "Keep it as it is")
        await stage.tap(bob, "Move it")
        assert (await stage.booking(booking)) == booking
        assert "The next free times" in await bob.last()


async def test_a_host_cancels_what_an_event_lies_over_and_the_invitee_hears():
    async with a_house_with_calendars() as stage:
        booking = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(10, minutes=60))
        await stage.settle(minutes=31)
        await stage.tap(stage.anna, "Cancel it")
        await stage.anna.say("yes")
        await stage.settle()
        assert (await stage.booking(booking)).status is Status.CANCELLED
        assert [letter.to_side for letter in stage.mails("cancelled")].count("invitee") == 1


async def test_a_bare_yes_or_no_answers_what_was_asked_about_a_calendar():
    async with a_house_with_calendars() as stage:
        first = await stage.book(at(10))
        stage.service.write(SUBJECT, WORK, span(14), named=stage.ours(first).remote)
        await stage.settle(minutes=31)
        await stage.anna.say("yes")
        await stage.settle()
        assert (await stage.booking(first)).slot == span(14)
        stage.service.delete(SUBJECT, WORK, stage.ours(first).remote)
        await stage.settle(minutes=31)
        await stage.anna.say("no")
        await stage.settle()
        assert (await stage.booking(first)).active
        assert stage.ours(first).during == span(14)
