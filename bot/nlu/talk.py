"""A host's message, taken apart, as the readers of settings see it."""

from dataclasses import dataclass

from bot.nlu.patterns import Word
from bot.nlu.when.tokens import Token
from bot.nlu.when.value import When
from bot.nlu.when.view import View, view_of
from bot.understood import Hearing, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A host's message, taken apart."""

    found: Understood
    when: When
    tokens: list[Token]
    words: list[Word]
    hearing: Hearing

    @property
    def view(self) -> View:
        """What its times are resolved against; what is over counts as well."""
        return view_of(self.hearing, self.when.lengths, include_past=True)

    @property
    def text(self) -> str:
        """The message."""
        return self.found.text
