"""Whether a bare number is a clock time where it stands: "at 3", "9 to 11", "7 tonight", but not "3 people", "room 5"."""

from bot.nlu.when.cursor import Cursor
from bot.nlu.when.homonyms import points_at
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.minutes import minutes_follow
from bot.nlu.when.senses import HOUR, OF_DAY, OF_HOUR
from bot.nlu.when.zones import ABBREVIATIONS, is_named, zone_after

BARE_AFTER = {
    Cat.AT, Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.UNTIL, Cat.FROM, Cat.BETWEEN, Cat.AROUND, Cat.LATEST, Cat.EARLIEST,
}  # fmt: skip


HUNDRED = 100


_NOON = 12
_BEFORE_WORK = 5
"""Nobody's day is from this hour or before to an earlier one: "3-1" and "1-1" are scores, "9-5" a day."""


def is_hundred(mark: Mark) -> bool:
    """Say whether it is the hundred of "thirteen hundred"."""
    return mark.cat is Cat.NUMBER and not mark.nums and mark.n == HUNDRED


def is_half_letter(mark: Mark) -> bool:
    """Say whether it is the letter of "3p", "9:30a"."""
    return mark.glued and mark.low in ("a", "p")


def may_be_bare(c: Cursor, after: Cat | None, *, military: bool) -> bool:
    """Say whether a number without am, pm or minutes is a clock time where it stands."""
    before, following = c.peek(-1), c.peek(1)
    if military and len(c.peek().low) == 4 and following.cat is Cat.UNIT and following.n == HOUR:
        return True
    if following.cat in (Cat.O_CLOCK, Cat.ISH) and before.cat not in (Cat.DASH, Cat.LABEL):
        return True
    if following.cat is Cat.NOT and c.cat(2) is Cat.NUMBER and c.cat(3) is Cat.O_CLOCK:
        return c.peek().n <= 24
    if points_at(before) == OF_HOUR:
        return not is_count(following) and following.cat not in (Cat.NEXT, Cat.COMING, Cat.PREVIOUS)
    if not military and minutes_follow(c) and points_at(before) != OF_DAY:
        return c.peek().n <= 24
    if points_at(before) == OF_DAY:
        return False
    if (
        _is_no_hour(c, after)
        or _opens_decimals(c)
        or _counts_together(c)
        or _measures(c, after)
        or (is_count(following) or (following.cat is Cat.AND_HALF and c.cat(2) is Cat.UNIT))
        or before.cat in (Cat.LABEL, Cat.OPAQUE)
        or (before.cat is Cat.DASH and before.glued and c.peek(-2).cat is Cat.WORD)
    ):
        return False
    if military:
        return after in (
            Cat.AT,
            Cat.DAY,
            Cat.CLOCK,
            Cat.PART,
            Cat.UNTIL,
            Cat.BY,
            Cat.AFTER,
            Cat.BEFORE,
            *(() if 1900 <= c.peek().n < 2100 else (Cat.FROM, Cat.BETWEEN)),
        ) and _reads_as_time(c.peek())
    if after is Cat.AT and following.cat is Cat.WORD and following.capital and not _ends_clock(c):
        return False
    return (
        after in (*BARE_AFTER, Cat.CLOCK, Cat.DAY, Cat.PART)
        or tells_part(c)
        or _opens_range(c)
        or _opens_list(c)
        or _is_proposed(c)
        or (following.cat in _ENDINGS and c.peek().n <= _HOURS)
    )


def _is_no_hour(c: Cursor, after: Cat | None) -> bool:
    """Say whether a number is none that a clock has: "between 0 and 100", "from one account to another"."""
    mark, following = c.peek(), c.cat(1)
    if mark.low == "0":
        return following is Cat.AND
    return mark.n == 1 and not mark.nums and after is Cat.FROM and following is Cat.WORD


