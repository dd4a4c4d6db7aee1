"""The command `parley` as a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
"""Seconds within which a process must end."""


def environment(folder: Path, **names: str) -> dict[str, str]:
    """Return an environment in which only `names` are configured; data goes into the folder."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PARLEY_VAR_DIR": str(folder / "var"),
        **names,
    }


def parley(*arguments: str, folder: Path, typed: str = "", **names: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with `typed` as its input."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(folder, **names),
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def running(*arguments: str, folder: Path, **names: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command in the background; it is killed if it has not ended by itself."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(folder, **names),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str], words: str) -> bool:
    """Wait until a line with the words is printed; False if the process ends before."""
    assert process.stdout is not None
    return any(words in line for line in process.stdout)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
