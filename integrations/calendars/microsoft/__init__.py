"""Calendars of Microsoft 365 and Outlook, by Microsoft Graph."""
