"""What the bot's last words did, told from the words alone: a scorer's line has nothing else."""

import re
from collections.abc import Sequence

from bot.understood import Turn

_WHO = r"(?:i(?:'ve| have)?|it(?:'s| has| is)?|your [\w ]{1,40}?|the [\w ]{1,30}?|you(?:'re| are| have)?|this [\w ]{1,20}?)"
_FINISHED = r"(?:booked|added|scheduled|changed|deleted|confirmed|made|created|cancel?led|set|updated|declined|accepted|put|reserved|moved|noted|forwarded|completed?|fixed|saved)"
_BOOKED = r"(?:appointments?|reservations?|bookings?|visits?|events?|meetings?|slot|schedule)"
_AT = r"(?:\bat \d|\d ?[ap]m\b|\d(?:st|nd|rd|th)\b|tomorrow|today|next \w+day|\bon \w+day)"
_FAILURE = r"(?:sorry|unfortunately|couldn't|could not|wasn't able|was not able|unable to (?:book|make|complete|get|set)|apologi[sz]e|failed|(?:did|would)(?:n't| not) (?:work|go through)|not possible to|no availability|error|unavailable)"

_WHOLE = (
    (Turn.RETRY, rf"{_FAILURE}.*(?:(?:any ?thing|something) (?:else|more)|another (?:time|date|day)|other (?:time|date|day)|help you|assist|try (?:again|something)|(?:what|how) (?:can|else)).*\?|{_FAILURE} .{{0,60}}(?:appointment|book|reserv|schedule)[\w ]{{0,40}}[.!]?$"),
    (Turn.CONFIRM, rf"{_FAILURE}.*{_AT}"),
)  # fmt: skip
"""What takes more than one sentence to say."""

