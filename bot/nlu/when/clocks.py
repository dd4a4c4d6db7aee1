"""Clock times: "3", "3pm", "15:00", "half past two", "quarter to 4", "noon", "3ish"."""

from dataclasses import replace

from bot.nlu.when.bare import (
    BARE_AFTER,
    HUNDRED,
    is_count,
    is_half_letter,
    is_hundred,
    may_be_bare,
    tells_part,
)
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.minutes import added_minutes
from bot.nlu.when.numerals import number
from bot.nlu.when.senses import (
    AFTERNOON,
    EARLY_AFTERNOON,
    EARLY_MORNING,
    EVENING,
    HOUR,
    LATE_AFTERNOON,
    LATE_MORNING,
    MINUTES,
    MORNING,
    NIGHT,
)
from bot.nlu.when.value import Clock
from bot.nlu.when.zones import zone_after

_HALVES = {
    MORNING: 0, EARLY_MORNING: 0, LATE_MORNING: 0, AFTERNOON: 1, EARLY_AFTERNOON: 1, LATE_AFTERNOON: 1, EVENING: 1, NIGHT: 1,
}  # fmt: skip
_NIGHT_ENDS = 6
_HALF_A_DAY = 12
_SENTENCE_ENDS = {Cat.COMMA, Cat.BREAK}
_RATHER_CLOCK = 7
"""From here on "8h10" is rather a clock time than a length."""


CLOCK_STARTS = frozenset({
    Cat.FIXED, Cat.HALF_PAST, Cat.HALF_TO, Cat.HALF, Cat.QUARTER, Cat.NUMBER, Cat.CLOCK, Cat.POINTED, Cat.DOTTED, Cat.HOURS,
})  # fmt: skip
"""What words may begin a clock time."""


def clock(c: Cursor, after: Cat | None) -> Clock | None:
    """Read a clock time; `after` is what stood before it (`CLOCK`, `DAY`, `PART` or a preposition), which lets a bare number be one."""
    start = c.at
    is_around = c.cat(-2 if c.cat(-1) is Cat.ARTICLE else -1) is Cat.AROUND
    found = _named(c) or _halves(c) or _digits(c, after)
    if found is None:
        c.at = start
        return None
    c.skip(Cat.O_CLOCK)
    found = _with_minutes(c, found, after)
    rough = c.skip(Cat.ISH) or is_around or (c.cat(1) in _SENTENCE_ENDS and c.skip(Cat.AROUND))
    found = _with_part(c, found)
    where = zone_after(c)
    return replace(found, rough=rough, zone=where) if rough or where else found


def _with_minutes(c: Cursor, found: Clock, after: Cat | None) -> Clock:
    """Read "et quart", "e tre quarti", "moins dix", "heures 30" after a whole hour."""
    is_whole = c.cat(-1) not in (Cat.CLOCK, Cat.DOTTED) and not found.minute
    shift = None if not is_whole else added_minutes(c, between=after is Cat.BETWEEN)
    if shift is None:
        return found
    half = found.half
    if half is None and not found.sure and c.cat() is Cat.HALF_OF_DAY:
        half = _half(c)
    c.skip(Cat.O_CLOCK)
    return _moved_by(replace(found, half=half), shift)


_NOON = 12
_ENDS_MORNING = {Cat.TO, Cat.DASH, Cat.UNTIL, Cat.AND}
"""What stands before a 12 that is where a morning ends: "from 10 to 12 in the morning", "entre las 10 y las 12 de la mañana"."""


def _with_part(c: Cursor, found: Clock) -> Clock:
    """Let "in the morning" or "at night" after a clock time tell am from pm."""
    ahead = int(c.cat() in (Cat.IN, Cat.AT, Cat.OF, Cat.ON))
    ahead += c.cat(ahead) is Cat.ARTICLE
    part = c.peek(ahead)
    if part.cat is not Cat.PART or part.n not in _HALVES or found.sure or found.half is not None:
        return found
    ends = c.cat(ahead + 2) in (Cat.CLOCK, Cat.NUMBER, Cat.HOURS, Cat.FIXED)
    if (c.cat(ahead + 1) is Cat.DASH and not ends) or not (ahead or c.at):
        return found
    is_noon = found.hour == _NOON and c.cat(-3 if c.cat(-2) is Cat.ARTICLE else -2) in _ENDS_MORNING
    c.at += ahead + 1
    early = part.n == NIGHT and found.hour % 12 < _NIGHT_ENDS
    half = 1 if part.n == MORNING and is_noon else _HALVES[part.n]
    return replace(found, half=0 if early else half)


