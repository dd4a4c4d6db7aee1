"""Which of several is named by its place: "the second", "option 3", "the last"."""

import re

_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "sixth": 5, "6th": 5,
    "last": -1,
}  # fmt: skip
_OPTION = re.compile(
    rf"\b(?:the )?({'|'.join(_ORDINALS)})\b(?! (?:week|month|of (?:january|february|march|april|may|june|july|august|september|october|november|december)))|\b(?:option|number|nr\.?|no\.?|#) ?(\d{{1,2}})\b",
    re.IGNORECASE,
)


def option_in(text: str) -> int | None:
    """Return the option that is named by its place, from 0 (-1 is the last); None if none is."""
    match = _OPTION.search(text)
    if match is None:
        return None
    return _ORDINALS[match.group(1).lower()] if match.group(1) else int(match.group(2)) - 1
