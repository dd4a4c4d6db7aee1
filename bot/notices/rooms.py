"""Meeting rooms that follow a booking: what has them made, and the letters that wait a little for their link."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.ports import UnitOfWork
from core.booking import Booking
from core.effects import Effect, Kind, News, Told
from core.event_types import PlaceKind
from core.rooms import awaits_room, wants_room

PATIENCE = timedelta(seconds=20)
"""How long the letter about a new booking waits for the link of its room; after that the link comes in a letter of its own."""
FIRST = (News.BOOKED, News.ACCEPTED, News.RESTORED, News.SERIES)
"""News with which a room begins."""
UNCHANGED = frozenset({News.REMINDER, News.FOLLOW_UP, News.LATE, News.GUESTS, News.ANSWERED, News.LINKED})
"""News that asks nothing of a room."""


def rooms(told: Told, now: datetime) -> tuple[Effect, ...]:
    """Return what has the rooms made, moved or deleted that are no part of a calendar event.

    All dates of a series meet in the room of the first.
    """
    if told.news in UNCHANGED:
        return ()
    dates = (told.booking,) if told.news is News.SERIES else (told.booking, *told.others)
    return tuple(
        _effect(each, now) for each in dates if each.place.kind is PlaceKind.ZOOM and wants_room(each)
    )


def _effect(booking: Booking, now: datetime) -> Effect:
    return Effect(
        key=f"room:{booking.id}:{booking.version}",
        kind=Kind.ROOM,
        lane=f"room:{booking.series_id or booking.id}",
        due=now,
        payload={"booking_id": str(booking.id)},
    )


def patiently(told: Told, letters: Sequence[Effect]) -> Sequence[Effect]:
    """Return the letters about a booking whose room is still to be made, to be sent a little later."""
    if told.news not in FIRST or not awaits_room(told.booking):
        return letters
    return [replace(each, due=each.due + PATIENCE) for each in letters]


async def with_link(uow: UnitOfWork, told: Told) -> Told:
    """Return what letters tell when a link has come: the booking itself, if the letter about that still waits."""
    for news in FIRST if told.news is News.LINKED else ():
        if await uow.outbox.withdraw(f"mail:{told.booking.id}:{news.value}:"):
            return replace(told, news=news)
    return told
