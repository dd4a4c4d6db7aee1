"""What hosts say about their hours, rules, event types and profile."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.nlu import hints
from bot.nlu.acts import main_of
from bot.nlu.dayoff import away_of, closed, off_reason, special_of
from bot.nlu.further import hosts_rules
from bot.nlu.host_english import HOST_PATTERNS
from bot.nlu.host_hours import week_said
from bot.nlu.host_settings import with_setting, with_terms
from bot.nlu.offerings import event_named, new_title, place_in, question_in, renamed
from bot.nlu.patterns import Word
from bot.nlu.rules import Rule
from bot.nlu.stretches import stretches
from bot.nlu.talk import Talk
from bot.nlu.weekly import EndsBeforeBeginError, recurs, weekdays_of
from bot.nlu.when.resolve import resolve
from bot.nlu.when.tokens import Token, tokenize
from bot.nlu.when.value import ClockSpan, When
from bot.nlu.words import ENGLISH
from bot.understood import Act, Asked, Hearing, Problem, Understood, Wish


def hosted(
    found: Understood, when: When, tokens: list[Token], words: list[Word], hearing: Hearing
) -> Understood:
    """Add what only a host can say; what was read before stays where nothing of it is said."""
    talk = Talk(found=found, when=when, tokens=tokens, words=words, hearing=hearing)
    if Act.WHY_NOT in found.acts or hints.WHY.search(found.text):
        return _why_not(talk)
    told = with_setting(talk)
    if told is not None:
        return told
    rules = [hit.label for hit in HOST_PATTERNS.hits(words, ENGLISH)]
    rules = rules or hosts_rules(tokens, hearing.locale)
    rules = main_of(_meant(talk, rules))
    act = _decided(talk, [rule.act for rule in rules])
    if act is None:
        return found
    filled = _FILLERS[act](talk) if act in _FILLERS else found
    filled = _detailed(filled, next((rule.detail for rule in rules if rule.act is act), ""))
    if act in _SHOWS:
        filled = replace(filled, name=None)
    kept = [a for a in found.acts if a in (Act.YES, Act.THANKS)]
    named = (
        ""
        if act is Act.NEW_EVENT_TYPE
        else filled.event_words or event_named(found.text, hearing.event_titles)
    )
    return replace(filled, acts=(*kept, act), event_words=named, topic="", shift=None)


def _detailed(found: Understood, detail: str) -> Understood:
    """Add what a phrase itself tells of a setting: none of it, or on which side of a meeting it is."""
    if detail == "none":
        return replace(found, lengths=(0,), everything=True)
    return replace(found, side=detail) if detail else found


def _why_not(talk: Talk) -> Understood:
    """Take "why can't I be booked on Tuesday at 3?" as said of that time."""
    named = When(clauses=[replace(clause, refused=False) for clause in talk.when.clauses])
    wish = resolve(named, talk.view, talk.text)
    event = event_named(talk.text, talk.hearing.event_titles)
    return replace(
        talk.found, acts=(Act.WHY_NOT,), wish=wish, event_words=event, topic="", pick=None, shift=None
    )


def _meant(talk: Talk, rules: list[Rule]) -> list[Rule]:
    """Leave out what is said only beside the point: why a request is declined, the time of a meeting that took place."""
    said = {rule.act for rule in rules}
    for alone in ({Act.ACCEPT, Act.DECLINE}, {Act.COMPLETED, Act.NO_SHOW}):
        if said & alone and not said & _CHANGES and not talk.text.endswith("?"):
            return [rule for rule in rules if rule.act in alone]
    if Act.UNBLOCK in said:
        goes = Act.BLOCK_TIME in said and len(talk.when.clauses) > 1
        opens = bool(talk.when.clauses) and not goes and not said & _CHANGES
        return [rule for rule in rules if (rule.act is Act.UNBLOCK) is opens]
    if said - {Act.DELETE_EVENT_TYPE} and not _names_type(talk):
        return [rule for rule in rules if rule.act is not Act.DELETE_EVENT_TYPE]
    return rules


def _decided(talk: Talk, acts: list[Act]) -> Act | None:
    """Choose the host's act: hours and days off are told by their times, the rest by phrases."""
    strong = {Act.CANCEL, Act.RESCHEDULE, Act.UNDO, Act.STOP, Act.START_OVER, Act.HUMAN, Act.HELP}
    acts = [act for act in acts if act is not Act.DELETE_EVENT_TYPE or _deletes(talk)]
    if strong & set(talk.found.acts) and not set(acts) & (_CHANGES | {Act.UNBLOCK}):
        return None
    first = next((act for act in acts if act is not Act.BLOCK_TIME), None)
    if first is Act.SET_WINDOW and hints.AT_LEAST.search(talk.text):
        first = Act.SET_NOTICE
    if first is Act.SET_WINDOW and not any(minutes >= hints.A_DAY for minutes in stretches(talk.tokens)):
        first = None
    if first in _FIRST:
        return first
    timed = _timed(talk, Act.BLOCK_TIME in acts, queries=bool(set(acts) & _SHOWS))
    if first is Act.SET_LENGTH and talk.hearing.anchor and talk.found.wish and not stretches(talk.tokens):
        return None
    return timed or first or _told(talk)


