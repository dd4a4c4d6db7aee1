"""Microsoft 365 and Outlook."""
