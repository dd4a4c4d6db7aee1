"""Words with two senses, told apart by what stands around them; numbers that are days where they stand."""

from collections.abc import Callable

from bot.nlu.when.after_nouns import AFTER_NOUN, put_before
from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.here import Here
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import FOLLOWING, HOUR, HOUR_OR_NOW, MINUTES, OF_DAY, OF_HOUR, A

WEEKDAY_BEFORE_DATE = "weekday number"
"""Manner: a number after a weekday is a day of the month ("martedì 3"), not an hour."""

SPACED_DATES = "spaced dates"
"""Manner: dates are written with spaces ("le 17 02", "20 02 14")."""

_POINTERS = {
    Cat.AT, Cat.AT_OR_TO, Cat.IN, Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.UNTIL, Cat.FROM, Cat.BETWEEN, Cat.AROUND, Cat.TO, Cat.OF, Cat.ARTICLE,
}  # fmt: skip
"""Words whose number may say what a bare number after them is."""

_CLOCKS = {Cat.CLOCK, Cat.HOURS, Cat.FIXED, Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.DOTTED}
_DAYS = {Cat.WEEKDAY, Cat.WEEKDAYS, Cat.DAY, Cat.MONTH, Cat.DATE, Cat.ISO, Cat.ORDINAL, Cat.HOLIDAY}
_ENDS = {Cat.BREAK, Cat.COMMA, Cat.BUT, Cat.OR, Cat.GOOD, Cat.BAD, Cat.FILLER, Cat.PREFER}
_SMALL = 7
"""Below it, a bare number of hours is rather a length ("trois heures"); from it on, rather a clock time."""


def points_at(mark: Mark) -> int:
    """Return `OF_DAY` or `OF_HOUR` if a bare number after an article or preposition is one; else 0."""
    return mark.n if mark.cat in _POINTERS and mark.n in (OF_DAY, OF_HOUR) else 0


def told_apart(marks: list[Mark], manners: frozenset[str] = frozenset()) -> list[Mark]:
    """Return the marks with every word in the one sense that it has here; one pass, a few words looked at for each."""
    if not stands(_TOLD, marks):
        return _dated(marks, manners)
    found: list[Mark] = []
    for i, mark in enumerate(marks):
        rule = _RULES.get(mark.cat)
        found.append(rule(Here(found, marks, i)) if rule else mark)
        if found[-1].cat in AFTER_NOUN:
            put_before(Here(found, marks, i), manners)
    return _dated(found, manners)


def _hour_word(here: Here) -> Mark:
    """Tell "à trois heures" from "pendant trois heures", and "ore 15" from "15 ore"."""
    last, mark = here.back(), here.mark
    if last.cat in (Cat.CLOCK, Cat.DOTTED) and here.ahead().cat is Cat.OF:
        return mark._replace(cat=Cat.O_CLOCK, n=0)
    if last.cat not in (Cat.NUMBER, Cat.ARTICLE, Cat.AND_HALF, Cat.HALF):
        leads = here.ahead().cat in (Cat.NUMBER, Cat.CLOCK, Cat.DOTTED, Cat.HOURS)
        if mark.n == HOUR_OR_NOW and not leads and here.ahead().cat in _ENDS and last.cat not in _BEFORE_HOUR:
            return mark._replace(cat=Cat.NOW, n=0)
        return mark._replace(cat=Cat.AT, n=OF_HOUR) if leads else mark._replace(cat=Cat.UNIT, n=HOUR)
    if not _is_clock(here):
        return mark._replace(cat=Cat.UNIT, n=HOUR)
    if last.cat is Cat.ARTICLE:
        here.found[-1] = last._replace(cat=Cat.NUMBER, n=1)
    return mark._replace(cat=Cat.O_CLOCK, n=0)


_BEFORE_HOUR = {Cat.OF, Cat.THIS, Cat.EVERY, Cat.COUPLE, Cat.QUARTER, *AFTER_NOUN}
"""What stands before an hour that passes."""


