"""Subscriptions: Graph's promise to tell us of changes in a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calendars import Calendar, Watch
from core.ports import Clock
from core.ports.calendars import Hook
from integrations.calendars.microsoft.graph import Answer, Graph, Json, part
from integrations.calendars.microsoft.wire import identity, moment

LENGTHS = (timedelta(minutes=10_080 - 10), timedelta(minutes=4_230 - 10))
"""How long we ask for, the second if the first is refused: events may be watched for under seven days, before 2024 (and still
in some national clouds) for 4230 minutes. Source: Microsoft Graph, "subscription resource type", maximum length."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Makes, renews and ends subscriptions."""

    graph: Graph
    clock: Clock

    async def watch(self, calendar: Calendar, hook: Hook) -> Watch:
        """Renew the subscription that there is, else make one; Graph tries our address before it answers."""
        renewed = await self._renewed(calendar.watch) if calendar.watch else None
        if renewed is not None:
            return renewed
        body = {
            "changeType": "created,updated,deleted",
            "notificationUrl": hook.address,
            "lifecycleNotificationUrl": f"{hook.address.rpartition('/')[0]}/lifecycle",
            "resource": f"/me/calendars/{calendar.remote}/events",
            "clientState": hook.token,
            "latestSupportedTlsVersion": "v1_2",
        }
        answer = await self._asked("POST", "/subscriptions", body)
        return Watch(id=identity(answer.body), expires_at=_until(answer.body))

    async def unwatch(self, watch: Watch) -> None:
        """End a subscription; one that has ended already is no fault."""
        address = self.graph.address(f"/subscriptions/{part(watch.id)}")
        await self.graph.ask("DELETE", address, expected=(404, 410))

    async def _renewed(self, watch: Watch) -> Watch | None:
        """Return a subscription with a later end, None if there is none of that id any more."""
        answer = await self._asked("PATCH", f"/subscriptions/{part(watch.id)}", {}, (404, 410))
        return None if answer.status >= 400 else Watch(id=watch.id, expires_at=_until(answer.body))

    async def _asked(self, method: str, path: str, body: Json, expected: tuple[int, ...] = ()) -> Answer:
        """Ask for a subscription for as long as Graph grants one; raise the Fault of the last refusal."""
        address, now = self.graph.address(path), self.clock.now()
        long, short = ({**body, "expirationDateTime": f"{now + each:%Y-%m-%dT%H:%M:%SZ}"} for each in LENGTHS)
        answer = await self.graph.ask(method, address, long, expected=(400, *expected))
        if answer.status == 400:
            return await self.graph.ask(method, address, short, expected=expected)
        return answer


def _until(raw: Json) -> datetime:
    """Return when a subscription ends, as Graph says."""
    return moment(raw.get("expirationDateTime"))
