"""Days counted from others: so many later, weeks on, Fridays from now, the last so many."""

from bot.nlu.when.amounts import Amount, amount
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numerals import number
from bot.nlu.when.senses import A_FEW, DAY, WEEK, WEEKS
from bot.nlu.when.value import Ahead, Day, DaySpan, Moved, Nth, Relative, Weekday, Which


def later_by(base: Day, found: Amount, sign: int) -> Moved:
    """Move a day by a stretch, months first."""
    moved = Moved(base, sign * found.whole, found.whole_unit)
    rest = round(found.rest / DAY)
    return Moved(moved, sign * rest, DAY) if rest else moved


def behind(c: Cursor) -> Day | None:
    """Read "the last 3 months", until yesterday."""
    found = amount(c, apart=True)
    if found is None or found.unit < DAY:
        return None
    return DaySpan(later_by(Relative(0), found, -1), Relative(-1))


def weeks_on(c: Cursor) -> int:
    """Read "in two weeks" and "in acht Tagen" after a day: how many weeks on; 0, not moving, if it says none."""
    start = c.at
    said = amount(c) if c.skip(Cat.IN) else None
    if said is not None and said.unit in (DAY, WEEK):
        days = round(said.minutes / DAY)
        weeks, rest = divmod(days, 7)
        if weeks and rest <= 1:
            return weeks
    c.at = start
    return 0


def nth_from_now(c: Cursor) -> Day | None:
    """Read "3 Fridays from now"."""
    count = number(c)
    if count is None or c.cat() not in (Cat.WEEKDAYS, Cat.WEEKDAY) or c.cat(1) is not Cat.HENCE:
        return None
    mark = c.peek()
    c.at += 2
    return Moved(Weekday(mark.n, Which.COMING), 7 * (int(count) - 1), DAY)


def coming_few(c: Cursor) -> Day | None:
    """Read "the coming days", which are a few."""
    unit = c.peek().n
    c.at += 1
    weeks = WEEKS.get(unit)
    return Ahead(A_FEW * (weeks or 1), WEEK if weeks else unit) if unit >= DAY else None


def after_next(c: Cursor) -> bool:
    """Step over "after next", "dopo la prossima" behind a period."""
    ahead = 1
    while c.cat(ahead) in (Cat.OF, Cat.ARTICLE):
        ahead += 1
    found = (
        c.cat() is Cat.AFTER and c.cat(ahead) in (Cat.NEXT, Cat.COMING) and c.cat(ahead + 1) is not Cat.UNIT
    )
    c.at += ahead + 1 if found else 0
    return found


def plus(c: Cursor, base: Day) -> Day:
    """Read "+ 10 days" after a day; the day itself, not moving, if no whole days follow."""
    start = c.at
    c.at += 1
    found = amount(c)
    if found is not None and found.unit >= DAY:
        return later_by(base, found, 1)
    c.at = start
    return base


def following(base: Day, weekday: int) -> Nth:
    """Return the first such weekday after a day: "the following Monday"."""
    return Nth(1, weekday, DaySpan(Moved(base, 1, DAY), Moved(base, 7, DAY)))


def some_ahead(c: Cursor) -> Day | None:
    """Read "3 to 4 weeks" behind "in": from the one day to the other; None, not moving, if it is none."""
    first, last, unit = c.peek(), c.peek(2), c.peek(3)
    joined = c.cat(1) in (Cat.TO, Cat.DASH, Cat.OR, Cat.UNTIL) and first.cat is last.cat is Cat.NUMBER
    if not joined or unit.cat is not Cat.UNIT or unit.n < DAY or not first.n < last.n:
        return None
    c.at += 4
    return DaySpan(*(later_by(Relative(0), Amount(n, unit.n), 1) for n in (first.n, last.n)))


def relative(c: Cursor) -> Day | None:
    """Read "tomorrow", "tomorrow in two weeks", "heute Woche"."""
    mark = c.peek()
    c.at += 1
    weeks = weeks_on(c)
    if weeks:
        return Relative(mark.n + 7 * weeks)
    if c.cat() is Cat.UNIT and c.peek().n == WEEK:
        c.at += 1
        return Relative(mark.n + 7)
    return Relative(mark.n)
