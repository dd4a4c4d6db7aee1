"""What is needed to speak to Google Calendar, and what we ask to be allowed there."""

from dataclasses import dataclass, field

SCOPES = (
    "https://www.googleapis.com/auth/calendar.events",
    "https://www.googleapis.com/auth/calendar.readonly",
)
"""To write events, and to list calendars and read them; nothing else of the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleConfig:
    """Our client at Google and where Google is; every address can be another, for tests and closed networks."""

    client_id: str
    client_secret: str = field(repr=False)
    issuer: str = "https://accounts.google.com"
    """Whose `/.well-known/openid-configuration` names the address where tokens are renewed."""
    calendar_url: str = "https://www.googleapis.com/calendar/v3"
    revoke_url: str = "https://oauth2.googleapis.com/revoke"
    ca_bundle: str = ""
    """A file of certificates that are trusted besides the usual ones."""
    base_url: str = ""
    """Our own public address; Google tells us of changes there if it is https."""
    patience: float = 10.0
    """Seconds that one exchange may take, from the first byte to the last."""
    pause: float = 0.5
    """Seconds between two looks at a meeting room that is being made."""

    @property
    def pushes(self) -> bool:
        """Whether Google can reach us: it calls https addresses only."""
        return self.base_url.startswith("https://")
