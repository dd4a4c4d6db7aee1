"""Marks respelled so that the grammar needs no case for them: "tonight", "late in the morning", the point of "Fri."."""

from bot.nlu.when.lexicon import Cat, Mark, stands
from bot.nlu.when.senses import (
    AFTER_LUNCH,
    AFTERNOON,
    EARLY,
    EARLY_AFTERNOON,
    EARLY_EVENING,
    EARLY_MORNING,
    EARLY_NIGHT,
    EVENING,
    FROM_TODAY,
    LATE,
    LATE_AFTERNOON,
    LATE_EVENING,
    LATE_MORNING,
    LATE_NIGHT,
    LUNCH,
    MID,
    MID_AFTERNOON,
    MID_MORNING,
    MONTH,
    MORNING,
    NIGHT,
)

_REFINED = {
    (EARLY, MORNING): EARLY_MORNING, (MID, MORNING): MID_MORNING, (LATE, MORNING): LATE_MORNING,
    (EARLY, AFTERNOON): EARLY_AFTERNOON, (MID, AFTERNOON): MID_AFTERNOON, (LATE, AFTERNOON): LATE_AFTERNOON,
    (EARLY, EVENING): EARLY_EVENING, (LATE, EVENING): LATE_EVENING, (EARLY, NIGHT): EARLY_NIGHT, (LATE, NIGHT): LATE_NIGHT,
}  # fmt: skip
_BETWEEN = {Cat.DASH, Cat.IN, Cat.AT, Cat.ARTICLE, Cat.OF, Cat.THIS, Cat.DAY, Cat.WEEKDAY}
"""What may stand between "late" and "morning"."""
_MOST_BETWEEN = 3
_OR_AFTER = {Cat.SINCE}


def tidy(marks: list[Mark]) -> list[Mark]:
    """Spell "tonight" as "today evening", "late this morning" as "this late morning"; drop the point of "Fri." and "Sept."."""
    if not stands(_TIDIED, marks):
        return marks
    spelled: list[Mark] = []
    marks = _parted(_days_after(_after_lunch(marks)))
    for i, mark in enumerate(marks):
        if (mark.low == "." or mark.cat in _LEFT_OUT) and _says_no_more(marks, i):
            continue
        if mark.cat in _DAY_AND_CLOCK:
            spelled += _day_and_clock(mark)
        elif mark.cat in _ENDINGS and _begins_bound(marks, i):
            n = marks[i + 1].n if marks[i + 1].cat in _POINTING else 0
            spelled += [mark._replace(cat=Cat.OR), mark._replace(cat=_ENDINGS[mark.cat], n=n)]
        elif mark.cat is Cat.AND_HALF and _joins_half_hours(marks, i):
            spelled += [mark._replace(cat=Cat.AND), mark._replace(cat=Cat.HALF)]
        elif mark.cat is Cat.OR and _joins_stamps(marks, i):
            spelled.append(mark._replace(cat=Cat.TO))
        elif mark.cat is Cat.COMING_FEW and spelled and spelled[-1].cat in (Cat.NUMBER, Cat.COUPLE):
            spelled[-1:] = [mark._replace(cat=Cat.NEXT, n=0), spelled[-1], mark._replace(cat=Cat.UNIT)]
        elif _is_called_month(marks, i):
            spelled.append(mark._replace(low=f"month of {mark.low}"))
        elif mark.cat is Cat.PARTS:
            _recur(spelled)
            spelled.append(mark._replace(cat=Cat.PART))
        else:
            spelled.append(mark)
        if spelled[-1].cat is Cat.PART:
            _refine(spelled)
    return spelled


_DAY_AND_CLOCK = {Cat.TONIGHT, Cat.TODAY_PART, Cat.TOMORROW_PART, Cat.SAME_MOMENT}
_TIDIED = {
    *_DAY_AND_CLOCK, Cat.SINCE, Cat.AT_LATEST, Cat.AND_HALF, Cat.ISO, Cat.PARTS, Cat.PART, Cat.WEEKDAY,
    Cat.MONTH, Cat.COMING_FEW, Cat.DATE, Cat.HENCE,
}  # fmt: skip
"""What may be respelled, or have a point behind it."""


def _day_and_clock(mark: Mark) -> tuple[Mark, Mark]:
    """Spell what says a day and its part, or its time, at once."""
    if mark.cat is Cat.SAME_MOMENT:
        return mark._replace(cat=Cat.SAME_DAY, n=0), mark._replace(cat=Cat.SAME_TIME, n=0)
    part = EVENING if mark.cat is Cat.TONIGHT else mark.n
    days = int(mark.cat is Cat.TOMORROW_PART)
    return mark._replace(cat=Cat.DAY, n=days), mark._replace(cat=Cat.PART, n=part)


