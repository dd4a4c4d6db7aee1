"""Which general act a message is, and how sure that is."""

from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp

from bot.nlu.gist.features import Features, features_of, row, word_names
from bot.nlu.gist.weights import lanes_of, weights
from bot.understood import Act

_REACH = 4.0
"""By how much sums are multiplied before they are divided by the root of their length."""


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
    words = [_of_word(word) for word in found.words]
    rows = sum([count for count, _ in words]) + len(found.lexical) + len(found.general)
    lanes = sum([lanes for _, lanes in words]) + sum(map(_of_concepts, found.general))
    lanes += sum([lanes_of(row(name)) for name in found.lexical])
    size = _REACH * weights().step / weights().heat / rows**0.5
    return _likeliest([total * size for total in weights().sums(lanes)], found)


@lru_cache(maxsize=16384)
def _of_word(word: str) -> tuple[int, int]:
    """Return how many features a word has, and the sum of their lanes."""
    names = word_names(word)
    return len(names), sum([lanes_of(row(name)) for name in names])


@lru_cache(maxsize=16384)
def _of_concepts(name: str) -> int:
    """Return the lanes of a feature of concepts: there are few, and each is met often."""
    return lanes_of(row(name))


def _likeliest(scores: list[float], found: Features) -> Gist:
    top = max(scores)
    powers = [exp(score - top) for score in scores]
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
