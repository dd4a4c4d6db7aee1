"""Calendars that hosts keep elsewhere take part in what can be booked, on both engines."""

from core.booking import Side, Status
from core.calendars import CalendarRules, Showing, WhenUnread
from core.commands import AnswerRequest, ChangeHost, HoldSlot, MoveBooking, SettleUnread, Undo
from core.effects import News
from core.errors import Code
from core.event_types import Assignment, Mode
from core.interval import Interval
from core.queries import Cause, FindSlots, WhyNot
from tests.core.examples import at
from tests.core.usecases.calendars import answers, connected, falls_silent, shows, strict, wants
from tests.core.usecases.conftest import House

DAY = Interval(at("00:00", 24), at("00:00", 25))
WORK = "Work (ann@example.com)"


async def free(house: House) -> set[str]:
    query = FindSlots(host_id=house.host.id, event_type_id=house.intro, length=30, within=DAY)
    return {f"{each.start:%H:%M}" for each in (await house.ask(query)).slots}


async def test_what_stands_in_a_checked_calendar_is_not_offered_and_refused(each_house: House) -> None:
    calendar = await connected(each_house)
    before = await free(each_house)
    await shows(each_house, calendar, "10:00")
    assert before - await free(each_house) == {"10:00"}
    refusal = await each_house.refused(each_house.booking_of("10:00"))
    assert refusal.code is Code.BUSY
    (obstacle,) = refusal.facts["obstacles"]
    assert obstacle.facts["calendar"] == WORK
    assert not {"calendar", "taken", "title"} & set(refusal.facts)


async def test_why_not_names_the_calendar_and_its_time(each_house: House) -> None:
    await shows(each_house, await connected(each_house), "09:45")
    query = WhyNot(
        host_id=each_house.host.id, event_type_id=each_house.intro, length=30, start=at("10:00", 24)
    )
    (obstacle,) = await each_house.ask(query)
    assert (obstacle.cause, obstacle.facts["taken"]) == (Cause.BUSY, Interval.of(at("09:45", 24), 30))


async def test_our_own_entry_of_a_booking_does_not_stand_in_its_way(each_house: House) -> None:
    calendar = await connected(each_house)
    booking = await each_house.booked("10:00")
    await shows(each_house, calendar, "10:00", booking_id=booking.id)
    moved = MoveBooking(booking_id=booking.id, by=Side.HOST, start=at("10:15", 24))
    assert (await each_house.refused(moved)).code is Code.OFF_GRID
    moved = MoveBooking(booking_id=booking.id, by=Side.HOST, start=at("10:30", 24))
    assert (await each_house.do(moved)).value.slot.start == at("10:30", 24)


async def test_what_is_tentative_counts_as_the_host_wants(each_house: House) -> None:
    await shows(each_house, await connected(each_house), "10:00", showing=Showing.TENTATIVE)
    assert "10:00" not in await free(each_house)
    await wants(each_house, tentative_blocks=False)
    assert "10:00" in await free(each_house)


async def test_buffers_keep_their_distance_from_calendars_too(each_house: House) -> None:
    calendar = await connected(each_house)
    intro = await each_house.offers()
    before = await free(each_house)
    await each_house.offers(rules=type(intro.rules)(buffer_before=15), version=intro.version)
    await shows(each_house, calendar, "10:00")
    assert before - await free(each_house) == {"10:00", "10:30"}


# -- calendars that cannot be read -----------------------------------------------------------------


async def test_a_strict_host_takes_no_bookings_while_a_calendar_cannot_be_read(each_house: House) -> None:
    calendar = await connected(each_house)
    await strict(each_house)
    assert await free(each_house)
    await falls_silent(each_house, calendar)
    assert await free(each_house) == set()
    refusal = await each_house.refused(each_house.booking_of())
    assert refusal.code is Code.UNREADABLE
    assert refusal.facts["obstacles"][0].facts["since"] == at("07:30")
    assert "calendar" not in refusal.facts


async def test_a_lenient_host_is_booked_all_the_same(each_house: House) -> None:
    await falls_silent(each_house, await connected(each_house))
    await wants(each_house, unread=WhenUnread.LENIENT)
    booking = await each_house.booked()
    assert (booking.status, booking.unread) == (Status.CONFIRMED, ())


async def test_any_other_host_is_asked_and_the_request_names_what_was_not_read(each_house: House) -> None:
    await falls_silent(each_house, await connected(each_house))
    outcome = await each_house.do(each_house.booking_of())
    booking = outcome.value
    assert booking.status is Status.PENDING
    assert [(each.calendar, each.since) for each in booking.unread] == [(WORK, at("07:30"))]
    assert [each.news for each in outcome.told] == [News.REQUESTED]
    accept = AnswerRequest(booking_id=booking.id, by=Side.HOST, accept=True)
    accepted = (await each_house.do(accept)).value
    assert (accepted.status, accepted.unread) == (Status.CONFIRMED, ())


async def test_a_calendar_that_was_never_read_is_one_that_cannot_be_read(each_house: House) -> None:
    await connected(each_house, covers=None)
    (unread,) = (await each_house.booked()).unread
    assert unread.since is None


