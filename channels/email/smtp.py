"""Letters by SMTP."""

from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum

import aiosmtplib
import structlog

from bot.messages import Letter
from channels.email.letters import Sender, render
from core.errors import Rejected, Revoked, Transient
from core.ports import Clock

_log = structlog.get_logger(__name__)


class Security(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"
    """In the clear at first, then always upgraded (port 587)."""
    TLS = "tls"
    """Encrypted from the first byte (port 465)."""
    NONE = "none"
    """Not at all: for a relay on the same machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where and how mail is handed in; the time limit is in seconds and holds for each step."""

    host: str
    port: int = 587
    username: str = ""
    password: str = ""
    security: Security = Security.STARTTLS
    timeout: float = 30.0
    ca_file: str | None = None
    """Certificates to trust instead of the machine's own."""

    def client(self) -> aiosmtplib.SMTP:
        """Return a client that is not connected yet."""
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username or None,
            password=self.password or None,
            use_tls=self.security is Security.TLS,
            start_tls=self.security is Security.STARTTLS,
            timeout=self.timeout,
            cert_bundle=self.ca_file,
        )


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands letters to a mail server, one connection a letter."""

    server: SmtpServer
    sender: Sender
    clock: Clock

    async def send(self, key: str, letter: Letter) -> str:
        """Send a letter and return its Message-ID; raise Transient, Rejected or Revoked."""
        mail = render(letter, key, self.sender, self.clock.now())
        try:
            await self._hand_in(mail)
        except aiosmtplib.SMTPAuthenticationError as error:
            raise _refused(error.code, Revoked) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error.code, Rejected) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(min(each.code for each in error.recipients), Rejected) from error
        except aiosmtplib.SMTPNotSupported as error:
            raise Rejected("the mail server lacks what this letter needs") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Transient(f"the mail server does not answer: {type(error).__name__}") from error
        return str(mail["Message-ID"])

    async def check(self) -> None:
        """Connect, greet and sign in without sending; raise what `send` would raise of it."""
        try:
            async with self.server.client():
                pass
        except aiosmtplib.SMTPAuthenticationError as error:
            raise _refused(error.code, Revoked) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Transient(f"the mail server does not answer: {type(error).__name__}") from error

    async def _hand_in(self, mail: EmailMessage) -> None:
        """Once the server has taken the letter it is sent, whatever becomes of the farewell."""
        recipient, taken = mail["To"].addresses[0].addr_spec, False
        try:
            async with self.server.client() as client:
                await client.send_message(mail, sender=self.sender.email, recipients=[recipient])
                taken = True
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            if not taken:
                raise
            _log.info("smtp.farewell_failed", error=type(error).__name__)


def _refused(code: int, final: type[Rejected | Revoked]) -> Rejected | Revoked | Transient:
    """Replies 4yz ask to come again, 5yz mean never (RFC 5321, 4.2.1)."""
    if code < 500:
        return Transient(f"the mail server answered {code}")
    return final(f"the mail server answered {code}")
