"""A workspace that behaves like Slack's: members, channels, messages, views, and a Web API that refuses what Slack refuses."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.slack.api import Reply, body_of
from tests.support.slack.contract import faults_in_message, faults_in_view

TEAM, BOT, BOT_TOKEN = "T0PARLEY", "U0PARLEY", "xoxb-1-original"
SCOPES = (
    "app_mentions:read,channels:join,chat:write,commands,im:history,im:read,im:write,links:read,links:write,"
    "users:read,users:read.email"
)


CLIENT_SECRET = "client-secret-of-ours"
OPEN = frozenset({"oauth.v2.access"})
"""Methods that are called without a token."""


@dataclass
class Member:
    """Somebody in the workspace."""

    id: str
    name: str = ""
    real_name: str = ""
    tz: str | None = None
    locale: str | None = None
    email: str | None = None
    team: str = TEAM
    is_bot: bool = False
    deleted: bool = False
    blocks_us: bool = False

    def told(self) -> dict[str, Any]:
        """Return what users.info tells."""
        profile = {
            "real_name": self.real_name,
            "display_name": self.name,
            "email": self.email,
            "team": self.team,
        }
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "locale": self.locale,
            "is_bot": self.is_bot,
            "is_email_confirmed": self.email is not None,
            "profile": {key: value for key, value in profile.items() if value is not None},
        }


@dataclass(frozen=True)
class Sent:
    """A message as it stands in a conversation; `only_for` is who alone can see it."""

    channel: str
    ts: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    thread_ts: str | None = None
    only_for: str | None = None


@dataclass
class Workspace:
    """The workspace and its Web API. `troubles` are answered first, one a call: a Reply, or an exception to raise."""

    now: Callable[[], float] = lambda: 1_764_000_000.0
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, set[str]] = field(default_factory=dict)
    """Who is in which channel; we are in it if BOT is."""
    tokens: set[str] = field(default_factory=lambda: {BOT_TOKEN})
    sent: list[Sent] = field(default_factory=list)
    views: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Open modals by id, home tabs by member."""
    unfurled: list[Mapping[str, Any]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Codes of installations that were agreed to, and whose workspace they are for; each is good once."""
    refreshes: set[str] = field(default_factory=set)
    """Tokens for renewal; each is good once."""
    lasts: int = 0
    """Seconds that tokens last; 0 is for good."""
    triggers: dict[str, float] = field(default_factory=dict)
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    troubles: deque[Reply | Exception] = field(default_factory=deque)
    lost: deque[Exception] = field(default_factory=deque)
    """Raised after a call was carried out: its answer never comes."""
    fails_after: int | None = None
    """After so many calls one fails."""
    _count: int = 0

    def join(self, member: Member) -> Member:
        """Take somebody in."""
        self.members[member.id] = member
        return member

    def number(self) -> int:
        """Return a number that was not there before."""
        self._count += 1
        return self._count

    def stamp(self) -> str:
        """Return a time stamp that no other message has."""
        return f"{int(self.now())}.{self.number():06}"

    def trigger(self) -> str:
        """Return a trigger id, good for three seconds and one use."""
        found = f"{self.number()}.13345224609.8534564800ef"
        self.triggers[found] = self.now()
        return found

    async def __call__(self, method: str, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Be the Web API without a network between."""
        return body_of(self.answer(method, token, arguments))

    def answer(self, method: str, token: str, arguments: Mapping[str, Any]) -> Reply:
        """Carry out a call as Slack does."""
        self.calls.append((method, arguments))
        if self.fails_after is not None:
            self.fails_after -= 1
            if self.fails_after < 0:
                self.fails_after = None
                return failing()
        if self.troubles:
            trouble = self.troubles.popleft()
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        if token not in self.tokens and method not in OPEN:
            return _no("token_revoked" if token else "not_authed")
        answer = METHODS[method](self, arguments)
        if self.lost:
            raise self.lost.popleft()
        return answer

    def grant(self, team: str) -> dict[str, Any]:
        """Return what is told of a token that is given out now."""
        number = self.number()
        access, refresh = f"xoxb-{team}-{number}", f"xoxe-1-{number}"
        self.tokens.add(access)
        told: dict[str, Any] = {
            "access_token": access,
            "token_type": "bot",
            "scope": SCOPES,
            "bot_user_id": BOT,
            "app_id": "A0PARLEY",
            "team": {"id": team, "name": "Acme"},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "UANN"},
        }
        if self.lasts:
            self.refreshes.add(refresh)
            told |= {"expires_in": self.lasts, "refresh_token": refresh}
        return told

    def direct(self, user: str) -> list[Sent]:
        """Return what a member sees in our direct messages."""
        return [each for each in self.sent if each.channel == _im(user)]

    def whispered(self, channel: str, user: str) -> list[Sent]:
        """Return what a member alone sees in a channel."""
        return [each for each in self.sent if (each.channel, each.only_for) == (channel, user)]

    def keep(self, channel: str, arguments: Mapping[str, Any], only_for: str | None = None) -> str:
        """Put a message into a conversation; return its time stamp."""
        ts = self.stamp()
        self.sent.append(
            Sent(
                channel=channel,
                ts=ts,
                text=arguments["text"],
                blocks=tuple(arguments.get("blocks", ())),
                thread_ts=arguments.get("thread_ts"),
                only_for=only_for,
            )
        )
        return ts


