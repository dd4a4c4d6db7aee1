"""What is typed with a slash, and the shortcut of a message: whose talk it opens, and what is said to who typed it."""

from dataclasses import dataclass

from bot.phrases import Voice
from bot.ports import FrontDesk
from channels.slack import wire
from channels.slack.ear import Body, Ear
from channels.slack.words import with_written

OWN = ""
"""The thread of one's own talk."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Carries commands out. Each returns what is said at once, to who typed it alone."""

    desk: FrontDesk
    ear: Ear

    async def parley(self, account: str, body: Body) -> str:
        """Hear words in one's own talk, or open the one that is named (`@anna/intro`)."""
        member, talk, rest = wire.whom(str(body.get("text", "")))
        if member or talk:
            return await self.meet(account, body)
        await self.ear.told(account, body, OWN, rest)
        return await self._say(account, body, "slack.answered")

    async def meet(self, account: str, body: Body) -> str:
        """Open the talk with a colleague or host, and hear there what else was said."""
        member, talk, rest = wire.whom(str(body.get("text", "")))
        if not member and not talk:
            return await self._say(account, body, "slack.meet_whom")
        if not talk:
            told, talk = await self._talk_with(account, body, member)
            if told:
                return told
        await self.ear.told(account, body, talk, rest)
        return await self._say(account, body, "slack.answered")

    async def from_message(self, account: str, body: Body) -> str:
        """Open the talk with whoever wrote a message, and hear there what they wrote."""
        message = body.get("message") or {}
        asked = {**body, "user_id": str((body.get("user") or {}).get("id", ""))}
        author = str(message.get("user", ""))
        if not author:
            return await self._say(account, asked, "slack.not_a_member")
        told, talk = await self._talk_with(account, asked, author)
        if told:
            return told
        await self.ear.told(account, asked, talk, str(message.get("text", "")))
        return await self._say(account, asked, "slack.answered")

    async def _talk_with(self, account: str, body: Body, member: str) -> tuple[str, str]:
        """Return what to say instead, or the talk with a member who can be booked."""
        if member == body.get("user_id"):
            return await self._say(account, body, "slack.yourself"), ""
        host = await self.desk.host_at(wire.CHANNEL, account, member)
        if host is None:
            return await self._say(account, body, "slack.not_a_host", who=f"<@{member}>"), ""
        return "", f"@{host.username}"

    async def _say(self, account: str, body: Body, phrase: str, **facts: str) -> str:
        return with_written(phrase, await self.voice(account, str(body.get("user_id", ""))), **facts)

    async def voice(self, account: str, user: str) -> Voice:
        """Return for whom words are made."""
        profile = await self.ear.look(account, user)
        return Voice(
            locale=profile.locale or "en",
            zone=profile.zone or "UTC",
            now=self.desk.clock.now(),
            base_url=self.desk.links.base_url,
        )
