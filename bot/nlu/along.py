"""Who comes along, or no longer does, in the words of `bot.nlu.wording`: "bring meine Frau mit", "añade a bea@example.org"."""

import re
from dataclasses import dataclass

from bot.nlu.people import RELATION
from bot.nlu.wording import spoken, word_set
from bot.understood import Act

_MAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_BETWEEN = r"(?:\s[^\W\d_]{1,8}){0,2}?\s"
"""Small words between a verb and who is meant: "invita también a mi mujer"."""
_ADDS = spoken("others", rf"(?<!\w)%(adds)s{_BETWEEN}{RELATION}", "adds")
_COMES = spoken("others", rf"(?<!\w){RELATION}[^.?!@]{{0,30}}?\s%(along)s(?!\w)", "along")
_DROPS = spoken("others", rf"(?<!\w)%(drops)s{_BETWEEN}{RELATION}", "drops")
_STAYS = spoken("others", rf"(?<!\w){RELATION}\s%(drops)s(?!\w)", "drops")
_VERB = spoken("others", r"(?<!\w)%(adds)s(?!\w)", "adds")
_TOO = spoken("others", r"(?<!\w)%(along)s(?!\w)", "along")
_OFF = spoken("others", r"(?<!\w)%(drops)s(?!\w)", "drops")


@dataclass(frozen=True, slots=True)
class Along:
    """Somebody who is to come along or no longer: by mail, or as they were called."""

    act: Act
    emails: tuple[str, ...]
    words: str
    rest: str
    """The message without them."""


def along_in(text: str) -> Along | None:
    """Return who is to come along, or no longer; None if nobody is."""
    words = word_set(text)
    drops = _STAYS.search(text, words) or _DROPS.search(text, words)
    adds = _ADDS.search(text, words) or _COMES.search(text, words)
    mails = tuple(
        dict.fromkeys(each.strip(".'-").lower() for each in _MAIL.findall(text if "@" in text else ""))
    )
    if drops or (mails and _OFF.search(text, words)):
        return Along(Act.REMOVE_GUEST, mails, _called(drops, mails), _rest(text, drops))
    if adds or (mails and (_VERB.search(text, words) or _TOO.search(text, words))):
        return Along(Act.ADD_GUEST, mails, _called(adds, ()), _rest(text, adds))
    return None


def _called(found: re.Match[str] | None, mails: tuple[str, ...]) -> str:
    if found is None or mails:
        return ""
    return found["name"] or f"{found['my']} {found['relation']}"


def _rest(text: str, found: re.Match[str] | None) -> str:
    without = f"{text[: found.start()]}, {text[found.end() :]}" if found else text
    return _MAIL.sub("", without)
