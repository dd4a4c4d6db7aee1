"""Google Calendar does what every service of calendars does."""

from tests.integrations.calendars import CalendarContract


class TestGoogle(CalendarContract):
    """All that is asked of every provider."""
