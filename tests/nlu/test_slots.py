"""What a message names is found where it stands."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.adapter.hearing import hearing_of
from bot.nlu.adapter.slots import kind_asked, slots_of
from bot.nlu.gist.weights import PATH
from bot.nlu.slots import slots_in, tagger
from bot.nlu.slots.features import features_of, pieces_of
from training.slots.authored import authored
from training.slots.examples import Example, lesson

SAID = [
    ("en", "add lunch with Priya tomorrow at noon", {"title": ["lunch"], "person": ["Priya"], "date": ["tomorrow"], "time": ["noon"]}),
    ("en", "move my dentist appointment to Friday", {"title": ["dentist appointment"], "date": ["Friday"]}),
    ("en", "invite Marta, Ben and Joao", {"person": ["Marta", "Ben", "Joao"]}),
    ("en", "when is Oleg's next meeting", {"person": ["Oleg"]}),
    ("en", "book a table for 6 people under the name of Ruth Adeyemi", {"party_size": ["6 people"], "person": ["Ruth Adeyemi"]}),
    ("en", "create an event called night market on Sunday", {"title": ["night market"], "date": ["Sunday"]}),
    ("en", "meet Henrik at Cafe Orient at 4pm for 45 minutes", {"person": ["Henrik"], "location": ["Cafe Orient"], "time": ["4pm"], "duration": ["45 minutes"]}),
    ("en", "find me a dentist in Stockton", {"location": ["Stockton"]}),
    ("en", "sounds good, thank you", {}),
    ("en", "schedule a meeting", {}),
    ("de", "verschiebe das mittagessen mit Jonas auf freitag", {"title": ["mittagessen"], "person": ["Jonas"], "date": ["freitag"]}),
    ("es", "cancela mi reunión con Lorena", {"person": ["Lorena"]}),
    ("fr", "ajoute un dîner avec Camille demain", {"title": ["dîner"], "person": ["Camille"], "date": ["demain"]}),
    ("it", "prenota un tavolo per quattro persone", {"party_size": ["quattro persone"]}),
    ("en", "create an event called Operation Walrus for Sunday", {"title": ["Operation Walrus"], "date": ["Sunday"]}),
    ("en", "remind me to return the ladder tomorrow", {"title": ["return the ladder"], "date": ["tomorrow"]}),
    ("en", "i'd like a place with vegan food and parking", {}),
    ("nl", "herinner me morgen aan de tandarts", {"title": ["tandarts"], "date": ["morgen"]}),
    ("da", "mind mig om at hente brillerne i morgen", {"title": ["hente brillerne"], "date": ["i morgen"]}),
    ("pt", "marque uma reunião com Beatriz amanhã", {"person": ["Beatriz"], "date": ["amanhã"]}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "named"), SAID, ids=[text for _, text, _ in SAID])
def test_what_is_named(language: str, text: str, named: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for slot in slots_in(text, locale=language):
        found.setdefault(slot.kind, []).append(text[slot.start : slot.end])
    assert found == named


def test_a_bare_name_is_a_person_when_one_was_asked_for() -> None:
    text = "Ingrid Solberg"
    assert [text[s.start : s.end] for s in slots_in(text, asked="person") if s.kind == "person"] == [text]


def test_what_a_line_says_was_asked_for_is_looked_for() -> None:
    hearing = hearing_of({"text": "1945", "lang": "en"})
    assert slots_of("1945", hearing, ["time"]).get("time") == ["1945"]
    assert "party_size" not in slots_of("1945", hearing, ["time"])
    assert kind_asked(["people", "date"]) == "party_size"
    assert kind_asked(["anything"]) == kind_asked([]) == ""


def test_words_that_lean_on_a_name_are_apart_from_it() -> None:
    low = [piece.low for piece in pieces_of("dall'ottico l'école d'art Tom's", "fr")]
    assert low == ["dall'", "ottico", "l'", "école", "d'", "art", "tom's"]


def test_a_word_is_seen_with_what_it_stands_for() -> None:
    senses = {piece.low: piece.sense for piece in pieces_of("herinner me morgen", "nl")}
    assert senses["herinner"] == "remind"


def test_words_of_another_script_stay_whole_among_characters() -> None:
    assert [piece.low for piece in pieces_of("去Hilton找Ann", "zh")] == ["去", "hilton", "找", "ann"]


def test_a_word_is_seen_with_what_stands_around_its_group() -> None:
    rows = features_of(pieces_of("schedule a roof inspection for friday", "en"), "")
    assert "go=the,for,0" in rows[2]
    assert "go=the,for,1" in rows[3]


def test_a_meal_is_in_a_group_though_it_is_a_time() -> None:
    rows = features_of(pieces_of("schedule a lunch with Ann", "en"), "")
    assert "go=the,with,0" in rows[2]


def test_a_day_within_a_clock_time_is_learnt_apart() -> None:
    text = "at 8:45 tomorrow evening"
    example = Example(text=text, language="en", spans=(("time", 3, len(text)),), known=None)
    labels = [tagger.LABELS[min(each)] for each in lesson(example).allowed]
    assert labels == ["O", "B-time", "B-date", "B-time"]


def test_a_title_of_several_lists_is_learnt_as_one() -> None:
    titles = {
        each.text[start:end].lower()
        for each in authored(1)
        if each.language == "en"
        for kind, start, end in each.spans
        if kind == "title"
    }
    visits = {"notary", "tailor", "tattoo", "physio", "visa", "cardiologist", "lab", "optometrist"}
    assert any(title.split()[0] in visits and len(title.split()) > 1 for title in titles)
    assert not any("{" in title or "<" in title for title in titles)


def test_all_that_was_learnt_is_small() -> None:
    files = [PATH, PATH.parent.parent / "slots" / PATH.name]
    assert sum(file.stat().st_size for file in files) <= 3_000_000


@given(st.text(max_size=60))
def test_any_text_gives_stretches_in_order_inside_it(text: str) -> None:
    found = slots_in(text)
    edges = [edge for slot in found for edge in (slot.start, slot.end)]
    assert edges == sorted(edges)
    assert all(0 <= slot.start < slot.end <= len(text) for slot in found)


def _total(labels: Sequence[int], rows: Sequence[Sequence[str]], model: tagger.Model) -> int:
    said = sum(model.weights.get(f, {}).get(n, 0) for n, row in zip(labels, rows, strict=True) for f in row)
    return said + sum(model.follows[a][b] for a, b in pairwise(labels))


def _possible(length: int) -> list[list[int]]:
    """Every sequence of labels in which the inside of a slot follows its beginning."""
    found: list[list[int]] = [[]]
    for _ in range(length):
        found = [
            [*before, n] for before in found for n in range(len(tagger.LABELS)) if _may_follow(before, n)
        ]
    return found


def _may_follow(before: Sequence[int], n: int) -> bool:
    label = tagger.LABELS[n]
    last = tagger.LABELS[before[-1]] if before else "O"
    return not label.startswith("I-") or last[2:] == label[2:]


_ROWS = st.lists(st.lists(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=3)
_WEIGHTS = st.dictionaries(
    st.sampled_from("abcd"),
    st.dictionaries(st.integers(0, len(tagger.LABELS) - 1), st.integers(-9, 9), max_size=6),
)


@given(_ROWS, _WEIGHTS, st.integers(0, 99))
def test_the_best_sequence_is_found(
    rows: list[list[str]], weights: dict[str, dict[int, int]], shift: int
) -> None:
    count = len(tagger.LABELS)
    model = tagger.Model(
        weights, [[(a * 7 + b * 3 + shift) % 11 for b in range(count)] for a in range(count)]
    )
    best = tagger.tag(rows, model)
    assert best in _possible(len(rows))
    assert _total(best, rows, model) == max(_total(each, rows, model) for each in _possible(len(rows)))


def test_the_authored_sentences_are_the_same_every_time() -> None:
    assert list(authored(1))[:500] == list(authored(1))[:500]
