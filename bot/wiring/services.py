"""Connects the outside services of the settings that are no conversations."""

from collections.abc import Callable, Mapping

from bot.settings import Settings
from core.calendars import Provider
from core.ports import World
from core.ports.calendars import CalendarService

SERVICES: Mapping[Provider, Callable[[Settings, World], CalendarService | None]] = {}
"""Each connects one provider of calendars, or returns None if it is not configured."""


def calendar_services(settings: Settings, world: World) -> Mapping[Provider, CalendarService]:
    """Connect the providers of calendars that are configured."""
    found = {provider: connect(settings, world) for provider, connect in SERVICES.items()}
    return {provider: service for provider, service in found.items() if service is not None}
