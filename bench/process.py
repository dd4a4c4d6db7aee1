"""The server as a process: how long it takes to be ready, and how big it is after some talking."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import aiohttp
import psutil

from bench.measure import Figure

STARTS = 3
"""Starts of which the quickest counts: what else the machine does at the moment is not ours."""
VISITORS, MESSAGES = 20, 10
PATIENCE = 30.0
"""Seconds within which a server must be ready, and answer."""
AS_INSTALLED = """
import sys
sys.modules.update(dict.fromkeys(("pygments", "rich")))
"""
"""Hides from libraries that would load them what only development has: the image is without it."""
OURS = """
import runpy
sys.argv = ["parley", "serve"]
runpy.run_module("bot", run_name="__main__")
"""
BARE = """
import aiosmtplib, aiosqlite, alembic.command, apscheduler.schedulers.asyncio, babel.dates, email_validator
import icalendar, itsdangerous, jinja2, prometheus_client, pydantic_settings, sqlalchemy.ext.asyncio, structlog, yaml
from aiohttp import web
async def ready(request): return web.Response()
app = web.Application()
app.add_routes([web.get("/readyz", ready)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""
ROOT = Path(__file__).resolve().parent.parent
Server = tuple[asyncio.subprocess.Process, int]


async def processes() -> list[Figure]:
    """Measure start-up and memory, beside a server of the same libraries that has one empty page."""
    starts = [await _start_seconds(_parley) for _ in range(STARTS)]
    bare_starts = [await _start_seconds(_bare) for _ in range(STARTS)]
    ours, floor = min(starts), min(bare_starts)
    start = Figure(
        what="start-up until ready",
        ours=f"{ours:.2f} s",
        floor=f"the same libraries, one empty page: {floor:.2f} s",
        share=f"{ours - floor:+.2f} s",
        aim="≤ 2 s",
    )
    return [start, await _memory()]


async def _memory() -> Figure:
    async with _parley() as (process, port):
        await _ready(port)
        await _talk(port)
        ours = _resident(process)
    async with _bare() as (process, port):
        await _ready(port)
        floor = _resident(process)
    return Figure(
        what=f"resident memory after {VISITORS * MESSAGES} turns",
        ours=f"{ours:.0f} MiB",
        floor=f"the same libraries, one empty page: {floor:.0f} MiB",
        share=f"{ours - floor:+.0f} MiB",
        aim="≤ 150 MiB",
    )


async def _start_seconds(server: Any) -> float:
    began = perf_counter()
    async with server() as (_, port):
        await _ready(port)
        return perf_counter() - began


@asynccontextmanager
async def _parley() -> AsyncIterator[Server]:
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        port = _free_port()
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PARLEY_PORT": str(port),
            "PARLEY_VAR_DIR": folder,
            "LOG_LEVEL": "warning",
        }
        async with _running("-c", AS_INSTALLED + OURS, cwd=folder, env=environment) as process:
            yield process, port


@asynccontextmanager
async def _bare() -> AsyncIterator[Server]:
    port = _free_port()
    async with _running("-c", AS_INSTALLED + BARE, str(port)) as process:
        yield process, port


@asynccontextmanager
async def _running(*arguments: str, **options: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=quiet, **options)
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as client, asyncio.timeout(PATIENCE):
        while True:
            try:
                async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)


async def _talk(port: int) -> None:
    """Have hosts set themselves up and ask about their hours, one after the other."""
    for number in range(VISITORS):
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of a bare IP address too
        base = f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession(base, cookie_jar=jar) as client, asyncio.timeout(PATIENCE):
            async with client.get("/chat") as page:
                await page.text()
            async with client.ws_connect("/ws", origin=base) as talk:
                await talk.send_json({"type": "hello", "zone": "Europe/Berlin", "locale": "en"})
                await _answer(talk)
                for each in range(1, MESSAGES):
                    await talk.send_json(
                        {"type": "say", "id": f"message-{number}-{each}", "text": "show my hours"}
                    )
                    await _answer(talk)


async def _answer(talk: aiohttp.ClientWebSocketResponse) -> None:
    """Wait for the next line that Parley says."""
    while True:
        frame = await talk.receive_json()
        if frame["type"] == "line" and not frame["mine"]:
            return


def _resident(process: asyncio.subprocess.Process) -> float:
    return float(psutil.Process(process.pid).memory_info().rss / 2**20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
