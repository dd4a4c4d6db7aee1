"""Random composed wishes put into words, against an oracle that asks of every quarter of an hour whether it is admitted."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.adapter import answer_line
from core.interval import Interval
from tests.nlu.composed import Scene

_ZONE = ZoneInfo("Europe/Berlin")
_NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
_TODAY = date(2026, 11, 18)
_HORIZON = Interval(datetime(2026, 11, 18, tzinfo=_ZONE), datetime(2026, 12, 2, tzinfo=_ZONE))
_SCENE = Scene(lang="en", now=_NOW, zone="Europe/Berlin", horizon=_HORIZON)
_STEP = timedelta(minutes=15)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOT_TODAY = [0, 1, 3, 4, 5, 6]
"""Today's own weekday is asked about."""


@dataclass(frozen=True, slots=True)
class _Days:
    """Days in words, and which dates they are."""

    words: str
    dates: frozenset[date]


@dataclass(frozen=True, slots=True)
class _Hours:
    """Hours in words, and which minutes of a day they are."""

    words: str
    start: int = 0
    end: int = 1440


def _coming(weekday: int) -> date:
    return _TODAY + timedelta(days=(weekday - _TODAY.weekday()) % 7)


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _choice(weekdays: Sequence[int], last: str) -> _Days:
    return _Days(_listed([_WEEKDAYS[w] for w in weekdays], last), frozenset(map(_coming, weekdays)))


def _span(first: int, length: int) -> _Days:
    begins = _coming(first)
    days = [begins + timedelta(days=i) for i in range(length)]
    return _Days(f"{_WEEKDAYS[first]} to {_WEEKDAYS[days[-1].weekday()]}", frozenset(days))


_NEXT_WEEK = _Days("next week", frozenset(date(2026, 11, 23) + timedelta(days=i) for i in range(7)))
_LISTS = st.builds(
    _choice,
    st.lists(st.sampled_from(_NOT_TODAY), min_size=1, max_size=3, unique=True),
    st.sampled_from(["or", "and"]),
)
_DAYS = _LISTS | st.builds(_span, st.sampled_from(_NOT_TODAY), st.integers(2, 5)) | st.just(_NEXT_WEEK)


def _clock(hour: int) -> str:
    return f"{hour % 12 or 12}{'pm' if hour >= 12 else 'am'}"


_HOURS_OF_DAY = st.integers(7, 20)
_BOUNDS = st.one_of(
    st.builds(lambda h: _Hours(f"after {_clock(h)}", start=h * 60), _HOURS_OF_DAY),
    st.builds(lambda h: _Hours(f"before {_clock(h)}", end=h * 60), _HOURS_OF_DAY),
    st.builds(
        lambda h, n: _Hours(f"between {_clock(h)} and {_clock(h + n)}", h * 60, (h + n) * 60),
        st.integers(7, 15),
        st.integers(1, 5),
    ),
)
_PARTS = st.sampled_from(
    [
        _Hours("in the morning", end=720),
        _Hours("in the afternoon", 720, 1080),
        _Hours("in the evening", start=1080),
    ]
)
_NONE = st.just(_Hours(""))


@dataclass(frozen=True, slots=True)
class _Wish:
    """A sentence, and what it admits of a date and a minute of it."""

    say: str
    admits: Callable[[date, int], bool]


def _is_in(hours: _Hours, minute: int) -> bool:
    return hours.start <= minute < hours.end


@st.composite
def _plain(draw: st.DrawFn) -> _Wish:
    days, hours = draw(_DAYS), draw(_BOUNDS | _PARTS | _NONE)
    first = draw(st.booleans()) and hours.words != "" and days is not _NEXT_WEEK
    say = f"{hours.words} on {days.words}" if first else f"{days.words} {hours.words}".strip()
    return _Wish(say, lambda day, minute: day in days.dates and _is_in(hours, minute))


@st.composite
def _pairs(draw: st.DrawFn) -> _Wish:
    """Each day with its own hours: "Monday morning or Thursday after 2pm"."""
    weekdays = draw(st.lists(st.sampled_from(_NOT_TODAY), min_size=2, max_size=3, unique=True))
    hours = {_coming(w): draw(_BOUNDS | _PARTS) for w in weekdays}
    words = [f"{_WEEKDAYS[w]} {hours[_coming(w)].words}" for w in weekdays]
    return _Wish(_listed(words, "or"), lambda day, minute: day in hours and _is_in(hours[day], minute))


@st.composite
def _without_days(draw: st.DrawFn, wishes: st.SearchStrategy[_Wish]) -> _Wish:
    wish = draw(wishes)
    weekdays = draw(st.lists(st.sampled_from(_NOT_TODAY), min_size=1, max_size=3, unique=True))
    words = draw(
        st.sampled_from(
            [
                ", but not {}",
                ", except {}",
                " but {} is out",
                ". I can't do {}",
                ", just not {}",
                " apart from {}",
            ]
        )
    )
    if len(weekdays) > 1:
        words = words.replace("is out", "are out")
    out = frozenset(weekdays)
    named = _listed([_WEEKDAYS[w] for w in weekdays], "and" if "are out" in words else "or")
    return _Wish(
        wish.say + words.format(named), lambda day, m: wish.admits(day, m) and day.weekday() not in out
    )


