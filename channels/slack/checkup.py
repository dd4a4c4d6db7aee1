"""What the doctor looks at: whether Slack takes our tokens, what we may do, and how its events come in."""

from collections.abc import Iterator, Mapping, Sequence

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from channels.slack.config import EVENTS, INSTALL, SCOPES, SlackConfig

PATIENCE = 5
"""Seconds that Slack gets to answer."""
Found = tuple[str, str]
"""How something stands, and what to do about it; nothing to do means that it is well."""
MANUAL = "docs/channels/slack.md"


async def examine(config: SlackConfig) -> Sequence[Found]:
    """Look at everything that is configured."""
    found = list(_complete(config))
    if config.bot_token:
        found += await _bot(config)
    if config.app_token:
        found.append(await _socket(config))
    if config.signing_secret:
        found.append(_requests(config))
    return found


def _complete(config: SlackConfig) -> Iterator[Found]:
    """Find what is missing before anything can work."""
    if not config.bot_token and not config.by_oauth:
        yield "no workspace lets us in", "Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
    if not config.signing_secret and not config.app_token:
        yield "no event can come in", "Set SLACK_APP_TOKEN (a laptop) or SLACK_SIGNING_SECRET (a server)."
    if config.by_oauth and not config.sealed:
        yield (
            "tokens of workspaces cannot be kept",
            "Set CALENDAR_TOKEN_ENCRYPTION_KEY (openssl rand -hex 32).",
        )
    if config.by_oauth and config.bot_token:
        yield "SLACK_BOT_TOKEN is not looked at beside SLACK_CLIENT_ID", "Remove one of them."


async def _bot(config: SlackConfig) -> Sequence[Found]:
    try:
        answer = await _client(config.api_url, config.bot_token).auth_test()
    except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        return [_failed(error, "the token", "Install the app again and copy SLACK_BOT_TOKEN.")]
    missing = sorted(set(SCOPES) - _scopes(answer.headers))
    lacking = f"these scopes are missing: {', '.join(missing)}"
    place = f"in the workspace {answer.get('team')}, as {answer.get('user')}"
    if missing:
        return [(place, ""), (lacking, f"Add them to the app and install it again ({MANUAL}).")]
    return [(place, "")]


async def _socket(config: SlackConfig) -> Found:
    try:
        await _client(config.api_url, None).apps_connections_open(app_token=config.app_token)
    except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        return _failed(
            error,
            "the app token",
            f"Make one with the scope connections:write, and turn on Socket Mode ({MANUAL}).",
        )
    return "events come over a socket", ""


def _requests(config: SlackConfig) -> Found:
    where = f"events come to {config.base_url}{EVENTS}"
    if not config.base_url.startswith("https://"):
        return where, "Slack needs an https address: set PARLEY_BASE_URL, or use SLACK_APP_TOKEN on a laptop."
    return (f"{where}, workspaces install at {config.base_url}{INSTALL}" if config.by_oauth else where), ""


def _failed(error: Exception, what: str, mend: str) -> Found:
    """Say why Slack did not take something; its answer is named by its code only."""
    if isinstance(error, SlackApiError):
        code = str(error.response.get("error", "")) if isinstance(error.response, Mapping) else ""
        answer = getattr(error.response, "data", None)
        code = code or (str(answer.get("error", "")) if isinstance(answer, Mapping) else "")
        return f"{what} is not taken ({code or 'refused'})", mend
    return f"Slack cannot be reached ({type(error).__name__})", "Check SLACK_API_URL and the network."


def _scopes(headers: Mapping[str, str]) -> set[str]:
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    return {each.strip() for each in told.split(",")}


def _client(url: str, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=url, timeout=PATIENCE, retry_handlers=[])
