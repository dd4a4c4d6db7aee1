"""The reader answers anything, and its work grows with the message only."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import MAX_TEXT
from bot.nlu import read
from bot.nlu.adapter.times import times_of
from bot.nlu.languages import LANGUAGES, lexicon_of
from bot.understood import Asked, Hearing
from core.hours import OFFICE_HOURS
from core.interval import Interval
from tests.nlu.scene import HEARING, HOST, cases, moment
from tests.support.effort import lines

_OFFERS = tuple(Interval.of(moment(each), 30) for each in ("Thu 19 Nov 10:00", "Thu 19 Nov 15:00"))
_WORDS = sorted(
    {
        word
        for name in ("times", "acts", "host", "settings")
        for case in cases(name)
        for word in case["say"].split()
    }
)
_HEARINGS = st.sampled_from(
    [
        HEARING,
        HOST,
        replace(HOST, schedules=(("Working hours", OFFICE_HOURS), ("Evenings", OFFICE_HOURS))),
        replace(HEARING, offers=_OFFERS, labels=("intro", "")),
        replace(HEARING, anchor=_OFFERS[0]),
    ]
)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), hearing=_HEARINGS, asked=st.sampled_from(Asked))
def test_any_text_is_read(text: str, hearing: Hearing, asked: Asked) -> None:
    """No text makes the reader raise."""
    found = read(text, replace(hearing, asked=asked))
    assert len(found.text) <= MAX_TEXT


@settings(max_examples=300, deadline=None)
@given(words=st.lists(st.sampled_from(_WORDS), max_size=25), hearing=_HEARINGS, asked=st.sampled_from(Asked))
def test_known_words_in_any_order_are_read(words: list[str], hearing: Hearing, asked: Asked) -> None:
    """Windows are sorted, apart and in the future; points lie in them; nothing refused is wished."""
    found = read(" ".join(words), replace(hearing, asked=asked))
    wish = found.wish
    if wish is None:
        return
    assert all(a.end < b.start for a, b in zip(wish.windows, wish.windows[1:], strict=False))
    assert all(any(w.start <= p < w.end for w in wish.windows) for p in wish.points)
    if not wish.readings:
        assert not any(w.overlaps(x) for w in wish.windows for x in wish.excluded)


@given(
    numbers=st.lists(st.integers(min_value=0, max_value=10**20), min_size=1, max_size=4),
    shape=st.sampled_from(
        [
            "{}-{}-{}",
            "{}.{}.{}",
            "{}/{}",
            "{}:{}",
            "in {} days",
            "{} weeks ago",
            "at {}",
            "{} hours later",
            "next {} months",
            "week {}",
            "{}th of {}",
            "{} Nov {}",
        ]
    ),
)
@settings(max_examples=200, deadline=None)
def test_any_number_is_read(numbers: list[int], shape: str) -> None:
    """Numbers beyond every calendar are no trouble."""
    text = shape.format(*(numbers * 3))
    assert read(text, HEARING).text == text


def test_empty_and_huge_texts() -> None:
    """Nothing says nothing; a text beyond the cap is read as far as the cap."""
    assert read("", HEARING).acts == ()
    assert len(read("tomorrow " * 20_000, HEARING).text) <= MAX_TEXT
    assert read("\ud800 \x00 \u202e", HEARING).acts == ()


def _steps(text: str, hearing: Hearing) -> int:
    """Return how many lines of Python run while a text is read."""
    return lines(lambda: read(text, hearing))


_LONG = {
    "prose": "We would like to meet you some day and talk about the things that matter to all of us. ",
    "numbers": "17 ",
    "listed numbers": "17, ",
    "clock times": "at 3 or ",
    "days": "monday or ",
    "dashes": "1-",
    "dots": "a.",
    "halves": "half a ",
    "articles": "a an the ",
    "next": "next ",
    "hours": "2 hours and ",
    "signs": "a@",
    "names": "my name is a ",
    "digits": "7",
    "alternatives": "or ",
    "brackets": "(((",
    "weeks of weeks": "week of ",
    "days before days": "a day before ",
    "fractions": "1/2 ",
    "numbers in words": "a hundred and ",
    "years first": "2026-",
    "nothing but space": " ",
}


@pytest.mark.parametrize("piece", _LONG.values(), ids=_LONG)
@pytest.mark.parametrize("hearing", [HEARING, HOST], ids=["guest", "host"])
def test_work_grows_with_the_length(piece: str, hearing: Hearing) -> None:
    """Twice the text is about twice the work."""
    half = _steps((piece * 2000)[: MAX_TEXT // 2], hearing)
    whole = _steps((piece * 2000)[:MAX_TEXT], hearing)
    assert whole < 2.6 * half + 2000


_SOUP = [
    phrase for language in LANGUAGES for phrase in (" ".join(key) for key in lexicon_of(language).phrases)
]
_PIECES = [
    "3",
    "15",
    "9a",
    "7:30",
    "24/12",
    "2026-11-24",
    "1/2",
    "12-24",
    "26-12-05",
    "1730",
    "3.30",
    "+",
    "-",
    ",",
    ".",
    "(",
    "'",
]


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.sampled_from(_SOUP) | st.sampled_from(_PIECES), max_size=14),
    hearing=_HEARINGS,
    locale=st.sampled_from(["en-US", "en-GB", *LANGUAGES]),
    glue=st.sampled_from([" ", "", " of ", ", "]),
)
def test_any_words_of_the_grammar_are_read(
    words: list[str], hearing: Hearing, locale: str, glue: str
) -> None:
    """Words about time of all languages, in any order and run together, never make the reader raise."""
    text = glue.join(words)
    found = read(text, replace(hearing, locale=locale))
    assert len(found.text) <= MAX_TEXT
    assert times_of(text[:MAX_TEXT], replace(hearing, locale=locale))
