"""Days that recur: "every other Friday", "monthly on the last Friday", "the first Monday of every month"."""

from collections.abc import Callable
from dataclasses import replace

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.dates import dated
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numerals import number
from bot.nlu.when.recurrence.listing import WEEKDAY, Named, names, nth, weekday, weekday_list
from bot.nlu.when.senses import (
    ALL_DAYS,
    DAY,
    FORTNIGHT,
    HOUR,
    MINUTE,
    MONTH,
    OFTEN,
    QUARTER,
    SECOND,
    WEEK,
    WEEKDAYS,
    WEEKEND,
    WEEKENDS,
    YEAR,
)
from bot.nlu.when.value import Day, DaySet, MonthOf, OnDate, Weekday, Which
from core.repeat import MOST_STEPS, Freq, Repeat

_FREQUENCIES = {
    SECOND: Freq.SECONDLY,
    MINUTE: Freq.MINUTELY,
    HOUR: Freq.HOURLY,
    DAY: Freq.DAILY,
    WEEK: Freq.WEEKLY,
    WEEKEND: Freq.WEEKLY,
    FORTNIGHT: Freq.WEEKLY,
    MONTH: Freq.MONTHLY,
    QUARTER: Freq.MONTHLY,
    YEAR: Freq.YEARLY,
}
_SEVERAL = {FORTNIGHT: 2, QUARTER: 3}
"""Units that are several of what an RRULE steps by."""

_LEADS = (Cat.ON, Cat.AT, Cat.IN, Cat.OF, Cat.ARTICLE)

DAY_SETS = {WEEKDAYS: (0, 1, 2, 3, 4), ALL_DAYS: (0, 1, 2, 3, 4, 5, 6), WEEKENDS: (5, 6)}
"""The weekdays of the sets of days."""


def repeated(c: Cursor) -> Day | None:
    """Read days that recur; None, not moving, if there are none."""
    start = c.at
    parser = _PARSERS.get(c.cat())
    found = parser(c) if parser else None
    if found is None:
        c.at = start
    return found


def plain(found: Repeat) -> Day:
    """Return the simplest day that says the same: every Tuesday, weekdays, all days."""
    days = found.plain_weekdays
    if days is None:
        return found
    if len(days) == 1:
        return Weekday(days[0], Which.EVERY)
    return next((DaySet(kind) for kind, each in DAY_SETS.items() if each == days), found)


def _every(c: Cursor) -> Day | None:
    step = max(1, c.peek().n)
    c.at += 1
    c.skip(Cat.ARTICLE)
    if step > 1:
        return _stepping(c, step)
    for parser in (_numbered, _yearly, _steps, _first_or_last, _dates_of_month):
        start = c.at
        found = parser(c)
        if found is not None:
            return found
        c.at = start
    return DaySet(ALL_DAYS) if c.cat() is Cat.PART else None


def _numbered(c: Cursor) -> Day | None:
    """Read "2nd Friday of the month", "15th of the month", "day 15" of every month."""
    named = names(c)
    return _within(c, named, every=True) if named else None


