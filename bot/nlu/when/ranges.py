"""Join elements into ranges and bounds: "2-4pm", "Mon to Thu", "after 5", "by Friday", "not before 2"."""

from dataclasses import replace

from bot.nlu.when.elements import Element
from bot.nlu.when.journeys import journey, moment_at
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.limits import limit_at
from bot.nlu.when.listed_hours import listed_hours
from bot.nlu.when.pairs import STRETCHES, are_two, is_bare, is_long, narrowed, one_day
from bot.nlu.when.presence import with_presence
from bot.nlu.when.recurrence.bounds import recurs
from bot.nlu.when.shared_months import LIST, shared_months
from bot.nlu.when.value import (
    Both,
    Clock,
    ClockLike,
    ClockSpan,
    Day,
    DayBound,
    DaySpan,
    MonthOf,
    OnDate,
    Part,
    Period,
    Weekday,
    WeekOf,
)

_TO = {Cat.TO, Cat.DASH, Cat.UNTIL}
_ENDINGS = {Cat.SINCE: Cat.FROM, Cat.AT_LATEST: Cat.BY}
"""What a word after a time makes of it."""
_LEADS = {Cat.FROM, Cat.BETWEEN}
_BOUNDS = {Cat.AFTER, Cat.BEFORE, Cat.BY, Cat.UNTIL, Cat.FROM}


def ranged(found: list[Element]) -> list[Element]:
    """Return the elements with ranges and bounds joined, one pass each."""
    if not any(each.is_time for each in found):
        return found
    found = listed_hours(shared_months(found))
    found = _adjacent(found) if len([each for each in found if each.day is not None]) > 1 else found
    ops = frozenset([each.op for each in found])
    found = found if ops.isdisjoint(_SPANNING) else _spanned(found)
    return with_presence(found if ops.isdisjoint(_BOUNDING) else _bounded(_before_times(found)))


def _adjacent(found: list[Element]) -> list[Element]:
    """Make one day of "Friday next week", "Tuesday, 12 May" and "today, the 9th"."""
    joined: list[Element] = []
    for i, each in enumerate(found):
        day = each.day
        if day is not None and _is_dated_after_clock(joined, day):
            weekday = joined[-2]
            joined[-2] = weekday._replace(day=narrowed(weekday.day or day, day))
            joined[-1] = joined[-1]._replace(end=each.end)
            continue
        if day is not None and joined and are_two(joined[-1].day, day):
            joined.append(each)
        elif day is not None and joined and joined[-1].day is not None and not _bounds(joined, day):
            _share_back(joined, day)
            joined[-1] = joined[-1]._replace(day=narrowed(joined[-1].day, day), end=each.end)
        elif (
            day is not None
            and len(joined) > 1
            and joined[-1].op is Cat.COMMA
            and one_day(joined[-2].day, day)
            and not (isinstance(joined[-2].day, STRETCHES) and _is_judged(found, i))
            and not _is_excepted(joined, day)
        ):
            joined.pop()
            _share_on(joined, day)
            joined[-1] = joined[-1]._replace(day=narrowed(joined[-1].day or day, day), end=each.end)
        else:
            joined.append(each)
    return joined


def _is_judged(found: list[Element], i: int) -> bool:
    """Say whether "excluded", "is bad" or "preferably" follows a day directly, and is said of it."""
    after = found[i + 1] if i + 1 < len(found) else None
    if after is None or after.is_time or after.op not in (Cat.BAD, Cat.BETTER, Cat.PREFER):
        return False
    return after.op is not Cat.PREFER or i + 2 >= len(found) or not found[i + 2].is_time


def _is_excepted(joined: list[Element], day: Day) -> bool:
    """Say whether a comma parts an exception from what it is taken out of: "except Wednesday, next week"."""
    return isinstance(day, Period) and len(joined) > 2 and joined[-3].op is Cat.EXCEPT


def _is_dated_after_clock(joined: list[Element], day: Day) -> bool:
    """Say whether a date says which weekday was meant before a clock time: "Monday evening 26 March"."""
    if not isinstance(day, OnDate) or day.month is None or len(joined) < 2:
        return False
    return isinstance(joined[-1].clock, Clock | Part) and is_bare(joined[-2].day)


