"""Outside services that are not conversations (calendars, meeting rooms, sign-in)."""
