"""The web chat: frames of its socket, its door, and delivery to it."""

from channels.webchat.channel import WebChat
from channels.webchat.door import ChatDoor

__all__ = ["ChatDoor", "WebChat"]