def _share_back(joined: list[Element], by: Day) -> None:
    """Let the days listed before "Friday next week" be of that week as well."""
    if not isinstance(by, Period | MonthOf | WeekOf) or not is_bare(joined[-1].day):
        return
    i = len(joined) - 2
    while i >= 0:
        i -= joined[i].op in LIST and not joined[i].is_time
        if i < 0 or not is_bare(day := joined[i].day):
            return
        joined[i] = joined[i]._replace(day=narrowed(day or by, by))
        i -= 1


def _share_on(joined: list[Element], by: Day) -> None:
    """Let the Thursday of "this week or next, Thursday" be of both weeks."""
    i = len(joined) - 1
    while isinstance(by, Weekday) and isinstance(joined[i].day, Period | WeekOf):
        i -= 1
        i -= i > 0 and joined[i].op is Cat.WORD and not joined[i].is_time
        if i < 1 or joined[i].op not in LIST or not isinstance(day := joined[i - 1].day, Period | WeekOf):
            return
        i -= 1
        joined[i] = joined[i]._replace(day=narrowed(day, by))


def _bounds(joined: list[Element], day: Day) -> bool:
    """Say whether the last day tells from when the next recurs: "from tomorrow every Friday"."""
    leads = len(joined) > 1 and not joined[-2].is_time and joined[-2].op in _BOUNDS
    return leads and recurs(day) and not recurs(joined[-1].day)


def _spanned(found: list[Element]) -> list[Element]:
    joined: list[Element] = []
    i = 0
    while i < len(found):
        step = None
        if found[i].is_time and i + 2 < len(found):
            step = (
                _journey_at(found, i, joined) or _day_within(found, i, joined) or _span_at(found, i, joined)
            )
        if step is None:
            joined.append(found[i])
            i += 1
        else:
            made, used, leads = step
            if leads:
                joined.pop()
            joined.append(made)
            i += used
    return joined


def _journey_at(found: list[Element], i: int, joined: list[Element]) -> tuple[Element, int, bool] | None:
    """Return the stretch from a time on one day to a time on another that begins at an element.

    Either end may have its day and its clock time in either order; "from 2pm till tomorrow" begins today.
    """
    begins = moment_at(found, i)
    joint = i + begins.used
    if not begins.used or joint + 1 >= len(found) or not _is_joint(found[joint], joined):
        return None
    if found[joint].op is Cat.UNTIL and _follows_what_recurs(joined):
        return None
    leads = bool(joined) and not joined[-1].is_time and joined[-1].op in _LEADS
    ends = moment_at(found, joint + 1)
    made = journey(begins, ends, leads=leads or found[joint].op is Cat.UNTIL)
    if made is None:
        return None
    used = begins.used + 1 + ends.used
    return found[i]._replace(day=made, clock=None, end=found[i + used - 1].end), used, leads


def _is_joint(each: Element, joined: list[Element]) -> bool:
    between = bool(joined) and joined[-1].op is Cat.BETWEEN
    return not each.is_time and (each.op in _TO or (between and each.op is Cat.AND))


def _day_within(found: list[Element], i: int, joined: list[Element]) -> tuple[Element, int, bool] | None:
    """Put the day of "between 2 tomorrow and 4" before the clock times."""
    clock, day = found[i], found[i + 1] if i + 1 < len(found) else None
    if day is None or day.day is None or not isinstance(clock.clock, Clock) or i + 3 >= len(found):
        return None
    if not _is_joint(found[i + 2], joined) or not isinstance(found[i + 3].clock, Clock):
        return None
    leads = bool(joined) and not joined[-1].is_time and joined[-1].op in _LEADS
    if leads:
        joined.pop()
    joined.append(day._replace(start=clock.start))
    made = _range(clock, found[i + 3], between=leads)
    return (made, 4, False) if made else None


