"""Holidays whose dates are computed: so many days from Easter, or the first weekday on or after a date."""

from datetime import date, timedelta

from bot.nlu.when.value import DaysFromEaster, WeekdayFrom


def holiday_in(when: DaysFromEaster | WeekdayFrom, year: int) -> date:
    """Return the date of a movable holiday in a year of the Gregorian calendar."""
    match when:
        case DaysFromEaster(days):
            return easter_of(year) + timedelta(days=days)
        case WeekdayFrom(month=month, day=day, weekday=weekday):
            first = date(year, month, day)
            return first + timedelta(days=(weekday - first.weekday()) % 7)


def easter_of(year: int) -> date:
    """Return Easter Sunday of the western churches: the first Sunday after the first full moon from 21 March on.

    The moon is the calendar's, of Clavius (1582), by the algorithm of J.-M. Oudin (1940).
    """
    century, golden = year // 100, year % 19
    shift = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon = shift - shift // 28 * (1 - 29 // (shift + 1) * ((21 - golden) // 11))
    to_sunday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - to_sunday)