@st.composite
def _without_hours(draw: st.DrawFn, wishes: st.SearchStrategy[_Wish]) -> _Wish:
    wish, hours = draw(wishes), draw(_BOUNDS | _PARTS)
    words = draw(st.sampled_from([", but not {}", ", just not {}"]))
    return _Wish(
        wish.say + words.format(hours.words), lambda day, m: wish.admits(day, m) and not _is_in(hours, m)
    )


def _moments() -> list[datetime]:
    first = datetime(2026, 11, 18, 10, 30, tzinfo=_ZONE).astimezone(UTC)
    return [first + i * _STEP for i in range(int((_HORIZON.end - first) / _STEP))]


_MOMENTS = [(m, m.astimezone(_ZONE)) for m in _moments()]


def _check(wish: _Wish) -> None:
    answer = json.loads(answer_line(json.dumps(_SCENE.line(wish.say))))
    windows = [tuple(map(datetime.fromisoformat, window)) for window in answer["windows"]]
    said = {m.isoformat() for m, _ in _MOMENTS if any(start <= m < end for start, end in windows)}
    admitted = {
        m.isoformat() for m, here in _MOMENTS if wish.admits(here.date(), here.hour * 60 + here.minute)
    }
    assert said == admitted
    assert not (answer["ask"] and admitted)


@given(wish=_plain())
@settings(max_examples=60, deadline=None)
def test_days_crossed_with_hours(wish: _Wish) -> None:
    """Every day that is named has all the hours that are named, in whatever order they are said."""
    _check(wish)


@given(wish=_pairs())
@settings(max_examples=40, deadline=None)
def test_days_with_hours_of_their_own(wish: _Wish) -> None:
    """Hours belong to the day that they stand with."""
    _check(wish)


@given(wish=_without_days(_plain()) | _without_days(_pairs()))
@settings(max_examples=80, deadline=None)
def test_days_that_are_excluded(wish: _Wish) -> None:
    """A weekday that was excluded is never admitted, and nothing else is lost."""
    _check(wish)


@given(wish=_without_hours(_plain()))
@settings(max_examples=60, deadline=None)
def test_hours_that_are_excluded(wish: _Wish) -> None:
    """Hours that were excluded are never admitted, and nothing else is lost."""
    _check(wish)


@st.composite
def _one_narrowed(draw: st.DrawFn) -> _Wish:
    """One of several days named again with hours of its own: "Monday or Friday, but Friday only after 2pm"."""
    weekdays = draw(st.lists(st.sampled_from(_NOT_TODAY), min_size=2, max_size=3, unique=True))
    days, hours = _choice(weekdays, "or"), draw(_BOUNDS)
    again = draw(st.sampled_from(weekdays))
    joint = draw(st.sampled_from([", but {} only {}", " works, but {} only {}", ", {} only {}"]))
    narrowed = _coming(again)
    return _Wish(
        days.words + joint.format(_WEEKDAYS[again], hours.words),
        lambda day, m: day in days.dates and (day != narrowed or _is_in(hours, m)),
    )


@st.composite
def _days_of_the_month(draw: st.DrawFn) -> _Wish:
    """Days of a month listed by number, the month said once: "24, 26 or 27 November", "November 24, 26 and 27"."""
    numbers = sorted(draw(st.lists(st.integers(19, 30), min_size=2, max_size=4, unique=True)))
    listed = _listed([str(n) for n in numbers], draw(st.sampled_from(["or", "and"])))
    say = draw(st.sampled_from([f"{listed} November", f"November {listed}"]))
    return _Wish(say, lambda day, _: day.month == 11 and day.day in numbers)


@st.composite
def _busy(draw: st.DrawFn) -> _Wish:
    """Busy until some hour of a day, and free after: "on Monday I'm busy until 2pm, after that I'm free"."""
    weekday, hour = draw(st.sampled_from(_NOT_TODAY)), draw(_HOURS_OF_DAY)
    said = draw(
        st.sampled_from(
            ["I'm busy until {}, after that I'm free", "I'm stuck until {} but after that it's fine"]
        )
    )
    day = _coming(weekday)
    return _Wish(
        f"{_WEEKDAYS[weekday]} {said.format(_clock(hour))}",
        lambda each, m: each == day and m >= hour * 60,
    )


@given(wish=_one_narrowed() | _days_of_the_month() | _busy())
@settings(max_examples=60, deadline=None)
def test_days_named_again_listed_by_number_and_partly_busy(wish: _Wish) -> None:
    """What is said of one day narrows that day alone; days of a list share their month; what follows a busy stretch is free."""
    _check(wish)


@given(
    wish=_plain(),
    words=st.sampled_from([" except when {} is away", ", but not during the {}", " unless {} comes along"]),
    who=st.sampled_from(["Bob", "offsite", "workshop"]),
)
@settings(max_examples=30, deadline=None)
def test_an_exception_that_is_no_time_is_asked_about(wish: _Wish, words: str, who: str) -> None:
    """What was left out, but cannot be understood, is never dropped in silence."""
    answer = json.loads(answer_line(json.dumps(_SCENE.line(wish.say + words.format(who)))))
    assert answer["ask"]
    assert not answer["windows"]
