"""Slack: events, commands, shortcuts and views in, messages out."""

from channels.slack.config import SlackConfig
from channels.slack.connect import connect

__all__ = ["SlackConfig", "connect"]
