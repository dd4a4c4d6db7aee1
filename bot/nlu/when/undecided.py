"""Words that do several things: each gets the one sense that it has between its neighbours."""

from collections.abc import Callable
from itertools import takewhile

from bot.nlu.when.cursor import NOTHING
from bot.nlu.when.having import having
from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.place import Place
from bot.nlu.when.senses import BARE, MINUTES, MORNING, NO, OF_DAY, OF_TIME, THE, WEEK, WEEKDAYS
from bot.nlu.when.settle import agos

POINTED_DATES = "pointed dates"
"""Manner: dates are written with points ("24.11"), which make ordinals ("am 3.")."""

_DATES = {Cat.DATE, Cat.ISO, Cat.DOTTED, Cat.POINTED, Cat.ORDINAL}
_DAYS = {
    Cat.WEEKDAY, Cat.WEEKDAYS, Cat.DAY, Cat.MORROW, Cat.MONTH, Cat.HOLIDAY, Cat.DAY_SET, Cat.SAME_DAY, *_DATES,
}  # fmt: skip
_CLOCKS = {Cat.CLOCK, Cat.HOURS, Cat.FIXED, Cat.HALF_TO, Cat.HALF_PAST, Cat.QUARTER}
_JUDGED = {*_DAYS, Cat.PART}
_POINTERS = {Cat.THIS, Cat.NEXT, Cat.COMING, Cat.AFTER_NEXT, Cat.PREVIOUS, Cat.EVERY, Cat.EDGE}
_TIMES = {
    *_DAYS, *_CLOCKS, *_POINTERS, Cat.PART, Cat.TONIGHT, Cat.NUMBER, Cat.SAME_TIME, Cat.WEEKDAY_OR_WORD, Cat.UNIT, Cat.WEEKDAY_NTH,
    Cat.DAY_NOUN, Cat.TODAY_PART, Cat.PART_OR_WORD,
}  # fmt: skip
_LEADS = {
    Cat.ON, Cat.ON_OR_AM, Cat.ON_OR_TO, Cat.AT, Cat.IN, Cat.AROUND, Cat.BEFORE, Cat.AFTER, Cat.BETWEEN, Cat.FROM, Cat.UNTIL, Cat.BY,
    Cat.LATEST, Cat.EARLIEST, Cat.FOR, Cat.ARTICLE, Cat.FILLER, Cat.TO, Cat.ALL,
    Cat.AT_OR_TO, Cat.OF, Cat.TO_HOUR,
}  # fmt: skip
"""Words that may stand between a refusal or a wish and its time."""

_REACH, _MEMORY = 4, 12
"""Marks looked at ahead and behind for the time that a refusal or a wish is about."""

_COUNTABLE = {
    Cat.NUMBER, Cat.COUPLE, Cat.UNIT, Cat.WEEKDAY, Cat.WEEKDAYS, Cat.DAY_SET, Cat.PART, Cat.MORROW, Cat.ORDINAL, Cat.WEEKDAY_OR_WORD,
}  # fmt: skip
_BESIDE = (Cat.ARTICLE, Cat.ON, Cat.IN, Cat.AT)
_ENDS = {Cat.BREAK, Cat.COMMA, Cat.BUT, Cat.POINT}
_JOINTS = {Cat.DASH, Cat.UNTIL, Cat.ON_OR_TO, Cat.TO, Cat.OR, Cat.AND, Cat.COMMA}
_LONGEST_SHORT_FORM, _SHORTEST_SHORT_FORM = 5, 2
_MOST_MONTHS, _MOST_DAYS, _MOST_WEEKS = 12, 31, 53


def decided(marks: list[Mark], manners: frozenset[str] = frozenset()) -> list[Mark]:
    """Return the marks with every word in one sense. One pass, a few words looked at for each."""
    found: list[Mark] = []
    if POINTED_DATES in manners and stands(_NUMBERED, marks):
        marks = [_pointed(mark, Place(found, marks, i).ahead()) for i, mark in enumerate(marks)]
        marks = _spelled_months(marks)
        marks = [_first_of_days(mark, Place(found, marks, i)) for i, mark in enumerate(marks)]
    if not stands(_RULES.keys(), marks):
        return agos(marks)
    for i, mark in enumerate(marks):
        rule = _RULES.get(mark.cat)
        made = rule(mark, Place(found, marks, i)) if rule else mark
        if made is not None:
            found.append(made)
    return agos(found)


_NUMBERED = {Cat.NUMBER, Cat.DOTTED, Cat.ORDINAL}


