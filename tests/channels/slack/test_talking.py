"""People talk to Parley on Slack: over signed requests, with slack_sdk's own client, on loopback."""

from tests.support.slack.deliveries import action, command, direct, mention
from tests.support.slack.workspace import BOT


def button(sent, label):
    """Return the block and the button of a message with a label."""
    return next(
        (block, each)
        for block in sent.blocks
        for each in block.get("elements", ())
        if each["text"]["text"] == label
    )


async def test_a_first_hello_makes_a_host_with_the_zone_of_their_profile(here):
    answer = await here.event(direct("UANN", "hello", 1))
    assert answer.status == 200
    (told,) = await here.seen("UANN")
    assert "Ann Example" in told.text or "@ann" in told.text
    assert "Berlin" in told.text


async def test_a_delivery_that_comes_again_is_heard_once(here):
    for attempt in ("", "1", "2", "3"):
        retry = {"X-Slack-Retry-Num": attempt, "X-Slack-Retry-Reason": "http_timeout"} if attempt else {}
        assert (await here.event(direct("UANN", "hello", 1), **retry)).status == 200
    assert len(await here.seen("UANN")) == 1


async def test_a_colleague_is_booked_without_leaving_slack(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    answer = await here.command(command("/meet", "UBOB", "<@UANN|ann> tomorrow at 10", "t1"))
    assert await answer.text() == "I have answered you in our direct messages."
    assert "10:00–10:30" in await here.last("UBOB")


async def test_who_is_no_host_yet_is_told_how_to_become_one(here):
    answer = await here.command(command("/meet", "UBOB", "<@UCAT|cat> tomorrow at 10", "t1"))
    assert await answer.text() == (
        "<@UCAT> cannot be booked yet. They only have to say hello to me in a direct message."
    )
    assert await here.seen("UBOB") == []


async def test_in_a_channel_only_who_asked_sees_the_answer(here):
    await here.event(mention("C1", "UBOB", f"<@{BOT}> hello", 1, thread_ts="1764000000.000100"))
    await here.rest()
    (told,) = here.workspace.whispered("C1", "UBOB")
    assert told.thread_ts == "1764000000.000100"
    assert here.workspace.sent == [told]


async def test_a_button_is_heard_in_the_talk_to_which_it_belongs(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    await here.command(command("/meet", "UBOB", "<@UANN|ann> tomorrow", "t1"))
    offers = (await here.seen("UBOB"))[-1]
    block, first = offers.blocks[-1], offers.blocks[-1]["elements"][0]
    await here.command(command("/parley", "UBOB", "hello", "t2"))
    await here.rest()
    for _ in range(2):
        assert (await here.action(action("UBOB", offers, block, first, number=9))).status == 200
    assert "I am holding it for you" in await here.last("UBOB")


async def test_somebody_elses_button_does_nothing(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    await here.command(command("/meet", "UBOB", "<@UANN|ann> tomorrow", "t1"))
    offers = (await here.seen("UBOB"))[-1]
    before = len(here.workspace.sent)
    block, first = offers.blocks[-1], offers.blocks[-1]["elements"][0]
    assert (await here.action(action("UCAT", offers, block, first, number=9))).status == 200
    await here.rest()
    assert len(here.workspace.sent) == before
