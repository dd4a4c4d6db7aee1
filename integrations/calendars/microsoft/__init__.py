"""Microsoft 365 and Outlook calendars, by Microsoft Graph."""
