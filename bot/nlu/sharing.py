"""What hosts say about event types of several hosts: who takes part, whose turn it is, how meetings are shared out."""

import re

from bot.nlu.colleagues import PEOPLE, PERSON, bare, colleagues
from bot.nlu.hints import NUMBERS
from bot.nlu.offerings import event_named
from bot.nlu.phrasing import Heard, Sentences, part, sentence
from bot.together import Ask, Together
from core.event_types import Mode, Share

_KIND = r"(?: event types?| meetings?| calls?)?"
_ROUND = r"round[ -]?robin|rotating|rotation|rotate[ds]?|(?:take|takes|taking) turns|alternat(?:e|es|ing)|in turns?|by turns|turn by turn"
_JOINT = r"collective|joint|shared|together"
_LASTING = r"\b(?:of |for |lasting )?(?:\d+|an?|one|two|half an|thirty|sixty|forty-?five|ninety)[ -](?:minutes?|mins?|min|hours?|h)\b"
_NUMBER = r"(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|once|twice)"
_NUMBERS = {**NUMBERS, "once": 1, "twice": 2}
_WEIGHTS = {
    "double": 200, "twice": 200, "two times": 200, "triple": 300, "three times": 300, "thrice": 300, "four times": 400, "half": 50,
    "a half": 50, "half as much": 50, "half as many": 50, "a third": 33, "a quarter": 25, "one and a half": 150, "normal": 100,
    "normally": 100, "once": 100, "the same": 100, "equal": 100, "a full share": 100, "as much": 100, "as many": 100, "fully": 100,
}  # fmt: skip
_WEIGHT = "|".join(sorted(_WEIGHTS, key=len, reverse=True))
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
_FOR_TYPE = r"(?: (?:for|in|on|of|with|at) (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{1,60}?))?"


def about_sharing(heard: Heard) -> Together | None:
    """Read what is said about event types of several hosts; None if nothing is."""
    return _SENTENCES.first(heard)


def _type_of(heard: Heard, match: re.Match[str]) -> tuple[str, str]:
    """Return the event type that exists, or the title of one that does not yet."""
    said = bare(part(match, "type", "type2"))
    words = re.sub(rf"{_LASTING}|\b(?:{_ROUND}|{_JOINT}|new)\b", " ", said, flags=re.IGNORECASE)
    title = re.sub(r"\s+(?:event types?|types?)$", "", " ".join(words.split()), flags=re.IGNORECASE)
    named = event_named(title, heard.titles)
    return (named, "") if named else ("", _singular(title[:1].upper() + title[1:]))


def _singular(title: str) -> str:
    """Return the title for one of "demos", "calls", "reviews"."""
    return title[:-1] if re.search(r"[^s'’iu]s$", title) and len(title) > 3 else title


def _shared(heard: Heard, match: re.Match[str], mode: Mode) -> Together | None:
    words = part(match, "who", "who2")
    who = colleagues(words)
    named, title = _type_of(heard, match)
    if event_named(words, heard.titles) or colleagues(title).team:
        return None
    if not (named or title) or not (who.people or who.me or who.groups or who.team):
        return None
    return Together(
        ask=Ask.SHARE,
        mode=mode,
        people=who.people,
        me=who.me,
        groups=who.groups,
        team=who.team,
        everybody=bool(who.team),
        event_words=named,
        title=title,
    )


def _round_robin(heard: Heard, match: re.Match[str]) -> Together | None:
    return _shared(heard, match, Mode.ROUND_ROBIN)


def _collective(heard: Heard, match: re.Match[str]) -> Together | None:
    return _shared(heard, match, Mode.COLLECTIVE)


def _needs(heard: Heard, match: re.Match[str]) -> Together | None:
    """Read "a demo needs Ann and one of engineering"; all by name is a collective meeting."""
    words = part(match, "who")
    who = colleagues(words)
    by_name = all(name[:1].isupper() or name.startswith("@") for name in who.people)
    if not (who.groups or who.me or by_name) or event_named(words, heard.titles):
        return None
    return _shared(heard, match, Mode.ROUND_ROBIN if who.groups else Mode.COLLECTIVE)


