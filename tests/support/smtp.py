"""A real mail server on loopback that can be told to misbehave."""

import asyncio
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from channels.email.smtp import Security, SmtpServer

CERTIFICATE = Path(__file__).parent / "tls" / "loopback.crt"
"""Signed by itself, for `localhost` and 127.0.0.1; made for these tests and trusted by nobody else."""

USER, PASSWORD = "parley", "open sesame"


class MailServer:
    """Takes letters in; `async with` starts and stops it.

    `answers` are the replies to the next letters (then 250), `refused` the replies to recipients by address, and
    while `gate` is closed no letter gets its reply; while `farewell` is, nobody who hangs up politely gets theirs.
    """

    def __init__(self, security: Security = Security.NONE, *, sign_in: bool = False) -> None:
        """Nothing listens before it is entered."""
        self.security, self.sign_in = security, sign_in
        self.arrived: asyncio.Queue[EmailMessage] = asyncio.Queue()
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.accepted: list[EmailMessage] = []
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}
        self.encrypted: list[bool] = []
        self.signed_in: list[bool] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.farewell = asyncio.Event()
        self.farewell.set()
        self.leaving = asyncio.Event()
        self.port = 0
        self._sessions: set[SMTP] = set()

    def settings(self, **changes: Any) -> SmtpServer:
        """Return how a client reaches it, with some things changed."""
        facts: dict[str, Any] = {
            "host": "localhost",
            "port": self.port,
            "security": self.security,
            "timeout": 5.0,
            "ca_file": str(CERTIFICATE),
        }
        if self.sign_in:
            facts |= {"username": USER, "password": PASSWORD}
        return SmtpServer(**(facts | changes))

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        whole = _context() if self.security is Security.TLS else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, "127.0.0.1", self.port, ssl=whole)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and hang up."""
        self.gate.set()
        self.farewell.set()
        self._server.close()
        for each in self._sessions:
            if each.transport:
                each.transport.abort()
        await self._server.wait_closed()

    def _session(self) -> SMTP:
        upgrade = self.security is Security.STARTTLS
        session = SMTP(
            self,
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=_context() if upgrade else None,
            require_starttls=upgrade,
            authenticator=_judge if self.sign_in else None,
            auth_require_tls=upgrade,
            loop=asyncio.get_running_loop(),
        )
        self._sessions.add(session)
        return session

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address not in self.refused:
            envelope.rcpt_tos.append(address)
        return self.refused.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter in; the reply waits for the gate."""
        content = envelope.original_content or b""
        mail = message_from_bytes(content, policy=policy.default)
        self.raw.append(content)
        self.letters.append(mail)
        self.encrypted.append(session.ssl is not None)
        self.signed_in.append(bool(session.authenticated))
        self.arrived.put_nowait(mail)
        await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.accepted.append(mail)
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Say goodbye."""
        self.leaving.set()
        await self.farewell.wait()
        return "221 Bye"


def _judge(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    # With handled=True aiosmtpd would believe that the refusal was said already, and say nothing.
    return AuthResult(success=right, handled=False)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
    return context
