"""A reading in plain words, for a person who wants to see what was understood."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from bot.nlu.reader import read
from bot.phrases.times import clock_text, date_text
from bot.understood import Hearing, Problem, Reading, Understood, Wish
from core.interval import Interval
from core.series import Rhythm
from core.zones import local

_MOST = 8
"""Windows that are listed; nobody reads more."""

_PROBLEMS = {
    Problem.NO_SUCH_DATE: "There is no such date.",
    Problem.SKIPPED: "Clocks jump over that time.",
    Problem.PAST: "That is over.",
    Problem.UNCLEAR: "What was left out, or was the limit, is no time.",
    Problem.ENDS_BEFORE_BEGIN: "That ends before it begins.",
    Problem.TOO_LONG: "That is too long.",
}


def plainly(text: str, hearing: Hearing) -> str:
    """Return what was understood, a fact a line: acts, times with weekday, date and zone, and what would be asked."""
    found = read(text, hearing)
    lines = [f"Acts: {', '.join(found.acts) or 'none'}"]
    lines += _times(found.wish, hearing) if found.wish else []
    lines += _facts(found)
    return "\n".join(lines)


def _times(wish: Wish, hearing: Hearing) -> Iterator[str]:
    if wish.problem:
        yield f"Problem: {_PROBLEMS[wish.problem]}"
    if wish.refusal:
        yield f"Not: {_all(wish.excluded, hearing)}"
    elif len(wish.readings) > 1:
        yield f"Would ask: {question_of(wish, hearing)}"
    elif wish.windows:
        yield f"When: {said_of(_reading(wish), hearing)}"
    if wish.excluded and not wish.refusal:
        yield f"But not: {_all(wish.excluded, hearing)}"
    if wish.prefer:
        yield f"Better: {_all(wish.prefer, hearing)}"
    yield f"Zone: {hearing.zone}"


def _reading(wish: Wish) -> Reading:
    return Reading(windows=wish.windows, points=wish.points, stretches=wish.stretches)


def _facts(found: Understood) -> Iterator[str]:
    if found.lengths:
        yield f"Length: {' or '.join(str(n) for n in found.lengths)} minutes"
    named = {"Name": found.name, "E-mail": found.email, "Phone": found.phone, "With": found.person_words}
    yield from (f"{label}: {value}" for label, value in named.items() if value)
    if found.company.rhythm:
        yield f"Repeats: {_repeated(found.company.rhythm)}"
    if found.company.seats:
        yield f"Seats: {found.company.seats}"
    if found.pick is not None:
        yield f"Picks: offer {found.pick + 1}"


def _repeated(rhythm: Rhythm) -> str:
    count = f", {rhythm.count} times" if rhythm.count else ""
    until = f", until {rhythm.until.isoformat()}" if rhythm.until else ""
    unit = rhythm.every.value.replace("_", " by ")
    often = f"every {unit}" if rhythm.interval == 1 else f"every {rhythm.interval} {unit}s"
    return f"{often}{count}{until}"


def question_of(wish: Wish, hearing: Hearing) -> str:
    """Return the one question that tells the readings of a wish apart, or what is wrong with it."""
    if wish.problem:
        return _PROBLEMS[wish.problem]
    return f"Which do you mean: {', or '.join(said_of(each, hearing) for each in wish.readings)}?"


def said_of(reading: Reading, hearing: Hearing) -> str:
    """Return the times of a reading in words, points before windows."""
    points = [
        _point(p, hearing) for p in reading.points if not any(w.start <= p < w.end for w in reading.stretches)
    ]
    said = points + [_window(w, hearing) for w in reading.stretches or (() if points else reading.windows)]
    return _listed(said)


def _all(windows: Iterable[Interval], hearing: Hearing) -> str:
    return _listed([_window(w, hearing) for w in windows])


def _listed(said: list[str]) -> str:
    more = len(said) - _MOST
    return "; ".join(said[:_MOST]) + (f"; and {more} more" if more > 0 else "")


def _point(moment: datetime, hearing: Hearing) -> str:
    here = local(moment, hearing.zone)
    return f"{date_text(here.date(), hearing.locale, 'long')}, {clock_text(here.time(), hearing.locale)}"


def _window(window: Interval, hearing: Hearing) -> str:
    start, end = local(window.start, hearing.zone), local(window.end, hearing.zone)
    last = (end - timedelta(minutes=1)).date()
    first = date_text(start.date(), hearing.locale, "long")
    if start.time() == end.time() == time():
        return first if start.date() == last else f"{first} to {date_text(last, hearing.locale, 'long')}"
    if start.date() == last:
        clocks = (clock_text(each.time(), hearing.locale) for each in (start, end))
        return f"{first}, {' to '.join(clocks)}"
    return f"{_point(window.start, hearing)} to {_point(window.end, hearing)}"
