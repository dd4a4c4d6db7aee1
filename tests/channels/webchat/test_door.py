"""The socket: nothing said is lost or doubled, and whatever is sent is answered."""

import json
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer

from bot.messages import Address, Outgoing
from channels.webchat import WebChat, door, wire
from channels.webchat.door import ChatDoor
from core.effects import Effect, Kind
from core.errors import Transient
from jobs.sweeps import Sweeps
from tests.support.post import claim_due

SAY = {"type": "say", "id": "0123456789abcdef", "text": "Hello"}


class Page:
    """What a chat page does with its socket."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []
        self.taken: set[int] = set()

    async def send(self, **frame: Any) -> None:
        await self.socket.send_json(frame)

    async def until(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Return the next frame of a kind that holds the facts, also if it came before others that were waited for."""
        wanted = {"type": kind} | facts
        while True:
            for frame in self.seen[:]:
                if (
                    all(frame.get(name) == value for name, value in wanted.items())
                    and id(frame) not in self.taken
                ):
                    self.taken.add(id(frame))
                    return frame
            self.seen.append(json.loads((await self.socket.receive(timeout=10)).data))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [frame for frame in self.seen if frame["type"] == "line"]


@pytest.fixture
async def talk(client):
    """Open sockets as one visitor."""

    @asynccontextmanager
    async def open_socket(thread: str = "", after: str | None = "", **options: Any):
        await client.get("/chat")
        origin = str(client.make_url("")).rstrip("/")
        async with client.ws_connect(
            "/ws", params={"thread": thread}, headers={"Origin": origin} | options
        ) as socket:
            page = Page(socket)
            if after is not None:
                await page.send(type="hello", after=after, zone="Europe/Lisbon", locale="en-GB")
            yield page

    return open_socket


async def test_the_bot_greets_once_however_often_the_page_is_opened(talk, desk):
    for _ in range(3):
        async with talk() as page:
            greeting = await page.until("line", mine=False)
            assert greeting["text"]
            assert page.lines == [greeting]
    assert [heard.choice for heard in desk.heard] == ["start"]
    assert desk.heard[0].zone == "Europe/Lisbon"


async def test_a_message_is_acknowledged_and_answered(talk):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(**SAY)
        await page.until("ack", id=SAY["id"])
        own = await page.until("line", mine=True)
        assert (own["text"], own["id"]) == ("Hello", SAY["id"])
        await page.until("line", mine=False)


async def test_the_same_message_five_times_is_heard_and_answered_once(talk, desk):
    async with talk() as page:
        await page.until("line", mine=False)
        for _ in range(5):
            await page.send(**SAY)
            await page.until("ack", id=SAY["id"])
        await page.until("line", mine=True)
        await page.until("line", mine=False)
        await page.send(**SAY | {"id": "another-message", "text": "More"})
        await page.until("line", mine=True, text="More")
    assert [heard.text for heard in desk.heard] == ["", "Hello", "More"]
    assert len([line for line in page.lines if line["text"] == "Hello"]) == 1


async def test_after_a_lost_connection_what_was_missed_is_shown_and_nothing_twice(talk, desk):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(**SAY)
        await page.until("line", mine=True)
    keys = {line["key"] for line in page.lines}
    async with talk(after=page.lines[-1]["position"]) as again:
        await again.send(**SAY)
        await again.until("ack", id=SAY["id"])
        missed = await again.until("line", mine=False)
        while missed["key"] in keys:  # lines of the last seconds are told again to a new socket
            missed = await again.until("line", mine=False)
        assert missed["text"]
    shown = [line["key"] for line in again.lines]
    assert len(shown) == len(set(shown))
    assert len(keys | set(shown)) == 3
    assert [heard.text for heard in desk.heard] == ["", "Hello"]


async def test_a_talk_of_which_all_is_forgotten_is_opened_anew_once(talk, desk, clock):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(**SAY)
        await page.until("line", mine=True)
        await page.until("line", mine=False)
    async with desk._storage.writing() as uow:
        while rows := await claim_due(uow, clock.now(), 10, 60):
            for row in rows:
                await uow.post.sent(row.id, clock.now())
        await uow.commit()
    clock.tick(days=31)
    await Sweeps(storage=desk._storage, clock=clock, settle=desk.settle, perform=desk.perform).texts()
    for _ in range(2):
        async with talk() as again:
            greeting = await again.until("line", mine=False)
            assert greeting["text"]
            assert again.lines == [greeting]
    assert [heard.choice for heard in desk.heard] == ["start", None, "start"]


async def test_what_is_not_forgotten_is_shown_without_the_rest(talk, desk, clock):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(**SAY)
        await page.until("line", mine=True)
        await page.until("line", mine=False)
    clock.tick(days=20)
    async with talk() as page:
        await page.send(**SAY | {"id": "another-message", "text": "Me again"})
        await page.until("line", mine=True, text="Me again")
    await desk.drain()
    clock.tick(days=20)
    await Sweeps(storage=desk._storage, clock=clock, settle=desk.settle, perform=desk.perform).texts()
    async with talk() as page:
        await page.until("line", mine=True, text="Me again")
        await page.until("line", mine=False)
    assert "Hello" not in [line["text"] for line in page.lines]
    assert len(desk.heard) == 3


@pytest.mark.parametrize("after", ["never was", "-1", "9" * 60, "1.2.3", "٣.٤"])
async def test_a_position_that_never_was_shows_the_talk_from_its_beginning(talk, after):
    async with talk() as page:
        greeting = await page.until("line", mine=False)
    async with talk(after=after) as again:
        assert await again.until("line", mine=False) == greeting