def _yearly(c: Cursor) -> Day | None:
    """Read "July 4th", "20th and 30th of August", "15/4", "Christmas" of every year."""
    if c.cat() is Cat.HOLIDAY:
        c.at += 1
        day = c.peek(-1).n
        return Repeat(freq=Freq.YEARLY, months=(day // 100,), month_days=(day % 100,)) if day > 100 else None
    if c.cat() is Cat.MONTH:
        month = c.peek().n
        found = dated(c)
        if isinstance(found, MonthOf):
            return Repeat(freq=Freq.YEARLY, months=(month,))
        return _of_year(found)
    start = c.at
    named = names(c)
    c.skip(Cat.OF, Cat.IN)
    if named and not named.weekdays and c.cat() is Cat.MONTH:
        c.at += 1
        return Repeat(freq=Freq.YEARLY, months=(c.peek(-1).n,), month_days=tuple(named.month_days))
    c.at = start
    return _of_year(dated(c))


def _of_year(found: Day | None) -> Day | None:
    match found:
        case OnDate(day=day, month=int(month), year=None):
            if month > 12 >= day:
                day, month = month, day
            sound = 1 <= month <= 12 and 1 <= day <= 31
            return Repeat(freq=Freq.YEARLY, months=(month,), month_days=(day,)) if sound else None
        case _:
            return None


def _steps(c: Cursor) -> Day | None:
    """Read "2 weeks", "third month", "second Tuesday", "weekday" of every …."""
    step = _interval(c)
    return _stepping(c, step) if step else None


def _interval(c: Cursor) -> int:
    """Read how many are stepped over, 1 if nothing is said; 0 for what is no step."""
    mark = c.peek()
    if mark.cat is Cat.ORDINAL and mark.n > 1 and c.cat(1) in (*WEEKDAY, Cat.UNIT, Cat.DAY_SET, Cat.QUARTER):
        c.at += 1
        return mark.n
    if mark.cat is Cat.NUMBER:
        said = number(c)
        return int(said) if said and said == int(said) and said <= MOST_STEPS else 0
    if mark.cat is Cat.COUPLE:
        c.at += 1
        return mark.n
    return 1


def _stepping(c: Cursor, step: int) -> Day | None:
    mark = c.peek()
    match mark.cat:
        case Cat.UNIT:
            c.at += 1
            return _by_unit(c, mark.n, step)
        case Cat.QUARTER:
            c.at += 1
            return _with_days(c, Repeat(freq=Freq.MONTHLY, interval=3 * step))
        case Cat.WEEKDAY | Cat.WEEKDAYS:
            days = weekday_list(c) if step > 1 else [weekday(c)]
            return plain(Repeat.weekly(days, step))
        case Cat.DAY_SET:
            c.at += 1
            return plain(Repeat.weekly(DAY_SETS[mark.n], step))
        case _:
            return None


def _by_unit(c: Cursor, unit: int, step: int) -> Day | None:
    if unit not in _FREQUENCIES:
        return None
    if unit == WEEKEND:
        return plain(Repeat.weekly((5, 6), step))
    return _with_days(c, Repeat(freq=_FREQUENCIES[unit], interval=step * _SEVERAL.get(unit, 1)))


def _with_days(c: Cursor, base: Repeat) -> Day:
    """Read on which days of the week, month or year: "on Mon and Thu", "on the 4th", "on the last Friday"."""
    start = c.at
    if c.cat() is Cat.COMMA and c.cat(1) in _LEADS and base.freq is Freq.MONTHLY:
        c.at += 1
    found = _on_weekdays(c, base) or _on_numbered(c, base)
    if found is None:
        c.at = start
    return plain(found or base)


def _lead(c: Cursor) -> None:
    for _ in range(3):
        if not c.skip(*_LEADS):
            return


def _on_weekdays(c: Cursor, base: Repeat) -> Repeat | None:
    if base.freq not in (Freq.WEEKLY, Freq.MONTHLY):
        return None
    start = c.at
    _lead(c)
    days = list(DAY_SETS[c.peek().n]) if c.cat() is Cat.DAY_SET else weekday_list(c)
    if c.cat() is Cat.DAY_SET and c.at > start:
        c.at += 1
    if not days:
        c.at = start
        return None
    return replace(base, weekdays=tuple((0, day) for day in days))


def _on_numbered(c: Cursor, base: Repeat) -> Repeat | None:
    if base.freq not in (Freq.MONTHLY, Freq.YEARLY) or c.cat() not in _LEADS:
        return None
    _lead(c)
    start = c.at
    if base.freq is Freq.YEARLY and isinstance(found := _yearly(c), Repeat):
        return replace(found, interval=base.interval)
    c.at = start
    named = names(c)
    if not named:
        return None
    made = _within(c, named, every=True) if base.freq is Freq.YEARLY else None
    if isinstance(made, Repeat) and made.freq is Freq.YEARLY:
        return replace(made, interval=base.interval)
    if base.freq is Freq.YEARLY:
        return replace(base, year_days=tuple(named.month_days)) if named.month_days else None
    return replace(base, weekdays=tuple(named.weekdays), month_days=tuple(named.month_days))


def _first_or_last(c: Cursor) -> Day | None:
    """Read "first Monday", "last Friday": of every month, for a week has but one."""
    which = nth(c)
    if which not in (1, -1) or c.cat() not in WEEKDAY:
        return None
    return Repeat(freq=Freq.MONTHLY, weekdays=tuple((which, day) for day in weekday_list(c)))


def _dates_of_month(c: Cursor) -> Day | None:
    """Read "15th", "1st and 15th" of every month, though no month is named."""
    if c.cat() not in (Cat.ORDINAL, Cat.UNIT):
        return None
    named = names(c)
    if not named or named.weekdays or c.cat() in (Cat.WORD, Cat.UNIT):
        return None
    return Repeat(freq=Freq.MONTHLY, month_days=tuple(named.month_days))


def _within(c: Cursor, named: Named, *, every: bool) -> Repeat | None:
    """Read "of every month", "of each year", "monthly"; where `every` stood before, also "of the month", "in November"."""
    leads = c.skip(Cat.OF, Cat.IN)
    c.skip(Cat.ARTICLE)
    if c.cat() is Cat.OFTEN and named.weekdays:
        freq, step = OFTEN[c.peek().n]
        c.at += 1
        return _of(Freq(freq), step, named)
    if c.cat() is Cat.EVERY:
        step = max(1, c.peek().n)
        c.at += 1
        step = _interval(c) if step == 1 else step
    elif not (every and leads):
        return None
    else:
        step = 1
    mark = c.peek()
    c.at += 1
    if mark.cat is Cat.MONTH and named.weekdays:
        return Repeat(freq=Freq.YEARLY, months=(mark.n,), weekdays=tuple(named.weekdays))
    if mark.cat is not Cat.UNIT or mark.n not in (MONTH, YEAR) or not step:
        return None
    return _of(_FREQUENCIES[mark.n], step, named)


def _of(freq: Freq, step: int, named: Named) -> Repeat | None:
    if freq is Freq.YEARLY and not named.weekdays:
        return Repeat(freq=freq, interval=step, year_days=tuple(named.month_days))
    if freq is not Freq.MONTHLY:
        return None
    return Repeat(
        freq=freq, interval=step, weekdays=tuple(named.weekdays), month_days=tuple(named.month_days)
    )


def _often(c: Cursor) -> Day | None:
    """Read "weekly on Wednesdays", "monthly on the last Friday", "fortnightly"."""
    freq, step = OFTEN[c.peek().n]
    c.at += 1
    if c.peek(-2).cat is Cat.ARTICLE and c.cat() is Cat.WORD:
        return None  # "the weekly check-in" has a name
    return _with_days(c, Repeat(freq=Freq(freq), interval=step))


def _times(c: Cursor) -> Day | None:
    """Read "once a week on Sunday"; how the days of "twice a week" lie nobody knows."""
    if c.peek().n != 1:
        return None
    c.at += 1
    start = c.at
    while c.cat() in (Cat.ARTICLE, Cat.PER, Cat.EVERY, Cat.IN, Cat.ON, Cat.AT) and c.at < start + 2:
        c.at += 1
    if c.cat() is not Cat.UNIT or c.peek().n not in (DAY, WEEK, MONTH, YEAR):
        return None
    unit = c.peek().n
    c.at += 1
    return _by_unit(c, unit, 1)


def _alternate(c: Cursor) -> Day | None:
    """Read "alternate Fridays", "alternating weeks"."""
    c.at += 1
    return _stepping(c, 2)


def _ordinals(c: Cursor) -> Day | None:
    """Read "first and third Friday of each month", "the 4th of every month", "last day of each month"."""
    named = names(c)
    return _within(c, named, every=False) if named else None


def cardinals(c: Cursor) -> Day | None:
    """Read "15 of every month"; "at 3 every month" is a clock time."""
    named = names(c)
    return _within(c, named, every=False) if named and c.cat() in (Cat.OF, Cat.IN) else None


def _after_weekdays(c: Cursor) -> Day | None:
    """Read "Mondays and Fridays every 3 weeks", "Tuesday fortnightly", "alternate" said after the day, "one Friday in two"."""
    if (
        c.peek().low.isdigit()
        and c.cat(1) in (*WEEKDAY, Cat.COMMA, Cat.AND)
        and (found := _ordinals(c)) is not None
    ):
        return found
    single = c.peek(-1).cat is Cat.ARTICLE
    days = weekday_list(c)
    mark = c.peek()
    c.at += 1
    step = 0
    if mark.cat is Cat.ALTERNATE:
        step = 2
    elif mark.cat is Cat.OUT_OF and single:
        step = mark.n
    elif mark.cat is Cat.OFTEN and OFTEN[mark.n][0] == Freq.WEEKLY:
        step = OFTEN[mark.n][1]
    elif mark.cat is Cat.EVERY:
        step = _interval(c) if mark.n < 2 else mark.n
        step = step if c.cat() is Cat.UNIT and c.peek().n == WEEK else 0
        c.at += 1
    return plain(Repeat.weekly(days, step)) if days and 0 < step <= MOST_STEPS else None


def _article(c: Cursor) -> Day | None:
    """Read what may have an article: "the first Monday of every month", "one Friday in two"."""
    c.at += 1
    if c.cat() in WEEKDAY:
        return _after_weekdays(c)
    return _ordinals(c)


_PARSERS: dict[Cat, Callable[[Cursor], Day | None]] = {
    Cat.EVERY: _every,
    Cat.OFTEN: _often,
    Cat.TIMES: _times,
    Cat.ALTERNATE: _alternate,
    Cat.ORDINAL: _ordinals,
    Cat.PREVIOUS: _ordinals,
    Cat.EDGE: _ordinals,
    Cat.UNIT: _ordinals,
    Cat.ARTICLE: _article,
    Cat.WEEKDAY: _after_weekdays,
    Cat.WEEKDAYS: _after_weekdays,
}
RECURRING = frozenset(_PARSERS)
"""What words may begin that which recurs."""