def _is_clock(here: Here) -> bool:
    last, before, after = here.back(), here.back(2), here.ahead()
    if last.cat in (Cat.HALF, Cat.AND_HALF) or (last.cat is Cat.ARTICLE and last.n != A):
        return points_at(before) == OF_HOUR
    if after.cat in (Cat.AGO, Cat.HENCE, Cat.LATER, Cat.EARLIER, *AFTER_NOUN):
        return False
    if after.cat is Cat.MINUS:
        return True
    if before.cat in _COUNTERS or (before.cat is Cat.ARTICLE and before.n != OF_HOUR):
        return False
    if points_at(before) == OF_HOUR or before.cat in _BEFORE_CLOCK:
        return True
    return _follows_time(here) or _leads_on(here) or (last.cat is Cat.NUMBER and _SMALL <= last.n <= 24)


_COUNTERS = {Cat.FOR, Cat.IN, Cat.EVERY, Cat.AGO, Cat.PUSH, Cat.PULL, *AFTER_NOUN}
_BEFORE_CLOCK = {Cat.AT, Cat.AFTER, Cat.BEFORE, Cat.UNTIL, Cat.BETWEEN}


def _follows_time(here: Here) -> bool:
    """Say whether "heures" stands after a day, or ends a range: "mardi 15 heures", "15 à 16 heures"."""
    before = here.back(2)
    if before.cat in _DAYS or before.cat in (Cat.PART, Cat.TONIGHT):
        return True
    return before.cat is Cat.TO and (here.back(3).cat in _CLOCKS or here.back(4).cat is Cat.FROM)


def _leads_on(here: Here) -> bool:
    """Say whether what follows "heures" makes it a clock time: "du soir", "à 18 heures"."""
    after = here.ahead()
    ahead = 1 + (after.cat in (Cat.OF, Cat.IN))
    ahead += here.ahead(ahead).cat in (Cat.ARTICLE, Cat.THIS)
    if here.ahead(ahead).cat in (Cat.PART, Cat.TONIGHT):
        return True
    if here.back(2).cat in (Cat.FROM, Cat.OF):
        return any(here.ahead(k).cat in (Cat.AT_OR_TO, Cat.TO, Cat.UNTIL) for k in (1, 2, 3, 4))
    joins = after.cat in (Cat.AT_OR_TO, Cat.TO, Cat.DASH)
    return joins and here.ahead(2).cat in (Cat.NUMBER, Cat.HOURS)


def _at_or_to(here: Here) -> Mark:
    """Tell "mardi à 10h" from "10h à 12h", "lundi à mercredi"."""
    return here.mark._replace(cat=Cat.TO if _joins(here) else Cat.AT)


def _to_between(here: Here) -> Mark:
    """Tell "de 10 a 12" from "voy a una reunión"."""
    return here.mark._replace(cat=Cat.TO if _joins(here) else Cat.WORD)


_LONGEST_RANGE = 9
"""Hours of a range that begins in the small hours; "1h30 à 15h" is a length at a time."""


def _joins(here: Here) -> bool:
    last, after = here.back(), _noun_ahead(here)
    if last.cat is Cat.HOURS and 0 < last.n < _SMALL and after.n > last.n + _LONGEST_RANGE:
        return False
    if (
        last.cat in _CLOCKS
        or (last.cat is Cat.NUMBER and here.back(2).cat is Cat.O_CLOCK)
        or _ends_minutes(here)
    ):
        return after.cat in (*_CLOCKS, *_DAYS, Cat.NUMBER, Cat.ARTICLE, Cat.PART)
    if last.cat is Cat.NUMBER or (last.cat is Cat.ORDINAL and here.mark.n == OF_DAY):
        return _number_joins(here, after)
    if last.cat in _DAYS and _ends_moment(here) and _begins_moment(here):
        return True
    starts = any(here.back(k).cat in (Cat.FROM, Cat.BETWEEN) for k in range(2, 7))
    if last.cat is Cat.UNIT:
        return starts and after.cat in (Cat.NUMBER, *_DAYS)
    if last.cat not in (*_DAYS, Cat.PART, Cat.TONIGHT):
        return False
    dated = after.cat is Cat.NUMBER and (here.mark.n == OF_DAY or here.ahead(2).cat is Cat.MONTH)
    return after.cat in _DAYS or dated or (starts and after.cat is Cat.PART)


