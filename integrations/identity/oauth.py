"""The authorization code flow with PKCE (RFC 6749, 7636), put together by Authlib and carried by our own requests."""

from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from core.errors import Rejected
from core.ports.identity import Asking
from integrations.identity.config import IdentityConfig
from integrations.identity.wire import Wire, error_in, text_of

LONGEST_CODE = 4096
"""Characters of a code; whatever is longer is none."""
YEAR = 365 * 24 * 3600


def authorize_address(endpoint: str, config: IdentityConfig, asking: Asking, **more: str) -> str:
    """Return the address to which the browser is sent."""
    address: str = prepare_grant_uri(
        endpoint,
        client_id=config.client_id,
        response_type="code",
        redirect_uri=asking.redirect_uri,
        scope=list(asking.scopes),
        state=asking.state,
        code_challenge=create_s256_code_challenge(asking.verifier),
        code_challenge_method="S256",
        **more,
    )
    return address


async def tokens_for(
    wire: Wire, endpoint: str, config: IdentityConfig, code: str, asking: Asking
) -> dict[str, Any]:
    """Return what the provider gives for a code; raise Rejected for one that it does not take, or a Fault."""
    if not code or len(code) > LONGEST_CODE:
        raise Rejected("invalid_grant")
    form: str = prepare_token_request(
        "authorization_code",
        redirect_uri=asking.redirect_uri,
        code=code,
        code_verifier=asking.verifier,
        client_id=config.client_id,
        client_secret=config.client_secret,
    )
    answer = await wire.post(endpoint, form)
    if not isinstance(answer, dict) or not text_of(answer, "access_token"):
        raise Rejected(error_in(answer) or "the provider gave no token")
    return answer


def secrets_in(answer: dict[str, Any]) -> dict[str, str]:
    """Return the tokens of an answer."""
    named = {name: text_of(answer, name) for name in ("access_token", "refresh_token")}
    return {name: each for name, each in named.items() if each}


def scopes_in(answer: dict[str, Any], asking: Asking) -> tuple[str, ...]:
    """Return what was allowed; a provider that does not say allowed what was asked for (RFC 6749, 5.1)."""
    said = text_of(answer, "scope").replace(",", " ").split()
    return tuple(said) or asking.scopes


def expiry_in(answer: dict[str, Any], now: datetime) -> datetime | None:
    """Return when a token ends, if that is said and can be."""
    said = answer.get("expires_in")
    if isinstance(said, str) and said.isascii() and said.isdigit():
        said = int(said[:10])
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < YEAR:
        return None
    return now + timedelta(seconds=said)
