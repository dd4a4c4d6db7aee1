"""Browsers on their way to a provider and back: each with a state, a nonce and a verifier of its own, and no other browser comes back in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest
from typing import Any

from bot.calendar_wishes import VALID
from bot.errands import Arrival, Browser, Errand, Purpose, Stranded, Why, digest
from bot.links import Links
from bot.ports import Storage
from core.errors import Fault, RateLimited, Rejected, Transient
from core.ports import World
from core.ports.identity import SIGN_IN_SCOPES, Asking, Grant, IdentityClient, IdentityProvider

DENIED = frozenset({"access_denied", "user_cancelled_login", "user_cancelled_authorize", "consent_required"})
"""What providers say when somebody does not want to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journeys:
    """Implements `bot.errands.Travels`."""

    storage: Storage
    world: World
    links: Links
    clients: Mapping[IdentityProvider, IdentityClient]

    async def sign_in(self, provider: str, browser: Browser, facts: Mapping[str, Any]) -> str:
        """Return the address at which somebody says who they are; raise Stranded."""
        errand = Errand(
            digest="",
            purpose=Purpose.SIGN_IN,
            provider=provider,
            facts=facts,
            expires_at=self.world.clock.now() + VALID,
        )
        return await self.depart(errand, browser)

    async def depart(
        self, errand: Errand, browser: Browser, scopes: tuple[str, ...] = (), hint: str = ""
    ) -> str:
        """Return the provider's address; the errand is kept under a fresh state. With `scopes`, more than who it is is asked for."""
        client = self._client(errand.provider)
        chance = self.world.chance
        state, nonce, verifier = chance.token(), chance.token(), chance.token() + chance.token()
        asking = self._asking(errand.provider, state, nonce, verifier)
        asking = replace(asking, scopes=(*SIGN_IN_SCOPES, *scopes), offline=bool(scopes), hint=hint)
        secrets = {**errand.secrets, "nonce": nonce, "verifier": verifier, "scopes": list(asking.scopes)}
        kept = replace(errand, digest=digest(state), secrets=secrets, browser=digest(browser.key), used=False)
        try:
            address = await client.authorize_url(asking)
        except Fault as error:
            raise _stranded(errand, why_of(error)) from None
        await self._keep(kept)
        return address

    async def _keep(self, errand: Errand) -> None:
        try:
            async with self.storage.writing() as uow:
                await uow.errands.add(errand)
                await uow.commit()
        except Rejected:  # there is no key to seal it with
            raise Stranded(Why.ABSENT) from None

    async def arrive(self, provider: str, back: Mapping[str, str], browser: Browser) -> Arrival:
        """Return who came back; raise Stranded."""
        client = self._client(provider)
        errand = await self._taken(provider, back.get("state", ""), browser)
        if "error" in back or not back.get("code"):
            why = Why.DENIED if back.get("error") in DENIED else Why.REJECTED
            raise _stranded(errand, why)
        try:
            grant = await self._exchanged(client, back, errand)
        except Fault as error:
            raise _stranded(errand, why_of(error)) from None
        return Arrival(errand=errand, grant=grant, browser=browser)

    async def _taken(self, provider: str, state: str, browser: Browser) -> Errand:
        """Return the errand to which a state belongs, used up; what another browser brings leaves it as it is."""
        now = self.world.clock.now()
        async with self.storage.writing() as uow:
            errand = await uow.errands.get(digest(state))
            errand = self._fitting(errand, provider, browser, now)
            if not await uow.errands.use(errand.digest, now):
                raise _stranded(errand, Why.USED)
            await uow.commit()
        return errand

    def _fitting(self, errand: Errand | None, provider: str, browser: Browser, now: datetime) -> Errand:
        if errand is None or errand.provider != provider:
            raise Stranded(Why.UNKNOWN)
        if errand.purpose not in (Purpose.CONSENT, Purpose.SIGN_IN):
            raise Stranded(Why.UNKNOWN)
        if not compare_digest(errand.browser or "", digest(browser.key)):
            raise _stranded(errand, Why.ELSEWHERE)
        if errand.used:
            raise _stranded(errand, Why.USED)
        if errand.expires_at <= now:
            raise _stranded(errand, Why.EXPIRED)
        return errand

    async def _exchanged(self, client: IdentityClient, back: Mapping[str, str], errand: Errand) -> Grant:
        known = errand.secrets
        if "verifier" not in known:  # its key was taken away meanwhile
            raise Rejected("the errand cannot be opened")
        asking = self._asking(errand.provider, back["state"], known["nonce"], known["verifier"])
        return await client.exchange(back["code"], replace(asking, scopes=tuple(known["scopes"])))

    def _asking(self, provider: str, state: str, nonce: str, verifier: str) -> Asking:
        return Asking(
            redirect_uri=self.links.callback(provider),
            scopes=SIGN_IN_SCOPES,
            state=state,
            nonce=nonce,
            verifier=verifier,
        )

    def _client(self, provider: str) -> IdentityClient:
        client = self.clients.get(IdentityProvider(provider)) if provider in set(IdentityProvider) else None
        if client is None:
            raise Stranded(Why.ABSENT)
        return client


def why_of(error: Fault) -> Why:
    """Return why an errand comes to nothing after a fault."""
    return Why.AWAY if isinstance(error, Transient | RateLimited) else Why.REJECTED


def _stranded(errand: Errand, why: Why) -> Stranded:
    """Return that a journey came to nothing, with the secret of the link by which it began, if it began with one."""
    again = str(errand.secrets.get("link", ""))
    return Stranded(why, again=again, signing_in=errand.purpose is Purpose.SIGN_IN)
