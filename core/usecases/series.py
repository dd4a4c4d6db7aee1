"""Several dates at once: planning a series, booking it in one transaction, cancelling what is left of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from core.booking import Booking, Side, Status, session_id
from core.choose import nearest
from core.commands import Book, BookSeries, CancelSeries, Outcome
from core.effects import News, Note, Told
from core.errors import Code, Refusal, Refused
from core.event_types import EventType
from core.interval import Interval, utc
from core.lifecycle import Step, cancelled
from core.ports import UnitOfWork, World
from core.queries import Cause, Obstacle, PlanSeries, ShowSeries
from core.series import Report, Series, SeriesDate
from core.situation import Load, Situation, TeamSituation
from core.usecases import checks
from core.usecases.assigning import taking_part
from core.usecases.audit import Deed, booking_actor, record
from core.usecases.book import book_one
from core.usecases.finding import bookable_of, booked_type
from core.usecases.freed import hold_line, seats_freed
from core.usecases.in_time import require_still_in_time
from core.usecases.parts import must
from core.usecases.situations import Standing, Wanted, free, obstacles, standing

NEARBY = timedelta(days=2)
"""How far around a date that is not free others are looked for."""
ALTERNATIVES = 3

_CAUSES = {each.value: each for each in Cause} | {
    Code.TAKEN.value: Cause.BUSY,
    Code.ALREADY_BOOKED.value: Cause.BUSY,
}
"""Refusals that are about one date; any other is about the whole series."""


async def plan_series(uow: UnitOfWork, world: World, query: PlanSeries) -> Report:
    """Say of each date whether it is free, and what is nearest to those that are not; limits count the dates before."""
    event_type = await bookable_of(uow, query.host_id, query.event_type_id)
    starts = _starts(event_type, query.starts)
    found = await _around(uow, world, event_type, query, starts)
    dates: list[SeriesDate] = []
    for slot in _slots(query, starts):
        dates.append(SeriesDate(slot=slot, obstacles=obstacles(found, slot.start)))
        if not dates[-1].obstacles:
            found = _with_planned(found, slot)
    return Report(dates=tuple(_with_nearest(found, each) for each in dates))


async def show_series(uow: UnitOfWork, _world: World, query: ShowSeries) -> tuple[Booking, ...]:
    """Return the bookings of a series, by start."""
    return tuple(await uow.bookings.of_series(query.series_id))


async def book_series(uow: UnitOfWork, world: World, command: BookSeries) -> Outcome:
    """Book every date of a series, or none; with `skip` those that are free.

    Each date is booked in turn, so that limits count the dates before it.
    """
    event_type = await bookable_of(uow, command.host_id, command.event_type_id)
    starts = _starts(event_type, command.starts)
    await uow.bookings.lock_invitee(command.email, command.person_id)
    await uow.bookings.lock(taking_part(event_type))  # all at once, or two series could wait for each other
    known = await _known(uow, command, starts)
    if known:
        return Outcome(value=known)
    series_id = world.chance.uuid()
    dates: list[SeriesDate] = []
    for slot in _slots(command, starts):
        first = not any(each.booking for each in dates)
        dates.append(await _booked(uow, world, _one(command, slot), series_id, counted=first))
    report = Report(dates=tuple(dates), series_id=series_id)
    if not report.free or (report.failed and not command.skip):
        found = await _around(uow, world, event_type, command, starts)
        raise Refused(Code.SERIES, report=Report(dates=tuple(_with_nearest(found, each) for each in dates)))
    return await _settled(uow, world, command, event_type, report)


async def cancel_series(uow: UnitOfWork, world: World, command: CancelSeries) -> Outcome:
    """Cancel every date that is still to come; dates that are too near for an invitee to cancel stand."""
    bookings = await uow.bookings.of_series(command.series_id)
    if not bookings:
        raise Refused(Code.NOT_FOUND, what="series")
    now = world.clock.now()
    ahead = [each for each in bookings if each.active and each.slot.end > now]
    if not ahead:
        raise Refused(Code.ALREADY_OVER, start=bookings[-1].slot.start)
    step = Step(by=command.by, now=now, reason=checks.block(command.reason, "reason", checks.MESSAGE))
    left = await _in_time(uow, ahead, step)
    gone, notes = await cancel_all(uow, world, left, step)
    before, after = (
        Series(id=command.series_id, host_id=left[0].host_id, bookings=tuple(each)) for each in (left, gone)
    )
    actor = booking_actor(left[0], command.by)
    change = await record(uow, world, Deed(command=command, actor=actor, before=before, after=after))
    told = Told(
        news=News.SERIES_CANCELLED, booking=gone[0], by=command.by, before=left[0], others=tuple(gone[1:])
    )
    return Outcome(value=tuple(gone), told=(told,), changes=(change,), notes=notes)


async def _in_time(uow: UnitOfWork, bookings: Sequence[Booking], step: Step) -> list[Booking]:
    """Return what may still be cancelled; raise Refused(TOO_LATE_TO_CHANGE) if nothing may."""
    event_type = await booked_type(uow, bookings[0])
    able: list[Booking] = []
    for each in bookings:
        try:
            await require_still_in_time(uow, each, event_type, step)
        except Refused:
            if each is bookings[-1] and not able:
                raise
        else:
            able.append(each)
    return able


async def cancel_all(
    uow: UnitOfWork, world: World, bookings: Sequence[Booking], step: Step
) -> tuple[list[Booking], tuple[Note, ...]]:
    """Cancel bookings; return them as they are then, and notes to those who wait for the seats."""
    gone: list[Booking] = []
    notes: list[Note] = []
    for each in bookings:
        await hold_line(uow, each)
        gone.append(await uow.bookings.save(cancelled(each, step)))
        notes += await seats_freed(uow, world, each, gone[-1])
    return gone, tuple(notes)


def _starts(event_type: EventType, given: Sequence[datetime]) -> list[datetime]:
    starts = sorted({utc(each) for each in given})
    most = 1 if event_type.single_use else event_type.series_most
    checks.within(len(starts), "starts", 1, most, why="count")
    return starts


def _slots(asked: PlanSeries | BookSeries, starts: Sequence[datetime]) -> list[Interval]:
    return [Interval.of(each, asked.length) for each in starts]


async def _around(
    uow: UnitOfWork,
    world: World,
    event_type: EventType,
    asked: PlanSeries | BookSeries,
    starts: Sequence[datetime],
) -> Standing:
    """Read once what decides around all dates."""
    within = Interval(starts[0] - NEARBY, starts[-1] + NEARBY)
    wanted = Wanted(event_type=event_type, length=asked.length, within=within, owner=asked.owner)
    return await standing(uow, world, wanted)


def _with_planned(found: Standing, slot: Interval) -> Standing:
    """Let limits count a date that was found free, for the hosts of whom it is known that they take part."""
    if isinstance(found, Situation):
        return _counting(found, slot)
    event_type = found.hosts[0].event_type
    sure = {each.host_id for each in event_type.assignments if must(event_type, each)}
    hosts = tuple(_counting(each, slot) if each.host.id in sure else each for each in found.hosts)
    return TeamSituation(hosts=hosts)


def _counting(found: Situation, slot: Interval) -> Situation:
    session = session_id(found.event_type.id, slot)
    load = Load(
        booking_id=session,
        host_id=found.host.id,
        event_type_id=found.event_type.id,
        slot=slot,
        session=session if found.event_type.seats > 1 else None,
    )
    return replace(found, loads=(*found.loads, load))


def _with_nearest(found: Standing, date: SeriesDate) -> SeriesDate:
    if not date.obstacles:
        return date
    start = date.slot.start
    able = free(found, Interval(start - NEARBY, start + NEARBY))
    return replace(date, nearest=nearest(able, start, ALTERNATIVES))


async def _booked(
    uow: UnitOfWork, world: World, command: Book, series_id: UUID, *, counted: bool
) -> SeriesDate:
    """Book one date, or say what stands in its way; raise Refused for what concerns every date."""
    slot = Interval.of(command.start, command.length)
    try:
        async with uow.attempt():
            booking = await book_one(uow, world, command, counted=counted, series_id=series_id)
    except Refused as refused:
        return SeriesDate(slot=slot, obstacles=_in_the_way(refused.refusal))
    return SeriesDate(slot=slot, booking=booking)


def _in_the_way(refusal: Refusal) -> tuple[Obstacle, ...]:
    if refusal.code.value not in _CAUSES:
        raise Refused(refusal.code, **refusal.facts)
    given: tuple[Obstacle, ...] = refusal.facts.get("obstacles", ())
    return given or (Obstacle(cause=_CAUSES[refusal.code.value]),)


async def _known(uow: UnitOfWork, command: BookSeries, starts: Sequence[datetime]) -> Report | None:
    """Return what the same request has booked already."""
    for start in starts:
        made = await uow.bookings.by_request(_request_id(command, start))
        if made and made.series_id:
            bookings = await uow.bookings.of_series(made.series_id)
            dates = tuple(SeriesDate(slot=each.slot, booking=each) for each in bookings)
            return Report(dates=dates, series_id=made.series_id)
    return None


async def _settled(
    uow: UnitOfWork, world: World, command: BookSeries, event_type: EventType, report: Report
) -> Outcome:
    bookings = tuple(each.booking for each in report.dates if each.booking)
    series_id = bookings[0].series_id or bookings[0].id
    series = Series(id=series_id, host_id=event_type.host_id, bookings=bookings)
    actor = booking_actor(bookings[0], Side.INVITEE)
    change = await record(uow, world, Deed(command=command, actor=actor, after=series))
    return Outcome(value=report, told=_news(bookings), changes=(change,))


def _news(bookings: Sequence[Booking]) -> tuple[Told, ...]:
    """Tell of a series at once; where the host must accept each date, of each by itself."""
    asked = [each for each in bookings if each.status is Status.PENDING]
    booked = [each for each in bookings if each.status is not Status.PENDING]
    requests = tuple(Told(news=News.REQUESTED, booking=each, by=Side.INVITEE) for each in asked)
    if not booked:
        return requests
    return (
        Told(news=News.SERIES, booking=booked[0], by=Side.INVITEE, others=tuple(booked[1:])),
        *requests,
    )


def _request_id(command: BookSeries, start: datetime) -> str:
    return f"{command.request_id}:{start.isoformat()}"


def _one(command: BookSeries, slot: Interval) -> Book:
    return Book(
        request_id=_request_id(command, slot.start),
        host_id=command.host_id,
        event_type_id=command.event_type_id,
        start=slot.start,
        length=command.length,
        owner=command.owner,
        person_id=command.person_id,
        name=command.name,
        email=command.email,
        phone=command.phone,
        zone=command.zone,
        locale=command.locale,
        introduces=command.introduces,
        verified=command.verified,
        message=command.message,
        answers=command.answers,
    )
