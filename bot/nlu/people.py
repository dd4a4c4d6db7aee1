"""Who: names, e-mail addresses, phone numbers, "my son John"."""

import re
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w.:/-])\+?\(?\d[\d ()/-]{6,18}\d(?![\w:])")
_CODE = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)")
_WORD = r"[^\W\d_][\w'’.-]{0,39}"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_SAYS_NAME = re.compile(
    rf"\b(?:my (?:full )?name(?:'s|’s| is|:)|name:|i am called|i'm called|this is|it's|call me|the name is|the name's)\s+({_NAME})",
    re.IGNORECASE,
)
_I_AM = re.compile(rf"\b(?:i'm|i’m|i am|im)\s+({_NAME})", re.IGNORECASE)
_FOR = re.compile(
    r"\bfor (?:my|our) (?:little |older |younger |elder )?"
    r"((?:son|daughter|wife|husband|mother|mom|mum|father|dad|friend|colleague|kid|child|boss|brother|sister|partner|"
    r"girlfriend|boyfriend|grandmother|grandfather|grandson|granddaughter|client|team|assistant|coworker|dog|cat)"
    r"(?:\s(?:called |named )?(?-i:[A-Z])[\w'-]{0,39})?)",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:with|move|cancel|reschedule|meet|see|shift|postpone|push) (?:(?:my|the|dr|mr|mrs|ms|prof)\.? )?((?-i:[A-Z])[\w'’-]{0,39}(?: (?-i:[A-Z])[\w'’-]{0,39}){0,2})"
)
_WANTS = re.compile(r"[,.]?\s+(?:and )?i(?:'d| would| want| need)\b", re.IGNORECASE)
_CALENDAR_WORD = re.compile(
    r"(?:^|\s+)(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b.*|\s+(?:on|at|tomorrow|today)\b.*",
    re.IGNORECASE,
)
_STOP = frozenset({
    "and", "my", "i", "i'm", "im", "is", "the", "a", "an", "at", "on", "in", "for", "to", "with", "mail", "email",
    "e-mail", "phone", "number", "but", "please", "it", "you", "we", "from", "here", "looking", "calling", "writing",
    "not", "so", "sorry", "free", "available", "busy", "running", "late", "sick", "ill", "going", "sure", "happy",
    "fine", "good", "ok", "okay", "interested", "trying", "thinking", "wondering", "afraid", "just", "also", "or",
    "would", "want", "need", "like", "can", "could", "today", "tomorrow", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "back", "away", "off", "done", "ready", "new", "very", "still",
    "already", "about", "this", "that", "there", "me", "unable", "able", "stuck", "out", "only", "unsure", "your",
    "yes", "no", "great", "perfect", "thanks", "thank", "hoping", "having", "being",
})  # fmt: skip
_FILLERS = re.compile(
    r"^(?:yes|sure|ok|okay|hi|hello|hey|well|it is|its|it's|i am|i'm|im|my name is|name is|name)[,:]?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What a message says about people."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    for_whom: str = ""
    person_words: str = ""


def people_in(text: str, *, asked_name: bool) -> People:
    """Find the speaker's name, address and number; `asked_name` lets a bare name be one."""
    email = _EMAIL.search(text)
    rest = text if email is None else text[: email.start()] + "," + text[email.end() :]
    phone = _phone(rest)
    for_whom = _FOR.search(text)
    with_whom = _WITH.search(text)
    return People(
        name=_name(rest, asked_name=asked_name),
        email=email.group().strip(".'-").lower() if email else None,
        phone=phone,
        for_whom=for_whom.group(1) if for_whom else "",
        person_words=_CALENDAR_WORD.sub("", with_whom.group(1)) if with_whom else "",
    )


def _phone(text: str) -> str | None:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 8 <= len(digits) <= 15 and not re.match(r"(19|20)\d\d-\d\d-\d\d", match.group()):
            return match.group().strip()
    return None


def _name(text: str, *, asked_name: bool) -> str | None:
    said = _SAYS_NAME.search(text)
    if said and (found := _trimmed(said.group(1))) and _is_explicit(said.group()):
        return found
    am = _I_AM.search(text)
    if (
        am
        and (found := _trimmed(am.group(1)))
        and (found[0].isupper() or asked_name or _WANTS.match(text, am.start(1) + len(found)))
    ):
        return found
    return _bare_name(text) if asked_name else None


def _is_explicit(said: str) -> bool:
    """Say whether "this is", "it's" introduce a name: only before a capital letter."""
    low = said.lower()
    if not low.startswith(("this is", "it's", "call me")):
        return True
    return (
        said.split()[2:3] != [] and said.split()[2][0].isupper()
        if low.startswith(("this", "call"))
        else said.split()[1][0].isupper()
    )


def _trimmed(words: str) -> str | None:
    """Return the words up to the first that belongs to no name."""
    kept: list[str] = []
    for word in words.split():
        if word.lower().strip(".,") in _STOP:
            break
        kept.append(word.rstrip(".,"))
        if word.endswith((",", ".")) and len(word) > 3:
            break
    return " ".join(kept) or None


def _bare_name(text: str) -> str | None:
    first = re.split(r"[,;\n]|\band\b|\bmy\b", _FILLERS.sub("", text.strip()), maxsplit=1)[0].strip(" .!")
    if not first or not re.fullmatch(_NAME, first) or first.split()[0].lower() in _STOP:
        return None
    return first


def code_in(text: str) -> str | None:
    """Return the six digits of a one-time code."""
    match = _CODE.search(text)
    return "".join(match.groups()) if match else None
