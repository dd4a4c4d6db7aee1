"""Messages fit into every network's limits, and nothing of them is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Choice, Moment, Outgoing
from channels.fit import Limits, Style, fit, utf16

NETWORKS = {
    "telegram": Limits(text=4096, measure=utf16, buttons=100, button_label=64),
    "whatsapp": Limits(
        text=1600, buttons=3, button_label=20, button_text=1024, items=10, item_label=24, list_text=1024
    ),
    "tiny": Limits(text=40, measure=utf16, buttons=2, button_label=5, button_text=20, items=3, item_label=9),
    "numbers": Limits(text=160),
}
WORDS = st.text(alphabet=st.sampled_from("ab é😀.\n "), max_size=300)
LABELS = st.lists(st.text(alphabet="abc é😀", min_size=1, max_size=30), max_size=12)


def message(text: str, labels: list[str]) -> Outgoing:
    return Outgoing(text=text, choices=tuple(Choice(f"1.{n}", label) for n, label in enumerate(labels, 1)))


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", NETWORKS)
@given(text=WORDS, labels=LABELS)
def test_parts_keep_the_limits_and_lose_nothing(name, text, labels):
    limits = NETWORKS[name]
    parts = fit(message(text, labels), limits)
    told = letters("".join(part.text for part in parts))
    assert all(limits.measure(part.text) <= limits.text for part in parts)
    assert told.startswith(letters(text))
    shown = [choice.label for part in parts for choice in part.choices]
    assert shown == labels or told == letters(text) + letters(
        "".join(f"{n}. {label}" for n, label in enumerate(labels, 1))
    )


@pytest.mark.parametrize("name", NETWORKS)
@given(text=WORDS, labels=LABELS)
def test_what_is_tapped_stands_within_what_the_network_shows(name, text, labels):
    limits = NETWORKS[name]
    *before, last = fit(message(text, labels), limits)
    assert all(part.style is Style.PLAIN and not part.choices for part in before)
    most, longest, room = {
        Style.PLAIN: (0, 0, limits.text),
        Style.BUTTONS: (limits.buttons, limits.button_label, limits.button_text or limits.text),
        Style.LIST: (limits.items, limits.item_label, limits.list_text or limits.text),
    }[last.style]
    assert len(last.choices) <= most
    assert all(limits.measure(choice.label) <= longest for choice in last.choices)
    assert limits.measure(last.text) <= room


@pytest.mark.parametrize(
    ("labels", "style"),
    [
        (["Yes", "No"], Style.BUTTONS),
        (["Mon 9:00", "Mon 9:30", "Mon 10:00", "Mon 10:30"], Style.LIST),
        (["Tuesday, 24 November, 09:00 in Berlin"], Style.PLAIN),
        ([str(n) for n in range(11)], Style.PLAIN),
    ],
)
def test_buttons_become_a_list_and_a_list_becomes_numbers(labels, style):
    (part,) = fit(message("When?", labels), NETWORKS["whatsapp"])
    assert part.style is style
    if style is Style.PLAIN:
        assert part.text.splitlines()[1:] == [f"{n}. {label}" for n, label in enumerate(labels, 1)]


def test_a_text_is_split_between_lines_rather_than_words():
    text = "These are free:\nMonday at nine\nTuesday at ten"
    assert [part.text for part in fit(message(text, []), Limits(text=32))] == [
        "These are free:\nMonday at nine",
        "Tuesday at ten",
    ]


def test_an_instant_is_not_torn_apart_and_moves_with_its_part():
    text = "We meet on Tuesday at nine o'clock"
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    told = Moment(text.index("Tuesday"), len("Tuesday at nine"), at)
    first, second = fit(Outgoing(text=text, moments=(told,)), Limits(text=25))
    assert (first.text, first.moments) == ("We meet on", ())
    (kept,) = second.moments
    assert second.text[kept.start : kept.start + kept.length] == "Tuesday at nine"
    assert kept.at == at
