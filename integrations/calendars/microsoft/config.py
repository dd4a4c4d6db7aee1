"""How Microsoft is reached, and as whom."""

from dataclasses import dataclass, field

SCOPES = ("Calendars.ReadWrite", "offline_access")
"""All that a host is asked for: their calendars, and that they need not be there each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrosoftConfig:
    """An app registration, and the addresses of sign-in and of Graph."""

    client_id: str
    client_secret: str = field(repr=False)
    authority: str = "https://login.microsoftonline.com/common"
    graph_url: str = "https://graph.microsoft.com/v1.0"
    base_url: str = ""
    """Our own public address; Microsoft tells us of changes there if it is https."""
    ca_bundle: str = ""
    """A file of certificates that are trusted besides the usual ones."""
    patience: float = 10.0
    """Seconds that one request may take altogether."""
    meeting_pauses: tuple[float, ...] = (0.5, 1.5)
    """Seconds after which a new event is looked at again for the link of its meeting, which may come later."""

    @property
    def pushes(self) -> bool:
        """Whether Microsoft can reach us: it calls https addresses only."""
        return self.base_url.startswith("https://")
