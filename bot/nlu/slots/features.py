"""What the tagger of slots sees of each word: the word, its neighbours, and what the reader of times made of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from bot.nlu.gist.concepts import UNKNOWN, concept_of, language_of
from bot.nlu.languages import LANGUAGES, language_code, lexicon_of, marks_of
from bot.nlu.when.elements import Element, elements
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.spelling import folded, parted
from bot.nlu.when.tidy import tidy
from bot.nlu.when.tokens import Kind, Token, tokenize

_NO_SPACES = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")
"""Scripts that put no spaces between words: their characters are tagged one by one."""

_CHARACTER = re.compile(rf"{_NO_SPACES.pattern}|(?:(?!{_NO_SPACES.pattern}).)+")
"""Such a character, or what stands between them."""

_ELIDED = frozenset(chain.from_iterable(lexicon_of(language).elided for language in LANGUAGES))
"""Words of any language that lean on the next one: "l'appel"."""

_ENDS = frozenset(".!?;:\n")
_QUOTES = frozenset('"“”„«»')
_REACH = 4
"""Words within which a preposition tells what a noun is."""

_TIMES = frozenset(
    {
        Cat.WEEKDAY,
        Cat.WEEKDAYS,
        Cat.MONTH,
        Cat.DAY,
        Cat.UNIT,
        Cat.PART,
        Cat.FIXED,
        Cat.HALF_OF_DAY,
        Cat.O_CLOCK,
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a character of a script without spaces, with what is known of it."""

    low: str
    start: int
    end: int
    cat: str
    shape: str
    time: str
    """`date`, `time` or `duration` where it stands in one, with its place: "B-date"."""
    sense: str
    """What it stands for whatever the language: `remind`, `appt` …; empty if that is not known."""


def pieces_of(text: str, locale: str) -> list[Piece]:
    """Return the words of a text as the tagger sees them."""
    tokens = tokenize(text.replace('o"clock', "o'clock").replace("\uff1a", ":"))
    marks = marks_of(tokens, locale)
    found = elements(tidy(marks), alone=False)
    split = _split(parted(tokens, _ELIDED))
    return list(_pieces(text, split, marks, found, _senses(split, locale)))


def _senses(tokens: Sequence[Token], locale: str) -> list[str]:
    """Return what words stand for; a character of a script without spaces by itself and its neighbours."""
    words = [folded(token.low) for token in tokens]
    language = language_of(words, language_code(locale))
    senses = [_sense(word, language) for word in words]
    for i, (a, b) in enumerate(pairwise(words)):
        if tokens[i].end == tokens[i + 1].start and _NO_SPACES.match(a) and _NO_SPACES.match(b):
            both = _sense(a + b, language)
            senses[i], senses[i + 1] = senses[i] or both, both or senses[i + 1]
    return senses


def _sense(word: str, language: str) -> str:
    found = concept_of(word, language)
    return "" if found == UNKNOWN else found


def _split(tokens: Iterable[Token]) -> list[Token]:
    split: list[Token] = []
    for token in tokens:
        if token.kind is Kind.WORD and _NO_SPACES.search(token.low):
            split += [
                token._replace(low=part[0], start=token.start + part.start(), end=token.start + part.end())
                for part in _CHARACTER.finditer(token.low)
            ]
        else:
            split.append(token)
    return split


def _pieces(
    text: str,
    tokens: Sequence[Token],
    marks: Sequence[Mark],
    found: Sequence[Element],
    senses: Sequence[str],
) -> Iterable[Piece]:
    times = [
        (each.start, each.end, _kind(each)) for each in found if each.is_time or each.minutes is not None
    ]
    m = t = 0
    for token, sense in zip(tokens, senses, strict=True):
        while m < len(marks) and marks[m].end <= token.start:
            m += 1
        while t < len(times) and times[t][1] <= token.start:
            t += 1
        cat = str(marks[m].cat) if m < len(marks) else ""
        inside = times[t] if t < len(times) and times[t][0] <= token.start else None
        time = f"{'B' if token.start == inside[0] else 'I'}-{inside[2]}" if inside else ""
        yield Piece(token.low, token.start, token.end, cat, _shape(text, token), time, sense)


def _kind(each: Element) -> str:
    return "date" if each.day is not None else "time" if each.clock is not None else "duration"


def _shape(text: str, token: Token) -> str:
    if token.kind is not Kind.WORD:
        return str(token.kind)
    return (
        "Aa"
        if token.capital and not text[token.start : token.end].isupper()
        else "AA"
        if token.capital
        else "a"
    )


_EDGE = Piece("", 0, 0, "", "", "", "^")

_BOUNDS = frozenset(
    {
        "at",
        "for",
        "to",
        "with",
        "from",
        "and",
        "or",
        "but",
        "the",
        "my",
        "your",
        "it",
        "me",
        "i",
        "we",
        "you",
        "be",
        "can",
        "if",
    }
)
"""What words stand for that end a group of words which may be a name, and begin the next."""

_MARKS = frozenset({Cat.BREAK, Cat.COMMA, Cat.POINT, Cat.OPAQUE})

_TELLING = frozenset(
    {
        "put",
        "book",
        "move",
        "cancel",
        "show",
        "remind",
        "want",
        "have",
        "fact",
        "free",
        "attend",
        "human",
        "set",
        "food",
    }
)
"""What words stand for that tell what is wanted of what comes after."""

_OCCASIONS = frozenset({"social", "appt"})
"""What words stand for that name events even where they are times as well: "lunch"."""

_LONG_GROUP = 4


