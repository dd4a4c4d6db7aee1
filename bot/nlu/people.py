"""Who: names, e-mail addresses, phone numbers, "my son John"."""

import re
from dataclasses import dataclass

from bot.nlu.acts import acts_of
from bot.nlu.english import PATTERNS
from bot.nlu.hinted import hinted
from bot.nlu.when.tokens import tokenize
from bot.nlu.words import words_of

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w.:/-])\+?\(?\d[\d ()/-]{6,18}\d(?![\w:])")
_CODE = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)")
_WORD = r"[^\W\d_][\w'’.-]{0,39}"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_SAYS_NAME = hinted(
    "name|called|this is|it's|call me",
    rf"\b(?:(?:change|correct|put) (?:the|my) name (?:to|as)|my (?:full )?name(?:'s|’s| is|:)|name:|i am called|i'm called|this is|it's|call me|the name is|the name's)\s+({_NAME})",
)
_I_AM = hinted(
    "i'm|i’m|i am|im ",
    rf"\b(?:i'm|i’m|i am|im)\s+({_NAME})",
)
_RELATION = (
    r"(?:my|our) (?:little |older |younger |elder )?"
    r"(?P<{0}relation>son|daughter|wife|husband|mother|mom|mum|father|dad|friend|colleague|kid|child|boss|brother|sister|partner|"
    r"girlfriend|boyfriend|grandmother|grandfather|grandson|granddaughter|client|team|assistant|coworker|dog|cat)"
    r"(?:,?\s(?:called |named )?(?P<{0}name>(?-i:[A-Z])[\w'-]{{0,39}}))?"
)
_FOR = hinted(
    "my |our ",
    rf"\bfor {_RELATION.format('for_')}|\b{_RELATION.format('')},?\s(?:also |too )?(?:needs?|wants?|would|requires|has to|could|can|is looking)\b",
)
_SUBJECT = re.compile(
    r"(?<!\w)(?!(?:I|It|He|She|We|They|You|That|This|The|No|Sorry|Nobody|Who|What|When|How|Why)\b)((?-i:[A-Z])[\w'’-]{0,39}(?: (?-i:[A-Z])[\w'’-]{0,39}){0,2})"
    r" (?:did|didn't|never|was|wasn't|has|hasn't|came|showed|attended|missed)\b"
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
    "yes", "no", "great", "perfect", "thanks", "thank", "hoping", "having", "being", "yep", "yeah", "yup", "nope", "hello", "hi",
    "hey", "hmm", "hm", "um", "uh", "oh", "ah", "wow", "huh", "well", "oops", "lol", "haha", "what", "who", "why", "how", "when",
    "where", "which", "no.", "do", "does", "did", "are", "was", "be", "send", "again", "resend", "code", "time", "day", "later",
    "make", "instead", "change", "none", "nothing", "nobody", "maybe", "wait", "stop", "help", "cool", "nice", "let's", "lets",
    "he", "she", "they", "by", "of", "if", "as", "any", "all", "some", "think", "know", "guess", "see", "get", "have", "has",
    "different", "another", "other", "next", "week", "month", "morning", "afternoon", "evening", "noon", "tonight", "soon",
})  # fmt: skip
_CUT = re.compile(
    r"[,;\n]|(?<=[?!])\s|(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)\.\s|\s-\s|(?:,\s*|\band\s+)my\b|\band\b",
    re.IGNORECASE,
)
_HERE = re.compile(r"\s+(?:here|speaking)$", re.IGNORECASE)
_FILLERS = re.compile(
    r"^(?:(?:yes|yep|yeah|yup|thanks|great|perfect|sure|ok|okay|hi|hello|hey|well|it is|its|it's|i am|i'm|im|my name is|name is|name)[,:!.]?\s+)+",
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
    with_whom = _WITH.search(text) or _SUBJECT.search(text)
    said = _name(rest, asked_name=asked_name)
    return People(
        name=said or _bare_name(text, email, asked_name=asked_name),
        email=email.group().strip(".'-").lower() if email else None,
        phone=phone,
        for_whom=_other(for_whom) if for_whom else "",
        person_words=_CALENDAR_WORD.sub("", with_whom.group(1)) if with_whom else "",
    )


def _other(match: re.Match[str]) -> str:
    """Return the name of somebody else, or whose relation they are."""
    said = match.groupdict()
    return said["for_name"] or said["name"] or f"my {said['for_relation'] or said['relation']}".lower()


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
        and (
            found[0].isupper()
            or (asked_name and _may_be_name(found))
            or _WANTS.match(text, am.start(1) + len(found))
        )
    ):
        return found
    return None


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


def _bare_name(text: str, email: re.Match[str] | None, *, asked_name: bool) -> str | None:
    """Return a name that stands alone: next to an e-mail address, or, if names were asked for, anywhere."""
    if email is None:
        return next((part for part in _parts(text) if _may_be_name(part)), None) if asked_name else None
    before, after = _parts(text[: email.start()])[::-1], _parts(text[email.end() :])
    near = [*before, *after] if asked_name else [*before[:1], *after[:1]]
    return next((part for part in near if _may_be_name(part) and (asked_name or _is_capital(part))), None)


def _parts(text: str) -> list[str]:
    """Cut a message where names begin and end; questions are none."""
    parts = [_FILLERS.sub("", part.strip()) for part in _CUT.split(text) if not part.rstrip().endswith("?")]
    bare = [_HERE.sub("", part.strip(" .!:<>()")) for part in parts]
    return [part for part in bare if part.strip(" -")]


def _may_be_name(part: str) -> bool:
    words = part.lower().split()
    if not re.fullmatch(_NAME, part) or words[0] in _STOP:
        return False
    if any(word in _STOP for word in part.split()):
        return False
    return not words[-1].endswith("ing") and not _says_something(part)


def _says_something(part: str) -> bool:
    """Say whether the words do something, as "later" and "send it again" do."""
    tokens = tokenize(part)
    acts = acts_of(words_of(tokens, []), PATTERNS).acts
    return bool(acts) and not _is_capital(part)


def _is_capital(part: str) -> bool:
    words = part.split()
    return len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper()


def code_in(text: str) -> str | None:
    """Return the six digits of a one-time code."""
    match = _CODE.search(text)
    return "".join(match.groups()) if match else None
