"""Polls: asking people which of several times suits them, and booking the one that does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.booking import Booking, Side, Status
from core.commands import Book, CastVote, ClosePoll, CreatePoll, Outcome
from core.effects import Change, News, Note, Notice, Told
from core.errors import Code, Refused
from core.event_types import EventType
from core.interval import Interval, utc
from core.jsonable import load
from core.lifecycle import Step, cancelled, require_standing
from core.polls import Poll, PollStatus, Suits, Vote
from core.ports import UnitOfWork, World
from core.queries import MyPolls, ShowPoll
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.book import book_one
from core.usecases.finding import booking_of, event_type_of, host_of, there
from core.usecases.guests import Bringing, with_guests
from core.usecases.noting import host_note
from core.usecases.situations import Wanted, obstacles, standing
from core.usecases.undone import Undone, untouched

FEWEST, MOST = 2, 20
"""Options of a poll."""
MOST_VOTES = 100
KEY = 300
"""Most characters of a voter's key."""
MOST_POLLS = 50
"""Most open polls of a host."""


async def create_poll(uow: UnitOfWork, world: World, command: CreatePoll) -> Outcome:
    """Make a poll of times to come, in a length of the event type; they need not be free, for that may still change."""
    host = await host_of(uow, command.host_id)
    event_type = await event_type_of(uow, host.id, command.event_type_id)
    if event_type.deleted_at is not None:
        raise Refused(Code.NOT_FOUND, what="event_type")
    checks.within(len(await uow.polls.of_host(host.id)) + 1, "polls", 1, MOST_POLLS, why="count")
    now = world.clock.now()
    poll = Poll(
        id=world.chance.uuid(),
        host_id=host.id,
        event_type_id=event_type.id,
        title=checks.title(command.title),
        code=world.chance.token(),
        options=_options(event_type, command.options, now),
        created_at=now,
        updated_at=now,
    )
    await uow.polls.add(poll)
    change = await record(uow, world, Deed(command=command, actor=host_actor(host.id), after=poll))
    return Outcome(value=await _looked_at(uow, world, poll), changes=(change,))


async def cast_vote(uow: UnitOfWork, world: World, command: CastVote) -> Outcome:
    """Take a vote instead of what the same voter said before; the host is told."""
    poll = there(await uow.polls.poll(command.poll_id), "poll")
    now = world.clock.now()
    _require_open(poll)
    if all(each.start <= now for each in poll.options):
        raise Refused(Code.ALREADY_OVER, start=poll.options[-1].start)
    vote = replace(_sound(command.vote, len(poll.options)), at=now)
    votes = _with(poll.votes, vote)
    checks.within(len(votes), "votes", 1, MOST_VOTES, why="count")
    saved = await uow.polls.save(replace(poll, votes=votes, updated_at=now))
    host = await host_of(uow, poll.host_id)
    facts = {"voter": vote.name, "title": poll.title, "code": poll.code}
    note = host_note(host, Notice.POLL_VOTED, f"{poll.id}:{saved.version}", facts)
    return Outcome(value=saved, notes=(note,))


async def close_poll(uow: UnitOfWork, world: World, command: ClosePoll) -> Outcome:
    """Book an option for everybody who can come, or give the poll up; the voters are told."""
    poll = there(await uow.polls.poll(command.poll_id), "poll")
    there(poll if poll.host_id == command.host_id else None, "poll")
    _require_open(poll)
    now = world.clock.now()
    if command.option is None:
        after, booking = replace(poll, status=PollStatus.CANCELLED, updated_at=now), None
    else:
        option = checks.within(command.option, "option", 0, len(poll.options) - 1)
        booking = await _booked(uow, world, poll, option)
        after = replace(poll, status=PollStatus.CLOSED, booking_id=booking.id, updated_at=now)
    saved = await uow.polls.save(after)
    deed = Deed(command=command, actor=host_actor(poll.host_id), before=poll, after=saved)
    change = await record(uow, world, deed)
    told = (Told(news=News.BOOKED, booking=booking, by=Side.HOST),) if booking else ()
    return Outcome(value=saved, told=told, changes=(change,), notes=_to_voters(saved, booking))


async def show_poll(uow: UnitOfWork, world: World, query: ShowPoll) -> Poll:
    """Return a poll, with which of its options are free now."""
    poll = there(await uow.polls.by_code(query.code), "poll")
    return await _looked_at(uow, world, poll)


async def my_polls(uow: UnitOfWork, _world: World, query: MyPolls) -> tuple[Poll, ...]:
    """Return a host's open polls."""
    return tuple(await uow.polls.of_host(query.host_id))


