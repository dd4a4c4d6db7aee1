"""What hosts say about event types: titles, places, questions, which one is meant."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.nlu.hinted import hinted
from bot.nlu.wording import word_set
from core.event_types import Place, PlaceKind

_URL = re.compile(r"(?:https?://|www\.)\S{3,500}")
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{1,80})[\"“”«»]")
_CALLED = re.compile(
    r"\b(?:called|named|titled|name it|call it|title:?)\s+[\"“]?([^\",.;“”]{1,80}?)[\"”]?"
    r"(?=\s*(?:[,.;]|$|\b(?:on zoom|by phone|in person|and ask|ask for|with|for \d|on (?:zoom|skype|teams|google)|at \w+str)\b))",
    re.IGNORECASE,
)
_UNITS = r"(?:minutes?|mins?|min|hours?|hrs?|h|m)"
_LENGTH = rf"(?:\d+(?:[.,]\d+)?|an?|one|half an|two|three|thirty|sixty|forty five|fifteen|ninety)(?:\s?(?:or|and|,|/|-)\s?\d+)*[\s-]?{_UNITS}(?:\s(?:long|and a half))?"
_TAIL = re.compile(
    r"\s*(?:[,.;(:]|\b(?:on|via|over|by|in person|at|with|for|ask|asking|lasting|called|named|titled|that|which|where|using|through)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(
    r"^.*?\b(?:new|create|add|make|define|set ?up|another)\b\s*(?:me\s+)?(?:an?\s+|the\s+|another\s+|new\s+)*"
    r"(?:event ?types?|type of (?:meeting|event|call)|meeting types?|event|service|offering)?\s*[:,-]?\s*",
    re.IGNORECASE | re.DOTALL,
)
_LENGTHS = re.compile(rf"\b{_LENGTH}\b", re.IGNORECASE)
_NOISE = re.compile(
    r"^(?:an?|the|new|event types?|type|meeting type|of|for|with|and)\s+|\s+(?:event types?|type|please|meeting type)$",
    re.IGNORECASE,
)
_ASK = re.compile(
    r"\b(?:ask(?:ing)?|question:?)\s+(?:(?:them|people|invitees?|everyone|clients?|guests?|customers?|visitors?|me)\s+)?"
    r"(?:(?:for|about|a question|also)\s+)?[:\"“]?\s*([^\"”]{2,300})",
    re.IGNORECASE,
)
_ADD_QUESTION = re.compile(r"\bquestion\b[^:\"“]{0,40}[:\"“]\s*([^\"”]{2,300})", re.IGNORECASE)
_REQUIRED = hinted(
    "compulsory|has to answer|have to answer|mandatory|must answer|obligatory|required",
    r"\b(?:required|mandatory|must answer|obligatory|compulsory|has to answer|have to answer)\b",
)
_OPTIONAL_TAIL = hinted(
    "mandatory|obligatory|optional|required",
    r"[,(\s]*(?:and )?(?:it'?s |this is |make it )?\b(?:required|mandatory|optional|obligatory)\b.*$",
)
_FOR_TYPE = re.compile(
    r"\s+(?:in|for|on|at|when (?:they|people) book|before) (?:the |my |an? )?([^,.;?]{2,60})$", re.IGNORECASE
)
_ONLINE = hinted(
    "facetime|google meet|jitsi|meet.google|skype|teams|video|webex|whatsapp|zoom",
    r"\b(zoom|skype|google meet|meet\.google|microsoft teams|ms teams|teams|facetime|whatsapp|webex|jitsi|video)\b",
)
_ROOMS = (
    (PlaceKind.ZOOM, "zoom", "zoom."),
    (PlaceKind.TEAMS, "teams", "//teams."),
    (PlaceKind.MEET, "meet", "//meet.google."),
)
"""Whose meeting rooms we know: by the name that people say, and by the server of a link."""
_PHONE = hinted(
    " call| ring|phone",
    r"\b(?:by|over the|on the|via|per)? ?(?:phone|telephone)\b|\bi(?:'ll)? (?:call|ring|phone) (?:them|you|invitees|clients|people)\b",
)
_PERSON = hinted(
    "face to face|in person|on site|on-site|onsite",
    r"\b(?:in person|face to face|on site|on-site|onsite)\b",
)
_ADDRESS = re.compile(
    r"\b(?:at|in|place(?: is)?|location(?: is)?|address(?: is)?|to)[:\s]+(?!person\b|zoom\b|\d{1,2}(?::\d\d)?\s?(?:am|pm|$))([^\W\d_][^,;.!?]{1,60}(?:str|straße|strasse|street|st|road|rd|avenue|ave|platz|square|lane|way|weg|allee|gasse|office|caf[eé]|coffee|building|room|hotel|library|park|studio|hq|\d{1,4}[a-z]?)\.?(?:[ ,]+(?!only\b|and\b|please\b)[\w. ]{1,60})?)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\bat (\d{1,4}[a-z]?\s[^\W\d_][\w .'-]{2,80})", re.IGNORECASE)
_LEADS_TO = frozenset({"at", "in", "place", "location", "address", "to"})
"""Words one of which stands before every address."""
_PHONE_NUMBER = re.compile(r"\+?\d[\d ()/-]{6,18}\d")


def place_in(text: str) -> Place | None:
    """Return where meetings are to happen; None if nothing is said."""
    url = _URL.search(text) if "://" in text or "www." in text else None
    online = _ONLINE.search(_URL.sub(" ", text) if url else text)
    if url or online:
        kind = _kind_of_room(online.group(1).lower() if online else "", url.group().lower() if url else "")
        named = "" if kind is not PlaceKind.CUSTOM or online is None else online.group(1)
        return Place(kind, url.group().rstrip(".,;)") if url else named)
    if _PHONE.search(text):
        number = _PHONE_NUMBER.search(text)
        return Place(PlaceKind.PHONE, number.group() if number else "")
    may_be = not _LEADS_TO.isdisjoint(word_set(text))
    address = (_ADDRESS.search(text) or _NUMBERED.search(text)) if may_be else None
    if address or _PERSON.search(text):
        return Place(PlaceKind.IN_PERSON, address.group(1).strip() if address else "")
    return None


def _kind_of_room(named: str, url: str) -> PlaceKind:
    """Return whose meeting room is named, or linked to."""
    for kind, name, server in _ROOMS:
        if name in named or server in url:
            return kind
    return PlaceKind.CUSTOM


def new_title(text: str) -> str:
    """Return the title of an event type that is being made: quoted, "called …", or what is left of the sentence."""
    for pattern in (_QUOTED, _CALLED):
        if match := pattern.search(text):
            return match.group(1).strip()
    rest = _HEAD.sub("", text, count=1)
    rest = _LENGTHS.sub(" ", rest)
    rest = _TAIL.sub("", rest.strip(" ,.-:"))
    for _ in range(3):
        rest = _NOISE.sub("", rest.strip(" ,.-:"))
    return rest.strip()[:80]


def question_in(text: str, titles: Sequence[str] = ()) -> tuple[str, bool]:
    """Return the text of a booking question without the event type it is for, and whether it must be answered."""
    match = _ADD_QUESTION.search(text) or _ASK.search(text)
    if match is None:
        return "", False
    said = _OPTIONAL_TAIL.sub("", match.group(1)).strip(' .:"“”')
    tail = _FOR_TYPE.search(said)
    said = said[: tail.start()] if tail and event_named(tail.group(1), titles) else said
    return re.sub(r"^their\b", "Your", said), bool(_REQUIRED.search(text))


def event_named(text: str, titles: Sequence[str]) -> str:
    """Return the title or code of an event type that a message names; empty if it names none."""
    if not titles:
        return ""
    low = f" {_words(text)} "
    found = [title for title in titles if title and f" {_title_words(title)} " in low]
    if found:
        return max(found, key=len)
    return next((title for title in titles if _overlaps(low, title)), "")


def _overlaps(low: str, title: str) -> bool:
    """Say whether a telling word of the title is named ("my coaching" for "Coaching session")."""
    telling = [w for w in _title_words(title).split() if len(w) > 3 and w not in _COMMON]
    return any(f" {word} " in low or f" {word}s " in low for word in telling)


_COMMON = frozenset({
    "meeting", "meetings", "call", "calls", "minute", "minutes", "session", "sessions", "hour", "hours", "with",
    "your", "talk", "chat", "event", "type", "types",
})  # fmt: skip


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def _title_words(title: str) -> str:
    return _words(title)


_RENAME = hinted(
    "call|change the |name",
    r"\brename (?:the |my )?(.{1,80}?) (?:to|as|into) [\"“]?(.{1,80}?)[\"”.]?\s*$|"
    r"\b(?:call|name) (?:the |my )?(.{1,80}?) [\"“](.{1,80}?)[\"”]|"
    r"\bchange the (?:title|name) of (?:the |my )?(.{1,80}?) to [\"“]?(.{1,80}?)[\"”.]?\s*$|"
    r"\bcall (?:the |my )(.{1,60}?) (?-i:([A-Z].{1,80}?))(?: instead)?[.]?\s*$",
)


def renamed(text: str) -> tuple[str, str]:
    """Return the words of the event type and its new title; empty if nothing is renamed."""
    match = _RENAME.search(text)
    if match is None:
        return "", ""
    words = [group for group in match.groups() if group]
    return words[0].strip(), words[1].strip()
