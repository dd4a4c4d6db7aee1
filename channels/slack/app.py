"""The app as Bolt dispatches to it: each kind of request to who carries it out, kept durably before it is acknowledged."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from bot.ports import FrontDesk
from channels.slack import home
from channels.slack.blocks import CHOOSE
from channels.slack.commands import Commands
from channels.slack.ear import Body, Ear
from channels.slack.later import Later
from channels.slack.unfurl import OPEN, PAGE, Unfurls
from channels.slack.windows import Windows
from channels.slack.wire import CHANNEL
from core.errors import Transient

log = structlog.get_logger(__name__)

SCHEDULE = "schedule"
"""The message shortcut's callback id."""
OURS_TO_ANSWER = 503
"""Says to Slack that a delivery was not kept and has to come again."""


def silent_logger() -> logging.Logger:
    """Return a logger that says nothing: Bolt's own would repeat what people wrote, and tokens."""
    found = logging.Logger("channels.slack.bolt")  # noqa: LOG001 - one of its own, which nothing configures
    found.setLevel(logging.CRITICAL)
    found.disabled = True
    return found


class Anybody(AsyncAuthorize):
    """Lets every signed request through; whether we have a token for its workspace is found out when one is needed."""

    def __init__(self) -> None:
        """Know nothing of anybody."""

    @override
    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Return whose request it is."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


@dataclass(frozen=True, slots=True)
class Listeners:
    """What is done with each kind of request. Names of arguments are Bolt's."""

    desk: FrontDesk
    ear: Ear
    commands: Commands
    windows: Windows
    unfurls: Unfurls
    later: Later

    async def said(self, body: Body, context: AsyncBoltContext) -> None:
        """Hear a message or a mention."""
        await self.ear.said(account_of(context), body)

    async def opened(self, body: Body, context: AsyncBoltContext) -> None:
        """Greet who looks at our messages for the first time."""
        event = body["event"]
        account, user = account_of(context), str(event["user"])
        if event.get("tab") == "messages":
            await self.ear.opened(account, user)
        else:
            self.later(self.windows.show_home(account, user))

    async def chosen(self, ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext) -> None:
        """Hear a tap."""
        await self.ear.tapped(account_of(context), body, action)
        await ack()

    async def started(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Greet who taps "start" on the home tab, and show it as it is then."""
        account, user = account_of(context), str(body["user"]["id"])
        await self.ear.opened(account, user)
        await ack()
        self.later(self.windows.show_home(account, user))

    async def paused(self, ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext) -> None:
        """Take no bookings for now, or take them again."""
        account, user = account_of(context), str(body["user"]["id"])
        await self.windows.pause(account, user, paused=action["action_id"] == home.PAUSE)
        await ack()
        self.later(self.windows.show_home(account, user))

    async def form(self, ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext) -> None:
        """Open a form."""
        await ack()
        self.later(self.windows.open(account_of(context), body, action))

    async def chose(self, ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext) -> None:
        """Show what can be booked with who was chosen."""
        await ack()
        self.later(self.windows.chose(account_of(context), body, action))

    async def entered(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Do what was entered into a form."""
        account = account_of(context)
        answer = await self.windows.entered(account, body)
        await ack(dict(answer))
        if not answer:
            self.later(self.windows.show_home(account, str(body["user"]["id"])))

    async def talk(self, ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext) -> None:
        """Open the talk of a link that was shown in a channel."""
        await self.ear.opened_talk(account_of(context), body, action)
        await ack()

    async def went(self, ack: AsyncAck) -> None:
        """Take note that a link was followed; Slack tells that too."""
        await ack()

    async def shared(self, body: Body, context: AsyncBoltContext) -> None:
        """Show what is behind links to booking pages."""
        self.later(self.unfurls.show(account_of(context), body["event"]))

    async def parley(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Carry out `/parley`."""
        await ack(await self.commands.parley(account_of(context), body))

    async def meet(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Carry out `/meet`."""
        await ack(await self.commands.meet(account_of(context), body))

    async def schedule(
        self, ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond
    ) -> None:
        """Carry out the message shortcut."""
        told = await self.commands.from_message(account_of(context), body)
        await ack()
        self.later(respond(told))

    async def removed(self, context: AsyncBoltContext) -> None:
        """Forget a workspace that let us go."""
        await self.desk.uninstall(CHANNEL, account_of(context))
        log.info("slack_uninstalled", account=account_of(context))

    async def revoked(self, body: Body, context: AsyncBoltContext) -> None:
        """Forget a workspace that took our token back; tokens of its members are none of ours."""
        if (body["event"].get("tokens") or {}).get("bot"):
            await self.removed(context)


def account_of(context: AsyncBoltContext) -> str:
    """Return the workspace, or the organisation that let us in as a whole."""
    whole = context.is_enterprise_install and context.enterprise_id
    return str(whole or context.team_id or "")


async def failed(error: Exception) -> BoltResponse:
    """Tell Slack that a request was not kept, so that it comes again; say nothing of its content."""
    if isinstance(error, Transient):
        log.warning("slack_request_put_off")
    else:
        log.error("slack_request_failed", error=type(error).__name__, exc_info=error)
    return BoltResponse(status=OURS_TO_ANSWER)


def make_app(listeners: Listeners, api_url: str) -> AsyncApp:
    """Return the app. Requests are verified by the door, before they come here."""
    app = AsyncApp(
        name="parley",
        logger=silent_logger(),
        client=AsyncWebClient(base_url=api_url),
        authorize=Anybody(),
        process_before_response=True,
        request_verification_enabled=False,
    )
    app.error(failed)
    for event, listener in _events(listeners):
        app.event(event)(listener)
    app.command("/parley")(listeners.parley)
    app.command("/meet")(listeners.meet)
    app.message_shortcut(SCHEDULE)(listeners.schedule)
    for action, listener in _actions(listeners):
        app.action(action)(listener)
    app.view(re.compile("form:.*"))(listeners.entered)
    return app


Listener = Callable[..., Awaitable[Any]]


def _events(listeners: Listeners) -> tuple[tuple[str, Listener], ...]:
    return (
        ("message", listeners.said),
        ("app_mention", listeners.said),
        ("app_home_opened", listeners.opened),
        ("link_shared", listeners.shared),
        ("app_uninstalled", listeners.removed),
        ("tokens_revoked", listeners.revoked),
    )


def _actions(listeners: Listeners) -> tuple[tuple[str | re.Pattern[str], Listener], ...]:
    return (
        (re.compile(f"{CHOOSE}(:.*)?"), listeners.chosen),
        (home.START, listeners.started),
        (re.compile(f"{home.PAUSE}|{home.RESUME}"), listeners.paused),
        (re.compile(f"{home.BOOK}|{home.HOURS}|{home.NEW}|{home.EDIT}"), listeners.form),
        ("form:who", listeners.chose),
        (OPEN, listeners.talk),
        (re.compile(f"{PAGE}|home:manage:.*"), listeners.went),
    )
