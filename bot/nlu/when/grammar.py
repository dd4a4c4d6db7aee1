"""Read all that a message says about time: words to marks, elements, ranges, and clauses of what is wished or refused."""

from bot.nlu.languages import is_lone_short_form, marks_of
from bot.nlu.when.brackets import without_brackets
from bot.nlu.when.builder import Builder
from bot.nlu.when.elements import elements
from bot.nlu.when.ellipses import spelled_out
from bot.nlu.when.lexicon import Cat, Mark
from bot.nlu.when.listed_days import listed_days
from bot.nlu.when.mentions import mentioned, where_to
from bot.nlu.when.past import without_past
from bot.nlu.when.pushing import pushed
from bot.nlu.when.ranges import ranged
from bot.nlu.when.rhythms import alternating, weekly
from bot.nlu.when.tidy import tidy
from bot.nlu.when.tokens import Token
from bot.nlu.when.value import When


def read_when(
    tokens: list[Token], *, locale: str = "en", alone: bool = False, moving: bool = False, past: bool = False
) -> When:
    """Read all that a message says about time; `alone` lets a bare number at the start be a clock time.

    `locale` is the speaker's; the language of the message is found out, and theirs where it could be several.

    `past` keeps what is over ("3 days ago"), which nobody wishes for.

    `moving` leaves out from when something is moved: of "move my 2pm to 4pm" only the 4pm is wished.
    """
    marks = _marks(tokens, locale)
    if not alone and len(marks) == 1 and marks[0].cat is Cat.MONTH and is_lone_short_form(tokens, locale):
        return When()
    made = elements(marks, alone=alone)
    made = made if past else without_past(made)
    found = ranged(where_to(made) if moving else made)
    return Builder(found).build()


def read_mentions(tokens: list[Token], *, locale: str = "en") -> list[When]:
    """Read every time of a message by itself: of "Tuesday or Thursday at 3" the Tuesday has no clock time."""
    found = ranged(elements(_marks(tokens, locale), alone=False))
    return [Builder(run).build() for run in mentioned(found)]


def _marks(tokens: list[Token], locale: str) -> list[Mark]:
    return tidy(
        weekly(alternating(listed_days(spelled_out(pushed(without_brackets(marks_of(tokens, locale)))))))
    )
