"""Microsoft Graph on loopback, as far as calendars go."""
