"""Doors of networks under load: deliveries over HTTP on loopback, kept, acknowledged and answered, all on one core.

The floor is a bare web server that keeps the same deliveries through the same inbox, and does nothing else.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web

from bench.measure import Figure, Times
from bench.town import START, settled
from bot.frozen import FrozenWorld
from bot.messages import Address, Incoming
from bot.ports import FrontDesk, Storage
from bot.rehearse import Letters
from bot.settings import Settings
from bot.wiring import Outlets, build
from bot.wiring.networks import Connect
from channels import telegram, twilio
from channels.network import Network
from channels.slack.config import SlackConfig
from channels.slack.connect import connect as connect_slack
from channels.telegram.client import make_client
from tests.support.slack.deliveries import direct
from tests.support.slack.server import SECRET, signed
from tests.support.slack.workspace import BOT_TOKEN, Workspace
from tests.support.telegram.bot_api import TOKEN, BotApi
from tests.support.telegram.people import User
from tests.support.telegram.transport import InProcess
from tests.support.twilio.conversing import config as twilio_config
from tests.support.twilio.phone import Phone
from tests.support.twilio.phone import signed as signed_by_twilio
from tests.support.twilio.transport import InProcess as TwilioInProcess
from tests.support.twilio.vendor import Vendor

DELIVERIES = 400
PEOPLE = 40
AT_ONCE = 8
"""Deliveries that are under way at the same time."""
WARM = 40
"""Deliveries that are not counted."""
WORDS = ("hello", "Berlin", "show my hours", "what's on tomorrow?", "my link")
BASE = "https://parley.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """One delivery, as a network makes it."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A network that delivers: how it is connected, and its deliveries."""

    name: str
    connect: Connect
    knocks: Sequence[Knock]


def telegram_caller() -> Caller:
    """Return Telegram, by webhook."""
    api, secret = BotApi(START.timestamp), "known-to-both-of-us"
    config = telegram.TelegramConfig(token=TOKEN, webhook=BASE + telegram.PATH, secret=secret)

    def connect(_: Settings, desk: FrontDesk) -> Sequence[Network]:
        return (telegram.connect(config, desk, lambda _: None, make_client(config, InProcess(api))),)

    people = [User(api, 1000 + number) for number in range(PEOPLE)]
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    knocks = [
        Knock(path=telegram.PATH, headers=headers, body=_json(people[n % PEOPLE].says(_words(n))))
        for n in range(DELIVERIES)
    ]
    return Caller(name="Telegram", connect=connect, knocks=knocks)


def slack_caller() -> Caller:
    """Return Slack, by signed requests; nobody's profile is known."""
    config = SlackConfig(
        api_url=BASE,
        authorize_url=BASE,
        base_url=BASE,
        secret="0" * 32,
        bot_token=BOT_TOKEN,
        signing_secret=SECRET,
    )

    def connect(_: Settings, desk: FrontDesk) -> Sequence[Network]:
        return (connect_slack(config, desk, Workspace()),)

    knocks = [_slack_knock(number) for number in range(DELIVERIES)]
    return Caller(name="Slack", connect=connect, knocks=knocks)


def _slack_knock(number: int) -> Knock:
    body = json.dumps(direct(f"U{number % PEOPLE}", _words(number), number))
    headers = signed(body, START.timestamp()) | {"Content-Type": "application/json"}
    return Knock(path="/slack/events", headers=headers, body=body.encode())


def twilio_caller(channel: str) -> Callable[[], Caller]:
    """Return WhatsApp or SMS by way of Twilio, by signed webhooks."""

    def caller() -> Caller:
        vendor, path = Vendor(FrozenWorld(START).clock), f"/twilio/{channel}"
        phones = [Phone(vendor, channel, f"+4915100{number:06}") for number in range(PEOPLE)]

        def connect(_: Settings, desk: FrontDesk) -> Sequence[Network]:
            return (twilio.connect(twilio_config(channel, BASE), desk, TwilioInProcess(vendor)),)

        knocks = []
        for n in range(DELIVERIES):
            body, headers = signed_by_twilio(BASE + path, phones[n % PEOPLE].says(_words(n)))
            knocks.append(Knock(path=path, headers=headers, body=body))
        name = "WhatsApp" if channel == "whatsapp" else "SMS"
        return Caller(name=name, connect=connect, knocks=knocks)

    return caller


