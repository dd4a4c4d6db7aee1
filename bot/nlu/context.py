"""What a message means where it is said: bare answers, picks, and acts that the content implies."""

import re
from dataclasses import replace

from bot.nlu.hinted import hinted
from bot.nlu.offerings import event_named
from bot.nlu.when.zones import zone_named
from bot.nlu.whereabouts import whereabouts
from bot.nlu.wording import word_set
from bot.understood import Act, Asked, Hearing, Understood

_CHATTER = {
    Act.BOOK,
    Act.QUERY_AVAILABILITY,
    Act.QUERY_TIME,
    Act.OUT_OF_SCOPE,
    Act.INFORM,
    Act.CORRECT,
    Act.COMPLETED,
    Act.QUERY_BOOKINGS,
}
"""Acts that free text may seem to do without meaning it."""

SETTINGS = {
    Act.UNBLOCK,
    Act.SET_HOURS, Act.SET_OVERRIDE, Act.BLOCK_TIME, Act.SET_BUFFER, Act.SET_NOTICE, Act.SET_LIMIT, Act.SET_WINDOW, Act.SET_REMINDER,
    Act.SET_APPROVAL, Act.SET_PLACE, Act.SET_LENGTH, Act.SET_NAME, Act.SET_USERNAME, Act.SET_EMAIL, Act.SET_ZONE, Act.SET_BIO,
    Act.SET_WELCOME, Act.SET_QUESTION, Act.NEW_EVENT_TYPE, Act.RENAME_EVENT_TYPE, Act.DELETE_EVENT_TYPE, Act.PAUSE, Act.RESUME,
    Act.SHOW_HOURS, Act.SHOW_LINK, Act.SHOW_EVENT_TYPES, Act.SHOW_PROFILE, Act.SHOW_SETTINGS, Act.SHOW_CHANGES, Act.ACCEPT, Act.DECLINE,
    Act.QUERY_BOOKINGS, Act.SETTING,
}  # fmt: skip
"""Acts of a host that need no context."""

_CHOOSING = {
    Asked.CONFIRM, Asked.OFFER, Asked.READING, Asked.WHO, Asked.NAME, Asked.EMAIL, Asked.CODE,
}  # fmt: skip
"""While nothing is booked yet, "make it Wednesday" corrects."""

_ABOUT_SELF = {Asked.WHO, Asked.NAME, Asked.EMAIL, Asked.CODE}
_PUTS_OFF = re.compile(
    r"\W*(?:(?:maybe|perhaps|some other time|do it|tell you|i'll do that|i will do that) )?(?:later|not now|not yet)\W*(?:please)?\W*",
    re.IGNORECASE,
)
_WHY_NOT = re.compile(r"(?:but |and )?why not\s*\?+", re.IGNORECASE)
_MAKE_IT = hinted("make ", r"(?<!t )(?<!cannot )\bmake (?:it|that|this)\b")
_ASKS_ANEW = frozenset({Act.QUERY_AVAILABILITY, Act.PROPOSE_TIME})
_ONE_MORE = re.compile(r"and\b|plus\b", re.IGNORECASE)
_UNDERWAY = _CHOOSING | {Asked.TIME, Asked.LENGTH}
_CALM = {
    Act.YES,
    Act.NO,
    Act.THANKS,
    Act.BOOK,
    Act.INFORM,
    Act.PICK,
    Act.CORRECT,
    Act.REQUEST_ALTERNATIVES,
    Act.RESCHEDULE,
}
"""Acts beside which the name of an event type can be a mere correction."""

_TITLE_AND_CODE = 2
_MAY_NOT_CHOOSE = re.compile(r"\?|\b(?:my|also|another)\b", re.IGNORECASE)
_BOOKED = hinted(
    "appointment|booking|meeting|reschedule|reservation",
    r"\b(?:appointment|booking|meeting|reschedule|reservation)\b",
)
_PICKED_OVER = {
    Act.BOOK,
    Act.INFORM,
    Act.QUERY_TIME,
    Act.SKIP,
    Act.COMPLETED,
    Act.REQUEST_ALTERNATIVES,
    Act.QUERY_AVAILABILITY,
}
"""What the words of a pick may seem to do: "the later one", "how about 3pm"."""

