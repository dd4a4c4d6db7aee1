"""Read a message: acts, times, people and picks, seen from what was asked and offered."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.messages import MAX_TEXT
from bot.nlu.acts import COURTESY, Said, acts_of
from bot.nlu.company import accompanied
from bot.nlu.context import in_context
from bot.nlu.english import PATTERNS
from bot.nlu.further import said_in
from bot.nlu.general import general, gist_in, with_gist
from bot.nlu.gist.gist import Gist
from bot.nlu.host import hosted
from bot.nlu.languages import FIRST, LANGUAGES, language_code, spoken_in
from bot.nlu.patterns import Word
from bot.nlu.people import code_in, people_in
from bot.nlu.picks import pick_in
from bot.nlu.repeated import repeated
from bot.nlu.rhythm import ending_in, rhythm_in
from bot.nlu.several import several
from bot.nlu.when.grammar import read_when
from bot.nlu.when.resolve import resolve
from bot.nlu.when.tokens import Token, tokenize
from bot.nlu.when.value import ClockSpan, When
from bot.nlu.when.view import View, view_of
from bot.nlu.whereabouts import where_they_are
from bot.nlu.words import folded_words, words_of
from bot.understood import Act, Asked, Company, Hearing, Understood, Wish

_DIRECT = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u201b": "'",
        "\u02bc": "'",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\x00": " ",
    }
)
_OTHER_BUSINESS = {
    Act.WHY_NOT,
    Act.CANCEL,
    Act.RESCHEDULE,
    Act.BLOCK_TIME,
    Act.QUERY_BOOKINGS,
    Act.SET_REMINDER,
}
"""Acts whose times are not those of an offer."""

_ASKS = {Act.QUERY_AVAILABILITY, Act.REQUEST_ALTERNATIVES}
_FULL_NAME = 2
"""Capital words that make a name of what could be something else."""

_LONGEST_LENGTH = 60 * 24 * 14
_AND_CLOCK = re.compile(r"^\W*(?:and|or|then)\s+(\d{1,2}(?:[:.]\d\d)?)\s*\?\s*$", re.IGNORECASE)
"""A further clock time that is asked about: "and 4?"."""

_FURTHER = re.compile(r"^\W*(?:and|or|what about|how about)\b", re.IGNORECASE)
"""Begins a question that goes on with the last one."""

_FROM_TO = re.compile(
    r"\b(?:move|shift|change|push|switch|reschedule|bring|put)\s+(?P<old>(?!.{0,40}\bfrom\b).{2,60}?)\s+(?:to|until)\s+(?P<new>.{1,80})",
    re.IGNORECASE,
)
"""One of several bookings and its new time: "the one on 8 December to 11"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message taken apart, before it is understood."""

    text: str
    tokens: list[Token]
    when: When
    gist: Gist | None
    spoken: str
    """The language in which it is clearly written; empty if nothing tells."""
    hearing: Hearing


def plain(text: str) -> str:
    """Return the text composed, capped, with plain quotes and dashes and no spaces around it."""
    if text.isascii() and "\x00" not in text:
        return text[:MAX_TEXT].strip()
    composed = unicodedata.normalize("NFC", text[:MAX_TEXT].encode("utf-8", "replace").decode("utf-8"))
    return composed.translate(_DIRECT).strip()[:MAX_TEXT]


def read(text: str, hearing: Hearing) -> Understood:
    """Return what a message says. Pure and total: any text gives an answer, in time linear in its length."""
    text = plain(text)
    gist = gist_in(text, hearing)
    return with_gist(_whole(text, gist, hearing), gist, hearing)


def _whole(text: str, gist: Gist | None, hearing: Hearing) -> Understood:
    if hearing.is_host or hearing.asked is Asked.QUESTION:
        return _read(text, gist, hearing)
    asks_of = _AND_CLOCK.match(text)
    rhythm, first = rhythm_in(f"at {asks_of[1]}?" if asks_of else text, hearing)
    if hearing.asked is Asked.COUNT:
        rhythm = rhythm or ending_in(text, hearing)
    found = _read(first, gist if first == text else gist_in(first, hearing), hearing)
    if first != text or _FURTHER.match(text):
        found = replace(found, text=text, again=bool(_FURTHER.match(text)))
    found = _which(found, hearing)
    return accompanied(found, rhythm, hearing)


def _which(found: Understood, hearing: Hearing) -> Understood:
    """Tell the time by which a booking is named from the time it is moved to."""
    match = _FROM_TO.search(found.text) if Act.RESCHEDULE in found.acts else None
    old = _part(match["old"], _afresh(hearing)).wish if match else None
    if match is None or old is None or not old.windows:
        return found
    named = replace(_afresh(hearing), anchor_days=old.days, anchor_clock=old.clock)
    new = _part(match["new"], replace(named if old.has_day else hearing, asked=Asked.TIME, offers=()))
    return replace(
        found, wish=new.wish, shift=new.shift, lengths=new.lengths, company=Company(which=old), pick=None
    )


def _afresh(hearing: Hearing) -> Hearing:
    """The same hearing with nothing asked, offered or talked about."""
    return replace(
        hearing, asked=Asked.NOTHING, offers=(), labels=(), anchor=None, anchor_days=(), anchor_clock=None
    )


def _part(text: str, hearing: Hearing) -> Understood:
    """Read a part of a message by itself."""
    return _read(text, gist_in(text, hearing), hearing)


def _read(text: str, gist: Gist | None, hearing: Hearing) -> Understood:
    hearing = where_they_are(text, hearing)
    tokens = tokenize(text)
    alone = hearing.asked is Asked.TIME and not hearing.offers
    heard = Heard(
        text=text,
        tokens=tokens,
        when=read_when(tokens, locale=hearing.locale, alone=alone, moving=True),
        gist=gist,
        spoken=spoken_in(tokens, hearing.locale),
        hearing=hearing,
    )
    words = words_of(tokens, heard.when.spans)
    said = _with_gist_beside(_phrases(heard, words), heard)
    found = _plain_reading(heard, said)
    found = hosted(found, heard.when, tokens, words, hearing) if hearing.is_host else found
    return several(in_context(found, hearing), hearing)


def _phrases(heard: Heard, words: list[Word]) -> Said:
    """Return what phrases say: those of the language of the message before the English ones, any where none is known."""
    likely = (heard.spoken, heard.gist.language if heard.gist else FIRST)
    if likely != (FIRST, FIRST):
        foreign = _in_further((*likely, language_code(heard.hearing.locale)), heard)
        if foreign.acts:
            return foreign
    english = acts_of(words, PATTERNS)
    return english if english.acts or heard.spoken else _in_further(LANGUAGES, heard)


def _in_further(languages: Iterable[str], heard: Heard) -> Said:
    return said_in(languages, folded_words(heard.tokens, heard.when.spans))


def _with_gist_beside(said: Said, heard: Heard) -> Said:
    """Add what the gist says where phrases say nothing, or mere courtesies."""
    if not COURTESY.issuperset(said.acts):
        return said
    told = general(Said((), said.topic, said.shift), heard.text, heard.gist, heard.hearing)
    return replace(said, acts=tuple(dict.fromkeys((*said.acts, *told.acts)))) if told.acts else said


def _plain_reading(heard: Heard, said: Said) -> Understood:
    hearing = heard.hearing
    view = _view(heard, said) if heard.when.clauses else None
    wish = _wish(heard, said, view) if view else None
    who = people_in(heard.text, asked_name=hearing.asked in (Asked.NAME, Asked.WHO))
    who = replace(who, name=None) if who.name and _is_phrase(who.name) else who
    wish = None if who.name and wish and wish.said and wish.said in who.name else wish
    rhythm = None
    if view and heard.spoken not in ("", FIRST) and not hearing.is_host:
        rhythm, wish = repeated(wish, heard.when, view)
    return Understood(
        text=heard.text,
        language=heard.spoken,
        gist=heard.gist.act if heard.gist else None,
        company=Company(rhythm=rhythm),
        acts=said.acts,
        wish=wish,
        shift=said.shift,
        topic=said.topic,
        lengths=_lengths(heard.when, wish),
        pick=None
        if _OTHER_BUSINESS & set(said.acts) and wish
        else pick_in(heard.text, hearing, wish, asks=bool(_ASKS & set(said.acts))),
        code=code_in(heard.text) if hearing.asked is Asked.CODE else None,
        name=who.name,
        email=who.email,
        phone=who.phone,
        for_whom=who.for_whom,
        person_words=who.person_words,
    )


def _view(heard: Heard, said: Said) -> View:
    include_past = Act.QUERY_BOOKINGS in said.acts and heard.hearing.is_host
    return view_of(heard.hearing, heard.when.lengths, include_past=include_past)


def _wish(heard: Heard, said: Said, view: View) -> Wish | None:
    return resolve(_not_refused(heard.when) if Act.WHY_NOT in said.acts else heard.when, view, heard.text)


def _not_refused(when: When) -> When:
    """Take "why not on Tuesday at 3?" as said of that time."""
    return replace(when, clauses=[replace(clause, refused=False) for clause in when.clauses])


def _is_phrase(name: str) -> bool:
    """Whether what looks like a name says something in any language: "nein", "la segunda"; "Will Oui" is a name."""
    capitals = sum(word[0].isupper() for word in name.split())
    return capitals < _FULL_NAME and bool(said_in(LANGUAGES, folded_words(tokenize(name))).acts)


def _lengths(when: When, wish: Wish | None) -> tuple[int, ...]:
    """Return the durations in whole minutes; "from 2 to 3" says an hour."""
    if not when.lengths and wish is not None and len(wish.points) == 1 and _is_range(when):
        return tuple(w.minutes for w in wish.windows if w.start == wish.points[0])
    said = [round(minutes) for minutes in when.lengths if 1 <= minutes <= _LONGEST_LENGTH]
    return tuple(dict.fromkeys(said))


def _is_range(when: When) -> bool:
    clocks = [each for clause in when.clauses for choice in clause.clocks for each in choice]
    return len(when.clauses) == 1 and any(isinstance(c, ClockSpan) and c.start and c.end for c in clocks)
