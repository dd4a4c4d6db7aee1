"""How Slack is configured."""

from dataclasses import dataclass, field

SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "im:history",
    "im:read",
    "im:write",
    "links:read",
    "links:write",
    "users:read",
    "users:read.email",
)
"""What the bot may do; docs/channels/slack-manifest.yaml asks for the same."""
EVENTS = "/slack/events"
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackConfig:
    """One app of Slack: in one workspace by its token, or in many by OAuth; over signed requests or a socket of ours."""

    api_url: str
    authorize_url: str
    base_url: str
    """Where our own pages are."""
    secret: str = field(repr=False)
    """Signs what is sent through a browser on the way of an installation."""
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    trusted: frozenset[str] = frozenset()
    """Workspaces (ids) whose word for their members' e-mail addresses is taken, of those that install us by themselves."""
    sealed: bool = False
    """Whether tokens can be kept unreadable; workspaces do not install us before."""

    @property
    def by_oauth(self) -> bool:
        """Whether workspaces install us by themselves."""
        return bool(self.client_id and self.client_secret)

    def trusts(self, account: str) -> bool:
        """Whether a workspace's word is taken for its members' addresses: whoever runs one can give them any.

        Ours, by whose token we are in, is trusted; others only where they are named.
        """
        return not self.by_oauth or account in self.trusted

    @property
    def complete(self) -> bool:
        """Whether we can be let in somewhere, and can be told what is said there."""
        let_in = self.sealed if self.by_oauth else bool(self.bot_token)
        return let_in and bool(self.signing_secret or self.app_token)
