"""Answers that the real use cases give on a database: a booking, a series, and attempts made at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core.booking import Booking, Side
from core.commands import Book, BookSeries, MoveBooking
from core.errors import Code, Refused
from core.queries import PlanSeries
from storage import Database
from tests.scenarios.cast import Case, moment
from tests.scenarios.stage import Stage, staged
from tests.scenarios.telling import Teller

REASONS = {
    Code.PAST: "past",
    Code.LENGTH: "length",
    Code.TOO_SOON: "notice",
    Code.TOO_FAR: "window",
    Code.LIMIT: "limit",
    Code.DURATION_LIMIT: "limit",
    Code.SEATS_FULL: "full",
    Code.ALREADY_BOOKED: "duplicate",
}
"""What the scenarios call a refusal; all others are `unavailable`."""


async def book(case: Case, storage: Database) -> Mapping[str, Any]:
    """Try one booking; say whether it was made, and what refused it."""
    stage = await staged(storage, Teller(case).cast())
    made = await _attempt(stage, case["attempt"], 0)
    if isinstance(made, Refused):
        return {"ok": False, "reason": _reason(made)}
    return {"ok": True, "reason": None}


async def race(case: Case, storage: Database) -> Mapping[str, Any]:
    """Make all attempts at once; count those that were accepted, and the meetings that they made."""
    stage = await staged(storage, Teller(case).cast())
    attempts = (_attempt(stage, told, number) for number, told in enumerate(case["attempts"]))
    made = [each for each in await asyncio.gather(*attempts) if isinstance(each, Booking)]
    return {"accepted": len(made), "bookings": len({each.subject for each in made})}


async def series(case: Case, storage: Database) -> Mapping[str, Any]:
    """Plan all dates at once, then book them; say which are free, and how many were booked."""
    stage = await staged(storage, Teller(case).cast())
    told = case["attempts"]
    starts = tuple(moment(each["start"]) for each in told)
    event_type = stage.cast.event_type
    plan = await stage.ask(
        PlanSeries(
            host_id=event_type.host_id,
            event_type_id=event_type.id,
            starts=starts,
            length=stage.cast.length,
            owner=told[0].get("by"),
        )
    )
    free = {each.slot.start: not each.obstacles for each in plan.dates}
    booked = await _book_series(stage, told)
    return {
        "free": [free[start] for start in starts],
        "series_ok": bool(booked),
        "booked": booked,
    }


async def _book_series(stage: Stage, told: list[Case]) -> int:
    event_type = stage.cast.event_type
    command = BookSeries(
        request_id="series",
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        starts=tuple(moment(each["start"]) for each in told),
        length=stage.cast.length,
        owner=told[0].get("by"),
        name="Somebody",
        email=told[0].get("email", "series@example.com"),
        zone="UTC",
        verified=True,
    )
    try:
        report = await stage.do(command)
    except Refused:
        return 0
    return sum(each.booking is not None for each in report.dates)


async def _attempt(stage: Stage, told: Case, number: int) -> Booking | Refused:
    command = _move(stage, told) if "reschedule_of" in told else _book(stage, told, number)
    try:
        made: Booking = await stage.do(command)
    except Refused as refused:
        return refused
    return made


def _move(stage: Stage, told: Case) -> MoveBooking:
    return MoveBooking(
        booking_id=stage.cast.named[told["reschedule_of"]],
        by=Side.INVITEE,
        start=moment(told["start"]),
        length=_length(stage, told),
        owner=told.get("by"),
    )


def _book(stage: Stage, told: Case, number: int) -> Book:
    event_type = stage.cast.event_type
    return Book(
        request_id=told.get("request_id", f"attempt {number}"),
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        start=moment(told["start"]),
        length=_length(stage, told),
        owner=told.get("by"),
        name="Somebody",
        email=told.get("email", f"somebody-{number}@example.com"),
        zone=told.get("tz", "UTC"),
        verified=True,
        seats=told.get("seats", 1),
    )


def _length(stage: Stage, told: Case) -> int:
    """Return the minutes of an attempt: its own, or those to its own end, or the event's."""
    if "end" in told:
        return int((moment(told["end"]) - moment(told["start"])).total_seconds() // 60)
    return int(told.get("duration", stage.cast.length))


def _reason(refused: Refused) -> str:
    """Name what refused; a start before a fixed range is a matter of the window, not of notice."""
    refusal = refused.refusal
    first = next(iter(refusal.facts.get("obstacles", ())), None)
    if first is not None and "opens" in first.facts and refusal.code is Code.TOO_SOON:
        return "window"
    return REASONS.get(refusal.code, "unavailable")


ANSWERS: Mapping[str, Callable[[Case, Database], Awaitable[Mapping[str, Any]]]] = {
    "book": book,
    "race": race,
    "series": series,
}