def _span_at(found: list[Element], i: int, joined: list[Element]) -> tuple[Element, int, bool] | None:
    """Return the range that begins at an element, how many it uses, and whether a "from" before it belongs to it."""
    lead = joined[-1].op if joined and not joined[-1].is_time else Cat.WORD
    joint = found[i + 1].op
    skips = 1 if found[i + 2].op is Cat.FROM else 0
    if i + 2 + skips >= len(found) or not (joint in _TO or (joint is Cat.AND and lead is Cat.BETWEEN)):
        return None
    last = found[i + 2 + skips]
    if joint is Cat.UNTIL and last.day is not None and _follows_what_recurs(joined):
        return None
    made = _range(found[i], last, between=lead is Cat.BETWEEN)
    return (made, 3 + skips, lead in (Cat.FROM, Cat.BETWEEN)) if made else None


def _follows_what_recurs(joined: list[Element]) -> bool:
    """Say whether days that recur stand before, so that "until" tells when they end: "every Monday and Wednesday at 9 until …"."""
    for each in reversed(joined):
        if recurs(each.day):
            return True
        if each.day is None and (each.is_time or each.op not in LIST):
            return False
    return False


def _range(first: Element, last: Element, *, between: bool) -> Element | None:
    if first.day is not None and last.day is not None:
        if recurs(first.day) and not isinstance(last.day, Weekday):
            return None
        if isinstance(first.day, Both) and is_long(first.day.left) and is_bare(last.day):
            return first._replace(
                day=narrowed(first.day.left, DaySpan(first.day.right, last.day)), end=last.end
            )
        return first._replace(day=DaySpan(first.day, last.day), end=last.end)
    if _is_bare_number(first.clock) and isinstance(last.day, OnDate) and last.day.month is not None:
        day = replace(last.day, day=first.clock.hour) if isinstance(first.clock, Clock) else last.day
        return first._replace(day=DaySpan(day, last.day), clock=None, end=last.end)
    if isinstance(first.clock, Clock | Part) and isinstance(last.clock, Clock | Part):
        return first._replace(clock=_clock_range(first.clock, last.clock, between=between), end=last.end)
    return None


def _is_bare_number(clock: ClockLike | None) -> bool:
    """Say whether a clock time may be a day of the month instead: "from 2 to 7 April"."""
    return isinstance(clock, Clock) and not clock.digital and clock.half is None and clock.hour > 0


def _clock_range(first: Clock | Part, last: Clock | Part, *, between: bool) -> ClockSpan:
    first, last = _both_24(first, last)
    zones = [each.zone for each in (last, first) if isinstance(each, Clock) and each.zone]
    return ClockSpan(
        start=_with_half(first, last), end=last, window=between, zone=zones[0] if zones else None
    )


def _both_24(first: Clock | Part, last: Clock | Part) -> tuple[Clock | Part, Clock | Part]:
    """Read "17:00 to 9:00" by the 24-hour clock at both ends."""
    clocks = [each for each in (first, last) if isinstance(each, Clock)]
    if (
        len(clocks) < 2
        or not all(c.digital and c.half is None for c in clocks)
        or not any(c.sure for c in clocks)
    ):
        return first, last
    return replace(clocks[0], sure=True), replace(clocks[1], sure=True)


def _with_half(first: Clock | Part, last: Clock | Part) -> Clock | Part:
    """Give "2" of "2-4pm" its pm, unless that would put it after the end ("11-1pm")."""
    if not isinstance(first, Clock) or not isinstance(last, Clock) or first.half is not None or first.sure:
        return first
    if last.half is None or (last.sure and last.hour != 12):
        return first
    begins, ends = first.hour % 12 * 60 + first.minute, last.hour % 12 * 60 + last.minute
    half = last.half if begins < ends else 1 - last.half
    return replace(first, half=half) if begins != ends else first


_EITHER_SIDE = {Cat.LATEST: Cat.BY, Cat.EARLIEST: Cat.FROM}
_SPANNING, _BOUNDING = _TO | {Cat.BETWEEN}, {*_BOUNDS, *_ENDINGS, *_EITHER_SIDE, Cat.TO}
"""What has to stand in a message for its times to be ranges, or bounds."""


