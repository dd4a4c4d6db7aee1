"""Dates: "24 Nov", "Nov 24th", "the 24th", "24/11", "2026-11-24", "second Tuesday of December"."""

from typing import NamedTuple

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.holiday_names import HOLIDAYS, holiday
from bot.nlu.when.homonyms import points_at
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.month_names import is_other_word
from bot.nlu.when.numerals import is_compound, number
from bot.nlu.when.numeric import dotted, iso, month_dash_day, numeric, year_after, year_between, year_first
from bot.nlu.when.senses import DAY, MONTH, OF_DAY, OF_HOUR, THE, WEEK, WEEKDAYS, YEAR
from bot.nlu.when.value import (
    WORKING,
    Day,
    DaysFromEaster,
    DaySpan,
    MonthOf,
    Moved,
    Nth,
    OnDate,
    Period,
    WeekdayFrom,
    YearOf,
)

_MOST_OFFERS = 6
"""Up to here "the 4" may be an offer rather than a day."""

_AFTER_BARE = {Cat.BREAK, Cat.COMMA, Cat.AT, Cat.CLOCK, Cat.FROM, Cat.BETWEEN}
"""What may follow a day of the month that is a bare number ("on 15 at 8:00")."""


class MonthYear(NamedTuple):
    """A named month, perhaps of a year."""

    month: int
    year: int | None


DATE_STARTS = frozenset({Cat.ISO, Cat.DATE, Cat.DOTTED, Cat.POINTED, Cat.MONTH, Cat.ORDINAL, Cat.NUMBER})
"""What words may begin a date."""


def dated(c: Cursor) -> Day | None:
    """Read a date; None if there is none. Parsers do not step back: the caller does."""
    match c.cat():
        case Cat.ISO:
            return iso(c)
        case Cat.DATE:
            return numeric(c)
        case Cat.DOTTED | Cat.POINTED:
            return dotted(c)
        case Cat.MONTH:
            return _month_first(c)
        case Cat.ORDINAL | Cat.NUMBER:
            return _day_first(c)
        case _:
            return None


def month_year(c: Cursor) -> MonthYear:
    """Read a month's name and a year after it."""
    month = c.peek().n
    c.at += 1
    return MonthYear(month, year_after(c))


def _month_first(c: Cursor) -> Day | None:
    mark, before = c.peek(), c.peek(-1)
    if c.peek(1).cat is Cat.DASH and (found := year_between(c)):
        return found
    c.at += 1
    after_name = c.at
    c.skip(Cat.DASH, Cat.OR if c.peek().low == "/" else Cat.DASH)
    if c.peek().low == "." and c.peek().glued:
        c.at += 1
    if c.cat() is Cat.COMMA and c.cat(1) is Cat.ORDINAL:
        c.at += 1
    c.skip(Cat.ARTICLE)
    number = _day_number(c)
    if number is not None:
        last = _through(c, number)
        year = year_after(c)
        return _span(number, last, mark.n, year)
    c.at = after_name
    year = year_after(c)
    if year is None and is_other_word(c, mark, before):
        return None
    return MonthOf(month=mark.n, year=year)


def _day_number(c: Cursor) -> int | None:
    """Read the number of a day in a month, not a clock time or a count."""
    mark, following = c.peek(), c.peek(1)
    if mark.cat is Cat.ORDINAL and 0 < mark.n <= 99:
        c.at += 1
        return mark.n
    if mark.cat is not Cat.NUMBER or not 0 < mark.n <= 99 or (len(mark.low) > 2 and bool(mark.nums)):
        return None
    if is_compound(c):
        return round(number(c) or 0)
    if following.cat in (Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.COUNTED, Cat.UNIT) or (
        following.glued and following.low in ("a", "p")
    ):
        return None
    c.at += 1
    return mark.n