def _pointed(mark: Mark, following: Mark) -> Mark:
    """Tell "19.7" and "24.11", which are dates first, from "1.5 hours"."""
    if mark.cat not in (Cat.DOTTED, Cat.NUMBER) or len(mark.nums) != 2 or "." not in mark.low:
        return mark
    day, month = mark.nums
    if following.cat in (Cat.UNIT, Cat.COUNTED) or not (0 < day <= 31 and 0 < month <= 12):
        return mark
    return mark._replace(cat=Cat.POINTED)


def _spelled_months(marks: list[Mark]) -> list[Mark]:
    """Make a month of the second number in "am siebten vierten" and "7. vierter"."""
    found: list[Mark] = []
    for mark in marks:
        before = found[-1] if found else NOTHING
        is_month = mark.cat is Cat.ORDINAL and not mark.nums and mark.n <= _MOST_MONTHS
        after_day = before.cat is Cat.ORDINAL or (
            before.cat is Cat.POINT and len(found) > 1 and found[-2].cat is Cat.NUMBER
        )
        found.append(mark._replace(cat=Cat.MONTH) if is_month and after_day else mark)
    return found


def _first_of_days(mark: Mark, at: Place) -> Mark:
    """Make a day of the month of "4" in "4-6.6." and "28-29.06"."""
    last = at.ahead(2)
    if mark.cat is not Cat.NUMBER or len(mark.nums) != 1 or at.ahead().cat is not Cat.DASH:
        return mark
    is_day = last.cat in (Cat.DATE, Cat.POINTED) and "." in last.low and at.ahead(3).cat is not Cat.O_CLOCK
    return mark._replace(cat=Cat.ORDINAL) if is_day and 0 < mark.n < last.n <= 31 else mark


def _point(mark: Mark, at: Place) -> Mark | None:
    """Make an ordinal of "3." where it is one; drop the point of "Fr." and "21.8."; else end the sentence."""
    before, following = at.back(), at.ahead()
    if mark.glued and before.cat in (Cat.WEEKDAY, Cat.MONTH) and len(before.low) <= _LONGEST_SHORT_FORM:
        return mark._replace(cat=Cat.BREAK) if following is NOTHING else None
    if mark.glued and _is_ordinal(before, at):
        at.found[-1] = before._replace(cat=Cat.ORDINAL, end=mark.end)
        return None
    return mark._replace(cat=Cat.BREAK)


_ORDINAL_AFTER = {
    Cat.ON, Cat.ARTICLE, Cat.WEEKDAY, Cat.FROM, Cat.DAY, Cat.FOR, Cat.THIS, Cat.NEXT, Cat.EVERY, Cat.TO, Cat.LATEST, Cat.EARLIEST,
}  # fmt: skip
"""What stands before a day of the month, and not before an hour."""


def _is_ordinal(number: Mark, at: Place) -> bool:
    """Say whether a number with a point is a day of the month or a place in a row, not the end of a sentence."""
    before, following = at.back(2), at.ahead()
    highest = _MOST_WEEKS if following.cat is Cat.UNIT else _MOST_DAYS
    if (
        number.cat is not Cat.NUMBER
        or len(number.nums) != 1
        or not 0 < number.n <= highest
        or len(number.low) > 2
    ):
        return False
    if before.cat is Cat.AT:
        return False
    if before.cat is Cat.UNTIL and before.n == OF_DAY:
        return True
    if following.cat in (Cat.MONTH, Cat.UNIT, Cat.ORDINAL, Cat.WEEKDAY) or before.cat in _ORDINAL_AFTER:
        return True
    if following.cat in _JOINTS:
        later = at.ahead(2) if at.ahead(2).cat not in (Cat.ARTICLE, Cat.ON) else at.ahead(3)
        if later.cat in (*_DATES, Cat.MONTH, Cat.NUMBER):
            return True
    return before.cat in (*_JOINTS, Cat.DASH) and at.back(3).cat is Cat.ORDINAL


def _morrow(mark: Mark, at: Place) -> Mark:
    before = at.back()
    is_part = before.cat in (*_DAYS, Cat.ARTICLE, Cat.THIS, Cat.EVERY, Cat.NEXT, Cat.COMING) or (
        before.cat is Cat.ON and before.n == THE
    )
    return mark._replace(cat=Cat.PART, n=MORNING) if is_part else mark._replace(cat=Cat.DAY, n=1)


