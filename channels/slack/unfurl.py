"""Links to booking pages that are posted in a channel: shown with what can be booked, and the next free times by each reader's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.phrases import Voice, say
from bot.ports import FrontDesk
from channels.slack.api import Api
from channels.slack.blocks import Payload, button, section
from channels.slack.channel import Token
from channels.slack.commands import Commands
from channels.slack.ear import Body
from channels.slack.limits import BUTTON_TEXT
from channels.slack.mrkdwn import BEGINS_AS, date, escape
from channels.slack.wire import TALK
from channels.slack.words import label, told
from core.errors import Refused
from core.event_types import EventType, Visibility
from core.interval import Interval
from core.queries import FindSlots, HostPage, ShowHost

OPEN = "open_talk"
"""Action id of the button that opens the talk; its value names it."""
PAGE = "open_page"
TIMES, AHEAD = 3, timedelta(days=14)
"""So many free times are shown, of so many days."""
MOST = 5
"""Links of one message that are looked at."""


@dataclass(frozen=True, slots=True)
class Unfurls:
    """Shows what is behind links to booking pages."""

    desk: FrontDesk
    api: Api
    token: Token
    commands: Commands

    async def show(self, account: str, event: Body) -> None:
        """Show the links of a message."""
        voice = await self.commands.voice(account, str(event.get("user", "")))
        shown = {}
        for link in (event.get("links") or ())[:MOST]:
            found = await self._preview(str(link.get("url", "")), voice)
            if found:
                shown[str(link["url"])] = {"blocks": found}
        if shown:
            await self.api("chat.unfurl", await self.token(account), _where(event) | {"unfurls": shown})

    async def _preview(self, url: str, voice: Voice) -> Sequence[Payload] | None:
        """Return the blocks of a link, None if it is none to a page that everybody may see."""
        talk = talk_at(url, self.desk.links.base_url)
        if not talk:
            return None
        username, _, code = talk[1:].partition("/")
        try:
            page: HostPage = await self.desk.answer(ShowHost(username=username))
        except Refused:
            return None
        found = _listed(page, code)
        return await self._blocks(page, found, talk, voice) if found else None

    async def _blocks(
        self, page: HostPage, found: Sequence[EventType], talk: str, voice: Voice
    ) -> Sequence[Payload]:
        lines = [f"*{escape(page.host.name)}*"]
        lines += [
            escape(say("slack.unfurl_kind", {"title": e.title, "lengths": e.lengths}, voice)) for e in found
        ]
        blocks = [section("\n".join(lines))]
        times = await self._times(page, found[0]) if len(found) == 1 else ()
        if times:
            blocks.append(section("\n".join([told("slack.unfurl_next", voice), *_told(times, voice)])))
        here = button(OPEN, label("slack.unfurl_book", voice, BUTTON_TEXT), talk)
        there = button(PAGE, label("slack.unfurl_page", voice, BUTTON_TEXT)) | {
            "url": f"{self.desk.links.base_url}/{talk}"
        }
        return [*blocks, {"type": "actions", "elements": [here, there]}]

    async def _times(self, page: HostPage, event_type: EventType) -> Sequence[datetime]:
        now = self.desk.clock.now()
        query = FindSlots(
            host_id=page.host.id,
            event_type_id=event_type.id,
            length=event_type.lengths[0],
            within=Interval(now, now + AHEAD),
        )
        try:
            found = await self.desk.answer(query)
        except Refused:
            return ()
        return [each.start for each in found.slots[:TIMES]]


def talk_at(url: str, base_url: str) -> str:
    """Return the talk to which the address of a booking page belongs (`@anna/intro`), empty if it is none of ours."""
    ours, theirs = urlsplit(base_url), urlsplit(url)
    path = theirs.path.removeprefix(ours.path).strip("/")
    same = (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)
    return path if same and theirs.path.startswith(ours.path) and TALK.fullmatch(path) else ""


def _listed(page: HostPage, code: str) -> Sequence[EventType]:
    """Return what is shown: the event type that is named, else all that stand on the page."""
    active = [each for each in page.event_types if each.active]
    if code:
        return [each for each in active if each.code == code]
    return [each for each in active if each.visibility is Visibility.PUBLIC][:MOST]


def _told(times: Sequence[datetime], voice: Voice) -> list[str]:
    return [date(at, BEGINS_AS, say("slack.unfurl_time", {"slot": at}, voice)) for at in times]


def _where(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return which message is meant; one that is still being written has an id of its own."""
    if event.get("unfurl_id") and event.get("source"):
        return {"unfurl_id": event["unfurl_id"], "source": event["source"]}
    return {"channel": event["channel"], "ts": event["message_ts"]}
