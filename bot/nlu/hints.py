"""Words that tell what a host means beside phrases, as regular expressions and numbers."""

import re

from bot.nlu.hinted import hinted

TELLS_HOURS = hinted(
    "i work|i'm working|hours|available|availability|bookable|i'm free|open|my schedule|my week",
    r"\b(?:i work|i'm working|working hours|office hours|my hours|opening hours|available|availability|bookable|i'm free|open|"
    r"my schedule|my week|hours)\b",
)
ONLY = re.compile(r"\bonly\b|\bjust\b(?! (?:before|after|a|the))", re.IGNORECASE)
PLURAL_PARTS = re.compile(r"\b(?:mornings|afternoons|evenings|nights)\b", re.IGNORECASE)
BREAK = re.compile(r"\b(?:lunch|break|pause|lunchtime)\b", re.IGNORECASE)
BACK = re.compile(r"(?<=\S)[, ]\s*(?:and )?(?:i'?m |i am |be |will be )?back\b", re.IGNORECASE)
WHY = hinted(
    "why|what |how come",
    r"^\W*(?:(?:but|and|so|ok|okay|please tell me|tell me) ){0,2}(?:why (?:not|can'?t|cannot|can no\w*|is(?:n'?t| it| that)?|am i|are?n'?t|was|doesn'?t|won'?t|does)\b"
    r"|what (?:stands|is|speaks|blocks|keeps)\b.{0,30}(?:in the way|against|blocking)|how come\b)",
)
"""Begins a question why a time cannot be booked."""

IS_BACK = re.compile(r"\bback\b(?! to (?:normal|usual))", re.IGNORECASE)
ALSO = re.compile(r"\balso\b", re.IGNORECASE)
NEGATIVE = re.compile(
    r"\b(?:no|without|remove|drop|cancel|delete|stop|don'?t|not|never|turn off|disable|unlimited|any number)\b",
    re.IGNORECASE,
)
AUTOMATIC = re.compile(
    r"\b(?:no|without|auto\w*|don'?t|not|never|instant\w*|directly|off|needn'?t|skip)\b", re.IGNORECASE
)
COUNT = re.compile(
    r"(?<![\d:.])(\d{1,4})(?![\d:.]|\s?(?:am|pm|min|h\b))|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b",
    re.IGNORECASE,
)
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "twenty": 20,
}  # fmt: skip
A_DAY = 1440
AT_LEAST = re.compile(r"\b(?:less than|at least|minimum|notice|sooner than)\b", re.IGNORECASE)
WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun|weekday|weekend)\w*"
ONLY_DAYS = re.compile(
    rf"\b(?:only|just)\s+(?:\w+\s+){{0,2}}?{WEEKDAY}|\b{WEEKDAY}\s+only\b(?!\s+(?:until|till|til|from|after|before|in|\d))",
    re.IGNORECASE,
)
AFTER_COLON = re.compile(
    r"^(?:[^:]{0,60}:|.{0,80}?\bbio\b(?:\s(?:to|is|as|says?|should be)\b)?|.{0,80}?\b(?:to|is|as|with|says?)\b)\s*[\"“]?(.{2,1000}?)[\"”]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
USERNAME = re.compile(
    r"\b(?:call me|username(?: should be| is| to|:)?|handle(?: should be| is| to|:)?|nickname(?: should be| is| to|:)?|link(?: should be| to| is|:)?|page to)\s+"
    r"[\"“@/]*([a-z0-9][\w-]{1,39})",
    re.IGNORECASE,
)
NAME = re.compile(
    r"\b(?:my (?:full |display )?name(?: to| is|:)?|change (?:my )?name to|name should be)\s+[\"“]?([^\W\d_][\w' .-]{0,60}?)[\"”.!]?\s*$",
    re.IGNORECASE,
)
WHO = re.compile(
    r"\b(?:accept|approve|confirm|decline|reject|refuse|deny|with|from|turn down|let)\s+(?:the )?(?:request (?:from|of|by) )?(?!it\b|that\b|this\b|all\b|the\b|because\b|zoom\b|i\b|request\b|bookings?\b|them\b|everything\b)"
    r"([^\W\d_][\w'-]{1,30}(?: (?-i:[A-Z])[\w'-]{1,30})?)",
    re.IGNORECASE,
)
NO_TYPE = re.compile(
    r"\b(?:it|that|this|them|one|all|everything|meetings?|appointments?|bookings?|calls?|reservations?|events?|with|account|data|"
    r"profile|welcome|bio|message|link|name|reminders?|calendar|day|override|exception)\b",
    re.IGNORECASE,
)
"""What hosts delete that is no event type."""

LASTS = hinted(
    "be|is|are|last|take|run",
    r"\b(?:can be|may be|should be|is|are|be|lasts?|takes?|runs?)\b[^?]*$",
)
OWN_WEEK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|okay|actually|so|yes|well|usually|normally)\W+)*(?:usually |normally )?"
    r"(?:i (?:usually |normally )?work|i'?m working|my (?:working |work |office |opening |usual )?(?:hours|times|week|schedule) (?:are|is)|"
    r"(?:i'?m|i am) (?:usually |normally )?(?:available|bookable|free|open))\b",
    re.IGNORECASE,
)
"""Begins a whole statement of when somebody works."""

DECLINE_REASON = re.compile(r"[,;:-]\s*(.{3,200})$")
DELETES = re.compile(
    r"\b(?:delete|remove|drop|discard|get rid of|no longer offer|stop offering)\b", re.IGNORECASE
)