def _ends_moment(here: Here) -> bool:
    """Say whether a clock time stands before the day before: "16h aujourd'hui", "dalle 16 di oggi"."""
    back = 2
    while here.back(back).cat in (Cat.OF, Cat.ARTICLE):
        back += 1
    return here.back(back).cat in (*_CLOCKS, Cat.NUMBER)


def _begins_moment(here: Here) -> bool:
    """Say whether a clock time and its day follow: "11h demain", "alle 11 di domani"."""
    ahead = 1 + (here.ahead().cat is Cat.ARTICLE)
    if here.ahead(ahead).cat not in (*_CLOCKS, Cat.NUMBER):
        return False
    behind = ahead + 1
    while behind < ahead + _LONGEST_CLOCK and here.ahead(behind).cat in _BEHIND_CLOCK:
        behind += 1
    return here.ahead(behind).cat in _DAYS - {Cat.MONTH, Cat.ORDINAL}


_LONGEST_CLOCK = 4
"""Marks of "11 heures et de" at most."""
_BEHIND_CLOCK = {Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.HOUR_WORD, Cat.OF, Cat.ARTICLE}


def _ends_minutes(here: Here) -> bool:
    """Say whether minutes after an hour stand before: "siete y media", "ocho menos cuarto", "tres y diez"; or its part of day."""
    last, before, hour = here.back(), here.back(2), here.back(3)
    if last.cat is Cat.AND_HALF:
        return before.cat in (Cat.NUMBER, Cat.FIXED)
    if last.cat is Cat.PART:
        return before.cat in (Cat.NUMBER, Cat.O_CLOCK, Cat.CLOCK, Cat.HOURS, Cat.AND_HALF)
    joined = before.cat is Cat.MINUS or (before.cat is Cat.AND and before.n == MINUTES)
    return joined and last.cat in (Cat.QUARTER, Cat.NUMBER) and hour.cat in (Cat.NUMBER, Cat.FIXED)


def _noun_ahead(here: Here) -> Mark:
    return here.ahead(2) if here.ahead().cat is Cat.ARTICLE and here.ahead(2) is not NOTHING else here.ahead()


_OF_THE_CLOCK = {Cat.O_CLOCK, Cat.HOUR_WORD}
"""What makes the number before it an hour, so that one after a weekday is its date: "lundi 8 à dix heures"."""


def _number_joins(here: Here, after: Mark) -> bool:
    last, before = here.back(), here.back(2)
    if after.cat is Cat.PART:
        return False
    if before.cat is Cat.WEEKDAY and here.mark.cat is Cat.AT_OR_TO and here.ahead(2).cat in _OF_THE_CLOCK:
        return False
    if here.mark.n == OF_DAY or before.cat in (Cat.FROM, Cat.BETWEEN):
        return True
    if points_at(before) == OF_HOUR and after.cat in _DAYS and here.back(3).cat in _DAYS:
        return True
    if before.cat is after.cat is Cat.WEEKDAY:
        return True
    if points_at(before) == OF_DAY or before.cat in (Cat.WEEKDAY, Cat.MONTH):
        return after.cat is Cat.NUMBER and here.mark.n != OF_HOUR and last.n < after.n <= 31
    return after.cat in (*_CLOCKS, Cat.NUMBER) or (after.cat is Cat.ARTICLE and after.n == A)


def _in_or_between(here: Here) -> Mark:
    """Tell "tra tre giorni" from "tra le 9 e le 11"."""
    return here.mark._replace(cat=Cat.IN if _leads_stretch(here) else Cat.BETWEEN)


def _by_or_within(here: Here) -> Mark:
    """Tell "entro tre giorni" from "entro venerdì"."""
    return here.mark._replace(cat=Cat.WITHIN if _leads_stretch(here) else Cat.BY)


def _leads_stretch(here: Here) -> bool:
    """Say whether so many units of time follow."""
    if here.ahead().cat is Cat.AMOUNT:
        return True
    ahead = 1
    while ahead < 7 and (here.ahead(ahead).cat in _IN_AMOUNTS or _is_a(here.ahead(ahead))):
        ahead += 1
    return ahead > 1 and here.ahead(ahead).cat in (Cat.UNIT, Cat.HOUR_WORD)