def _told(talk: Talk) -> Act | None:
    """Read bare statements: where one meets, how long an event type is."""
    if _bare_place(talk):
        return Act.SET_PLACE
    lasts = event_named(talk.text, talk.hearing.event_titles) and hints.LASTS.search(talk.text)
    return Act.SET_LENGTH if lasts and stretches(talk.tokens) and not talk.when.clauses else None


def _bare_place(talk: Talk) -> bool:
    return not talk.found.acts and not talk.when.clauses and place_in(talk.text) is not None


def _deletes(talk: Talk) -> bool:
    """Say whether an event type is deleted: one that exists, or a thing that is no booking."""
    return _names_type(talk) or not (
        talk.when.clauses or talk.found.person_words or hints.NO_TYPE.search(talk.text)
    )


def _names_type(talk: Talk) -> bool:
    return "type" in talk.text.lower() or bool(event_named(talk.text, talk.hearing.event_titles))


_SHOWS = {
    Act.SHOW_HOURS,
    Act.SHOW_LINK,
    Act.SHOW_EVENT_TYPES,
    Act.SHOW_PROFILE,
    Act.SHOW_SETTINGS,
    Act.SHOW_CHANGES,
    Act.QUERY_BOOKINGS,
}
_FIRST = {
    Act.UNBLOCK, Act.SET_BUFFER, Act.SET_NOTICE, Act.SET_LIMIT, Act.SET_WINDOW, Act.SET_REMINDER, Act.SET_APPROVAL, Act.NEW_EVENT_TYPE,
    Act.RENAME_EVENT_TYPE, Act.DELETE_EVENT_TYPE, Act.SET_QUESTION, Act.SET_NAME, Act.SET_USERNAME, Act.SET_EMAIL, Act.SET_BIO,
    Act.SET_WELCOME, Act.ACCEPT, Act.DECLINE, Act.PAUSE, Act.RESUME, Act.SHOW_HOURS, Act.SHOW_LINK, Act.SHOW_EVENT_TYPES,
    Act.SHOW_PROFILE, Act.SHOW_SETTINGS, Act.SHOW_CHANGES,
}  # fmt: skip
"""Acts that a phrase decides even beside times."""

_CHANGES = _FIRST - _SHOWS - {Act.UNBLOCK, Act.ACCEPT, Act.DECLINE, Act.RESUME}
"""Acts that "change", "cancel" and "stop" may belong to."""


def _timed(talk: Talk, blocks: bool, *, queries: bool) -> Act | None:  # noqa: FBT001 - one of two plain facts
    clauses = talk.when.clauses
    if not clauses or queries:
        return None
    days = [day for clause in clauses for day in clause.days]
    weekly = weekdays_of(days)
    told = bool(hints.TELLS_HOURS.search(talk.text)) or talk.hearing.asked is Asked.HOURS
    spans = any(
        isinstance(each, ClockSpan) for clause in clauses for choice in clause.clocks for each in choice
    )
    if weekly is not None and _is_weekly(talk, recurring=recurs(days), told=told, spans=spans):
        return Act.SET_HOURS
    if blocks or Act.BLOCK_TIME in talk.found.acts:
        return Act.BLOCK_TIME
    dated = weekly is None and bool(days)
    return Act.SET_OVERRIDE if dated and spans and (told or hints.ONLY.search(talk.text)) else None


