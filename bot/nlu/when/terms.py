"""Longer stretches as they are said: "next quarter", "Q3 2027", "early June", "the first week of October", "all week"."""

from bot.nlu.when.amounts import Amount, amount
from bot.nlu.when.counting import behind
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.dates import dated, month_year
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.numeric import year_after
from bot.nlu.when.seasons import season
from bot.nlu.when.senses import (
    BEGINNING,
    DAY,
    DECADE,
    EARLY,
    END,
    FIRST_HALF,
    FORTNIGHT,
    MONTH,
    MONTHS,
    QUARTER,
    REST,
    SECOND_HALF,
    VAGUE,
    WEEK,
    WEEKEND,
    WEEKS,
    WORK_WEEK,
    YEAR,
)
from bot.nlu.when.value import (
    Ahead,
    AnchorDay,
    Day,
    DaySpan,
    MonthOf,
    Moved,
    Nth,
    NthPeriod,
    PartOf,
    Period,
    QuarterOf,
    Relative,
    Weekday,
    WeekNumber,
    WeekOf,
    Which,
    YearOf,
)

SATURDAY, SUNDAY = 5, 6
PERIODS = (WEEK, WORK_WEEK, WEEKEND, MONTH, QUARTER, YEAR, DECADE)
WHICH = {
    Cat.THIS: Which.THIS,
    Cat.NEXT: Which.NEXT,
    Cat.COMING: Which.COMING,
    Cat.AFTER_NEXT: Which.AFTER_NEXT,
    Cat.PREVIOUS: Which.PREVIOUS,
}
_OFFSETS = {Which.THIS: 0, Which.NEXT: 1, Which.COMING: 1, Which.AFTER_NEXT: 2, Which.PREVIOUS: -1}
_MOST_WEEKS_OF_MONTH, _MOST_WEEKS = 6, 53
_SAID_FIRST_OR_LAST = {BEGINNING: 1, END: -1}


def unit_of(mark: Mark) -> int | None:
    """Return the unit that a mark names; "quarter" is one of a year here."""
    if mark.cat is Cat.QUARTER:
        return QUARTER
    return mark.n if mark.cat is Cat.UNIT else None


def period(c: Cursor) -> Day | None:
    """Read a period, as it stands after "the end of"; None if there is none. Parsers do not step back: the caller does."""
    c.skip(Cat.ARTICLE)
    c.skip(Cat.AROUND)
    match c.cat():
        case Cat.UNIT | Cat.QUARTER:
            return _present(c)
        case Cat.THIS | Cat.NEXT | Cat.COMING | Cat.AFTER_NEXT | Cat.PREVIOUS:
            return which_period(c)
        case Cat.MONTH:
            found = month_year(c)
            return MonthOf(month=found.month, year=found.year)
        case Cat.ORDINAL:
            return nth_period(c)
        case Cat.QUARTER_OF_YEAR | Cat.HALF_OF_YEAR:
            return numbered(c)
        case Cat.NUMBER:
            year = year_after(c)
            return YearOf(year) if year else None
        case _:
            return None


def _present(c: Cursor) -> Day | None:
    unit = unit_of(c.peek())
    if unit not in PERIODS:
        return None
    c.at += 1
    return Period(unit=unit)


def which_period(c: Cursor) -> Day | None:
    """Read "next week", "this quarter", "next June", "the next 3 days"."""
    which = WHICH[c.peek().cat]
    c.at += 1
    if which is Which.NEXT and c.skip(Cat.NEXT):
        which = Which.AFTER_NEXT
    if c.cat() is Cat.MONTH:
        found = dated(c)
        return MonthOf(month=found.month, which=which) if isinstance(found, MonthOf) else found
    return modified(c, which)


