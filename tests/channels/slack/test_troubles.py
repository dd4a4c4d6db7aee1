"""What goes wrong on Slack, played through inbox and outbox: nothing is lost, nothing is said twice, nothing is said wrong."""

import asyncio

from aiohttp.test_utils import TestClient, TestServer

from bot.messages import Address, Outgoing
from bot.notices import chat
from bot.rehearse import Letters
from bot.wiring import build
from core.errors import Transient
from storage import open_storage
from tests.support.slack.deliveries import direct, gone, shortcut
from tests.support.slack.houses import SlackHouse, settings_of
from tests.support.slack.workspace import TEAM, Member, failing, too_many


async def told(here, *users):
    """Return how many messages each has."""
    return [len(here.workspace.direct(user)) for user in users]


async def until_at_rest(here, minutes=30):
    """Let time pass until nothing is left to send."""
    for _ in range(minutes * 6):
        await here.rest()
        here.world.clock.tick(seconds=10)


async def test_messages_wait_while_slack_is_down_and_come_once_in_order(here):
    for number, text in enumerate(["hello", "help"], 1):
        here.workspace.troubles.extend([failing(), failing(500), ConnectionError()] if number == 1 else [])
        await here.event(direct("UANN", text, number))
    await until_at_rest(here)
    first, second = (each.text for each in here.workspace.direct("UANN"))
    assert first.startswith("Hello")
    assert not second.startswith("Hello")


async def test_a_pause_that_slack_asks_for_is_kept(here):
    await here.event(direct("UBOB", "hello", 1))
    await here.rest()
    await here.event(direct("UBOB", "help", 2))
    await here.house.desk.drain()
    here.workspace.troubles.append(too_many(60))
    await here.house.postman.run_once()
    begun = here.world.clock.now()
    calls = len(here.workspace.calls)
    while len(here.workspace.direct("UBOB")) < 2:
        here.world.clock.tick(seconds=5)
        await here.house.postman.run_once()
        waited = (here.world.clock.now() - begun).total_seconds()
        assert waited < 300
        assert waited >= 60 or len(here.workspace.calls) == calls


async def test_who_is_gone_from_the_workspace_holds_up_nobody_else(here):
    here.workspace.join(Member("UOLD", "old", "Old Example", "Europe/Berlin", "en-GB", "old@example.org"))
    await here.event(direct("UOLD", "hello", 1))
    await here.rest()
    here.workspace.members["UOLD"].deleted = True
    async with here.house.storage.writing() as uow:
        for number, user in enumerate(["UOLD", "UANN"]):
            address = Address(channel="slack", account=TEAM, room=user)
            row = chat(f"notice:{number}", address, Outgoing(text="News"), here.world.clock.now())
            await uow.outbox.add(row)
        await uow.commit()
    await until_at_rest(here, 2)
    assert await told(here, "UOLD", "UANN") == [1, 1]
    assert (await here.house.desk.room("slack", TEAM, "UOLD")).silent == "gone"


async def test_nothing_is_said_any_more_in_a_workspace_that_removed_us(sqlite_url, workspace):
    from tests.channels.slack.test_installing import agreed
    from tests.support.slack.houses import on_slack

    async with on_slack(sqlite_url, workspace, "many") as here:
        await agreed(here)
        await here.event(direct("UANN", "hello", 1))
        await here.rest()
        await here.event(direct("UANN", "help", 2))
        await here.event(gone("app_uninstalled", 3))
        await until_at_rest(here, 5)
        assert await told(here, "UANN") == [1]


