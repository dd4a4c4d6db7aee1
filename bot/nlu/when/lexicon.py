"""A language's words about time: phrases with senses, looked up longest first, typos tolerated where safe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from typing_extensions import override

from bot.nlu.when.about import About
from bot.nlu.when.spelling import parted, shapes, spellings, without_one
from bot.nlu.when.tokens import Kind, Token, tokenize


class Cat(StrEnum):
    """What a word or phrase does in a sentence about time."""

    WORD = "word"
    """Nothing that has to do with time."""
    NUMBER = "number"
    ORDINAL = "ordinal"
    CLOCK = "clock"
    HOURS = "hours"
    ISO = "iso"
    DATE = "date"
    DOTTED = "dotted"
    OPAQUE = "opaque"
    BREAK = "break"
    COMMA = "comma"
    WEEKDAY = "weekday"
    WEEKDAYS = "weekdays"
    """A weekday in the plural."""
    DAY_SET = "day_set"
    MONTH = "month"
    DAY = "day"
    TOMORROW_PART = "tomorrow_part"
    """A part of tomorrow in one word: "domattina"."""
    EARLIER_OR_ORDINAL = "earlier_or_ordinal"
    """After a stretch of time "earlier", else an ordinal: "prima"."""
    BY_OR_WITHIN = "by_or_within"
    """Before a stretch of time "within", else "by": "entro", "d'ici"."""
    MONTH_OR_NUMBER = "month_or_number"
    """A month's short form that is a number as well ("sept"): a hundred times the month plus the number."""
    HOUR_WORD = "hour_word"
    """Hours that pass or the clock time, as what stands around tells: "trois heures", "ore 15"."""
    TONIGHT = "tonight"
    TODAY_PART = "today_part"
    """A part of today, where the words do not say "today": "esta tarde"."""
    HOLIDAY = "holiday"
    """A date with a name: month and day in digits (1225)."""
    EASTER = "easter"
    """A holiday so many days from Easter Sunday (-2 is Good Friday)."""
    WEEKDAY_HOLIDAY = "weekday_holiday"
    """A holiday that is the first weekday on or after a date: month, day and weekday in digits (11223: Thursday from 22 November)."""
    UNIT = "unit"
    PART = "part"
    PARTS = "parts"
    """A part of the day in the plural, which makes weekdays before it recur: "Tuesday afternoons"."""
    FIXED = "fixed"
    """A clock time with a name, in minutes."""
    HALF_OF_DAY = "half_of_day"
    O_CLOCK = "o_clock"
    PAST = "past"
    HALF_PAST = "half_past"
    HALF_TO = "half_to"
    """Half an hour before the hour that follows: "halb drei"."""
    QUARTER = "quarter"
    """A quarter of an hour; a number above 0 counts those of the hour that ends at the next: "drei viertel drei"."""
    THIS = "this"
    NEXT = "next"
    COMING = "coming"
    AFTER_NEXT = "after_next"
    PREVIOUS = "previous"
    EVERY = "every"
    """Its number is how many are stepped over where the word says so itself ("every other"), else 0."""
    OFTEN = "often"
    """An adverb or adjective that says how often: "weekly", "quarterly"."""
    ALTERNATE = "alternate"
    """Every second of what it stands with."""
    OUT_OF = "out_of"
    """Says after a weekday which ones of them, by number: "un vendredi sur deux"."""
    TIMES = "times"
    """"once", "twice"."""
    PER = "per"
    """Between a count and a unit: "once per week"."""
    OCCASION = "occasion"
    """A noun that makes the number before it the count of a series: "6 times", "10 sessions"."""
    EDGE = "edge"
    """Early, mid, late, end of a period."""
    END_OF = "end_of"
    """The end of a period in one word ("EOM"); its number is the period's unit."""
    WHOLE = "whole"
    """All of a period ("all week"): which one is not said; its number is the unit."""
    QUARTER_OF_YEAR = "quarter_of_year"
    HALF_OF_YEAR = "half_of_year"
    """The letter before the number of a quarter or half of a year ("Q3", "H1")."""
    WITHIN = "within"
    HALF = "half"
    AND_HALF = "and_half"
    COUPLE = "couple"
    AMOUNT = "amount"
    """A whole stretch of time with a name, in seconds ("one second", "half-hour")."""
    FULL = "full"
    """May stand between a number and its unit ("two full days")."""
    OH_MINUTES = "oh_minutes"
    """Minutes below ten as they are spoken after the hour ("seven oh five")."""
    NOW = "now"
    ARTICLE = "article"
    """Definite or not, by its number."""
    OF = "of"
    AT = "at"
    AT_OR_TO = "at_or_to"
    """Before a single time "at", between two "to": "à", "alle", "a las"."""
    IN_OR_BETWEEN = "in_or_between"
    """Before a stretch "in", before two times "between": "tra", "fra"."""
    MINUS = "minus"
    """Takes what follows from the hour: "cinq heures moins dix"."""
    ON = "on"
    IN = "in"
    FOR = "for"
    AROUND = "around"
    ISH = "ish"
    FROM = "from"
    SINCE = "since"
    """Said after a time, opens its end: "from then on"."""
    AT_LATEST = "at_latest"
    """Said after a time, makes it a last one."""
    TO = "to"
    DASH = "dash"
    BETWEEN = "between"
    AFTER = "after"
    BEFORE = "before"
    BY = "by"
    UNTIL = "until"
    OR = "or"
    AND = "and"
    NOT = "not"
    EXCEPT = "except"
    BUT = "but"
    BAD = "bad"
    """Said after a time, refuses it."""
    GOOD = "good"
    """Said after a time, wishes it."""
    ONLY = "only"
    PREFER = "prefer"
    """Wishes what follows, but does not require it; or what stands before, where nothing follows."""
    BETTER = "better"
    """Said after a time, wishes but does not require it."""
    BUSY = "busy"
    """Says that somebody cannot, now or at a time that follows: "stuck until 3" is about today."""
    PROPOSE = "propose"
    """Begins a wish, and so ends a refusal before it."""
    IF = "if"
    """What is refused after it is refused on a condition only."""
    CORRECTION = "correction"
    """What follows takes the place of what was said."""
    FALLBACK = "fallback"
    """What follows will do where what was said will not."""
    AGO = "ago"
    HENCE = "hence"
    LATER = "later"
    EARLIER = "earlier"
    PUSH = "push"
    PULL = "pull"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    WHOLE_DAY = "whole_day"
    COUNTED = "counted"
    """A noun that makes the number before it a count of something else."""
    LABEL = "label"
    """A noun that makes the number after it a name of something else."""
    FILLER = "filler"
    """May stand inside an expression of time without a meaning of its own."""
    ZONE_TIME = "zone_time"
    """Makes a place before it a zone: "Londoner Zeit"."""
    OTHERS = "others"
    """All that was not refused: "any other day"."""
    SO = "so"
    """Begins what follows from what was said: a clock time before it is the reason only ("I finish at 5, so after 6")."""
    ALSO = "also"
    """After a time, says of it what was said of the one before: "Monday is bad and Tuesday too"."""
    NOR = "nor"
    """"Or" between two times after a refusal, else nothing: "weder Montag noch Dienstag"."""
    SUBJECT = "subject"
    """Makes "sat" and "may" after it verbs."""
    # Words of several senses, one of which `bot.nlu.when.settle` chooses.
    DAY_NOUN = "day_noun"
    """A day; before a number the day of a month: "día 15"."""
    PART_OR_WORD = "part_or_word"
    """A part of the day after a day or an article, else a word: "tarde"."""
    TO_BETWEEN = "to_between"
    """"To" between two times of a kind, else nothing: "a"."""
    TO_HOUR = "to_hour"
    """Between minutes and an hour "to", else "at": "para las"."""
    ORDINAL_SIGN = "ordinal_sign"
    """Makes the digits before it an ordinal: "º"."""
    WEEKDAY_SIGN = "weekday_sign"
    """Makes digits from 2 to 6 before it a weekday, before a unit an ordinal: "6ª"."""
    WEEKDAY_NTH = "weekday_nth"
    """A weekday; before a unit or weekday an ordinal, two above its number: "segunda"."""
    WEEKDAY_NOUN = "weekday_noun"
    """Makes an ordinal from 2 to 6 a weekday: "2ª feira"."""
    ONE = "one"
    """One or the indefinite article: "una"."""
    AGO_AHEAD = "ago_ahead"
    """"Ago" that stands before: "hace tres días"."""
    # Words that do several things; `bot.nlu.when.undecided` gives each one of the senses above.
    POINT = "point"
    """Makes a number of digits before it an ordinal ("am 3."), else ends a sentence; such languages write dates with points."""
    POINTED = "pointed"
    """"8.10" where dates are written with points: a date first, else a clock time."""
    MORROW = "morrow"
    """Tomorrow, or the morning where a day or "the" stands before it: "morgen"."""
    WEEKDAY_OR_WORD = "weekday_or_word"
    """A short weekday that is another word as well: "so"."""
    ALL = "all"
    """"Every" where a number, a unit or a day follows, else nothing: "alle", "jeder"."""
    REFUSE = "refuse"
    """Refuses the time that follows closely, else the one before: "nicht"."""
    WISH = "wish"
    """Prefers the time that follows closely, else the one before: "lieber"."""
    INSTEAD = "instead"
    """Wishes as `WISH` does where a time was wished before; else says no more than the time after it: "mejor el jueves"."""
    ON_OR_AM = "on_or_am"
    """"On", or before noon where it ends what a number began: "am"."""
    FOR_OR_IN = "for_or_in"
    """"For" before a stretch that is counted, else "in": "durante"."""
    ON_OR_TO = "on_or_to"
    """"To" between two days, else "on": "auf"."""
    LATEST = "latest"
    """"By" before a time or after it: "spätestens"."""
    EARLIEST = "earliest"
    """"From" before a time or after it: "frühestens"."""


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
    near: Mapping[str, str]
    """Words with one letter left out, to the word that was meant."""
    common: frozenset[str] = frozenset()
    """Words that tell the language of a message and say nothing else."""
    elided: frozenset[str] = frozenset()
    """Beginnings of words that are words of their own before an apostrophe: "l'", "dell'"."""
    manners: frozenset[str] = frozenset()
    """What is usual in the language where no word says it (`bot.nlu.when.homonyms`)."""
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
        return cls(phrases, _longest(phrases), near, common, heads, about.manners, spelled)

    def over(self, other: "Lexicon") -> "Lexicon":
        """Return both in one, for mixed messages; where they differ, this one's senses hold."""
        known = {phrase: sense for phrase, sense in other.phrases.items() if phrase[0] not in self.common}
        phrases = {**known, **self.phrases}
        return Lexicon(
            phrases,
            _longest(phrases),
            {**other.near, **self.near},
            self.common | other.common,
            self.elided | other.elided,
            self.manners,
            {**other.spelled, **self.spelled},
        )

    def knows(self, word: str) -> bool:
        """Say whether a word belongs to the language; a single letter only if it is said to."""
        return word in self.common or (len(word) > 1 and word in self.longest)

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
        tokens = self._spelled(parted(tokens, self.elided))
        lows = [self.mend(t.low) if t.kind is Kind.WORD else t.low for t in tokens]
        i = 0
        while i < len(tokens):
            length, sense = self._longest_at(lows, tokens, i)
            marks.append(_mark(tokens[i : i + length], sense, lows[i]))
            i += length
        return marks

    def _spelled(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens with each word that stands for several as those, all in its place."""
        if self.spelled.keys().isdisjoint(token.low for token in tokens):
            return tokens
        return [
            token._replace(low=word) for token in tokens for word in self.spelled.get(token.low, (token.low,))
        ]

    def _longest_at(self, lows: list[str], tokens: list[Token], i: int) -> tuple[int, Sense | None]:
        for length in range(min(self.longest.get(lows[i], 0), len(lows) - i), 0, -1):
            sense = self.phrases.get(tuple(lows[i : i + length]))
            if sense is not None and (length > 1 or tokens[i].kind in (Kind.WORD, Kind.SYMBOL)):
                return length, sense
        return 1, None

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


@lru_cache(maxsize=4096)
def _mended(lexicon: Lexicon, word: str) -> str:
    for shape in (word, *without_one(word)):
        meant = lexicon.near.get(shape)
        if meant is not None and abs(len(meant) - len(word)) <= 1 and meant[0] == word[0]:
            return meant
    return word


_KIND_CATS = {
    Kind.NUMBER: Cat.NUMBER, Kind.ORDINAL: Cat.ORDINAL, Kind.CLOCK: Cat.CLOCK, Kind.HOURS: Cat.HOURS,
    Kind.ISO: Cat.ISO, Kind.DATE: Cat.DATE, Kind.DOTTED: Cat.DOTTED, Kind.OPAQUE: Cat.OPAQUE,
}  # fmt: skip


def _mark(tokens: list[Token], sense: Sense | None, low: str) -> Mark:
    first, last = tokens[0], tokens[-1]
    cat = sense.cat if sense else _KIND_CATS.get(first.kind, Cat.WORD)
    number = sense.n if sense else (first.nums[0] if first.nums else 0)
    return Mark(cat, number, low, first.nums, first.start, last.end, first.glued, first.capital)
