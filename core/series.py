"""Several dates at once: which dates a series has, and which of them are free."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.booking import Booking
from core.interval import Interval
from core.queries import Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDate:
    """One date of a series."""

    slot: Interval
    obstacles: tuple[Obstacle, ...] = ()
    """Empty if it is free."""
    nearest: tuple[Interval, ...] = ()
    """For a date that is not: up to three free slots nearest to it."""
    booking: Booking | None = None
    """What was booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All dates of a series, in order."""

    dates: tuple[SeriesDate, ...]
    series_id: UUID | None = None
    """None while nothing is booked."""

    @property
    def free(self) -> tuple[SeriesDate, ...]:
        """The dates that are free, or were when they were booked."""
        return tuple(each for each in self.dates if not each.obstacles)

    @property
    def failed(self) -> tuple[SeriesDate, ...]:
        """The dates that are not."""
        return tuple(each for each in self.dates if each.obstacles)


def starts_of(dates: tuple[SeriesDate, ...]) -> tuple[datetime, ...]:
    """Return the starts of dates."""
    return tuple(each.slot.start for each in dates)
