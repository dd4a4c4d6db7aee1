"""Taking back what was done to a whole series: every date of it, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.booking import Booking
from core.effects import Change, News, Note, Told
from core.jsonable import load
from core.ports import UnitOfWork, World
from core.series import Series
from core.usecases.undo_booking import undo_booking
from core.usecases.undone import Undone


async def undo_series(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Cancel every date that was booked, or set every date back that was cancelled; both sides are told once.

    Raise Refused(CHANGED_SINCE) if one of them has moved on, Refused(TAKEN) if the time of one is not free any more.
    """
    undone = [await undo_booking(uow, world, each) for each in _by_date(change)]
    left = load(Series, change.after)
    after = replace(left, bookings=tuple(each.after for each in undone if isinstance(each.after, Booking)))
    notes: tuple[Note, ...] = tuple(note for each in undone for note in each.notes)
    told = _at_once([told for each in undone for told in each.told])
    return Undone(before=left, after=after, told=told, notes=notes)


def _by_date(change: Change) -> list[Change]:
    """Return what the change did to each booking of the series."""
    after = (change.after or {})["bookings"]
    before: Sequence[Mapping[str, Any] | None] = (
        change.before["bookings"] if change.before else [None] * len(after)
    )
    return [
        replace(change, entity="booking", entity_id=UUID(left["id"]), before=was, after=left)
        for was, left in zip(before, after, strict=True)
    ]


def _at_once(told: Sequence[Told]) -> tuple[Told, ...]:
    """Tell of all dates in one piece of news, where all are cancelled or all stand again."""
    folded = {News.CANCELLED: News.SERIES_CANCELLED, News.RESTORED: News.SERIES}
    if len({each.news for each in told}) != 1 or told[0].news not in folded:
        return tuple(told)
    others = tuple(each.booking for each in told[1:])
    return (replace(told[0], news=folded[told[0].news], others=others),)