def _with_type(heard: Heard, match: re.Match[str], made: Together) -> Together | None:
    """Complete it by the event type that is named; None if words for one name none."""
    said = part(match, "type", "type2")
    named = event_named(said, heard.titles) if said else event_named(heard.text, heard.titles)
    who = colleagues(part(match, "who", "who2", "who3"))
    title = _singular(bare(said)) if said and not named else ""
    return Together(
        ask=made.ask,
        people=who.people,
        me=who.me,
        event_words=named,
        title=title,
        weight=made.weight,
        number=made.number,
        share=made.share,
    )


def _add(heard: Heard, match: re.Match[str]) -> Together | None:
    made = _with_type(heard, match, Together(ask=Ask.ADD_HOST))
    return made if made and made.event_words else None


def _drop(heard: Heard, match: re.Match[str]) -> Together | None:
    made = _with_type(heard, match, Together(ask=Ask.DROP_HOST))
    return made if made and made.event_words else None


def _weight(heard: Heard, match: re.Match[str]) -> Together | None:
    percent = part(match, "percent")
    weight = int(percent) if percent else _WEIGHTS[" ".join(part(match, "weight").lower().split())]
    return _with_type(heard, match, Together(ask=Ask.WEIGHT, weight=weight))


def _first(heard: Heard, match: re.Match[str]) -> Together | None:
    made = _with_type(heard, match, Together(ask=Ask.PRIORITY, number=1))
    return made if made and made.people else None  # "ask me first" is about approval


def _last(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.PRIORITY, number=-1))


def _equal(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.PRIORITY, number=0))


def _number(match: re.Match[str]) -> int:
    said = part(match, "n").lower()
    return int(said) if said.isdigit() else _NUMBERS[said]


def _cap(heard: Heard, match: re.Match[str]) -> Together | None:
    made = _with_type(heard, match, Together(ask=Ask.DAILY_CAP, number=_number(match)))
    if made is None or not (made.people or made.me):
        return None
    return None if event_named(made.people[0] if made.people else "", heard.titles) else made


def _no_cap(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.DAILY_CAP))


def _evenly(heard: Heard, match: re.Match[str]) -> Together | None:
    unit = part(match, "unit").lower()
    days = _DAYS[unit] * (_number(match) if part(match, "n") else 1) if unit else None
    share = None if part(match, "count") else Share.EVEN
    return _with_type(heard, match, Together(ask=Ask.FAIRNESS, share=share, number=days))


def _turns(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.FAIRNESS, share=Share.TURNS))


def _lead(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.MAX_LEAD, number=_number(match)))


def _no_lead(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.MAX_LEAD))


def _who_takes(heard: Heard, match: re.Match[str]) -> Together | None:
    made = _with_type(heard, match, Together(ask=Ask.SHOW_HOSTS))
    return made if made and (made.event_words or (made.title and part(match, "does"))) else None


def _solo(heard: Heard, match: re.Match[str]) -> Together | None:
    return _with_type(heard, match, Together(ask=Ask.SOLO))


def _why(heard: Heard, match: re.Match[str]) -> Together | None:
    who = colleagues(part(match, "who", "who2"))
    if heard.found.wish is not None and not heard.found.wish.has_day:
        return None
    if len(who.people) + who.me != 1:
        return None
    return Together(ask=Ask.WHY_HOST, people=who.people, me=who.me)


