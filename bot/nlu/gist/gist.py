"""Which general act a message is, and how sure that is."""

from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp

from bot.nlu.gist.features import Features, Group, features_of, names_of, row, word_names
from bot.nlu.gist.weights import lanes_of, weights
from bot.understood import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """The likeliest act of a message, and the next one."""

    act: Act
    chance: float
    """How often such a guess is right, 0 to 1."""
    other: Act
    other_chance: float
    language: str
    """The language that its words speak for."""
    known: bool
    """Whether any of its words is known to stand for something."""


def gist_of(text: str, turn: str, own: str = "en") -> Gist | None:
    """Return the gist of what was said after a turn of the bot; None where no word was said."""
    found = features_of(text, turn, own)
    if not found.words:
        return None
    lanes = sum(map(_of_word, found.words)) + sum(map(_of_group, found.general))
    lanes += lanes_of(map(row, found.lexical))
    return _likeliest(weights().scores(lanes), found)


@lru_cache(maxsize=16384)
def _of_word(word: str) -> int:
    """Return the lanes of a word's features."""
    return lanes_of(map(row, word_names(word)))


@lru_cache(maxsize=32768)
def _of_group(group: Group) -> int:
    """Return the lanes of a group of features: there are few, and each is met often."""
    return lanes_of(map(row, names_of(group)))


def _likeliest(scores: list[float], found: Features) -> Gist:
    top = max(scores)
    powers = list(map(exp, [score - top for score in scores]))
    whole = sum(powers)
    best = powers.index(max(powers))
    chance, powers[best] = powers[best], -1.0
    second = powers.index(max(powers))
    return Gist(
        act=_acts()[best],
        chance=chance / whole,
        other=_acts()[second],
        other_chance=powers[second] / whole,
        language=found.language,
        known=found.known,
    )


@cache
def _acts() -> tuple[Act, ...]:
    return tuple(map(Act, weights().acts))
