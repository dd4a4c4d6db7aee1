"""What hosts say about named schedules and about being elsewhere for a while."""

import re
from dataclasses import replace

from bot.nlu.fragments import clauses_in, dates_among, dates_in, named_in, spans_dates, zone_at, zone_in
from bot.nlu.hinted import hinted
from bot.nlu.host_hours import week_said
from bot.nlu.offerings import event_named
from bot.nlu.talk import Talk
from bot.nlu.weekly import EndsBeforeBeginError, applied, weekdays_of
from bot.nlu.when.value import Clause
from bot.terms import (
    NO_HOURS,
    Lack,
    NewSchedule,
    ScheduleChange,
    ScheduleGone,
    ScheduleUse,
    Setting,
    Stay,
    StayGone,
)
from core.hours import WeeklyHours

_I = re.IGNORECASE
_NEW = hinted(
    "schedule",
    r"\b(?:new|create|add|make|another|set up|second) (?:me )?(?:an? |another |new |second ){0,2}schedule\b(?: (?:called|named|for|of))?[ :,\"“]*(?P<rest>.{0,200})$",
    _I | re.DOTALL,
)
_NEW_CALLED = hinted(
    "schedule",
    r"\b(?:new|create|add|make) (?:an? |another |new ){0,2}[\"“]?(?P<name>[^\d,.:;?\"”]{2,40}?)[\"”]? schedule\b(?P<rest>.{0,160})$",
    _I | re.DOTALL,
)
_NAME_ENDS = re.compile(
    r"[:;,\n\"”(]| - |\b(?:with|on|from|hours|mon|tue|wed|thu|fri|sat|sun|every|weekdays|weekends|daily)\w{0,7}\b|\d|\b(?:in|on) [\w ]{2,30} time\b",
    _I,
)
_USUAL = hinted(
    " hours| schedule",
    r"\b(?:my |the )?(?:usual|normal|default|standard|regular|working|main) (?:hours|schedule)\b",
)
_USES = re.compile(
    r"\b(?:uses?|follows?|runs? on|goes by|books? (?:from|on|by)|takes?|put|move|switch|is on|be on|on)\b", _I
)
_DEFAULT = hinted(
    "default|for everything",
    r"\b(?:my|the|as|by) (?:new )?default\b|\bdefault schedule\b|\bfor everything\b",
)
_GONE = hinted("delete|discard|drop|get rid of|remove", r"\b(?:delete|remove|drop|discard|get rid of)\b")
_GONE_NAMED = hinted(
    "schedule",
    r"^\W*(?:please )?(?:delete|remove|drop|discard) (?:the |my )?[\"“]?([\w][\w ]{0,40}?)[\"”]? schedule\W*$",
)
_RENAMED = hinted(
    "call|name",
    r"\b(?:rename|call|name|change the name of)\b(?P<old>.{2,80}?)\b(?:to|as|into|instead|[\"“])\s*[\"“]?(?P<name>[^\"”.\n]{1,50}?)[\"”]?\s*$|\bcall\b(?P<other>.{2,60}) (?-i:(?P<cap>[A-Z][\w ]{1,40}))\s*$",
)
_ZONE = re.compile(r"\b(?:on|in|to)\s+(?P<zone>[\w/+ -]{2,40}?)(?: time\b| timezone\b| time zone\b|\s*$)", _I)
_IS_ZONE = re.compile(r"\btime ?zone\b|\btime\b", _I)
_STAY = hinted(
    "i'm |im |i am |i'll |i will be |we're |i work |working |staying |i stay |living |i live |be | time",
    r"\b(?:i'?m|i am|i'll be|i will be|we're|i'll work|i work|i'm working|i am working|working|staying|i'll stay|i stay|living|i live|be) "
    r"(?:(?:going to be|working|staying|based|living|out|over|remotely|there|travelling|traveling|going|flying|off) )?(?:in|from|on|to) (?P<zone>[\w/+-]{2,20}(?: [\w/+-]{2,20}){0,3})|"
    r"\b(?:work|working|hours|on|in) (?:on |in |by )?(?P<clock>[\w/+-]{2,20}(?: [\w/+-]{2,20}){0,2}) time\b",
)
_GOES = re.compile(r"\b(?:travel(?:ling|ing)?|going|flying|go|fly) (?:over )?to\b", _I)
_AWAY = hinted(
    "away|back|closed|conference|holiday|leave|not working|off|pto|unavailable|vacation",
    r"\b(?:off|away|holidays?|vacation|closed|unavailable|conference|pto|leave|not working|back)\b",
)
_BACK = hinted(
    " from |cancel|delete|drop|forget|n't|no longer|not|remove",
    r"\b(?:back|return(?:ing|ed)?|home) from (?P<a>[\w/+-]{2,20}(?: [\w/+-]{2,20}){0,2})|"
    r"\b(?:forget|cancel|drop|remove|delete) (?:about )?(?:the |my )?(?:trip to |stay in |time in |travel to )?(?P<b>[\w/+-]{2,20}(?: [\w/+-]{2,20}){0,1}?)(?: (?:trip|stay|time|travel|period|hours|visit|dates))?\s*[.!]?$|"
    r"\b(?:not|n't|no longer|won't be) (?:going to|in|travelling to|traveling to) (?P<c>[\w/+-]{2,20}(?: [\w/+-]{2,20}){0,2})",
)


def schedule_said(talk: Talk) -> Setting | None:
    """Return what a message does with a named schedule; None if it is about none."""
    return _new(talk) or _about_known(talk) or _usual(talk)


