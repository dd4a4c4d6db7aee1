"""The folder to which mails are written while developing, as the pages read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9_-]{1,120}\.eml")


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Implements `web.site.LettersBox` over a folder of `.eml` files whose names begin with their time."""

    path: Path

    def list(self) -> Sequence[str]:
        """Return the names of the mails, newest first; none if there is no folder."""
        return sorted(
            (each.name for each in self.path.glob("*.eml") if _NAME.fullmatch(each.name)), reverse=True
        )

    def read(self, name: str) -> bytes:
        """Return a mail as it was written; raise KeyError for anything that is not a mail here."""
        file = self.path / name
        if not _NAME.fullmatch(name) or file.is_symlink() or not file.is_file():
            raise KeyError(name)
        return file.read_bytes()
