"""Calendars that can be read as iCalendar feeds."""
