"""Meeting rooms that are no part of a calendar event."""