def modified(c: Cursor, which: Which) -> Day | None:
    """Read the unit, or the number of units, that stands after "this", "next", "coming", "last"."""
    unit = unit_of(c.peek())
    if unit in (*PERIODS, DAY):
        return _one(c, which, unit)
    if c.cat() is Cat.SEASON:
        return season(c) if which in (Which.THIS, Which.NEXT, Which.COMING) else None
    if c.cat() in (Cat.NUMBER, Cat.COUPLE) and which is Which.PREVIOUS:
        return behind(c)
    if unit == FORTNIGHT and which in (Which.NEXT, Which.COMING):
        c.at += 1
        return Ahead(2, WEEK, vague=True)
    if c.cat() in (Cat.NUMBER, Cat.COUPLE) and which in (Which.NEXT, Which.COMING):
        return _several(c, vague=which is Which.COMING and c.peek(-1).n == VAGUE)
    return None


def _one(c: Cursor, which: Which, unit: int) -> Day:
    c.at += 1
    if which is Which.NEXT and c.cat() is Cat.AFTER and c.cat(1) is Cat.NEXT:
        c.at += 2
        which = Which.AFTER_NEXT
    offset = _OFFSETS[which]
    if unit == WEEKEND and which is Which.COMING:
        offset = 0
    if unit == DAY:
        return AnchorDay(1) if offset == 1 else Relative(offset)
    return Period(unit=unit, offset=offset, pointed=unit == WEEKEND and which is Which.THIS)


def _several(c: Cursor, *, vague: bool) -> Day | None:
    found = amount(c)
    if found is None or not (found.unit == DAY or found.unit in WEEKS or found.unit in MONTHS):
        return None
    weeks = WEEKS.get(found.unit)
    count = max(1, int(found.number)) * (weeks or 1)
    return Ahead(count, WEEK if weeks else found.unit, vague=vague)


def edge(c: Cursor) -> Day | None:
    """Read "early next week", "end of the month", "late November", "rest of the week"."""
    said, before = c.peek().n, c.cat(-2 if c.cat(-1) is Cat.ARTICLE else -1)
    c.at += 1
    if said == REST and _is_today(c):
        return Relative(0, rest=True)
    if said in (EARLY, BEGINNING) and c.cat(1) is Cat.UNIT and c.peek(1).n == DAY:
        return _first_days(c, amount(c))
    if c.cat() is Cat.EDGE or (c.cat() in _TO_ANOTHER and c.cat(1) is Cat.EDGE):
        return _from_edge(c, said)
    c.skip(Cat.DASH)
    c.skip(Cat.OF)
    if said == END and c.cat() in (Cat.DAY, Cat.WEEKDAY) and before in _LAST_DAYS:
        c.at += 1
        mark = c.peek(-1)
        return Relative(mark.n) if mark.cat is Cat.DAY else Weekday(mark.n)
    found = period(c)
    return None if found is None else PartOf(said, found)


_LAST_DAYS = (Cat.BY, Cat.UNTIL, Cat.BEFORE, Cat.LATEST)
"""Words after which "the end of Friday" is all of that day."""


_TO_ANOTHER = (Cat.TO, Cat.DASH, Cat.UNTIL, Cat.AND, Cat.OR, Cat.AT)


def _from_edge(c: Cursor, said: int) -> Day | None:
    """Read "to mid December" behind "early"; "a mediados" has the "to" in it."""
    c.skip(*_TO_ANOTHER)
    last = edge(c)
    return DaySpan(PartOf(said, last.period), last) if isinstance(last, PartOf) else None


def numbered_first(c: Cursor) -> Day | None:
    """Read "los dos primeros días de junio", where the number stands before "first"; None if it is none."""
    count = c.peek().n
    if c.cat(1) is not Cat.EDGE or c.peek(1).n != BEGINNING:
        return None
    c.at += 2
    return _first_days(c, Amount(count, DAY))


def _first_days(c: Cursor, count: Amount | None) -> Day | None:
    if count is None or count.unit != DAY:
        return None
    c.skip(Cat.OF, Cat.IN)
    within = period(c)
    return DaySpan(Nth(1, -1, within), Nth(int(count.number), -1, within)) if within else None