_SENTENCES = Sentences(
    sentence(
        "why ",
        rf"why (?:did|does|do|was|were|is|am|has|have) (?P<who>{PERSON}|i|me) (?:get|gets|got|given|take|took|have|had|chosen|picked|selected|assigned|booked|the host|host|hosting|in|on|doing)\b.*",
        _why,
    ),
    sentence("why ", r"why (?P<who>(?-i:@?[A-Z])[\w'’-]*(?: (?-i:[A-Z])[\w'’-]*)?|me)", _why),
    sentence("how was ", rf"(?:how was (?P<who>{PERSON}|i) (?:chosen|picked|selected).*)", _why),
    # who takes part
    sentence(
        " turns|alternat|in turn|rotate|rotating|rotation|round|turn by turn",
        rf"(?:new|create|make|add|set ?up|start|have|i want|i need|we want|we need|i'd like|we'd like|i would like)?(?: me)? ?(?:an? |the )?(?:new )?(?:{_ROUND})(?: event type| meeting)?(?: (?:for|of|called|named))? (?:the |my |our )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND},? (?:with|between|among|amongst|by|for|of|:) (?P<who>{PEOPLE})",
        _round_robin,
    ),
    sentence(
        " turns|alternat|in turn|rotate|rotating|rotation|round|share|turn by turn",
        rf"(?P<who>{PEOPLE}) (?:shall |should |will |to )?(?:{_ROUND}|share|shares)(?: (?:for|with|at|in|on|doing|taking))? (?:the |my |our )?(?P<type>(?!(?:between|among|with|over)\b)[^\W\d_][\w'’& -]{{0,60}}?){_KIND}(?: (?:equally|evenly|between them|among them|in turns?|by turns))?",
        _round_robin,
    ),
    sentence(
        " turns|alternat|in turn|rotate|rotating|rotation|round|turn by turn",
        rf"(?:make|turn|have|let|set|change)? ?(?:the |my |our )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND} (?:(?:into|to|as|is|are|be|a) )*(?:an? )?(?:{_ROUND})\b(?: meeting| event type)?,?(?: (?:with|between|among|amongst|by|for|of|:))? ?(?P<who>{PEOPLE})",
        _round_robin,
    ),
    sentence(
        " alternately| by turns| in rotation| in turn| round robin",
        rf"(?P<who>{PEOPLE}) (?:do|take|host|run|give|hold|does|takes|hosts|runs|gives) (?:the |my |our )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND} (?:in turns?|by turns|in rotation|alternately|round robin)",
        _round_robin,
    ),
    sentence(
        "alternate|distribute|rotate|share|split|spread",
        rf"(?:rotate|share|split|distribute|spread|alternate) (?:the |my |our )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND}(?: (?:equally|evenly|fairly|out|up))* (?:between|among|amongst|over|with|across) (?P<who>{PEOPLE})",
        _round_robin,
    ),
    sentence(
        "collective|joint|shared|together",
        rf"(?:new|create|make|add|set ?up|start|have|i want|i need|we want|we need|i'd like|we'd like|i would like)?(?: me)? ?(?:an? |the )?(?:new )?(?:{_JOINT}) (?:event type )?(?:for |called |named )?(?:the |my |our )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND},? (?:with|of|by|for|:) (?P<who>{PEOPLE})(?: together)?",
        _collective,
    ),
    sentence(
        "collective",
        rf"(?:make|turn|have|let|set|change)? ?(?:the |my |our )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND} (?:(?:into|to|as|is|are|be|a) )*(?:an? )?collective(?: meeting| event type)?,?(?: (?:with|of|by|for|:))? ?(?P<who>{PEOPLE})",
        _collective,
    ),
    sentence(
        " as a team| collectively| jointly| together",
        rf"(?P<who>{PEOPLE}) (?:both |all )?(?:do|host|run|give|hold|lead|take|join|attend) (?:the |my |our |every |each |all )?(?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND} (?:together|jointly|as a team|collectively)",
        _collective,
    ),
    sentence(
        " in all| in each| in every",
        rf"(?P<who>{PEOPLE}) (?:both |all )?(?:take part|are) in (?:every|each|all) (?P<type>[^\W\d_][\w'’& -]{{0,60}}?){_KIND}",
        _collective,
    ),
    sentence(
        " are with| has| have| is with| need| require| takes",
        rf"(?:an?|the|my|our|every|each|all)? ?(?P<type>[^\W\d_][\w'’&-]*(?: [\w'’&-]+){{0,3}}?){_KIND} (?:needs?|requires?|should have|must have|is with|are with|takes|has|have) (?:both )?(?P<who>{PEOPLE})(?: together)?",
        _needs,
    ),
    sentence(
        "add|assign|bring|put",
        rf"(?:add|put|bring|assign) (?P<who>{PEOPLE}) (?:also )?(?:to|on|in|into) (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{{1,60}}?)",
        _add,
    ),
    sentence(
        " also| too",
        rf"(?P<who>{PEOPLE}) (?:also|too) (?:does|do|takes?|hosts?|joins?) (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{{1,60}}?)",
        _add,
    ),
    sentence(
        "drop|leave|remove|take",
        rf"(?:take|remove|drop|leave) (?P<who>{PEOPLE}) (?:off|out of|from|out) (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{{1,60}}?)",
        _drop,
    ),
    sentence(
        " without ", rf"(?:the |my |our )?(?P<type>[^\W\d_][\w' -]{{1,60}}?) without (?P<who>{PEOPLE})", _drop
    ),
    sentence(
        " doesn't| don't| no longer| not",
        rf"(?P<who>{PEOPLE}) (?:no longer|does not|doesn't|do not|don't|not) (?:does|do|takes?|hosts?|joins?) (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{{1,60}}?)(?: any ?more)?",
        _drop,
    ),
    # how they are shared out
    sentence(
        " count| do| get| has| have| take",
        rf"(?P<who>{PEOPLE}) (?:counts?|gets?|takes?|does|do|has|have|should (?:get|take|do|count)) (?:only )?(?:(?P<percent>\d{{1,4}}) ?(?:%|percent)|(?P<weight>{_WEIGHT}))(?: as)?(?: the| a)?(?: share| normal share| usual| of(?: the| them)?| many| much| often| as| others| rest| others do| the others| everyone else| the rest)*{_FOR_TYPE}",
        _weight,
    ),
    sentence(
        "assign|give",
        rf"(?:give|assign) (?P<who>{PEOPLE}) (?:only )?(?:(?P<percent>\d{{1,4}}) ?(?:%|percent)|(?P<weight>{_WEIGHT}))(?: as)?(?: the| a)?(?: share| of(?: the| them)?| many| much| as| others| rest)*{_FOR_TYPE}",
        _weight,
    ),
    sentence(
        " share| weight",
        rf"(?:set )?(?P<who>{PERSON})(?:'s)? (?:weight|share)(?: is| to| at|:)? (?P<percent>\d{{1,4}}) ?(?:%|percent)?{_FOR_TYPE}",
        _weight,
    ),
    sentence(
        " first",
        rf"(?:always )?(?:ask|try|prefer|offer|book|use|take) (?P<who>{PEOPLE}) first{_FOR_TYPE}",
        _first,
    ),
    sentence(
        "first|precedence|priority",
        rf"(?P<who>{PEOPLE}) (?:is|are|should be|comes?|goes?|gets? asked|has|have|gets?|takes?) (?:asked |tried )?(?:first|priority|precedence){_FOR_TYPE}",
        _first,
    ),
    sentence(
        "favo|give priority to|prefer|prioriti",
        rf"(?:prefer|prioriti[sz]e|favou?r|give priority to) (?P<who>(?-i:@?[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)?|@\w+){_FOR_TYPE}",
        _first,
    ),
    sentence(
        "ask|take|try|use",
        rf"(?:ask|try|use|take) (?P<who>{PEOPLE}) (?:last|only if (?:no ?body|no one)(?: else)?(?: is free| can)?|only as a (?:last resort|fallback)){_FOR_TYPE}",
        _last,
    ),
    sentence(
        "backup|fallback|last|reserve|stand",
        rf"(?P<who>{PEOPLE}) (?:is|are|should be|comes?|goes?) (?:asked )?(?:last|(?:only )?(?:the |a )?(?:backup|fallback|reserve|stand-?in)){_FOR_TYPE}",
        _last,
    ),
    sentence(
        " only if no",
        rf"(?P<who>{PEOPLE}) only if (?:no ?body|no one)(?: else)?(?: is free| can)?{_FOR_TYPE}",
        _last,
    ),
    sentence(
        " priorit|first|priority",
        rf"(?:nobody|no one) (?:is asked |comes |goes |has )?(?:first|priority)(?: any ?more)?{_FOR_TYPE}|no priorit(?:y|ies)(?: any ?more)?(?: for (?P<type2>[^\W\d_][\w' -]{{1,60}}?))?",
        _equal,
    ),
    sentence(
        " day",
        rf"(?P<who>{PEOPLE}):?(?: (?:takes?|gets?|does|do|has|have|can (?:take|do|have|host)|hosts?|should (?:get|take|have|do)))?(?: on)? (?:at most|max(?:imum)?|no more than|not more than|up to|only) {_NUMBER}(?: (?P<type>[^\W\d_][\w' -]{{1,40}}?))? (?:a|per|each|every) day(?: max(?:imum)?)?",
        _cap,
    ),
    sentence(
        " day ",
        rf"(?:at most|max(?:imum)?|no more than|not more than|only) {_NUMBER}(?: (?P<type>[^\W\d_][\w' -]{{1,40}}?))? (?:a|per|each|every) day (?:for|to|by) (?P<who>{PEOPLE})",
        _cap,
    ),
    sentence(
        "cap|limit|maximum",
        r"no (?:daily )?(?:limit|cap|maximum) for (?P<who>(?-i:@?[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)?|@\w+|me)(?: (?:in|on|with) (?:the )?(?P<type>[^\W\d_][\w' -]{1,40}?))?(?: any ?more)?",
        _no_cap,
    ),
    sentence(
        "equally|evenly|fairly",
        rf"(?:share|split|distribute|spread|divide) (?:(?:them|it|meetings|bookings|(?:the |my |our )?(?P<type>[^\W\d_][\w'-]*(?: [\w'-]+){{0,3}}?)) )?(?:out )?(?:evenly|equally|fairly)(?: out| up)?(?: (?:over|across|within|for|in) (?:the )?(?:last |past )?(?:{_NUMBER} )?(?P<unit>day|week|month|quarter|year)s?)?(?: (?:for|in|with) (?:the )?(?P<type2>[^\W\d_][\w' -]{{1,40}}?))?",
        _evenly,
    ),
    sentence(
        "consider|count|look at|look back",
        rf"(?P<count>count|look at|look back|consider) (?:meetings |bookings )?(?:of |over |only )?(?:the )?(?:last |past )?(?:{_NUMBER} )(?P<unit>day|week|month|quarter|year)s?(?: back)?{_FOR_TYPE}",
        _evenly,
    ),
    sentence(" share", rf"(?:equal|even|fair) shares?{_FOR_TYPE}", _evenly),
    sentence(
        " turns|in turn",
        rf"(?:everybody |everyone |they |we )?(?:should |shall )?(?:just |strictly |simply )?(?:take|takes) turns(?: strictly)?{_FOR_TYPE}|(?:strictly )?in turns?(?: for (?:the )?(?P<type2>[^\W\d_][\w' -]{{1,40}}?))?",
        _turns,
    ),
    sentence(
        " ahead| in front| more than ",
        rf"(?:nobody|no one|no host|nobody should|no one should|never|not|at most|max(?:imum)?)(?: (?:ever|should|may|can|must|gets?|get|be|is|more than|than))* {_NUMBER}(?: (?:meetings?|bookings?|(?P<type>(?!(?:minute|hour|day|week|month|year)s?\b)[^\W\d_][\w'-]*)))? (?:ahead|in front|more than (?:the )?(?:others|rest))(?: of (?:the )?(?:others|rest|who has fewest))?",
        _lead,
    ),
    sentence(
        " ahead",
        rf"(?:no|remove the|without a?) ?(?:limit|bound) (?:on|for|to)(?: being| how far)? ahead{_FOR_TYPE}|(?:it )?(?:does not|doesn't) matter who is ahead(?: for (?P<type2>[^\W\d_][\w' -]{{1,40}}?))?",
        _no_lead,
    ),
    # what holds
    sentence(
        "who ",
        r"who (?:(?P<does>takes|does|hosts|gets|runs|shares|gives)|do|is (?:taking|doing|assigned to|on|in|hosting|the host of)|are the hosts of|takes part in|is part of)(?: part in)? (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{1,60}?)",
        _who_takes,
    ),
    sentence(
        "how ",
        r"how (?:is|are|do we) (?:share )?(?:the |my |our )?(?P<type>[^\W\d_][\w' -]{1,60}?) (?:shared(?: out)?|assigned|distributed|split|divided)",
        _who_takes,
    ),
    sentence(
        "the hosts of ",
        r"(?:who are )?the hosts of (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{1,60}?)",
        _who_takes,
    ),
    sentence(
        "just|only",
        rf"(?:(?:go |change (?:it )?|switch )?back to )?(?:just|only) me(?: again| alone| now)?{_FOR_TYPE}",
        _solo,
    ),
    sentence(
        "back to me|just|mine alone|only|solo",
        r"(?:make )?(?:the |my |our )?(?P<type>[^\W\d_][\w' -]{1,60}?)[:,]? (?:(?:goes|go|is|are) )?(?:(?:back to )?(?:just|only) me|mine alone|just mine|only mine|back to me|solo)(?: again)?",
        _solo,
    ),
    sentence(
        " alone| myself| on my own",
        r"i(?:'ll| will)? (?:do|take|host|run|give) (?:the |my |our )?(?P<type>[^\W\d_][\w' -]{1,60}?) (?:alone|by myself|on my own|myself)(?: again)?",
        _solo,
    ),
    sentence(
        " rotation| round| turns",
        r"(?:no more|stop the|end the|no) (?:round[ -]?robin|rotation|turns)(?: for (?:the )?(?P<type>[^\W\d_][\w' -]{1,40}?))?",
        _solo,
    ),
)
"""Read in this order."""