def _weekday_or_word(mark: Mark, at: Place) -> Mark:
    following = at.ahead()
    dotted = following.cat is Cat.POINT and following.glued
    after = at.ahead(2) if dotted or following.cat is Cat.COMMA else following
    is_alone = len(at.marks) == 1 + dotted and (dotted or len(mark.low) <= _SHORTEST_SHORT_FORM)
    names = (
        is_alone
        or at.back().cat in (Cat.ON, Cat.DASH, Cat.FROM, Cat.UNTIL)
        or after.cat in _DATES
        or following.cat is Cat.DASH
        or (following.cat in (Cat.COMMA, Cat.OR, Cat.AND) and at.ahead(2).cat is Cat.WEEKDAY)
        or (mark.capital and _is_weekday(at.back(), after))
    )
    return mark._replace(cat=Cat.WEEKDAY if names else Cat.WORD)


def _is_weekday(before: Mark, after: Mark) -> bool:
    """Say whether a capital tells a weekday: inside a sentence, or before a clock time."""
    return before.cat is not Cat.BREAK or (
        before is NOTHING and after.cat in (Cat.NUMBER, Cat.PART, *_CLOCKS)
    )


def _all(mark: Mark, at: Place) -> Mark:
    return mark._replace(cat=Cat.EVERY if at.ahead().cat in _COUNTABLE else Cat.WORD)


def _any(mark: Mark, at: Place) -> Mark:
    """Tell "any Wednesday" from "any time"."""
    names = at.ahead().cat in (Cat.WEEKDAY, Cat.WEEKDAYS, Cat.DAY_SET)
    return mark if names else mark._replace(cat=Cat.WORD)


def _leads_to_time(at: Place) -> bool:
    """Say whether a time follows closely."""
    for steps in range(1, _REACH + 1):
        cat = at.ahead(steps).cat
        if cat in _TIMES or cat not in _LEADS:
            return cat in _TIMES
    return False


def _follows_time(at: Place) -> bool:
    """Say whether a time was said before in the same part of the sentence."""
    for steps in range(1, _MEMORY + 1):
        cat = at.back(steps).cat
        if cat in _TIMES or cat in _ENDS:
            return cat in _TIMES
    return False


def _refuse(mark: Mark, at: Place) -> Mark:
    is_said_before = _leads_to_time(at) or not (_follows_time(at) or _ends_after_comma(at))
    if mark.n == NO and is_said_before and at.back().cat is Cat.COMMA and at.back(2).cat in _TIMES:
        return mark._replace(cat=Cat.CORRECTION)
    return mark._replace(cat=Cat.NOT if is_said_before else Cat.BAD)


def _busy(mark: Mark, at: Place) -> Mark:
    """Refuse the Monday of "Monday I'm busy", but what follows in "Monday I'm busy until 4"."""
    for steps in range(1, _MEMORY + 1):
        cat = at.ahead(steps).cat
        if cat in _TIMES:
            if cat in _DAYS and at.ahead(steps - 1).cat not in _LEADS and _follows_time(at):
                break
            return mark
        if cat in (*_ENDS, Cat.AND, Cat.OR, Cat.SO, Cat.PROPOSE, Cat.GOOD):
            break
    asked = any(at.back(steps).cat is Cat.OR for steps in range(1, _REACH + 1))
    return mark._replace(cat=Cat.BAD) if _follows_time(at) and not asked else mark


def _full(mark: Mark, at: Place) -> Mark:
    """Tell "Monday's full" from "two full days", and "Dienstag ausgenommen" from "ausgenommen Dienstag"."""
    ends = at.ahead() is NOTHING or at.ahead().cat in (*_ENDS, Cat.AND)
    return mark._replace(cat=Cat.BAD, n=0) if ends and at.back().cat in _TIMES else mark


def _in_week(mark: Mark, at: Place) -> Mark:
    """Tell "en semaine après 18h" from "en semaine 48"."""
    after = at.ahead()
    numbered = after.cat is Cat.NUMBER and after.n <= _MOST_WEEKS and at.ahead(2).cat not in _CLOCK_SIGNS
    return mark._replace(cat=Cat.UNIT, n=WEEK) if numbered else mark._replace(cat=Cat.DAY_SET, n=WEEKDAYS)


_CLOCK_SIGNS = {Cat.HOUR_WORD, Cat.O_CLOCK, Cat.UNIT}


def _was_any(at: Place, steps: int) -> bool:
    """Say whether a mark before was "any", before it got its sense."""
    return steps <= at.i and at.marks[at.i - steps].cat is Cat.ANY


