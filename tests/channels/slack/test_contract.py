"""What we send and what our deliveries look like, held to Slack's published types and to its SDK's validators; and both can fail."""

import pytest

from bot.messages import Address, Choice, Outgoing
from bot.phrases import LANGUAGES, Voice
from channels.slack import forms, home
from channels.slack.blocks import actions, button, message, parts, section
from core.hours import OFFICE_HOURS
from tests.support.slack import contract
from tests.support.slack.deliveries import direct, gone, home_opened, link_shared, mention
from tests.support.slack.workspace import TEAM, Member
from tests.support.world import MONDAY_MORNING

published = pytest.mark.skipif(
    not contract.SPECS.is_dir(), reason="Slack's published types are not here: what they say is not checked"
)
ANN = Address(channel="slack", account=TEAM, room="UANN")
MESSAGES = {
    "text": Outgoing(text="Hello"),
    "buttons": Outgoing(text="Which?", choices=(Choice("1.1", "One"), Choice("1.2", "Two"))),
    "menu": Outgoing(text="Which?", choices=tuple(Choice(f"1.{n}", f"Number {n}") for n in range(60))),
    "numbers": Outgoing(text="Which?", choices=(Choice("1.1", "x" * 90), Choice("1.2", "y"))),
}


def voice(language):
    return Voice(locale=language, zone="Europe/Berlin", now=MONDAY_MORNING, base_url="http://parley.test")


def views(language):
    yield home.view(None, voice(language), None)
    yield forms.hours_form(OFFICE_HOURS, voice(language))
    yield forms.kind_form(None, voice(language))
    yield forms.book_form(voice(language), "UANN")
    yield forms.notice("book", voice(language), "Done")


@published
@pytest.mark.parametrize("name", MESSAGES)
def test_messages_are_as_published(name):
    for part in parts(MESSAGES[name]):
        body = message(part, ANN)
        assert contract.published("ChatPostMessageArguments", {"channel": "UANN", **body}) == []
        assert contract.published("Blocks", body.get("blocks", [])) == []


@published
@pytest.mark.parametrize("language", LANGUAGES)
def test_views_are_as_published(language):
    for view in views(language):
        assert contract.published("Home" if view["type"] == "home" else "Modal", view) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_views_keep_the_limits(language):
    for view in views(language):
        assert contract.faults_in_view(view) == ""


@published
@pytest.mark.parametrize(
    "payload",
    [
        direct("UANN", "hello", 1),
        mention("C1", "UANN", "hello", 1),
        home_opened("UANN", "home", 1),
        link_shared("UANN", "https://parley.test/@ann"),
        gone("app_uninstalled", 1),
        gone("tokens_revoked", 1, tokens={"bot": ["U1"], "oauth": []}),
    ],
    ids=lambda payload: payload["event"]["type"],
)
def test_our_deliveries_are_as_published(payload):
    assert contract.published("Event", payload["event"]) == []


@published
def test_what_our_workspace_tells_of_a_member_is_as_published():
    told = {"ok": True, "user": Member("U1", "ann", "Ann", "Europe/Berlin", "en-GB", "a@example.org").told()}
    assert contract.published("UsersInfoResponse", told) == []


@published
@pytest.mark.parametrize(
    "wrong",
    [
        [{"type": "nothing"}],
        [{"type": "actions", "elements": [{"type": "button", "text": "One"}]}],
    ],
)
def test_a_wrong_payload_leaves_what_is_published(wrong):
    assert contract.published("Blocks", wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        [section("x" * 3001)],
        [actions("b", [button(f"a:{n}", "x") for n in range(26)])],
        [actions("b", [button("a", "x" * 76)])],
        [actions("b", [button("a", "x"), button("a", "y")])],
        [actions("b", [button("a", "x")]), actions("b", [button("a", "x")])],
        [{"type": "nothing"}],
        [section("x")] * 51,
    ],
)
def test_our_workspace_refuses_what_slack_refuses(wrong):
    assert contract.faults_in_message({"text": "x", "blocks": wrong})


def test_our_workspace_refuses_a_message_without_a_text():
    assert contract.faults_in_message({"text": "", "blocks": []}) == "no_text"


def test_our_workspace_refuses_a_form_that_cannot_be_sent():
    form = forms.kind_form(None, voice("en"))
    assert contract.faults_in_view({key: value for key, value in form.items() if key != "submit"})
    assert contract.faults_in_view(form | {"title": {"type": "plain_text", "text": "x" * 25}})
