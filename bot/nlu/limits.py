"""What hosts say about limits, windows, starts and late cancelling, as rules."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bot.nlu import hints
from bot.nlu.fragments import AMOUNT, NUMBER, WEEKDAY, count_of, dates_in, minutes_of, weekday_of
from bot.nlu.hinted import Gate, hinted
from bot.nlu.talk import Talk
from bot.terms import Terms
from core.people import DayCount, Rules

_I = re.IGNORECASE
_PER = r"(?:(?:a|an|per|each|every|in (?:a|one|any)) (?P<per>day|week|month|year)|(?P<adverb>daily|weekly|monthly|yearly|annually))\b"
_PERIODS = {
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "year": "yearly",
    "annually": "yearly",
    "annual": "yearly",
}
_BOUND = hinted(
    " more than|cap|limit|max|most|not over|only|tops|up to",
    r"\b(?:max(?:imum)?|at (?:the )?most|(?:no|not|never) more than|not over|up to|limit(?:ed)?|cap(?:ped)?|only|tops)\b",
)
_COUNTED = hinted(
    " day| month| week| year|annually|daily|monthly|weekly|yearly",
    rf"\b(?P<n>{NUMBER}) (?!(?:days?|weeks?|months?|hours?|hrs?|h|minutes?|mins?|times? (?:a|per) day off)\b)(?:[a-z'-]{{1,20}} ){{0,3}}?{_PER}",
)
_TIMED = hinted(
    " day| month| week| year|annually|daily|monthly|weekly|yearly",
    rf"\b(?P<amount>{AMOUNT}) (?:[a-z'-]{{1,20}} ){{0,4}}?{_PER}",
)
_ADJECTIVE = hinted(
    " cap| limit| max",
    r"\b(?P<adverb>daily|weekly|monthly|yearly|annual) (?:limit|maximum|max|cap)(?: of| is| to|:| =| at)? "
    rf"(?:(?P<amount>{AMOUNT})|(?P<n>{NUMBER}))",
)
_GONE = hinted(
    "cap|limit|maximum",
    r"\b(?:no|remove|drop|lift|without|delete|forget|clear|take away|get rid of|end|cancel) (?:(?:the|my|any|all|more) ){0,2}"
    r"(?:(?P<adverb>daily|weekly|monthly|yearly|annual) )?(?:(?:booking|meeting|time|hours?|minutes?) )?(?:limits?|maximum|cap)\b"
    r"(?: (?:a|per|each) (?P<per>day|week|month|year))?",
)
_BOOKINGS = r"(?:meetings|bookings|calls|appointments|sessions|times)"
_UNLIMITED = hinted(
    "any number of|as many |unlimited",
    rf"\b(?:unlimited|any number of) {_BOOKINGS}\b(?: (?:a|per|each) (?P<per>day|week|month|year))?|"
    rf"\bas many (?:{_BOOKINGS} )?(?:(?:a|per|each) (?P<per2>day|week|month|year) )?as (?:they|people|you|anybody|anyone|invitees)\b",
)
_WEEK_START = hinted(
    " the first day of |begin|start",
    rf"\bweeks? (?:always |should |to )?(?:starts?|begins?) (?:on |with )?(?:a )?({WEEKDAY})\b|"
    rf"\b(?:start|begin) (?:the|my) weeks? (?:on|with) (?:a )?({WEEKDAY})\b|"
    rf"\b({WEEKDAY}) (?:is|as) the first day of (?:the|my) week\b",
)
_BUSINESS = hinted(" business| work", rf"\b({NUMBER}) (?:business|working|work) ?days?\b")
_AHEAD = hinted(
    "advance|ahead|book|future|next|only|out|window",
    r"\b(?:ahead|advance|window|next|bookable|book|booked|bookings?|only|future|out)\b",
)
_BOOKABLE = hinted(
    "be booked|bookable|booking",
    r"\b(?:bookable|(?:can|may|should) (?:only )?be booked|open for bookings?|bookings? only|only (?:[a-z]{1,8} ){0,3}?bookings?|"
    r"(?:take|accept) bookings? only)\b",
)
_NOT_DATES = re.compile(
    r"\?\s*$|\b(?:not|no|don't|never|pause|stop|close|unbookable|ahead|advance|again)\b", _I
)
_ANY_DATE = hinted(
    " be booked|bookable|booking dates|booking period|date limit|date range|end date|start date",
    r"\b(?:bookable|(?:can|may) be booked) (?:at |on )?any (?:date|day|time)\b|"
    r"\b(?:no|remove|drop|without|clear|forget) (?:the |my )?(?:fixed )?(?:date range|booking dates|booking period|end date|start date|date limits?)\b",
)
_FAR = hinted(
    "no limit|no booking window|as far ",
    r"\bno (?:limit on how far|booking window)\b|\bas far (?:ahead|out) as\b",
)
_STEP = hinted(
    "every |grid|increments|intervals|step",
    rf"\b(?:starts?|starting|begin|begins|offer(?:ed)?|slots?|times)\b[^.;?]{{0,30}}?\bevery (?P<a>{AMOUNT}|half hour|hour|quarter(?: hour)?)|"
    rf"\bin (?:steps of )?(?P<b>{AMOUNT})[\s-](?:steps|increments|intervals)|\b(?:steps?|increments|grid) (?:of|to|is|:) ?(?P<c>{AMOUNT})|"
    rf"^\W*every (?P<d>{AMOUNT})\W*$",
)
_NO_STEP = hinted(
    "default|normal|standard|step|usual",
    r"\b(?:usual|normal|default|standard) (?:steps?|starts|starting times|start times)\b|\bno (?:fixed )?steps?\b",
)
_OFFSET = hinted(
    "begin|offer|offset |start",
    rf"\b(?:starts?|starting|begin|begins|offer(?:ed)?)\b[^.;?]{{0,30}}?\b(?P<n>quarter|half|{NUMBER})(?: min(?:ute)?s?)? (?P<way>past|after|to)\b"
    rf"(?! ?\d| ?{NUMBER})|\boffset (?:of |is |to |: ?)?(?P<amount>{AMOUNT})",
)
_NO_OFFSET = hinted(
    "begin|no offset|start",
    r"\b(?:starts?|starting|begin|begins)\b[^.;?]{0,30}?\bon the (?:full )?hour\b|\bno offset\b",
)
_CANCEL = r"(?:cancel\w{0,8}|resched\w{0,8}|mov(?:e|es|ing))"
_CANCELLING = hinted(
    " ahead| before| deadline| in advance| notice| period| policy| prior| window|at least|cancel|has to|have to|later than|less than|mov|must|need to|required|resched|should|the last|under|within",
    rf"\bno (?:more )?(?:free )?{_CANCEL}\b[^.;?]{{0,40}}?(?P<a>{AMOUNT})|"
    rf"\b{_CANCEL}\b[^.;?]{{0,40}}?\b(?:up to|until|till|at least|no later than|not later than|at the latest|only) (?P<b>{AMOUNT}) (?:before|ahead|in advance|prior|notice)|"
    rf"\bcancel\w{{0,8}} (?:notice|window|deadline|policy|period)\b[^.;?]{{0,12}}?(?P<c>{AMOUNT})|"
    rf"\b(?:can't|cannot|can not|may not|must not|not|nobody|no one)\b[^.;?]{{0,30}}?\b{_CANCEL}\b[^.;?]{{0,30}}?\b(?:less than|within|later than|under|the last) (?:the last )?(?P<d>{AMOUNT})|"
    rf"\b(?:must|have to|has to|need to|should|required|at least)\b[^.;?]{{0,40}}?(?P<e>{AMOUNT})(?: notice)? (?:before|ahead of|prior to|for|to) (?:they |any |a )?{_CANCEL}",
)
_ANY_CANCEL = hinted(
    "no cancel|no deadline|no notice|time|whenever",
    rf"\b{_CANCEL} (?:at )?(?:any ?time|whenever)|\bno cancel\w{{0,8}} (?:notice|deadline|limit|policy|rule)|"
    rf"\bno (?:deadline|notice) for {_CANCEL}",
)
_ALL = tuple(
    f"{name}_{what}" for name in ("daily", "weekly", "monthly", "yearly") for what in ("limit", "minutes")
)


_GATE = Gate.of(
    *(_BOUND, _ADJECTIVE, _WEEK_START, _BUSINESS, _BOOKABLE, _STEP, _OFFSET, _CANCELLING),
    *(_GONE, _UNLIMITED, _ANY_DATE, _FAR, _NO_STEP, _NO_OFFSET, _ANY_CANCEL),
)
"""What stands in every message that sets a rule or takes one away."""


def limits_said(talk: Talk) -> Terms | None:
    """Return the rules that a message sets or takes away; None if it is about nothing of the kind.

    A mere limit of meetings a day, window in days, buffer or notice is left to the older readers.
    """
    text = talk.text
    if not _GATE.opens(text):
        return None
    values: dict[str, Any] = {}
    for read in _VALUES:
        values |= dict(read(text))
    opens, closes = _dates(talk)
    values |= {name: day for name, day in (("opens", opens), ("closes", closes)) if day}
    clear = frozenset(name for read in _CLEARS for name in read(text) if name not in values)
    if not clear and values.keys() <= {"daily_limit"}:
        return None
    return Terms(rules=replace(Rules(), **values), clear=clear)


def without_limits(text: str) -> str:
    """Return a text without the words of limits and late cancelling, for they hold stretches of time of their own."""
    for pattern in (_CANCELLING, _ADJECTIVE, _TIMED, _COUNTED, _STEP):
        text = pattern.sub(" , ", text)
    return text


def _caps(text: str) -> Iterator[tuple[str, int]]:
    if not _BOUND.search(text) or re.search(r"\bi (?:only )?work\b", text, _I):
        yield from _adjectives(text)
        return
    for match in _TIMED.finditer(text):
        minutes = minutes_of(match["amount"])
        if minutes:
            yield f"{_period(match)}_minutes", minutes
    for match in _COUNTED.finditer(text):
        yield f"{_period(match)}_limit", count_of(match["n"])
    yield from _adjectives(text)


def _adjectives(text: str) -> Iterator[tuple[str, int]]:
    for match in _ADJECTIVE.finditer(text):
        if match["amount"]:
            yield f"{_period(match)}_minutes", minutes_of(match["amount"]) or 0
        else:
            yield f"{_period(match)}_limit", count_of(match["n"])


def _period(match: re.Match[str]) -> str:
    said = next(said.lower() for name in ("per", "adverb") if (said := match.groupdict().get(name)))
    return _PERIODS.get(said, said)


def _week_start(text: str) -> Iterator[tuple[str, int]]:
    if match := _WEEK_START.search(text):
        yield "week_start", weekday_of(next(day for day in match.groups() if day))


def _window(text: str) -> Iterator[tuple[str, Any]]:
    match = _BUSINESS.search(text)
    if match and _AHEAD.search(text) and not hints.AT_LEAST.search(text):
        yield "window_days", count_of(match[1])
        yield "window_counts", DayCount.BUSINESS


def _dates(talk: Talk) -> tuple[Any, Any]:
    text = talk.text
    clocks = any(clause.clocks for clause in talk.when.clauses)
    if clocks or not _BOOKABLE.search(text) or _NOT_DATES.search(text) or _ANY_DATE.search(text):
        return None, None
    return dates_in(text, talk.view)


def _step(text: str) -> Iterator[tuple[str, int]]:
    match = _STEP.search(text)
    if match and not re.search(r"\bremind", text, _I):
        said = next(group for group in match.groups() if group)
        minutes = minutes_of(said) or {"hour": 60, "half hour": 30}.get(said.lower(), 15)
        yield "step", minutes


def _offset(text: str) -> Iterator[tuple[str, int]]:
    match = _OFFSET.search(text)
    if match is None:
        return
    if match["amount"]:
        yield "offset", minutes_of(match["amount"]) or 0
        return
    past = {"quarter": 15, "half": 30}.get(match["n"].lower()) or count_of(match["n"])
    yield "offset", 60 - past if match["way"].lower() == "to" else past


def _cancelling(text: str) -> Iterator[tuple[str, int]]:
    if match := _CANCELLING.search(text):
        minutes = minutes_of(next(group for group in match.groups() if group))
        if minutes:
            yield "cancel_notice", minutes


def _no_limits(text: str) -> Iterator[str]:
    match = _GONE.search(text) or _UNLIMITED.search(text)
    if match is None or _FAR.search(text):
        return
    named = match.groupdict()
    adverb = named.get("adverb") or named.get("per") or named.get("per2")
    if adverb is None:
        yield from _ALL
        return
    name = _PERIODS.get(adverb.lower(), adverb.lower())
    yield from (f"{name}_limit", f"{name}_minutes")


def _no_others(text: str) -> Iterator[str]:
    if _ANY_DATE.search(text):
        yield from ("opens", "closes")
    if _FAR.search(text):
        yield from ("window_days", "window_counts")
    if _NO_STEP.search(text):
        yield "step"
    if _NO_OFFSET.search(text):
        yield "offset"
    if _ANY_CANCEL.search(text):
        yield "cancel_notice"


_VALUES: tuple[Callable[[str], Iterator[tuple[str, Any]]], ...] = (
    _caps,
    _week_start,
    _window,
    _step,
    _offset,
    _cancelling,
)
_CLEARS: tuple[Callable[[str], Iterator[str]], ...] = (_no_limits, _no_others)
