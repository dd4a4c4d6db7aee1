"""Who: names, e-mail addresses, phone numbers, "my son John", in the words of `bot.nlu.wording`."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.nlu.acts import acts_of
from bot.nlu.english import PATTERNS
from bot.nlu.languages import lexicon_of
from bot.nlu.when.tokens import tokenize
from bot.nlu.wording import LANGUAGES, UPPER, either, every, lazily, phrases, sections, spoken, word_set
from bot.nlu.words import words_of

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w.:/-])\+?\(?\d[\d ()/-]{6,18}\d(?![\w:])")
_MAY_BE_PHONE = re.compile(r"\d[\d ()/-]{6,18}\d")
"""Stands in every number; it is looked for only where digits are."""
_CODE = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)")
_REST = r"[\w'’.-]{0,39}"
_WORD = rf"[^\W\d_]{_REST}"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_CAPITAL = rf"{UPPER}[\w'’-]{{0,39}}"
_CAPITALS = rf"{_CAPITAL}(?: {_CAPITAL}){{0,2}}"
RELATION = rf"(?P<my>%(my)s)\s+(?:%(kind)s\s+)?(?P<relation>%(relation)s)(?!\w)(?:,?\s(?:%(called)s\s)?(?P<name>{UPPER}[\w'-]{{0,39}}))?"

_SAYS_NAME = spoken("names", rf"(?<!\w)%(says)s(?:\s+|(?<=:))(?P<name>{_NAME})", "says")
_SHOWS_NAME = spoken("names", rf"(?<!\w)%(shows)s\s+(?P<name>{UPPER}{_REST}(?:\s{_WORD}){{0,3}})", "shows")
_OPENS_WITH_NAME = spoken(
    "names",
    rf"(?:^|[,.;!?\n]|(?<!\w)%(before)s)\W*%(opens)s\s+(?P<name>{_CAPITALS})(?=\s*(?:[,.;!\n]|$|\s%(cut)s\s))",
    "opens",
)
_I_AM = spoken("names", rf"(?<!\w)%(i_am)s\s+(?P<name>{_NAME})", "i_am")
_WANTS = lazily(rf"[,.]?\s+{either(every('names', 'wants'))}(?!\w)")
_FOR = spoken("others", rf"(?<!\w)%(for)s\s+{RELATION}", "relation")
_NEEDS = spoken("others", rf"(?<!\w){RELATION},?\s%(needs)s(?!\w)", "relation")
_WITH = spoken("others", rf"(?<!\w)%(with)s\s(?:%(title)s\s)?(?P<name>(?:%(doctor)s\s)?{_CAPITALS})", "with")
_SUBJECT = spoken("others", rf"(?<!\w)(?!%(nobody)s(?!\w))(?P<name>{_CAPITALS})\s%(did)s(?!\w)", "did")

_NEVER = every("names", "never")
_WITHIN = every("names", "within")
_ENDINGS = tuple(every("names", "endings"))
_SHORT = "".join(rf"(?<!\b{each})" for each in sorted(every("names", "short")))
_CUT = re.compile(
    rf"[,;\n]|(?<=[?!])\s|{_SHORT}\.\s|\s-\s|\s{either(each.partition(' ')[0] for each in every('names', 'cut'))}\s",
    re.IGNORECASE,
)
_AFTER = lazily(rf"\s+{either(every('names', 'after'))}$")
_BEFORE = lazily(rf"^(?:{either(every('names', 'before', 'opens', 'shows', 'i_am'))}[,:!.]?\s+)+")
_TO_MAIL = lazily(rf"(?<!\w){either(every('names', 'mail'))}\W*$")


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
    email = _EMAIL.search(text) if "@" in text else None
    rest = text if email is None else text[: email.start()] + "," + text[email.end() :]
    words = word_set(rest)
    said = _name(rest, words, asked_name=asked_name)
    return People(
        name=said or _bare_name(text, email, asked_name=asked_name),
        email=email.group().strip(".'-").lower() if email else None,
        phone=_phone(rest),
        for_whom=_for_whom(text, words),
        person_words=_with_whom(text, words),
    )


def _for_whom(text: str, words: frozenset[str]) -> str:
    """Return the name of somebody else who is to be booked, or whose relation they are."""
    match = _FOR.search(text, words) or _NEEDS.search(text, words)
    if match is None:
        return ""
    return _trimmed(match["name"] or "") or _called(match["my"].lower(), match["relation"])


def _called(my: str, relation: str) -> str:
    """Return how a relation is called, "my son", in the language in which the word before it was said."""
    for words, mine in zip(sections("others"), sections("relations"), strict=True):
        if my in phrases(words["my"]):
            for possessive, relations in mine.items():
                if relation.lower() in phrases(relations):
                    return f"{possessive} {relation}"
    return f"{my} {relation}"


def _with_whom(text: str, words: frozenset[str]) -> str:
    match = _WITH.search(text, words) or _SUBJECT.search(text, words)
    return _trimmed(match["name"]) or "" if match else ""


def _phone(text: str) -> str | None:
    for match in _PHONE.finditer(text) if _MAY_BE_PHONE.search(text) else ():
        digits = re.sub(r"\D", "", match.group())
        if 8 <= len(digits) <= 15 and not re.match(r"(19|20)\d\d-\d\d-\d\d", match.group()):
            return match.group().strip()
    return None


def _name(text: str, words: frozenset[str], *, asked_name: bool) -> str | None:
    for pattern in (_SAYS_NAME, _SHOWS_NAME, _OPENS_WITH_NAME):
        match = pattern.search(text, words)
        if match and (found := _trimmed(match["name"])):
            return found
    match = _I_AM.search(text, words)
    found = _trimmed(match["name"]) if match else None
    if match is None or found is None:
        return None
    told = found[0].isupper() or (asked_name and _may_be_name(found))
    return found if told or _WANTS().match(text, match.start("name") + len(found)) else None


def _trimmed(words: str) -> str | None:
    """Return the words up to the first that belongs to no name."""
    kept: list[str] = []
    for word, after in pairwise([*words.split(), ""]):
        if _ends_name(word) and not (kept and _is_within(word, after)):
            break
        kept.append(word.rstrip(".,"))
        if word.endswith((",", ".")) and len(word) > 3:
            break
    return " ".join(kept) or None


def _ends_name(word: str) -> bool:
    return word.lower().strip(".,") in _NEVER or (word.islower() and word in _common())


def _ends_lower(word: str) -> bool:
    return word.islower() and _ends_name(word)


def _is_within(word: str, after: str, *, low: bool = False) -> bool:
    """Whether a word stands inside a name, as "de la" in "Ana de la Cruz"; `low` says that names are not in capitals."""
    return word in _WITHIN and (after[:1].isupper() or after in _WITHIN or (low and after != ""))


@cache
def _common() -> frozenset[str]:
    """Return the words that hold sentences together in any language; in lower case they are no names."""
    return frozenset().union(*(lexicon_of(language).common for language in LANGUAGES))


def _bare_name(text: str, email: re.Match[str] | None, *, asked_name: bool) -> str | None:
    """Return a name that stands alone: next to an e-mail address, or, if names were asked for, anywhere."""
    if email is None:
        return next((part for part in _parts(text) if _may_be_name(part)), None) if asked_name else None
    before = _parts(_TO_MAIL().sub("", text[: email.start()]))[::-1]
    after = _parts(text[email.end() :])
    near = [*before, *after] if asked_name else [*before[:1], *after[:1]]
    return next((part for part in near if _may_be_name(part) and (asked_name or _is_capital(part))), None)


def _parts(text: str) -> list[str]:
    """Cut a message where names begin and end; questions are none."""
    parts = [_BEFORE().sub("", part.strip()) for part in _CUT.split(text) if not part.rstrip().endswith("?")]
    bare = [_AFTER().sub("", part.strip(" .!:<>()")) for part in parts]
    return [part for part in bare if part.strip(" -")]


def _may_be_name(part: str) -> bool:
    words = part.split()
    if not re.fullmatch(_NAME, part) or words[0].lower() in _NEVER:
        return False
    pairs = pairwise([*words, ""])
    low = part.islower()
    if any(_ends_lower(word) and not _is_within(word, after, low=low) for word, after in pairs):
        return False
    return not words[-1].lower().endswith(_ENDINGS) and not _says_something(part)


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