CALLERS: tuple[Callable[[], Caller], ...] = (
    slack_caller,
    telegram_caller,
    twilio_caller("whatsapp"),
    twilio_caller("sms"),
)
"""Every network whose door is measured."""


def _json(payload: Any) -> bytes:
    return json.dumps(payload).encode()


def _words(number: int) -> str:
    """Return what the delivery of a number says: everybody says the same, one after the other."""
    return WORDS[number // PEOPLE % len(WORDS)]


async def doors(engine: str, urls: Iterator[str]) -> list[Figure]:
    """Measure every door on one engine."""
    return [await _door(engine, caller(), urls) for caller in CALLERS]


async def _door(engine: str, caller: Caller, urls: Iterator[str]) -> Figure:
    ours, floor = await _ours(caller, next(urls)), await _floor(caller, next(urls))
    return Figure(
        what=f"door of {caller.name}, {engine}",
        ours=f"{ours.taken:,.0f}/s acknowledged ({ours.answered:,.0f}/s answered), {_latency(ours.times)}",
        floor=f"bare inbox: {floor.taken:,.0f}/s, {_latency(floor.times)}",
        share=f"{ours.taken / floor.taken:.0%}",
        aim="p99 < 1,000 ms",
    )


def _latency(times: Times) -> str:
    return f"p50 {times.p50:.0f} ms, p99 {times.p99:.0f} ms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How deliveries were taken: how long each acknowledgement took; how many a second were acknowledged, and answered in the outbox."""

    times: Times
    taken: float
    answered: float


async def _ours(caller: Caller, url: str) -> Load:
    storage = await settled(url)
    settings = Settings.model_validate(
        {"DATABASE_URL": url, "PARLEY_SECRET_KEY": "0" * 32, "PARLEY_BASE_URL": BASE}
    )
    house = build(settings, storage, FrozenWorld(START), Letters(), Outlets(connect=caller.connect))
    try:
        return await _knocked(house.web_app(), caller.knocks, house.desk.drain)
    finally:
        await house.networks[0].door.close()
        await house.networks[0].release()
        await storage.close()


async def _floor(caller: Caller, url: str) -> Load:
    storage = await settled(url)
    app = web.Application()
    app.router.add_post(caller.knocks[0].path, _bare(storage))
    try:
        return await _knocked(app, caller.knocks, _nothing)
    finally:
        await storage.close()


def _bare(storage: Storage) -> Callable[[web.Request], Any]:
    async def keep(request: web.Request) -> web.Response:
        raw = await request.read()
        address = Address(channel="bare", room=str(hash(str(raw)) % PEOPLE))
        async with storage.writing() as uow:
            await uow.inbox.accept(
                Incoming(key=f"bare:{hash(str(raw))}", address=address, at=START, text="hello")
            )
            await uow.commit()
        return web.Response()

    return keep


async def _nothing() -> None:
    """Wait for nothing: what is kept is all there is."""


async def _knocked(app: web.Application, knocks: Sequence[Knock], settled_down: Callable[[], Any]) -> Load:
    """Deliver to a server of its own, and wait until all has settled down."""
    async with AsyncExitStack() as stack:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        session = await stack.enter_async_context(
            aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}")
        )
        await _deliver(session, knocks[:WARM])
        await settled_down()
        began = perf_counter()
        seconds = await _deliver(session, knocks[WARM:])
        taken = perf_counter() - began
        await settled_down()
        answered = perf_counter() - began
        count = len(seconds)
        return Load(times=Times(seconds), taken=count / taken, answered=count / answered)


async def _deliver(session: aiohttp.ClientSession, knocks: Sequence[Knock]) -> list[float]:
    """Deliver in order, so many at once; return how long each took."""
    waiting, seconds = iter(knocks), []

    async def one_after_the_other() -> None:
        for knock in waiting:
            began = perf_counter()
            async with session.post(knock.path, data=knock.body, headers=knock.headers) as answered:
                if answered.status != 200:
                    raise RuntimeError(f"a delivery was refused: {answered.status}")
            seconds.append(perf_counter() - began)

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    return seconds