def _measures(c: Cursor, after: Cat | None) -> bool:
    """Say whether a number stands behind another one as a measure: "two by four", "drei von fünf"."""
    behind = after in (Cat.BY, Cat.FROM) and c.cat(-2) is Cat.NUMBER and not c.peek(-2).nums
    return behind and c.cat(1) not in (Cat.TO, Cat.UNTIL, Cat.DASH, Cat.AND, Cat.O_CLOCK, Cat.HALF_OF_DAY)


def _counts_together(c: Cursor) -> bool:
    """Say whether a number begins a range of a count: "from 10 to 20 percent", "between 5 and 10 minutes"."""
    joined = c.cat(1) in (Cat.TO, Cat.DASH, Cat.AND, Cat.OR, Cat.UNTIL) and c.cat(2) is Cat.NUMBER
    return joined and (
        c.cat(3) is Cat.COUNTED or (c.cat(3) is Cat.UNIT and c.cat(4) not in (Cat.PAST, Cat.TO))
    )


def _opens_decimals(c: Cursor) -> bool:
    """Say whether a number begins a range that ends with a decimal fraction: "10 - 10.1"."""
    last = c.peek(2)
    return c.cat(1) is Cat.DASH and last.cat is Cat.NUMBER and "." in last.low


def tells_part(c: Cursor) -> bool:
    """Say whether a part of the day follows ("11 in the morning", "7, tonight"), or minutes in words ("eight thirty")."""
    if not 0 < c.peek().n <= 24:
        return False
    ahead = 1 + (c.cat(1) in (Cat.IN, Cat.AT, Cat.OF, Cat.ON))
    ahead += c.cat(ahead) in (Cat.ARTICLE, Cat.THIS)
    ahead += c.cat(ahead) is Cat.DAY
    counted = c.cat(1) is Cat.PART and not c.peek().nums
    told = (c.cat(ahead) is Cat.PART and not counted) or _after_comma(c)
    return (told and c.peek().n <= 12) or _is_spoken(c)


def _after_comma(c: Cursor) -> bool:
    """Say whether "this morning" or "tonight" follows after a comma."""
    if c.cat(1) is not Cat.COMMA or c.cat(-1) is Cat.FOR:
        return False
    return c.cat(2) in (Cat.DAY, Cat.THIS) and c.cat(3) is Cat.PART


def _is_spoken(c: Cursor) -> bool:
    """Say whether minutes in words follow: "eight thirty", "seven oh five", "fifteen thirty pm"."""
    minutes = c.peek(1)
    if c.peek().nums or (
        minutes.cat is not Cat.OH_MINUTES and (minutes.cat is not Cat.NUMBER or minutes.nums)
    ):
        return False
    if minutes.cat is Cat.OH_MINUTES:
        return True
    ends = c.peek(2 + (minutes.n % 10 == 0 and c.cat(2) is Cat.NUMBER))
    if is_hundred(minutes):
        return c.cat(2) is Cat.UNIT and c.peek(2).n == HOUR
    return (
        10 <= minutes.n < 60
        and ends.cat is not Cat.UNIT
        and (c.peek().n <= 12 or ends.cat is Cat.HALF_OF_DAY)
    )


def _reads_as_time(mark: Mark) -> bool:
    """Say whether three or four digits read like a clock time rather than a year or an amount."""
    return len(mark.low) == 4 or (mark.n % 5 == 0 and mark.n != HUNDRED)


def _ends_clock(c: Cursor) -> bool:
    """Say whether a word with a capital begins no name: "at 9 I can", "at 9 Pacific", "at 3 London time", but not "at 9 Central Park"."""
    word = c.peek(1)
    is_zone = word.low in ABBREVIATIONS and not is_named(word, c.peek(2))
    return is_zone or word.low in ("i", "we", "please") or _names_zone(c)


def _names_zone(c: Cursor) -> bool:
    """Say whether the time of a place follows: "at 3 London time", but not "at 3 London Road"."""
    start, c.at = c.at, c.at + 1
    named = zone_after(c) is not None and c.at > start + _PLACE and not c.peek(-1).capital
    c.at = start
    return named


