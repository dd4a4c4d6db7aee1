"""Sentences of our own: patterns with choices and slots, from which sentences are drawn, always the same ones.

A file is named after its language. `= act @turn @turn *n` begins the patterns of an act, said after one of those turns of the
bot, n sentences drawn from each; `[a|b|]` is a choice, `{name}` a word of that list in `slots.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.gist.short import short_answers
from training.acts.examples import Example, chance

SOURCE = "authored"
_FOLDER = Path(__file__).with_name("authored")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SPACES = re.compile(r"\s+")
_DRAWN = 12
"""Sentences drawn from a pattern, if its heading does not say otherwise."""

_OUTSIDE = 1.5
"""Weight of a sentence that is out of scope; of the others it is 1."""

_SAID_OFTEN = 2.0
"""Weight of a short answer."""

Slots = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the patterns under it do, after which turns, and how many sentences are drawn from each."""

    act: str
    turns: tuple[str, ...] = ("nothing",)
    drawn: int = _DRAWN

    @classmethod
    def of(cls, line: str) -> "Heading":
        """Read a heading."""
        act, *rest = line.lstrip("= ").split()
        turns = tuple(part[1:] for part in rest if part.startswith("@"))
        drawn = next((int(part[1:]) for part in rest if part.startswith("*")), _DRAWN)
        return cls(act=act, turns=turns or ("nothing",), drawn=drawn)


def authored() -> list[Example]:
    """Return the sentences drawn from all files."""
    slots = tomllib.loads((_FOLDER / "slots.toml").read_text(encoding="utf-8"))
    found: list[Example] = []
    for path in sorted(_FOLDER.glob("*.txt")):
        language = path.stem.partition("_")[0]
        found += _of_file(path, language, {**slots["any"], **slots.get(language, {})})
    return list(dict.fromkeys((*found, *_short())))


_ANSWERED: Mapping[str, tuple[str, ...]] = {
    "yes": ("nothing", "confirm", "confirm", "whether", "change", "unbook"),
    "no": ("nothing", "confirm", "whether", "else", "change", "unbook", "retry"),
    "thanks": ("nothing", "done", "told", "shown"),
    "greet": ("nothing",),
    "goodbye": ("nothing", "done", "told", "detail"),
    "stop": ("nothing", "confirm", "when", "fact", "choose"),
    "help": ("nothing", "failed", "told"),
    "repeat": ("nothing", "told", "confirm", "choose"),
    "any": ("nothing", "choose", "when", "fact"),
    "unsure": ("nothing", "when", "fact", "whether"),
}
"""Turns of the bot after which a short answer does what its list says."""


def _short() -> Iterator[Example]:
    """Yield the short answers that are a whole message: they begin longer ones ("d'accord, mais plus tard")."""
    for words, act in short_answers().items():
        for turn in _ANSWERED.get(act, ()):
            yield Example(text=" ".join(words), act=str(act), source=SOURCE, turn=turn, weight=_SAID_OFTEN)


def _of_file(path: Path, language: str, slots: Slots) -> Iterator[Example]:
    heading = Heading(act="")
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            heading = Heading.of(line)
        elif line.strip() and not line.startswith("#"):
            yield from _drawn(line.strip(), heading, language, slots)


def _drawn(pattern: str, heading: Heading, language: str, slots: Slots) -> Iterator[Example]:
    many = heading.drawn if _CHOICE.search(pattern) or _SLOT.search(pattern) else len(heading.turns)
    weight = _OUTSIDE if heading.act == "out_of_scope" else 1.0
    for n in range(many):
        turn = heading.turns[(n + int(chance(pattern) * 7)) % len(heading.turns)]
        yield Example(
            text=sentence(pattern, slots, n),
            act=heading.act,
            source=SOURCE,
            turn=turn,
            language=language,
            weight=weight,
        )


def sentence(pattern: str, slots: Slots, n: int) -> str:
    """Return the n-th sentence drawn from a pattern; raise KeyError for a slot that has no list."""
    text = _SLOT.sub(lambda match: _of_list(slots[match.group(1)], pattern, n, match.start()), pattern)
    while match := _CHOICE.search(text):
        choice = _of_list(match.group(1).split("|"), pattern, n, match.start())
        text = text[: match.start()] + choice + text[match.end() :]
        text = _SLOT.sub(lambda slot: _of_list(slots[slot.group(1)], pattern, n, slot.start()), text)
    text = _SPACES.sub(" ", text).replace(" ,", ",").replace(" ?", "?").replace(" .", ".").strip()
    return _dressed(text, pattern, n)


def _of_list(choices: Sequence[str], pattern: str, n: int, at: int) -> str:
    return choices[int(chance(pattern, n, at) * len(choices))]


def _dressed(text: str, pattern: str, n: int) -> str:
    """Write as people do: mostly small letters, often without the last sign."""
    if chance("case", pattern, n) < 0.4:
        text = text[:1].upper() + text[1:]
    if chance("end", pattern, n) < 0.4:
        return text.rstrip("?.!")
    return text
