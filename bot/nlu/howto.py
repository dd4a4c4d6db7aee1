"""What a host asks how to set, or wants to set without saying the value: which setting is meant."""

import re

from bot.nlu.talk import Talk
from bot.terms import Lack

_I = re.IGNORECASE
_ASKS = re.compile(
    r"^\W*(?:(?:please|ok|okay|and|so|hi|hello)\W+){0,2}(?:how (?:do|can|could|would|to)\b|(?:can|could|may) (?:i|we|people|invitees|they|clients|somebody)\b|"
    r"is it possible\b|i (?:want|need|wish)\b|i would like\b|i'?d like\b|set\b|change\b|add\b|define\b|(?:help|what) (?:me )?(?:with|about)\b|let me\b|tell me how\b)",
    _I,
)
_TOPICS: tuple[tuple[Lack, re.Pattern[str]], ...] = (
    (Lack.LINK, re.compile(r"\b(?:secret|private|unlisted|hidden|one[- ]time|single[- ]use)\b", _I)),
    (Lack.WAITLIST, re.compile(r"\bwait(?:ing)?[- ]?lists?\b", _I)),
    (Lack.PRICE, re.compile(r"\b(?:prices?|charge|charging|fees?|cost|money|paid)\b", _I)),
    (Lack.SEATS, re.compile(r"\b(?:seats?|group (?:class|event|meeting|session)s?|class(?:es)?|several people|participants)\b", _I)),
    (Lack.GUESTS, re.compile(r"\bguests?\b|\bbring (?:people|somebody|someone|others)\b", _I)),
    (Lack.SERIES, re.compile(r"\bseries\b|\bseveral dates\b|\brecurring bookings?\b", _I)),
    (Lack.SCHEDULE, re.compile(r"\b(?:another|second|further|several|more|different|named|own) schedules?\b|\bschedules\b", _I)),
    (Lack.RULE_HOURS, re.compile(r"\brecurring\b|\brepeat(?:ing|s)?\b|\bevery (?:second|other)\b", _I)),
    (Lack.STAY_DATES, re.compile(r"\b(?:travel(?:ling|ing)?|abroad|elsewhere|(?:an)?other (?:time )?zone)\b", _I)),
    (Lack.CANCEL_NOTICE, re.compile(r"\b(?:late )?cancel(?:lation|lations|ling|ing)?\b.{0,30}\b(?:policy|deadline|notice|rule|limit|late)\b|\bcancellation (?:policy|deadline)\b|\blate cancel\w*", _I)),
    (Lack.STEP, re.compile(r"\b(?:steps|start times|starting times|increments|when meetings start|time grid)\b", _I)),
    (Lack.LIMIT, re.compile(r"\b(?:weekly|monthly|yearly|daily) (?:limit|maximum|cap)\b|\blimit (?:how|the number|my|bookings|meetings|them|it)\b|\blimits\b|\bmaximum\b", _I)),
)  # fmt: skip


def howto_said(talk: Talk) -> Lack | None:
    """Return the setting that is asked for without a value; None if none is."""
    if not _ASKS.search(talk.text) or len(talk.text) > _LONGEST:
        return None
    return next((lack for lack, pattern in _TOPICS if pattern.search(talk.text)), None)


_LONGEST = 120
"""Characters of such a question; a longer message says more than that."""
