"""What follows from reading a calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core import syncing
from core.calendars import Calendar, CalendarRules, Changes, Entry, Provider, RemoteEvent, Showing, Trouble
from core.interval import Interval
from core.syncing import DOUBT, Edit, Plan, Reading, Standing
from tests.core.examples import booking

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = CalendarRules()


def ident(number):
    return UUID(int=number)


def span(hours, length=1.0):
    return Interval(NOON + hours * HOUR, NOON + (hours + length) * HOUR)


def booked(hours, **more):
    return booking(span(hours).start, 60, id=ident(9), **more)


def event(remote, hours=1.0, **more):
    return RemoteEvent(remote=remote, during=span(hours), **more)


CALENDAR = Calendar(
    id=ident(1),
    account_id=ident(2),
    host_id=ident(3),
    provider=Provider.GOOGLE,
    remote="work",
    name="Work",
    checked=True,
    target=True,
    cursor="7",
    covers=syncing.cover(NOON),
    read_at=NOON - HOUR,
    due_at=NOON,
)
STOOD = tuple(event(f"event {number}", number) for number in range(10))
OURS = event("ours", 3, booking_id=ident(9))


def plan(*events, before=(), calendar=CALENDAR, whole=True, gone=frozenset(), now=NOON):
    return syncing.plan(reading(*events, before=before, calendar=calendar, whole=whole, gone=gone, now=now))


def reading(*events, before=(), calendar=CALENDAR, whole=True, gone=frozenset(), now=NOON):
    return Reading(
        calendar=calendar,
        within=syncing.cover(NOON),
        changes=Changes(events=events, gone=gone, cursor="8", whole=whole),
        now=now,
        before={each.remote: each for each in before},
    )


# -- the guard -------------------------------------------------------------------------------------


def test_a_reading_is_kept_with_its_cursor_and_ends_trouble():
    troubled = replace(CALENDAR, trouble=Trouble.UNREACHABLE, since=NOON)
    made = plan(event("a"), calendar=troubled)
    assert made.believed
    assert (made.calendar.cursor, made.calendar.read_at, made.calendar.trouble) == ("8", NOON, Trouble.NONE)
    assert made.calendar.due_at == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ((), STOOD),
        ((), (OURS,)),
        (STOOD[:2], (*STOOD[:4], OURS)),
    ],
)
def test_a_calendar_that_has_lost_too_much_is_believed_only_the_second_time(said, before):
    first = plan(*said, before=before)
    assert not first.believed
    assert (first.calendar.cursor, first.calendar.covers) == ("", CALENDAR.covers)
    assert first.calendar.due_at == NOON + DOUBT
    soon = plan(*said, before=before, calendar=first.calendar, now=NOON + DOUBT / 2)
    assert not soon.believed
    assert soon.calendar.due_at == NOON + DOUBT
    second = plan(*said, before=before, calendar=soon.calendar, now=NOON + DOUBT)
    assert second.believed
    assert second.shaken
    assert second.calendar.doubted_at is None


def test_one_reading_with_everything_in_it_ends_the_doubt():
    first = plan(before=STOOD)
    again = plan(*STOOD, before=STOOD, calendar=first.calendar)
    assert again.believed
    assert not again.shaken
    third = plan(before=STOOD, calendar=again.calendar, now=NOON + DOUBT)
    assert not third.believed


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ((), STOOD[:4]),
        (STOOD[:4], STOOD),
        (STOOD, (*STOOD, OURS)),
    ],
)
def test_what_may_well_be_is_believed(said, before):
    assert plan(*said, before=before).believed


def test_what_is_over_is_no_loss():
    over = [event(f"old {number}", -20) for number in range(9)]
    assert plan(before=over).believed


def test_what_was_said_to_be_gone_one_by_one_is_believed():
    gone = frozenset(each.remote for each in STOOD)
    assert plan(before=STOOD, whole=False, gone=gone).gone == gone


def test_what_has_moved_out_of_the_stretch_is_gone_from_the_copy():
    far = event("far", 24 * 500)
    made = plan(far, whole=False)
    assert (made.events, made.gone) == ((), {"far"})


def test_of_an_event_that_is_said_twice_the_last_counts():
    made = plan(event("a", 1), event("a", 2))
    assert [each.during for each in made.events] == [span(2)]


# -- the cover -------------------------------------------------------------------------------------


def test_a_calendar_is_read_as_a_whole_first_without_a_cursor_and_once_a_day():
    assert syncing.anew(replace(CALENDAR, covers=None), NOON)
    assert syncing.anew(replace(CALENDAR, cursor=""), NOON)
    assert not syncing.anew(CALENDAR, NOON + timedelta(hours=23))
    assert syncing.anew(CALENDAR, NOON + timedelta(hours=25))


def test_what_has_changed_is_asked_for_in_the_stretch_that_is_known():
    later = NOON + timedelta(hours=20)
    assert syncing.within(CALENDAR, later) == CALENDAR.covers
    assert syncing.within(replace(CALENDAR, cursor=""), later) == syncing.cover(later)


# -- what hosts do ---------------------------------------------------------------------------------


def standing(hours=3.0, *, read=True, **more):
    meeting = booked(hours, sequence=more.pop("sequence_now", 1))
    entry = Entry(
        booking_id=meeting.id,
        host_id=CALENDAR.host_id,
        calendar_id=CALENDAR.id,
        remote="ours",
        during=span(hours),
        sequence=1,
    )
    return Standing(booking=meeting, entry=replace(entry, **more), read=read)


def edits(each, *shown):
    return syncing.edits(CALENDAR, [each], {found.remote: found for found in shown}, NOON)


def test_what_we_wrote_and_see_again_is_no_edit():
    assert edits(standing(), OURS) == ()


def test_a_moved_and_a_deleted_entry_are_edits():
    each = standing()
    assert edits(each, event("ours", 5)) == (Edit(booking=each.booking, entry=each.entry, to=span(5)),)
    assert edits(each) == (Edit(booking=each.booking, entry=each.entry, to=None),)


@pytest.mark.parametrize(
    "each",
    [
        standing(sequence_now=2),
        standing(read=False),
        standing(gone=True),
        standing(-3),
        standing(24 * 500),
    ],
    ids=["written anew soon", "written meanwhile", "taken out already", "over", "not covered"],
)
def test_what_says_nothing_of_the_host_is_no_edit(each):
    assert edits(each, event("ours", 5)) == edits(each) == ()


def test_an_all_day_event_is_asked_about_and_a_seat_of_a_class_is_written_again():
    assert not edits(standing(), event("ours", 5, all_day=True))[0].sure
    each = standing()
    seat = replace(each, booking=replace(each.booking, session=ident(5)))
    assert edits(seat)[0].lost
    assert edits(seat, event("ours", 5))[0].lost


def test_many_entries_gone_at_once_are_no_decision():
    gone = [edits(standing())[0]] * 4
    assert all(each.lost and not each.sure for each in syncing.believable(gone, shaken=False))
    few = syncing.believable(gone[:3], shaken=False)
    assert all(each.sure and not each.lost for each in few)
    doubtful = syncing.believable(gone[:3], shaken=True)
    assert all(not each.sure and not each.lost for each in doubtful)


def test_what_is_not_written_or_only_as_it_was_before_is_unwritten():
    each = standing()
    moved = replace(each.booking, sequence=2)
    assert syncing.unwritten([each.booking], [each.entry]) == ()
    assert syncing.unwritten([each.booking], []) == (each.booking,)
    assert syncing.unwritten([moved], [each.entry]) == (moved,)


# -- clashes ---------------------------------------------------------------------------------------


def clashes(*events, before=(), calendar=CALENDAR, rules=RULES, whole=False):
    read = reading(*events, before=before, calendar=calendar, whole=whole)
    return [each.event.remote for each in syncing.clashes(read, syncing.plan(read), [booked(3)], rules)]


def test_an_event_that_comes_to_lie_over_a_booking_is_a_clash():
    assert clashes(event("a", 2.5), event("b", 3.5)) == ["a"]
    assert clashes(event("a", 2), event("b", 4)) == []


def test_what_lay_there_before_is_no_clash_again():
    assert clashes(event("a", 2.5), before=[event("a", 2.5)]) == []
    assert clashes(event("a", 2.75), before=[event("a", 2.5)]) == []
    assert clashes(event("a", 2.5), before=[event("a", 8)]) == ["a"]


@pytest.mark.parametrize(
    "harmless",
    [
        event("a", 3, showing=Showing.FREE),
        event("a", 3, booking_id=ident(9)),
    ],
)
def test_what_takes_up_no_time_is_no_clash(harmless):
    assert clashes(harmless) == []


def test_what_is_not_surely_agreed_to_is_a_clash_by_the_hosts_rule():
    tentative = event("a", 3, showing=Showing.TENTATIVE)
    assert clashes(tentative) == ["a"]
    assert clashes(tentative, rules=CalendarRules(tentative_blocks=False)) == []


def test_a_calendar_that_is_not_checked_clashes_with_nothing():
    assert clashes(event("a", 3), calendar=replace(CALENDAR, checked=False)) == []


def test_on_the_first_reading_an_event_at_the_very_time_is_the_hosts_own_note():
    new = replace(CALENDAR, covers=None, cursor="")
    assert clashes(event("a", 3), calendar=new, whole=True) == []
    assert clashes(event("a", 2.5), calendar=new, whole=True) == ["a"]
    assert clashes(event("a", 3)) == ["a"]


def test_a_reading_that_is_not_believed_clashes_with_nothing():
    read = reading(before=STOOD)
    assert syncing.clashes(read, Plan(calendar=CALENDAR, believed=False), [booked(3)], RULES) == ()
