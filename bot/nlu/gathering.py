"""What hosts say about finding a time with others: common free time, polls, waiting lists."""

import re
from functools import partial

from bot.nlu.colleagues import PEOPLE, bare, colleagues
from bot.nlu.offerings import event_named
from bot.nlu.ordinals import option_in
from bot.nlu.phrasing import Heard, Sentences, anywhere, part, sentence
from bot.together import Ask, Together

_FREE = r"(?:both |all |each |also )*(?:be )?(?:both |all )?(?:free|available|meet|have (?:some |any )?time|talk|get together|have (?:a )?(?:free )?(?:slot|gap)|open|not busy|(?:have )?in common)"
_POLL = r"(?:poll|doodle|vote|survey)"
_TITLE = rf"(?:(?:new|create|make|start|set ?up|open|run|do|send|i need|i want|let's have)\b(?: me| out)? ?)?(?:an? |another |the )?(?:new )?{_POLL}\b(?: (?:for|about|on|to find|called|named|regarding))?"
_MEAL = re.compile(r"^(?:breakfast|lunch|dinner|brunch)\b[\s:,]*(?:on\s+)?", re.IGNORECASE)
_OTHER_BUSINESS = re.compile(
    r"\b(?:move|shift|reschedule|postpone|push|delay|change|cancel|delete|drop|late|decline|accept)\b",
    re.IGNORECASE,
)
_ASK_WHOM = r"(?:ask|let) (?:everyone|everybody|people|them|all|us|the team|my colleagues|[\w ]{2,30}?) (?:vote|choose|decide|whether|which|if|what|between|about)"


def about_gathering(heard: Heard) -> Together | None:
    """Read what is said about common time, polls and waiting lists; None if nothing is."""
    return _SENTENCES.first(heard)


# -- common free time ------------------------------------------------------------------------------


def _common(heard: Heard, match: re.Match[str], *, me: bool = False) -> Together | None:
    words = part(match, "who", "who2")
    who = colleagues(words)
    if event_named(words, heard.titles) or not (who.people or who.team) or _OTHER_BUSINESS.search(heard.text):
        return None
    named = len(who.people) > 1 or who.me or bool(who.team) or me
    if not named and not (who.people[0][:1].isupper() or who.people[0].startswith("@")):
        return None
    return Together(
        ask=Ask.COMMON_FREE,
        people=who.people,
        me=who.me or me or len(who.people) == 1,
        team=who.team,
        everybody=bool(who.team),
    )


_with_me = partial(_common, me=True)

# -- polls -----------------------------------------------------------------------------------------


def _new_poll(heard: Heard, match: re.Match[str]) -> Together | None:
    """Read a poll; "ask them whether …" is one only beside times."""
    wish = heard.found.wish
    timed = wish is not None and bool(wish.points or wish.problem)
    if not timed and not re.search(rf"\b{_POLL}\b", match.group(), re.IGNORECASE):
        return None
    return Together(ask=Ask.NEW_POLL, title=_poll_title(heard, match), event_words=_event(heard))


def _event(heard: Heard) -> str:
    return event_named(heard.text, heard.titles)


def _poll_title(heard: Heard, match: re.Match[str]) -> str:
    """Return what the poll is about: what stands between its beginning and its times."""
    rest = heard.text[match.end() :]
    said = _MEAL.sub("", heard.found.wish.said) if heard.found.wish else ""
    at = rest.find(said) if said else -1
    before = rest[:at] if at >= 0 else rest
    title = re.split(r"[:;\n]", before, maxsplit=1)[0]
    after = (
        re.search(r"\bfor (?:the |our |my )?([\w' -]{2,60})\W*$", rest[at + len(said) :]) if at >= 0 else None
    )
    title = re.sub(
        r"[\s,:-]+(?:on|at|with|when|between|whether|either|which)?\s*$", "", title, flags=re.IGNORECASE
    )
    name = bare(title) or (bare(after.group(1)) if after else "")
    return (name[:1].upper() + name[1:])[:100]


def _named_poll(match: re.Match[str], ask: Ask, option: int | None = None) -> Together:
    title = bare(part(match, "title", "title2"))
    return Together(ask=ask, title=title, option=option)


def _show_poll(_heard: Heard, match: re.Match[str]) -> Together:
    return _named_poll(match, Ask.SHOW_POLL)


def _close_poll(heard: Heard, match: re.Match[str]) -> Together:
    return _named_poll(match, Ask.CLOSE_POLL, option_in(heard.text))


def _cancel_poll(_heard: Heard, match: re.Match[str]) -> Together:
    return _named_poll(match, Ask.CANCEL_POLL)


# -- waiting lists ---------------------------------------------------------------------------------


def _waitlist(heard: Heard, match: re.Match[str]) -> Together | None:
    said = part(match, "type")
    if re.match(r"(?:put|add|take|sign|get|no|without)\b", said, re.IGNORECASE):
        return None
    named = event_named(said or heard.text, heard.titles)
    return Together(ask=Ask.SHOW_WAITLIST, event_words=named, title="" if named else bare(said))


