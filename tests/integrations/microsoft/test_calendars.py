"""Microsoft does what every service of calendars does."""

from tests.integrations.calendars import CalendarContract


class TestMicrosoft(CalendarContract):
    """All of it, against Graph on loopback."""
