"""Connects what is needed to attach accounts of calendars, and to let providers say who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.calendars.attaching import NOBODY, Attaching, Opened
from bot.calendars.house import Household
from bot.desk import FrontDesk
from bot.journeys import Journeys
from bot.messages import Address
from core.calendars import Provider
from core.commands.calendars import ConnectAccount
from core.ports.calendars import CalendarService
from core.ports.identity import IdentityClient, IdentityProvider
from integrations.calendars.google.config import SCOPES as GOOGLE
from integrations.calendars.microsoft.config import SCOPES as MICROSOFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """What the pages need to send browsers to providers, and to connect what they bring back."""

    travels: Journeys
    desk: Attaching


def scopes_of(provider: Provider) -> tuple[str, ...]:
    """Return what we ask for at a provider of calendars."""
    match provider:
        case Provider.GOOGLE:
            return tuple(GOOGLE)
        case Provider.MICROSOFT:
            return tuple(MICROSOFT)
        case Provider.CALDAV | Provider.ICS:
            return ()


def typed(services: Mapping[Provider, CalendarService]) -> Mapping[Provider, Opened]:
    """Return what opens the providers that need no consent, as far as they are configured."""
    connect = {provider: getattr(service, "connect", None) for provider, service in services.items()}
    return {provider: _opened(provider, each) for provider, each in connect.items() if each}


def _opened(provider: Provider, connect: Any) -> Opened:
    async def opened(form: Mapping[str, str]) -> ConnectAccount:
        found = await connect(**form)
        return ConnectAccount(
            host_id=NOBODY,
            provider=provider,
            subject=found.subject,
            name=found.name,
            secrets=found.secrets,
            calendars=tuple(found.calendars),
        )

    return opened


def connecting(
    house: Household,
    desk: FrontDesk,
    clients: Mapping[IdentityProvider, IdentityClient],
) -> Connecting:
    """Put together what connects accounts."""
    journeys = Journeys(storage=house.storage, world=house.world, links=house.links, clients=clients)
    attaching = Attaching(
        house=house,
        journeys=journeys,
        scopes={provider: scopes_of(provider) for provider in house.services},
        servers=typed(house.services),
        back=lambda talk: way_back(desk, talk),
        heard=desk.settle_soon,
    )
    return Connecting(travels=journeys, desk=attaching)


def way_back(desk: FrontDesk, talk: Address) -> str:
    """Return the address that opens a talk again, empty if it has none."""
    if talk.channel == "webchat":
        thread = f"/{talk.thread}" if talk.thread else ""
        return f"{desk.links.base_url}{thread}/chat"
    door = desk.doors.get(talk.channel)
    address = door("") if door else ""
    return address.partition("?")[0] if address.endswith("=") else address  # with no text to carry