_PLACE = 2
"""Marks of a place and what makes it a zone, at least."""


def is_count(following: Mark) -> bool:
    """Say whether what follows makes a number a count of something, or part of a name ("3 people", "4b")."""
    if following.cat in (Cat.COUNTED, Cat.UNIT, Cat.OPAQUE, Cat.MONTH, Cat.HALF, Cat.COUPLE):
        return True
    return following.glued and following.cat in (Cat.WORD, Cat.ARTICLE, Cat.NUMBER)


def _opens_list(c: Cursor) -> bool:
    """Say whether a number begins a list of hours of which one tells it: "7 or 8pm", "2, 3 or 4 pm", "10, 11.30 or 3", "14 oder 15 Uhr"."""
    at, chosen, told = 0, False, False
    while at < _LONGEST_LIST and 0 < c.peek(at).n <= _HOURS and c.cat(at) in _LISTED:
        told = told or c.cat(at) is not Cat.NUMBER
        following = c.peek(at + 1)
        if following.cat in (Cat.HALF_OF_DAY, Cat.O_CLOCK) or is_half_letter(following):
            return chosen
        comma = following.cat is Cat.COMMA
        joined = c.cat(at + 1 + comma) in (Cat.OR, Cat.AND)
        if not (comma or joined):
            return told and chosen
        at, chosen = at + 1 + comma + joined, joined
    return False


def _is_proposed(c: Cursor) -> bool:
    """Say whether a wish or a sentence begins with hours and the day that they are of: "how about 3 on Friday", "2 or 4 tomorrow"."""
    if c.cat(-1) not in _BEGINNINGS or c.peek().glued or c.cat(1) not in _BEFORE_DAY:
        return False
    at = 0
    while at < _LONGEST_LIST and c.cat(at) is Cat.NUMBER and 0 < c.peek(at).n <= _HOURS:
        at += 1 + (c.cat(at + 1) is Cat.OR)
    at += c.cat(at) is Cat.ON
    return c.cat(at) in _DAYS and c.cat(at - 1) is not Cat.OR


_ENDINGS = {Cat.SINCE, Cat.AT_LATEST, Cat.LATEST, Cat.EARLIEST}
"""What makes a number before it an hour: "10 at the earliest"."""
_BEGINNINGS = {Cat.BREAK, Cat.PROPOSE, Cat.FALLBACK}
_DAYS = {Cat.DAY, Cat.WEEKDAY}
_BEFORE_DAY = {Cat.OR, Cat.ON, *_DAYS}
_LISTED = {Cat.NUMBER, Cat.CLOCK, Cat.DOTTED}
_LONGEST_LIST, _HOURS = 8, 24


def _opens_range(c: Cursor) -> bool:
    """Say whether the number begins a range of clock times: "2-4pm", "9 to 11"."""
    joint, second, third = c.peek(1), c.peek(2), c.peek(3)
    if (
        joint.cat not in (Cat.TO, Cat.DASH, Cat.UNTIL)
        or c.cat(-1) in (Cat.DASH, Cat.LABEL)
        or third.cat is Cat.DASH
    ):
        return False
    if second.cat in (Cat.CLOCK, Cat.FIXED, Cat.HOURS):
        return c.peek().n <= 24
    if second.cat is Cat.NUMBER and second.nums and is_half_letter(third):
        return max(c.peek().n, second.n) <= 24
    first, last = c.peek().n, second.n
    is_score = last <= first <= _BEFORE_WORK and third.cat is not Cat.HALF_OF_DAY
    is_score = (
        is_score or _NOON < last < first or (joint.glued and bool(c.peek().nums) is not bool(second.nums))
    )
    return (
        second.cat is Cat.NUMBER
        and not is_score
        and second.low.isdigit() | (not second.nums)
        and max(first, last) <= 24
        and not is_count(third)
    )
