"""Days: weekdays, relative days, periods, counted from today or from another day."""

from collections.abc import Callable

from bot.nlu.when.amounts import amount, leads
from bot.nlu.when.counting import (
    after_next,
    coming_few,
    following,
    later_by,
    nth_from_now,
    plus,
    relative,
    some_ahead,
    weeks_on,
)
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.dates import DATE_STARTS, beside_date, dated, nth
from bot.nlu.when.day_names import any_of, day_set, is_verb_or_star, weekdays
from bot.nlu.when.day_ranges import dotted_dates, month_between, shared_month
from bot.nlu.when.holiday_names import HOLIDAYS, holiday
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.nearest import nearest
from bot.nlu.when.numeric import is_bare_year, year_after
from bot.nlu.when.recurrence.reading import RECURRING, cardinals, repeated
from bot.nlu.when.same import same_day, same_week
from bot.nlu.when.seasons import season
from bot.nlu.when.senses import DAY, FOLLOWING, FORTNIGHT, REST, THE, WEEK, WEEKEND, YEAR, A
from bot.nlu.when.terms import (
    SATURDAY,
    SUNDAY,
    WHICH,
    beside,
    edge,
    end_of,
    nth_period,
    numbered,
    numbered_first,
    numbered_weeks,
    numeric_month,
    period,
    quarter_behind_year,
    unit_of,
    which_period,
    whole,
)
from bot.nlu.when.value import (
    Ahead,
    AnchorDay,
    Both,
    Day,
    DaySpan,
    Moved,
    OnDate,
    PartOf,
    Period,
    Relative,
    Weekday,
    WeekOf,
    Which,
    YearOf,
)
from bot.nlu.when.working import working

_DEEPEST = 6
"""Days within days that are read: "the day after the week of the first Monday after Easter" has four."""


def day(c: Cursor) -> Day | None:
    """Read a day or a longer stretch of the calendar; None, not moving, if there is none."""
    if c.depth >= _DEEPEST:
        return None
    c.depth += 1
    found = _day(c)
    c.depth -= 1
    return found


def _day(c: Cursor) -> Day | None:
    start = c.at
    parser = _PARSERS.get(c.cat())
    found = (repeated(c) if c.cat() in RECURRING else None) or working(c) or (parser(c) if parser else None)
    if found is None:
        c.at = start
        found = dated(c)
    if found is None:
        c.at = start
    return found if found is None or c.peek().low != "+" else plus(c, found)


def _weekday(c: Cursor) -> Day | None:
    mark = c.peek()
    if is_verb_or_star(mark, c.peek(-1)):
        return None
    c.at += 1
    return _after_weekday(c, Weekday(mark.n))


