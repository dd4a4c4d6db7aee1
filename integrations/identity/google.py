"""Google, by OpenID Connect."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from core.ports.identity import Asking
from integrations.identity.openid import OpenIdClient, Place


class GoogleClient(OpenIdClient):
    """Google's ways: https://developers.google.com/identity/protocols/oauth2/web-server."""

    @override
    def wishes(self, asking: Asking) -> Mapping[str, str]:
        """A token that renews is given only with these, and only together with a fresh consent."""
        if not asking.offline:
            return {}
        return {"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"}

    @override
    def issuers(self, place: Place, claims: Mapping[str, Any]) -> list[str]:
        """Tokens may name the issuer without its scheme."""
        return [place.issuer, place.issuer.removeprefix("https://")]
