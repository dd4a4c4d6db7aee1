"""OpenID Connect: where a provider is found, the keys by which it signs, and who somebody is by its word."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from typing_extensions import override

from core.errors import Rejected
from core.ports import Clock
from core.ports.identity import Asking, Grant, Identity, IdentityClient, IdentityProvider
from integrations.identity.config import IdentityConfig
from integrations.identity.oauth import authorize_address, expiry_in, scopes_in, secrets_in, tokens_for
from integrations.identity.wire import Wire, text_of

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures that only the provider can make; none that is made with a shared secret, and never `none`."""
KEPT = timedelta(hours=1)
"""How long it is believed where a provider is, and which keys it has."""
ASKED_AGAIN = timedelta(minutes=1)
"""Keys that we do not know make us ask again, but not more often."""
LEEWAY = 60
"""Seconds by which a provider's clock may differ from ours."""
LONGEST = 250
"""Characters of a subject (OpenID Connect Core 1.0, 2: at most 255) or an address."""
BROKEN = (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the libraries raise about tokens and keys that are not as they should be."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provider is (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorize: str
    token: str
    keys: str


class OpenIdClient(IdentityClient):
    """A provider that speaks OpenID Connect; those that have ways of their own are made from it."""

    def __init__(self, provider: IdentityProvider, config: IdentityConfig, clock: Clock) -> None:
        """Nothing is asked before it is needed."""
        self._provider, self._config, self._clock = provider, config, clock
        self._wire = Wire(config.ca_bundle)
        self._place: tuple[Place, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None
        self._asking = asyncio.Lock()

    @override
    async def authorize_url(self, asking: Asking) -> str:
        place = await self._found()
        more = {"nonce": asking.nonce, **self.wishes(asking)}
        if asking.hint:
            more["login_hint"] = asking.hint
        return authorize_address(place.authorize, self._config, asking, **more)

    @override
    async def exchange(self, code: str, asking: Asking) -> Grant:
        place = await self._found()
        answer = await tokens_for(self._wire, place.token, self._config, code, asking)
        claims = await self._checked(text_of(answer, "id_token"), place, asking, answer)
        return Grant(
            identity=self._identity(claims),
            secrets=secrets_in(answer),
            scopes=scopes_in(answer, asking),
            expires_at=expiry_in(answer, self._clock.now()),
        )

    # -- what differs from provider to provider ----------------------------------------------------

    def discovery(self) -> str:
        """Return where the provider says where it is."""
        return f"{self._config.issuer}/.well-known/openid-configuration"

    def wishes(self, asking: Asking) -> Mapping[str, str]:
        """Return what else is asked for."""
        return {}

    def issuers(self, place: Place, claims: Mapping[str, Any]) -> list[str]:
        """Return who may have issued a token with these claims; raise Rejected if nobody may."""
        return [place.issuer]

    def accepts(self, place: Place) -> bool:
        """Whether a place can be the one that we asked about."""
        return place.issuer == self._config.issuer

    def address(self, claims: Mapping[str, Any]) -> tuple[str, bool]:
        """Return the e-mail address, and whether the provider vouches for it."""
        return text_of(claims, "email"), claims.get("email_verified") in (True, "true")

    # -- inside ------------------------------------------------------------------------------------

    async def _found(self) -> Place:
        async with self._asking:
            known, now = self._place, self._clock.now()
            if known is None or now - known[1] >= KEPT:
                known = self._place = self._read(await self._wire.get(self.discovery())), now
            return known[0]

    def _read(self, told: Any) -> Place:
        place = Place(
            text_of(told, "issuer"),
            *(text_of(told, name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")),
        )
        secure = urlsplit(self._config.issuer).scheme
        for each in (place.authorize, place.token, place.keys):
            if not each.startswith((f"{secure}://", "https://")):
                raise Rejected("the provider does not say where it is")
        if not self.accepts(place):
            raise Rejected("somebody else answers in the provider's place")
        return place

    async def _key_set(self, place: Place, *, anew: bool = False) -> KeySet:
        async with self._asking:
            known, now = self._keys, self._clock.now()
            if known is None or now - known[1] >= (ASKED_AGAIN if anew else KEPT):
                told = await self._wire.get(place.keys)
                try:
                    known = self._keys = KeySet.import_key_set(told), now
                except BROKEN:
                    raise Rejected("the provider's keys cannot be read") from None
            return known[0]

    async def _checked(
        self, token: str, place: Place, asking: Asking, answer: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return the claims of an ID token that is the provider's, for us, fresh, and for this errand (OpenID Connect Core 1.0, 3.1.3.7)."""
        try:
            opened = jwt.decode(token, await self._key_set(place), algorithms=ALGORITHMS)
        except BROKEN:  # they may have new keys
            opened = self._opened(token, await self._key_set(place, anew=True))
        self._judge(opened, place, asking, text_of(answer, "access_token"))
        return opened.claims

    def _opened(self, token: str, keys: KeySet) -> jwt.Token:
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except BROKEN:
            raise Rejected("the provider's signature is not right") from None

    def _judge(self, opened: jwt.Token, place: Place, asking: Asking, access: str) -> None:
        try:
            expected = {
                "iss": {"essential": True, "values": self.issuers(place, opened.claims)},
                "aud": {"essential": True, "value": self._config.client_id},
            }
            params = {"nonce": asking.nonce, "client_id": self._config.client_id, "access_token": access}
            token = CodeIDToken(opened.claims, opened.header, expected, params)
            token.validate(now=int(self._clock.now().timestamp()), leeway=LEEWAY)
        except BROKEN:
            raise Rejected("the provider's word is not for us, or not for now") from None

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject, (email, verified) = text_of(claims, "sub"), self.address(claims)
        if not subject or len(subject) > LONGEST:
            raise Rejected("the provider does not say who it is")
        fits = "@" in email and len(email) <= LONGEST
        return Identity(
            provider=self._provider,
            subject=subject,
            email=email if fits else "",
            email_verified=verified and fits,
            name=text_of(claims, "name")[:LONGEST],
        )