def _is_today(c: Cursor) -> bool:
    """Read "today", "the day" after "the rest of"."""
    c.skip(Cat.ARTICLE)
    today = (c.cat() is Cat.DAY and c.peek().n == 0) or unit_of(c.peek()) == DAY
    c.at += today
    return today


def end_of(c: Cursor) -> Day:
    """Read "EOM", "fim do mês que vem"."""
    unit = c.peek().n
    c.at += 1
    which = Which.COMING if c.skip(Cat.NEXT, Cat.COMING) else Which.THIS
    return PartOf(END, Period(unit=unit, offset=_OFFSETS[which]))


def whole(c: Cursor) -> Day | None:
    """Read "all week", which is the present one; "for a whole week" says how long."""
    if c.cat(-1) is Cat.FOR or c.peek().n <= DAY:
        return None
    unit = c.peek().n
    c.at += 1
    which = WHICH.get(c.cat()) if unit in PERIODS else None
    c.at += which is not None
    return Period(unit=unit, offset=_OFFSETS[which] if which else 0)


def numbered(c: Cursor) -> Day | None:
    """Read "Q3", "Q3 2027", "H1 of next year"."""
    mark, number = c.peek(), c.peek(1)
    if c.peek(2).glued and c.peek(2).cat is Cat.WORD:
        return None
    if not (number.glued and number.cat is Cat.NUMBER) or not 1 <= number.n <= (
        4 if mark.cat is Cat.QUARTER_OF_YEAR else 2
    ):
        return None
    c.at += 2
    if mark.cat is Cat.QUARTER_OF_YEAR:
        return _quarter(c, number.n)
    half = FIRST_HALF if number.n == 1 else SECOND_HALF
    return PartOf(half, _year(c) or Period(unit=YEAR))


def _quarter(c: Cursor, number: int) -> Day:
    year = _year(c)
    if year is None:
        return QuarterOf(number)
    return QuarterOf(number, year.year) if isinstance(year, YearOf) else NthPeriod(number, QUARTER, year)


def quarter_behind_year(c: Cursor) -> Day | None:
    """Read "2027Q4" and "27Q4"; None if it is none."""
    year, letter, quarter = c.peek(), c.peek(1), c.peek(2)
    if letter.cat is not Cat.QUARTER_OF_YEAR or not (letter.glued and quarter.glued):
        return None
    if not 1 <= quarter.n <= _QUARTERS or len(year.low) not in (2, 4):
        return None
    c.at += 3
    return QuarterOf(quarter.n, year.n if len(year.low) > 2 else 2000 + year.n)


_QUARTERS = 4


def _year(c: Cursor) -> YearOf | Period | None:
    """Read "2027", "of next year", "in 2027"; None, not moving, if no year follows."""
    start = c.at
    c.skip(Cat.OF, Cat.IN, Cat.COMMA)
    found = period(c)
    if isinstance(found, YearOf) or (isinstance(found, Period) and found.unit == YEAR):
        return found
    c.at = start
    return None


def beside(base: Day, unit: int, sign: int) -> Day:
    """Return the day, or the week, before (`sign` -1) or after a day."""
    days = sign * unit // DAY
    moved = AnchorDay(days) if isinstance(base, AnchorDay) else Moved(base, days, DAY)
    return WeekOf(moved) if unit == WEEK else moved


