"""How we speak to Google: never for long, never too much, only with whom we trust."""

import asyncio
import gzip
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Transient
from integrations.calendars.google import wire as carried
from integrations.calendars.google.client import AT_ONCE
from integrations.calendars.google.service import GoogleCalendars
from integrations.calendars.google.wire import Wire
from tests.integrations.diaries import MONDAY
from tests.integrations.google.conftest import config

TLS = Path(__file__).parents[2] / "support" / "tls"


@asynccontextmanager
async def speaking(*pieces: bytes, pause: float = 0.0, encrypted: bool = False):
    """Serve somebody who answers anything with these pieces; lend the address."""

    under_way = set()

    async def answer(reader, writer):
        under_way.add(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()

    context = None
    if encrypted:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(TLS / "loopback.crt", TLS / "loopback.key")
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    scheme = "https" if encrypted else "http"
    async with server:
        yield f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}/"
        await asyncio.gather(*under_way)


async def ask(url, clock, patience=5.0, ca_bundle=""):
    """Ask, and return the status and the body."""
    answer = await asyncio.to_thread(Wire(clock, patience, ca_bundle).exchange, url, "GET", None, {})
    return answer.status, answer.data


def whole(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_what_comes_is_returned(clock):
    async with speaking(whole(b"{}")) as url:
        assert await ask(url, clock) == (200, b"{}")


async def test_what_is_packed_is_unpacked(clock):
    async with speaking(whole(gzip.compress(b"{}" * 9, mtime=0), "Content-Encoding: gzip")) as url:
        assert await ask(url, clock) == (200, b"{}" * 9)


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"{}", mtime=0)[:-9]])
async def test_what_cannot_be_unpacked_is_a_fault(clock, body):
    async with speaking(whole(body, "Content-Encoding: gzip")) as url:
        with pytest.raises(Transient):
            await ask(url, clock)


@pytest.mark.parametrize("packed", [True, False])
async def test_an_answer_that_is_too_large_is_not_taken(clock, monkeypatch, packed):
    monkeypatch.setattr(carried, "MOST", 10_000)
    body = gzip.compress(b"x" * 10_000_000, mtime=0) if packed else b"x" * 100_000
    async with speaking(whole(body, *(["Content-Encoding: gzip"] if packed else []))) as url:
        with pytest.raises(Transient, match="too large"):
            await ask(url, clock)


async def test_an_answer_without_an_end_is_not_taken(clock, monkeypatch):
    monkeypatch.setattr(carried, "MOST", 1_000_000)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    async with speaking(head, *[b"x" * 100_000] * 50) as url:
        with pytest.raises(Transient, match="too large"):
            await ask(url, clock)


async def test_who_speaks_drop_by_drop_is_cut_off(clock):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    async with speaking(head, *[b"x"] * 1000, pause=0.02) as url:
        async with asyncio.timeout(5):
            with pytest.raises(Transient, match="TimeoutError"):
                await ask(url, clock, patience=0.3)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 ",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 " + b"x" * 100_000,
    ],
)
async def test_who_does_not_speak_http_is_a_fault(clock, answer):
    async with speaking(answer) as url:
        with pytest.raises(Transient):
            await ask(url, clock)


async def test_nobody_there_is_a_fault(clock):
    async with speaking() as url:
        pass
    with pytest.raises(Transient, match="ConnectionRefusedError"):
        await ask(url, clock)


async def test_only_who_is_vouched_for_is_spoken_to(clock):
    async with speaking(whole(b"{}"), encrypted=True) as url:
        with pytest.raises(Transient, match="SSLCertVerificationError"):
            await ask(url, clock)
        assert await ask(url, clock, ca_bundle=str(TLS / "loopback.crt")) == (200, b"{}")


@asynccontextmanager
async def tunnelling(asked: list[bytes]):
    """Serve a proxy that leads to whom it is asked for; lend its address."""
    under_way = set()

    async def pump(reader, writer):
        with suppress(OSError):
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def tunnel(reader, writer):
        under_way.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head)
        host, port = head.split()[1].decode().rsplit(":", 1)
        there = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    server = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*under_way)


async def test_the_proxy_of_the_surroundings_is_used(clock, monkeypatch):
    asked: list[bytes] = []
    bundle = str(TLS / "loopback.crt")
    async with speaking(whole(b"{}"), encrypted=True) as url, tunnelling(asked) as proxy:
        monkeypatch.setenv("https_proxy", f"http://ann:se%40cret@{proxy}")
        monkeypatch.setenv("no_proxy", "")
        assert await ask(url, clock, ca_bundle=bundle) == (200, b"{}")
        assert b"Basic YW5uOnNlQGNyZXQ=" in asked[0]
    async with speaking(whole(b"{}"), encrypted=True) as url:
        monkeypatch.setenv("no_proxy", "localhost")
        assert await ask(url, clock, ca_bundle=bundle) == (200, b"{}")
        assert len(asked) == 1


async def test_many_who_hang_hold_up_nothing_else(diary, clock):
    """What hangs at Google leaves the threads alone in which names are looked up."""
    diary.served.hanging = True
    service = GoogleCalendars(replace(config(diary.served), patience=30.0), clock)
    asked = [asyncio.create_task(service.calendars(diary.access)) for _ in range(64)]
    for _ in range(AT_ONCE):
        await diary.served.waiting.acquire()
    async with asyncio.timeout(10):
        assert await asyncio.to_thread(lambda: MONDAY) == MONDAY
    for each in asked:
        each.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