async def test_a_burst_of_notices_keeps_to_the_pace(here):
    people = [here.workspace.join(Member(f"UP{n}", f"p{n}", f"P {n}")) for n in range(60)]
    async with here.house.storage.writing() as uow:
        for person in people:
            for number in range(2):
                address = Address(channel="slack", account=TEAM, room=person.id)
                key = f"notice:{person.id}:{number}"
                await uow.outbox.add(chat(key, address, Outgoing(text=str(number)), here.world.clock.now()))
        await uow.commit()
    sent: dict[float, int] = {}
    while len(here.workspace.sent) < 120:
        before = len(here.workspace.sent)
        while await here.house.postman.run_once():
            pass
        sent[here.world.clock.now().timestamp()] = len(here.workspace.sent) - before
        here.world.clock.tick(milliseconds=250)
        assert len(sent) < 400
    moments = sorted(sent)
    assert all(sum(n for at, n in sent.items() if begin <= at < begin + 1) <= 25 for begin in moments)
    for person in people:
        assert [each.text for each in here.workspace.direct(person.id)] == ["0", "1"]


async def test_killed_between_keeping_and_answering_the_answer_comes_from_the_next_process(here, monkeypatch):
    """The process that kept a delivery and acknowledged it dies; another takes the turn, once, although Slack sends it again."""
    monkeypatch.setattr(here.house.desk, "settle", _dead)
    assert (await here.event(direct("UANN", "hello", 1))).status == 200
    assert here.workspace.sent == []
    settings = settings_of(here.house.settings.database_url, here.slack, "signed")
    storage = open_storage(settings.database_url)
    house = build(settings, storage, here.world, Letters())
    try:
        async with TestClient(TestServer(house.web_app())) as client:
            other = SlackHouse(house, here.world, here.workspace, here.slack, client, Letters())
            await other.event(direct("UANN", "hello", 1))
            assert len(await other.seen("UANN")) == 1
    finally:
        await house.desk.drain()
        for each in house.networks:
            await each.release()
        await storage.close()


async def _dead(*_: object) -> None:
    """Be a process that does nothing any more."""


async def test_two_processes_that_get_the_same_delivery_hear_it_once(here):
    answers = await asyncio.gather(*(here.event(direct("UANN", "hello", 1)) for _ in range(6)))
    assert {each.status for each in answers} == {200}
    assert len(await here.seen("UANN")) == 1


async def test_an_acknowledgement_does_not_wait_for_what_is_said(here):
    """Slack's own API hangs: the request is acknowledged long before the answer could be sent."""
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    here.workspace.troubles.extend([ConnectionError()] * 3)
    async with asyncio.timeout(3):
        assert (await here.event(direct("UANN", "help", 2))).status == 200


async def test_a_meeting_is_found_from_somebody_elses_message(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    url = f"{here.slack.url}/response"
    answer = await here.action(shortcut("UBOB", "UANN", "could we meet tomorrow at 10?", url, 2))
    assert answer.status == 200
    assert "10:00" in await here.last("UBOB")
    await here.house.networks[0].door._later.done()
    (said,) = here.slack.responses
    assert said["text"] == "I have answered you in our direct messages."


async def test_a_shortcut_on_a_message_of_nobody_is_answered_kindly(here):
    payload = shortcut("UBOB", "", "beep", f"{here.slack.url}/response", 2)
    del payload["message"]["user"]
    assert (await here.action(payload)).status == 200
    await here.house.networks[0].door._later.done()
    (said,) = here.slack.responses
    assert said["text"] == "There is nobody behind that message who can be booked."


async def test_a_file_is_answered_kindly(here):
    await here.event(direct("UANN", "hello", 1))
    await here.rest()
    before = len(here.workspace.direct("UANN"))
    clip = {"id": "F1", "mimetype": "audio/webm", "name": "clip"}
    await here.event(direct("UANN", "", 2, subtype="file_share", files=[clip]))
    assert len(await here.seen("UANN")) == before + 1


async def test_a_command_that_cannot_be_kept_is_said_by_slack_itself(here, monkeypatch):
    """Slack tells who typed a command that it failed if we answer with an error; nothing is half done."""

    async def away(*_: object, **__: object) -> bool:
        raise Transient("away")

    from tests.support.slack.deliveries import command

    with monkeypatch.context() as patch:
        patch.setattr(here.house.desk, "arrive", away)
        assert (await here.command(command("/parley", "UANN", "hello", "t1"))).status == 503
    assert await here.seen("UANN") == []
