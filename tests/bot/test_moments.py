"""What a message tells of instants is known by its stretches of text, and the text stays as it was."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Moment, Option, Saying
from bot.phrases import LANGUAGES, Voice, render, say
from bot.phrases.marks import BEGIN, END, LATEST, MIDDLE, mark, unmark
from core.interval import Interval

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
SLOT = Interval(NINE, NINE + timedelta(minutes=30))
HELD = Saying(
    phrase="booking.held",
    facts={
        "slot": SLOT,
        "their_zone": "America/New_York",
        "until": NOW,
        "whom": [],
        "price": None,
        "title": "Intro",
    },
)
SHORT = "Tue, 24 Nov, 10:00"
TEXTS = st.text(alphabet=st.sampled_from(f"ab é😀\n19-{BEGIN}{MIDDLE}{END}"), max_size=20)


def voice(locale: str = "en-GB") -> Voice:
    return Voice(locale=locale, zone="Europe/Berlin", now=NOW, base_url="https://parley.test")


def told(text: str, moment: Moment) -> str:
    return text[moment.start : moment.start + moment.length]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rendered_message_names_its_instants_and_reads_as_before(language):
    outgoing = render((HELD, HELD), voice(language))
    plain = say(HELD.phrase, HELD.facts, voice(language))
    assert outgoing.text == f"{plain}\n{plain}"
    first, second = outgoing.moments
    assert (first.at, first.until) == (second.at, second.until) == (SLOT.start, SLOT.end)
    assert told(outgoing.text, first) == told(outgoing.text, second)
    assert second.start > first.start + first.length


def test_the_stretch_is_told_in_full_with_its_zone():
    outgoing = render((HELD,), voice())
    (moment,) = outgoing.moments
    assert told(outgoing.text, moment) == "Tuesday, 24 November, 10:00–10:30 (Berlin time)"


def test_labels_of_choices_are_plain():
    option = Option(token="1.1", phrase="label.slot", facts={"slot": SLOT})
    (choice,) = render((Saying(phrase="booking.hello", facts=_hello(), options=(option,)),), voice()).choices
    assert choice.label == SHORT


def test_sayings_within_a_saying_are_known_too():
    inside = Saying(phrase="reason.soonest", facts={"slot": SLOT.start})
    outgoing = render((Saying(phrase="terms.set", facts={"title": "", "told": [inside]}),), voice())
    (moment,) = outgoing.moments
    assert told(outgoing.text, moment) == SHORT
    assert moment.until is None


@given(before=TEXTS, inner=st.text(alphabet="ab é😀", max_size=9), after=TEXTS)
def test_marks_are_found_wherever_they_stand_whatever_stands_around(before, inner, after):
    text, moments = unmark(f"{before} {mark(inner, SLOT)} {after}")
    ours = [each for each in moments if (each.at, each.until) == (SLOT.start, SLOT.end)]
    assert [told(text, each) for each in ours] == [inner]


@pytest.mark.parametrize(
    "forged", [f"{BEGIN}{LATEST + 1}-{MIDDLE}x{END}", f"{BEGIN}1-{LATEST + 9}{MIDDLE}x{END}"]
)
def test_a_mark_that_somebody_wrote_is_no_instant(forged):
    assert unmark(forged) == ("x", ())


@pytest.mark.parametrize("at", [datetime(1969, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, 5, tzinfo=UTC)])
def test_what_lies_outside_of_all_calendars_is_not_marked(at):
    assert mark("then", at) == "then"


def _hello() -> dict[str, str]:
    return {"host": "Anna", "welcome": ""}