def _first_units(c: Cursor) -> Day | None:
    """Read "first two weeks of June", "last 3 days of the month"."""
    last = c.cat() is Cat.PREVIOUS
    if not (last or c.peek().n == 1):
        return None
    c.at += 1
    found = amount(c)
    if found is None or not (found.unit in WEEKS or found.unit == DAY) or not c.skip(Cat.OF, Cat.IN):
        return None
    within = period(c)
    if within is None:
        return None
    days = int(found.minutes // DAY)
    ends = (-days, -1) if last else (1, days)
    return DaySpan(*(Nth(n, -1, within) for n in ends))


def nth_period(c: Cursor) -> Day | None:
    """Read "third quarter", "first week of October", "the 9th month of next year", "the second half of May"."""
    mark, unit = c.peek(), unit_of(c.peek(1))
    if c.cat(1) in (Cat.NUMBER, Cat.COUPLE):
        return _first_units(c)
    if c.cat(1) is Cat.HALF and mark.n in (1, 2):
        return _half(c, FIRST_HALF if mark.n == 1 else SECOND_HALF)
    if unit == FORTNIGHT and mark.n in (1, 2):
        return _half(c, FIRST_HALF if mark.n == 1 else SECOND_HALF)
    if unit not in (WEEK, WEEKEND, MONTH, QUARTER):
        return None
    if unit == WEEKEND:
        return _nth_weekend(c)
    n = -1 if mark.cat is Cat.PREVIOUS else mark.n
    c.at += 2
    if unit == WEEK and n > _MOST_WEEKS_OF_MONTH:
        return _week_of_year(c, n)
    if unit == QUARTER and 1 <= n <= 4:
        return _quarter(c, n)
    after = c.at
    joined = c.skip(Cat.OF, Cat.IN)
    within = period(c)
    if within is not None and (joined or isinstance(within, Period | YearOf)):
        return NthPeriod(n, unit, within)
    c.at = after
    return NthPeriod(n, unit, None) if unit == WEEK and n > 0 else None


def _week_of_year(c: Cursor, week: int) -> Day | None:
    """Read "of the year" behind "8th week"; None if the year is another one, or has no such week."""
    year = _year(c)
    return WeekNumber(week) if week <= _MOST_WEEKS and year in (None, Period(unit=YEAR)) else None


def _nth_weekend(c: Cursor) -> Day | None:
    """Read "first weekend of May": the one of its Saturday."""
    mark = c.peek()
    c.at += 2
    joined = c.skip(Cat.OF, Cat.IN)
    within = period(c) if joined else None
    if within is None:
        return None
    saturday = Nth(-1 if mark.cat is Cat.PREVIOUS else mark.n, SATURDAY, within)
    return DaySpan(saturday, Moved(saturday, 1, DAY))


def _half(c: Cursor, half: int) -> Day | None:
    c.at += 2
    if not c.skip(Cat.OF):
        return None
    found = period(c)
    return PartOf(half, found) if found else None


def numeric_month(c: Cursor) -> Day | None:
    """Read "2027-10", "2027 / 10", "10/2027"; None if it is none."""
    first, joint, second = c.peek(), c.peek(1), c.peek(2)
    joined = joint.low in ("-", "/") or (joint.low == "." and second.glued)
    if not joined or second.cat is not Cat.NUMBER or Cat.DASH in (c.cat(-1), c.cat(3)):
        return None
    if c.cat(-1) in (Cat.FROM, Cat.BETWEEN, Cat.AT, Cat.LABEL) or c.peek(3).low == "/":
        return None
    year, month = (first, second) if len(first.low) == 4 else (second, first)
    if len(year.low) != 4 or not 1900 <= year.n < 2100 or len(month.low) > 2 or not 1 <= month.n <= 12:
        return None
    c.at += 3
    return MonthOf(month=month.n, year=year.n)


def numbered_weeks(c: Cursor) -> Day:
    """Read "31" and "31 to 35" after "week"."""
    first, joint, last = c.peek(), c.cat(1), c.peek(2)
    between = Cat.BETWEEN in (c.cat(-2), c.cat(-3))
    joined = joint in (Cat.TO, Cat.DASH, Cat.UNTIL) or (between and joint is Cat.AND)
    if joined and last.cat is Cat.NUMBER and first.n < last.n < _WEEKS and c.cat(3) in _AFTER_WEEKS:
        c.at += 3
        return DaySpan(WeekNumber(first.n), WeekNumber(last.n))
    c.at += 1
    return WeekNumber(first.n)


_WEEKS = 54
_AFTER_WEEKS = {Cat.BREAK, Cat.COMMA, Cat.OF, Cat.IN, Cat.OR, Cat.AND, Cat.WORD, Cat.GOOD, Cat.BAD}