def _is_weekly(talk: Talk, *, recurring: bool, told: bool, spans: bool) -> bool:
    days = any(clause.days for clause in talk.when.clauses)
    if recurring or (days and hints.PLURAL_PARTS.search(talk.text)):
        return (
            spans
            or told
            or any(c.refused for c in talk.when.clauses)
            or bool(hints.ONLY.search(talk.text) or hints.ALSO.search(talk.text))
        )
    if told and (spans or days):
        return True
    return days and bool(hints.ONLY.search(talk.text)) and any(len(c.days) > 1 for c in talk.when.clauses)


def _hours(talk: Talk) -> Understood:
    try:
        hours = week_said(talk.text, talk.when.clauses, talk.hearing.weekly)
    except EndsBeforeBeginError:
        wish = talk.found.wish or Wish()
        return replace(
            talk.found, wish=replace(wish, problem=Problem.ENDS_BEFORE_BEGIN, windows=(), points=())
        )
    return replace(talk.found, hours=hours)


def _override(talk: Talk) -> Understood:
    special = special_of(talk.when, talk.view, talk.hearing.weekly, talk.text)
    return replace(talk.found, special=special)


def _block(talk: Talk) -> Understood:
    back = hints.BACK.search(talk.text)
    when = When(clauses=[c for c in talk.when.clauses if back is None or c.start < back.start()])
    special = closed(when, talk.view, talk.text)
    away = None if special else away_of(when, talk.view, talk.text)
    return replace(talk.found, special=special, away=away, reason=off_reason(talk.text))


def _unblock(talk: Talk) -> Understood:
    """Take "not away on Tuesday" as said of Tuesday, "back on Tuesday" of all that follows."""
    named = When(clauses=[replace(clause, refused=False) for clause in talk.when.clauses])
    side = "after" if hints.IS_BACK.search(talk.text) else ""
    return replace(talk.found, wish=resolve(named, talk.view, talk.text), side=side)


def _buffer(talk: Talk) -> Understood:
    low = talk.text.lower()
    before, after = " before" in low, " after" in low
    side = "" if before == after else "before" if before else "after"
    lengths = stretches(talk.tokens) or _bare_minutes(low)
    return replace(talk.found, lengths=lengths or ((0,) if hints.NEGATIVE.search(low) else ()), side=side)


def _bare_minutes(low: str) -> tuple[int, ...]:
    match = hints.COUNT.search(low)
    return (_number(match),) if match else ()


def _number(match: re.Match[str]) -> int:
    return int(match.group(1)) if match.group(1) else hints.NUMBERS.get(match.group(2).lower(), 0)


def _notice(talk: Talk) -> Understood:
    lengths = stretches(talk.tokens)
    return replace(
        talk.found, lengths=lengths or ((0,) if hints.NEGATIVE.search(talk.text) else ()), wish=None
    )


def _limit(talk: Talk) -> Understood:
    match = hints.COUNT.search(talk.text)
    return replace(
        talk.found,
        count=_number(match) if match else None,
        everything=match is None and bool(hints.NEGATIVE.search(talk.text)),
        lengths=(),
    )


def _window(talk: Talk) -> Understood:
    minutes = stretches(talk.tokens)
    days = round(minutes[-1] / 1440) if minutes else None
    if days is None and (match := hints.COUNT.search(talk.text)):
        days = _number(match)
    return replace(talk.found, count=days, lengths=(), wish=None)


def _reminder(talk: Talk) -> Understood:
    leads = stretches(talk.tokens, apart=True)
    everything = not leads and bool(hints.NEGATIVE.search(talk.text))
    return replace(talk.found, leads=leads, everything=everything, lengths=(), wish=None)


