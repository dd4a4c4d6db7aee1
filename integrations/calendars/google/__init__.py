"""Google Calendar."""

from integrations.calendars.google.checkup import examine
from integrations.calendars.google.config import SCOPES, GoogleConfig
from integrations.calendars.google.door import routes
from integrations.calendars.google.service import GoogleCalendars

__all__ = ["SCOPES", "GoogleCalendars", "GoogleConfig", "examine", "routes"]
