"""Which general act a message is, and how sure that is."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp

from bot.nlu.gist.features import Features, features_of, word_rows
from bot.nlu.gist.weights import added, weights
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


@lru_cache(maxsize=16)
def gist_of(text: str, turn: str, own: str = "en") -> Gist | None:
    """Return the gist of what was said after a turn of the bot; None where no word was said."""
    found = features_of(text, turn, own)
    if not found.words:
        return None
    sums = [_of_word(word) for word in found.words]
    sums.append((len(found.lexical) + len(found.general), weights().summed(found.lexical + found.general)))
    rows = sum(count for count, _ in sums)
    size = _REACH * weights().step / weights().heat / rows**0.5
    return _likeliest([total * size for total in added([part for _, part in sums])], found)


@lru_cache(maxsize=16384)
def _of_word(word: str) -> tuple[int, list[int]]:
    rows = word_rows(word)
    return len(rows), weights().summed(rows)


def _likeliest(scores: list[float], found: Features) -> Gist:
    top = max(scores)
    powers = [exp(score - top) for score in scores]
    whole = sum(powers)
    best, second = sorted(range(len(powers)), key=powers.__getitem__, reverse=True)[:2]
    acts = weights().acts
    return Gist(
        act=Act(acts[best]),
        chance=powers[best] / whole,
        other=Act(acts[second]),
        other_chance=powers[second] / whole,
        language=found.language,
        known=found.known,
    )
