"""Delivering to Slack: where a message goes, what its errors mean, and what happens when the network fails."""

import asyncio

import pytest

from bot.messages import Address, Choice, Outgoing
from channels.slack.api import Reply, WebApi, body_of, fault_of
from channels.slack.channel import Slack
from core.errors import RateLimited, Rejected, Revoked, Transient, Unreachable
from tests.support.slack.houses import members
from tests.support.slack.server import serving
from tests.support.slack.workspace import BOT, BOT_TOKEN, TEAM, Workspace, failing, too_many

ANN = Address(channel="slack", account=TEAM, room="UANN", thread="@bob/intro")
IN_CHANNEL = Address(channel="slack", account=TEAM, room="C1/UANN")
OFFER = Outgoing(text="When? <soon> & *now*", choices=(Choice("1.1", "Mon & Tue"), Choice("1.2", "Wed")))


@pytest.fixture
async def slack():
    """Lend the channel and a workspace on loopback."""
    space = Workspace(
        members=members("ann", "bob"), channels={"C1": {BOT, "UANN"}, "C2": {"UANN"}, "C3": {BOT}}
    )
    async with serving(space) as server:
        api = WebApi(f"{server.url}/api")

        async def token(account):
            return BOT_TOKEN

        yield Slack(api, token), space
        await api.close()


async def test_a_message_has_a_text_beside_its_blocks_for_those_who_listen(slack):
    channel, space = slack
    receipt = await channel.deliver("reply:1", ANN, OFFER)
    (sent,) = space.direct("UANN")
    assert receipt == f"{sent.channel}:{sent.ts}"
    assert sent.text == "When? &lt;soon&gt; &amp; *now*\n1. Mon &amp; Tue\n2. Wed"
    section, actions = sent.blocks
    assert section["text"]["text"] == "When? &lt;soon&gt; &amp; *now*"
    assert [each["text"]["text"] for each in actions["elements"]] == ["Mon & Tue", "Wed"]
    assert actions["block_id"] == "choose|UANN|@bob/intro"


async def test_a_long_text_goes_in_several_messages_and_nothing_is_lost(slack):
    channel, space = slack
    text = " ".join(f"word{number}" for number in range(900))
    await channel.deliver("reply:1", ANN, Outgoing(text=text, choices=OFFER.choices))
    told = [each.blocks[0]["text"]["text"] if each.blocks else each.text for each in space.direct("UANN")]
    assert " ".join(told) == text
    assert [bool(each.blocks) for each in space.direct("UANN")] == [False, False, True]


async def test_of_a_message_in_several_parts_none_is_sent_twice(slack):
    channel, space = slack
    text = " ".join(f"word{number}" for number in range(900))
    space.fails_after = 1
    for _ in range(3):
        try:
            await channel.deliver("reply:1", ANN, Outgoing(text=text))
            break
        except Transient:
            continue
    assert " ".join(each.text for each in space.direct("UANN")) == text


async def test_a_message_in_several_parts_that_took_too_long_goes_on_where_it_stopped(slack):
    channel, space = slack
    text = " ".join(f"word{number}" for number in range(900))
    held = asyncio.Event()

    async def call_or_wait(method, token, arguments):
        if space.direct("UANN") and not held.is_set():
            held.set()
            await asyncio.Event().wait()
        return await channel.api(method, token, arguments)

    slow = Slack(call_or_wait, channel.token)
    sending = asyncio.create_task(slow.deliver("reply:1", ANN, Outgoing(text=text)))
    await held.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await slow.deliver("reply:1", ANN, Outgoing(text=text))
    assert " ".join(each.text for each in space.direct("UANN")) == text


