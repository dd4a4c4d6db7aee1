"""Microsoft's accounts, of companies and of persons, by OpenID Connect."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from typing_extensions import override

from core.errors import Rejected
from core.ports.identity import Asking
from integrations.identity.openid import OpenIdClient, Place
from integrations.identity.wire import text_of

ANY_TENANT = frozenset({"common", "organizations", "consumers"})
"""Tenants that stand for many."""
PERSONS = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of accounts of persons; Microsoft itself has proved their addresses."""
TENANT = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,99}")
TEMPLATE = "{tenantid}"


class MicrosoftClient(OpenIdClient):
    """Microsoft's ways: https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc."""

    @override
    def discovery(self) -> str:
        """The second version's document; the authority is one without a version."""
        return f"{self._config.issuer}/v2.0/.well-known/openid-configuration"

    @override
    def wishes(self, asking: Asking) -> Mapping[str, str]:
        """People have several accounts, so they are asked which."""
        return {"prompt": "select_account"}

    @override
    def accepts(self, place: Place) -> bool:
        """The issuer of many tenants is a template, of one tenant its id, which is not how the authority may call it."""
        ours, theirs = urlsplit(self._config.issuer), urlsplit(place.issuer)
        return bool(theirs.hostname) and (ours.scheme == "http" or theirs.scheme == "https")

    @override
    def issuers(self, place: Place, claims: Mapping[str, Any]) -> list[str]:
        """Each tenant issues in its own name, which the token says; its signature shows that it is not made up."""
        tenant = text_of(claims, "tid")
        if TEMPLATE not in place.issuer:
            return [place.issuer]
        if not TENANT.fullmatch(tenant):
            raise Rejected("the provider does not say whose account it is")
        return [place.issuer.replace(TEMPLATE, tenant)]

    @override
    def address(self, claims: Mapping[str, Any]) -> tuple[str, bool]:
        """An administrator of any tenant can write any address into `email`; it is proved only where Microsoft, or our own tenant, says so."""
        email = text_of(claims, "email")
        own = self._config.issuer.rpartition("/")[2].lower() not in ANY_TENANT
        owned = claims.get("xms_edov") in (True, 1, "1", "true")
        proved = own or owned or text_of(claims, "tid") == PERSONS
        return (email, proved) if email else (text_of(claims, "preferred_username"), False)
