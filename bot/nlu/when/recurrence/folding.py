"""Recurring times as RRULE (RFC 5545), for what "every Tuesday at 3" says."""

from bot.nlu.languages import marks_of
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.numerals import number
from bot.nlu.when.sense import Sense, minute_of
from bot.nlu.when.senses import DAY, HOUR, MONTH, WEEK, WEEKDAYS, YEAR
from bot.nlu.when.tokens import Token
from bot.nlu.when.value import Clause, Clock, Day, DaySet, DaySpan, Weekday, When, Which

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {DAY: "DAILY", WEEK: "WEEKLY", MONTH: "MONTHLY", YEAR: "YEARLY", HOUR: "HOURLY", 1: "MINUTELY"}
_ADVERBS = {
    "hourly": "HOURLY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY", "annually": "YEARLY", "nightly": "DAILY",
}  # fmt: skip


def rule_of(when: When, tokens: list[Token], sense: Sense) -> str | None:
    """Return the rule of a message that says something recurs; None if nothing does."""
    base = _by_days(when) or _by_unit(tokens)
    if base is None:
        return None
    return base + _by_clock(when, sense)


def _by_days(when: When) -> str | None:
    days = [day for clause in when.clauses if not clause.refused for day in clause.days]
    if not any(_recurs(clause, day) for clause in when.clauses for day in clause.days):
        return None
    codes = sorted({code for day in days for code in _codes(day)})
    if len(codes) == 7:
        return "FREQ=DAILY;INTERVAL=1"
    by_day = ",".join(_CODES[code] for code in codes)
    return f"FREQ=WEEKLY;INTERVAL=1;BYDAY={by_day}" if codes else None


def _recurs(clause: Clause, day: Day) -> bool:
    every = isinstance(day, Weekday) and day.which is Which.EVERY
    return every or isinstance(day, DaySet) or (clause.every and isinstance(day, Weekday))


def _codes(day: Day) -> tuple[int, ...]:
    match day:
        case Weekday(weekday):
            return (weekday,)
        case DaySet(kind):
            return tuple(range(5)) if kind == WEEKDAYS else (5, 6) if kind == 2 else tuple(range(7))
        case DaySpan(Weekday(first), Weekday(last)):
            return tuple((first + i) % 7 for i in range((last - first) % 7 + 1))
        case _:
            return ()


def _by_unit(tokens: list[Token]) -> str | None:
    """Read "every 2 weeks", "every other month", "weekly", "once a week"."""
    c = Cursor(marks_of(tokens))
    while not c.done:
        mark = c.peek()
        if mark.low in _ADVERBS:
            return f"FREQ={_ADVERBS[mark.low]};INTERVAL=1"
        c.at += 1
        if mark.cat is Cat.EVERY or (
            mark.low in ("once", "per") and c.cat() in (Cat.ARTICLE, Cat.UNIT, Cat.EVERY)
        ):
            found = _interval(c)
            if found is not None:
                return found
    return None


def _interval(c: Cursor) -> str | None:
    c.skip(Cat.ARTICLE, Cat.EVERY)
    every = 1
    if c.peek().low == "other" or c.peek().cat is Cat.ORDINAL:
        every = 2 if c.peek().low == "other" else c.peek().n
        c.at += 1
    elif c.cat() is Cat.NUMBER and (said := number(c)) is not None:
        every = int(said)
    mark = c.peek()
    if mark.cat is Cat.UNIT and mark.n in _FREQUENCIES:
        return f"FREQ={_FREQUENCIES[mark.n]};INTERVAL={every}"
    if mark.cat in (Cat.WEEKDAY, Cat.WEEKDAYS):
        return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={_CODES[mark.n]}"
    return None


def _by_clock(when: When, sense: Sense) -> str:
    for clause in when.clauses:
        for choice in clause.clocks:
            for each in choice:
                if isinstance(each, Clock):
                    minute = minute_of(each, None, sense)
                    return f";BYHOUR={minute // 60 % 24};BYMINUTE={minute % 60}"
    return ""
