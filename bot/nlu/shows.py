"""What hosts ask to see of their settings."""

import re

from bot.nlu.fragments import named_in
from bot.nlu.hinted import hinted
from bot.nlu.offerings import event_named
from bot.nlu.talk import Talk
from bot.terms import Show, Topic

_I = re.IGNORECASE
_WEEK = hinted(
    " does my |display|draw|free|give|my week|see|show|view|week at a glance|week grid|when am i ",
    r"^\W*(?:(?:please|can you|could you|can i|let me|i want to|i'd like to) )?(?:show|see|view|display|give|draw)(?: me)? (?:my|the|a) (?:whole |full |next )?(?:week|7 days|seven days|week grid|calendar grid|free[ /]busy)\b(?! hours| limit)|"
    r"^\W*(?:my )?(?:week grid|week view|week overview|free[ /]busy|my week|week at a glance)\W*$|"
    r"\b(?:what|how) does my (?:next )?week look(?: like)?\b|\bwhen am i (?:still )?free (?:this|next|in the next|the coming) (?:week|7 days|seven days)\b",
)
_SCHEDULES = hinted(
    "schedules",
    r"\b(?:my|all|all my|the|what|which|how many|list|show|see|other|named) schedules\b|^\W*schedules\W*$|\bschedules (?:do i have|are there)\b",
)
_RECURRING = hinted(
    "recurrence|recurring|repeating|what recurs",
    r"\b(?:recurring|repeating|recurrence) (?:rules?|times?|availability|hours|blocks?|slots?)\b|\b(?:my|which|what|list|show|the) (?:recurring|repeating|recurrences?)\b|\bwhat recurs\b",
)
_CHANGES = re.compile(
    r"\b(?:new|create|add|make|delete|remove|drop|set|change|cancel|forget|clear|end|stop|get rid)\b", _I
)
_ABOUT_TYPE = re.compile(
    r"\bwhich (?:schedule|hours)\b|\bwhat (?:schedule|hours)\b|\bhow (?:long|much|many (?:seats|guests|places|spots|people))\b|\bwhat(?:'s| is| are| does)\b.{0,20}\b(?:price|cost|length|duration|limit|limits|settings|rules|description|place|notes?)\b|"
    r"\bwhere (?:is|are|does|do)\b|\b(?:tell me about|show(?: me)?|details of|details for|details about|settings of|settings for|what about)\b|\bis .{2,60} (?:public|secret|unlisted|listed|free|paused|active)\b|\bwhat do .{0,20} know\b|\bdoes .{2,60} (?:cost|have|need|use)\b",
    _I,
)
_NOT_TYPE = re.compile(
    r"\b(?:my (?:next|last|first)|today|tomorrow|tonight|yesterday|this|next|bookings?|booked|meetings with|appointments?|agenda|with [a-z]+|link|links|page|until|why|wait(?:ing|s)?|queue|when|who|hours of|requests?|event types)\b",
    _I,
)


def show_said(talk: Talk) -> Show | None:
    """Return what of the settings is to be shown; None if nothing is."""
    text = talk.text
    if _WEEK.search(text):
        return Show(Topic.WEEK)
    if _RECURRING.search(text) and not _CHANGES.search(text):
        return Show(Topic.RECURRING)
    if _SCHEDULES.search(text) and not _CHANGES.search(text):
        return Show(Topic.SCHEDULES)
    return _one_schedule(talk) or _one_type(talk)


def _one_schedule(talk: Talk) -> Show | None:
    named = named_in(talk.text, [name for name, _ in talk.hearing.schedules])
    asks = talk.text.endswith("?") or re.match(r"\W*(?:show|see|list|what|when|which)\b", talk.text, _I)
    event = event_named(talk.text.replace(named, " "), talk.hearing.event_titles) if named else ""
    return Show(Topic.SCHEDULES, named) if named and asks and not event else None


def _one_type(talk: Talk) -> Show | None:
    event = event_named(talk.text, talk.hearing.event_titles)
    asked = event and _ABOUT_TYPE.search(talk.text) and not talk.when.clauses
    if not asked or _NOT_TYPE.search(talk.text):
        return None
    return Show(Topic.EVENT_TYPE, event, _aspect(talk.text))


_ASPECTS = (
    ("length", re.compile(r"\bhow long\b|\b(?:length|duration)\b", _I)),
    ("price", re.compile(r"\bhow much\b|\b(?:price|cost|costs|free)\b", _I)),
    ("schedule", re.compile(r"\b(?:which|what) (?:schedule|hours)\b", _I)),
    ("seats", re.compile(r"\bhow many (?:seats|places|spots|people)\b", _I)),
    ("place", re.compile(r"\bwhere\b|\bplace\b", _I)),
)


def _aspect(text: str) -> str:
    return next((name for name, pattern in _ASPECTS if pattern.search(text)), "")
