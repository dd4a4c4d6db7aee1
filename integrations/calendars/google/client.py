"""Google's client library, asked from asyncio."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from googleapiclient.discovery import build

from core.errors import Expired, Fault, Transient
from core.ports import Clock
from core.ports.calendars import Access
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.google.wire import Wire

MOST_PAGES = 100
"""Pages of one listing that are read."""
AT_ONCE = 16
"""Exchanges under way at the same time."""
GRACE = 1.0
"""Seconds that a thread gets beyond the time of its exchange, to look names up."""

T = TypeVar("T")


class Client:
    """Builds requests from the discovery document that comes with the library, and carries them out in threads of its own.

    Of its own, because what hangs at Google must not hold up what else runs in the threads of the process, such as looking names up.
    """

    def __init__(self, config: GoogleConfig, wire: Wire, clock: Clock) -> None:
        """Nothing is asked yet."""
        self.wire, self._patience = wire, config.patience + GRACE
        self._threads = ThreadPoolExecutor(AT_ONCE, "google")
        self.api: Any = build(
            "calendar",
            "v3",
            http=wire,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": f"{config.calendar_url}/"},
        )

    async def ask(self, access: Access, request: Any, tag: str = "") -> Mapping[str, Any]:
        """Carry a request out, with `tag` only if that is still the event's; return the answer, raise a Fault."""
        token = access.secrets.get("access_token", "")
        if not token:
            raise Expired("there is no token")
        request.headers |= {"authorization": f"Bearer {token}"} | ({"if-match": tag} if tag else {})
        answer = await self.call(request.execute)
        if answer in ("", b""):  # a deletion answers with nothing
            return {}
        if not isinstance(answer, Mapping):
            raise Transient("Google's answer is no object")
        return answer

    async def pages(
        self, access: Access, method: Callable[..., Any], query: Mapping[str, Any]
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Read a listing page by page; raise Transient if it does not end."""
        seen: set[str | None] = set()
        token: str | None = None
        while token not in seen and len(seen) < MOST_PAGES:
            seen.add(token)
            page = await self.ask(access, method(**query, pageToken=token))
            yield page
            token = page.get("nextPageToken")
            if not token:
                return
            if not isinstance(token, str):
                break
        raise Transient("Google's list has no end")

    async def call(self, work: Callable[[], T]) -> T:
        """Do what blocks in a thread, for a bounded time; raise a Fault for whatever goes wrong."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.wait_for(running, self._patience)
        except TimeoutError:
            raise Transient("Google does not answer in time") from None
        except Fault:
            raise
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise Transient("Google's answer cannot be read") from None