def _after_weekday(c: Cursor, found: Weekday) -> Day:
    weeks = weeks_on(c)
    if weeks:
        return Moved(found, 7 * weeks, DAY)
    if c.cat() is Cat.UNIT and c.peek().n in (WEEK, FORTNIGHT):
        c.at += 1
        return Moved(found, c.peek(-1).n // DAY, DAY)
    beyond = 2 if c.cat(1) is Cat.ARTICLE else 1
    if c.cat() is Cat.AFTER and c.cat(beyond) is Cat.NEXT:
        c.at += beyond + 1
        return Weekday(found.weekday, Which.AFTER_NEXT)
    return beside_date(c, found.weekday) or found


def _modified(c: Cursor) -> Day | None:
    """Read what "this", "next", "coming" and "last" go with."""
    start, which, follows = c.at, WHICH[c.peek().cat], c.peek().n == FOLLOWING
    c.at += 1
    if which is Which.NEXT and c.skip(Cat.NEXT):
        which = Which.AFTER_NEXT
    mark = c.peek()
    if mark.cat in (Cat.PART, Cat.TONIGHT):
        return {Which.THIS: Relative(0), Which.NEXT: Relative(1)}.get(which)
    if mark.cat is Cat.WEEKDAY:
        c.at += 1
        return following(AnchorDay(), mark.n) if follows else _after_weekday(c, Weekday(mark.n, which))
    if follows and mark.cat is Cat.UNIT and mark.n in (WEEK, DAY):
        c.at += 1
        return beside(AnchorDay(), mark.n, 1)
    if mark.cat is Cat.ORDINAL:
        return dated(c)
    c.at = start
    return which_period(c)


def _later(c: Cursor) -> Day | None:
    """Read "later this week" and "later today"."""
    c.at += 1
    if c.cat() is Cat.THIS:
        found = which_period(c)
        return PartOf(REST, found) if isinstance(found, Period) else found
    return Relative(0) if c.peek().n == 0 and c.skip(Cat.DAY) else None


def _article(c: Cursor) -> Day | None:
    """Read "the weekend", "the week after next", "the week of the 7th", "the 24th", "a week from Monday"."""
    indefinite = c.peek().n == A
    if indefinite:
        return counted(c)
    c.at += 1
    if c.cat() is Cat.UNIT:
        return _the_unit(c)
    if c.cat() is Cat.QUARTER and c.cat(1) not in (Cat.PAST, Cat.TO, Cat.AFTER, Cat.BEFORE, Cat.OF):
        return period(c)
    if c.cat() in (Cat.EDGE, Cat.ARTICLE, Cat.EVERY):
        return None
    return day(c)


def _the_unit(c: Cursor) -> Day | None:
    mark = c.peek()
    c.at += 1
    if after_next(c):
        return Period(unit=mark.n, offset=2)
    if c.cat() is Cat.AFTER and mark.n in (WEEK, DAY):
        return _after_that(c, mark.n)
    if c.cat() is Cat.BEFORE and mark.n in (WEEK, DAY):
        return _before_that(c, mark.n)
    if c.cat() in (Cat.LATER, Cat.EARLIER) and mark.n in (WEEK, DAY):
        return _beside_that(c, mark.n)
    c.at -= 1
    return _unit(c) or _present(c)


def _beside_that(c: Cursor, unit: int) -> Day:
    """Read "in der Woche darauf" and "am Tag davor" of the time being talked about."""
    sign = 1 if c.cat() is Cat.LATER else -1
    c.at += 1
    return beside(AnchorDay(), unit, sign)


def _present(c: Cursor) -> Day | None:
    """Read "the week", which is the present one; "for the year" is none that anything happens in."""
    if c.cat(-2) is Cat.FOR and c.peek().n == YEAR:
        return None
    found = period(c)
    return found if isinstance(found, Period) else None


def _of(c: Cursor) -> Day | None:
    c.at += 1
    return day(c)


def _after_that(c: Cursor, unit: int) -> Day:
    """Read "the day after", "the week after" of the time being talked about, "the day after Monday"."""
    c.at += 1
    base = day(c) if c.cat() in (Cat.WEEKDAY, Cat.DAY, *HOLIDAYS, Cat.MONTH) else None
    if base is not None:
        return beside(base, unit, 1)
    return beside(AnchorDay(), unit, 1)


def _before_that(c: Cursor, unit: int) -> Day | None:
    """Read "the day before", "the week before" of the time being talked about, "the day before Christmas"."""
    c.at += 1
    base = day(c)
    return beside(base or AnchorDay(), unit, -1)


def _unit(c: Cursor) -> Day | None:
    """Read "weekend", "week 36", "week of July 23"."""
    mark = c.peek()
    c.at += 1
    led = c.cat(-2) is Cat.ON and c.peek(-2).n == THE
    if led and c.cat() in (Cat.LATER, Cat.EARLIER) and mark.n in (WEEK, DAY):
        return _beside_that(c, mark.n)
    if mark.n == WEEKEND:
        return _weekend(c)
    if mark.n == WEEK and c.cat() is Cat.NUMBER and 0 < c.peek().n < 54:
        return numbered_weeks(c)
    if mark.n == WEEK and c.cat() in (Cat.OF, Cat.FROM, Cat.COMING) and (first := _week_of(c)):
        return first
    if mark.n == WEEK and after_next(c):
        return Period(unit=WEEK, offset=2)
    if mark.n == YEAR and (year := year_after(c)):
        return YearOf(year)
    if mark.n == DAY and c.cat() is Cat.AFTER and c.cat(-2) is Cat.ON and c.cat(1) in HOLIDAYS:
        return _after_that(c, DAY)
    c.at -= 1
    return None


def _weekend(c: Cursor) -> Day:
    """Read "of the 7th" and "before Christmas" behind "weekend"."""
    week = _week_of(c) if c.cat() is Cat.OF else None
    if week is not None:
        return DaySpan(Both(week, Weekday(SATURDAY)), Both(week, Weekday(SUNDAY)))
    saturday = beside_date(c, SATURDAY)
    return DaySpan(saturday, Moved(saturday, 1, DAY)) if saturday else Period(unit=WEEKEND)


def _edge(c: Cursor) -> Day | None:
    """Read "the start of the week of the 22nd"; else "early next week", "the end of May"."""
    start, said = c.at, c.peek().n
    c.at += 1
    while c.skip(Cat.DASH, Cat.OF, Cat.ARTICLE):
        pass
    is_week = c.cat() is Cat.UNIT and c.peek().n == WEEK and c.cat(1) in (Cat.OF, Cat.FROM)
    c.at += is_week
    if is_week and (week := _week_of(c)) is not None:
        return PartOf(said, week)
    c.at = start
    return edge(c)


def _week_of(c: Cursor) -> Day | None:
    """Read "of the 7th", "beginning on 4 May" after "week"; None, not moving, if it is none."""
    start = c.at
    c.at += 1
    while c.skip(Cat.ON, Cat.OF):
        pass
    number = c.peek()
    first = day(c)
    if first is None and number.cat is Cat.NUMBER and 0 < number.n <= 31 and c.cat(1) is Cat.BREAK:
        c.at += 1
        first = OnDate(day=number.n)
    if first is None:
        c.at = start
    return WeekOf(first) if first else None


def _in(c: Cursor) -> Day | None:
    """Read "in 2027"; else "in three days"."""
    year = c.peek(1)
    if year.cat is Cat.NUMBER and len(year.low) == 4 and 1900 <= year.n < 2100 and c.cat(2) is not Cat.UNIT:
        c.at += 2
        return YearOf(year.n)
    return counted(c)


def counted(c: Cursor) -> Day | None:
    """Read "in three days", "3 days from now", "a week from Monday", "two weeks after the 5th"."""
    before, within = c.cat(-1), c.skip(Cat.WITHIN)
    led = within or leads(c)
    c.skip(Cat.AROUND)
    if led and c.peek().n != A and c.cat() is Cat.ARTICLE and c.cat(1) in (Cat.NEXT, Cat.COMING):
        c.at += 1
    if within and c.skip(Cat.NEXT, Cat.COMING) and (unit := unit_of(c.peek()) or 0) >= DAY:
        c.at += 1
        return Ahead(1, unit, from_today=True)
    several = some_ahead(c) if led and not within else None
    if several is not None:
        return several
    found = amount(c)
    if found is None or found.unit < DAY:
        return None
    if before is Cat.FOR:
        return Ahead(found.whole, found.whole_unit, from_today=True) if c.skip(Cat.HENCE) else None
    sign = -1 if c.cat() is Cat.BEFORE else 1
    base = _base(c, found.unit)
    if base is not None and within:
        return DaySpan(base, Moved(base, found.whole, found.whole_unit))
    if base is not None:
        return later_by(base, found, sign)
    if c.skip(Cat.AGO):
        return later_by(Relative(0), found, -1)
    if c.skip(Cat.HENCE) or led:
        if within:
            return Ahead(found.whole, found.whole_unit, from_today=True)
        return later_by(Relative(0), found, 1)
    return None


def _base(c: Cursor, unit: int) -> Day | None:
    if c.cat() is Cat.DAY:
        return day(c)
    if c.cat() not in (Cat.FROM, Cat.AFTER, Cat.BEFORE):
        weeks_on_one = unit != DAY and c.cat() is Cat.ON and c.cat(1) is Cat.WEEKDAY
        return day(c) if weeks_on_one and c.skip(Cat.ON) else None
    c.at += 1
    return day(c)


def _number(c: Cursor) -> Day | None:
    start = c.at
    if c.cat(1) is Cat.NUMBER and c.peek().nums:
        return None
    if is_bare_year(c):
        c.at += 1
        return YearOf(c.peek(-1).n)
    for parser in (numeric_month, shared_month, numbered_first, quarter_behind_year):
        ranged = parser(c)
        if ranged is not None:
            return ranged
        c.at = start
    if c.cat(1) in (Cat.OF, Cat.IN, Cat.AND, Cat.COMMA) and (found := cardinals(c)) is not None:
        return found
    c.at = start
    found = counted(c)
    if found is None:
        c.at = start
        found = nth_from_now(c)
    return found


def _ordinal(c: Cursor) -> Day | None:
    start = c.at
    found = nth_period(c)
    if found is None and c.cat(1) is Cat.NEAREST:
        c.at = start + 1
        return nearest(c)
    if found is None:
        c.at = start
        found = shared_month(c)
    return found


def _previous(c: Cursor) -> Day | None:
    """Read "last Friday of the month", "last week of May", "last week"."""
    start = c.at
    for parser in (nth, nth_period, _modified):
        found = parser(c)
        if found is not None:
            return found
        c.at = start
    return None


_PARSERS: dict[Cat, Callable[[Cursor], Day | None]] = {
    **dict.fromkeys((Cat.THIS, Cat.NEXT, Cat.COMING, Cat.AFTER_NEXT), _modified),
    **dict.fromkeys((Cat.AND, Cat.WITHIN, Cat.COUPLE, Cat.HALF), counted),
    **dict.fromkeys((Cat.QUARTER_OF_YEAR, Cat.HALF_OF_YEAR), numbered),
    **dict.fromkeys(HOLIDAYS, holiday),
    Cat.DAY: relative,
    Cat.WEEKDAY: _weekday,
    Cat.WEEKDAYS: weekdays,
    Cat.DAY_SET: day_set,
    Cat.ANY: any_of,
    Cat.PREVIOUS: _previous,
    Cat.EDGE: _edge,
    Cat.END_OF: end_of,
    Cat.WHOLE: whole,
    Cat.ORDINAL: _ordinal,
    Cat.LATER: _later,
    Cat.ARTICLE: _article,
    Cat.UNIT: _unit,
    Cat.IN: _in,
    Cat.SAME_DAY: same_day,
    Cat.SAME_WEEK: same_week,
    Cat.COMING_FEW: coming_few,
    Cat.SEASON: season,
    Cat.NEAREST: nearest,
    Cat.NUMBER: _number,
    Cat.MONTH: month_between,
    Cat.DOTTED: dotted_dates,
}
DAY_STARTS = RECURRING | _PARSERS.keys() | DATE_STARTS
"""What words may begin a day."""