async def undo_poll(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Close a poll that was made; open one again that was closed, its booking cancelled."""
    current = untouched(await uow.polls.poll(change.entity_id), change.after)
    now = world.clock.now()
    told: tuple[Told, ...] = ()
    if change.before is None:
        wished = replace(current, status=PollStatus.CANCELLED)
    else:
        wished = load(Poll, change.before)
        told = await _unbooked(uow, now, current.booking_id)
    saved = await uow.polls.save(replace(wished, version=current.version, updated_at=now))
    return Undone(before=current, after=saved, told=told)


async def _unbooked(uow: UnitOfWork, now: datetime, booking_id: UUID | None) -> tuple[Told, ...]:
    if booking_id is None:
        return ()
    before = await booking_of(uow, booking_id)
    require_standing(before, now)
    saved = await uow.bookings.save(cancelled(before, Step(by=Side.HOST, now=now)))
    return (Told(news=News.CANCELLED, booking=saved, by=Side.HOST, before=before),)


# -- checking --------------------------------------------------------------------------------------


def _require_open(poll: Poll) -> None:
    if poll.status is not PollStatus.OPEN:
        raise Refused(Code.WRONG_STATUS, status=poll.status.value)


def _options(event_type: EventType, given: Sequence[Interval], now: datetime) -> tuple[Interval, ...]:
    options = tuple(sorted({Interval(utc(each.start), utc(each.end)) for each in given}))
    checks.within(len(options), "options", FEWEST, MOST, why="count")
    for each in options:
        if each.start <= now:
            raise Refused(Code.INVALID, field="options", why="past", start=each.start)
        if each != Interval.of(each.start, each.minutes) or each.minutes not in event_type.lengths:
            raise Refused(Code.INVALID, field="options", why="length", lengths=event_type.lengths)
    return options


def _sound(vote: Vote, options: int) -> Vote:
    """Return a vote on every option under a name. The voter's key says who it is, for an e-mail that is typed proves nothing."""
    if len(vote.answers) != options:
        raise Refused(Code.INVALID, field="answers", why="count", low=options, high=options)
    return replace(
        vote,
        voter=checks.line(vote.voter, "voter", KEY, 1),
        name=checks.person_name(vote.name),
        email=None if vote.email is None else checks.email(vote.email),
        zone=checks.zone_name(vote.zone),
    )


def _with(votes: Sequence[Vote], vote: Vote) -> tuple[Vote, ...]:
    """Return the votes with another, in its place if the voter has voted before."""
    if all(each.voter != vote.voter for each in votes):
        return (*votes, vote)
    return tuple(vote if each.voter == vote.voter else each for each in votes)


async def _looked_at(uow: UnitOfWork, world: World, poll: Poll) -> Poll:
    """Say of each option whether it is free; all are read at once."""
    event_type = await uow.event_types.event_type(poll.event_type_id)
    if event_type is None or poll.status is not PollStatus.OPEN:
        return poll
    free: dict[Interval, bool] = {}
    for length in {each.minutes for each in poll.options}:
        options = [each for each in poll.options if each.minutes == length]
        within = Interval(options[0].start, options[-1].end)
        found = await standing(uow, world, Wanted(event_type=event_type, length=length, within=within))
        free |= {each: not obstacles(found, each.start) for each in options}
    return replace(poll, free=tuple(free[each] for each in poll.options))


# -- deciding --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Party:
    """Who comes and can be invited: one invitee and the guests, each e-mail once."""

    invitee: Vote
    guests: tuple[Vote, ...]


async def _booked(uow: UnitOfWork, world: World, poll: Poll, option: int) -> Booking:
    """Book an option for who can come to it; the host has agreed, so it is confirmed at once."""
    party = _party(poll, option)
    event_type = await event_type_of(uow, poll.host_id, poll.event_type_id)
    command = replace(_book(poll, poll.options[option], party.invitee), answers=_unasked(event_type))
    await uow.bookings.lock_invitee(command.email, command.person_id)
    booking = await book_one(uow, world, command, counted=False)
    bringing = Bringing(
        emails=[each.email or "" for each in party.guests],
        names=[each.name for each in party.guests],
        invitee_email=party.invitee.email,
        most=MOST_VOTES,
    )
    guests = with_guests(world.chance, bringing)
    if not guests and booking.status is Status.CONFIRMED:
        return booking
    return await uow.bookings.save(replace(booking, guests=guests, status=Status.CONFIRMED, unread=()))


def _party(poll: Poll, option: int) -> _Party:
    """Return who can come and has an e-mail, those who surely can first; raise Refused(INVALID) if nobody has."""
    said = {suits: [each for each in poll.votes if each.answers[option] is suits] for suits in Suits}
    by_email: dict[str, Vote] = {}
    for each in (*said[Suits.YES], *said[Suits.MAYBE]):
        if each.email:
            by_email.setdefault(each.email.lower(), each)
    able = list(by_email.values())
    if not able:
        raise Refused(Code.INVALID, field="option", why="nobody")
    return _Party(able[0], tuple(able[1:]))


def _book(poll: Poll, option: Interval, invitee: Vote) -> Book:
    return Book(
        request_id=f"poll:{poll.id}:{poll.version}",
        host_id=poll.host_id,
        event_type_id=poll.event_type_id,
        start=option.start,
        length=option.minutes,
        name=invitee.name,
        email=invitee.email,
        zone=invitee.zone,
        verified=True,
        title=poll.title,
    )


def _unasked(event_type: EventType) -> dict[str, str]:
    """Return a dash for each required question, for voters are asked nothing but when they can."""
    return {str(each.id): "–" for each in event_type.questions if each.required}


def _to_voters(poll: Poll, booking: Booking | None) -> tuple[Note, ...]:
    """Tell voters what was decided, but for those who are told as invitee or guest."""
    coming: set[str] = set()
    facts = {"title": poll.title, "code": poll.code}
    if booking:
        coming = {booking.invitee.email or "", *(each.email for each in booking.guests)}
        facts |= {"start": booking.slot.start.isoformat(), "end": booking.slot.end.isoformat()}
    return tuple(_note(poll, each, facts) for each in poll.votes if (each.email or "") not in coming)


def _note(poll: Poll, vote: Vote, facts: dict[str, str]) -> Note:
    return Note(
        key=f"{Notice.POLL_CLOSED.value}:{poll.id}:{poll.version}:{vote.voter}",
        notice=Notice.POLL_CLOSED,
        person_id=_person(vote.voter),
        email=vote.email,
        name=vote.name,
        zone=vote.zone,
        host_id=poll.host_id,
        facts=facts,
    )


def _person(voter: str) -> UUID | None:
    """Return the person whose key it is; None for a voter who is known by something else."""
    kind, _, text = voter.partition(":")
    try:
        return UUID(text) if kind == "person" else None
    except ValueError:
        return None