def _named(c: Cursor) -> Clock | None:
    mark = c.peek()
    if mark.cat is not Cat.FIXED:
        return None
    c.at += 1
    return Clock(hour=mark.n // 60, sure=True)


def _halves(c: Cursor) -> Clock | None:
    """Read "half past two", "halb drei", "quarter to 4", "20 past 3", "fünf vor halb drei", "half two"."""
    shift = _shift(c)
    if shift is None:
        return None
    base = (_halves(c) if c.cat() is Cat.HALF_TO else _named(c)) or _digits(c, Cat.CLOCK)
    return None if base is None else _moved_by(base, shift)


def _moved_by(base: Clock, shift: int) -> Clock:
    hour, minute = divmod((base.hour * 60 + base.minute + shift) % 1440, 60)
    if base.half is None and not base.sure and hour == 0:
        hour = 12
    return replace(base, hour=hour, minute=minute)


def _shift(c: Cursor) -> int | None:
    """Read by how many minutes a clock time is moved from the hour that follows."""
    mark = c.peek()
    match mark.cat:
        case Cat.HALF_PAST:
            c.at += 1
            return 30
        case Cat.HALF_TO if c.cat(1) in (Cat.NUMBER, Cat.FIXED) and c.cat(2) is not Cat.UNIT:
            c.at += 1
            return -30
        case Cat.HALF_TO if c.cat(1) in (Cat.AFTER, Cat.PAST) and c.cat(2) is Cat.NUMBER:
            c.at += 2
            return 30
        case Cat.HALF if c.cat(1) is Cat.NUMBER and c.cat(2) not in (Cat.UNIT, Cat.DASH):
            c.at += 1
            return 30
        case Cat.QUARTER:
            return _past_or_to(c, 15 * (mark.n or 1)) or _quarters(c)
        case Cat.NUMBER if 0 < mark.n < 60 and len(mark.nums) <= 1:
            return _past_or_to(c, mark.n)
        case _:
            return None


def _quarters(c: Cursor) -> int | None:
    """Read "viertel drei" and "drei viertel drei": so many quarters of the hour that ends at three."""
    mark = c.peek()
    if not mark.n or c.cat(1) is not Cat.NUMBER or c.peek(1).n > 24 or c.cat(2) is Cat.UNIT:
        return None
    c.at += 1
    return 15 * mark.n - 60


_SIGNS = {Cat.PAST: 1, Cat.AFTER: 1, Cat.TO: -1, Cat.TO_HOUR: -1, Cat.UNTIL: -1, Cat.BEFORE: -1, Cat.OF: -1}


def _past_or_to(c: Cursor, minutes: int) -> int | None:
    ahead = 2 if c.cat(1) is Cat.UNIT and c.peek(1).n == 1 else 1
    word, hour = c.peek(ahead), c.peek(ahead + 1)
    names_hour = hour.cat in (Cat.FIXED, Cat.HALF_TO) or (
        hour.cat in (Cat.NUMBER, Cat.CLOCK, Cat.HOURS) and 0 <= hour.n <= 24
    )
    sure = ahead == 2 or c.cat() is not Cat.NUMBER or (minutes % 5 == 0 and hour.cat is Cat.FIXED)
    if not names_hour or not (sure or _can_be_minutes(word, minutes) or _said_at(c, minutes)):
        return None
    sign = _SIGNS.get(word.cat)
    if sign is None:
        return None
    c.at += ahead + 1
    return sign * minutes


def _can_be_minutes(word: Mark, minutes: int) -> bool:
    """Say whether "20 past" can be minutes: "9 to 5" and "2 before 3" are not."""
    if word.cat in (Cat.PAST, Cat.TO_HOUR):
        return True
    return word.n == MINUTES and minutes in ((20, 25) if word.cat in (Cat.TO, Cat.UNTIL) else (5, 10, 20, 25))


def _said_at(c: Cursor, minutes: int) -> bool:
    """Say whether "at ten to six" has minutes: a range would stand after "from"."""
    return c.cat(-1) is Cat.AT and not c.peek().nums and minutes in (5, 10, 20, 25)


def _digits(c: Cursor, after: Cat | None) -> Clock | None:
    mark = c.peek()
    if mark.cat is Cat.CLOCK:
        return _exact(c)
    if mark.cat is Cat.POINTED:
        return _exact(c) if _is_clock_here(c, after) else None
    if mark.cat is Cat.DOTTED and mark.nums[0] < 24 and mark.nums[1] < 60:
        return _dotted(c, after)
    if mark.cat is Cat.HOURS and mark.nums[0] < 25 and after is not Cat.FOR:
        return _with_h(c, after)
    if mark.cat is Cat.NUMBER and mark.low.isdigit() | (not mark.nums):
        return _number(c, after)
    return None


def _is_clock_here(c: Cursor, after: Cat | None) -> bool:
    """Say whether "8.10", which could be a date, is a clock time: after "at" or a day, or before "o'clock"."""
    mark = c.peek()
    if mark.nums[0] > 24 or len(mark.low) - mark.low.index(".") != 3:
        return False
    return c.cat(1) is Cat.O_CLOCK or after in (*BARE_AFTER, Cat.DAY, Cat.CLOCK, Cat.PART)


def _exact(c: Cursor) -> Clock | None:
    mark = c.peek()
    hour, minute = mark.nums[0], mark.nums[1]
    counted = c.cat(1) is Cat.UNIT and c.peek(1).n == HOUR
    if hour > 24 or minute > 59 or (counted and hour < 12):
        return None
    c.at += 1 + counted
    c.skip(Cat.O_CLOCK)
    half = _half(c)
    sure = half is None and (hour > 12 or hour == 0 or mark.low.startswith("0"))
    second = mark.nums[2] if len(mark.nums) > 2 and mark.nums[2] < 60 else 0
    return Clock(hour=hour, minute=minute, second=second, half=half, sure=sure, digital=True)


def _dotted(c: Cursor, after: Cat | None) -> Clock | None:
    mark = c.peek()
    has_half = c.cat(1) is Cat.HALF_OF_DAY or is_half_letter(c.peek(1))
    if c.cat(-1) is Cat.LABEL or c.cat(1) is Cat.COUNTED:
        return None
    if not has_half and after not in (*BARE_AFTER, Cat.DAY, Cat.CLOCK, Cat.PART, None) and mark.nums[1] <= 12:
        return None
    return _exact(c)


def _with_h(c: Cursor, after: Cat | None) -> Clock | None:
    mark = c.peek()
    if (
        after not in (*BARE_AFTER, Cat.DAY, Cat.CLOCK, Cat.PART)
        and mark.nums[0] < _RATHER_CLOCK
        and c.cat(1) not in (Cat.HALF_OF_DAY, Cat.TO)
        and not tells_part(c)
    ):
        return None
    minute = mark.nums[1] if len(mark.nums) > 1 else 0
    if minute > 59:
        return None
    second = mark.nums[2] if len(mark.nums) > 2 and mark.nums[2] < 60 else 0
    c.at += 1
    return Clock(
        hour=mark.nums[0],
        minute=minute,
        second=second,
        half=_half(c),
        sure=mark.nums[0] > 12 or not mark.nums[0],
        digital=True,
    )


def _number(c: Cursor, after: Cat | None) -> Clock | None:
    mark = c.peek()
    military = len(mark.low) in (3, 4) and bool(mark.nums)
    hour, minute = divmod(mark.n, 100) if military else (mark.n, 0)
    has_half = _says_half(c)
    if mark.glued and _is_letter(c.peek(-1)):
        return None
    if hour > 24 or minute > 59 or not (has_half or may_be_bare(c, after, military=military)):
        return None
    c.at += 1
    if not military:
        minute = _minutes_after(c, mark, after)
    half = _half(c)
    exact = c.skip(Cat.O_CLOCK)
    if not exact and (military or is_hundred(c.peek(-1))) and c.peek().n == HOUR:
        c.skip(Cat.UNIT)
    half = half if half is not None else _half(c)
    if half is not None and hour > 12:
        half = None
    return Clock(
        hour=hour,
        minute=minute,
        half=half,
        sure=half is None and (hour > 12 or hour == 0 or mark.low[0] == "0"),
        digital=exact and bool(mark.nums),
    )


def _is_letter(before: Mark) -> bool:
    """Say whether letters close to a number make it a name: "SW1", "A4"."""
    return before.cat is Cat.WORD or (before.capital and len(before.low) == 1)


def _says_half(c: Cursor) -> bool:
    """Say whether am or pm follows a number, perhaps as "in the am"."""
    ahead = 1
    if c.cat(1) is Cat.IN and c.cat(2) is Cat.ARTICLE:
        ahead = 3
    return c.cat(ahead) is Cat.HALF_OF_DAY or (is_half_letter(c.peek(1)) and c.peek().n <= _HALF_A_DAY)


def _minutes_after(c: Cursor, hour: Mark, after: Cat | None) -> int:
    """Read the minutes after an hour: "eight thirty", "seven oh five", "thirteen hundred", "at 3 15"."""
    mark = c.peek()
    if mark.cat is Cat.OH_MINUTES:
        c.at += 1
        return mark.n
    if not hour.nums:
        if is_hundred(mark):
            c.at += 1
            return mark.n % HUNDRED
        return _spoken_minutes(c)
    apart = after is Cat.AT and len(mark.low) == 2 and mark.low.isdigit() and 10 <= mark.n < 60
    if apart and mark.n % 5 == 0 and not mark.glued and not is_count(c.peek(1)) and c.cat(1) is not Cat.DASH:
        c.at += 1
        return mark.n
    return 0


def _spoken_minutes(c: Cursor) -> int:
    """Read the minutes of "eight thirty", "three forty-five"."""
    tens = c.peek()
    if tens.cat is not Cat.NUMBER or tens.nums or not 10 <= tens.n < 60 or c.cat(1) is Cat.UNIT:
        return 0
    return int(number(c) or 0)


def _half(c: Cursor) -> int | None:
    """Read "am", "pm", "in the am", and "a", "p" close to the number."""
    ahead = 2 if c.cat() is Cat.IN and c.cat(1) is Cat.ARTICLE and c.cat(2) is Cat.HALF_OF_DAY else 0
    mark = c.peek(ahead)
    if mark.cat is Cat.HALF_OF_DAY:
        c.at += ahead + 1
        return mark.n
    if is_half_letter(mark):
        c.at += 1
        return 0 if mark.low == "a" else 1
    return None
