"""Settle what single words are before their neighbours are told apart: numbers of several words, "una", ordinals in digits, "hace"."""

from collections.abc import Callable, Sequence

from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import DAY, DAY_AFTER_TOMORROW, HOUR, MINUTE, MINUTES, OF_DAY, OF_HOUR, A
from bot.nlu.when.zones import zone_named

_WITH_OF = {Cat.LATER: Cat.AFTER, Cat.EARLIER: Cat.BEFORE}
_TAKES_OF = {
    Cat.FROM,
    Cat.AFTER,
    Cat.BEFORE,
    Cat.BY,
    Cat.UNTIL,
    Cat.AROUND,
    Cat.EDGE,
    Cat.EXCEPT,
    Cat.IN,
    *_WITH_OF,
}
"""What may have an "of" behind it that says no more: "antes de", "a partir de"."""

_CLOCKS = {Cat.NUMBER, Cat.CLOCK, Cat.HOURS, Cat.DOTTED, Cat.ONE, Cat.FIXED}
_NAMED = {Cat.UNIT, Cat.WEEKDAY, Cat.WEEKDAY_NTH, Cat.DAY_NOUN, Cat.MONTH}
_HOUR_ENDS = {Cat.NUMBER, Cat.FIXED, Cat.O_CLOCK, Cat.HALF_OF_DAY, Cat.UNIT, Cat.HOUR_WORD}
_REACH_OF_AGO = 4
_THOUSAND = 1000
_NOON = 720


def settled(marks: list[Mark]) -> list[Mark]:
    """Return the marks with numbers put together and such words in one sense; one pass for each."""
    return _numbers(agos(_without_of(marks)))


def _at(marks: Sequence[Mark], i: int) -> Cat:
    return marks[i].cat if 0 <= i < len(marks) else Cat.BREAK


_OF, _AHEAD = {Cat.OF}, {Cat.AGO_AHEAD}


def _without_of(marks: list[Mark]) -> list[Mark]:
    """Leave out the "of" of "antes de", keeping what it says of a number after it ("antes del 5", "antes de las 5")."""
    if not stands(_OF, marks):
        return marks
    kept: list[Mark] = []
    for mark in marks:
        if mark.cat is not Cat.OF or not kept or kept[-1].cat not in _TAKES_OF:
            kept.append(mark)
            continue
        last = kept[-1]
        n = last.n if last.cat is Cat.EDGE else mark.n or last.n
        kept[-1] = last._replace(cat=_WITH_OF.get(last.cat, last.cat), n=n, end=mark.end)
    return kept


def agos(marks: list[Mark]) -> list[Mark]:
    """Put "hace" behind the stretch that it stands before: "3 days ago"."""
    if not stands(_AHEAD, marks):
        return marks
    turned: list[Mark] = []
    pending, patience = None, 0
    for mark in marks:
        if mark.cat is Cat.AGO_AHEAD:
            pending, patience = mark, _REACH_OF_AGO
            continue
        turned.append(mark)
        patience -= 1
        if pending and mark.cat in (Cat.UNIT, Cat.DAY_NOUN, Cat.HOUR_WORD) and patience >= 0:
            turned.append(pending._replace(cat=Cat.AGO, start=mark.end, end=mark.end))
            pending = None
    return turned


def _numbers(marks: list[Mark]) -> list[Mark]:
    if not stands(_RULES.keys(), marks):
        return marks
    found: list[Mark] = []
    i = 0
    while i < len(marks):
        rule = _RULES.get(marks[i].cat)
        made, used = rule(marks, i, found) if rule else (marks[i], 1)
        found.append(made)
        i += used
    return found


