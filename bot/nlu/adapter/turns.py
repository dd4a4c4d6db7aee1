"""What the bot's last words did, told from the words alone: a scorer's line has nothing else."""

import re

from bot.understood import Turn

_SIGNS = (
    (Turn.ELSE, r"anything else|something else\b.*(?:help|you|do)|any ?thing more|(?:further|additional|other|else) (?:help|assist|way|i (?:can|may|could))|any other (?:help|assist|details)|(?:help|assist) you (?:further|with anything)|else (?:do )?you|be of (?:any )?(?:other|further)|what (?:else )?can i|do (?:else )?for you|let me know|help (?:with )?(?:anything|something)|need me to do|how (?:can|may) i help"),
    (Turn.CONFIRM, r"(?:please|kindly|can you|could you|you|to|just|would you|let me|let's|okay|ok|so) confirm|\bconfirm(?:ing)?\b|is (?:this|that|it|everything) (?:good|ok|okay|right|correct|fine|all|what|the)|how(?:'s| is| about) (?:this|now)|look(?:s)? (?:right|good|ok)|\bcorrect\b|\bright\?|kindly ensure|\byes\?|do i have that|i'm right|make sure|be sure|(?<!do )(?<!would )(?<!did )\byou (?:want|would like|wish|need) (?:to|an?|me)\b|to repeat|so an? appointment|i will (?:accept|decline)"),
    (Turn.CHOOSE, r"one of these|some times when|which (?:one|of these)|which would"),
    (Turn.FREE, r"you(?:'re| are) (?:also )?(?:free|available)|are available|(?:empty|open|free) (?:slot|time)|slots? (?:available|open)|you will (?:be|have) free|availability"),
    (Turn.WHEN, r"\bwhen\b.*\?|(?:what|which|specify|preferred|provide|for|at|and|another) (?:[\w']+ ){0,3}(?:time|timings?|hour|day|date)s?\b|(?:time|date|day) (?:do|did|would|should|works?|of appointment)|\btime\?|\bdate\?|when would"),
    (Turn.FACT, r"\b(?:which|what|where)\b.*\?|\b(?:city|area|name|title|type|kind)\b.*\?|more specific|please (?:provide|tell|specify)|provide the"),
    (Turn.WHETHER, r"would you like|do you (?:want|wish|need|like)|should i|shall i|want (?:me )?to|like me to|may i|want to (?:try|add|book)"),
    (Turn.SHOWN, r"(?:i found|there (?:is|are|was|were)|you have|you've|i see|didn't find|did not find|no) (?:[\w']+ ){0,4}(?:events?|appointments?|meetings?|reminders?)\b|your agenda|calendar matching|appointment (?:with|at) .*(?:[ap]m)|\bevent\b.* is\b|(?:is|was) (?:on|at|from|today|tomorrow)\b.*[ap]m"),
    (Turn.SUGGEST, r"how about|what about|how (?:does|do|would) |what do (?:you )?think|\bi found (?:an? |\d+|one )|there(?:'s| is| are) |you (?:might|may|could|should) (?:want|wanna|like|try|wish|consider)|i (?:have|see|recommend|suggest|discovered|located|found) |\btry\b|one (?:of (?:them|which) )?is\b|another (?:is|one)|is (?:an?|another) .*\b(?:in|located|from|at)\b|sounds? \w*\?|does that work|would you (?:prefer|consider)|opinion|\bin [\w ]+there's|here is|named"),
    (Turn.FAILED, r"\bsorry|unfortunately|couldn't|could not|can't|cannot|unable|didn't|did not|failed|wasn't able|was not able|apologi[sz]e|i don't|i can only"),
    (Turn.DONE, r"\b(?:been )?(?:booked|added|scheduled|changed|deleted|confirmed|made|created|cancel?led|set up|updated|declined|accepted)\b|i've put|i put|successful|congrat|no problem|done|(?:is|are) set"),
)  # fmt: skip
_COMPILED = tuple((turn, re.compile(pattern)) for turn, pattern in _SIGNS)
_SENTENCE = re.compile(r"[^.?!]{1,400}[.?!]*")
_MOST = 600
"""Letters of the bot's words that are looked at, from their end."""


def turn_said(prev: str) -> Turn:
    """Return what the bot's last words did: their last sentence says it, if one can tell from it."""
    said = prev.lower().replace("\u2019", "'")[-_MOST:]
    if not said.strip():
        return Turn.NOTHING
    last = [each.strip() for each in _SENTENCE.findall(said) if len(each.strip()) > 3][-1:]
    for part in (*last, said):
        for turn, pattern in _COMPILED:
            if pattern.search(part):
                return turn
    return Turn.TOLD
