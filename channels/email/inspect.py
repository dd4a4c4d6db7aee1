"""Looking into the folder of letters, for the development page that shows them."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from channels.email.page import CODE
from core.errors import Code, Refused

_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{16}\.eml")
_DIGITS = re.compile(r"\b[0-9]{4,10}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLetter:
    """A letter as it lies in the folder."""

    name: str
    """The file's name; what `read_letter` wants."""
    news: str
    sender: str
    to: str
    subject: str
    date: datetime
    text: str
    html: str
    has_invitation: bool
    invitation: str = ""
    """The calendar object, if there is one."""
    method: str = ""
    code: str = ""
    """The one-time code, if it is a letter with one."""


def list_letters(path: Path, limit: int = 200) -> tuple[WrittenLetter, ...]:
    """Return up to `limit` letters of a folder, newest first; none if there is no folder."""
    names = sorted((each.name for each in path.glob("*.eml") if _NAME.fullmatch(each.name)), reverse=True)
    return tuple(_read(path / name) for name in names[:limit])


def read_letter(path: Path, name: str) -> WrittenLetter:
    """Return one letter by its file's name; raise Refused(NOT_FOUND) for anything that is not a letter here."""
    file = path / name if _NAME.fullmatch(name) else None
    if file is None or file.is_symlink() or not file.is_file():
        raise Refused(Code.NOT_FOUND, what="letter")
    return _read(file)


def _read(file: Path) -> WrittenLetter:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    calendar = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
    subject, news = str(mail["Subject"]), str(mail["X-Parley-News"])
    return WrittenLetter(
        name=file.name,
        news=news,
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=subject,
        date=mail["Date"].datetime,
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        has_invitation=calendar is not None,
        invitation=str(calendar.get_content()) if calendar else "",
        method=str(calendar.get_param("method", "")) if calendar else "",
        code=_code(subject) if news == CODE else "",
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _code(subject: str) -> str:
    found = _DIGITS.search(subject)
    return found.group() if found else ""