class _Group(NamedTuple):
    """A stretch of words without small words, times and punctuation: whatever is named is mostly one or several of them."""

    opened: str
    """What stands before it."""
    closed: str
    """What stands after it."""
    head: str
    """What its last word stands for."""
    size: int


def _bound(piece: Piece) -> str:
    """Return how a piece bounds a group, empty if it may stand in one."""
    if piece.time and piece.sense not in _OCCASIONS:
        return "T"
    if piece.sense in _BOUNDS:
        return piece.sense
    return piece.cat if piece.shape not in ("a", "Aa", "AA") and piece.cat in _MARKS else ""


def _groups(pieces: Sequence[Piece]) -> list[tuple[_Group, int]]:
    """Return the group in which each piece stands, and how many of it come before."""
    found: list[tuple[_Group, int]] = []
    begun, opened = 0, "^"
    for i, piece in enumerate((*pieces, None)):
        bound = _bound(piece) if piece else "$"
        if not bound:
            continue
        size = i - begun
        head = pieces[i - 1].sense if size else ""
        group = _Group(opened, bound, head, min(size, _LONG_GROUP))
        found += [(group, n) for n in range(size)]
        found.append((_Group(opened, bound, "", 0), 0))
        begun, opened = i + 1, bound
    return found


def features_of(pieces: Sequence[Piece], asked: str) -> list[list[str]]:
    """Return what holds for each word, whatever its neighbours turn out to be; `asked` is what was asked for."""
    groups = _groups(pieces)
    return [
        [
            *_near(pieces, i),
            *_behind(pieces, i, behind),
            *_grouped(*groups[i], behind.told),
            *_answered(pieces, i, asked),
        ]
        for i, behind in enumerate(_so_far(pieces))
    ]


def _near(pieces: Sequence[Piece], i: int) -> Iterable[str]:
    """Return what a word is, and what its neighbours are."""
    piece, before, after = pieces[i], _at(pieces, i - 1), _at(pieces, i + 1)
    second, third = _at(pieces, i - 2), _at(pieces, i + 2)
    plain = "" if piece.sense else folded(piece.low)
    return (
        "*",
        f"w={piece.low}",
        f"c={piece.cat}",
        f"s={piece.shape}",
        f"t={piece.time}",
        f"z={plain[-3:]}",
        f"y={plain[:4]}",
        f"-w={before.low}",
        f"+w={after.low}",
        f"-2={second.low}",
        f"+2={third.low}",
        f"-c={before.cat},{piece.cat}",
        f"+c={piece.cat},{after.cat}",
        f"-t={before.time},{piece.time}",
        f"+t={piece.time},{after.time}",
        f"-b={before.low},{piece.low}",
        f"+b={piece.low},{after.low}",
        f"--={second.low},{before.low}",
        f"k={piece.sense}",
        f"-k={before.sense},{piece.sense}",
        f"+k={piece.sense},{after.sense}",
    )


class _Behind(NamedTuple):
    """What the words before a word were, in its sentence."""

    lead: str
    """The last small word."""
    distance: int
    lead_sense: str
    verb: str
    """The first word that may be a verb."""
    told: str
    """What the first word that tells what is wanted stands for."""
    quoted: bool


def _so_far(pieces: Sequence[Piece]) -> Iterable[_Behind]:
    lead, lead_at, verb, quoted = "", -9, "", False
    lead_sense = told = ""
    for i, piece in enumerate(pieces):
        verb = verb or (piece.low if piece.shape in ("a", "Aa") and piece.cat == "word" else "")
        quoted ^= piece.low in _QUOTES
        yield _Behind(lead, min(i - lead_at, _REACH), lead_sense, verb, told, quoted)
        if piece.sense and not piece.time:
            lead_sense = piece.sense
            told = told or (piece.sense if piece.sense in _TELLING else "")
        if piece.low in _ENDS:
            lead, lead_at, verb, told = piece.low, i, "", ""
        elif _leads(piece):
            lead, lead_at = piece.low, i


def _behind(pieces: Sequence[Piece], i: int, behind: _Behind) -> Iterable[str]:
    piece, lead, distance = pieces[i], behind.lead, behind.distance
    timed = bool(piece.time)
    return (
        f"l={lead},{distance},{piece.shape}",
        f"lt={lead},{piece.cat},{timed}",
        f"lk={behind.lead_sense},{distance},{timed}",
        f"v={behind.verb},{lead}",
        f"q={behind.quoted}",
    )


def _grouped(group: _Group, nth: int, told: str) -> Iterable[str]:
    place = min(nth, 2)
    return (
        f"go={group.opened},{group.closed},{place}",
        f"gh={group.head},{group.opened},{place}",
        f"gs={group.head},{group.size},{min(nth, 3)}",
        f"gt={told},{group.opened},{place}",
    )


def _answered(pieces: Sequence[Piece], i: int, asked: str) -> Iterable[str]:
    piece, count = pieces[i], len(pieces)
    return (
        f"a={asked},{piece.cat}",
        f"at={asked},{piece.time},{count < 4}",
        f"i={min(i, 2)},{min(count - i, 2)},{piece.shape}",
    )


def _at(pieces: Sequence[Piece], i: int) -> Piece:
    return pieces[i] if 0 <= i < len(pieces) else _EDGE


def _leads(piece: Piece) -> bool:
    """Say whether it may be a preposition or verb that tells what comes after it: short, and no part of a time."""
    return piece.shape == "a" and len(piece.low) < 9 and piece.cat not in _TIMES and not piece.time