def _earlier_or_ordinal(here: Here) -> Mark:
    """Tell "un'ora prima" from "la prima settimana"."""
    if here.back().cat is Cat.UNIT and _has_count(here.back(2)):
        return here.mark._replace(cat=Cat.EARLIER, n=0)
    return here.mark._replace(cat=Cat.ORDINAL)


def _has_count(mark: Mark) -> bool:
    return mark.cat in (Cat.NUMBER, Cat.COUPLE, Cat.HALF) or _is_a(mark)


_BOUNDS = {Cat.BEFORE, Cat.AFTER, Cat.UNTIL, Cat.FROM, Cat.BY}
_LEANT_ON = {Cat.ARTICLE, Cat.AT, Cat.TO, Cat.FROM, Cat.UNTIL, Cat.BEFORE}


def _article(here: Here) -> Mark:
    """Read "una" of "l'una" and "alle una" as the hour."""
    last, mark = here.back(), here.mark
    leans = (
        last.low.endswith("'") and (last.cat in _LEANT_ON or points_at(last) == OF_DAY) and not _is_a(last)
    )
    leans = leans or (last.cat in _BOUNDS and here.ahead().cat in _ENDS)
    if (
        mark.n != A
        or not (leans or points_at(last) == OF_HOUR)
        or here.ahead().cat in _COUNTED - {Cat.AND_HALF, Cat.MINUS}
    ):
        return mark
    here.found[-1] = last._replace(n=OF_HOUR)
    return mark._replace(cat=Cat.NUMBER, n=1)


_IN_AMOUNTS = {Cat.AROUND, Cat.NUMBER, Cat.COUPLE, Cat.HALF, Cat.QUARTER, Cat.OR, Cat.DASH, Cat.OF}


def _is_a(mark: Mark) -> bool:
    return mark.cat is Cat.ARTICLE and mark.n == A


def _month_or_number(here: Here) -> Mark:
    """Tell "le 15 sept" from "à sept heures"."""
    mark, last = here.mark, here.back(1 + (here.back().cat is Cat.OF))
    month, number = divmod(mark.n, 100)
    is_day = last.cat in (Cat.NUMBER, Cat.ORDINAL) and bool(last.nums) and last.n <= 31
    if (is_day or here.ahead().low == ".") and here.ahead().cat not in (Cat.HOUR_WORD, Cat.COUNTED, Cat.UNIT):
        return mark._replace(cat=Cat.MONTH, n=month)
    return mark._replace(cat=Cat.NUMBER, n=number)


_AT = {Cat.AT, Cat.AT_OR_TO}


def _after(here: Here) -> Mark:
    """Read "deux jours après" at the end of what is said as "two days later"."""
    mark, count = here.mark, here.back(2)
    if here.back().cat is Cat.WEEKDAY and mark.cat is Cat.AFTER and here.ahead().cat in _ENDS | _AT:
        return mark._replace(cat=Cat.COMING, n=FOLLOWING)
    if here.back().cat is not Cat.UNIT or not _has_count(count) or here.ahead().cat not in _ENDS | _AT:
        return mark
    return mark._replace(cat=Cat.LATER if mark.cat is Cat.AFTER else Cat.EARLIER, n=0)


_RULES: dict[Cat, Callable[[Here], Mark]] = {
    Cat.HOUR_WORD: _hour_word,
    Cat.AT_OR_TO: _at_or_to,
    Cat.TO_BETWEEN: _to_between,
    Cat.IN_OR_BETWEEN: _in_or_between,
    Cat.MONTH_OR_NUMBER: _month_or_number,
    Cat.BY_OR_WITHIN: _by_or_within,
    Cat.EARLIER_OR_ORDINAL: _earlier_or_ordinal,
    Cat.ARTICLE: _article,
    Cat.AFTER: _after,
    Cat.BEFORE: _after,
}


_TOLD = _RULES.keys() | AFTER_NOUN
_NUMBERS = {Cat.NUMBER}


