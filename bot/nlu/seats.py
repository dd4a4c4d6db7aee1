"""How many seats somebody wants, and whether all that is booked is meant, in the words of `bot.nlu.wording`."""

from bot.nlu.wording import either, every, numbers, spoken, word_set

_SIZES = numbers("sizes")
_NUMBER = r"(?P<n>\d{1,2}|%(sizes)s)(?!\w|[:.,]\d)"
_SEATS = spoken("seats", rf"(?<!\w){_NUMBER}\s%(seat)s(?!\w)", "seat")
_GROUP = spoken("seats", rf"(?<!\w)%(group)s\s{_NUMBER}(?=\s*(?:[,.;!?]|$))", "group")
_FOR = spoken("seats", r"(?<!\w)%(for)s\s(?P<n>%(sizes)s)(?=\s*(?:[,.;!?]|$))", "for")
_WITH_ONE = spoken(
    "seats", rf"(?<!\w)%(me)s\s(?:[^\W\d_]{{1,8}}\s){{0,2}}{either(every('others', 'relation'))}(?!\w)", "me"
)
_ONCE = spoken("seats", r"(?<!\w)%(once)s(?!\w)", "once")
_ALL = spoken("seats", r"(?<!\w)%(all)s(?!\w)(?!\s%(not_all)s(?!\w))", "all")


def seats_said(text: str) -> int | None:
    """Return how many seats are wanted ("zu zweit", "somos cinco"); None if nothing is said."""
    words = word_set(text)
    if _WITH_ONE.search(text, words):
        return 2
    match = _SEATS.search(text, words) or _GROUP.search(text, words) or _FOR.search(text, words)
    if match is None:
        return None
    said = match["n"].lower()
    return int(said) if said.isdigit() else _SIZES[said]


def means_all(text: str) -> bool:
    """Say whether all that is booked is meant: "alle", "todas"."""
    return _ALL.search(text, word_set(text)) is not None


def means_once(text: str) -> bool:
    """Say whether nothing is to be repeated: "nur einmal", "une seule fois"."""
    return _ONCE.search(text, word_set(text)) is not None
