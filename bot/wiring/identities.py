"""Connects those who vouch for people."""

from collections.abc import Mapping
from functools import partial

from bot.settings import Settings
from bot.wiring.late import LateIdentity
from core.ports import Clock, World
from core.ports.identity import IdentityClient, IdentityProvider
from integrations.identity.config import IdentityConfig


def identity_configs(settings: Settings) -> Mapping[IdentityProvider, IdentityConfig]:
    """Return how the providers are reached that are configured."""
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
    return {
        provider: LateIdentity(partial(_made, provider, config, world.clock))
        for provider, config in identity_configs(settings).items()
    }


def _made(provider: IdentityProvider, config: IdentityConfig, clock: Clock) -> IdentityClient:
    from integrations.identity.client import identity_client  # noqa: PLC0415 - see `bot.wiring.late`

    return identity_client(provider, config, clock)
