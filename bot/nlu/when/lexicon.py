"""A language's words about time: phrases with senses, looked up longest first, typos tolerated where safe."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from typing_extensions import override

from bot.nlu.when.about import About
from bot.nlu.when.category import Cat
from bot.nlu.when.spelling import parted, shapes, spellings, without_one
from bot.nlu.when.tokens import Kind, Token, tokenize

__all__ = ["Cat", "Lexicon", "Mark", "Sense"]


class Mark(NamedTuple):
    """A word or phrase with its sense: what it does, a number, and where it stands."""

    cat: Cat
    n: int
    low: str
    nums: tuple[int, ...]
    start: int
    end: int
    glued: bool
    capital: bool


_CAT_OF = itemgetter(0)


def stands(cats: AbstractSet[Cat], marks: Iterable[Mark]) -> bool:
    """Say whether a mark does one of these. Most passes over marks are for words that few messages have; this costs little."""
    return not cats.isdisjoint(map(_CAT_OF, marks))


class Sense(NamedTuple):
    """What a phrase does, and its number."""

    cat: Cat
    n: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases of one language, and the words close to them."""

    phrases: Mapping[tuple[str, ...], Sense]
    longest: Mapping[str, int]
    """How many tokens the longest phrase has that begins with a word."""
    seconds: Mapping[str, frozenset[str]]
    """What comes second in the phrases of several tokens that begin with a word."""
    near: Mapping[str, str]
    """Words with one letter left out, to the word that was meant."""
    common: frozenset[str] = frozenset()
    """Words that tell the language of a message and say nothing else."""
    elided: frozenset[str] = frozenset()
    """Beginnings of words that are words of their own before an apostrophe: "l'", "dell'"."""
    manners: frozenset[str] = frozenset()
    """What is usual in the language where no word says it (`bot.nlu.when.homonyms`)."""
    adverbs: frozenset[str] = frozenset()
    """Words that may stand inside a phrase that judges a time, and change nothing in it."""
    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that stand for several: "Dienstagabend"."""

    @classmethod
    def of(
        cls,
        entries: Iterable[tuple[str, Sense]],
        about: "About | None" = None,
    ) -> "Lexicon":
        """Make one from phrases and their senses.

        Phrases may be written without their diacritics ("fur", "fuer"), unless another phrase is spelled so. Raises ValueError if a
        phrase has two senses.
        """
        phrases: dict[tuple[str, ...], Sense] = {}
        about = about or About()
        heads = about.elided
        for phrase, sense in entries:
            key = _key(phrase, heads)
            if phrases.setdefault(key, sense) != sense:
                raise ValueError(f"{phrase!r} has two senses: {phrases[key]} and {sense}")
        for key, sense in list(phrases.items()):
            for other in spellings(key):
                phrases.setdefault(other, sense)
        near = {shape: word for word in about.mended for shape in shapes(word)}
        for word in about.real:
            near.pop(word, None)
        spelled = {
            other: tuple(words.split())
            for word, words in about.spelled.items()
            for (other,) in spellings((word,))
        }
        common = about.common | spelled.keys()
        return cls(
            phrases,
            _longest(phrases),
            _seconds(phrases),
            near,
            common,
            heads,
            about.manners,
            about.adverbs,
            spelled,
        )

    def over(self, other: "Lexicon") -> "Lexicon":
        """Return both in one, for mixed messages; where they differ, this one's senses hold."""
        known = {phrase: sense for phrase, sense in other.phrases.items() if phrase[0] not in self.common}
        phrases = {**known, **self.phrases}
        return Lexicon(
            phrases,
            _longest(phrases),
            _seconds(phrases),
            {**other.near, **self.near},
            self.common | other.common,
            self.elided | other.elided,
            self.manners,
            self.adverbs | other.adverbs,
            {**other.spelled, **self.spelled},
        )

    def knows(self, word: str) -> bool:
        """Say whether a word belongs to the language; a single letter only if it is said to."""
        return word in self.common or (len(word) > 1 and word in self.longest)

    def shortens(self, word: str) -> bool:
        """Say whether a word is the short form of a longer one in the same sense: "jan", but not "may"."""
        sense = self.phrases.get((word,))
        return any(
            other == sense and key[0] != word and key[0].startswith(word)
            for key, other in self.phrases.items()
            if len(key) == 1
        )

    def mend(self, word: str) -> str:
        """Return the word that was probably meant: itself, or a known one that differs by one letter."""
        if word.endswith("'s") and word not in self.longest and word[:-2] in self.longest:
            return word[:-2]
        if word in self.longest or len(word) < 5 or len(word) > 14:
            return word
        return _mended(self, word)

    def mark(self, tokens: list[Token]) -> list[Mark]:
        """Give each token or phrase its sense, longest phrases first."""
        marks: list[Mark] = []
        tokens = self._spelled(self._with_verbs(parted(tokens, self.elided)))
        longest = self.longest
        lows = [self.mend(t.low) if t.kind is Kind.WORD and t.low not in longest else t.low for t in tokens]
        has_adverbs = not self.adverbs.isdisjoint(lows)
        after = 0
        for i, token in enumerate(tokens):
            if i < after:
                continue
            length, sense = self._longest_at(lows, tokens, i) if lows[i] in longest else (1, None)
            if has_adverbs and lows[i] in longest:
                length, sense = self._over_adverbs(lows, i, (length, sense))
            after = i + length
            marks.append(_mark(token, sense, lows[i], tokens[after - 1].end))
        return marks

    def _with_verbs(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with the "is" of "Monday's out" apart, where it begins a phrase with what follows."""
        if "is" not in self.longest or not any(token.low.endswith("'s") for token in tokens):
            return tokens
        apart: list[Token] = []
        for i, token in enumerate(tokens):
            if token.low.endswith("'s") and token.low not in self.longest and self._begins_is(tokens, i + 1):
                head = token.low[:-2]
                middle = token.start + len(head)
                apart += [token._replace(low=head, end=middle), token._replace(low="is", start=middle)]
            else:
                apart.append(token)
        return apart

    def _begins_is(self, tokens: list[Token], i: int) -> bool:
        """Say whether what stands here goes on with a phrase that begins with "is"."""
        lows = [token.low for token in tokens[i : i + self.longest["is"] - 1]]
        return any(("is", *lows[:count]) in self.phrases for count in range(1, len(lows) + 1))

    def _spelled(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with each word that stands for several as those, all in its place."""
        if self.spelled.keys().isdisjoint(token.low for token in tokens):
            return tokens
        return [
            token._replace(low=word) for token in tokens for word in self.spelled.get(token.low, (token.low,))
        ]

    def _longest_at(self, lows: list[str], tokens: list[Token], i: int) -> tuple[int, Sense | None]:
        goes_on = i + 1 < len(lows) and lows[i + 1] in self.seconds.get(lows[i], ())
        for length in range(min(self.longest[lows[i]], len(lows) - i) if goes_on else 1, 0, -1):
            sense = self.phrases.get(tuple(lows[i : i + length]))
            if sense is not None and (length > 1 or tokens[i].kind in (Kind.WORD, Kind.SYMBOL)):
                return length, sense
        return 1, None

    def _over_adverbs(
        self, lows: list[str], i: int, found: tuple[int, Sense | None]
    ) -> tuple[int, Sense | None]:
        """Return the phrase that judges a time with adverbs inside it ("is totally full"), where it is longer than what was found."""
        words = [lows[i]]
        for k in range(i + 1, min(i + 2 * _MOST_WORDS, len(lows))):
            if lows[k] in self.adverbs and (*words, lows[k]) not in self.phrases:
                continue
            words.append(lows[k])
            sense = self.phrases.get(tuple(words))
            if sense is not None and sense.cat in _JUDGING and k + 1 - i > len(words):
                found = max(found, (k + 1 - i, sense), key=_CAT_OF)
            if len(words) >= min(self.longest[lows[i]], _MOST_WORDS):
                break
        return found

    @override
    def __hash__(self) -> int:
        """Lexicons are compared by identity, so that mending can be remembered."""
        return id(self)


def _key(phrase: str, heads: frozenset[str]) -> tuple[str, ...]:
    if phrase.isalpha():
        return (phrase.lower(),)
    return tuple(token.low for token in parted(tokenize(phrase), heads))


def _longest(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for key in phrases:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return longest


def _seconds(phrases: Iterable[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    seconds: dict[str, set[str]] = {}
    for key in phrases:
        if len(key) > 1:
            seconds.setdefault(key[0], set()).add(key[1])
    return {first: frozenset(words) for first, words in seconds.items()}


@lru_cache(maxsize=4096)
def _mended(lexicon: Lexicon, word: str) -> str:
    for shape in (word, *without_one(word)):
        meant = lexicon.near.get(shape)
        if meant is not None and abs(len(meant) - len(word)) <= 1 and meant[0] == word[0]:
            return meant
    return word


_MOST_WORDS = 6
"""Words of a phrase that adverbs are looked for in."""
_JUDGING = {
    Cat.GOOD, Cat.BAD, Cat.REFUSE, Cat.BUSY, Cat.WISH, Cat.BETTER, Cat.PREFER, Cat.OTHERS, Cat.AFTERWARDS, Cat.LEAVE, Cat.ARRIVE,
}  # fmt: skip

_KIND_CATS = {
    Kind.NUMBER: Cat.NUMBER, Kind.ORDINAL: Cat.ORDINAL, Kind.CLOCK: Cat.CLOCK, Kind.HOURS: Cat.HOURS,
    Kind.ISO: Cat.ISO, Kind.DATE: Cat.DATE, Kind.DOTTED: Cat.DOTTED, Kind.OPAQUE: Cat.OPAQUE,
}  # fmt: skip


def _mark(first: Token, sense: Sense | None, low: str, end: int) -> Mark:
    kind, _, start, _, nums, glued, capital = first
    cat, n = sense or (_KIND_CATS.get(kind, Cat.WORD), nums[0] if nums else 0)
    return _made((cat, n, low, nums, start, end, glued, capital))


_made: Callable[[tuple[Cat, int, str, tuple[int, ...], int, int, bool, bool]], Mark] = partial(
    tuple.__new__, Mark
)
"""Makes a mark of its fields at half the cost of `Mark(…)`."""
