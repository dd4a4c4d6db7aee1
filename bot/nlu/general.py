"""The general act of a message, learnt from sentences: it decides where no phrase of the reader's own says what is meant."""

import re
from dataclasses import replace

from bot.nlu.acts import Said
from bot.nlu.further import languages_in, said_in
from bot.nlu.gist.gist import Gist, gist_of
from bot.nlu.gist.short import short_answer
from bot.nlu.gist.turns import turn_of
from bot.nlu.languages import FIRST, language_code, marks_of
from bot.nlu.when.lexicon import Cat
from bot.nlu.when.tokens import tokenize
from bot.nlu.words import folded_words
from bot.understood import Act, Asked, Company, Hearing, Understood

SURE = 0.6
"""From this chance on a gist is acted on."""

_VERY_SURE = 0.85
"""From this chance on it is taken for something else than the answer to what was asked."""

_FREE_TEXT = {Asked.QUESTION, Asked.REASON, Asked.TITLE}
_OWN_WORDS = {
    Asked.WHO,
    Asked.NAME,
    Asked.EMAIL,
    Asked.CODE,
    Asked.ZONE,
    Asked.GUEST,
    Asked.LENGTH,
    Asked.COUNT,
}
_BREAKS_OFF = {Act.STOP, Act.HELP, Act.HUMAN}
_CHOOSING = {Asked.OFFER, Asked.CONFIRM, Asked.READING}
_WISHES = {
    *(Act.BOOK, Act.RESCHEDULE, Act.CANCEL, Act.QUERY_AVAILABILITY, Act.QUERY_BOOKINGS, Act.QUERY_TIME),
    *(Act.BLOCK_TIME, Act.SET_REMINDER, Act.REQUEST_ALTERNATIVES),
}
"""Acts that say what the times in a message are for."""

_COURTESIES = (Act.YES, Act.NO, Act.THANKS, Act.GREET)
_STOPS = ".,;!?\n"
_CLAUSE_END = re.compile(rf"[{_STOPS}]+")
_MOST_CLAUSES = 6

_ASKABLE = {Act.BOOK, Act.RESCHEDULE, Act.CANCEL, Act.QUERY_BOOKINGS, Act.QUERY_AVAILABILITY}
"""Acts between which somebody can be asked to choose."""

_ANSWERS = {
    *(
        Act.YES,
        Act.NO,
        Act.ACCEPT,
        Act.DECLINE,
        Act.ANY,
        Act.UNSURE,
        Act.STOP,
        Act.REPEAT,
        Act.HELP,
        Act.HUMAN,
    ),
    *(Act.GREET, Act.THANKS, Act.GOODBYE),
}


def gist_in(text: str, hearing: Hearing) -> Gist | None:
    """Return the gist of a text, seen from what was asked."""
    return gist_of(text, turn_of(hearing), language_code(hearing.locale))


def general(said: Said, text: str, gist: Gist | None, hearing: Hearing) -> Said:
    """Return what is said, by the gist of it in the languages of which the reader has no phrases."""
    if said.acts or hearing.asked in _FREE_TEXT or gist is None or gist.language == FIRST:
        return said
    if hearing.asked in _OWN_WORDS and gist.chance < _VERY_SURE:
        return said
    several = _of_clauses(text, hearing)
    if len(several) > 1:
        return replace(said, acts=several)
    strange = gist.act is Act.OUT_OF_SCOPE and gist.chance >= _VERY_SURE
    if not strange and (gist.chance < SURE or gist.act not in _WISHES):
        return said
    return replace(said, acts=(gist.act,))


def _of_clauses(text: str, hearing: Hearing) -> tuple[Act, ...]:
    """Return what is done in the clauses of a message, in order: courtesies and what is surely wished; nothing of one alone."""
    if not any(map(text.rstrip(_STOPS).__contains__, _STOPS)):
        return ()
    clauses = [clause for clause in _CLAUSE_END.split(text)[:_MOST_CLAUSES] if clause.strip()]
    acts: list[Act] = []
    for left, clause in zip(range(len(clauses), 0, -1), clauses, strict=True):
        if len(acts) + left < _SEVERAL:
            return ()
        act = _of_clause(clause, hearing)
        acts += [act] if act and act not in acts else []
    return tuple(acts)