_FREE_TEXT = {Asked.QUESTION, Asked.REASON, Asked.TITLE}
_BECAUSE = hinted(
    "because|since|as|cause|reason:",
    r"\b(?:because|since|as|cause|reason:)\s+(?=i|my|we|the|our|he|she|they|it|there|of)(.{2,200})",
)
_SORRY = hinted(
    " ill| not feeling well| not well| sick| unwell|sorry",
    r"\bsorry[, ]+((?:i|we|my|our|the|there)\b.{3,200})|\b((?:i'm|i am|im) (?:sick|ill|not well|unwell|not feeling well)\b.{0,160})",
)
_ZONE_SAID = re.compile(
    r"\b(?:i'm|i am|im|i live|we're|we are|moved|relocated|based|currently|now|time ?zone is|zone:?|zone is|in)\s+(?:based |living |located |currently )?(?:in |to )?([\w/+ -]{2,40})",
    re.IGNORECASE,
)

_ZONE_WORDS = frozenset(
    {"i", "im", "we", "moved", "relocated", "based", "currently", "now", "zone", "timezone", "in"}
)
"""Words one of which begins what `_ZONE_SAID` finds."""


def in_context(found: Understood, hearing: Hearing) -> Understood:
    """Complete the acts by what was asked, and by what the message holds beside phrases."""
    reason, zone = found.reason or reason_in(found.text), _zone(found, hearing)
    if (reason, zone) != (found.reason, found.zone):
        found = replace(found, reason=reason, zone=zone)
    if hearing.is_host and SETTINGS & set(found.acts):
        return found
    if hearing.asked in _FREE_TEXT:
        return replace(found, acts=tuple(act for act in found.acts if act not in _CHATTER))
    if found.pick is not None:
        found = replace(found, shift=None)
    found = _bare_length(found, hearing)
    acts = _answered(found, hearing, _picked(found, list(found.acts)))
    acts = _refused(found, hearing, acts)
    acts = _offered_instead(found, acts)
    acts = _corrected(found, hearing, acts)
    found, acts = _other_type(found, hearing, acts)
    acts = _own_zone(found, hearing, acts)
    acts = _implied(found, acts)
    said, confidence = tuple(dict.fromkeys(acts)), _confidence(acts, found)
    if (said, confidence) == (found.acts, found.confidence):
        return found
    return replace(found, acts=said, confidence=confidence)


def reason_in(text: str) -> str:
    """Return the reason that is given: after "because", or an excuse."""
    match = _BECAUSE.search(text) or _SORRY.search(text)
    if match is None:
        return ""
    return next(group for group in match.groups() if group).strip(" .!")


def _zone(found: Understood, hearing: Hearing) -> str | None:
    if hearing.asked is Asked.ZONE and (zone := _zone_in(found.text)):
        return zone
    if not hearing.is_host and (zone := whereabouts(found.text)):
        return zone
    for match in () if _ZONE_WORDS.isdisjoint(word_set(found.text)) else _ZONE_SAID.finditer(found.text):
        if zone := _zone_in(match.group(1)):
            return zone
    return None


def _zone_in(text: str) -> str | None:
    words = re.findall(r"[\w/+-]+", text.lower())[:8]
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            if zone := zone_named(words[i : i + size]):
                return zone
    return None


def _answered(found: Understood, hearing: Hearing, acts: list[Act]) -> list[Act]:
    """Read "later" as putting off what was asked about oneself, "why not?" as a question where nothing is to be confirmed."""
    if hearing.asked in _ABOUT_SELF and _PUTS_OFF.fullmatch(found.text):
        return [Act.SKIP]
    if hearing.asked is not Asked.CONFIRM and _WHY_NOT.fullmatch(found.text):
        return [Act.WHY_NOT]
    if hearing.asked is Asked.NOTHING and not acts and found.wish and _ONE_MORE.match(found.text):
        return [Act.BOOK]
    return acts


def _own_zone(found: Understood, hearing: Hearing, acts: list[Act]) -> list[Act]:
    """Take a place where somebody says to be as their zone, unless they are there only then ("in Berlin next week")."""
    if hearing.is_host or found.zone is None or hearing.asked is Asked.ZONE:
        return acts
    if whereabouts(found.text) is None:
        return acts
    if found.wish is None:
        return [Act.SET_ZONE, *(act for act in acts if act not in (Act.QUERY_TIME, Act.INFORM, Act.BOOK))]
    others = [act for act in acts if act not in (Act.SET_ZONE, Act.INFORM)]
    return [Act.SET_ZONE, *(others or [Act.PROPOSE_TIME])]


