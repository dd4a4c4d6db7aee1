"""Keys that are made once while developing, and kept in the folder of data, so that nothing has to be configured."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex, token_urlsafe

from bot.settings.checks import SECRET_LENGTH, encryption_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKey:
    """A key in a file that only its owner can read."""

    name: str
    """Of the file."""
    make: Callable[[], str]
    check: Callable[[str], str]
    """Returns the key that a file holds; raises ValueError in plain words."""

    def of(self, folder: Path) -> str:
        """Return the key that is kept in a folder, made if there is none; raise OSError, or ValueError for one that cannot be used."""
        path = folder / self.name
        if not path.exists():
            _create(path, self.make())
        try:
            return self.check(path.read_text(encoding="ascii").strip())
        except ValueError as error:
            raise ValueError(f"{path} {error}") from None


def _create(path: Path, text: str) -> None:
    """Write a file that only its owner can read; of two processes that start at once, one writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _secret(value: str) -> str:
    if len(value) < SECRET_LENGTH:
        raise ValueError("is too short; delete it, and a new one is made")
    return value


def _token_keys(value: str) -> str:
    try:
        return encryption_keys(value)
    except ValueError:
        raise ValueError(
            "holds no key; put the right one back, or delete it and connect calendars anew"
        ) from None


SECRET = KeptKey(name="secret.key", make=lambda: token_urlsafe(48), check=_secret)
TOKENS = KeptKey(name="tokens.key", make=lambda: token_hex(32), check=_token_keys)
"""What tokens are sealed with."""
