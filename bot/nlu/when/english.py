"""English words about time, as data."""

from bot.nlu.when.lexicon import Cat, Lexicon

MORNING, LUNCH, AFTERNOON, EVENING, NIGHT, FIRST_THING, END_OF_DAY = range(7)
EARLY_MORNING, LATE_AFTERNOON, WORKING, AFTER_LUNCH = range(7, 11)
"""Parts of a day: numbers of `Cat.PART`."""

EARLY, MID, LATE, END, REST = range(1, 6)
"""Parts of a period: numbers of `Cat.EDGE`."""

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR, WEEKEND, SECOND = 1, 60, 1440, 10080, 43200, 525600, 7, 0
"""Units: minutes where they have a fixed length; numbers of `Cat.UNIT`."""

WEEKDAYS, ALL_DAYS, WEEKENDS = range(3)
"""Sets of days: numbers of `Cat.DAY_SET`."""


def _each(words: str, n: int = 0) -> dict[str, int]:
    return {word.strip(): n for word in words.split("|")}


def _row(rows: str, first: int = 0) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows.split(), first) for word in row.split("|")}


_DAYS = _row(
    "monday|mon tuesday|tues|tue|tuseday|teusday wednesday|weds|wed|wensday|wenesday|wendsday "
    "thursday|thurs|thur|thu|thurday|thrusday friday|fri|firday saturday|sat|saterday|satuday sunday|sun|sundy"
)
_PLURALS = _row(
    "mondays|mons tuesdays|tues wednesdays|weds thursdays|thurs fridays|fris saturdays|sats sundays|suns"
)
_MONTHS = _row(
    "january|jan february|feb|febuary march|mar april|apr may june|jun july|jul august|aug "
    "september|sept|sep october|oct november|nov december|dec",
    1,
)
_NUMBERS = _row(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
) | {
    "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "a dozen": 12,
}  # fmt: skip
_ORDINALS = _row(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    1,
) | {
    "twenty first": 21, "twenty-first": 21, "twenty second": 22, "twenty-second": 22, "twenty third": 23,
    "twenty-third": 23, "twenty fourth": 24, "twenty-fourth": 24, "twenty fifth": 25, "twenty-fifth": 25,
    "twenty sixth": 26, "twenty-sixth": 26, "twenty seventh": 27, "twenty-seventh": 27, "twenty eighth": 28,
    "twenty-eighth": 28, "twenty ninth": 29, "twenty-ninth": 29, "thirtieth": 30, "thirty first": 31,
    "thirty-first": 31,
}  # fmt: skip
_HOLIDAYS = {
    "christmas eve": 1224, "xmas eve": 1224, "christmas day": 1225, "christmas": 1225, "xmas": 1225, "boxing day": 1226,
    "new year's eve": 1231, "new years eve": 1231, "nye": 1231, "new year's day": 101, "new years day": 101,
    "new year's": 101, "valentine's day": 214, "valentines day": 214, "halloween": 1031, "independence day": 704,
    "st patrick's day": 317, "april fools' day": 401, "labour day": 501, "ides of march": 315,
}  # fmt: skip
_UNITS = {
    **_each("minute|minutes|min|mins|minuets", MINUTE),
    **_each("hour|hours|hr|hrs", HOUR),
    **_each("day|days", DAY),
    **_each("week|weeks|wk|wks", WEEK),
    **_each("month|months", MONTH),
    **_each("year|years|yr|yrs", YEAR),
    **_each("weekend|week-end|wkend|week end", WEEKEND),
    **_each("seconds|sec|secs", SECOND),
}
_PARTS = {
    **_each("morning|mornings|mornin|a.m. time|forenoon", MORNING),
    **_each("lunch|lunchtime|lunch time|lunch break|around lunch", LUNCH),
    **_each("afternoon|afternoons|afternon|aft|arvo|after noon", AFTERNOON),
    **_each("after lunch|after the lunch break|early afternoon", AFTER_LUNCH),
    **_each("evening|evenings|eve|after work|evenin", EVENING),
    **_each("night|nights|nite", NIGHT),
    **_each(
        "first thing|first thing in the morning|start of day|start of the day|beginning of the day",
        FIRST_THING,
    ),
    **_each("end of day|end of the day|eod|end of business|close of business|cob|end of play", END_OF_DAY),
    **_each("early morning|early in the morning|early mornings", EARLY_MORNING),
    **_each("late afternoon|late in the afternoon|late afternoons|end of the afternoon", LATE_AFTERNOON),
    **_each("business hours|working hours|office hours|work hours|during the day|daytime", WORKING),
}
_EDGES = {
    **_each(
        "early|early in|beginning of|the beginning of|start of|the start of|earlier in|the first half of",
        EARLY,
    ),
    **_each("mid|mid-|middle of|the middle of", MID),
    **_each("late|late in|later in|the second half of", LATE),
    **_each("end of|the end of", END),
    **_each("rest of|the rest of|remainder of|the remainder of|later", REST),
}

