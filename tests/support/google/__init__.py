"""A Google of our own: calendars that live on loopback, held to the discovery document."""

from tests.support.google.calendars import Google, Kept, Person
from tests.support.google.server import Served, google

__all__ = ["Google", "Kept", "Person", "Served", "google"]
