"""What invitees say about several seats, people who come along, and waiting for a seat."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.along import Along, along_in
from bot.nlu.hinted import hinted
from bot.nlu.languages import FIRST
from bot.nlu.people import people_in
from bot.nlu.rhythm import NUMBER, bare_count, how_many
from bot.nlu.seats import means_all, seats_said
from bot.understood import Act, Asked, Hearing, Understood, Wish
from core.series import Rhythm

_EMAIL = r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_WHO = (
    r"(?:friend|colleague|coworker|co-worker|wife|husband|partner|girlfriend|boyfriend|son|daughter|mother|mum|mom|father|dad|"
    r"sister|brother|kid|child|boss|manager|assistant|flatmate|neighbour|neighbor|team ?mate|cousin|business partner)"
)
_NO_NAME = (
    r"(?!(?:Mon|Tues?|Wed|Wednes|Thu|Thurs?|Fri|Sat|Satur|Sun)(?:day)?s?\b|(?:Jan|Febr?)(?:uary)?\b|Mar(?:ch)?\b|Apr(?:il)?\b|May\b|"
    r"June?\b|July?\b|Aug(?:ust)?\b|Sept?(?:ember)?\b|Oct(?:ober)?\b|Nov(?:ember)?\b|Dec(?:ember)?\b|"
    r"(?:I|It|Me|This|That|All|Them|The|An?|My|Us|You|Everybody|Everyone|One|Zoom|Christmas|Yoga)\b)"
)
_NAME = rf"{_NO_NAME}(?-i:[A-Z])[\w'’-]{{1,39}}(?: (?-i:[A-Z])[\w'’-]{{1,39}})?"
_WHOM = rf"(?:(?:my|our|a|another|one more) (?:{_WHO}|guest|person)(?:,? {_NAME})?|{_NAME})"
_MAILS = rf"{_EMAIL}[)>]?(?:(?:\s*,\s*(?:and )?|\s+and\s+){_EMAIL}[)>]?)*"

_ADD_MAIL = hinted(
    "@",
    rf"(?:\b(?P<verb>add|invite|bring(?:ing)?(?: along)?|include|loop in|cc|copy(?: in)?|together with|along with|plus|with|guests?)\b:?\s+"
    rf"(?P<whom>{_WHOM})?\s*[,(<:]?\s*(?P<mails>{_MAILS})(?P<too>\s*(?:along|too|as well|as (?:a )?guests?)\b)?)",
)
_MAIL_COMES = hinted(
    "@",
    rf"(?P<whom>{_WHOM})?\s*[,(<]?\s*(?P<mails>{_EMAIL})[)>]?\s+(?:will |can |is |would )?(?:also )?(?:come|join|coming|joining|along|too|as well)\b",
)
_ADD = hinted(
    "add|invite|bring|include|loop in|come|coming|join|attend|be there|sit in",
    rf"\b(?:add|invite|bring(?:ing)?(?: along)?|include|loop in)\s+(?:along\s+)?(?P<whom>{_WHOM})"
    rf"|\b(?:can|could|may|will|would|is it (?:ok|okay|fine|possible) if)\s+(?P<whom2>{_WHOM}|somebody else|someone else)\s+(?:also |please )?(?:come|comes|join|joins|attend|attends|be there|sit in)\b"
    rf"|(?P<whom3>{_WHOM})\s+(?:is|will be|will|would like to|wants to)\s+(?:also |then )?(?:come|coming|join|joining|attend|attending)(?!\s+late)\b",
)
_BRING_SOMEONE = hinted(
    "bring|add|invite",
    r"\b(?:bring|add|invite)\s+(?:along\s+)?(?:(?:a|another|one more|some) (?:guests?|people|persons?|others?)|someone|somebody)(?: else)?\b",
)
_REMOVE = hinted(
    "take|leave|invite|remove|drop|without|come|coming|join|make it|attend",
    rf"\b(?:take|leave)\s+(?P<whom>{_WHOM}|{_EMAIL})\s+(?:off|out)\b|\b(?:uninvite|disinvite|remove|drop|take off)\s+(?P<whom2>{_WHOM}|{_EMAIL})"
    r"|\btake\s+(?P<whom5>(?!it\b|that\b|me\b|us\b|them\b|all\b)[a-z]{2,30})\s+off\s+(?:the|my|our)\s+(?:one|meeting|booking|call|appointment|invitation|invite)\b"
    rf"|\bwithout\s+(?P<whom3>{_WHOM})|(?P<whom4>{_WHOM})\s+(?:is not|isn't|won't be|can't|cannot|is no longer|won't)\s+(?:able to )?(?:come|coming|join|joining|make it|attend)",
)

_TOO = re.compile(r"^(?:\W+(?:too|along|as well|please|then|also))+\b", re.IGNORECASE)
"""Words after the name of a guest that are no name."""

_SEATS = hinted(
    "seat|place|spot|ticket|people|person|adult|participant|party of|of us|we're|we are|we will be",
    rf"(?<!of )\b(?P<n>{NUMBER}|an?|one)\s+(?:more )?(?:seats?|places?|spots?|tickets?|people|persons|adults|participants)\b|"
    rf"\bparty of (?P<party>{NUMBER})\b|\b(?P<us>{NUMBER}|both) of us\b|\bwe(?:'re| are| will be) (?P<we>{NUMBER})\b(?! (?:min|hour|day|week))",
)
_FOR_SOME = hinted(
    "for two|for three|for four|for five|for six|for seven|for eight",
    r"\bfor (?P<n>two|three|four|five|six|seven|eight)\b(?=\s*(?:[,.;!?]|$|please|on|at|this|next|tomorrow|today))",
)
_AND_ME = hinted(
    "friend|colleague|coworker|co-worker|wife|husband|partner|son|daughter|mother|mum|mom|father|dad|sister|kid|child|boss|manager|assistant|mate|neighbour|neighbor|cousin|others|more|people",
    rf"\b(?:me|myself)(?P<others>(?:,? (?:and )?(?:a|my|our|one|another) {_WHO}){{1,5}})\b|"
    rf"\b(?:me|myself) and (?P<n>{NUMBER}) (?:{_WHO}s|others|more|people)\b|\b(?:a|my|our) {_WHO} and (?P<i>i|me|myself)\b",
)

_LEAVE = hinted(
    "list|line|queue|wait",
    r"\b(?:take|get|remove|delete|strike) (?:me|us) (?:off|from|out)\b.{0,30}\b(?:list|line|queue)\b|\bleave the (?:waiting ?|wait)?(?:list|line|queue)\b|"
    r"\boff the (?:waiting ?|wait)?list\b|\b(?:no longer|not|don't|do not|stop)\b.{0,20}\bwait(?:ing)?\b|\bcancel\b.{0,20}\bwait(?:ing)?[ -]?list\b",
)
_WAITING_FOR = hinted(
    "wait|list|line|queue",
    r"\bwhat (?:am i|are we) (?:still )?waiting (?:for|on)\b|\bam i (?:still )?(?:on (?:an?y?|the)(?: waiting| wait)?[ -]?list|waiting|in line)\b|"
    r"\b(?:where|which|what|how far|how long|how many)\b.{0,30}\b(?:in|on|of) (?:the )?(?:line|queue|waiting ?list|wait ?list)\b|\bmy (?:wait(?:ing)? ?lists?|place in line)\b",
)
_JOIN = hinted(
    "wait|list|line|queue|stand|tell me|notify me|ping me|message me|let me",
    r"\bwait(?:ing)?[ -]?list\b|\b(?:put|get) me (?:down )?on (?:the|that|your) list\b|\bjoin the (?:line|list|queue)\b|\bstand[ -]?by\b|\bqueue me\b|"
    r"\b(?:i'll|i will|i'd like to|i would like to|i want to|can i|let me|happy to) wait\b(?! (?:a|until|till|for you))|"
    r"\b(?:tell|notify|ping|message|let) me (?:know )?(?:when|if|as soon as|once)\b.{0,40}\b(?:seat|place|spot|something|one|free|opens?|cancels?)\b",
)
_ASKS_FOR_LIST = hinted(
    "list",
    r"\b(?:is|are) there (?:a|any) wait(?:ing)?[ -]?lists?\b|\b(?:do|does) (?:you|he|she|they|it) have a wait(?:ing)?[ -]?list\b",
)
_WHY_THESE = hinted(
    "why|how did|how do",
    r"\bwhy (?:just |only |exactly |are )?(?:these|those|them)\b(?! not)(?! (?:is|are)n't)|\bwhy (?:did|do) you (?:pick|choose|offer|suggest|show|propose|recommend)\b|"
    r"\bhow (?:did|do) you (?:pick|choose|select|come up with)\b",
)
_LEAVE_OUT = hinted(
    "leave|take|omit|without|except|excluding",
    r"\b(?:leave|take)\s+(?:(?:out|off)\b|.{1,30}?\bout\b)|\b(?:omit|without|except|excluding)\b",
)
_HOUR = re.compile(r"\b(?:the|an|a full|one) hour\b(?! and)", re.IGNORECASE)
_LONGER = re.compile(r"\b(?:(?P<short>short(?:er|est)?|cheap(?:er|est)?)|long(?:er|est)?)\b", re.IGNORECASE)
_SEATS_LEFT = hinted(
    "seats|places|spots|how many|how big|how full",
    r"\bhow many (?:seats|places|spots|people|participants)\b|\b(?:seats|places|spots) (?:are |still )?(?:left|free|available)\b|\bhow (?:big|full) is (?:it|the (?:class|group))\b",
)
_ALL = re.compile(
    rf"\ball of (?:them|it|these|those)\b|\bthem all\b|\ball (?:of )?(?:the |my |our )?(?:{NUMBER} |remaining |other |future )?(?:dates|sessions|appointments|meetings|bookings|lessons|classes|\w+days)\b|"
    rf"\ball {NUMBER}\b|\bthe (?:whole|entire|complete) (?:series|lot|thing)\b|\bthe series\b|\bevery (?:single )?one of them\b|\beverything\b",
    re.IGNORECASE,
)

_OF_BOOKED = re.compile(
    r"\b(?:to|from|for|of|at|off) (?:the|my|our) (?:one|meeting|booking|appointment|call|session|class|date|lesson)\b",
    re.IGNORECASE,
)
"""Guests of something that is booked: the time says which ("add bea@… to the one on the 15th")."""

_CAME_WITH_IT = {
    Act.RESCHEDULE, Act.CANCEL, Act.CORRECT, Act.ASK_DETAILS, Act.ANY, Act.QUERY_BOOKINGS, Act.QUERY_AVAILABILITY, Act.INFORM,
    Act.REQUEST_ALTERNATIVES, Act.SET_REMINDER, Act.HELP, Act.BLOCK_TIME, Act.DECLINE, Act.LATE, Act.WHY_NOT, Act.QUERY_TIME,
    Act.STOP, Act.COMPLETED, Act.NO_SHOW,
}  # fmt: skip
"""What words about guests and waiting seem to do besides."""


def _leaves_out(found: Understood) -> bool:
    """Whether only what is to be left out is said ("except the 8th"), not what it is taken from ("next week except Wednesday")."""
    wish = found.wish
    return bool(wish and (wish.refusal or not wish.excluded) and _LEAVE_OUT.search(found.text))


def accompanied(found: Understood, rhythm: Rhythm | None, hearing: Hearing) -> Understood:
    """Complete a reading by what an invitee says about seats, guests, waiting and repetition."""
    seats = seats_in(found.text)
    if seats is not None or rhythm is not None:
        rhythm = rhythm or found.company.rhythm
        found = replace(found, company=replace(found.company, seats=seats, rhythm=rhythm))
    found = _with_guests(found, hearing)
    if _ASKS_FOR_LIST.search(found.text):
        return replace(found, topic="waitlist", acts=(Act.ASK_DETAILS,))
    act = _about_waiting(found.text, hearing)
    if act:
        return replace(found, acts=(*(a for a in found.acts if a not in {*_CAME_WITH_IT, Act.BOOK}), act))
    if _leaves_out(found) and hearing.asked not in (Asked.NAME, Asked.REASON):
        return replace(found, acts=(Act.SKIP,))
    if _SEATS_LEFT.search(found.text):
        others = (a for a in found.acts if a not in {*_CAME_WITH_IT, Act.BOOK})
        return replace(found, topic="seats", acts=(*others, Act.ASK_DETAILS))
    if Act.CANCEL in found.acts and (_ALL.search(found.text) or means_all(found.text)):
        return replace(found, everything=True, acts=tuple(a for a in found.acts if a is not Act.ANY))
    return _counted(_chosen_length(found, hearing), hearing)


def _chosen_length(found: Understood, hearing: Hearing) -> Understood:
    """Read "the hour", "the longer one" as lengths where just that was asked."""
    if hearing.asked is not Asked.LENGTH or found.lengths or found.pick is not None:
        return found
    if _HOUR.search(found.text):
        return replace(found, lengths=(60,))
    match = _LONGER.search(found.text)
    if match is None or not hearing.offers:
        return found
    return replace(found, pick=0 if match["short"] else len(hearing.offers) - 1)


def _counted(found: Understood, hearing: Hearing) -> Understood:
    """Read "six" as how often where just that was asked."""
    in_digits = found.pick is not None and any(each.isdigit() for each in found.text)
    if hearing.asked is not Asked.COUNT or found.company.rhythm or in_digits:
        return found
    count = bare_count(found.text)
    return replace(found, count=count, pick=None if count else found.pick)


def _about_waiting(text: str, hearing: Hearing) -> Act | None:
    if hearing.asked is Asked.QUESTION:
        return None
    for pattern, act in (
        (_LEAVE, Act.LEAVE_WAITLIST),
        (_WAITING_FOR, Act.QUERY_WAITING),
        (_JOIN, Act.JOIN_WAITLIST),
        (_WHY_THESE, Act.WHY_THESE),
    ):
        if pattern.search(text):
            return act
    return None


def seats_in(text: str) -> int | None:
    """Return how many seats are wanted ("for me and a friend" is 2); None if nothing is said."""
    if match := _AND_ME.search(text):
        if match["n"]:
            return how_many(match["n"]) + 1
        return 2 if match["i"] else 1 + len(re.findall(rf"\b{_WHO}\b", match["others"], re.IGNORECASE))
    match = _SEATS.search(text) or _FOR_SOME.search(text)
    if match is None:
        return seats_said(text)
    return how_many(next(filter(None, match.groups())))


def _with_guests(found: Understood, hearing: Hearing) -> Understood:
    guests = _guests(found.text, hearing)
    if guests is None:
        return found
    who = people_in(guests.rest, asked_name=hearing.asked in (Asked.NAME, Asked.WHO))
    kept = tuple(act for act in found.acts if act not in _CAME_WITH_IT)
    if found.language not in ("", FIRST) and found.wish is None:
        kept = ()
    booked = bool(_OF_BOOKED.search(found.text)) and Act.BOOK not in found.acts
    company = replace(
        found.company,
        guests=guests.emails,
        guest_words=guests.words,
        which=_named(found.wish) if booked else found.company.which,
    )
    return replace(
        found,
        wish=None if booked else found.wish,
        acts=(*kept, guests.act),
        name=who.name,
        email=who.email,
        person_words="",
        for_whom="",
        company=company,
    )


def _named(wish: Wish | None) -> Wish | None:
    """Return the time by which a booking is named, also where "off" made it sound like one that does not suit."""
    if wish and wish.refusal and wish.excluded:
        return replace(wish, windows=wish.excluded, excluded=(), refusal=False)
    return wish


def _guests(text: str, hearing: Hearing) -> Along | None:
    if hearing.asked is Asked.QUESTION:
        return None
    if match := _REMOVE.search(text):
        words = _first(match.groups())
        mails = re.findall(_EMAIL, words)
        return Along(Act.REMOVE_GUEST, _lower(mails), "" if mails else _whom(words), _cut(text, match))
    own = hearing.asked in (Asked.WHO, Asked.EMAIL)
    match = _ADD_MAIL.search(text) or _MAIL_COMES.search(text)
    if match and not (own and _may_be_own(match)):
        mails = re.findall(_EMAIL, match["mails"])
        return Along(Act.ADD_GUEST, _lower(mails), _whom(match["whom"] or ""), _cut(text, match))
    if hearing.asked is Asked.GUEST and (mails := re.findall(_EMAIL, text)):
        return Along(Act.ADD_GUEST, _lower(mails), "", "")
    if match := _ADD.search(text) or _BRING_SOMEONE.search(text):
        words = _whom(_first(match.groups()))
        return Along(Act.ADD_GUEST, (), words, _cut(text, match))
    return None if own else along_in(text)


def _may_be_own(match: re.Match[str]) -> bool:
    """Whether, where one's own e-mail was asked for, these words may just give it ("add bob@example.com")."""
    said = match.groupdict()
    return (said.get("verb") or "").lower() in ("add", "with", "include") and not (
        said.get("too") or said["whom"]
    )


def _first(groups: Sequence[str | None]) -> str:
    return next((group for group in groups if group), "")


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]}, {_TOO.sub('', text[match.end() :])}"


def _lower(mails: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mail.strip(".'-").lower() for mail in mails))


def _whom(words: str) -> str:
    """Return the name of a person if it was said, else whose relation they are ("my colleague")."""
    named = re.search(_NAME, words)
    return named.group() if named and not words.startswith(("my", "our")) else _relation(words)


def _relation(words: str) -> str:
    named = re.search(rf"(?<=\s){_NAME}", words)
    return named.group() if named else words
