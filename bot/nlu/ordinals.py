"""Which of several is named by its place: "the second", "option 3", "the last"."""

from bot.nlu.wording import either, every, lazily, numbers, spoken, word_set

_PLACES = numbers("places")
_PLACE = spoken("picks", r"(?<!\w)%(the)s\s?(?P<place>%(places)s)(?!\w|-)(?!\s%(dated)s(?!\w))", "places")
_OPTION = lazily(rf"(?:(?<!\w){either(every('picks', 'noun'))}|#) ?(\d{{1,2}})\b")


def option_in(text: str) -> int | None:
    """Return the option that is named by its place, from 0 (-1 is the last); None if none is."""
    if match := _PLACE.search(text, word_set(text)):
        return _PLACES[match["place"].lower()]
    numbered = _OPTION().search(text)
    return int(numbered.group(1)) - 1 if numbered else None
