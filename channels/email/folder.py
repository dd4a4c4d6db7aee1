"""Letters into a folder, for a house that has no mail server yet."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from bot.messages import Letter
from channels.email.letters import Sender, digest, message_id, render
from core.errors import Transient
from core.ports import Clock


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """Writes each letter as `<time>-<digest of its key>.eml`; the same key is written once."""

    path: Path
    sender: Sender
    clock: Clock

    async def send(self, key: str, letter: Letter) -> str:
        """Write a letter and return its Message-ID; raise Rejected, or Transient if the disk refuses."""
        mail = render(letter, key, self.sender, self.clock.now())
        try:
            await asyncio.to_thread(self._write, key, mail.as_bytes())
        except OSError as error:
            raise Transient(f"the mail folder cannot be written: {type(error).__name__}") from error
        return message_id(key, self.sender)

    def _write(self, key: str, mail: bytes) -> None:
        """A reader of the folder sees the whole letter or none."""
        name = digest(key)[:16]
        self.path.mkdir(parents=True, exist_ok=True)
        if next(self.path.glob(f"*-{name}.eml"), None):
            return
        stamp = f"{self.clock.now():%Y%m%dT%H%M%S%f}"
        draft = self.path / f".{stamp}-{name}.part"
        draft.write_bytes(mail)
        os.replace(draft, self.path / f"{stamp}-{name}.eml")  # noqa: PTH105 -- atomic, and says so
