"""Payloads as Slack delivers them; their shape is held to the published schemas in tests/channels/slack/test_contract.py."""

from collections.abc import Mapping
from typing import Any

from tests.support.slack.workspace import BOT, TEAM, Sent

APP = "A0PARLEY"
AT = 1_764_000_000
Payload = dict[str, Any]


def event(inner: Mapping[str, Any], number: int) -> Payload:
    """Wrap an event."""
    return {
        "token": "not-looked-at",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": dict(inner),
        "type": "event_callback",
        "event_id": f"Ev{number:08}",
        "event_time": AT,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def direct(user: str, text: str, number: int, **more: Any) -> Payload:
    """Return a direct message to us."""
    return event(
        {
            "type": "message",
            "channel": f"D{user[1:]}",
            "channel_type": "im",
            "user": user,
            "text": text,
            "ts": f"{AT}.{number:06}",
            "event_ts": f"{AT}.{number:06}",
            "team": TEAM,
            **more,
        },
        number,
    )


def mention(channel: str, user: str, text: str, number: int, **more: Any) -> Payload:
    """Return a message in a channel in which we are mentioned."""
    return event(
        {
            "type": "app_mention",
            "channel": channel,
            "user": user,
            "text": text,
            "ts": f"{AT}.{number:06}",
            "event_ts": f"{AT}.{number:06}",
            "team": TEAM,
            **more,
        },
        number,
    )


def command(name: str, user: str, text: str, trigger: str, channel: str = "C1") -> dict[str, str]:
    """Return a slash command."""
    return {
        "token": "not-looked-at",
        "team_id": TEAM,
        "team_domain": "parley",
        "channel_id": channel,
        "channel_name": "general",
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response",
        "trigger_id": trigger,
    }


def action(
    user: str, sent: Sent, block: Mapping[str, Any], picked: Mapping[str, Any], *, number: int
) -> Payload:
    """Return the tap on something in a block of a message: a button, or an option of a menu."""
    element = next(each for each in block["elements"] if picked in (each, *each.get("options", ())))
    acted: Payload = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{AT}.{number:06}",
    }
    if picked is element:
        acted |= {"text": element["text"], "value": element.get("value", "")}
    else:
        acted |= {"selected_option": picked}
    return {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "not-looked-at",
        "container": {
            "type": "message",
            "message_ts": sent.ts,
            "channel_id": sent.channel,
            "is_ephemeral": bool(sent.only_for),
        }
        | ({"thread_ts": sent.thread_ts} if sent.thread_ts else {}),
        "trigger_id": f"{number}.1.abc",
        "team": {"id": TEAM, "domain": "parley"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": sent.channel, "name": "directmessage"},
        "response_url": "http://127.0.0.1:9/response",
        "actions": [acted],
    }
