"""What comes of connecting an account that needs no sign-in at a provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.calendars import RemoteCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """An account that answered, as it is to be kept."""

    subject: str
    """As in `Account.subject`."""
    name: str
    """How its host may call it."""
    email: str = ""
    """Its address, if it has one."""
    secrets: Mapping[str, str] = field(repr=False)
    """As in `Access.secrets`."""
    calendars: tuple[RemoteCalendar, ...]
