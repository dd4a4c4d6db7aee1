"""A throwaway PostgreSQL server on loopback: fast, forgetful, gone after the tests."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
START_SECONDS = 30
DONE = "-- done --"


def binaries() -> Path | None:
    """Return the folder of the newest server's programs, None if there is no server."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Server:
    """One server with its own folder; can be stopped and started again on the same port."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._talk: subprocess.Popen[str] | None = None
        self._asked = ""
        self.port = _free_port()

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://parley@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the cluster."""
        options = ("-U", "parley", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", str(self._folder / "data"), *options)

    def start(self) -> None:
        """Start and wait until it answers."""
        where = ("-D", str(self._folder / "data"), "-h", "127.0.0.1", "-k", str(self._folder))
        settings = [part for name in FORGETFUL for part in ("-c", f"{name}=off")]
        more = ("-p", str(self.port), "-c", "max_connections=200", "-c", "log_min_messages=fatal")
        command = _as_postgres([str(self._programs / "postgres"), *where, *settings, *more])
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        """Stop at once, hanging up on everybody."""
        self._hang_up()
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # "fast shutdown"
            self._process.wait(START_SECONDS)
            self._process = None

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database from a template; return its address."""
        self.ask(f'CREATE DATABASE "{database}" TEMPLATE "{template}";')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected."""
        self.ask(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE);')

    def ask(self, *statements: str, database: str = "postgres") -> list[str]:
        """Run statements in a database; return the lines that they answer, raise RuntimeError for what fails.

        One psql is asked again and again: to start one takes longer than what it is asked for.
        """
        if self._talk is None or self._talk.poll() is not None:
            self._talk = self._psql()
            self._asked = "postgres"
        asked = [] if database == self._asked else [f"\\connect {database}"]
        self._asked = database
        asked += [*statements, f"\\echo {DONE}"]
        return self._answered(self._talk, "".join(f"{line}\n" for line in asked))

    def _psql(self) -> subprocess.Popen[str]:
        options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align")
        return subprocess.Popen(
            _as_postgres([str(self._programs / "psql"), *self._at(), *options, "postgres"]),
            cwd=self._folder,
            env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _answered(self, talk: subprocess.Popen[str], asked: str) -> list[str]:
        assert talk.stdin
        assert talk.stdout
        talk.stdin.write(asked)
        talk.stdin.flush()
        lines = []
        while (line := talk.stdout.readline()) != f"{DONE}\n":
            if not line or "ERROR:" in line or "error:" in line:
                self._hang_up()
                raise RuntimeError(f"{asked}: {line or 'psql ended'}")
            lines.append(line.rstrip("\n"))
        return lines

    def _hang_up(self) -> None:
        if self._talk is not None:
            self._talk.kill()
            self._talk.communicate()
            self._talk = None

    def _at(self) -> tuple[str, ...]:
        return "-h", "127.0.0.1", "-p", str(self.port), "-U", "parley"

    def _run(self, program: str, *arguments: str) -> None:
        command = _as_postgres([str(self._programs / program), *arguments])
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip()}")

    def _wait(self) -> None:
        ready = [str(self._programs / "pg_isready"), "-q", *self._at()]
        for _ in range(START_SECONDS * 20):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if self._process is None or self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()[-500:]}")


@contextmanager
def throwaway(programs: Path) -> Iterator[Server]:
    """Run a server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="parley-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = Server(programs, folder)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_postgres(command: list[str]) -> list[str]:
    # The server refuses to run as root.
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
