"""Calls of Slack's Web API, and what its answers mean for us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from core.errors import Fault, RateLimited, Rejected, Revoked, Transient, Unreachable

AGAIN = 30.0
"""Seconds to wait where Slack asks for a pause without saying how long."""
TIMEOUT = 20
"""Seconds that a call may take."""
WITHDRAWN = frozenset(
    {
        "account_inactive",
        "app_missing_action_url",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Errors that say that we may not any more, or may not that."""
GONE = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "users_not_found",
    }
)
"""Errors that say that there is no such room, or none that we can reach."""
BLOCKED = frozenset(
    {"cannot_dm_bot", "messages_tab_disabled", "restricted_action", "user_is_bot", "user_not_visible"}
)
"""Errors that say that somebody shut us out."""
READING = frozenset({"auth.test", "users.info", "team.info"})
"""Methods that are asked with GET."""
BY_FORM = frozenset({"oauth.v2.access"})
"""Methods that take a form only."""
PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Errors that may pass."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the Web API."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class Api(Protocol):
    """The Web API as one function. Raises faults; `error_of` tells which error was answered."""

    async def __call__(self, method: str, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method such as `chat.postMessage`; return the body of its answer."""
        ...


class SlackRejected(Rejected):
    """Slack does not take something; `code` is the error that it answered."""

    def __init__(self, code: str) -> None:
        """Remember the error."""
        super().__init__(code)
        self.code = code


def body_of(reply: Reply) -> Mapping[str, Any]:
    """Return the body of an answer; raise the fault that it tells."""
    if reply.status == 429:
        raise RateLimited(_pause(reply.headers))
    if reply.status >= 500:
        raise Transient(f"Slack answered {reply.status}")
    if reply.body.get("ok"):
        return reply.body
    raise fault_of(str(reply.body.get("error", f"status {reply.status}")), reply.headers)


def fault_of(code: str, headers: Mapping[str, str] | None = None) -> Fault:
    """Return what an error of the Web API means for us."""
    if code in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return RateLimited(_pause(headers or {}))
    if code in WITHDRAWN:
        return Revoked(code)
    if code in GONE:
        return Unreachable("gone")
    if code in BLOCKED:
        return Unreachable("blocked")
    return Transient(code) if code in PASSING else SlackRejected(code)


def _pause(headers: Mapping[str, str]) -> float:
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(told) if told.isdigit() else AGAIN


Session = Callable[[], aiohttp.ClientSession]


class WebApi:
    """The Web API by slack_sdk's client, with one pool of connections. Nothing is tried again here: the outbox does."""

    def __init__(self, url: str) -> None:
        """Call the API at `url` (https://slack.com/api/)."""
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, method: str, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method with a token; return the body of its answer, or raise the fault that it tells."""
        try:
            answer = await self._ask(self._client(token), method, dict(arguments))
        except SlackApiError as error:
            raise _answered(error) from None
        except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError) as error:
            raise Transient(f"Slack cannot be reached: {type(error).__name__}") from None
        return _body(answer.data)

    async def _ask(
        self, client: AsyncWebClient, method: str, arguments: dict[str, Any]
    ) -> AsyncSlackResponse:
        """Send arguments in the form that a method takes; only those that write take JSON."""
        if method in READING:
            return await client.api_call(method, http_verb="GET", params=arguments)
        if method in BY_FORM:
            return await client.api_call(method, data=arguments)
        return await client.api_call(method, json=arguments)

    def _client(self, token: str) -> AsyncWebClient:
        return AsyncWebClient(
            token=token or None, base_url=self._url, timeout=TIMEOUT, session=self._pool(), retry_handlers=[]
        )

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        return self._session

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()


def _answered(error: SlackApiError) -> Fault:
    """Return the fault that an answer tells; of its text nothing is kept, since it may repeat what was sent."""
    answer = error.response
    status, data = getattr(answer, "status_code", 500), getattr(answer, "data", None)
    headers = {str(name): str(value) for name, value in (getattr(answer, "headers", None) or {}).items()}
    try:
        body_of(Reply(status, _body(data), headers))
    except Fault as fault:
        return fault
    return Transient("Slack answered something else")


def _body(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}