def _new(talk: Talk) -> Setting | None:
    if talk.text.endswith("?"):
        return None
    match = _NEW.search(talk.text)
    rest, name = (match["rest"], "") if match else ("", "")
    if match is None:
        match = _NEW_CALLED.search(talk.text)
        if match is None:
            return None
        name, rest = match["name"].strip(), match["rest"]
    ends = _NAME_ENDS.search(rest)
    name = name or rest[: ends.start() if ends else None].strip(' ."“”')
    told = rest[ends.start() :] if ends else ""
    timed = any(clause.clocks for clause in clauses_in(told))
    weekly = _week(told, NO_HOURS) if timed else None
    return NewSchedule(name=name[:1].upper() + name[1:], weekly=weekly, zone=_clock_of(told))


def _week(said: str, before: WeeklyHours) -> WeeklyHours | None:
    """Return the weekly hours of some words, on top of others; None if they name none."""
    clauses = clauses_in(said)
    if not any(clause.days for clause in clauses):
        return None
    try:
        return week_said(said, clauses, before)
    except EndsBeforeBeginError:
        return None


def _clock_of(said: str) -> str | None:
    match = re.search(r"\b(?:on|in|,) ?([\w/+ -]{2,40}?) time\b", said, _I)
    return zone_in(match[1]) if match else None


def _about_known(talk: Talk) -> Setting | None:
    names = [name for name, _ in talk.hearing.schedules]
    named = named_in(talk.text, names)
    if not named:
        unknown = _GONE_NAMED.search(talk.text)
        return ScheduleGone(unknown[1].strip()) if unknown else None
    if talk.text.endswith("?"):
        return None
    event = event_named(talk.text.replace(named, " "), talk.hearing.event_titles)
    if _GONE.search(talk.text):
        return ScheduleGone(named)
    if _DEFAULT.search(talk.text) and not event:
        return ScheduleChange(schedule=named, make_default=True)
    return _used(talk, named, event) or _changed(talk, named)


def _used(talk: Talk, named: str, event: str) -> Setting | None:
    uses = re.search(r"\buse\b", talk.text, _I)
    if uses and re.search(r"\bby default\b|\bfrom now on\b|\bfor (?:everything|all)\b", talk.text, _I):
        return ScheduleChange(schedule=named, make_default=True)
    if uses or (event and _USES.search(talk.text)):
        return ScheduleUse(named)
    return None


def _changed(talk: Talk, named: str) -> Setting | None:
    at = talk.text.lower().find(named.lower())
    rest = talk.text[:at] + " " + talk.text[at + len(named) :]
    before = next(weekly for name, weekly in talk.hearing.schedules if name == named)
    weekly = _week(rest, before)
    if weekly is not None and weekdays_of([d for c in clauses_in(rest) for d in c.days]) is not None:
        return ScheduleChange(schedule=named, weekly=weekly)
    if renamed := _RENAMED.search(talk.text):
        name = renamed["name"] or renamed["cap"]
        return ScheduleChange(schedule=named, name=name.strip()) if name and name.strip() != named else None
    zoned = _ZONE.search(rest)
    zone = zone_in(zoned["zone"]) if zoned and _IS_ZONE.search(rest) else None
    return ScheduleChange(schedule=named, zone=zone) if zone else None


def _usual(talk: Talk) -> Setting | None:
    """Read "yoga follows my usual hours again"."""
    event = event_named(talk.text, talk.hearing.event_titles)
    uses = event and (_USES.search(talk.text) or re.search(r"\buse\b", talk.text, _I))
    if uses and _USUAL.search(talk.text) and not talk.text.endswith("?"):
        return ScheduleUse("")
    return None


def stay_said(talk: Talk) -> Setting | None:
    """Return a stay elsewhere, or its end; None if none is said."""
    if gone := _back(talk):
        return gone
    match = _STAY.search(talk.text)
    if match is None or talk.text.endswith("?"):
        return None
    zone, length = zone_at(match["zone"] or match["clock"])
    if zone is None or (_AWAY.search(talk.text) and not match["clock"]):
        return None
    after = match.end() if match["clock"] else match.start("zone") + length
    return _stay(talk, zone, f"{talk.text[: match.start()]} ; {talk.text[after:]}")


def _stay(talk: Talk, zone: str, rest: str) -> Setting | None:
    """Read the dates and hours beside the place."""
    clauses = clauses_in(rest)
    days = [day for clause in clauses for day in clause.days]
    first, last = dates_among(days, talk.view, weekdays=True)
    if first is None and last is None:
        return Lack.STAY_DATES if _GOES.search(talk.text) else None
    first = first or talk.view.seen.today
    if last is None and not spans_dates(days):
        last = first
    try:
        weekly = _daily(talk, clauses)
    except EndsBeforeBeginError:
        return None
    return Stay(first=first, last=last, zone=zone, weekly=weekly)


def _daily(talk: Talk, clauses: list[Clause]) -> WeeklyHours | None:
    """Return hours of a stay on the days that are worked anyway; None if no hours are said."""
    plain = [replace(clause, days=[]) for clause in clauses if clause.clocks]
    return applied(talk.hearing.weekly, plain, only=False) if plain else None


def _back(talk: Talk) -> Setting | None:
    match = _BACK.search(talk.text)
    if match is None:
        return None
    name = next(name for name, said in match.groupdict().items() if said)
    zone, length = zone_at(match[name])
    if zone is None:
        return None
    since, _ = dates_in(talk.text[match.start(name) + length :], talk.view)
    return StayGone(zone, since)
