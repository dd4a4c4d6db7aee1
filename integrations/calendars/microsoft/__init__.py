"""Microsoft 365 and Outlook calendars, by Microsoft Graph."""

from integrations.calendars.microsoft.checkup import examine
from integrations.calendars.microsoft.config import SCOPES, MicrosoftConfig
from integrations.calendars.microsoft.door import PUSH, routes
from integrations.calendars.microsoft.service import MicrosoftCalendars

__all__ = ["PUSH", "SCOPES", "MicrosoftCalendars", "MicrosoftConfig", "examine", "routes"]