def _through(c: Cursor, first: int) -> int | None:
    """Read the second number of "Nov 24-27", if it is a later day."""
    start = c.at
    if not c.skip(Cat.DASH, Cat.TO, Cat.UNTIL):
        return None
    c.skip(Cat.ARTICLE)
    number = _day_number(c) if c.cat(1) is not Cat.MONTH else None
    if number is None or not first < number <= 31 or c.cat() in (Cat.DASH, Cat.TO):
        c.at = start
        return None
    return number


def _span(first: int, last: int | None, month: int, year: int | None) -> Day:
    one = OnDate(day=first, month=month, year=year)
    return one if last is None else DaySpan(one, OnDate(day=last, month=month, year=year))


def _day_first(c: Cursor) -> Day | None:
    """Read "24 Nov", "24-27 Nov", "24th", "the 24th of next month"; "second Tuesday of December"."""
    found = nth(c) or year_first(c) or year_between(c) or month_dash_day(c)
    if found is not None:
        return found
    mark, before = c.peek(), c.peek(-1)
    number = _day_number(c)
    if number is None:
        return None
    if c.peek().low == "." and c.cat(1) is Cat.MONTH:
        c.at += 1
    days = _days_of_period(c, number)
    if days is not None:
        return days
    last = _last_before_month(c, number)
    if c.cat(1) is Cat.MONTH or (c.cat(1) is Cat.ARTICLE and c.cat(2) is Cat.MONTH):
        c.skip(Cat.DASH, Cat.OF, Cat.OR if c.peek().low == "/" else Cat.OF)
    if c.cat() is Cat.ARTICLE and c.cat(1) is Cat.MONTH:
        c.at += 1
    if c.cat() is Cat.MONTH and not (
        mark.nums and c.cat(1) is Cat.WORD and c.peek().low == "may" and mark.cat is Cat.NUMBER
    ):
        month, year = month_year(c)
        return _span(number, last, month, year)
    return _bare_day(c, mark, before, number)


def _days_of_period(c: Cursor, first: int) -> Day | None:
    """Read "-23 of next month" after a day's number; None, not moving, if it is none."""
    start = c.at
    joints = (
        (Cat.DASH, Cat.TO, Cat.UNTIL, Cat.AND) if c.cat(-2) is Cat.BETWEEN else (Cat.DASH, Cat.TO, Cat.UNTIL)
    )
    if c.skip(*joints):
        c.skip(Cat.ARTICLE)
        number = _day_number(c)
        period = _of_period(c) if number is not None and first < number <= 31 else None
        if number is not None and period is not None and period.unit == MONTH:
            return DaySpan(Nth(first, -1, period), Nth(number, -1, period))
    c.at = start
    return None


def _last_before_month(c: Cursor, first: int) -> int | None:
    """Read "-27" of "24-27 Nov" if a month follows."""
    start = c.at
    joints = (
        (Cat.DASH, Cat.TO, Cat.UNTIL, Cat.AND) if c.cat(-2) is Cat.BETWEEN else (Cat.DASH, Cat.TO, Cat.UNTIL)
    )
    if c.skip(*joints):
        c.skip(Cat.ARTICLE)
        number = _day_number(c)
        if (
            number is not None
            and number > first
            and (c.cat() is Cat.MONTH or (c.cat() is Cat.OF and c.cat(1) is Cat.MONTH))
        ):
            return number
    c.at = start
    return None