def _before_times(found: list[Element]) -> list[Element]:
    """Put "spätestens" of "11 Uhr spätestens" before its time, as "by" stands."""
    placed: list[Element] = []
    for i, each in enumerate(found):
        op = None if each.is_time else _EITHER_SIDE.get(each.op)
        if op is None:
            placed.append(each)
        elif i + 1 < len(found) and found[i + 1].is_time:
            placed.append(each._replace(op=op, must=True))
        elif placed and placed[-1].is_time and not _is_led(placed, op):
            placed.insert(-1, each._replace(op=op))
    return placed


def _is_led(placed: list[Element], op: Cat) -> bool:
    """Say whether what stands after a time was said before it as well: "by Tuesday 3pm at the latest"."""
    leads = next((each.op for each in reversed(placed[-3:-1]) if not each.is_time), None)
    return leads is op or (op is Cat.BY and leads in (Cat.UNTIL, Cat.BEFORE))


def _bounded(found: list[Element]) -> list[Element]:
    joined: list[Element] = []
    i = 0
    while i < len(found):
        op, following = found[i].op, found[i + 1] if i + 1 < len(found) else None
        if op is Cat.FROM and following is not None and _is_span(found, i + 1):
            i += 1
            continue
        if (limited := limit_at(found, i)) is not None:
            made, used = limited
            joined.append(made)
            i += used
            continue
        if op is Cat.TO and joined and recurs(joined[-1].day):
            op = Cat.UNTIL
        if op in _BOUNDS and not found[i].is_time and following is not None and following.is_time:
            negated = op in (Cat.AFTER, Cat.BEFORE) and _is_negated(joined)
            bound = (Cat.FROM if op is Cat.BEFORE else Cat.BY) if negated else op
            made = _bound(bound, following)
            made = made._replace(op=Cat.EARLIEST) if found[i].must else made
            if negated:
                joined.pop()
                made = made._replace(clock=_firm(made.clock))
            joined.append(made._replace(start=found[i].start, op=Cat.ONLY if negated else made.op))
            i += 2
            continue
        joined.append(_onwards(found, i))
        i += 2 if following is not None and following.op in _ENDINGS and found[i].is_time else 1
    return joined


def _is_span(found: list[Element], i: int) -> bool:
    """Say whether days that follow "from" have their end already: "from Monday to Friday", "from Monday 9 to 5"."""
    after = found[i + 1].clock if i + 1 < len(found) else None
    ends = isinstance(after, ClockSpan) and after.start is not None and after.end is not None
    return isinstance(found[i].day, DaySpan) or (found[i].day is not None and ends)


def _is_negated(joined: list[Element]) -> bool:
    """Say whether "not" holds for a bound that comes now: "not before 10", "not before 10 or after 4"."""
    if not joined or joined[-1].is_time:
        return False
    goes_on = joined[-1].op in (Cat.OR, Cat.AND) and len(joined) > 1
    return joined[-1].op is Cat.NOT or (goes_on and joined[-2].op is Cat.ONLY and joined[-2].is_time)


def _firm(clock: ClockLike | None) -> ClockLike | None:
    return replace(clock, firm=True) if isinstance(clock, ClockSpan) else clock


def _onwards(found: list[Element], i: int) -> Element:
    each = found[i]
    ending = _ENDINGS.get(found[i + 1].op) if i + 1 < len(found) else None
    if ending is not None and each.is_time:
        return _bound(ending, each)._replace(end=found[i + 1].end)
    return each


def _bound(op: Cat, each: Element) -> Element:
    if each.day is not None:
        return each._replace(day=_day_bound(op, each.day))
    if isinstance(each.clock, Clock | Part):
        late = op in (Cat.AFTER, Cat.FROM)
        zone = each.clock.zone if isinstance(each.clock, Clock) else None
        span = ClockSpan(start=each.clock, zone=zone) if late else ClockSpan(end=each.clock, zone=zone)
        return each._replace(clock=span)
    return each


def _day_bound(op: Cat, when: Day) -> Day:
    return DayBound(when, op in (Cat.AFTER, Cat.FROM), op in (Cat.BY, Cat.UNTIL, Cat.FROM))