_LEFT_OUT = {Cat.OF, Cat.ARTICLE, Cat.UNIT}
"""What may say no more where it stands, beside the point of a short form."""


def _says_no_more(marks: list[Mark], i: int) -> bool:
    return _ends_short_form(marks, i) or _is_pointing(marks, i) or _leads_month(marks, i)


def _leads_month(marks: list[Mark], i: int) -> bool:
    """Say whether "the month of" stands before the name of a month, and says no more than that."""
    at = i + {Cat.OF: -1, Cat.ARTICLE: 1}.get(marks[i].cat, 0)
    if at < 0 or at + 2 >= len(marks) or marks[at].cat is not Cat.UNIT or marks[at].n != MONTH:
        return False
    return marks[at + 1].cat is Cat.OF and marks[at + 2].cat is Cat.MONTH


def _is_called_month(marks: list[Mark], i: int) -> bool:
    """Say whether "month of" stands before, so that "may" and "mai" can be nothing else."""
    return marks[i].cat is Cat.MONTH and i > 1 and _leads_month(marks, i - 2)


def _parted(marks: list[Mark]) -> list[Mark]:
    """Spell "17/18 Uhr" as "17 or 18", and "ab heute" as "from today"."""
    if not stands(_PARTED, marks):
        return marks
    spelled: list[Mark] = []
    for i, mark in enumerate(marks):
        if _is_two_hours(marks, i):
            first, last = (mark._replace(cat=Cat.NUMBER, low=str(n), n=n, nums=(n,)) for n in mark.nums)
            spelled += [first, mark._replace(cat=Cat.OR, low="/", n=0), last]
        elif mark.cat is Cat.HENCE and mark.n == FROM_TODAY and not (i and marks[i - 1].cat in _COUNTING):
            spelled += [mark._replace(cat=Cat.FROM, n=0), mark._replace(cat=Cat.DAY, n=0)]
        else:
            spelled.append(mark)
    return spelled


_PARTED = {Cat.DATE, Cat.HENCE}
_COUNTING = {
    Cat.UNIT,
    Cat.AMOUNT,
    Cat.HOURS,
    Cat.NUMBER,
    Cat.WEEKDAY,
    Cat.WEEKDAYS,
    Cat.HOUR_WORD,
    Cat.DAY_SET,
}
"""What "hence" counts from today."""


def _is_two_hours(marks: list[Mark], i: int) -> bool:
    """Say whether what looks like a date is two hours: "17/18 Uhr", "7/8 am"."""
    mark, following = marks[i], marks[i + 1].cat if i + 1 < len(marks) else Cat.BREAK
    hours = mark.cat is Cat.DATE and len(mark.nums) == 2 and "/" in mark.low
    close = hours and 0 < mark.nums[1] - mark.nums[0] <= _APART and mark.nums[1] <= _HOURS
    return close and following in (Cat.O_CLOCK, Cat.HALF_OF_DAY)


_HOURS = 24
_APART = 2
"""Hours that may lie between two that are said as one: "9/12 pm" is a date."""


def _after_lunch(marks: list[Mark]) -> list[Mark]:
    """Spell the "or after" of "Monday or after lunch Tuesday" as "or", and the lunch as what comes after it."""
    if not stands(_OR_AFTER, marks):
        return marks
    spelled: list[Mark] = []
    for mark in marks:
        last = spelled[-1] if spelled else None
        if last and last.cat is Cat.SINCE and mark.cat is Cat.PART and mark.n == LUNCH:
            spelled[-1:] = [last._replace(cat=Cat.OR), mark._replace(n=AFTER_LUNCH)]
        else:
            spelled.append(mark)
    return spelled


def _days_after(marks: list[Mark]) -> list[Mark]:
    """Read "or after" before "tomorrow" as a part of the day after: "demain ou après-demain", "ou depois de amanhã"."""
    if not stands(_OR_AFTER, marks):
        return marks
    found: list[Mark] = []
    for mark in marks:
        last = found[-2:]
        joint = len(last) == 2 and last[1].cat in (Cat.DASH, Cat.OF)
        before = last[0] if joint else found[-1] if found else mark
        if mark.cat is Cat.DAY and mark.n == 1 and before.cat is Cat.SINCE and before is not mark:
            del found[-1 - joint :]
            found += [before._replace(cat=Cat.OR), mark._replace(n=2)]
        else:
            found.append(mark)
    return found


def _joins_half_hours(marks: list[Mark], i: int) -> bool:
    """Say whether "and half" stands in "between ten and half eleven"."""
    before = (Cat.WORD, Cat.WORD, *(mark.cat for mark in marks[max(0, i - 2) : i]))[-2:]
    return before == (Cat.BETWEEN, Cat.NUMBER) and i + 1 < len(marks) and marks[i + 1].cat is Cat.NUMBER


