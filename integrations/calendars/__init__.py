"""Calendars that hosts keep elsewhere, one folder a provider."""
