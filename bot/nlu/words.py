"""A message as patterns see it: words without apostrophes, stretches about time and numbers as one kind."""

from dataclasses import dataclass

from bot.nlu.patterns import Word
from bot.nlu.when.tokens import Kind, Token

_OPENERS = frozenset({
    "and", "but", "so", "then", "also", "please", "ok", "okay", "yes", "no", "hi", "hello", "sorry", "actually",
    "well", "oh", "um", "hey", "thanks", "yeah", "great", "good", "sure", "or", "though", "if", "uh", "hmm", "just",
    "can", "could", "would", "will", "you", "like", "to", "i", "want", "need", "id", "must", "ill",
})  # fmt: skip
_CLOSERS = frozenset({
    "and", "but", "please", "thanks", "then", "or", "thank", "pls", "now", "so", "for", "if", "because", "though",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edges:
    """Words of a language after which something begins to be said, and before which it ends."""

    openers: frozenset[str]
    closers: frozenset[str]


ENGLISH = Edges(_OPENERS, _CLOSERS)


def words_of(tokens: list[Token], spans: list[tuple[int, int]], edges: Edges = ENGLISH) -> list[Word]:
    """Return the words; everything in a stretch about time becomes one `@`."""
    words: list[Word] = []
    runs = iter(sorted(spans))
    run = next(runs, None)
    for token in tokens:
        while run is not None and token.start >= run[1]:
            run = next(runs, None)
        inside = run is not None and run[0] <= token.start
        if inside and run is not None and words and words[-1].kind == "@" and words[-1].start >= run[0]:
            words[-1] = words[-1]._replace(end=token.end)
            continue
        words.append(_word(token, "@" if inside else _KINDS.get(token.kind, "")))
    return _with_edges(words, edges)


_KINDS = {Kind.NUMBER: "#", Kind.SYMBOL: "."}


def _word(token: Token, kind: str) -> Word:
    low = token.low.replace("'", "") if token.kind is Kind.WORD else token.low
    return Word(low, kind, token.start, token.end, opens=True, closes=True)


def _with_edges(words: list[Word], edges: Edges) -> list[Word]:
    """Note which words open or close what is being said."""
    places = zip([None, *words], words, [*words[1:], None], strict=False)
    return [
        Word(
            word.low,
            word.kind,
            word.start,
            word.end,
            opens=before is None or before.kind == "." or before.low in edges.openers,
            closes=after is None or after.kind == "." or after.low in edges.closers,
        )
        for before, word, after in places
    ]
