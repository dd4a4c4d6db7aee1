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


def home_opened(user: str, tab: str, number: int) -> Payload:
    """Return the event that somebody looks at a tab of ours."""
    inner = {
        "type": "app_home_opened",
        "user": user,
        "channel": f"D{user[1:]}",
        "tab": tab,
        "event_ts": f"{AT}.{number:06}",
    }
    return event(inner, number)


def link_shared(user: str, *urls: str, number: int = 1, channel: str = "C1") -> Payload:
    """Return the event that links were posted."""
    links = [{"domain": url.split("/")[2], "url": url} for url in urls]
    inner = {
        "type": "link_shared",
        "channel": channel,
        "is_bot_user_member": True,
        "user": user,
        "message_ts": f"{AT}.{number:06}",
        "unfurl_id": f"{channel}.{AT}.{number:06}.1",
        "source": "conversations_history",
        "links": links,
        "event_ts": f"{AT}.{number:06}",
    }
    return event(inner, number)


def home_action(user: str, element: Mapping[str, Any], trigger: str, number: int) -> Payload:
    """Return the tap on a button of the home tab."""
    found = action(user, Sent("", "", ""), {"block_id": "b", "elements": [element]}, element, number=number)
    del found["channel"], found["response_url"]
    return found | {
        "trigger_id": trigger,
        "container": {"type": "view", "view_id": "VHOME"},
        "view": {"id": "VHOME", "type": "home", "hash": "1", "blocks": []},
    }


def view_action(user: str, view_id: str, view: Mapping[str, Any], selected: str, number: int) -> Payload:
    """Return the choice of a member in a form."""
    acted = {
        "type": "users_select",
        "action_id": "form:who",
        "block_id": "who",
        "selected_user": selected,
        "action_ts": f"{AT}.{number:06}",
    }
    found = home_action(user, {"type": "button", "action_id": "x", "text": {}}, "t", number)
    return found | {"actions": [acted], "view": {"id": view_id, "hash": "1", **view}}


def submission(user: str, view_id: str, view: Mapping[str, Any], **values: Mapping[str, Any]) -> Payload:
    """Return a form that is sent; `values` are what was entered by block id (`day_0` is `day:0`)."""
    state = {
        block["block_id"]: {block["element"]["action_id"]: {"type": block["element"]["type"]}}
        for block in view["blocks"]
        if block["type"] == "input"
    }
    for block, given in values.items():
        fields = state[block.replace("_", ":")]
        name = next(iter(fields))
        fields[name] |= given
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "parley"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "not-looked-at",
        "trigger_id": "1.1.a",
        "view": {"id": view_id, "hash": "1", **view, "state": {"values": state}},
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def shortcut(user: str, author: str, text: str, url: str, number: int) -> Payload:
    """Return the shortcut of a message."""
    return {
        "type": "message_action",
        "token": "not-looked-at",
        "action_ts": f"{AT}.{number:06}",
        "team": {"id": TEAM, "domain": "parley"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "channel": {"id": "C1", "name": "general"},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": "schedule",
        "trigger_id": f"{number}.7.x",
        "response_url": url,
        "message_ts": f"{AT}.000001",
        "message": {"type": "message", "user": author, "text": text, "ts": f"{AT}.000001", "team": TEAM},
    }


def gone(kind: str, number: int, **more: Any) -> Payload:
    """Return the event that we were removed (`app_uninstalled`), or that tokens were taken back (`tokens_revoked`)."""
    return event({"type": kind, **more}, number)
