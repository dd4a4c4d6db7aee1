"""New tokens for old ones, by Microsoft's own library."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

import requests
from msal import ConfidentialClientApplication, TokenCache
from msal.exceptions import MsalError
from requests.adapters import HTTPAdapter
from typing_extensions import override
from urllib3.exceptions import HTTPError

from core.errors import Fault, Rejected, Revoked, Transient
from core.ports import Clock
from core.ports.calendars import Access, Renewed
from integrations.calendars.microsoft.config import SCOPES, MicrosoftConfig
from integrations.trust import proxy_for

MOST_BYTES = 256 * 1024
"""Bytes of an answer; tokens have a few thousand."""
_PIECE = 16 * 1024
REQUESTS = 3
"""Requests that a renewal may take: it looks for addresses first, and may be sent once more."""
TROUBLES = (
    MsalError,
    requests.RequestException,
    HTTPError,
    OSError,
    TimeoutError,
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError),
)
"""What msal raises if it is not answered, or with something that it did not expect."""
AT_ONCE = 8
"""Renewals under way at the same time."""
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=1)
"""How long we believe that a token lasts, whatever is said."""
WITHDRAWN = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})
"""Errors after which only the host can help. Source: OAuth 2.0 (RFC 6749, 5.2), OpenID Connect Core 3.1.2.6."""
OURS = frozenset({"invalid_client", "unauthorized_client"})
"""Errors of our registration, after which only who runs Parley can help."""
# msal logs answers that it cannot read, and there may be tokens in them.
logging.getLogger("msal").setLevel(logging.CRITICAL + 1)

RESERVED = frozenset({"offline_access", "openid", "profile"})
"""Scopes that msal asks for by itself."""


@dataclass(eq=False)
class Tokens:
    """Renews tokens. What msal needs to know of the authority is asked for once."""

    config: MicrosoftConfig
    clock: Clock
    trust: ssl.SSLContext
    _http: "Http" = field(init=False)
    _threads: ThreadPoolExecutor = field(init=False)
    _client: ConfidentialClientApplication | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Open nothing yet."""
        self._http = Http(self.trust, self.config.patience)
        # Of its own: what hangs at Microsoft must not hold up what else runs in threads, such as looking names up.
        self._threads = ThreadPoolExecutor(AT_ONCE, "microsoft")

    async def renew(self, access: Access) -> Renewed:
        """Return new tokens; raise Revoked if there are none any more, Transient if Microsoft cannot be reached."""
        old = access.secrets.get("refresh_token", "")
        if not old:
            raise Revoked("there is no refresh token of Microsoft's")
        scopes = [each for each in SCOPES if each not in RESERVED]
        answer = await self._call(lambda: self._open().acquire_token_by_refresh_token(old, scopes))
        return self._renewed(access, answer)

    async def check(self) -> None:
        """See that the authority answers, and that it does not refuse us; raise the Fault of what is wrong.

        It is asked with a refresh token that is none, of which it may complain before it looks at who asks.
        """
        answer = await self._call(lambda: self._open().acquire_token_by_refresh_token("none", []))
        if answer.get("error") in OURS:
            raise Rejected("Microsoft does not know the app registration")

    async def _call(self, ask: Callable[[], object]) -> Mapping[str, Any]:
        """Return what msal answers, asked in a thread of its own; raise Transient if nothing comes of it."""
        try:
            async with asyncio.timeout(REQUESTS * self.config.patience):
                loop = asyncio.get_running_loop()
                answer = await loop.run_in_executor(self._threads, self._asked, ask)
        except TROUBLES as error:
            # Its text names addresses, and what was sent there.
            raise Transient(f"Microsoft's sign-in cannot be reached ({type(error).__name__})") from None
        if not isinstance(answer, dict):
            raise Transient("Microsoft's sign-in answers nothing that can be read")
        return answer

    def _asked(self, ask: Callable[[], object]) -> object:
        try:
            return ask()
        finally:
            self._http.close()  # an hour passes before the next one

    def _open(self) -> ConfidentialClientApplication:
        if self._client is None:
            self._client = ConfidentialClientApplication(
                self.config.client_id,
                client_credential=self.config.client_secret,
                authority=self.config.authority,
                http_client=self._http,
                token_cache=NoCache(),
                instance_discovery=False,  # the authority is ours to name: nobody else is asked whether it is one
            )
        return self._client

    def _renewed(self, access: Access, answer: Mapping[str, Any]) -> Renewed:
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise fault_of(answer.get("error"))
        fresh = answer.get("refresh_token")
        kept = fresh if isinstance(fresh, str) and fresh else access.secrets["refresh_token"]
        secrets = {**access.secrets, "access_token": token, "refresh_token": kept}
        return Renewed(secrets=secrets, expires_at=self.clock.now() + _lasts(answer.get("expires_in")))


