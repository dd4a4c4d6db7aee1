"""Slack: events, commands, shortcuts and views in, messages out."""
