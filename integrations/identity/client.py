"""The client of each provider."""

from core.ports import Clock
from core.ports.identity import IdentityClient, IdentityProvider
from integrations.identity.config import IdentityConfig
from integrations.identity.github import GitHubClient
from integrations.identity.google import GoogleClient
from integrations.identity.microsoft import MicrosoftClient


def identity_client(provider: IdentityProvider, config: IdentityConfig, clock: Clock) -> IdentityClient:
    """Return the client of a provider."""
    match provider:
        case IdentityProvider.GOOGLE:
            return GoogleClient(provider, config, clock)
        case IdentityProvider.MICROSOFT:
            return MicrosoftClient(provider, config, clock)
        case IdentityProvider.GITHUB:
            return GitHubClient(config, clock)
