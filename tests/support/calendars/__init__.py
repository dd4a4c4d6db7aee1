"""Stand-ins for who keeps calendars."""
