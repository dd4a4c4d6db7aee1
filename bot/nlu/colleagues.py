"""Who is meant among colleagues: lists such as "Ann, @bob and me", "one of engineering", "everybody in Sales"."""

import re
from dataclasses import dataclass

_CALENDAR = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?|s)?|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|today|tomorrow|tonight|next|week|month|morning|afternoon|evening|noon"
)
_NOBODY = (
    r"the|an?|it|its|that|this|these|those|to|on|at|in|for|from|of|by|with|within|before|after|between|is|are|be|do|does|not|no|my|our|"
    r"your|his|her|their|what|when|who|why|how|where|which|there|then|them|they|he|she|you|if|so|and|or|but|please|both|all|"
    r"one|some|someone|somebody|any|anyone|anybody|everyone|everybody|nobody|nothing|everything|only|just|each|every|"
    r"free|available|take|takes|share|shares|every|also|again|still|already|maximum|max|minimum|calls?|meetings?|"
    r"bookings?|appointments?|people|clients?|invitees?|guests?|zoom|phone|approval|notice|buffer|breaks?|lunch|time|"
    r"team|group|poll|code"
)
_WORD = rf"(?!(?:{_NOBODY}|{_CALENDAR})\b)[^\W\d_][\w'’-]{{0,39}}"
_CAPITAL = rf"(?!(?:{_CALENDAR})\b)(?-i:[A-Z])[\w'’.-]{{0,39}}"
PERSON = rf"@?{_WORD}(?: {_CAPITAL}){{0,2}}"
"""A name: the first word in any case, further ones with a capital."""
THING = r"[\"“]?[^\W_][\w'’&/-]*(?: (?!(?:for|with|to|in|on|at|from|by|and|or|is|are|please|so|now|again)\b)[\w'’&/-]+){0,4}[\"”]?"
"""The name of a team, a group or an event type."""
_GROUP = r"(?:the |my |our )?(?:group |team )?[^\W_][\w'’&-]*(?: (?:team|group|people))?"
_ONE_OF = (
    rf"(?:one|some(?:one|body)|any(?:one|body)|a (?:person|member|colleague)) (?:of|from|in|out of) {_GROUP}"
)
_ALL_OF = r"(?:(?:every(?:one|body)|all|all people|the whole)(?: of| from| in| on)? (?:the |my |our )?(?:team )?[^\W_][\w'’&-]*(?: team| group)?|the (?:whole )?[\w'’&-]+ team)"
_ITEM = rf"(?:{_ONE_OF}|{_ALL_OF}|(?:my colleagues? )?{PERSON})"
PEOPLE = rf"(?:both )?{_ITEM}(?:(?:\s*,\s*(?:and |or )?|\s+(?:and|&|plus|or|as well as)\s+)(?:with )?{_ITEM}){{0,19}}"
"""A list of colleagues."""

_MEMBER = re.compile(rf"{_ONE_OF}", re.IGNORECASE)
_ALL = re.compile(rf"{_ALL_OF}", re.IGNORECASE)
_OF = re.compile(
    r"^(?:one|some(?:one|body)|any(?:one|body)|a (?:person|member|colleague)|every(?:one|body)|all people|all|the whole)?\s*(?:(?:of|from|in|out of|on)\s+)?",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*,\s*(?:and |or )?|\s+(?:and|&|plus|or|as well as)\s+", re.IGNORECASE)
_LEAD = re.compile(r"^(?:both|with|my colleagues?)\s+", re.IGNORECASE)
_ME = frozenset({"me", "i", "myself", "us", "we", "both of us"})
_ARTICLE = re.compile(r"^(?:the|my|our|an?|each|every|team|group)\s+", re.IGNORECASE)
_KIND = re.compile(r"\s+(?:team|group|people)$", re.IGNORECASE)
_NO_NAME = frozenset({"team", "teams", "group", "groups", "people"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues:
    """Who a list names."""

    people: tuple[str, ...] = ()
    me: bool = False
    groups: tuple[str, ...] = ()
    team: str = ""
    """Everybody of this team or group."""


def colleagues(words: str) -> Colleagues:
    """Take a list of colleagues apart."""
    items = [_LEAD.sub("", item.strip()) for item in _SPLIT.split(words.strip()) if item.strip()]
    groups = tuple(bare(_OF.sub("", item)) for item in items if _MEMBER.fullmatch(item))
    teams = [bare(_OF.sub("", item)) for item in items if _ALL.fullmatch(item)]
    plain = [item for item in items if not _MEMBER.fullmatch(item) and not _ALL.fullmatch(item)]
    people = tuple(dict.fromkeys(item for item in plain if item.lower() not in _ME))
    return Colleagues(
        people=people,
        me=any(item.lower() in _ME for item in plain),
        groups=groups,
        team=teams[0] if teams else "",
    )


def bare(words: str) -> str:
    """Return a name without article, quotes and the word for what it is ("the Sales team" is Sales)."""
    name = words.strip(" \"“”'.,:;!?")
    for _ in range(3):
        name = _KIND.sub("", _ARTICLE.sub("", name))
    return "" if name.lower() in _NO_NAME else name.strip()