def _dated(marks: list[Mark], manners: frozenset[str]) -> list[Mark]:
    """Make ordinals of numbers that are days of the month where they stand ("le 12", "martedì 3")."""
    if not stands(_NUMBERS, marks):
        return marks
    weekday_first = WEEKDAY_BEFORE_DATE in manners
    for i in range(1, len(marks)):
        mark, before = marks[i], marks[i - 1]
        if mark.cat is not Cat.NUMBER or not 1 <= mark.n <= 31 or len(mark.nums) > 1:
            continue
        points = points_at(before) == OF_DAY or (weekday_first and _follows_weekday(marks, i))
        points = points or _ends_days(marks, i)
        if points and not _counts(Here([], marks, i).ahead()):
            marks[i] = mark._replace(cat=Cat.ORDINAL, nums=mark.nums or (mark.n,))
    return _spaced(marks) if SPACED_DATES in manners else marks


def _follows_weekday(marks: list[Mark], i: int) -> bool:
    """Say whether a weekday stands before a number, or before the comma before one that can be no hour."""
    if marks[i - 1].cat is Cat.COMMA and i > 1 and marks[i].n > _HOURS:
        return marks[i - 2].cat is Cat.WEEKDAY
    return marks[i - 1].cat is Cat.WEEKDAY and not _opens_hours(marks, i)


def _ends_days(marks: list[Mark], i: int) -> bool:
    """Say whether a number is the last day of "entre os dias 9 e 11"."""
    if i < 4 or marks[i - 1].cat is not Cat.AND or marks[i - 2].cat is not Cat.ORDINAL:
        return False
    return (
        points_at(marks[i - 3]) == OF_DAY and marks[i - 4].cat is Cat.BETWEEN and marks[i].n > marks[i - 2].n
    )


def _opens_hours(marks: list[Mark], i: int) -> bool:
    """Say whether "9-11" after a weekday is hours: two numbers that can be, without a month."""
    joint, last, after = (marks[i + k] if i + k < len(marks) else NOTHING for k in (1, 2, 3))
    if joint.cat in (Cat.DASH, Cat.TO) and last.cat is Cat.CLOCK:
        return marks[i].n <= last.n
    if joint.cat not in (Cat.DASH, Cat.TO) or joint.n == OF_DAY or last.cat is not Cat.NUMBER:
        return False
    return max(marks[i].n, last.n) <= _HOURS and after.cat not in (Cat.MONTH, Cat.OF)


_HOURS = 24


def _counts(after: Mark) -> bool:
    return after.cat in _COUNTED or (after.glued and after.cat in (Cat.WORD, Cat.NUMBER))


_COUNTED = {
    Cat.UNIT, Cat.COUNTED, Cat.HALF_OF_DAY, Cat.O_CLOCK, Cat.AND_HALF, Cat.MINUS, Cat.MONTH, *AFTER_NOUN,
}  # fmt: skip
"""What follows a number that is no day of the month, or one whose month is named anyway."""


def _spaced(marks: list[Mark]) -> list[Mark]:
    """Read "le 17 02" and, where it is the whole message, "20 2 14" as dates."""
    for i in range(len(marks) - 1):
        day, month = marks[i], marks[i + 1]
        alone = i == 0 and day.cat is Cat.NUMBER and len(marks) <= 3
        led = i > 0 and day.cat is Cat.ORDINAL and points_at(marks[i - 1]) == OF_DAY
        if (alone or led) and _is_day_and_month(day, month):
            marks[i + 1] = month._replace(cat=Cat.MONTH)
            _spell_year(marks, i + 2)
    return marks


def _is_day_and_month(day: Mark, month: Mark) -> bool:
    if not day.nums or not month.nums or month.cat is not Cat.NUMBER:
        return False
    return (
        1 <= day.n <= 31
        and 1 <= month.n <= 12
        and len(month.low) <= 2
        and (day.n > 12 or len(month.low) == 2)
    )


def _spell_year(marks: list[Mark], i: int) -> None:
    if i < len(marks) and marks[i].cat is Cat.NUMBER and len(marks[i].low) == 2 and marks[i].nums:
        year = 2000 + marks[i].n
        marks[i] = marks[i]._replace(low=str(year), n=year, nums=(year,))