async def test_a_tap_shows_its_label_as_ones_own_line(talk, desk):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(type="tap", id="tapped-button", token="from last month", label="Tuesday at 3")
        own = await page.until("line", mine=True)
        assert own["text"] == "Tuesday at 3"
        await page.until("line", mine=False)
    assert desk.heard[-1].choice == "from last month"


async def test_a_huge_message_is_answered_and_not_lost(talk):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(**SAY | {"text": "x" * 100_000})
        await page.until("ack", id=SAY["id"])
        await page.until("line", mine=True)
        assert (await page.until("line", mine=False))["text"]


@pytest.mark.parametrize("text", ["שלום, יום שלישי?", "👩‍🚀🪑", "\u202e\u0000 ", "🏳️‍🌈" * 200])
async def test_right_to_left_and_emoji_arrive_as_they_are(talk, text):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.send(**SAY | {"text": text})
        own = await page.until("line", mine=True)
        assert own["text"] == text.replace("\x00", "")


async def test_rubbish_is_refused_and_the_talk_goes_on(talk):
    async with talk() as page:
        await page.until("line", mine=False)
        await page.socket.send_bytes(bytes(range(256)))
        await page.until("refused")
        await page.socket.send_str("{not json")
        await page.until("refused")
        await page.send(**SAY)
        await page.until("ack", id=SAY["id"])


async def test_nothing_but_rubbish_closes_the_socket(talk):
    async with talk() as page:
        for _ in range(door.PATIENCE):
            await page.socket.send_bytes(b"\0")
            await page.until("refused")
        closing = await page.socket.receive(timeout=10)
        assert closing.type is WSMsgType.CLOSE
        assert page.socket.close_code == 1008


async def test_too_many_messages_are_put_off_and_none_is_lost(talk, clock, desk):
    async with talk() as page:
        await page.until("line", mine=False)
        for number in range(door.BURST + 1):
            await page.send(**SAY | {"id": f"message-{number:03}", "text": str(number)})
        refused = await page.until("refused", why="too_fast")
        assert 0 < refused["after"] <= door.PERIOD.total_seconds()
        clock.tick(seconds=refused["after"])
        await page.send(**SAY | {"id": refused["id"], "text": "last"})
        await page.until("ack", id=refused["id"])
    assert len(desk.heard) == 1 + door.BURST + 1


async def test_what_fails_behind_is_put_off_and_the_page_tries_again(talk, desk):
    async with talk() as page:
        await page.until("line", mine=False)
        desk.broken = True
        await page.send(**SAY)
        refused = await page.until("refused", why="not_now")
        assert (refused["id"], refused["after"] > 0) == (SAY["id"], True)
        desk.broken = False
        await page.send(**SAY)
        await page.until("ack", id=SAY["id"])


async def test_talks_of_one_visitor_are_kept_apart(talk, desk):
    async with talk() as own:
        await own.until("line", mine=False)
        await own.send(**SAY)
        await own.until("line", mine=True)
    async with talk("@anna/intro") as other:
        await other.until("line", mine=False)
    assert [line["mine"] for line in other.lines] == [False]
    assert {heard.address.thread for heard in desk.heard} == {"", "@anna/intro"}


async def test_a_line_that_another_process_wrote_is_shown(talk, desk):
    async with talk() as page:
        await page.until("line", mine=False)
        address = desk.heard[0].address
        said = {"text": "A reminder", "choices": [], "private": False}
        effect = Effect(
            key="elsewhere", kind=Kind.CHAT, lane=address.key, due=desk.clock.now(), payload={"address": address.key, "outgoing": said}
        )  # fmt: skip
        async with desk._storage.writing() as uow:
            await uow.outbox.add(effect)
            await uow.commit()
        await page.until("line", text="A reminder")


async def test_sockets_of_other_sites_and_unknown_browsers_are_refused(client, talk):
    for origin in ("https://evil.example", "null", ""):
        with pytest.raises(WSServerHandshakeError, match="403"):
            async with talk(Origin=origin):
                pass
    client.session.cookie_jar.clear()
    origin = str(client.make_url("")).rstrip("/")
    with pytest.raises(WSServerHandshakeError, match="403"):
        await client.ws_connect("/ws", headers={"Origin": origin})


@pytest.mark.parametrize("thread", ["anna", "@", "@anna/intro/x", "@a|b", "@ANNA", "@" + "a" * 51])
async def test_a_talk_that_cannot_be_is_not_found(talk, thread):
    with pytest.raises(WSServerHandshakeError, match="404"):
        async with talk(thread):
            pass


async def test_delivering_wakes_the_talk():
    woken: list[Address] = []
    address = Address(channel=wire.CHANNEL, room="v1")
    assert await WebChat(woken.append).deliver("k1", address, Outgoing(text="Hi")) == "k1"
    assert woken == [address]


async def test_who_turns_out_to_be_shut_out_is_shown_and_heard_nothing(desk):
    answers = [Transient("away"), True]

    async def shut():
        answer = answers.pop(0)
        if isinstance(answer, Transient):
            raise answer
        return answer

    async def serve(request):
        return await ChatDoor(desk, poll=0.02).serve(request, "somebody", shut)

    app = web.Application()
    app.router.add_get("/ws", serve)
    async with TestClient(TestServer(app)) as client, client.ws_connect("/ws") as socket:
        hello = {"type": "hello", "after": "", "zone": "UTC", "locale": "en"}
        await socket.send_json(hello)
        assert (await socket.receive_json())["type"] == "refused"
        await socket.send_json(hello)
        assert (await socket.receive()).type is WSMsgType.CLOSE
    assert await desk.lines(Address(channel="webchat", room="somebody"), "") == []
