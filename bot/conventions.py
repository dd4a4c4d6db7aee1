"""What vague words about time are taken to mean, in one table that a host can change."""

from dataclasses import dataclass

from core.hours import DAY, Range

_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Parts of a day in minutes after local midnight, parts of a week in days after Monday; all half-open."""

    morning: Range = (0, 12 * _HOUR)
    early_morning: Range = (6 * _HOUR, 9 * _HOUR)
    mid_morning: Range = (9 * _HOUR, 11 * _HOUR)
    late_morning: Range = (10 * _HOUR, 12 * _HOUR)
    lunch: Range = (12 * _HOUR, 14 * _HOUR)
    afternoon: Range = (12 * _HOUR, 18 * _HOUR)
    after_lunch: Range = (14 * _HOUR, 18 * _HOUR)
    early_afternoon: Range = (12 * _HOUR, 15 * _HOUR)
    mid_afternoon: Range = (14 * _HOUR, 16 * _HOUR)
    late_afternoon: Range = (15 * _HOUR, 18 * _HOUR)
    evening: Range = (18 * _HOUR, DAY)
    early_evening: Range = (18 * _HOUR, 20 * _HOUR)
    late_evening: Range = (20 * _HOUR, DAY)
    night: Range = (20 * _HOUR, DAY)
    early_night: Range = (20 * _HOUR, 22 * _HOUR)
    late_night: Range = (22 * _HOUR, DAY)
    office: Range = (9 * _HOUR, 18 * _HOUR)
    """The host's day where their hours are not known."""
    first_thing: int = _HOUR
    """Minutes from the beginning of the host's day."""
    end_of_day: int = 2 * _HOUR
    """Minutes up to the end of the host's day, where it is a time to meet; as a bound it is that end."""
    roughly: int = 30
    """Minutes before and after a rough clock time ("3ish", "around noon")."""
    early_week: Range = (0, 2)
    mid_week: Range = (2, 4)
    late_week: Range = (3, 5)
    weekend: Range = (5, 7)


USUAL = Conventions()
"""What holds where a host has said nothing else."""
