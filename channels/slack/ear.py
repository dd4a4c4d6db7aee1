"""Hears what Slack delivers: reads it, finds the talk that it belongs to, and keeps it durably. Knows nothing of how it came."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.ports import FrontDesk
from channels.slack import mrkdwn, wire
from channels.slack.profiles import Look
from channels.slack.wire import Around

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ear:
    """Keeps deliveries of all workspaces. Raises Transient if the database is away: they must not be acknowledged then."""

    desk: FrontDesk
    look: Look

    async def said(self, account: str, body: Body) -> None:
        """Hear a message, or one in which we are mentioned."""
        event, bot = body["event"], _bot(body)
        around = await self._around(account, str(event.get("user", "")), str(event.get("text", "")), bot)
        incoming = wire.said(event, str(body.get("event_id", "")), around)
        if incoming is None:
            return
        thread, rest = await self._called_for(account, event, bot)
        if thread:
            incoming = replace(
                incoming, text=mrkdwn.plain(rest, around.names), choice=None if rest else wire.START
            )
        await self.desk.arrive(incoming, thread, _called(around))

    async def _called_for(self, account: str, event: Body, bot: str) -> tuple[str | None, str]:
        """Return the talk that a message calls for by naming a colleague, and what else it says; None if for none."""
        member, talk, rest = wire.named(event, bot)
        host = await self.desk.host_at(wire.CHANNEL, account, member) if member else None
        if host is not None and member != event.get("user"):
            talk = f"@{host.username}"
        return (talk or None), rest

    async def tapped(self, account: str, body: Body, action: Body) -> None:
        """Hear the tap on a choice, in the talk to which it belongs."""
        around = await self._around(account, str((body.get("user") or {}).get("id", "")))
        heard = wire.tapped(body, action, around)
        if heard is not None:
            await self.desk.arrive(heard.incoming, heard.thread, _called(around))

    async def told(self, account: str, body: Body, thread: str, text: str) -> None:
        """Hear what was said with a command, in the talk `thread`."""
        around = await self._around(account, str(body.get("user_id", "")), text)
        await self.desk.arrive(wire.commanded(body, around, text), thread, _called(around))

    async def opened(self, account: str, user: str) -> None:
        """Greet somebody who looks at our direct messages for the first time."""
        around = await self._around(account, user)
        await self.desk.arrive(wire.opened(user, around), called=_called(around))

    async def opened_talk(self, account: str, body: Body, action: Body) -> None:
        """Open the talk that a button names, in the direct messages of who tapped it."""
        user = str((body.get("user") or {}).get("id", ""))
        asked = {"user_id": user, "trigger_id": f"{action.get('action_ts', '')}:{user}"}
        await self.told(account, asked, str(action.get("value", "")), "")

    async def _around(self, account: str, user: str, text: str = "", bot: str = "") -> Around:
        return Around(
            account=account,
            at=self.desk.clock.now(),
            profile=await self.look(account, user),
            names=await self._names(account, text),
            bot=bot,
        )

    async def _names(self, account: str, text: str) -> Mapping[str, str]:
        """Return how the members who are mentioned are called here: those who are hosts by their usernames."""
        found = {}
        for user in mrkdwn.mentioned(text):
            host = await self.desk.host_at(wire.CHANNEL, account, user)
            if host:
                found[user] = host.username
        return found


def _called(around: Around) -> str:
    return f"@{around.profile.label}" if around.profile.label else ""


def _bot(body: Body) -> str:
    """Return our own member id, as an event names it."""
    ours = [each["user_id"] for each in body.get("authorizations") or () if each.get("is_bot")]
    return str(ours[0]) if ours else ""
