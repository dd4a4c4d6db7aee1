"""The general act of a message, learnt from sentences: it decides where no phrase of the reader's own says what is meant."""

from dataclasses import replace

from bot.nlu.acts import Said
from bot.nlu.gist.gist import Gist, gist_of
from bot.nlu.gist.turns import turn_of
from bot.nlu.languages import FIRST, language_code
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


def general(said: Said, gist: Gist | None, hearing: Hearing) -> Said:
    """Return what is said, by its gist in the languages of which the reader has no phrases."""
    if said.acts or gist is None or gist.language == FIRST or hearing.asked in _FREE_TEXT | _OWN_WORDS:
        return said
    if gist.chance < SURE or gist.act not in _WISHES:
        return said
    return replace(said, acts=(gist.act,))


def with_gist(found: Understood, hearing: Hearing) -> Understood:
    """Return what was understood with the gist of it, which decides where nothing else was found."""
    gist = gist_in(found.text, hearing)
    if gist is None:
        return found
    found = replace(found, gist=gist.act)
    if not _is_bare(found) or not gist.known or hearing.asked in _FREE_TEXT:
        return found
    if hearing.asked in _OWN_WORDS and not (gist.act in _BREAKS_OFF and gist.chance >= _VERY_SURE):
        return found
    return replace(found, acts=_decided(gist, hearing))


def _is_bare(found: Understood) -> bool:
    """Whether nothing was found that says by itself what is done."""
    told = (found.name, found.email, found.phone, found.code, found.reason, found.for_whom, found.lengths)
    things = (found.wish, found.pick, found.shift, found.together, found.setting)
    return not found.acts and not any(told) and set(things) == {None} and found.company == Company()


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
