"""What people say to do something in further languages, as data: phrases by act, a file for each language."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from bot.nlu.acts import Said, acts_of, main_of
from bot.nlu.languages import language_code, languages_of
from bot.nlu.patterns import Patterns
from bot.nlu.rules import Rule, compiled
from bot.nlu.when.tokens import Token
from bot.nlu.words import words_of
from bot.understood import Act

_COURTESIES = {Act.THANKS, Act.GREET, Act.GOODBYE, Act.YES, Act.NO}
_FOLDER = Path(__file__).parent / "languages" / "acts"


@cache
def _patterns(language: str, side: str) -> Patterns[Rule]:
    """Return the phrases of a language that everybody says, or only hosts; none for a language without a file."""
    path = _FOLDER / f"{language}.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))[side] if path.exists() else {}
    return compiled("\n".join(f"{act} | {' '.join(said.split())}" for act, said in rows.items()))


def _languages(tokens: Sequence[Token], locale: str) -> Iterable[str]:
    """Return the languages that a message may be written in: by its words, then the speaker's own."""
    return dict.fromkeys((*languages_of(tokens, locale), language_code(locale)))


def said_in(tokens: Sequence[Token], locale: str) -> Said:
    """Return what is done by saying a message in the language that it is written in, courtesies aside."""
    for language in _languages(tokens, locale):
        said = acts_of(words_of(list(tokens), []), _patterns(language, "everybody"))
        if set(said.acts) - _COURTESIES:
            return said
    return Said(())


def hosts_rules(tokens: Sequence[Token], locale: str) -> list[Rule]:
    """Return what only hosts say, in the language that a message is written in."""
    for language in _languages(tokens, locale):
        hits = _patterns(language, "host").hits(words_of(list(tokens), []))
        if hits:
            return main_of([hit.label for hit in hits])
    return []
