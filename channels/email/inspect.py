"""Looking into the folder of letters, for the development page that shows them."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{16}\.eml")


def letter_names(path: Path, limit: int = 200) -> Sequence[str]:
    """Return the names of up to `limit` letters of a folder, newest first; none if there is no folder."""
    found = (each.name for each in path.glob("*.eml") if _NAME.fullmatch(each.name) and _is_letter(each))
    return sorted(found, reverse=True)[:limit]


def read_letter(path: Path, name: str) -> bytes:
    """Return a letter as it was written; raise KeyError for any name that is not that of a letter here."""
    if not _NAME.fullmatch(name) or not _is_letter(path / name):
        raise KeyError(name)
    try:
        file = os.open(path / name, os.O_RDONLY | os.O_NOFOLLOW)  # it could have become a link meanwhile
    except OSError as error:
        raise KeyError(name) from error
    with os.fdopen(file, "rb") as letter:
        return letter.read()


def _is_letter(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()
