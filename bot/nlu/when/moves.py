"""Times moved from now or from what is being talked about: "in 2 hours", "an hour later", "later that day"."""

from typing import NamedTuple

from bot.nlu.when.amounts import LENGTH_STARTS, Amount, added, amount, leads
from bot.nlu.when.cursor import Cursor
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.senses import A_FEW, DAY, HOUR, MONTH, WEEKEND
from bot.nlu.when.value import AnchorDay, AnchorShift, Beside, ClockLike, Day, FromNow, NextMinutes, SameClock


class Moved(NamedTuple):
    """A day and a clock time, or only the latter."""

    day: Day | None
    clock: ClockLike


def moved(c: Cursor) -> Moved | None:
    """Read "an hour later", "push it back a day", "in 2 hours", "2 hours from now"."""
    if c.cat() in (*_BESIDE, Cat.SAME_DAY):
        return _on_that_day(c)
    start = c.at
    soon = _soon(c) if c.cat() in _BEGINS_SOON else None
    if soon is not None:
        return soon
    c.at = start
    push = {Cat.PUSH: 1, Cat.PULL: -1}.get(c.cat())
    led = leads(c)
    if led and _is_bare_minutes(c):
        c.at += 1
        return Moved(None, FromNow(c.peek(-1).n))
    if push is not None:
        c.at += 1
        _skip_pronoun(c)
        if c.skip(Cat.AT) and c.cat() in (Cat.HOURS, Cat.CLOCK):
            c.at = start
            return None
    c.skip(Cat.AROUND, Cat.BY)
    said = amount(c) if c.cat() in _STARTS else None
    if said is None:
        c.at = start
        return None
    made = _relative(c, said.minutes, push, led=led, unit=said.unit)
    if made is None:
        c.at = start
    return made


def _is_bare_minutes(c: Cursor) -> bool:
    """Say whether "in 15" ends here: minutes, as it is no year and no month."""
    mark = c.peek()
    ends = mark.cat is Cat.NUMBER and mark.n in _USUAL_MINUTES and c.cat(1) is Cat.BREAK
    return ends and c.cat(-2) is not Cat.NUMBER


_BEGINS_SOON = {Cat.COMING_FEW, Cat.WITHIN, Cat.ARTICLE, Cat.NEXT, Cat.COMING}


def _soon(c: Cursor) -> Moved | None:
    """Read "within 2 hours", "the next 90 minutes": a stretch that begins now."""
    if c.cat() is Cat.COMING_FEW and c.peek().n <= HOUR:
        c.at += 1
        return Moved(None, NextMinutes(A_FEW * c.peek(-1).n))
    led = c.cat(-1) is Cat.IN
    within = c.skip(Cat.WITHIN)
    led = c.skip(Cat.ARTICLE) or within or led
    if not (c.skip(Cat.NEXT, Cat.COMING) or within):
        return None
    said = amount(c)
    vague = said is None and not led
    if said is None and c.cat() is Cat.UNIT and (within or c.peek().n <= HOUR):
        c.at += 1
        said = added(c, Amount(1, c.peek(-1).n))
    if said is None or said.unit > HOUR or said.unit == WEEKEND:
        return None
    return Moved(None, NextMinutes(said.minutes, vague))


_USUAL_MINUTES = (5, 10, 15, 20, 30, 45, 60, 90)
_STARTS = LENGTH_STARTS - {Cat.WHOLE, Cat.CLOCK}
MOVING = {
    Cat.PUSH, Cat.PULL, Cat.IN, Cat.AND, Cat.WITHIN, Cat.NEXT, Cat.COMING, Cat.AROUND, Cat.BY, Cat.LATER, Cat.EARLIER,
    Cat.SAME_DAY, Cat.COMING_FEW, *_STARTS,
}  # fmt: skip
"""What words may begin that which is moved, or counted from now."""


def _skip_pronoun(c: Cursor) -> None:
    """Step over what is moved: "it", "my meeting", "le rdv de"."""
    for _ in range(_MOST_SKIPPED):
        is_article = c.cat() is Cat.ARTICLE and c.cat(1) not in (*_STARTS, Cat.HOUR_WORD)
        if c.cat() not in _MOVED and not is_article:
            return
        c.at += 1


_MOST_SKIPPED = 5
_MOVED = {Cat.WORD, Cat.SUBJECT, Cat.THIS, Cat.COUNTED, Cat.HENCE, Cat.BY, Cat.OF, Cat.FILLER}
"""What may stand between "push" and by how much."""

_SHIFTS = {Cat.LATER: 1, Cat.EARLIER: -1, Cat.PUSH: 1, Cat.PULL: -1}
"""Where a length moves a time, by the word after it ("an hour later", "eine Stunde vorziehen")."""


def _relative(c: Cursor, minutes: float, push: int | None, *, led: bool, unit: int) -> Moved | None:
    sign = push
    if sign is None and c.cat() in _SHIFTS and c.cat(1) is not Cat.THIS:
        sign = _SHIFTS[c.cat()]
        c.at += 1
        c.skip(Cat.FROM) and c.skip(Cat.DAY)
    if sign is not None:
        if unit >= DAY and unit != MONTH:
            return Moved(AnchorDay(sign * round(minutes / DAY)), SameClock())
        return Moved(None, AnchorShift(sign * round(minutes)))
    if unit <= HOUR and c.skip(Cat.AGO):
        return Moved(None, FromNow(-minutes))
    if unit > HOUR or not (c.skip(Cat.HENCE) or led):
        return None
    return Moved(None, FromNow(minutes))


def _on_that_day(c: Cursor) -> Moved | None:
    """Read "later that day", "später am selben Tag", "that day, earlier"; None, not moving, if it is none."""
    start = c.at
    leads = c.skip(*_BESIDE)
    word = c.peek(-1)
    for _ in range(_MOST_BESIDE * leads):
        c.skip(Cat.ON, Cat.IN, Cat.OF, Cat.ARTICLE)
    same = c.skip(Cat.SAME_DAY) or (leads and c.peek().n == DAY and c.skip(Cat.UNIT))
    if same and not leads:
        c.skip(Cat.COMMA)
        word = c.peek()
        leads = c.skip(*_BESIDE)
    if not (same and leads):
        c.at = start
        return None
    return Moved(AnchorDay(), Beside(word.cat is Cat.LATER))


_BESIDE = (Cat.LATER, Cat.EARLIER)
_MOST_BESIDE = 2
"""Words between "later" and "that day"."""
