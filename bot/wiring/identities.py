"""Connects those who vouch for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.settings import Settings
from core.ports import World
from core.ports.identity import IdentityClient, IdentityProvider

if TYPE_CHECKING:
    from integrations.identity import IdentityConfig


def identity_configs(settings: Settings) -> Mapping[IdentityProvider, "IdentityConfig"]:
    """Return how the providers are reached that are configured."""
    from integrations.identity import IdentityConfig  # noqa: PLC0415 - what is not used is not loaded

    google = IdentityConfig(
        client_id=settings.google_client_id,
        client_secret=settings.google_client_secret,
        issuer=settings.google_issuer,
        ca_bundle=settings.ca_bundle,
    )
    microsoft = IdentityConfig(
        client_id=settings.microsoft_client_id,
        client_secret=settings.microsoft_client_secret,
        issuer=settings.microsoft_authority,
        ca_bundle=settings.ca_bundle,
    )
    github = IdentityConfig(
        client_id=settings.github_client_id,
        client_secret=settings.github_client_secret,
        issuer=settings.github_url,
        api_url=settings.github_api_url,
        ca_bundle=settings.ca_bundle,
    )
    every = {
        IdentityProvider.GOOGLE: google,
        IdentityProvider.MICROSOFT: microsoft,
        IdentityProvider.GITHUB: github,
    }
    return {provider: each for provider, each in every.items() if each.client_id and each.client_secret}


def identity_clients(settings: Settings, world: World) -> Mapping[IdentityProvider, IdentityClient]:
    """Connect the providers that vouch for people, as far as they are configured."""
    configs = identity_configs(settings)
    if not configs:
        return {}
    from integrations.identity import identity_client  # noqa: PLC0415 - see above

    return {provider: identity_client(provider, each, world.clock) for provider, each in configs.items()}
