"""The command line: what each command says when all is well and when it is not."""

import json
import socket
import sqlite3
from pathlib import Path

import pytest

from bot.cli import program
from tests.support.processes import free_port, parley, running, said


def test_help_names_every_command(tmp_path: Path):
    done = parley("--help", folder=tmp_path)
    assert done.returncode == 0
    assert [name for name in program.COMMANDS if f"  {name}" not in done.stdout] == []


@pytest.mark.parametrize("name", program.COMMANDS)
def test_each_command_explains_itself(name: str, tmp_path: Path):
    done = parley(name, "--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: parley {name}")


def test_an_unknown_command_is_refused(tmp_path: Path):
    done = parley("serv", folder=tmp_path)
    assert done.returncode == 2
    assert "invalid choice: 'serv'" in done.stderr


def test_faulty_settings_stop_every_command_with_all_faults(tmp_path: Path):
    done = parley("migrate", folder=tmp_path, PARLEY_PORT="x", SMTP_PORT="0")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "The configuration cannot be used:",
        "  PARLEY_PORT must be a whole number",
        "  SMTP_PORT must be 1 or more",
    ]


def test_migrate_goes_up_and_down_and_checks(tmp_path: Path):
    assert parley("migrate", "--check", folder=tmp_path).returncode == 1
    assert parley("migrate", folder=tmp_path).returncode == 0
    assert parley("migrate", "--check", folder=tmp_path).returncode == 0
    down = parley("migrate", "--down", "base", folder=tmp_path)
    assert (down.returncode, down.stdout) == (0, "The database is at revision base.\n")
    with sqlite3.connect(tmp_path / "var" / "parley.db") as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    database.close()
    assert "booking" not in tables


def test_migrate_refuses_a_revision_that_does_not_exist(tmp_path: Path):
    parley("migrate", folder=tmp_path)
    done = parley("migrate", "--down", "nonsense", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be migrated: ")
    assert len(done.stderr.splitlines()) == 1


def test_serve_says_that_its_port_is_taken(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = parley("serve", folder=tmp_path, PARLEY_PORT=port)
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program; stop it, or choose another port with PARLEY_PORT.\n"
    )


def test_the_doctor_knows_its_own_server(tmp_path: Path):
    port = str(free_port())
    with running("serve", folder=tmp_path, PARLEY_PORT=port) as server:
        assert said(server, "Parley is ready")
        done = parley("doctor", folder=tmp_path, PARLEY_PORT=port)
    assert f"port: Parley serves on 127.0.0.1:{port}" in done.stdout


def test_serve_prints_the_addresses_to_open(tmp_path: Path):
    port = str(free_port())
    with running("serve", folder=tmp_path, PARLEY_PORT=port) as server:
        assert all(
            said(server, f"http://127.0.0.1:{port}{path} ") for path in ("/", "/chat", "/try", "/outbox")
        )
        server.terminate()
        assert server.wait(20) == 0


def test_read_shows_what_was_understood(tmp_path: Path):
    now = "2026-11-23T08:00:00+00:00"
    options = ("--now", now, "--zone", "Europe/Berlin")
    plain, data = (
        parley("read", "tomorrow at 3", *options, *more, folder=tmp_path) for more in ((), ("--json",))
    )
    assert (plain.returncode, data.returncode) == (0, 0)
    assert "When: Tuesday, 24 November, 15:00\nZone: Europe/Berlin\n" in plain.stdout
    assert json.loads(data.stdout)["wish"]["points"] == ["2026-11-24T14:00:00+00:00"]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("--zone", "Europe/Berln", "no such time zone: 'Europe/Berln'"),
        ("--now", "2026-11-23T08:00", "'2026-11-23T08:00' is no instant such as 2026-11-23T09:00+01:00"),
        ("--now", "soon", "'soon' is no instant such as 2026-11-23T09:00+01:00"),
    ],
)
def test_a_zone_or_instant_that_is_none_is_refused(name: str, value: str, why: str, tmp_path: Path):
    done = parley("read", "tomorrow", name, value, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith(f"argument {name}: {why}\n")


def test_read_filters_a_stream_line_by_line_and_gets_over_broken_ones(tmp_path: Path):
    lines = [
        '{"id": 1, "text": "tomorrow at 10"}',
        "[]",
        "{",
        '{"id": 2, "text": "hi", "tz": "Nowhere/At_All"}',
        '{"id": 3, "text": "yes"}',
    ]
    done = parley("read", "--jsonl", folder=tmp_path, typed="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each.get("id"), "error" in each) for each in answers] == [
        (1, False),
        (None, True),
        (None, True),
        (None, True),
        (3, False),
    ]
    assert (done.returncode, done.stderr) == (1, "")


def test_chat_talks_until_the_input_ends(tmp_path: Path):
    done = parley("chat", "--as", "anna", "--zone", "Europe/Berlin", folder=tmp_path, typed="hello\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_the_doctor_is_content_with_a_fresh_set_up(tmp_path: Path):
    parley("migrate", folder=tmp_path)
    done = parley("doctor", folder=tmp_path, PARLEY_PORT=str(free_port()))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "All is well.")
    assert "tzdata 20" in done.stdout


def test_the_doctor_names_everything_that_is_wrong_and_how_to_mend_it(tmp_path: Path):
    (tmp_path / "var").mkdir()
    done = parley(
        "doctor",
        folder=tmp_path,
        PARLEY_ENV="production",
        PARLEY_SECRET_KEY="k" * 32,
        DATABASE_URL=f"postgresql://parley@127.0.0.1:{free_port()}/parley",
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(free_port()),
        PARLEY_POTR="8080",
        PARLEY_PORT=str(free_port()),
    )
    assert done.returncode == 1
    wrong = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert wrong == ["PARLEY_POTR:", "token", "base", "database:", "mail:"]
    assert done.stdout.count("->") == len(wrong)


def test_the_doctor_finds_a_database_that_was_never_migrated(tmp_path: Path):
    done = parley("doctor", folder=tmp_path)
    assert "-> Run `parley migrate`." in done.stdout


def test_heal_says_how_many_were_moved(tmp_path: Path):
    done = parley("heal", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "0 moved, 0 stuck.\n")


def test_rotate_keys_says_how_many_it_sealed_and_needs_a_key(tmp_path: Path):
    parley("migrate", folder=tmp_path)
    done = parley("rotate-keys", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 sealed anew with the newest key")
    bare = parley("rotate-keys", folder=tmp_path, PARLEY_ENV="production", PARLEY_SECRET_KEY="k" * 32)
    assert bare.returncode == 1
    assert bare.stderr.startswith("There is no key: set CALENDAR_TOKEN_ENCRYPTION_KEY")
