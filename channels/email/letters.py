"""A letter as facts becomes a mail: text, HTML and, where calendars are concerned, an invitation."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.messages import Letter
from channels.email.clean import header
from channels.email.invitation import invitation, method
from channels.email.mailbox import mailbox, plain
from channels.email.page import Page, Scene, page, scene
from core.errors import Rejected

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters come from: a name and a mail address."""

    name: str
    email: str

    @classmethod
    def of(cls, text: str) -> "Sender":
        """Read `Name <mail@domain>` or a bare address; raise ValueError if it is neither."""
        name, mail = parseaddr(text)
        mailbox(name, mail)
        return cls(name or "Parley", mail)

    @property
    def domain(self) -> str:
        """The part after the @."""
        return self.email.rpartition("@")[2]


def render(letter: Letter, key: str, sender: Sender, at: datetime) -> EmailMessage:
    """Return the mail of a letter, dated `at`; the same key has the same Message-ID for ever.

    Raises Rejected if the reader's address is none, or if the letter's facts cannot be put into words.
    """
    try:
        seen, said = scene(letter), page(letter)
        mail = _addressed(letter, said, sender)
        _reply_to(mail, seen)
    except (KeyError, ValueError, TypeError) as error:
        raise Rejected(f"this letter cannot be written: {type(error).__name__}") from error
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(key, sender)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    mail["X-Parley-News"] = letter.news
    _fill(mail, said, seen, sender)
    return mail


def enclosure(letter: Letter, sender: Sender) -> bytes | None:
    """Return the invitation (.ics) of a letter, None where calendars are not concerned or it cannot be made of its facts."""
    try:
        seen = scene(letter)
        kind = method(seen) if seen else None
        return invitation(seen, kind, sender.email) if seen and kind else None
    except (KeyError, ValueError, TypeError):
        return None


def message_id(key: str, sender: Sender) -> str:
    """Return the Message-ID of an outbox key."""
    return f"<{digest(key)}@{sender.domain}>"


def digest(key: str) -> str:
    """Return 32 hexadecimal digits that stand for an outbox key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _addressed(letter: Letter, said: Page, sender: Sender) -> EmailMessage:
    mail = EmailMessage(policy=SMTP if plain(letter.to_email) else SMTPUTF8)
    mail["From"] = mailbox(sender.name, sender.email)
    mail["To"] = mailbox(letter.to_name, letter.to_email)
    mail["Subject"] = header(said.subject)
    return mail


def _reply_to(mail: EmailMessage, seen: Scene | None) -> None:
    """An address that not every server can handle, or that is none, is left out rather than hold up the letter."""
    if seen and seen.other_email and plain(seen.other_email):
        with suppress(ValueError):
            mail["Reply-To"] = mailbox(seen.other_name, seen.other_email)


def _fill(mail: EmailMessage, said: Page, seen: Scene | None, sender: Sender) -> None:
    mail.set_content(_template("letter.txt", said))
    mail.add_alternative(_template("letter.html", said), subtype="html")
    kind = method(seen) if seen and seen.letter.encloses else None
    if seen and kind:
        _enclose(mail, invitation(seen, kind, sender.email), kind)


def _enclose(mail: EmailMessage, calendar: bytes, kind: str) -> None:
    """Put the calendar object beside the texts, where calendars look for it, and as a file, for those that do not."""
    # Base64 keeps its CRLFs and long lines from every relay on the way (RFC 6047, 2.4).
    mail.add_alternative(
        calendar.decode(), subtype="calendar", charset="utf-8", cte="base64", params={"method": kind}
    )
    mail.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")


def _template(name: str, said: Page) -> str:
    return _environment().get_template(name).render(page=said)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
