"""GitHub: OAuth 2, and its API for who somebody is."""

from typing import Any

from typing_extensions import override

from core.errors import Rejected
from core.ports import Clock
from core.ports.identity import Asking, Grant, Identity, IdentityClient, IdentityProvider
from integrations.identity.config import IdentityConfig
from integrations.identity.oauth import authorize_address, expiry_in, scopes_in, secrets_in, tokens_for
from integrations.identity.wire import Wire, text_of

SCOPES = ("read:user", "user:email")
"""What comes to `openid email profile` there."""
LONGEST = 250


class GitHubClient(IdentityClient):
    """GitHub's ways: https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps."""

    def __init__(self, config: IdentityConfig, clock: Clock) -> None:
        """Nothing is asked before it is needed."""
        self._config, self._clock = config, clock
        self._wire = Wire(config.ca_bundle)

    @override
    async def authorize_url(self, asking: Asking) -> str:
        endpoint = f"{self._config.issuer}/login/oauth/authorize"
        more = {"login": asking.hint} if asking.hint else {}
        return authorize_address(endpoint, self._config, _in_their_words(asking), **more)

    @override
    async def exchange(self, code: str, asking: Asking) -> Grant:
        endpoint = f"{self._config.issuer}/login/oauth/access_token"
        answer = await tokens_for(self._wire, endpoint, self._config, code, asking)
        token = text_of(answer, "access_token")
        return Grant(
            identity=_identity(await self._get("/user", token), await self._get("/user/emails", token)),
            secrets=secrets_in(answer),
            scopes=scopes_in(answer, _in_their_words(asking)),
            expires_at=expiry_in(answer, self._clock.now()),
        )

    async def _get(self, path: str, token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
        return await self._wire.get(f"{self._config.api_url}{path}", headers)


def _in_their_words(asking: Asking) -> Asking:
    return Asking(
        redirect_uri=asking.redirect_uri,
        scopes=SCOPES,
        state=asking.state,
        nonce=asking.nonce,
        verifier=asking.verifier,
    )


def _identity(user: Any, emails: Any) -> Identity:
    number = user.get("id") if isinstance(user, dict) else None
    if isinstance(number, bool) or not isinstance(number, int) or number <= 0:
        raise Rejected("the provider does not say who it is")
    email, verified = _primary(emails)
    name = text_of(user, "name") or text_of(user, "login")
    return Identity(
        provider=IdentityProvider.GITHUB,
        subject=str(number)[:LONGEST],
        email=email,
        email_verified=verified,
        name=name[:LONGEST],
    )


def _primary(emails: Any) -> tuple[str, bool]:
    """Return the primary address, and whether GitHub has proved it; the one on the public page may be anything."""
    for each in emails if isinstance(emails, list) else ():
        if isinstance(each, dict) and each.get("primary") is True:
            email = text_of(each, "email")
            fits = "@" in email and len(email) <= LONGEST
            return (email, each.get("verified") is True) if fits else ("", False)
    return "", False