def _approval(talk: Talk) -> Understood:
    return replace(talk.found, approval=not hints.AUTOMATIC.search(talk.text))


def _place(talk: Talk) -> Understood:
    return replace(talk.found, place=place_in(talk.text))


def _length(talk: Talk) -> Understood:
    return replace(talk.found, lengths=stretches(talk.tokens))


def _new_type(talk: Talk) -> Understood:
    question, required = question_in(talk.text)
    setting, text = with_terms(talk)
    title = new_title(text)
    return replace(
        talk.found,
        title=title[:1].upper() + title[1:],
        lengths=stretches(tokenize(text)),
        setting=setting,
        place=place_in(text),
        question=question,
        required=required,
        wish=None,
    )


def _rename(talk: Talk) -> Understood:
    words, title = renamed(talk.text)
    named = event_named(words, talk.hearing.event_titles)
    return replace(talk.found, event_words=named or words, title=title)


def _about_type(talk: Talk) -> Understood:
    match = re.search(
        r"\b(?:the|my|delete|remove|pause|resume)\s+(?:the |my )?[\"“]?([\w -]{2,60}?)[\"”]?(?:\s+event ?type)?[.!]?\s*$",
        talk.text,
        re.IGNORECASE,
    )
    words = match.group(1) if match else ""
    named = event_named(talk.text, talk.hearing.event_titles)
    general = re.fullmatch(
        r"(?:bookings?|everything|it|all|calendar|page|event type|account|new bookings|me|link)",
        words,
        re.IGNORECASE,
    )
    deletes = "event type" in talk.text.lower() or bool(hints.DELETES.search(talk.text))
    return replace(talk.found, event_words=named or ("" if general or not deletes else words), wish=None)


def _question(talk: Talk) -> Understood:
    question, required = question_in(talk.text, talk.hearing.event_titles)
    return replace(talk.found, question=question, required=required)


def _name(talk: Talk) -> Understood:
    match = hints.NAME.search(talk.text)
    return replace(talk.found, name=match.group(1).strip() if match else talk.found.name)


def _username(talk: Talk) -> Understood:
    match = hints.USERNAME.search(talk.text)
    return replace(talk.found, username=match.group(1).lower() if match else None, name=None)


def _bio(talk: Talk) -> Understood:
    match = hints.AFTER_COLON.search(talk.text)
    return replace(talk.found, bio=match.group(1).strip() if match else "", wish=None)


def _answer(talk: Talk) -> Understood:
    match = hints.WHO.search(talk.text)
    words = match.group(1) if match else talk.found.person_words
    reason = hints.DECLINE_REASON.search(talk.text)
    told = reason.group(1).strip(" .") if reason and Act.DECLINE in _answers(talk) else talk.found.reason
    return replace(talk.found, person_words=words, reason=told, wish=None)


def _answers(talk: Talk) -> list[Act]:
    return [hit.label.act for hit in HOST_PATTERNS.hits(talk.words, ENGLISH)]


_FILLERS: dict[Act, Callable[[Talk], Understood]] = {
    Act.SET_HOURS: _hours,
    Act.SET_OVERRIDE: _override,
    Act.BLOCK_TIME: _block,
    Act.UNBLOCK: _unblock,
    Act.SET_BUFFER: _buffer,
    Act.SET_NOTICE: _notice,
    Act.SET_LIMIT: _limit,
    Act.SET_WINDOW: _window,
    Act.SET_REMINDER: _reminder,
    Act.SET_APPROVAL: _approval,
    Act.SET_PLACE: _place,
    Act.SET_LENGTH: _length,
    Act.NEW_EVENT_TYPE: _new_type,
    Act.RENAME_EVENT_TYPE: _rename,
    Act.DELETE_EVENT_TYPE: _about_type,
    Act.PAUSE: _about_type,
    Act.RESUME: _about_type,
    Act.SET_QUESTION: _question,
    Act.SET_NAME: _name,
    Act.SET_USERNAME: _username,
    Act.SET_BIO: _bio,
    Act.SET_WELCOME: _bio,
    Act.ACCEPT: _answer,
    Act.DECLINE: _answer,
}