async def test_long_labels_are_numbered_lines_with_numbered_buttons(slack):
    channel, space = slack
    labels = ["a very long label " * 5, "short"]
    await channel.deliver(
        "reply:1", ANN, Outgoing(text="Which?", choices=tuple(map(Choice, ("1.1", "1.2"), labels)))
    )
    (sent,) = space.direct("UANN")
    assert sent.text == f"Which?\n1. {labels[0]}\n2. short"
    assert [each["text"]["text"] for each in sent.blocks[1]["elements"]] == ["1", "2"]
    assert [each["value"] for each in sent.blocks[1]["elements"]] == ["1.1", "1.2"]


async def test_many_choices_are_a_menu(slack):
    channel, space = slack
    choices = tuple(Choice(f"1.{n}", f"Choice {n}") for n in range(1, 41))
    await channel.deliver("reply:1", ANN, Outgoing(text="Which?", choices=choices))
    (menu,) = space.direct("UANN")[0].blocks[1]["elements"]
    assert (menu["type"], len(menu["options"])) == ("static_select", 40)


@pytest.mark.parametrize("room", ["C2/UANN", "C3/UANN", "C9/UANN"])
async def test_an_answer_that_cannot_be_whispered_comes_as_a_direct_message(slack, room):
    channel, space = slack
    await channel.deliver("reply:slack:T:Ev1#1.1", Address(channel="slack", account=TEAM, room=room), OFFER)
    (sent,) = space.direct("UANN")
    assert sent.thread_ts is None


async def test_what_is_no_answer_never_comes_in_a_channel(slack):
    channel, space = slack
    await channel.deliver("notice:1", IN_CHANNEL, OFFER)
    assert space.whispered("C1", "UANN") == []
    (sent,) = space.direct("UANN")
    assert sent.blocks[1]["block_id"] == "choose|C1/UANN|"


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (failing(500), Transient),
        (failing(503), Transient),
        (Reply(200, {"ok": False, "error": "fatal_error"}), Transient),
        (Reply(200, {"ok": False, "error": "token_revoked"}), Revoked),
        (Reply(200, {"ok": False, "error": "missing_scope"}), Revoked),
        (Reply(200, {"ok": False, "error": "invalid_blocks"}), Rejected),
        (Reply(200, {"ok": False, "error": "something_new"}), Rejected),
        (ConnectionError(), Transient),
    ],
)
async def test_what_goes_wrong_is_said_in_the_houses_words(slack, trouble, fault):
    channel, space = slack
    space.troubles.append(trouble)
    with pytest.raises(fault) as caught:
        await channel.deliver("reply:1", ANN, OFFER)
    assert "soon" not in str(caught.value)
    assert BOT_TOKEN not in str(caught.value)
    await channel.deliver("reply:1", ANN, OFFER)
    assert len(space.direct("UANN")) == 1


async def test_a_pause_that_slack_asks_for_is_told(slack):
    channel, space = slack
    space.troubles.append(too_many(17))
    with pytest.raises(RateLimited) as caught:
        await channel.deliver("reply:1", ANN, OFFER)
    assert caught.value.after == 17


@pytest.mark.parametrize(("change", "why"), [({"deleted": True}, "gone"), ({"blocks_us": True}, "blocked")])
async def test_who_cannot_be_reached_is_told_apart(slack, change, why):
    channel, space = slack
    for name, value in change.items():
        setattr(space.members["UANN"], name, value)
    with pytest.raises(Unreachable) as caught:
        await channel.deliver("reply:1", ANN, OFFER)
    assert caught.value.why == why


def test_a_pause_without_a_length_has_one():
    assert fault_of("ratelimited").after > 0
    with pytest.raises(RateLimited):
        body_of(Reply(429, {}, {"Retry-After": "soon"}))


async def test_a_connection_cut_after_the_message_was_taken_repeats_it_at_most_once(slack):
    """Slack offers no key by which it would know a message again: one whose answer is lost is sent once more, as a letter is."""
    channel, space = slack
    space.lost.append(ConnectionError())
    with pytest.raises(Transient):
        await channel.deliver("reply:1", ANN, OFFER)
    await channel.deliver("reply:1", ANN, OFFER)
    assert len(space.direct("UANN")) == 2
