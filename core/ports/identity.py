"""What is needed from outside to know who somebody is: providers that vouch for them (OAuth 2, OpenID Connect)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class IdentityProvider(StrEnum):
    """Who vouches for who somebody is."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    GITHUB = "github"


SIGN_IN_SCOPES = ("openid", "email", "profile")
"""All that signing in asks for (OpenID Connect Core 1.0, 5.4); GitHub's client asks for what comes to the same there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, as a provider says."""

    provider: IdentityProvider
    subject: str
    """The provider's own id of the account; it never changes, as addresses do."""
    email: str = ""
    email_verified: bool = False
    """Whether the provider vouches for the address. Only then may it be taken for a person's."""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What we send a browser to a provider with, and must hold against what it brings back."""

    redirect_uri: str
    scopes: tuple[str, ...]
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    """PKCE (RFC 7636); it never leaves us but for the exchange."""
    offline: bool = False
    """Whether we want to go on without the person being there: a token that renews."""
    hint: str = ""
    """The address of the account that is probably meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody allowed us, and who they are."""

    identity: Identity
    secrets: Mapping[str, str] = field(repr=False)
    """`access_token`, and `refresh_token` if there is one."""
    scopes: tuple[str, ...] = ()
    """What was really allowed."""
    expires_at: datetime | None = None
    """When the access token ends."""


class IdentityClient(Protocol):
    """One provider that vouches for people. Raises `core.errors.Fault`s: Transient, RateLimited, Rejected."""

    async def authorize_url(self, asking: Asking) -> str:
        """Return the address at which somebody says who they are and allows what is asked for."""
        ...

    async def exchange(self, code: str, asking: Asking) -> Grant:
        """Return what a code stands for, all of it checked; raise Rejected if the provider does not take it or says what cannot be."""
        ...