def _number(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    mark, after = marks[i], _at(marks, i + 1)
    if mark.n <= 12 and _is_month_in_digits(found):
        return mark._replace(cat=Cat.MONTH), 1
    if mark.nums:
        return _signed(marks, i) if _is_sign(marks, i + 1) else (mark, 1)
    return _summed(marks, i) if after in (Cat.AND, Cat.NUMBER) else (mark, 1)


def _is_month_in_digits(found: list[Mark]) -> bool:
    """Say whether "el 21 del" stands before a number."""
    if len(found) < 3 or found[-1].cat is not Cat.OF or found[-1].n != OF_DAY:
        return False
    return found[-2].cat is Cat.NUMBER and found[-3].cat is Cat.ARTICLE and found[-3].n == OF_DAY


def _is_sign(marks: list[Mark], i: int) -> bool:
    """Say whether what stands here makes the digits before it an ordinal or a weekday: "º", "ª", "o", "a"."""
    if i >= len(marks) or not marks[i].glued:
        return False
    definite = marks[i].cat is Cat.TO_BETWEEN or (marks[i].cat is Cat.ARTICLE and marks[i].n != A)
    letter = definite and len(marks[i].low) == 1
    return letter or marks[i].cat in (Cat.ORDINAL_SIGN, Cat.WEEKDAY_SIGN)


def _signed(marks: list[Mark], i: int) -> tuple[Mark, int]:
    """Read "3ª", "1o", and "2ª feira", "6a" as weekdays."""
    mark, used = marks[i], 2
    used += _at(marks, i + used) is Cat.DASH
    if _at(marks, i + used) is Cat.WEEKDAY_NOUN and 2 <= mark.n <= 6:
        return mark._replace(cat=Cat.WEEKDAY, n=mark.n - 2, nums=(), end=marks[i + used].end), used + 1
    by_itself = _at(marks, i + 1) in (Cat.WEEKDAY_SIGN, Cat.TO_BETWEEN) and _at(marks, i + 2) not in _NAMED
    if by_itself and 2 <= mark.n <= 6:
        return mark._replace(cat=Cat.WEEKDAY, n=mark.n - 2, nums=(), end=marks[i + 1].end), 2
    return mark._replace(cat=Cat.ORDINAL, end=marks[i + 1].end), 2


def _summed(marks: list[Mark], i: int) -> tuple[Mark, int]:
    """Read "treinta y cinco" and "dos mil veinte"."""
    mark = marks[i]
    used = 2 if marks[i + 1].cat is Cat.AND else 1
    ones = marks[i + used] if i + used < len(marks) else mark
    if ones.cat not in (Cat.NUMBER, Cat.ONE) or ones.nums:
        return mark, 1
    one = 1 if ones.cat is Cat.ONE else ones.n
    tens = 20 <= mark.n < 100 and mark.n % 10 == 0 and marks[i + 1].n == MINUTES
    if used == 2 and tens and 0 < one < 10:
        return mark._replace(n=mark.n + one, end=ones.end), 3
    return _thousands(marks, i) if used == 1 and one == _THOUSAND and 1 < mark.n < 10 else (mark, 1)


def _thousands(marks: list[Mark], i: int) -> tuple[Mark, int]:
    at = i + 2 + (_at(marks, i + 2) is Cat.AND)
    said, last = _THOUSAND * marks[i].n, i + 1
    if _at(marks, at) is Cat.NUMBER and not marks[at].nums and marks[at].n < 100:
        rest, took = _number(marks, at, [])
        said, last = said + rest.n, at + took - 1
    return marks[i]._replace(n=said, nums=(said,), low=str(said), end=marks[last].end), last - i + 1


def _one(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "a la una" and "una y cuarto" from the article of "una reunión"."""
    points = bool(found) and found[-1].n == OF_HOUR and _at(marks, i + 1) not in _NAMED
    minutes = _at(marks, i + 1) is Cat.MINUS or (
        _at(marks, i + 1) is Cat.AND and (_at(marks, i + 2) in (Cat.QUARTER, Cat.NUMBER))
    )
    ends = len(found) > 1 and found[-1].cat in _JOINTS and found[-2].cat in (Cat.NUMBER, Cat.CLOCK, Cat.HOURS)
    ends = ends and _at(marks, i + 1) in _STOPS
    ends = ends or (bool(found) and found[-1].cat in _BOUNDS and _at(marks, i + 1) in _STOPS)
    dated = _at(marks, i + 1) is Cat.OF and _at(marks, i + 2) is Cat.MONTH
    is_number = points or minutes or ends or dated or _at(marks, i + 1) in (Cat.HALF_OF_DAY, Cat.O_CLOCK)
    return marks[i]._replace(cat=Cat.NUMBER if is_number else Cat.ARTICLE, n=1 if is_number else A), 1


def _weekday_nth(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "segunda semana" and "segunda terça" from "segunda" the weekday."""
    mark, nth_before = marks[i], bool(found) and found[-1].cat is Cat.ORDINAL
    dated = _at(marks, i + 1) is Cat.DAY_NOUN and _at(marks, i + 2) is Cat.NUMBER
    if _at(marks, i + 1) in (Cat.COUNTED, Cat.LABEL):
        return mark._replace(cat=Cat.ORDINAL, n=mark.n + 2), 1
    if not nth_before and not dated and _at(marks, i + 1) in _NAMED - {Cat.MONTH}:
        return mark._replace(cat=Cat.ORDINAL, n=mark.n + 2), 1
    return mark._replace(cat=Cat.WEEKDAY), 1


def _part_or_word(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "el martes tarde" and "una tarde" from "llego tarde"."""
    is_part = bool(found) and found[-1].cat in _BEFORE_PART
    return marks[i]._replace(cat=Cat.PART if is_part else Cat.WORD), 1


def _day_noun(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "día 15" from "un día"."""
    counted = bool(found) and found[-1].cat in (Cat.NUMBER, Cat.EVERY, Cat.HALF)
    dated = not counted and _at(marks, i + 1) in (Cat.NUMBER, Cat.ONE) and _at(marks, i + 2) is not Cat.UNIT
    made = marks[i]._replace(cat=Cat.ARTICLE, n=OF_DAY) if dated else marks[i]._replace(cat=Cat.UNIT, n=DAY)
    if dated and found and found[-1].cat in (Cat.ARTICLE, Cat.THIS):
        found.pop()
    return made, 1


def _previous(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "mañana o pasado" from "el lunes pasado"."""
    opens = not found or found[-1].cat in (Cat.OR, Cat.AND, Cat.COMMA, Cat.BREAK)
    alone = opens and _at(marks, i + 1) not in (*_NAMED, *_CLOCKS, Cat.ARTICLE)
    is_day = marks[i].n == DAY_AFTER_TOMORROW and alone
    return (marks[i]._replace(cat=Cat.DAY, n=2) if is_day else marks[i]), 1


def _of(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Read "del mediodía" after an hour as pm."""
    noon = _at(marks, i + 1) is Cat.FIXED and marks[i + 1].n == _NOON
    if noon and found and found[-1].cat is Cat.NUMBER and found[-1].n <= 12:
        return marks[i]._replace(cat=Cat.HALF_OF_DAY, n=1, end=marks[i + 1].end), 2
    return marks[i], 1


def _to_hour(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "diez para las tres" from "para las tres"."""
    mark, last = marks[i], found[-1] if found else marks[i]
    minutes = last.cat is Cat.QUARTER or (last.cat is Cat.UNIT and last.n == MINUTE)
    minutes = minutes or (last.cat is Cat.NUMBER and last.n in (5, 10, 15, 20, 25))
    if minutes and (_at(marks, i + 1) is Cat.FIXED or (mark.n == OF_HOUR and _at(marks, i + 1) in _CLOCKS)):
        return mark, 1
    if minutes and _at(marks, i + 1) is Cat.ARTICLE and _at(marks, i + 2) is Cat.FIXED:
        return mark, 2
    return mark._replace(cat=Cat.AT if mark.n == OF_HOUR else Cat.WORD), 1


def _minus(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "las tres menos cuarto" from "cualquier día menos el viernes"."""
    after = _at(marks, i + 2 if _at(marks, i + 1) is Cat.ARTICLE else i + 1)
    takes = bool(found) and found[-1].cat in _HOUR_ENDS and after in (Cat.NUMBER, Cat.QUARTER)
    return marks[i] if takes else marks[i]._replace(cat=Cat.EXCEPT), 1


def _hour(marks: list[Mark], i: int, found: list[Mark]) -> tuple[Mark, int]:
    """Tell "às 15 horas" and "amanhã 8 horas" from "durante 8 horas"."""
    mark = marks[i]
    if mark.n != HOUR or len(found) < 2 or found[-1].cat is not Cat.NUMBER or found[-1].n > 24:
        return mark, 1
    if _at(marks, i + 1) in (Cat.LATER, Cat.EARLIER, Cat.PUSH, Cat.PULL):
        return mark, 1
    is_clock = (
        found[-2].n == OF_HOUR
        or found[-2].cat in _BEFORE_HOURS
        or _at(marks, i + 1) in (Cat.PART, Cat.HALF_OF_DAY)
        or _is_of_zone(marks, i + 1)
    )
    return mark._replace(cat=Cat.O_CLOCK) if is_clock else mark, 1


def _is_of_zone(marks: list[Mark], i: int) -> bool:
    """Say whether "of London" stands here: "de 10 a 12 hora de Londres"."""
    if _at(marks, i) is not Cat.OF:
        return False
    words = [mark.low for mark in marks[i + 1 : i + 3]]
    return any(zone_named(words[:count]) for count in (2, 1))


_BOUNDS = {Cat.BEFORE, Cat.AFTER, Cat.BY, Cat.UNTIL, Cat.FROM}
_JOINTS = {Cat.TO_BETWEEN, Cat.TO, Cat.AT_OR_TO}
_STOPS = {Cat.BREAK, Cat.COMMA, Cat.OR, Cat.AND, Cat.BUT}

_BEFORE_HOURS = {Cat.DAY, Cat.WEEKDAY, Cat.WEEKDAY_NTH, Cat.AT, Cat.AT_OR_TO}

_BEFORE_PART = {
    Cat.DAY, Cat.WEEKDAY, Cat.ORDINAL, Cat.MONTH, Cat.DATE, Cat.ARTICLE, Cat.THIS, Cat.EVERY, Cat.NEXT, Cat.COMING, Cat.PREVIOUS,
    Cat.EDGE, Cat.OF, Cat.DAY_SET, Cat.WEEKDAYS, Cat.UNIT,
}  # fmt: skip

_RULES: dict[Cat, Callable[[list[Mark], int, list[Mark]], tuple[Mark, int]]] = {
    Cat.NUMBER: _number,
    Cat.ONE: _one,
    Cat.WEEKDAY_NTH: _weekday_nth,
    Cat.DAY_NOUN: _day_noun,
    Cat.PART_OR_WORD: _part_or_word,
    Cat.TO_HOUR: _to_hour,
    Cat.MINUS: _minus,
    Cat.OF: _of,
    Cat.UNIT: _hour,
    Cat.PREVIOUS: _previous,
}