def _bare_day(c: Cursor, mark: Mark, before: Mark, number: int) -> Day | None:
    """Read a day of the month without the month: "the 24th", "on the 3rd", "the 12th of next month"."""
    may_be_of = (
        number <= 31 and before.cat is not Cat.LABEL and (mark.cat is Cat.ORDINAL or c.cat() is Cat.OF)
    )
    period = _of_period(c) if may_be_of else None
    if period is not None:
        return Nth(number, -1, period)
    if mark.cat is Cat.NUMBER and _is_bare_day(c, mark, before):
        return OnDate(day=number)
    if mark.cat is Cat.ORDINAL and points_at(before) == OF_DAY and (mark.nums or c.cat() not in _THINGS):
        return OnDate(day=number)
    if mark.cat is not Cat.ORDINAL or number > 31 or (not mark.nums and not _has_article(before)):
        return None
    if not mark.nums and (
        not (
            before.cat is not Cat.ARTICLE
            or c.cat(-3) in (Cat.ON, Cat.BY, Cat.UNTIL, Cat.FROM, Cat.TO, Cat.DASH, Cat.WEEKDAY)
        )
        or c.cat() is Cat.HALF
    ):
        return None
    follows = c.peek()
    names_thing = follows.cat in (
        Cat.LABEL,
        Cat.COUNTED,
        Cat.NUMBER,
        Cat.WORD,
        Cat.UNIT,
        Cat.HALF,
        Cat.QUARTER,
    ) and before.cat not in (
        Cat.ON,
        Cat.BY,
        Cat.UNTIL,
    )
    if (
        names_thing
        and (number <= 5 or follows.cat is not Cat.WORD)
        and follows.low not in ("if", "is", "would", "will")
    ):
        return None
    return OnDate(day=number)


_THINGS = (Cat.WORD, Cat.LABEL, Cat.COUNTED)
"""What a place in a row is said of: "le troisième chapitre"."""


def _has_article(before: Mark) -> bool:
    """Say whether "the" stands before a day, alone or in "am"."""
    return before.cat is Cat.ARTICLE or (before.cat is Cat.ON and before.n == THE)


def _is_bare_day(c: Cursor, mark: Mark, before: Mark) -> bool:
    """Say whether a number without an ending is a day: "on 15", "by the 20", "Tuesday 17", but not "on 2 calls"."""
    if points_at(before) == OF_HOUR:
        return False
    if (
        not mark.low.isdigit()
        or not 0 < mark.n <= 31
        or mark.glued
        or (c.cat() not in _AFTER_BARE and not c.done and not _opens_dated(c))
    ):
        return False
    if before.cat is Cat.ARTICLE:
        return mark.n > _MOST_OFFERS or c.cat(-3) is Cat.ON
    return before.cat is Cat.ON or (before.cat is Cat.WEEKDAY and mark.n > 12)


def _opens_dated(c: Cursor) -> bool:
    """Say whether a range goes on to a dated weekday: "Mon 23 - Wed 25 Nov"."""
    ends = c.cat() in (Cat.DASH, Cat.TO, Cat.UNTIL) and c.cat(1) is Cat.WEEKDAY
    return ends and c.cat(2) in (Cat.NUMBER, Cat.ORDINAL)


def _of_period(c: Cursor) -> Period | None:
    start = c.at
    if c.skip(Cat.OF, Cat.IN):
        c.skip(Cat.ARTICLE)
        offset = _WHICH_PERIOD.get(c.cat())
        c.at += offset is not None
        if c.cat() is Cat.UNIT and c.peek().n in (MONTH, WEEK):
            c.at += 1
            return Period(unit=c.peek(-1).n, offset=offset or 0)
    c.at = start
    return None


_WHICH_PERIOD = {Cat.THIS: 0, Cat.NEXT: 1, Cat.COMING: 1}


def nth(c: Cursor) -> Day | None:
    """Read "second Tuesday of December", "last Friday of the month", "third Tuesday after Easter"; None, not moving, if it is none."""
    start = c.at
    count = _which_one(c)
    mark = c.peek()
    c.at += 1
    if count and mark.cat is Cat.DAY_SET and mark.n == WEEKDAYS and (within := _within(c)) is not None:
        return Nth(count, WORKING, within)
    if count and mark.cat in (Cat.WEEKDAY, Cat.WEEKDAYS, Cat.UNIT):
        is_weekday, behind = mark.cat is not Cat.UNIT, c.at
        within = (_within(c) or _within_later(c, mark)) if is_weekday or mark.n == DAY else None
        if within is None and is_weekday and count > 0 and (counted := beside_date(c, mark.n, count)):
            return counted
        if within is None and mark.cat is Cat.UNIT and mark.n == DAY:
            c.at = behind
            within = _within_year(c)
        if within is not None:
            return Nth(count, mark.n if is_weekday else -1, within)
    c.at = start
    return None