_SIGNS = (
    (Turn.FACT, r"\b(?:or|and) (?:a |an |some |any |perhaps )?(?:something else|anything else|other \w+|some other|another \w+)\W*$(?<!help\?)(?<!time\?)|(?:do|did) you have (?:any |a )?(?:preferred|particular) (?!time|day|date)|\bname\b.*\b(?:time|date|when)\b.*\?|(?:time|date|when)\b.*\b(?:name|title|call) (?:it|in|this)?.*\?"),
    (Turn.UNBOOK, r"want (?:me )?to (?:cancel|delete|remove)|(?:shall|should) i (?:cancel|delete|remove)"),
    (Turn.CHANGE, r"\b(?:update|change)s? you (?:want|would like|wish)"),
    (Turn.ELSE, r"(?:do|did) you (?:need|want|require|have) (?:any|some|more|anything|something)\b(?! (?:time|day|date))(?!.*(?:cal[ea]nd[ae]r|event))|any ?thing (?:else|additional|more|you)|something (?:else|more)\b(?! you had)(?=.*(?:help|you|do|\?)|$)|(?:further|additional|other|else|more) (?:help|assist|way|i (?:can|may|could))|any (?:other|more) (?:help|assist|details)|(?:help|assist) (?:you )?(?:out )?(?:further|more|with any|some more)|still help|(?:what|who) else (?:may|can|do|would)|be of (?:any )?(?:other|further)|what can i (?:do|help)|do (?:else )?for you|let me know (?:if|what else)|help (?:with )?(?:anything|something)|need me to do|want me to do|how (?:can|may|else) .*help|what more|(?:have|be) anything to be assisted"),
    (Turn.FAILED, r"^(?:sorry|unfortunately|i(?:'ve| have) encountered)|i can only|try again\.|i don't (?:have|support|know)|can't handle|not able to process|different request|didn't understand|(?:didn't find|could not find|couldn't find) (?:anyone|any matching people|[\w' ]* manager)"),
    (Turn.DONE, rf"(?:^|ok |okay |sure )i(?:'ve| have) (?:\w+ )?{_FINISHED} |(?:^|\b(?:ok|okay|and|but|sure|now|great|alright|fine)[,.!]? |, ){_WHO} (?:(?:been|now|successfully|officially|all|has|have|is|was|are|got) ){{0,3}}{_FINISHED}\b(?!.*\?)(?! for \d| at \d|.* (?:on|at) \d.* (?:[ap]m|hours?)\b(?!.*email))|(?:now|is) (?:on|in) your calendar|on the books|e-?mail .*confirm|confirm\w* .*e-?mail|successful|congrat|all set|managed to book|was able to (?:make|book)|now reflects|is (?:completed?|fixed)|\bdone\b|no problem|made sure you got"),
    (Turn.CONFIRM, rf"(?:please|kindly|can you|could you|do you|to|just|would you|let me|let's|okay|ok|so) (?:confirm|conform|verify|confir\b)|^(?:confirm|conform|verify)\b|confirm(?:ation|ing)? (?:that|the|to|detail|of|an?|at|appointment)|your confirm|is (?:this|that|it|everything) (?:good|ok|okay|right|correct|fine|all|what|the|how)|is ok(?:ay)?\b|are (?:right|correct)\b|how(?:'s| is| about) (?:this|now)\W*$|look(?:s)? (?:right|good|ok)|\bcorrect\W*$|\bright\W*$|kindly ensure|\byes\?|do i have that|make sure that|to repeat|to be clear|(?:^|[,:] |sure |\bok(?:ay)? )(?:so )?you(?:'d| would)? (?:like|want|wish) .*{_AT}|does that sound (?:right|ok|al)|sure\. tomorrow|let'?s be sure|i will (?:accept|decline|schedule|book)|i am adding|^(?:adding|booking|setting|scheduling|so|appointment|a reservation|ok then|okay then|book)\b.*{_AT}|{_BOOKED} (?:with|at) .*{_AT}.*\?|^(?:is|will) (?:this|the|that|it)\b.*(?:event|appointment|happening|taking place|date|address|time).*\?|you (?:had|have) in mind\b(?=.*is )|here's what i heard|are you sure|would you like to (?:be|retry|book|make|schedule|visit|have).*{_AT}|(?:should|shall) i (?:try|book|make|schedule).*{_AT}|(?:how|what) about .*\bat \d.*|(?:i can (?:try|attempt)|i (?:might|suggest|could)) .*{_AT}|retrying"),
    (Turn.CHOOSE, r"one of these|some times when|which (?:one|of these)|which would"),
    (Turn.FREE, r"you(?:'re|r| are| will be) (?:also )?(?:free|available)|are available|(?:empty|emty|open|free) (?:\w+ )?(?:slots?|time)|time free|slots? (?:are )?(?:available|open|empty)|you will (?:be|have) free|you (?:currently )?have (?:\w+ ){0,3}(?:openings?|availability|free)|your availab|(?:is|are) open for you|nothing (?:penciled|planned|scheduled)|space from \d|you have (?:available )?time|available (?:time|slots?)|have availability|i show .* free"),
    (Turn.WHEN, r"\bwhen\b.*\?|(?:what|which|specify|preferred|provide|(?<!interest )for what|at what|and what|convenient|another|a (?:certain|particular|specific)|any (?:particular|specific|preferred)|required) (?:[\w']+ ){0,3}(?:time|timings?|day|date)s?\b(?!.*\bhours?)|(?:what|which) (?:[\w']+ ){0,2}hour|(?:time|date|day) (?:do|did|would|should|will|works?|of appointment|you (?:want|have|need|prefer))|\btime\?|\bdate\?|when would|a date\b|time in mind|the timing\b"),
    (Turn.ASIDE, r"°|chance of (?:rain|snow)|temperature|humidity|forecast|weather|wind speed|rainfall|precipitation|atmospheric|pressure is|rated \d+ stars|\(\$+\)|https?://|have to contact them|good for groups|takeout|beds?\b.*baths?|\bbaths?\b|monthly rent|movies?\b.*taste|can't answer that"),
    (Turn.WHETHER, r"(?:would you like|do you (?:want|wish|need|like)|did you want|want|like|wish|need|care|ready) (?:(?:me|for) )?(?:to )?(?:\w+ ){0,4}(?:book|add|schedul|make|reserv|set up|put|pencil|include|an? (?:appointment|event|visit|activity|email))\w*|(?:should|shall|will|can|may) (?:i|we) (?:\w+ ){0,2}(?:book|add|schedul|make|reserv|set up|put|pencil|include)\w*|i can schedule .*if you|how about (?:booking|an? (?:appointment|visit))"),
    (Turn.FACT, r"^(?:\w+[,.]? (?:\w+ )?)?(?:in |under |on )?(?:which|what|where) (?!about|do (?:you )?think|is your opinion)(?:[\w']+ ){0,6}(?:you|be|use|used|event|need|name|city|area|located|looking)\b"),
    (Turn.DETAIL, r"^if you (?:want|would like|need) to (?:call|phone|reach|contact)|not (?:currently )?(?:offer|provide|perform|do)"),
    (Turn.SUGGEST, r"(?:how|what) (?:about|does|do|would)\b|would you (?:like|prefer|consider|be interested)|opinion|you (?:might|may) want|do you (?:want|wish|like)|may i (?:suggest|recommend)|are you (?:willing|interested)|sounds? \w*\?|\bi hope you\b|does that work|can i offer|work for you"),
    (Turn.FACT, r"\b(?:which|what|where|whom?)\b.*\?|\b(?:city|area|name|title|type|kind)\b.*\?|(?:need|know|tell)\b.*\b(?:city|area|name|title|type|kind)\b|more specific|please (?:provide|tell|specify)|provide the|(?:which|what|in which) (?:city|area|name|kind|specific)|any preferred|speciali[sz]e|or (?:a |some |perhaps )?(?:something else|something|some other|another)|will you need"),
    (Turn.WHETHER, r"would you|should i|shall i|want (?:me )?to|like me to|may i|want to (?:try|add|book)|are you ready|if you like|\bwant\b.*\?"),
    (Turn.SHOWN, r"(?:i found|there (?:is|are|was|were)|you (?:also |do )?have|you've|i see|i can see|didn't find|did not find|no) (?:[\w']+ ){0,4}(?:events?|appointments?|meetings?|reminders?)\b|your agenda|calendar matching|(?:you|your|there) .*(?:appointment|booking|reservation|viewing|concert|game|event|show)\b.*\d ?[ap]m|\bevent\b.* (?:is|was|ends|starts)\b|(?:is|was|starts|started|ends|ended) (?:on|at|from|today|tomorrow|for)\b.*(?:\d ?[ap]m|\bhours?|\d(?:st|nd|rd|th)\b)|\x22 (?:tomorrow )?from \d|^the (?:\w+ ){1,4}is (?:called )?\x22|the list of attendees|next (?:one )?is (?:your|the|an?)|attendees|looks? like it|it's for|scheduled for|location information"),
    (Turn.DETAIL, r"\b\d{3}[- ]\d{3,4}\b|\brat(?:ing|ed)\b|\baddress\b|phone|\bcontact\b|\bunisex\b|located (?:at|on) \d|they(?:'re| are)(?: located)? (?:at|on)|you(?:'ll| can| may) (?:find|reach|call|get to)|cosmetic|\b\d\.\d\b|^(?:it(?:'s| is)|in|their (?:office|location) is(?: at| located)?|the location is|she's at|he's (?:listed )?at)?(?: at)? ?\d{2,5} \w+|(?:street|avenue|road|boulevard|drive|lane)(?: \w+)?(?: # ?\w+)?\W*$|^(?:yes|no)\b"),
    (Turn.SUGGEST, r"\bi(?:'ve| have)?(?: also)? (?:found|have|see|heard|recommend|suggest|discovered|located|got)\b|^found\b|there(?:'s| is| are) |you (?:might|may|could|should|can) (?:want|wanna|like|try|wish|consider|visit|consult|also like|select)|\btry\b|one (?:of (?:them|which) )?is\b|another\b|\bis (?:also )?(?:an?|another|in|one of|located in|the suggested|who)\b|\bin [\w ]+there's|here is|named|would be (?:great|good|nice)|might be|looks like|good (?:salon|place|one)|nice|top"),
    (Turn.FAILED, r"\bsorry|unfortunately|couldn't|could not|can't|cannot|unable|didn't|did not|failed|wasn't able|was not able|apologi[sz]e|i don't"),
    (Turn.DONE, r"\b(?:been )?(?:booked|added|scheduled|deleted|confirmed|created|cancel?led|set up|updated|declined|accepted)\b"),
)  # fmt: skip
_COMPILED = tuple((turn, re.compile(pattern)) for turn, pattern in _SIGNS)
_COMPILED_WHOLE = tuple((turn, re.compile(pattern)) for turn, pattern in _WHOLE)
_BREAK = re.compile(r"(?<=[.?!|])(?<!\bdr\.)(?<!\bmr\.)(?<!\bst\.)(?<!\bjr\.)(?<!\bmd\.)(?<![ .]\w\.)\s+")
_ASKING = {
    *(Turn.UNBOOK, Turn.CHANGE, Turn.ELSE, Turn.CONFIRM, Turn.CHOOSE, Turn.WHEN, Turn.WHETHER, Turn.FACT),
    *(Turn.SUGGEST, Turn.FREE),
}
_MOST = 600
"""Letters of the bot's words that are looked at, from their end."""


def turn_said(prev: str) -> Turn:
    """Return what the bot's last words did: their last sentence says it, if one can tell from it."""
    said = prev.lower().replace("\u2019", "'")[-_MOST:].strip()
    if not said:
        return Turn.NOTHING
    return _sign(_COMPILED_WHOLE, said) or _of_sentences(said) or Turn.TOLD


def _of_sentences(said: str) -> Turn | None:
    """Return what the last sentence asks; else that something was done, whatever was told beside; else what the last tells."""
    signs = [sign for each in _BREAK.split(said) if each and (sign := _sign(_COMPILED, each))]
    if not signs or signs[-1] in _ASKING:
        return signs[-1] if signs and not {Turn.FACT, Turn.WHEN} <= {*signs} else Turn.FACT if signs else None
    asked = [sign for sign in signs if sign in _ASKING]
    return Turn.DONE if Turn.DONE in signs else (asked or signs)[-1]


def _sign(signs: Sequence[tuple[Turn, re.Pattern[str]]], said: str) -> Turn | None:
    return next((turn for turn, pattern in signs if pattern.search(said)), None)
