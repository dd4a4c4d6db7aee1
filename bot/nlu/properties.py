"""What hosts say an event type has: prices, seats, guests, a waiting list, series, who sees it, notes."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.nlu.fragments import NUMBER, count_of, minutes_of
from bot.nlu.hinted import Gate, hinted
from bot.terms import OneTimeLink, Rate, Terms
from core.event_types import Visibility

_I = re.IGNORECASE
_CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "$": "USD", "dollar": "USD", "dollars": "USD", "usd": "USD", "bucks": "USD",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "gbp": "GBP", "franc": "CHF", "francs": "CHF", "chf": "CHF",
    "¥": "JPY", "yen": "JPY", "jpy": "JPY", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "czk": "CZK", "huf": "HUF", "cad": "CAD",
    "aud": "AUD", "nzd": "NZD", "inr": "INR", "rupees": "INR", "brl": "BRL", "zar": "ZAR", "krw": "KRW", "sgd": "SGD", "hkd": "HKD",
}  # fmt: skip
_WHOLE = frozenset({"JPY", "KRW"})
"""Currencies without smaller units."""

_SIGNS = "€|$|£|¥|eur|dollar|usd|bucks|pound|quid|gbp|franc|chf|yen|jpy|sek|nok|dkk|pln|czk|huf|cad|aud|nzd|inr|rupees|brl|zar|krw|sgd|hkd"
"""Pieces of text one of which every currency has."""

_CURRENCY = r"(?:[€$£¥]|(?:euros?|eur|dollars?|usd|bucks|pounds?|quid|gbp|francs?|chf|yen|jpy|sek|nok|dkk|pln|czk|huf|cad|aud|nzd|inr|rupees|brl|zar|krw|sgd|hkd)\b)"
_NUMERAL = r"\d{1,6}(?:[.,]\d{1,2})?"
_MONEY = hinted(
    _SIGNS, rf"(?P<before>{_CURRENCY}) ?(?P<a>{_NUMERAL})|\b(?P<b>{_NUMERAL}) ?(?P<after>{_CURRENCY})"
)
_COSTS = hinted(
    f"{_SIGNS}|cost|price|charge",
    rf"\b(?:costs?|prices?d?(?: at)?|charge[sd]?) ?:? ?{_CURRENCY}? ?{_NUMERAL}(?: ?{_CURRENCY})?|"
    rf"(?:\b(?:for|at) )?(?:{_CURRENCY} ?{_NUMERAL}|\b{_NUMERAL} ?{_CURRENCY})",
)
_PRICED = hinted(
    "charge|cost|fee|for free|price",
    r"\b(?:costs?|prices?|priced|charge|charges|fees?|free of charge|for free)\b",
)
_FREE = hinted(
    " free| nothing|charge|cost|fee|price",
    r"^\W*(?:(?:make|offer|keep) [\w' -]{1,60}? free|(?!(?:.{0,60} )?(?:i|we|you|when|who|nobody|am|if|only|else)\b)[\w' -]{1,60}? (?:is|are|should be|will be) free)"
    r"(?: again| now| for everybody| for everyone)?\W*$|"
    r"\bfree of charge\b|\b(?:no|remove|drop|delete|clear|take off|without) (?:the |any |its |a )?(?:charge|fee|price|cost)s?\b|\bcosts? nothing\b",
)
_GRATIS = re.compile(r"\b(?:for free|free of charge|no charge|free)\b", _I)
_LENGTH = re.compile(
    r"\b(?:\d{1,3}(?:[.,]\d)?|half an|an?|one|two|three|thirty|sixty|ninety)[\s-]?(?:minutes?|mins?|min|hours?|hrs?|h)\b",
    _I,
)
_BARE = re.compile(rf"(?<![\w.,]){_NUMERAL}(?![\w.,]*\d| ?(?:%|min|h\b|hours?|hrs?))", _I)
_PARTS = re.compile(r"[;\n]|,(?!\d)|\band\b", _I)
_PLACES = r"(?:seats?|spots?|participants?|attendees?)"
_SEATS = hinted(
    " attendee| participant| people| persons| places| seat| spot| students|class|course|group",
    rf"\b(?P<a>{NUMBER}) {_PLACES}\b|\b(?:up to|for|max(?:imum)?|at most) (?P<b>{NUMBER}) (?:people|persons|students|places)\b(?! (?:a|per|each) (?:day|week|month|year))|"
    rf"\b(?P<c>{NUMBER}) (?:people|persons|students|places|participants) (?:per|a|each|in (?:a|each|every)|at) (?:class|session|time|once|meeting|date|slot)\b|"
    rf"\b(?:class|group|course) (?:of|for|with) (?:up to )?(?P<d>{NUMBER})\b|\b(?:there (?:are|is)|has|have|room for|space for) (?P<e>{NUMBER}) (?:places|people|persons|students)\b",
)
_ONE_SEAT = hinted(
    "one-on|one on|no group|no class|not a ",
    r"\b(?:one[- ]on[- ]one|no (?:group|class)|not a (?:class|group)(?: any ?more)?)\b",
)
_LISTS = r"wait(?:ing)?[- ]?lists?"
_NO_WAITLIST = hinted(
    "wait",
    rf"\b(?:no|without|remove|drop|stop|turn off|switch off|disable|delete)(?: \w{{1,12}}){{0,2}} {_LISTS}\b|\b{_LISTS} off\b",
)
_WAITLIST = hinted(
    "wait",
    rf"\b(?:add|allow|with|turn on|switch on|enable|have|has|use|offer|open|start|wants?|needs?|set up)(?: \w{{1,12}}){{0,2}} {_LISTS}\b|\b{_LISTS} (?:on|please)\b",
)
_GUESTS = hinted(
    "bring |guest",
    rf"\b(?P<a>{NUMBER}|no) (?:more |extra |additional |other )?guests?\b|"
    rf"\bbring (?:along )?(?:up to |at most |a maximum of )?(?P<b>{NUMBER}|no) (?:more |other |extra |additional )?(?:people|others|friends|colleagues|persons|person|friend)\b",
)
_NO_GUESTS = hinted(
    "bring |guest",
    r"\b(?:don't|do not|not|never|nobody|no one|can't|cannot)\b.{0,25}\b(?:guests?|bring (?:anybody|anyone|people|others))\b",
)
_GUESTS_TOLD = re.compile(
    r"\b(?:up to|max(?:imum)?|at most|no|bring|allow|allowed|can|may|only|more than)\b", _I
)
_SERIES = hinted(
    " row|course of|every week|monthly|recurring|regularly|repeated|series|weekly",
    rf"\b(?:weekly|every week|series|in a row|recurring(?:ly)?|repeated(?:ly)?|regularly|monthly|course of)\b[^.;?]{{0,40}}?\b(?:at most|up to|max(?:imum)?|no more than|of|for) (?P<a>{NUMBER})(?: (?:times|dates|meetings|sessions|weeks|bookings))?|"
    rf"\b(?:at most|up to|max(?:imum)?|no more than) (?P<b>{NUMBER}) (?:times|dates|meetings|sessions|weeks|bookings|in) (?:in )?(?:a|as a|the) (?:row|series)\b",
)
_SERIES_TOLD = hinted("book|course|in a row|series", r"\b(?:book|booked|bookable|series|in a row|course)\b")
_NO_SERIES = hinted(
    "no recurring bookings|no repeats|one date |series",
    r"\bno (?:series|recurring bookings|repeats)\b|\b(?:not|n't|never) (?:be )?(?:booked |bookable )?(?:as |in )?(?:a )?series\b|\bone date (?:at a time|only)\b",
)
_SECRET = hinted(
    "private|secret",
    r"\b(?:make|keep|set|is|be|should be|as)\b[^.;?]{0,60}?\b(?:secret|private)\b|\bsecret link\b",
)
_UNLISTED = hinted(
    " list| show|hidden|hide|remove|take|unlist",
    r"\b(?:make|keep|set|is|be|should be|as)\b[^.;?]{0,60}?\b(?:unlisted|hidden)\b|\b(?:hide|remove|take)\b[^.;?]{1,60}? (?:from|off) (?:my|the) (?:public )?(?:page|list|profile)\b|"
    r"\b(?:don't|do not|not) (?:show|list)\b[^.;?]{1,60}? on (?:my|the) (?:page|list|profile)\b|\bunlist\b",
)
_PUBLIC = hinted(
    "list|page|profile|public|visible",
    r"\b(?:make|keep|set|is|be|should be|as)\b[^.;?]{0,60}?\b(?:public|listed|visible)\b|\b(?:show|list|put)\b[^.;?]{1,60}? (?:on|onto) (?:my|the) (?:public )?(?:page|list|profile)\b",
)
_NEVER = hinted("don't|never|not", r"\b(?:don't|do not|not|never)\b")
_DESCRIBED = hinted(
    "about text|descri",
    r"\b(?:descri(?:be|ption)|about text)\b(?P<of>[^:\"“\n]{0,60}?)(?::|\bas\b|\bis\b|\bto\b|\bsays?\b) ?[\"“]?(?P<text>[^\n]{2,1000}?)[\"”]?\s*$",
)
_NOTED = hinted(
    "note",
    r"^\W*(?:please )?(?:(?:make|add|put|take|set|write) )?(?:a |an |the |my |this )?(?:private |own |internal )?notes? (?:on|for|to|about|of|in)\b(?P<of>[^:\"“\n]{1,60}?)(?::|\"|“| that | is ) ?[\"“]?(?P<text>[^\n]{2,500}?)[\"”]?\s*$",
)
_UNNOTED = hinted(
    "note",
    r"\b(?:delete|remove|drop|clear|forget|no) (?:the |my |more )?notes? (?:on|for|of|about|from)\b",
)
_ONCE = hinted(
    "invitation|invite|link|single|url|works ",
    r"\b(?:one|1)[- ]time(?:[- ]only)? (?:booking )?(?:link|url|invite|invitation)\b|\bsingle[- ]use (?:booking )?(?:link|url)\b|\b(?:link|url) (?:that|which) (?:only )?works (?:only )?once\b|"
    r"\blink for (?:just |only )?(?:one|a single) booking\b",
)


_GATE = Gate.of(
    *(
        _MONEY,
        _PRICED,
        _FREE,
        _SEATS,
        _ONE_SEAT,
        _NO_WAITLIST,
        _WAITLIST,
        _GUESTS,
        _NO_GUESTS,
        _SERIES,
        _NO_SERIES,
    ),
    *(_SECRET, _UNLISTED, _PUBLIC, _DESCRIBED, _NOTED, _UNNOTED),
)
"""What stands in every message that sets a property."""


def properties_said(text: str) -> Terms | None:
    """Return the properties of an event type that a message sets; None if it names none."""
    if not _GATE.opens(text):
        return None
    rates = rates_said(text)
    values: dict[str, Any] = {"rates": rates} if rates else {}
    for read in _READERS:
        for name, value in read(text):
            values.setdefault(name, value)
    terms = Terms(**values) if values else None
    return terms if terms and terms.of_event_type else None


def without_properties(text: str) -> str:
    """Return a text without the words of prices, seats and the like."""
    for pattern in (_SERIES, _SEATS, _NO_WAITLIST, _WAITLIST, _GUESTS, _COSTS, _GRATIS):
        text = pattern.sub(" , ", text)
    return text


def once_said(text: str) -> OneTimeLink | None:
    """Return the wish for a link that works for one booking."""
    if not _ONCE.search(text):
        return None
    lengths = tuple(m for each in _LENGTH.findall(_ONCE.sub(" ", text)) if (m := minutes_of(each)))
    return OneTimeLink(lengths=lengths)


def rates_said(text: str) -> tuple[Rate, ...]:
    """Return prices: "60 min costs 80 EUR, 30 min 50"; a question names none."""
    if text.endswith("?"):
        return ()
    money = _MONEY.search(text)
    if money is None and not _PRICED.search(text):
        return (Rate(amount=0),) if _FREE.search(text) else ()
    currency = _currency(money) if money else ""
    found = [rate for part in _parts(text) if (rate := _rate(part, currency))]
    return tuple(found) or ((Rate(amount=0),) if _FREE.search(text) else ())


def _parts(text: str) -> list[str]:
    return _PARTS.split(text)[:12]


def _rate(part: str, currency: str) -> Rate | None:
    length = _LENGTH.search(part)
    rest = part.replace(length.group(), " ") if length else part
    minutes = minutes_of(length.group()) if length else None
    money = _MONEY.search(rest)
    if money:
        own = _currency(money)
        return Rate(length=minutes, amount=_cents(money["a"] or money["b"], own), currency=own)
    if _FREE.search(part) or re.search(r"\bfree\b", part, _I):
        return Rate(length=minutes, amount=0, currency=currency)
    bare = _BARE.search(rest) if length or _PRICED.search(part) else None
    return Rate(length=minutes, amount=_cents(bare.group(), currency), currency=currency) if bare else None


def _currency(money: re.Match[str]) -> str:
    return _CURRENCIES[(money["before"] or money["after"]).lower()]


def _cents(said: str, currency: str) -> int:
    whole, _, rest = said.replace(",", ".").partition(".")
    return int(whole) if currency in _WHOLE else int(whole) * 100 + int((rest + "00")[:2])


def _first(match: re.Match[str]) -> int:
    said = next(group for group in match.groups() if group)
    return 0 if said.lower() == "no" else count_of(said)


def _seats(text: str) -> Iterator[tuple[str, Any]]:
    if match := _SEATS.search(text):
        yield "seats", _first(match)
    elif _ONE_SEAT.search(text) and not text.endswith("?"):
        yield "seats", 1


def _waitlist(text: str) -> Iterator[tuple[str, Any]]:
    if _NO_WAITLIST.search(text):
        yield "waitlist", False
    elif _WAITLIST.search(text) and not text.endswith("?"):
        yield "waitlist", True


def _guests(text: str) -> Iterator[tuple[str, Any]]:
    if _NO_GUESTS.search(text):
        yield "most_guests", 0
        return
    match = _GUESTS.search(text)
    if match and _GUESTS_TOLD.search(text) and not text.endswith("?"):
        yield "most_guests", _first(match)


def _series(text: str) -> Iterator[tuple[str, Any]]:
    if _NO_SERIES.search(text):
        yield "series_most", 1
    elif (match := _SERIES.search(text)) and _SERIES_TOLD.search(text):
        yield "series_most", _first(match)


def _seen(text: str) -> Iterator[tuple[str, Any]]:
    if text.endswith("?") or re.search(r"\b(?:me|us)\b", text, _I):
        return
    if _SECRET.search(text):
        yield from (("secret", True), ("visibility", Visibility.UNLISTED))
    elif _UNLISTED.search(text):
        yield "visibility", Visibility.UNLISTED
    elif _PUBLIC.search(text) and not _NEVER.search(text):
        yield "visibility", Visibility.PUBLIC


def _told(text: str) -> Iterator[tuple[str, Any]]:
    if match := _NOTED.search(text):
        yield "note", match["text"].strip()
    elif _UNNOTED.search(text):
        yield "note", ""
    elif (match := _DESCRIBED.search(text)) and not re.search(
        r"\b(?:my|me)\b", text[: match.start("text")], _I
    ):
        yield "description", match["text"].strip(" :")


_READERS: tuple[Callable[[str], Iterator[tuple[str, Any]]], ...] = (
    _told,
    _seats,
    _waitlist,
    _guests,
    _series,
    _seen,
)