def _ends_after_comma(at: Place) -> bool:
    """Say whether a sentence ends with what stands here, after a time and a comma: "mardi, je ne peux pas"."""
    return at.back().cat is Cat.COMMA and at.back(2).cat in _TIMES and at.ahead().cat is Cat.BREAK


def _wish(mark: Mark, at: Place) -> Mark:
    said_anew = any(at.back(steps).cat is Cat.CORRECTION for steps in range(1, _CORRECTING))
    if said_anew or at.back().cat is Cat.SO:
        return mark._replace(cat=Cat.WORD)
    is_said_before = _leads_to_time(at) or not _follows_time(at)
    return mark._replace(cat=Cat.PREFER if is_said_before else Cat.BETTER)


def _instead(mark: Mark, at: Place) -> Mark:
    """Tell "el jueves o el viernes, mejor el viernes" from "mejor el viernes", which asks for it."""
    cats = [at.back(steps).cat for steps in range(1, _MEMORY + 1)]
    if Cat.CORRECTION in cats[:_CORRECTED]:
        return mark._replace(cat=Cat.WORD)
    refused = next((k for k, cat in enumerate(cats) if cat in _REFUSING), None)
    if refused is not None:
        leads = any(cat in _TIMES for cat in cats[:refused]) and Cat.BREAK not in cats[:refused]
        cats = cats[refused + 1 :] if leads else cats[:refused]
    return _wish(mark, at) if any(cat in _TIMES for cat in cats) else mark._replace(cat=Cat.WORD)


_REFUSING = (Cat.BAD, Cat.NOT, Cat.BUSY)
_CORRECTING = 6
"""Marks behind "actually" among which "is better" wishes what is said there."""
_CORRECTED = 2
"""Words behind "no, sorry" among which "rather" says no more."""


def _comma(mark: Mark, at: Place) -> Mark | None:
    """Drop the comma of "Monday, until Thursday"."""
    return None if at.ahead().cat is Cat.UNTIL and at.back().cat in _DAYS else mark


def _before(mark: Mark, at: Place) -> Mark:
    """Tell "vor drei Tagen", which is over, from "vor drei Uhr"."""
    counts = at.ahead().cat in (Cat.NUMBER, Cat.COUPLE) or (
        at.ahead().cat is Cat.ARTICLE and at.ahead().n != THE
    )
    unit = at.ahead(3 if at.ahead(2).cat in (Cat.HALF, Cat.COUPLE) else 2)
    ago = mark.n == MINUTES and counts and unit.cat is Cat.UNIT
    return mark._replace(cat=Cat.AGO_AHEAD) if ago else mark


def _also(mark: Mark, at: Place) -> Mark:
    """Refuse the Tuesday of "Montag ist schlecht und Dienstag auch"."""
    ends = at.ahead() is NOTHING or at.ahead().cat in _ENDS
    if not ends or at.back().cat not in _TIMES:
        return mark._replace(cat=Cat.FILLER)
    for steps in range(2, _MEMORY + 1):
        cat = at.back(steps).cat
        if cat in (Cat.BREAK, Cat.BUT, Cat.GOOD, Cat.BAD):
            return mark._replace(
                cat=Cat.BAD if cat is Cat.BAD and at.back(steps) is not NOTHING else Cat.FILLER
            )
    return mark._replace(cat=Cat.FILLER)


def _nor(mark: Mark, at: Place) -> Mark:
    joins = at.back().cat in _TIMES and any(at.back(steps).cat is Cat.NOT for steps in range(2, _MEMORY))
    return mark._replace(cat=Cat.OR if joins else Cat.FILLER)


def _for_or_in(mark: Mark, at: Place) -> Mark:
    """Tell "durante 2 horas" from "durante la semana"."""
    counts = at.ahead().cat in (Cat.HALF, Cat.AMOUNT, Cat.COUPLE, Cat.QUARTER) or (
        at.ahead().cat in (Cat.NUMBER, Cat.ARTICLE) and at.ahead(2).cat in (Cat.UNIT, Cat.HOUR_WORD)
    )
    counts = counts and (at.ahead().cat is not Cat.ARTICLE or at.ahead().n != THE)
    return mark._replace(cat=Cat.FOR if counts else Cat.IN)


def _on_or_am(mark: Mark, at: Place) -> Mark:
    before, following = at.back(), at.ahead()
    ends = following is NOTHING or following.cat in (*_ENDS, Cat.DASH, Cat.UNTIL, Cat.OR)
    if before.cat in (Cat.NUMBER, Cat.CLOCK) and before.nums and (mark.glued or ends):
        return mark._replace(cat=Cat.HALF_OF_DAY, n=0)
    return mark._replace(cat=Cat.ON, n=THE)


