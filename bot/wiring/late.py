"""Outside services whose libraries are loaded when they are first asked.

The client libraries of calendars and of sign-in take longer to load, and more memory, than all of our own code;
most processes never ask most of them. So what is configured is put together at once, and made at the first call:
in a thread, for loading takes as long as dozens of turns.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from typing_extensions import override

from core.calendars import Calendar, Changes, Draft, Entry, RemoteCalendar, RemoteEvent, Watch, Written
from core.interval import Interval
from core.ports.calendars import Access, CalendarService, Hook, Renewed
from core.ports.identity import Asking, Grant, IdentityClient

Made = TypeVar("Made")


class Late(Generic[Made]):
    """Something that is made when it is first asked for, and once."""

    def __init__(self, make: Callable[[], Made]) -> None:
        """Nothing is made yet; `make` runs in a thread."""
        self._make, self._making = make, asyncio.Lock()
        self._made: list[Made] = []

    async def get(self) -> Made:
        """Return it; whoever asks while it is being made waits. If it cannot be made, the next one tries again."""
        async with self._making:
            if not self._made:
                self._made.append(await asyncio.to_thread(self._make))
            return self._made[0]


class LateCalendars(CalendarService):
    """A provider of calendars that is made at the first call."""

    def __init__(self, make: Callable[[], CalendarService], *, pushes: bool = False) -> None:
        """Whether it `pushes` must be known before it is made: what is configured says so."""
        self._service, self._pushes = Late(make), pushes

    @property
    @override
    def pushes(self) -> bool:
        return self._pushes

    @override
    async def renew(self, access: Access) -> Renewed | None:
        return await (await self._service.get()).renew(access)

    @override
    async def revoke(self, access: Access) -> None:
        await (await self._service.get()).revoke(access)

    @override
    async def calendars(self, access: Access) -> Sequence[RemoteCalendar]:
        return await (await self._service.get()).calendars(access)

    @override
    async def events(self, access: Access, calendar: Calendar, within: Interval) -> Sequence[RemoteEvent]:
        return await (await self._service.get()).events(access, calendar, within)

    @override
    async def changes(self, access: Access, calendar: Calendar, within: Interval) -> Changes:
        return await (await self._service.get()).changes(access, calendar, within)

    @override
    async def put(self, access: Access, calendar: Calendar, draft: Draft, known: Entry | None) -> Written:
        return await (await self._service.get()).put(access, calendar, draft, known)

    @override
    async def remove(self, access: Access, calendar: Calendar, entry: Entry) -> None:
        await (await self._service.get()).remove(access, calendar, entry)

    @override
    async def watch(self, access: Access, calendar: Calendar, hook: Hook) -> Watch:
        return await (await self._service.get()).watch(access, calendar, hook)

    @override
    async def unwatch(self, access: Access, watch: Watch) -> None:
        await (await self._service.get()).unwatch(access, watch)


class LateTyped(LateCalendars):
    """A provider that is opened by what people type (`bot.wiring.connecting.typed`), made at the first call."""

    async def connect(self, **form: str) -> Any:
        """Open an account for the first time, as the provider's own `connect` does."""
        service: Any = await self._service.get()
        return await service.connect(**form)


class LateIdentity(IdentityClient):
    """A provider that vouches for people, made at the first call."""

    def __init__(self, make: Callable[[], IdentityClient]) -> None:
        """Nothing is made yet."""
        self._client = Late(make)

    @override
    async def authorize_url(self, asking: Asking) -> str:
        return await (await self._client.get()).authorize_url(asking)

    @override
    async def exchange(self, code: str, asking: Asking) -> Grant:
        return await (await self._client.get()).exchange(code, asking)
