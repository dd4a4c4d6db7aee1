"""Puts the parts of Slack together."""

from bot.ports import FrontDesk
from channels.network import Network
from channels.slack.api import Api, WebApi
from channels.slack.app import Listeners, make_app
from channels.slack.channel import Slack, Token
from channels.slack.commands import Commands
from channels.slack.config import SlackConfig
from channels.slack.door import Signed, SlackDoor, Socket
from channels.slack.ear import Ear
from channels.slack.installing import Installing
from channels.slack.later import Later
from channels.slack.limits import PACE
from channels.slack.profiles import Profiles
from channels.slack.tokens import OneToken, Tokens
from channels.slack.unfurl import Unfurls
from channels.slack.windows import Windows
from channels.slack.wire import CHANNEL


def connect(config: SlackConfig, desk: FrontDesk, api: Api | None = None) -> Network:
    """Return Slack as a network; `api` stands in for its Web API."""
    web = WebApi(config.api_url)
    api = api or web
    token = token_of(config, desk, api)
    ear = Ear(desk, Profiles(api, token, desk.clock, config.trusts))
    later = Later()
    commands = Commands(desk, ear)
    windows, unfurls = Windows(desk, api, token, commands), Unfurls(desk, api, token, commands)
    app = make_app(Listeners(desk, ear, commands, windows, unfurls, later), config.api_url)
    signed = Signed(app, config.signing_secret, desk.clock) if config.signing_secret else None
    socket = Socket(app, config.app_token, config.api_url) if config.app_token else None
    pages = Installing(config, desk, api).routes() if config.by_oauth else []
    return Network(
        name=CHANNEL,
        channel=Slack(api, token),
        door=SlackDoor(pages, signed, socket, later),
        pace=PACE,
        release=web.close,
    )


def token_of(config: SlackConfig, desk: FrontDesk, api: Api) -> Token:
    """Return where tokens come from."""
    if config.by_oauth:
        return Tokens(desk, api, config.client_id, config.client_secret)
    return OneToken(config.bot_token)