_NAMED_POLL = rf"(?:the |my |our |this |that )?(?:(?P<title>[^\W_][\w'’ -]{{0,40}}?) )?{_POLL}s?(?: (?:for|about) (?:the |our |my )?(?P<title2>[^\W_][\w'’ -]{{0,40}}?))?"
_SENTENCES = Sentences(
    sentence(
        "in line|queu|wait",
        r"(?:who(?:'s| is| are|ever is)?|is (?:there )?any(?:one|body)|how many(?: people)?(?: are)?|are people|any(?:one|body)|does any(?:one|body)) (?:still )?(?:waiting|waits?|queu(?:ing|es?)|in line|on the wait(?:ing )?list)(?: (?:for|to get into) (?:a seat in |a place in )?(?:the |my |our )?(?P<type>[^\W_][\w' -]{1,60}?))?(?: (?:on|this|next|tomorrow|today)\b.*)?",
        _waitlist,
    ),
    sentence(
        "wait",
        r"(?!(?:turn|switch|add|allow|use|have|has|with|without|no|remove|drop|stop|delete|disable|enable|start|offer)\b)(?:show|list|see|what is on|what's on|open|who is on|who's on)? ?(?:me )?(?:the |my |our )?(?:(?P<type>[^\W_][\w' -]{1,40}?)(?:'s)? )?wait(?:ing)?[ -]?lists?(?: (?:for|of) .*)?",
        _waitlist,
    ),
    sentence(
        "doodle|poll|survey|vote",
        rf"(?:cancel|delete|drop|stop|call off|scrap|remove|abandon|forget) {_NAMED_POLL}",
        _cancel_poll,
    ),
    sentence(
        "doodle|poll|survey|vote",
        rf"(?:close|book|take|choose|pick|go with) (?:the )?(?:\w+|option \d+)(?: (?:one|option|time))? (?:of|in|from) {_NAMED_POLL}",
        _close_poll,
    ),
    sentence(
        "doodle|poll|survey|vote",
        rf"(?:close|end|finish|decide|conclude|settle|book|finali[sz]e|take) {_NAMED_POLL}(?: (?:with|on|for|at|as|by taking|and (?:book|take)) .*)?",
        _close_poll,
    ),
    sentence(
        "doodle|poll|survey|vote",
        rf"(?:how(?:'s| is| are| did)|what(?:'s| is| are)|show|see|list|status of|who voted (?:in|on)|any votes (?:in|on|for)|results? of|what about|where(?:'s| is)) ?(?:me )?(?:the )?(?:results? of |state of |status of )?{_NAMED_POLL}(?: (?:going|doing|coming along|so far|results?|votes?|link|looking|standing|go))*",
        _show_poll,
    ),
    sentence(
        " result|polls|voted|votes",
        rf"(?:(?:the |my )?{_POLL} results?|who (?:has )?voted(?: so far)?|my (?:open )?polls|any (?:new )?votes)",
        _show_poll,
    ),
    anywhere(
        "ask|doodle|let|poll|survey|vote",
        rf"^\W*(?:(?:please|ok|okay|hi|hello|now|can you|could you|and|then)\W+)*(?:{_TITLE}|{_ASK_WHOM})",
        _new_poll,
    ),
    sentence(
        " day|what time|when|which time",
        rf"(?:when|what time|which time|on which day|at what time|(?:on )?(?:which|what) days?) (?:are|is|am|can|do|does|could|would|will|might) (?P<who>{PEOPLE}) {_FREE}\b.*",
        _common,
    ),
    sentence(
        "what|which",
        rf"(?:what|which) (?:times?|days?|slots?|hours?) (?:would |could |might )?(?:works?|suits?|fits?|are good|is good|are best|is best)(?: for| with)? (?P<who>{PEOPLE})\b.*",
        _common,
    ),
    sentence(
        " with ",
        rf"(?:i need|we need|i want|i'd like|find|book|schedule|arrange|plan|get) (?:me |us )?(?:[\w-]+ ){{1,3}}?(?:minutes?|mins?|hours?|h)(?: or so)? with (?P<who>{PEOPLE})\b.*",
        _with_me,
    ),
    sentence(
        "what time|when|which time",
        rf"(?:when|what time|which time) (?:does it |would it |will it )?(?:suits?|fits?|works?)(?: for| with)? (?P<who>{PEOPLE})\b.*",
        _common,
    ),
    sentence(
        "available|free|gap|get together|have |in common|meet|not busy|open|slot|talk",
        rf"(?:are|is|do|does|can|could|will) (?P<who>{PEOPLE}) {_FREE}\b.*",
        _common,
    ),
    sentence(
        "any|are there|find|get|give|i need|is there|look for|propose|search|show|suggest|we need|what are",
        rf"(?:find|suggest|look for|search(?: for)?|get|propose|give|show|is there|are there|any|what are|when is there|i need|we need)\b.{{0,12}}?(?:an? |some |the |any )?(?:[\w-]+ ){{0,3}}?(?:times?|slots?|hours?|gaps?|moments?|dates?|appointments?|availability|meeting)\b.{{0,40}}?\b(?:for|with|of|between|that suits?|that works? for|that fits?|where|when|which suits?) (?P<who>{PEOPLE})\b.*",
        _common,
    ),
    sentence(
        "common|mutual|overlapping|shared",
        rf"(?:our |the )?(?:common|shared|mutual|overlapping) (?:free )?(?:times?|slots?|availability|hours|gaps?)(?: .{{0,30}}?)?\b(?:with|for|of|between) (?P<who>{PEOPLE})\b.*",
        _with_me,
    ),
    sentence(
        " with ",
        rf"(?:(?:schedule|arrange|organi[sz]e|set ?up|plan|book|find|have|i want|i need|i'd like)(?: an?| some| the)?(?: [\w-]+){{0,3}}? )?(?:meeting|meet|time|chat|talk|call|sync|catch up|get together|speak|coffee|lunch)(?: up)? with (?P<who>{PEOPLE})\b.*",
        _with_me,
    ),
    sentence(
        "when ",
        rf"when (?:could|can|shall|should|do|are|would|will) (?:we|i) (?:all |both )?(?:meet|see|talk to|talk with|speak to|speak with|catch|get together with|meet with|meet up with) (?P<who>{PEOPLE})\b.*",
        _with_me,
    ),
)
"""Read in this order."""