def _other_type(found: Understood, hearing: Hearing, acts: list[Act]) -> tuple[Understood, list[Act]]:
    """Note which event type an invitee names; by itself, in the middle of a booking, it corrects the one chosen."""
    named = "" if hearing.is_host or any(hearing.labels) else event_named(found.text, hearing.event_titles)
    if not named:
        return found, acts
    found = replace(found, event_words=named)
    several = len({title.lower() for title in hearing.event_titles}) > _TITLE_AND_CODE
    bare = found.wish is None and not found.email and set(acts) <= _CALM
    if not (several and bare and hearing.asked in _UNDERWAY) or _MAY_NOT_CHOOSE.search(found.text):
        return found, acts
    return replace(found, pick=None, name=None), [Act.CORRECT]


def _bare_length(found: Understood, hearing: Hearing) -> Understood:
    """Read "45" as minutes where a length was asked for."""
    if hearing.asked is not Asked.LENGTH or found.pick is not None or found.lengths:
        return found
    match = re.fullmatch(r"(\d{1,3})\W*", found.text)
    if match is None:
        return found
    return replace(found, lengths=(int(match.group(1)),)) if int(match.group(1)) else found


def _picked(found: Understood, acts: list[Act]) -> list[Act]:
    if found.pick is None:
        return acts
    return [Act.PICK, *(act for act in acts if act not in _PICKED_OVER)]


def _refused(found: Understood, hearing: Hearing, acts: list[Act]) -> list[Act]:
    """Read "I can't do Tuesday" as a wish for other times while times are being talked about."""
    if found.wish is None or not found.wish.refusal:
        return acts
    talking = hearing.asked in (Asked.TIME, Asked.OFFER, Asked.CONFIRM) or bool(hearing.offers)
    if talking or not {Act.CANCEL, Act.BLOCK_TIME} & set(acts):
        kept: list[Act] = [
            act for act in acts if act not in (Act.CANCEL, Act.NO, Act.BLOCK_TIME, Act.BOOK, Act.DECLINE)
        ]
        return kept if Act.REQUEST_ALTERNATIVES in kept else [*kept, Act.REQUEST_ALTERNATIVES]
    return acts


def _offered_instead(found: Understood, acts: list[Act]) -> list[Act]:
    """Read "I can't on Thursday, how about Friday?" as the other time that is proposed."""
    if found.wish is None or not (found.wish.windows and found.wish.excluded) or Act.RESCHEDULE in acts:
        return acts
    return [act for act in acts if act not in (Act.CANCEL, Act.NO, Act.YES, Act.DECLINE)]


def _corrected(found: Understood, hearing: Hearing, acts: list[Act]) -> list[Act]:
    """Read "make it an hour" as a correction, and as nothing where there is nothing to correct."""
    moves = hearing.asked is Asked.OFFER and found.wish is None and not found.lengths
    if hearing.asked in _CHOOSING and Act.RESCHEDULE in acts and not moves and not _BOOKED.search(found.text):
        acts = [Act.CORRECT if act is Act.RESCHEDULE else act for act in acts]
    if _makes_it(found):
        acts = [Act.CORRECT if act in _ASKS_ANEW else act for act in acts]
    if Act.CORRECT not in acts:
        return acts
    if (
        found.wish is None
        and not found.lengths
        and found.name is None
        and found.email is None
        and hearing.asked is Asked.NOTHING
    ):
        return [act for act in acts if act is not Act.CORRECT]
    return acts


def _makes_it(found: Understood) -> bool:
    """Whether "make it …" says how something that is there should be."""
    changes = bool(found.lengths) or (found.wish is not None and not found.wish.refusal)
    return changes and _MAKE_IT.search(found.text) is not None


def _implied(found: Understood, acts: list[Act]) -> list[Act]:
    """Add what the message does by its content alone."""
    main = [act for act in acts if act not in (Act.YES, Act.NO, Act.GREET, Act.THANKS, Act.ANY, Act.UNSURE)]
    if main:
        return acts
    if found.wish is not None:
        return [*acts, Act.PROPOSE_TIME]
    told = (found.email, found.phone, found.name, found.code, found.zone)
    if found.lengths or any(told) or found.for_whom:
        return [*acts, Act.INFORM]
    return acts


def _confidence(acts: list[Act], found: Understood) -> float:
    if not acts:
        return 0.0
    words = len(found.text.split())
    return 1.0 if words <= 12 else max(0.5, 12 / words)
