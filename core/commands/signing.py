"""Commands about who somebody is: codes that prove an address, and where they are signed in."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeSessions:
    """Log a person out everywhere. Outcome.value: the sessions that were ended."""

    person_id: UUID
    room: str = ""
    """The visitor of the web chat in which they said so, which stays theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCode:
    """Send a one-time code to an e-mail address. Refused(TOO_MANY_ATTEMPTS, INVALID). Outcome.value: the code, for the letter only."""

    subject: str
    """Whose proof this is: the conversation's or browser's key."""
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCode:
    """Check a code. Refused(WRONG_CODE, CODE_EXPIRED, TOO_MANY_ATTEMPTS). A wrong try is counted: commit even so. Outcome.value: the proved e-mail."""

    subject: str
    email: str
    code: str
    person_id: UUID | None = None
    """The person whose e-mail is thereby verified."""
