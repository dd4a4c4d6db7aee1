"""Whether signing in with GitHub is set up as it should be: pairs of how it stands and, where something is wrong, what to do."""

from urllib.parse import urlencode

from core.errors import Fault, Rejected
from integrations.identity.config import IdentityConfig
from integrations.identity.wire import Wire, error_in

State = tuple[str, str]
"""How something stands, and how to mend it; empty where it is well."""
KNOWN = "bad_verification_code"
"""What GitHub says of a code that nobody was given, once it knows who asks
(docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors)."""
NO_CODE = "parley-doctor"


async def examine_github(config: IdentityConfig) -> list[State]:
    """Look at whether GitHub knows our client, and at its API."""
    try:
        wire = Wire(config.ca_bundle)
        return [await _client(config, wire), await _api(config, wire)]
    except (OSError, ValueError):
        return [("the bundle of certificates cannot be read", "Correct PARLEY_CA_BUNDLE.")]


async def _client(config: IdentityConfig, wire: Wire) -> State:
    """Ask for a token with a code that cannot be: GitHub says whether it is the code or the client that is wrong."""
    given = {"client_id": config.client_id, "client_secret": config.client_secret, "code": NO_CODE}
    try:
        said = error_in(await wire.post(f"{config.issuer}/login/oauth/access_token", urlencode(given)))
    except Rejected:
        said = ""
    except Fault as fault:
        return f"{config.issuer}: {fault}", "Check the network, and GITHUB_URL if you set it."
    if said == KNOWN:
        return f"{config.issuer} knows the client", ""
    mend = (
        "Copy GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET from the OAuth app; correct GITHUB_URL if you set it."
    )
    return f"{config.issuer} does not know the client", mend


async def _api(config: IdentityConfig, wire: Wire) -> State:
    """See that the API wants a token of us, as GitHub's does."""
    mend = "Check the network, and GITHUB_API_URL if you set it."
    try:
        status = await wire.status(f"{config.api_url}/user")
    except Fault as fault:
        return f"{config.api_url}: {fault}", mend
    if status != 401:
        return f"{config.api_url} answers {status}: it is not GitHub's API", mend
    return f"{config.api_url} answers", ""