def _no(error: str, status: int = 200, **headers: str) -> Reply:
    return Reply(status, {"ok": False, "error": error}, headers)


def _yes(**facts: Any) -> Reply:
    return Reply(200, {"ok": True, **facts}, {"x-oauth-scopes": SCOPES})


def too_many(seconds: int) -> Reply:
    """Return the answer of Slack to who calls too often."""
    return _no("ratelimited", 429, **{"Retry-After": str(seconds)})


def failing(status: int = 503) -> Reply:
    """Return the answer of Slack when it is down."""
    return _no("service_unavailable", status)


def _im(user: str) -> str:
    return f"D{user[1:]}"


def _auth_test(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    return _yes(
        url="https://parley.slack.test/", team="Parley", team_id=TEAM, user="parley", user_id=BOT, bot_id="B0"
    )


def _users_info(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    member = space.members.get(arguments["user"])
    return _yes(user=member.told()) if member else _no("user_not_found")


def _post_message(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    wrong = faults_in_message(arguments)
    if wrong:
        return _no(wrong)
    channel = arguments["channel"]
    member = space.members.get(channel)
    if member is None and BOT not in space.channels.get(channel, ()):
        return _no("not_in_channel" if channel in space.channels else "channel_not_found")
    if member and (member.deleted or member.blocks_us):
        return _no("user_disabled" if member.deleted else "messages_tab_disabled")
    where = _im(channel) if member else channel
    ts = space.keep(where, arguments)
    return _yes(channel=where, ts=ts, message={"type": "message", "text": arguments["text"], "ts": ts})


def _post_ephemeral(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    wrong = faults_in_message(arguments)
    if wrong:
        return _no(wrong)
    inside = space.channels.get(arguments["channel"])
    if inside is None or BOT not in inside:
        return _no("channel_not_found" if inside is None else "not_in_channel")
    if arguments["user"] not in inside:
        return _no("user_not_in_channel")
    return _yes(message_ts=space.keep(arguments["channel"], arguments, arguments["user"]))


def _views_open(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    wrong = _trigger_fault(space, arguments.get("trigger_id", "")) or faults_in_view(arguments["view"])
    if wrong:
        return _no(wrong)
    identity = f"V{space.number()}"
    space.views[identity] = arguments["view"]
    return _yes(view={"id": identity, "hash": "1", **arguments["view"]})


def _trigger_fault(space: Workspace, trigger: str) -> str:
    given = space.triggers.pop(trigger, None)
    if given is None:
        return "exchanged_trigger_id" if trigger else "invalid_trigger_id"
    return "expired_trigger_id" if space.now() - given > 3 else ""


def _views_publish(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    wrong = faults_in_view(arguments["view"])
    if wrong:
        return _no(wrong)
    space.views[arguments["user_id"]] = arguments["view"]
    return _yes(view={"id": "VHOME", **arguments["view"]})


def _views_update(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    wrong = faults_in_view(arguments["view"])
    if wrong or arguments["view_id"] not in space.views:
        return _no(wrong or "not_found")
    space.views[arguments["view_id"]] = arguments["view"]
    return _yes(view={"id": arguments["view_id"], **arguments["view"]})


def _unfurl(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    for shown in arguments["unfurls"].values():
        wrong = faults_in_message({"text": "link", **shown})
        if wrong:
            return _no("cannot_parse_attachment")
    space.unfurled.append(arguments)
    return _yes()


def _oauth(space: Workspace, arguments: Mapping[str, Any]) -> Reply:
    if arguments.get("client_secret") != CLIENT_SECRET:
        return _no("bad_client_secret")
    if arguments.get("grant_type") == "refresh_token":
        if arguments["refresh_token"] not in space.refreshes:
            return _no("invalid_refresh_token")
        space.refreshes.discard(arguments["refresh_token"])
        return _yes(**space.grant(TEAM))
    team = space.codes.pop(arguments.get("code", ""), None)
    return _yes(**space.grant(team)) if team else _no("invalid_code")


METHODS: Mapping[str, Callable[[Workspace, Mapping[str, Any]], Reply]] = {
    "oauth.v2.access": _oauth,
    "auth.test": _auth_test,
    "users.info": _users_info,
    "chat.postMessage": _post_message,
    "chat.postEphemeral": _post_ephemeral,
    "chat.unfurl": _unfurl,
    "views.open": _views_open,
    "views.publish": _views_publish,
    "views.update": _views_update,
}
