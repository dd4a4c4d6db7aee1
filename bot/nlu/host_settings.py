"""Settings that hosts tell in one sentence, beyond the acts of `bot.nlu.host`: who reads which."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.nlu.hinted import hinted
from bot.nlu.howto import howto_said
from bot.nlu.limits import limits_said, without_limits
from bot.nlu.offerings import event_named
from bot.nlu.properties import once_said, properties_said, without_properties
from bot.nlu.recurring import end_said, rule_said
from bot.nlu.schedules import schedule_said, stay_said
from bot.nlu.shows import show_said
from bot.nlu.talk import Talk
from bot.terms import OneTimeLink, ScheduleUse, Setting, Show, StayGone, Terms, Topic
from bot.understood import Act, Understood
from core.event_types import Visibility

_NEW_TYPE = hinted("event", r"\bnew event ?type\b|^\W*(?:create|add|define|offer)\b.{0,60}\bevent ?type\b")
_SUBJECT = re.compile(
    r"^\W*(?:the |my |for |a )?(?P<a>[a-z][\w'-]{2,30}(?: [a-z][\w'-]{2,30}){0,2}?)(?::| has| have| gets?| costs?| with| should| can| needs?| uses?| follows?| is| takes?)\b|"
    r"\b(?:for|of|on|to) (?:the |my |a )?(?P<b>[a-z][\w'-]{2,30}(?: [a-z][\w'-]{2,30}){0,2})(?::.{0,600})?[.!]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_HIDDEN = hinted("private|secret|unlisted", r"\b(secret|private|unlisted) (?=(?:\w+ ){0,3}?event ?type)")
"""How a new event type is said to be off the page."""

_FOR_WHAT = re.compile(
    r"\bfor (?:the |my |a )?([a-z][\w'-]{2,30}(?: [a-z][\w'-]{2,30}){0,2})[.!]?\s*$", re.IGNORECASE
)
"""How something that can also be meant for everything is said of one event type."""

_GENERAL = frozenset(
    [
        "it",
        "this",
        "that",
        "they",
        "them",
        "he",
        "she",
        "there",
        "each",
        "every",
        "all",
        "any",
        "everything",
        "everybody",
        "everyone",
        "people",
        "invitees",
        "clients",
        "guests",
        "customers",
        "visitors",
        "somebody",
        "meeting",
        "meetings",
        "booking",
        "bookings",
        "call",
        "calls",
        "appointment",
        "appointments",
        "session",
        "sessions",
        "event",
        "events",
        "type",
        "types",
        "min",
        "mins",
        "minute",
        "minutes",
        "hour",
        "hours",
        "price",
        "prices",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "no",
        "not",
        "please",
        "make",
        "set",
        "keep",
        "use",
        "only",
        "max",
        "maximum",
        "most",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "a",
        "an",
        "the",
        "my",
        "our",
        "charge",
        "charges",
        "and",
        "or",
        "also",
        "now",
        "then",
        "free",
        "list",
        "waiting",
        "waitlist",
        "waitinglist",
        "guest",
        "seat",
        "seats",
        "series",
        "limit",
        "limits",
        "page",
        "link",
        "public",
        "offer",
        "starts",
        "start",
        "starting",
        "times",
        "slots",
        "steps",
        "step",
        "weekly",
        "daily",
        "monthly",
        "yearly",
        "hide",
        "show",
        "bring",
        "allow",
        "add",
        "turn",
        "switch",
        "secret",
        "unlisted",
        "row",
        "class",
        "you",
        "me",
        "i",
        "we",
        "who",
        "what",
        "how",
        "can",
        "may",
        "could",
        "business",
        "date",
        "dates",
        "time",
        "zone",
    ]
)
"""Words that name no event type of their own."""


def with_setting(talk: Talk) -> Understood | None:
    """Return the message with the setting that it tells; None if it tells none."""
    setting = setting_said(talk)
    if setting is None:
        return None
    kept = [act for act in talk.found.acts if act in (Act.YES, Act.THANKS)]
    act = Act.UNBLOCK if isinstance(setting, StayGone) else Act.SETTING
    return replace(
        talk.found,
        acts=(*kept, act),
        setting=setting,
        event_words=_event_words(talk, setting),
        wish=talk.found.wish if isinstance(setting, StayGone | Show) else None,
        topic="",
        shift=None,
        pick=None,
        name=None,
        zone=None,
    )


def setting_said(talk: Talk) -> Setting | None:
    """Return the one setting that a message tells or asks to see."""
    return next((setting for read in _READERS if (setting := read(talk)) is not None), None)


def _terms(talk: Talk) -> Terms | None:
    if _NEW_TYPE.search(talk.text):
        return None
    limits = limits_said(talk)
    told = properties_said(talk.text)
    if told and all(rate.amount == 0 for rate in told.rates) and talk.when.clauses:
        told = replace(told, rates=())  # "Monday is free" is no price
        told = told if told.of_event_type else None
    if limits is None or told is None:
        return limits or told
    return replace(told, rules=limits.rules, clear=limits.clear)


def with_terms(talk: Talk) -> tuple[Terms | None, str]:
    """Return the terms that are told along with a new event type, and the text without them."""
    limits, told = limits_said(talk), properties_said(talk.text)
    terms = replace(told or Terms(), rules=limits.rules) if limits else told
    if hidden := _HIDDEN.search(talk.text):
        secret = hidden[1].lower() != "unlisted"
        terms = replace(terms or Terms(), secret=secret, visibility=Visibility.UNLISTED)
    return terms, _HIDDEN.sub("", without_properties(without_limits(talk.text)))


def _event_words(talk: Talk, setting: Setting) -> str:
    """Return the words of the event type that a setting is for, also if the host has none of that name."""
    if isinstance(setting, Show):
        return setting.words if setting.topic is Topic.EVENT_TYPE else ""
    if not isinstance(setting, Terms | OneTimeLink | ScheduleUse):
        return ""
    text = (
        talk.text.replace(setting.schedule, " ")
        if isinstance(setting, ScheduleUse) and setting.schedule
        else talk.text
    )
    named = event_named(text, talk.hearing.event_titles)
    if named or not isinstance(setting, Terms | ScheduleUse):
        return named
    own = isinstance(setting, ScheduleUse) or setting.of_event_type
    return _unknown_type(text, _SUBJECT if own else _FOR_WHAT)


def _unknown_type(text: str, pattern: re.Pattern[str]) -> str:
    for match in pattern.finditer(text):
        words = next(group for group in match.groups() if group)
        if not _GENERAL & set(re.findall(r"[a-z]+", words.lower())):
            return words
    return ""


_READERS: tuple[Callable[[Talk], Setting | None], ...] = (
    lambda talk: once_said(talk.text),
    schedule_said,
    show_said,
    rule_said,
    stay_said,
    _terms,
    end_said,
    howto_said,
)