async def test_in_turns_the_host_whose_calendars_can_be_read_is_chosen(each_house: House) -> None:
    ben = await each_house.colleague("Ben")
    await each_house.offers(
        mode=Mode.ROUND_ROBIN,
        assignments=(Assignment(host_id=each_house.host.id), Assignment(host_id=ben.id)),
    )
    await falls_silent(each_house, await connected(each_house))
    await strict(each_house)
    booking = await each_house.booked()
    assert (booking.host_ids, booking.status) == ((ben.id,), Status.CONFIRMED)
    await shows(each_house, await connected(each_house, ben), "11:00")
    assert (await each_house.refused(each_house.booking_of("11:00", email="b@x.org"))).code is Code.NO_HOST


async def test_an_invitees_move_is_asked_for_and_a_hosts_is_not(each_house: House) -> None:
    calendar = await connected(each_house)
    booking = await each_house.booked()
    await falls_silent(each_house, calendar)
    by_host = MoveBooking(booking_id=booking.id, by=Side.HOST, start=at("11:00", 24))
    moved = (await each_house.do(by_host)).value
    assert (moved.status, moved.unread) == (Status.CONFIRMED, ())
    by_invitee = MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=at("12:00", 24))
    outcome = await each_house.do(by_invitee)
    assert (outcome.value.status, len(outcome.value.unread)) == (Status.PENDING, 1)
    assert [each.news for each in outcome.told] == [News.REQUESTED]
    await answers(each_house, calendar)
    again = MoveBooking(booking_id=booking.id, by=Side.INVITEE, start=at("13:00", 24))
    settled = (await each_house.do(again)).value
    assert (settled.status, settled.unread) == (Status.CONFIRMED, ())


async def test_a_hold_is_kept_while_a_calendar_is_silent(each_house: House) -> None:
    await falls_silent(each_house, await connected(each_house))
    hold = HoldSlot(
        host_id=each_house.host.id,
        event_type_id=each_house.intro,
        start=at("10:00", 24),
        length=30,
        owner="me",
    )
    assert (await each_house.do(hold)).value.slot.start == at("10:00", 24)


# -- once they answer ------------------------------------------------------------------------------


async def test_a_request_is_confirmed_once_the_calendar_answers_and_the_time_is_free(
    each_house: House,
) -> None:
    calendar = await connected(each_house)
    await falls_silent(each_house, calendar)
    booking = await each_house.booked()
    settle = SettleUnread(booking_id=booking.id)
    assert (await each_house.do(settle)).value == booking
    await answers(each_house, calendar)
    await shows(each_house, calendar, "10:30")
    outcome = await each_house.do(settle)
    assert (outcome.value.status, outcome.value.unread) == (Status.CONFIRMED, ())
    assert outcome.value.sequence == booking.sequence + 1
    assert [(each.news, each.by) for each in outcome.told] == [(News.ACCEPTED, Side.SYSTEM)]
    assert (await each_house.do(settle)).told == ()


async def test_a_request_over_something_else_is_left_for_the_host_to_decide(each_house: House) -> None:
    calendar = await connected(each_house)
    await falls_silent(each_house, calendar)
    booking = await each_house.booked()
    await answers(each_house, calendar)
    await shows(each_house, calendar, "10:15", 5)
    left = (await each_house.do(SettleUnread(booking_id=booking.id))).value
    assert (left.status, left.unread) == (Status.PENDING, ())
    accept = AnswerRequest(booking_id=booking.id, by=Side.HOST, accept=True)
    assert (await each_house.do(accept)).value.status is Status.CONFIRMED


async def test_where_the_host_confirms_every_booking_they_still_do(each_house: House) -> None:
    await each_house.offers(approval=True)
    calendar = await connected(each_house)
    await falls_silent(each_house, calendar)
    booking = await each_house.booked()
    await answers(each_house, calendar)
    outcome = await each_house.do(SettleUnread(booking_id=booking.id))
    assert (outcome.value.status, outcome.value.unread, outcome.told) == (Status.PENDING, (), ())


async def test_a_request_of_two_waits_for_the_calendars_of_both(each_house: House) -> None:
    ben = await each_house.colleague("Ben")
    await each_house.offers(
        mode=Mode.COLLECTIVE, assignments=(Assignment(host_id=each_house.host.id), Assignment(host_id=ben.id))
    )
    both = [await connected(each_house), await connected(each_house, ben)]
    for each in both:
        await falls_silent(each_house, each)
    booking = await each_house.booked()
    assert {each.host_id for each in booking.unread} == {each_house.host.id, ben.id}
    assert {each.calendar for each in booking.as_shown_to(ben.id).unread} == {"", WORK}
    assert {each.calendar for each in booking.as_shown_to(None).unread} == {""}
    for each, status in zip(both, (Status.PENDING, Status.CONFIRMED), strict=True):
        await answers(each_house, each)
        assert (await each_house.do(SettleUnread(booking_id=booking.id))).value.status is status


async def test_what_a_host_wants_of_calendars_is_changed_on_record_and_taken_back(each_house: House) -> None:
    wanted = CalendarRules(unread=WhenUnread.LENIENT, tentative_blocks=False)
    outcome = await each_house.do(ChangeHost(host_id=each_house.host.id, calendar_rules=wanted))
    assert outcome.value.calendar_rules == wanted
    (change,) = outcome.changes
    assert change.after
    assert change.after["calendar_rules"]["unread"] == "lenient"
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    async with each_house.storage.reading() as unit:
        host = await unit.people.host(each_house.host.id)
    assert host
    assert host.calendar_rules == CalendarRules()
