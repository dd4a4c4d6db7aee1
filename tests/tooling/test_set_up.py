"""`tools/setup` says in one line what is missing, and the style limits bite."""

import os
import subprocess
from pathlib import Path

import pytest

from tools import style

ROOT = Path(__file__).resolve().parent.parent.parent


def set_up(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the set-up where `python3` is the given shell script."""
    (folder / "tools").mkdir()
    (folder / "tools" / "setup").write_text((ROOT / "tools" / "setup").read_text())
    programs = folder / "bin"
    programs.mkdir()
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        (programs / name).write_text(f"#!/bin/sh\n{python}\n")
        (programs / name).chmod(0o755)
    return subprocess.run(
        ["/bin/sh", str(folder / "tools" / "setup"), "run"],
        env={"PATH": f"{programs}{os.pathsep}{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_recent_python_it_says_so(tmp_path: Path):
    done = set_up(tmp_path, "exit 1")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("parley: Python 3.11 or newer is needed")


def test_without_the_venv_module_it_says_so(tmp_path: Path):
    done = set_up(tmp_path, 'case "$*" in *ensurepip*) exit 1;; esac')
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "apt-get install python3-venv" in line


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "short.py").write_text("def one():\n    return 1\n" * 3)
    return tmp_path


def test_short_code_passes(project: Path, capsys: pytest.CaptureFixture[str]):
    assert style.main(project) == 0
    assert "3 functions outside tests: median 2" in capsys.readouterr().out


def test_a_long_function_is_named(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "core" / "long.py").write_text("def much():\n" + "    print()\n" * 51)
    assert style.main(project) == 1
    assert "core/long.py:1 much: 52 lines, more than 50" in capsys.readouterr().out


def test_a_long_file_is_named(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "core" / "long.py").write_text("A = 1\n" * 401)
    assert style.main(project) == 1
    assert "core/long.py: 401 lines, more than 400" in capsys.readouterr().out
