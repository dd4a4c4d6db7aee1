"""How providers that vouch for people are reached. Nothing of it is in the code but the names of their pages."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityConfig:
    """One provider: who we are there, and where it is."""

    client_id: str
    client_secret: str = field(repr=False)
    """It never leaves the exchange between our server and the provider's."""
    issuer: str
    """Google: the issuer. Microsoft: the authority, with a tenant. GitHub: the site."""
    api_url: str = ""
    """GitHub: where its API is."""
    ca_bundle: str = ""
    """A file of certificates that are trusted besides the usual ones."""
