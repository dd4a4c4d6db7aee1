"""How a workspace lets us in (OAuth 2.0): off to Slack with a signed state, back with a code, which is exchanged for a token."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import web
from itsdangerous import BadData, URLSafeTimedSerializer
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.installed import Installation
from bot.ports import FrontDesk
from channels.slack.api import Api
from channels.slack.config import INSTALL, REDIRECT, SCOPES, SlackConfig
from channels.slack.tokens import secrets_of
from channels.slack.wire import CHANNEL
from core.errors import Fault

log = structlog.get_logger(__name__)

COOKIE = "parley_slack_state"
LASTS = 600
"""Seconds within which somebody has to come back from Slack."""
DONE = "Parley is in your workspace. You can close this page and say hello to Parley in Slack."
NOT_DONE = "Parley was not added to your workspace. Please start again from the beginning."


class Installing:
    """Serves the two pages of an installation."""

    def __init__(self, config: SlackConfig, desk: FrontDesk, api: Api) -> None:
        """Remember the doors."""
        self._config, self._desk, self._api = config, desk, api
        self._back = config.base_url + REDIRECT
        self._states = URLSafeTimedSerializer(config.secret, salt="slack installation")

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return what is served."""
        return [web.get(INSTALL, self.begin), web.get(REDIRECT, self.finish)]

    async def begin(self, request: web.Request) -> web.Response:
        """Send a browser to Slack; the state that it takes along is kept in a cookie too, so that no other browser can bring it back."""
        state = self._states.dumps(self._desk.chance.token())
        url = AuthorizeUrlGenerator(
            client_id=self._config.client_id,
            scopes=SCOPES,
            redirect_uri=self._back,
            authorization_url=self._config.authorize_url,
        )
        response = web.Response(status=302, headers={"Location": url.generate(state)})
        secure = self._config.base_url.startswith("https://")
        response.set_cookie(COOKIE, state, max_age=LASTS, httponly=True, secure=secure, samesite="Lax")
        return response

    async def finish(self, request: web.Request) -> web.Response:
        """Take the code that Slack sent a browser back with; keep the token for which it is exchanged."""
        code = request.query.get("code", "")
        if not self._is_ours(request.query.get("state", ""), request.cookies.get(COOKIE, "")):
            return _page(NOT_DONE, 403)
        if not code or "error" in request.query:  # they said no
            return _page(NOT_DONE, 200)
        try:
            await self._desk.install(await self._exchange(code))
        except Fault as error:
            log.warning("slack_not_installed", error=type(error).__name__)
            return _page(NOT_DONE, 502)
        return _page(DONE, 200)

    def _is_ours(self, state: str, kept: str) -> bool:
        try:
            self._states.loads(state, max_age=LASTS)
        except BadData:
            return False
        return hmac.compare_digest(state.encode(), kept.encode())

    async def _exchange(self, code: str) -> Installation:
        answer = await self._api(
            "oauth.v2.access",
            "",
            {
                "client_id": self._config.client_id,
                "client_secret": self._config.client_secret,
                "code": code,
                "redirect_uri": self._back,
            },
        )
        return self._installation(answer)

    def _installation(self, answer: Mapping[str, Any]) -> Installation:
        whole = answer.get("is_enterprise_install")
        where = (answer.get("enterprise") if whole else answer.get("team")) or {}
        lasts = answer.get("expires_in")
        ends = self._desk.clock.now() + timedelta(seconds=int(lasts)) if lasts else None
        return Installation(
            channel=CHANNEL,
            account=str(where.get("id", "")),
            name=str(where.get("name", "")),
            secrets=secrets_of(answer),
            facts={"bot": str(answer.get("bot_user_id", "")), "scopes": str(answer.get("scope", ""))},
            expires_at=ends,
        )


def _page(text: str, status: int) -> web.Response:
    response = web.Response(text=text, status=status, content_type="text/plain")
    response.del_cookie(COOKIE)
    return response