def _within_year(c: Cursor) -> Day | None:
    """Read "of the year" behind "100th day"."""
    start = c.at
    if c.skip(Cat.OF, Cat.IN):
        c.skip(Cat.ARTICLE, Cat.THIS)
        if c.cat() is Cat.UNIT and c.peek().n == YEAR:
            c.at += 1
            return Period(unit=YEAR)
    c.at = start
    return None


def beside_date(c: Cursor, weekday: int, count: int = 1) -> Day | None:
    """Read "after Easter", "before 5 May" behind "second Tuesday"; None, not moving, if it is none."""
    start, sign = c.at, {Cat.AFTER: 1, Cat.BEFORE: -1}.get(c.cat(), 0)
    c.at += 1
    c.skip(Cat.ARTICLE)
    base = (holiday(c) if c.cat() in HOLIDAYS else dated(c)) if sign else None
    if not isinstance(base, OnDate | DaysFromEaster | WeekdayFrom):
        c.at = start
        return None
    ends = Moved(base, sign, DAY), Moved(base, sign * 7 * count, DAY)
    return Nth(sign * count, weekday, DaySpan(*ends[::sign]))


def _within_later(c: Cursor, weekday: Mark) -> Day | None:
    """Read "of next month" behind the clock time of "first Monday afternoon of next month", and put that off."""
    if weekday.cat is Cat.UNIT:
        return None
    start = c.at
    for ahead in range(1, _LONGEST_CLOCK):
        if c.cat(ahead - 1) not in _IN_CLOCKS:
            break
        if c.cat(ahead) is Cat.OF or (c.cat(ahead) is Cat.IN and c.cat(ahead + 1) is not Cat.ARTICLE):
            c.at = start + ahead
            within = _within(c)
            if within is not None:
                c.put_off(start, start + ahead)
                return within
            c.at = start
    return None


_LONGEST_CLOCK = 9
"""Marks of "in the afternoon from 1 pm to 3 pm"."""
_IN_CLOCKS = {
    Cat.PART, Cat.AT, Cat.AT_OR_TO, Cat.FROM, Cat.BETWEEN, Cat.TO, Cat.DASH, Cat.UNTIL, Cat.AND, Cat.IN, Cat.OF, Cat.ON, Cat.ARTICLE,
    Cat.NUMBER, Cat.CLOCK, Cat.HOURS, Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.FIXED,
}  # fmt: skip


def _which_one(c: Cursor) -> int:
    """Read "second", "last", "second to last", "fifth last"; 0 if there is none of these."""
    mark = c.peek()
    c.at += 1
    if mark.cat is Cat.PREVIOUS:
        return -1
    if mark.cat is not Cat.ORDINAL:
        return 0
    ahead = 1 if c.cat() in (Cat.TO, Cat.DASH) else 0
    ahead += c.cat(ahead) is Cat.TO
    if c.cat(ahead) is Cat.PREVIOUS:
        c.at += ahead + 1
        return -mark.n
    return mark.n


def _within(c: Cursor) -> Day | None:
    period = _of_period(c)
    if period is not None:
        return period
    if c.cat() in _WHICH_PERIOD and c.cat(1) is Cat.UNIT and c.peek(1).n == MONTH:
        c.at += 2
        return Period(unit=MONTH, offset=_WHICH_PERIOD[c.cat(-2)])
    if not c.skip(Cat.OF, Cat.IN):
        return None
    if c.cat() is Cat.MONTH:
        found = month_year(c)
        return MonthOf(month=found.month, year=found.year)
    mark = c.peek()
    if mark.cat is Cat.NUMBER and len(mark.low) == 4 and 1900 <= mark.n < 2100:
        c.at += 1
        return YearOf(mark.n)
    return None