DATA: dict[Cat, dict[str, int]] = {
    Cat.NUMBER: _NUMBERS,
    Cat.ORDINAL: _ORDINALS,
    Cat.WEEKDAY: _DAYS,
    Cat.WEEKDAYS: {word: n for word, n in _PLURALS.items() if word not in _DAYS},
    Cat.DAY_SET: {
        **_each("weekdays|weekday|workdays|working days|business days|work days|workday|the working week", WEEKDAYS),
        **_each("every day|each day|everyday|daily|all days|any day|all week long|seven days a week", ALL_DAYS),
        **_each("weekends|on weekends|every weekend", WEEKENDS),
    },
    Cat.MONTH: _MONTHS,
    Cat.DAY: {
        **_each("today|todays|today's|2day", 0),
        **_each("tomorrow|tomorrow's|tomorow|tommorow|tommorrow|tomorrows|tmrw|tmr|tmw|tomo|2morrow|tomarrow|tomarow|tmmrw", 1),
        **_each("day after tomorrow|the day after tomorrow|overmorrow", 2),
        **_each("yesterday", -1),
        **_each("day before yesterday|the day before yesterday", -2),
    },
    Cat.TONIGHT: _each("tonight|tonite|tonight's"),
    Cat.HOLIDAY: _HOLIDAYS,
    Cat.UNIT: _UNITS,
    Cat.PART: _PARTS,
    Cat.FIXED: {**_each("noon|midday|mid day|mid-day|noontime|12 noon|noonish", 720), **_each("midnight|12 midnight", 1440)},
    Cat.HALF_OF_DAY: {
        **_each("am|a.m.|a.m|a m", 0),
        **_each("pm|p.m.|p.m|p m", 1),
    },
    Cat.O_CLOCK: _each("o'clock|oclock|o clock|hrs.|uhr"),
    Cat.PAST: _each("past"),
    Cat.HALF_PAST: _each("half past|half-past"),
    Cat.QUARTER: _each("quarter|a quarter"),
    Cat.THIS: _each("this|this upcoming"),
    Cat.NEXT: _each("next|nxt|the next"),
    Cat.COMING: _each("coming|this coming|upcoming|the coming|the upcoming|the following|following"),
    Cat.PREVIOUS: _each("last|previous|past few"),
    Cat.EVERY: _each("every|each|all"),
    Cat.EDGE: _EDGES,
    Cat.HALF: _each("half a|half an|half|1/2"),
    Cat.AND_HALF: _each("and a half"),
    Cat.COUPLE: {**_each("a couple of|couple of|a couple|couple", 2), **_each("a few|few|several", 3)},
    Cat.ARTICLE: _each("a|an|the"),
    Cat.OF: _each("of"),
    Cat.AT: _each("at|@"),
    Cat.ON: _each("on"),
    Cat.IN: _each("in|within|during"),
    Cat.FOR: _each("for|lasting|lasts|last for|takes|taking"),
    Cat.AROUND: _each("around|about|approximately|approx|approx.|roughly|circa|ca.|ca|~|say|near|close to|sometime around"),
    Cat.ISH: _each("ish|-ish|or so|or thereabouts"),
    Cat.FROM: _each("from|starting|starting at|starting from|beginning|beginning at|start at|no earlier than|not earlier than"),
    Cat.SINCE: _each("since|onwards|onward|and later|or later|and after|or after|and up|on wards"),
    Cat.TO: _each("through|thru|to|up to"),
    Cat.DASH: _each("-|–|—|−"),
    Cat.BETWEEN: _each("between|betwen|in between|anytime between|any time between"),
    Cat.AFTER: _each("after|later than"),
    Cat.BEFORE: _each("before|earlier than|prior to|or earlier|or before"),
    Cat.BY: _each("by|no later than|not later than|at the latest|latest by|at latest|latest"),
    Cat.UNTIL: _each("until|till|til|'til|til|up until|ending at|ends at|to end at"),
    Cat.OR: _each("or|/|or else|or maybe|otherwise|alternatively"),
    Cat.AND: _each("and|&|plus|as well as|n|+"),
    Cat.NOT: _each(
        "not|not on|can't do|cannot do|can not do|cant do|can't make|cannot make|cant make|can't on|no|never|can't|cannot|cant|"
        "can't make it|couldn't do|don't want|dont want|not available|not free|unavailable|won't be able|busy|booked|"
        "away|avoid|anything but|any day but|i'm out|im out|out of office|don't work|dont work|do not work|can't meet"
    ),
    Cat.WORD: _each("booked for|was booked|is booked for|good morning|good afternoon|good evening|good day|good night|have a nice day|have a good day|have a great day|why not|not sure|no problem|no worries|why can't|why cant|can't i|can't we|couldn't we|if not|not only|whether or not|not yet|no idea"),
    Cat.EXCEPT: _each(
        "except|except for|excluding|besides|apart from|other than|just not|only not|not including|with the exception of|"
        "other than on|except on|unless|without"
    ),
    Cat.BUT: _each("but|however|though"),
    Cat.BAD: _each(
        "doesn't work|does not work|doesnt work|don't work|dont work|won't work|wont work|is bad|is no good|is out|are out|no good|"
        "is not good|isn't good|isn't possible|is not possible|is impossible|not possible|is full|is hard|is difficult|"
        "isn't great|is taken|not work|isn't going to work|is a no go|is a no-go|i can't|i cannot|i cant|i'm busy|im busy|"
        "are bad|are no good|are full|doesn't suit|does not suit|won't do|off|closed|is busy"
    ),
    Cat.GOOD: _each(
        "works|work|is good|is fine|is ok|is okay|is great|is perfect|suits|would work|would be good|would be great|would be fine|"
        "fine|good|are good|are fine|possible|instead"
    ),
    Cat.ONLY: _each("only|just"),
    Cat.PREFER: _each(
        "is better|are better|is best|are best|would be better|works better|work better|works best|work best|would be best|prefer|preferably|ideally|i'd prefer|would prefer|i prefer|i'd rather|rather|if possible|best"
    ),
    Cat.AGO: _each("ago|earlier today"),
    Cat.HENCE: _each("from now|hence|from today|later from now|out|time|ahead"),
    Cat.LATER: _each("later|after that|afterwards"),
    Cat.EARLIER: _each("earlier|sooner|before that"),
    Cat.PUSH: _each(
        "push|push back|push it back|push that back|push it|push that|push it out|postpone|postpone it|delay|delay it|"
        "move it back|move that back|push it by|delay it by|postpone it by|push it back by|move back|move it back by"
    ),
    Cat.PULL: _each(
        "bring it forward|bring forward|move it forward|move forward|move up|move it up|pull it forward|pull forward|"
        "move it up by|bring it forward by|move it forward by"
    ),
    Cat.SAME_TIME: _each("same time|the same time|that time|same hour|the same hour"),
    Cat.SAME_DAY: _each("same day|the same day|that day|same date|the same date|that date|on the same day|that same day"),
    Cat.WHOLE_DAY: _each("all day|whole day|the whole day|all day long|any time|anytime|any hour"),
    Cat.COUNTED: _each(
        "people|persons|person|guests|guest|adults|adult|kids|kid|children|child|ppl|pax|seats|seat|tickets|ticket|calls|call|"
        "meetings|meeting|times|slots|slot|options|option|rooms|room|pages|questions|items|things|miles|km|dollars|euros|"
        "percent|%|of us|of them|of you|men|women|friends|bookings|appointments|sessions|street|st.|road|avenue|events|"
        "others|other|bedrooms|bedroom|floors|points|steps|files|copies|degrees|stars|nights"
    ),
    Cat.LABEL: _each(
        "room|number|no.|nr|nr.|option|floor|bus|chapter|page|version|line|gate|step|item|building|suite|apartment|apt|unit|"
        "platform|question|level|terminal|flight|section|part|phase|quarter no|highway|route|grade|age|aged|choice|code|table for|"
        "party of|group of|conference room|meeting room|conf room"
    ),
    Cat.FILLER: _each(
        "please|pls|any time on|anytime on|sometime|some time|any time in|anytime in|exactly|sharp|precisely|"
        "anywhere|somewhere|probably|perhaps|maybe|possibly|also|then|local time|in time|early as|date"
    ),
    Cat.SUBJECT: _each("i|we|you|he|she|they|it|who|that|have|had|has|cat"),
    Cat.COMMA: _each(","),
    Cat.BREAK: _each(".|!|?|;|:|(|)|[|]|…|\""),
}  # fmt: skip

TOLERANT = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow", "afternoon", "january",
    "february", "august", "september", "october", "november", "december", "weekend", "thursdays", "wednesdays",
    "tuesdays", "saturdays", "midnight", "yesterday",
)  # fmt: skip
"""Words whose typos are mended: long, and far from other English words."""

REAL_WORDS = (
    "monda",
    "mondy",
    "unday",
    "augusta",
    "weeken",
    "october's",
    "fridays",
    "mondays",
    "sundays",
    "fride",
    "sunda",
)
"""Words never taken for a typo."""

LEXICON = Lexicon.of(DATA, TOLERANT, REAL_WORDS)