def fault_of(error: object) -> Fault:
    """Return the fault that an error of sign-in stands for."""
    if error in WITHDRAWN:
        return Revoked("Microsoft gives no tokens for this account any more")
    if error in OURS:
        return Transient("Microsoft refuses the app registration: `parley doctor` says more")
    return Transient("Microsoft's sign-in cannot help at the moment")


def _lasts(seconds: object) -> timedelta:
    """Return how long a token lasts."""
    try:
        return min(max(timedelta(seconds=float(str(seconds))), SHORTEST), LONGEST)
    except OverflowError:
        return LONGEST
    except ValueError:
        return SHORTEST


class NoCache(TokenCache):  # type: ignore[misc] # msal has no types
    """Keeps no tokens: they are kept, sealed, elsewhere."""

    @override
    def add(self, event: Any, now: float | None = None) -> None:
        """Forget it."""


class _Trusting(HTTPAdapter):
    """Judges certificates as we are told to."""

    def __init__(self, trusted: ssl.SSLContext) -> None:
        self._trusted = trusted
        super().__init__()

    @override
    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more, ssl_context=self._trusted)

    @override
    def proxy_manager_for(self, *args: Any, **more: Any) -> Any:
        return super().proxy_manager_for(*args, **more, ssl_context=self._trusted)


@dataclass(frozen=True, slots=True)
class Heard:
    """What msal looks at of an answer."""

    status_code: int
    text: str
    headers: Mapping[str, str]


class Http:
    """How msal speaks HTTP: no longer than it should, and to nobody but whom we name."""

    def __init__(self, trusted: ssl.SSLContext, seconds: float) -> None:
        """Open nothing before the first request."""
        self._seconds = seconds
        self._session = requests.Session()
        self._session.trust_env = False  # it would take passwords from .netrc, too
        self._session.mount("https://", _Trusting(trusted))

    def get(self, url: str, **more: Any) -> Heard:
        """Ask for something."""
        return self._heard("GET", url, more)

    def post(self, url: str, **more: Any) -> Heard:
        """Send something."""
        return self._heard("POST", url, more)

    def close(self) -> None:
        """Let go of connections; it can be used again."""
        self._session.close()

    def _heard(self, method: str, url: str, more: Mapping[str, Any]) -> Heard:
        """Return an answer; raise OSError for one that is too large, or comes drop by drop."""
        until = monotonic() + self._seconds
        proxy = proxy_for(url)
        limits: dict[str, Any] = {"timeout": self._seconds, "allow_redirects": False, "stream": True}
        limits |= {"proxies": {"https": proxy}} if proxy else {}
        with self._session.request(method, url, **{**more, **limits}) as answer:
            whole = bytearray()
            while piece := answer.raw.read1(_PIECE, decode_content=True):
                whole += piece
                if len(whole) > MOST_BYTES or monotonic() > until:
                    raise OSError("the answer has no end")
            return Heard(answer.status_code, whole.decode("utf-8", "replace"), answer.headers)