_SEVERAL = 2


def _of_clause(clause: str, hearing: Hearing) -> Act | None:
    short = short_answer(clause)
    if short in _COURTESIES:
        return short
    gist = gist_in(clause, hearing)
    return gist.act if gist and gist.known and gist.chance >= _VERY_SURE and gist.act in _WISHES else None


def with_gist(found: Understood, gist: Gist | None, hearing: Hearing) -> Understood:
    """Return what was understood with the gist of it, which decides where nothing else was found."""
    if gist is None:
        return found
    found = found if found.gist is gist.act else replace(found, gist=gist.act)
    if _has_content(found) or hearing.asked in _FREE_TEXT:
        return found
    short = None if found.acts or hearing.asked in _OWN_WORDS else short_answer(found.text)
    if short:
        return replace(found, acts=(short,))
    if found.acts:
        return _doubted(found, gist, hearing)
    if not gist.known:
        return found
    if hearing.asked in _OWN_WORDS and not (gist.act in _BREAKS_OFF and gist.chance >= _VERY_SURE):
        return found
    taken = _taken(found.text, hearing) if gist.act is Act.ACCEPT and gist.chance >= SURE else None
    if taken is not None:
        return replace(found, acts=(Act.PICK,), pick=taken, confidence=gist.chance)
    acts = _decided(gist, hearing)
    other = None if acts or hearing.asked is not Asked.NOTHING else _other(gist, hearing)
    return replace(found, acts=acts, confidence=gist.chance, other=other)


def _other(gist: Gist, hearing: Hearing) -> Act | None:
    """Return the act between which and the likeliest one the speaker is to be asked, if it is likely one of them."""
    likely = gist.chance + gist.other_chance >= SURE
    return gist.other if likely and {gist.act, gist.other} <= _askable(hearing) else None


def _taken(text: str, hearing: Hearing) -> int | None:
    """Return which offer is taken by its place, in any language: the only ordinal that is said."""
    said = [mark.n for mark in marks_of(tokenize(text), hearing.locale) if mark.cat is Cat.ORDINAL]
    return said[0] - 1 if len(said) == 1 and 0 < said[0] <= len(hearing.offers) else None


def _doubted(found: Understood, gist: Gist, hearing: Hearing) -> Understood:
    """Return what was understood, in doubt where its words and its gist are different wishes."""
    said = found.acts[0]
    wishes = {said, gist.act} <= _askable(hearing)
    if hearing.asked is not Asked.NOTHING or len(found.acts) > 1 or not wishes or said is gist.act:
        return found
    if gist.chance < SURE or found.person_words or found.event_words:
        return found
    tokens = tokenize(found.text)
    if said in said_in(languages_in(tokens, hearing.locale), folded_words(tokens)).acts:
        return found
    return replace(found, acts=(), other=said, confidence=1 - gist.chance)


def _askable(hearing: Hearing) -> set[Act]:
    return _ASKABLE - {Act.BOOK} if hearing.is_host else _ASKABLE


def _has_content(found: Understood) -> bool:
    """Whether anything was found that says by itself what is done."""
    told = (found.name, found.email, found.phone, found.code, found.reason, found.for_whom, found.lengths)
    things = (found.wish, found.pick, found.shift, found.together, found.setting)
    return any(told) or things != _NOTHING or found.company != _ALONE


_NOTHING = (None,) * 5
_ALONE = Company()


def _decided(gist: Gist, hearing: Hearing) -> tuple[Act, ...]:
    act = _in_place(gist.act, hearing)
    if act is Act.OUT_OF_SCOPE:
        sure = gist.chance >= _VERY_SURE and hearing.asked is not Asked.CONFIRM
    else:
        sure = gist.chance >= SURE and act in _ANSWERS | _WISHES
    return (act,) if sure else ()


def _in_place(act: Act, hearing: Hearing) -> Act:
    """Return what an act is among offers: taking one is a yes, declining them a wish for others."""
    if hearing.asked in _CHOOSING and act is Act.ACCEPT:
        return Act.YES
    if hearing.asked is Asked.OFFER and act is Act.DECLINE:
        return Act.REQUEST_ALTERNATIVES
    return act