def _joins_stamps(marks: list[Mark], i: int) -> bool:
    """Say whether a slash stands between two times as ISO 8601 writes a stretch: "2026-03-10T09:00/2026-03-11T17:00"."""
    following = marks[i + 1] if i + 1 < len(marks) else marks[i]
    close = marks[i].glued and following.glued and following.cat is Cat.ISO
    return close and i > 0 and marks[i - 1].cat in (Cat.ISO, Cat.CLOCK)


def _recur(spelled: list[Mark]) -> None:
    """Let the weekdays before "mornings" be each one of them: "Mon/Wed/Fri mornings"."""
    i = len(spelled) - 1
    while i >= 0 and spelled[i].cat is Cat.WEEKDAY and (i == 0 or spelled[i - 1].cat not in _ONE_OF_THEM):
        spelled[i] = spelled[i]._replace(cat=Cat.WEEKDAYS)
        i -= 1
        while i > 0 and spelled[i].cat in _LISTING and spelled[i - 1].cat in (Cat.WEEKDAY, *_LISTING):
            i -= 1


_ONE_OF_THEM = {Cat.THIS, Cat.NEXT, Cat.COMING, Cat.PREVIOUS, Cat.DASH, Cat.TO, Cat.EVERY, Cat.FROM}
"""What says before a weekday which one it is, or that a range ends with it."""
_LISTING = {Cat.OR, Cat.AND, Cat.COMMA}


def _refine(spelled: list[Mark]) -> None:
    """Let "early", "mid" or "late" before a part of the day choose a part of it."""
    part = spelled[-1]
    for back in range(2, min(_MOST_BETWEEN + 2, len(spelled)) + 1):
        mark = spelled[-back]
        if mark.cat is Cat.EDGE:
            refined = _REFINED.get((mark.n, part.n))
            if refined is not None:
                kept = [m for m in spelled[-back + 1 : -1] if m.cat in (Cat.THIS, Cat.DAY, Cat.WEEKDAY)]
                spelled[-back:] = [*kept, part._replace(n=refined, start=part.start if kept else mark.start)]
            return
        if mark.cat not in _BETWEEN:
            return


_ENDINGS = {Cat.SINCE: Cat.AFTER, Cat.AT_LATEST: Cat.BEFORE}
"""What "or after" and "or before" do where a time follows them."""
_POINTING = {Cat.OF, Cat.ARTICLE}
"""What may stand before that time and tell a day from an hour: "o después de las 3"."""
_TIMES = {
    Cat.NUMBER, Cat.CLOCK, Cat.HOURS, Cat.DOTTED, Cat.FIXED, Cat.WEEKDAY, Cat.DAY, Cat.ORDINAL, Cat.DATE, Cat.HALF_PAST, Cat.HALF_TO,
}  # fmt: skip

_DAYS = {Cat.WEEKDAY, Cat.DAY, Cat.DATE}
"""What an article parts from "or later": "a las 3 o más tarde el lunes"."""


def _begins_bound(marks: list[Mark], i: int) -> bool:
    """Say whether "or after" is about what follows ("before 10 or after 4"), not about what stands before ("5 or after")."""
    mark = marks[i]
    at = i + 1 + (i + 1 < len(marks) and marks[i + 1].cat in _POINTING)
    has_words = mark.end - mark.start > len(mark.low)
    if not has_words or at >= len(marks):
        return False
    return marks[at].cat in (_TIMES - _DAYS if marks[at - 1].cat is Cat.ARTICLE else _TIMES)


def _is_pointing(marks: list[Mark], i: int) -> bool:
    """Say whether what stands here belongs to the "or after" before it."""
    led = i > 0 and marks[i - 1].cat in _ENDINGS and marks[i].cat in _POINTING
    return led and _begins_bound(marks, i - 1)


def _ends_short_form(marks: list[Mark], i: int) -> bool:
    mark = marks[i]
    if mark.low != "." or not mark.glued or i == 0 or i + 1 >= len(marks):
        return False
    before, after = marks[i - 1], marks[i + 1]
    short = before.cat in (Cat.WEEKDAY, Cat.MONTH) and len(before.low) <= 5 - (after.cat is Cat.WEEKDAY)
    return short and after.cat in (
        Cat.NUMBER,
        Cat.ORDINAL,
        Cat.MONTH,
        Cat.CLOCK,
        Cat.DATE,
        Cat.DOTTED,
        Cat.COMMA,
        Cat.WEEKDAY,
        Cat.AND,
        Cat.OR,
        Cat.EDGE,
        Cat.PART,
        Cat.FIXED,
        Cat.AT,
        Cat.DASH,
        Cat.TO,
    )
