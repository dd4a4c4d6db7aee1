"""Commands about who is signed in."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeSessions:
    """Log a person out everywhere. Outcome.value: the sessions that were ended."""

    person_id: UUID
    room: str = ""
    """The visitor of the web chat in which they said so, which stays theirs."""
