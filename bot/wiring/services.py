"""Connects the outside services of the settings that are no conversations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.wiring.identities import identity_clients
from bot.wiring.late import LateCalendars, LateTyped
from core.calendars import Provider
from core.ports import World
from core.ports.calendars import CalendarService, MeetingService
from core.ports.identity import IdentityClient, IdentityProvider
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.microsoft.config import MicrosoftConfig
from integrations.calendars.reach import Reach

if TYPE_CHECKING:
    from integrations.meetings.zoom import ZoomConfig


def reach_of(settings: Settings) -> Reach:
    """Return where we go when people type addresses."""
    networks = tuple(ip_network(each) for each in settings.calendar_networks.split(",") if each)
    return Reach(everywhere=settings.is_development, networks=networks)


def _feeds(settings: Settings, _world: World) -> CalendarService:
    def made() -> CalendarService:
        from integrations.calendars.ics.service import Feeds  # noqa: PLC0415 - see `bot.wiring.late`

        return Feeds(reach_of(settings), settings.ca_bundle)

    return LateTyped(made)


def _google(settings: Settings, world: World) -> CalendarService | None:
    if not (settings.google_client_id and settings.google_client_secret):
        return None
    config = google_config(settings)

    def made() -> CalendarService:
        from integrations.calendars.google.service import GoogleCalendars  # noqa: PLC0415 - see `bot.wiring.late`

        return GoogleCalendars(config, world.clock)

    return LateCalendars(made, pushes=config.pushes)


def google_config(settings: Settings) -> GoogleConfig:
    """Return how Google's calendars are configured."""
    return GoogleConfig(
        client_id=settings.google_client_id,
        client_secret=settings.google_client_secret,
        issuer=settings.google_issuer,
        calendar_url=settings.google_calendar_url,
        revoke_url=settings.google_revoke_url,
        base_url=settings.base_url,
        ca_bundle=settings.ca_bundle,
    )


def _microsoft(settings: Settings, world: World) -> CalendarService | None:
    if not (settings.microsoft_client_id and settings.microsoft_client_secret):
        return None
    config = microsoft_config(settings)

    def made() -> CalendarService:
        from integrations.calendars.microsoft.service import MicrosoftCalendars  # noqa: PLC0415 - see `bot.wiring.late`

        return MicrosoftCalendars(config, world.clock)

    return LateCalendars(made, pushes=config.pushes)


def microsoft_config(settings: Settings) -> MicrosoftConfig:
    """Return how Microsoft's calendars are configured."""
    return MicrosoftConfig(
        client_id=settings.microsoft_client_id,
        client_secret=settings.microsoft_client_secret,
        authority=settings.microsoft_authority,
        graph_url=settings.microsoft_graph_url,
        base_url=settings.base_url,
        ca_bundle=settings.ca_bundle,
    )


def _servers(settings: Settings, world: World) -> CalendarService:
    def made() -> CalendarService:
        from integrations.calendars.caldav.service import CalDav  # noqa: PLC0415 - see `bot.wiring.late`

        return CalDav(world.clock, reach_of(settings), settings.ca_bundle)

    return LateTyped(made)


SERVICES: Mapping[Provider, Callable[[Settings, World], CalendarService | None]] = {
    Provider.GOOGLE: _google,
    Provider.CALDAV: _servers,
    Provider.ICS: _feeds,
    Provider.MICROSOFT: _microsoft,
}
"""Each connects one provider of calendars, or returns None if it is not configured."""


def calendar_services(settings: Settings, world: World) -> Mapping[Provider, CalendarService]:
    """Connect the providers of calendars that are configured; none without a key to seal their tokens with."""
    if not settings.token_keys:
        return {}
    found = {provider: connect(settings, world) for provider, connect in SERVICES.items()}
    return {provider: service for provider, service in found.items() if service is not None}


def meeting_service(settings: Settings, world: World) -> MeetingService | None:
    """Connect who makes meeting rooms; None if nobody is configured."""
    if not (settings.zoom_account_id and settings.zoom_client_id and settings.zoom_client_secret):
        return None
    from integrations.meetings import zoom  # noqa: PLC0415 - what is not used is not loaded

    return zoom.Zoom(zoom_config(settings), world.clock)


def zoom_config(settings: Settings) -> "ZoomConfig":
    """Return how Zoom is configured."""
    from integrations.meetings import zoom  # noqa: PLC0415 - what is not used is not loaded

    return zoom.ZoomConfig(
        account_id=settings.zoom_account_id,
        client_id=settings.zoom_client_id,
        client_secret=settings.zoom_client_secret,
        api_url=settings.zoom_api_url,
        token_url=settings.zoom_token_url,
        ca_bundle=settings.ca_bundle,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The outside services that are no conversations."""

    calendars: Mapping[Provider, CalendarService] = field(default_factory=dict)
    meetings: MeetingService | None = None
    identities: Mapping[IdentityProvider, IdentityClient] = field(default_factory=dict)
    """Who vouches for people."""


Serve = Callable[[Settings, World], Services]
"""Connects outside services."""


def served(settings: Settings, world: World) -> Services:
    """Connect the services that are configured."""
    return Services(
        calendars=calendar_services(settings, world),
        meetings=meeting_service(settings, world),
        identities=identity_clients(settings, world),
    )
