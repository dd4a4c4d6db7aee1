"""Polls: made of times to come, voted on by whoever has the link, and closed by booking one for all who can."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.booking import Side, Status
from core.commands import (
    CancelBooking,
    CastVote,
    ChangeEventType,
    ClosePoll,
    Command,
    CreatePoll,
    Outcome,
    Undo,
)
from core.effects import News, Notice
from core.errors import Code
from core.event_types import Question
from core.interval import Interval
from core.polls import Poll, PollStatus, Suits, Vote
from core.queries import MyPolls, ShowBooking, ShowPoll
from tests.core.examples import at, ident
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host

YES, MAYBE, NO = Suits.YES, Suits.MAYBE, Suits.NO
TIMES = tuple(Interval.of(at("10:00", day), 30) for day in (24, 25, 26))


async def create(house: House, options: tuple[Interval, ...] = TIMES, **other: Any) -> Poll:
    fields = {"host_id": house.host.id, "event_type_id": house.intro, "title": "Offsite", **other}
    made: Poll = (await house.do(CreatePoll(options=options, **fields))).value
    return made


def ballot(name: str, *answers: Suits, email: bool = True) -> Vote:
    return Vote(
        voter=f"web:{name}",
        name=name,
        email=f"{name.lower()}@example.com" if email else None,
        zone="Asia/Tokyo",
        answers=answers,
        at=at("00:00"),
    )


async def vote(house: House, poll: Poll, *given: Any, email: bool = True) -> Outcome:
    name, *answers = given
    return await house.do(CastVote(poll_id=poll.id, vote=ballot(name, *answers, email=email)))


def close(house: House, poll: Poll, option: int | None) -> ClosePoll:
    return ClosePoll(poll_id=poll.id, host_id=house.host.id, option=option)


async def shown(house: House, poll: Poll) -> Poll:
    found: Poll = await house.ask(ShowPoll(code=poll.code))
    return found


# -- making ----------------------------------------------------------------------------------------


async def test_a_poll_has_its_options_in_order_and_says_which_are_free(each_house: House) -> None:
    await each_house.booked("10:00", 25)
    poll = await create(each_house, TIMES[::-1])
    assert (poll.title, poll.options, poll.status) == ("Offsite", TIMES, PollStatus.OPEN)
    assert poll.free == (True, False, True)
    assert (await shown(each_house, poll)).free == (True, False, True)
    mine = await each_house.ask(MyPolls(host_id=each_house.host.id))
    assert [each.id for each in mine] == [poll.id]


async def test_nobody_guesses_the_code_of_a_poll(house: House) -> None:
    codes = {(await create(house)).code for _ in range(5)}
    assert len(codes) == 5
    assert all(len(code) >= 22 for code in codes)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (TIMES[:1], "count"),
        ((TIMES[0], TIMES[0]), "count"),
        (tuple(Interval.of(at("10:00", 24) + timedelta(days=n), 30) for n in range(21)), "count"),
        ((Interval.of(at("07:00", 23), 30), TIMES[0]), "past"),
        ((Interval.of(at("10:00", 24), 45), TIMES[1]), "length"),
        ((Interval(at("10:00", 24), at("10:30", 24) + timedelta(seconds=1)), TIMES[1]), "length"),
    ],
)
async def test_impossible_options_are_refused(house: House, options: tuple[Interval, ...], why: str) -> None:
    refusal = await house.refused(
        CreatePoll(host_id=house.host.id, event_type_id=house.intro, title="Offsite", options=options)
    )
    assert (refusal.code, refusal.facts["field"], refusal.facts["why"]) == (Code.INVALID, "options", why)


async def test_a_host_has_at_most_fifty_open_polls(house: House) -> None:
    for _ in range(50):
        poll = await create(house, TIMES[:2])
    command = CreatePoll(host_id=house.host.id, event_type_id=house.intro, title="More", options=TIMES)
    assert (await house.refused(command)).facts["field"] == "polls"
    await house.do(close(house, poll, None))
    await house.do(command)


# -- voting ----------------------------------------------------------------------------------------


async def test_a_vote_is_kept_and_the_host_told(each_house: House) -> None:
    poll = await create(each_house)
    outcome = await vote(each_house, poll, "Bob", YES, MAYBE, NO)
    (kept,) = (await shown(each_house, poll)).votes
    assert (kept.name, kept.email, kept.answers) == ("Bob", "bob@example.com", (YES, MAYBE, NO))
    assert kept.at == each_house.world.clock.now()
    (note,) = outcome.notes
    assert (note.notice, note.person_id) == (Notice.POLL_VOTED, each_house.host.person_id)
    assert note.facts == {"voter": "Bob", "title": "Offsite", "code": poll.code}


async def test_voting_again_replaces_the_vote_in_its_place(each_house: House) -> None:
    poll = await create(each_house)
    for name in ("Bob", "Cid"):
        await vote(each_house, poll, name, YES, YES, YES)
    await vote(each_house, poll, "Bob", NO, NO, YES)
    votes = (await shown(each_house, poll)).votes
    assert [(each.name, each.answers[0]) for each in votes] == [("Bob", NO), ("Cid", YES)]


async def test_who_types_somebody_elses_e_mail_does_not_replace_their_vote(house: House) -> None:
    poll = await create(house)
    await vote(house, poll, "Bob", YES, YES, YES)
    forged = CastVote(
        poll_id=poll.id,
        vote=Vote(
            voter="web:mallory", name="Bob", email="bob@example.com", answers=(NO,) * 3, at=at("00:00")
        ),
    )
    await house.do(forged)
    assert [each.answers[0] for each in (await shown(house, poll)).votes] == [YES, NO]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (ballot("Bob", YES), "answers"),
        (ballot("B", YES, YES, YES), "name"),
        (Vote(voter="x", name="Bob", email="bob", answers=(YES,) * 3, at=at("00:00")), "email"),
        (Vote(voter="x", name="Bob", zone="Mars", answers=(YES,) * 3, at=at("00:00")), "zone"),
        (Vote(voter="", name="Bob", answers=(YES,) * 3, at=at("00:00")), "voter"),
    ],
)
async def test_an_impossible_vote_is_refused(house: House, given: Vote, field: str) -> None:
    poll = await create(house)
    refusal = await house.refused(CastVote(poll_id=poll.id, vote=given))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, field)


async def test_nobody_votes_on_what_is_closed_over_or_unknown(house: House) -> None:
    closed, over = await create(house), await create(house)
    await house.do(close(house, closed, None))
    house.world.clock.tick(days=4)
    for poll_id, code in (
        (closed.id, Code.WRONG_STATUS),
        (over.id, Code.ALREADY_OVER),
        (ident("none"), Code.NOT_FOUND),
    ):
        command = CastVote(poll_id=poll_id, vote=ballot("Bob", YES, YES, YES))
        assert (await house.refused(command)).code is code


# -- closing ---------------------------------------------------------------------------------------


async def test_an_option_is_booked_for_all_who_can_the_first_with_an_e_mail_as_invitee(
    each_house: House,
) -> None:
    poll = await create(each_house)
    await vote(each_house, poll, "Ann", YES, YES, NO, email=False)
    await vote(each_house, poll, "Bob", NO, MAYBE, YES)
    await vote(each_house, poll, "Cid", YES, YES, YES)
    await vote(each_house, poll, "Dee", YES, NO, YES)
    await vote(each_house, poll, "Eve", NO, YES, YES)
    outcome = await each_house.do(close(each_house, poll, 1))
    closed: Poll = outcome.value
    assert closed.status is PollStatus.CLOSED
    assert closed.booking_id is not None
    booking = (await each_house.ask(ShowBooking(booking_id=closed.booking_id))).booking
    assert (booking.slot, booking.status, booking.title) == (TIMES[1], Status.CONFIRMED, "Offsite")
    assert booking.invitee.email == "cid@example.com"
    assert [each.email for each in booking.guests] == ["eve@example.com", "bob@example.com"]
    assert [(each.news, each.by, each.booking) for each in outcome.told] == [
        (News.BOOKED, Side.HOST, booking)
    ]
    assert [(each.notice, each.name) for each in outcome.notes] == [
        (Notice.POLL_CLOSED, "Ann"),
        (Notice.POLL_CLOSED, "Dee"),
    ]
    assert outcome.notes[0].facts["start"] == TIMES[1].start.isoformat()


async def test_the_hosts_word_is_enough_also_where_approval_is_asked_for_and_answers_are_wanted(
    house: House,
) -> None:
    question = Question(id=ident("question"), text="Why?", required=True)
    await house.do(
        ChangeEventType(
            host_id=house.host.id, event_type_id=house.intro, approval=True, questions=(question,)
        )
    )
    poll = await create(house)
    await vote(house, poll, "Bob", YES, YES, YES)
    closed = (await house.do(close(house, poll, 0))).value
    booking = (await house.ask(ShowBooking(booking_id=closed.booking_id))).booking
    assert booking.status is Status.CONFIRMED


async def test_one_e_mail_is_invited_once(house: House) -> None:
    poll = await create(house)
    await vote(house, poll, "Bob", YES, YES, YES)
    again = Vote(voter="web:phone", name="Bob", email="BOB@example.com", answers=(YES,) * 3, at=at("00:00"))
    await house.do(CastVote(poll_id=poll.id, vote=again))
    closed = (await house.do(close(house, poll, 0))).value
    assert (await house.ask(ShowBooking(booking_id=closed.booking_id))).booking.guests == ()


async def test_a_poll_is_given_up_and_the_voters_told(each_house: House) -> None:
    poll = await create(each_house)
    await vote(each_house, poll, "Bob", YES, YES, YES)
    outcome = await each_house.do(close(each_house, poll, None))
    assert (outcome.value.status, outcome.told) == (PollStatus.CANCELLED, ())
    (note,) = outcome.notes
    assert (note.notice, note.email, "start" in note.facts) == (Notice.POLL_CLOSED, "bob@example.com", False)
    assert await each_house.ask(MyPolls(host_id=each_house.host.id)) == ()


async def test_what_cannot_be_booked_leaves_the_poll_open(each_house: House) -> None:
    poll = await create(each_house)
    await vote(each_house, poll, "Bob", YES, NO, YES)
    await each_house.booked("10:00", 24, email="zoe@example.com")
    for option, code in ((0, Code.BUSY), (1, Code.INVALID), (3, Code.INVALID), (-1, Code.INVALID)):
        assert (await each_house.refused(close(each_house, poll, option))).code is code
    assert (await shown(each_house, poll)).status is PollStatus.OPEN


async def test_a_poll_is_closed_once_and_by_its_host(house: House) -> None:
    poll = await create(house)
    bob = await another_host(house, "Bob")
    foreign = ClosePoll(poll_id=poll.id, host_id=bob.id, option=None)
    assert (await house.refused(foreign)).code is Code.NOT_FOUND
    await house.do(close(house, poll, None))
    assert (await house.refused(close(house, poll, None))).code is Code.WRONG_STATUS


async def test_a_person_who_voted_in_a_talk_is_told_there(house: House) -> None:
    bob = await house.person("Bob")
    poll = await create(house)
    mine = Vote(voter=f"person:{bob.id}", name="Bob", answers=(YES,) * 3, at=at("00:00"))
    odd = Vote(voter="person:nobody", name="Odd", answers=(YES,) * 3, at=at("00:00"))
    for each in (mine, odd):
        await house.do(CastVote(poll_id=poll.id, vote=each))
    outcome = await house.do(close(house, poll, None))
    assert [each.person_id for each in outcome.notes] == [bob.id, None]


# -- taking back -----------------------------------------------------------------------------------


async def undo(house: House) -> Outcome:
    return await house.do(Undo(actor=f"host:{house.host.id}"))


async def test_a_poll_that_was_made_is_closed_by_an_undo(each_house: House) -> None:
    poll = await create(each_house)
    await undo(each_house)
    assert (await shown(each_house, poll)).status is PollStatus.CANCELLED


async def test_a_closed_poll_is_open_again_and_its_booking_cancelled(each_house: House) -> None:
    poll = await create(each_house)
    await vote(each_house, poll, "Bob", YES, YES, YES)
    await each_house.do(close(each_house, poll, 0))
    undone = await undo(each_house)
    assert [each.news for each in undone.told] == [News.CANCELLED]
    again = await shown(each_house, poll)
    assert (again.status, again.booking_id, again.free) == (PollStatus.OPEN, None, (True,) * 3)
    await each_house.do(close(each_house, poll, 0))


CLOSED: dict[str, Callable[[House, Poll], Command]] = {
    "voted on": lambda _house, poll: CastVote(poll_id=poll.id, vote=ballot("Bob", YES, YES, YES)),
}


@pytest.mark.parametrize("name", CLOSED)
async def test_a_poll_that_was_voted_on_since_is_not_taken_back(house: House, name: str) -> None:
    poll = await create(house)
    await house.do(CLOSED[name](house, poll))
    assert (await house.refused(Undo(actor=f"host:{house.host.id}"))).code is Code.CHANGED_SINCE


async def test_a_poll_whose_booking_was_cancelled_since_is_not_opened_again(house: House) -> None:
    poll = await create(house)
    await vote(house, poll, "Bob", YES, YES, YES)
    closed = (await house.do(close(house, poll, 0))).value
    await house.do(CancelBooking(booking_id=closed.booking_id, by=Side.INVITEE))
    assert (await house.refused(Undo(actor=f"host:{house.host.id}"))).code is Code.WRONG_STATUS
