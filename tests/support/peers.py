"""Real servers of others, written for Node and run on loopback; their packages are in tests/peers."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

PEERS = Path(__file__).resolve().parent.parent / "peers"
MISSING = "no packages of Node here (`npm install --prefix tests/peers`): tests with real peers are skipped"


def node() -> str:
    """Return Node, the one of this environment if it has one."""
    own = Path(sys.executable).parent / "node"
    return str(own) if own.exists() else shutil.which("node") or ""


def need(package: str) -> None:
    """Skip the test without a package of tests/peers; where CI is set, fail."""
    if node() and (PEERS / "node_modules" / package).is_dir():
        return
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Client:
    """A program that a provider knows."""

    id: str = "parley"
    secret: str = "only-the-server-may-know-this"
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenIdPeer:
    """A certified OpenID provider."""

    issuer: str
    client: Client = field(default=Client())

    async def next(self, **wishes: Any) -> None:
        """Say who comes next, and what they do: `account`, `deny`, `withhold` (scopes), `claims`."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.issuer}/_next", json=wishes) as done,
        ):
            assert done.status == 200


@contextmanager
def openid_provider(*clients: Client, scopes: tuple[str, ...] = (), port: int = 0) -> Iterator[OpenIdPeer]:
    """Run an OpenID provider that knows these programs, and scopes besides the usual ones."""
    need("oidc-provider")
    port = port or free_port()
    told = {
        "port": port,
        "scopes": list(scopes),
        "clients": [{"id": c.id, "secret": c.secret, "redirects": list(c.redirects)} for c in clients],
    }
    with subprocess.Popen(
        [node(), "oidc.mjs", json.dumps(told)],
        cwd=PEERS,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert any("up" in line for line in process.stdout)
            yield OpenIdPeer(f"http://127.0.0.1:{port}", clients[0])
        finally:
            process.kill()
