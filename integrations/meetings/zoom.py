"""Meeting rooms of one Zoom account, by a server-to-server OAuth app.

Rules are from Zoom's API reference: tokens of such an app last an hour and are not renewed but asked for anew; a
meeting of type 2 has a time, one of type 3 has none and is kept for whoever comes again.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import aiohttp

from core.calendars import Draft
from core.errors import Fault, Gone, RateLimited, Rejected, Revoked, Transient
from core.ports import Clock
from core.ports.calendars import Meeting

SCHEDULED, RECURRING = 2, 3
"""Types of meetings: at a time; several times, at none of its own."""
TITLE = 200
"""Most characters of a topic."""
EARLIER = timedelta(minutes=5)
"""A token is taken as ended so long before it ends."""
PAGE = 300
"""Most meetings on one page of a list."""
PAGES = 20
LARGEST = 2_000_000
"""Most bytes of an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomConfig:
    """Whose account it is and where Zoom is."""

    account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    api_url: str = "https://api.zoom.us/v2"
    token_url: str = "https://zoom.us/oauth/token"  # noqa: S105 - an address, no secret
    ca_bundle: str = ""
    seconds: float = 10
    """A request may take so long."""


class Zoom:
    """Implements `core.ports.calendars.MeetingService`."""

    def __init__(self, config: ZoomConfig, clock: Clock) -> None:
        """Nothing is asked before it is needed."""
        self._config, self._clock = config, clock
        self._token, self._until = "", datetime.min.replace(tzinfo=UTC)
        self._asking = asyncio.Lock()
        self._trust = ssl.create_default_context(cafile=config.ca_bundle) if config.ca_bundle else None

    async def make(self, draft: Draft) -> Meeting:
        """Make a room, or return the one that an earlier try has made: its agenda says for which booking."""
        found = await self._made(draft) or await self._ask("POST", "/users/me/meetings", _body(draft))
        try:
            return Meeting(link=str(found["join_url"]), id=str(found["id"]))
        except KeyError as error:
            raise Transient(f"Zoom's answer has no {error.args[0]}") from None

    async def change(self, meeting_id: str, draft: Draft) -> None:
        """Move a room; raise Gone if there is no such one."""
        await self._ask("PATCH", f"/meetings/{quote(meeting_id, safe='')}", _body(draft))

    async def remove(self, meeting_id: str) -> None:
        """Delete a room; one that is gone already is no fault."""
        try:
            await self._ask("DELETE", f"/meetings/{quote(meeting_id, safe='')}")
        except Gone:
            return

    async def ready(self) -> None:
        """See that we are given a token; raise Fault."""
        await self._access()

    async def _made(self, draft: Draft) -> Mapping[str, Any] | None:
        """Return the meeting that was made for a booking; Zoom has no key by which a repeat is known."""
        for page in range(1, PAGES + 1):
            query = f"type=scheduled&page_size={PAGE}&page_number={page}"
            answer = await self._ask("GET", f"/users/me/meetings?{query}")
            listed = _listed(answer)
            found = next((each for each in listed if _mark(draft) in str(each.get("agenda", ""))), None)
            if found or len(listed) < PAGE:
                return found
        return None

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._access()}"}
        status, text, after = await self._send(method, self._config.api_url + path, headers, body)
        if status == 401:
            self._token = ""
            raise Transient("Zoom does not take the token any more; the next try has a new one")
        _require(status, after)
        return _read(text) if text else {}

    async def _access(self) -> str:
        """Return a token that is good; of all who need one, one asks."""
        async with self._asking:
            if not self._token or self._clock.now() >= self._until:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        config = self._config
        login = aiohttp.encode_basic_auth(config.client_id, config.client_secret)
        query = f"?grant_type=account_credentials&account_id={quote(config.account_id, safe='')}"
        status, text, after = await self._send("POST", config.token_url + query, {"Authorization": login})
        if status in (400, 401):
            raise Revoked("Zoom does not know our app, or has switched it off")
        _require(status, after)
        answer = _read(text)
        try:
            lasts = timedelta(seconds=int(answer["expires_in"]))
            self._token = str(answer["access_token"])
        except (KeyError, ValueError, TypeError) as error:
            raise Transient("Zoom's answer has no token") from error
        self._until = self._clock.now() + lasts - EARLIER

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> tuple[int, str, str]:
        """Return status, text and when to try again; raise Transient if there is no answer."""
        limit = aiohttp.ClientTimeout(total=self._config.seconds)
        trust: Any = self._trust or True
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.request(
                    method, url, headers=headers, json=body, ssl=trust, allow_redirects=False
                ) as answer,
            ):
                raw = await answer.content.read(LARGEST)
                return answer.status, raw.decode("utf-8", "replace"), answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Transient(f"Zoom does not answer: {type(error).__name__}") from None


async def examine(config: ZoomConfig, clock: Clock) -> list[tuple[str, str]]:
    """Ask for a token; return what is wrong, with how to mend it."""
    try:
        await Zoom(config, clock).ready()
    except Revoked:
        mend = (
            "Compare account id, client id and secret with the app's page, and see that the app is activated."
        )
        return [("does not know our app", mend)]
    except Fault as fault:
        return [(str(fault), "Look at ZOOM_TOKEN_URL and whether this machine reaches it.")]
    return []


def _require(status: int, after: str) -> None:
    if status == 404:
        raise Gone("Zoom has no such meeting")
    if status == 429:
        raise RateLimited(float(after) if after.isdigit() else 60.0)
    if status >= 500 or 300 <= status < 400:
        raise Transient(f"Zoom answers {status}")
    if status >= 400:
        raise Rejected(f"Zoom answers {status}")


def _read(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        raise Transient("Zoom's answer is no JSON") from None
    if not isinstance(answer, dict):
        raise Transient("Zoom's answer is no object")
    return answer


def _listed(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = answer.get("meetings", [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Transient("Zoom's answer lists no meetings")
    return listed


def _body(draft: Draft) -> dict[str, Any]:
    body: dict[str, Any] = {"topic": draft.title[:TITLE], "agenda": _mark(draft)}
    if draft.series:
        return body | {"type": RECURRING}
    return body | {
        "type": SCHEDULED,
        "start_time": draft.during.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "duration": draft.during.minutes,
        "timezone": draft.zone,
    }


def _mark(draft: Draft) -> str:
    """Return by what a meeting is known as ours."""
    return f"Parley {draft.uid}"