def _on_or_to(mark: Mark, at: Place) -> Mark:
    following = at.ahead(2) if at.ahead().cat is Cat.ARTICLE else at.ahead()
    joins = at.back().cat in (*_DAYS, Cat.NUMBER) and following.cat in (*_DAYS, Cat.NUMBER)
    return mark._replace(cat=Cat.TO if joins else Cat.ON)


_SUMS = {Cat.DAY_SET, Cat.EVERY, Cat.ANY, Cat.WHOLE, Cat.FULL, Cat.WHOLE_DAY}
"""Words that say all of something, of which a part can be left out."""
_SAID_OF = {Cat.NOT, Cat.GOOD, Cat.BAD, Cat.BETTER, Cat.PREFER, Cat.BUSY}


def _goes_on(cat: Cat) -> bool:
    """Say whether a part of a sentence does not end with a mark."""
    return cat not in (*_ENDS, Cat.AND)


def _but(mark: Mark, at: Place) -> Mark:
    """Tell "any day next week but Friday" from "any day is fine, but Friday is better"."""
    skips = [each for each in (at.ahead(), at.ahead(2)) if each.cat in (Cat.ARTICLE, Cat.ON)]
    named = at.ahead(1 + len(skips)).cat in _DAYS
    said_of = any(cat in _SAID_OF for cat in takewhile(_goes_on, (at.ahead(k).cat for k in range(1, 5))))
    sums = any(at.back(k).cat in _SUMS or _was_any(at, k) for k in range(1, 6))
    tells = any(each.cat in (Cat.BREAK, *_SAID_OF) for each in at.found[-2:])
    return mark._replace(cat=Cat.EXCEPT) if named and sums and not said_of and not tells else mark


def _not(mark: Mark, at: Place) -> Mark:
    """Refuse the Friday of "Donnerstag ja, Freitag nein", but not of "Freitag, nein, Samstag"."""
    ends = at.ahead() is NOTHING or at.ahead().cat in (Cat.BREAK, Cat.COMMA, Cat.POINT)
    before = at.back(2) if at.back().cat is Cat.FILLER else at.back()
    return mark._replace(cat=Cat.BAD, n=0) if ends and mark.n != OF_TIME and before.cat in _JUDGED else mark


def _yes(mark: Mark, at: Place) -> Mark:
    ends = at.ahead() is NOTHING or at.ahead().cat in (*_ENDS, Cat.AND)
    return mark._replace(cat=Cat.GOOD if ends and at.back().cat in _JUDGED else Cat.FILLER)


def _only_after(mark: Mark, at: Place) -> Mark:
    at.found.append(mark._replace(cat=Cat.ONLY, n=0))
    return mark._replace(cat=Cat.AFTER, n=0)


def _that_is_not(mark: Mark, at: Place) -> Mark:
    """Tell "any day that isn't a Monday" from "that isn't right"."""
    beside = () if mark.n == BARE else _BESIDE
    ahead = next((each for each in map(at.ahead, (1, 2, 3)) if each.cat not in beside), NOTHING)
    return mark._replace(cat=Cat.EXCEPT if ahead.cat in _TIMES else Cat.WORD)


_RULES: dict[Cat, Callable[[Mark, Place], Mark | None]] = {
    Cat.POINT: _point,
    Cat.MORROW: _morrow,
    Cat.WEEKDAY_OR_WORD: _weekday_or_word,
    Cat.ALL: _all,
    Cat.ANY: _any,
    Cat.REFUSE: _refuse,
    Cat.BUSY: _busy,
    Cat.HAVE: lambda mark, at: having(mark, at.ahead),
    Cat.BUT: _but,
    Cat.THAT_IS_NOT: _that_is_not,
    Cat.EXCEPT: _full,
    Cat.NOT: _not,
    Cat.YES: _yes,
    Cat.ONLY_AFTER: _only_after,
    Cat.FULL: _full,
    Cat.IN_WEEK: _in_week,
    Cat.FOR_OR_IN: _for_or_in,
    Cat.WISH: _wish,
    Cat.INSTEAD: _instead,
    Cat.ON_OR_AM: _on_or_am,
    Cat.ON_OR_TO: _on_or_to,
    Cat.NOR: _nor,
    Cat.ALSO: _also,
    Cat.BEFORE: _before,
    Cat.COMMA: _comma,
}
