"""The pins: complete, hashed, and silent about where they were made."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PINS = sorted((ROOT / "requirements").glob("*.txt"))


def pinned(path: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)==", path.read_text(), re.MULTILINE))


def plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_no_address_and_no_path_is_in_them(path: Path):
    text = path.read_text()
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host|(^|\s)/\w", text)


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_pin_has_hashes(path: Path):
    pins = re.split(r"^(?=[a-z0-9.-]+==)", path.read_text(), flags=re.MULTILINE)[1:]
    assert pins
    assert [each.split()[0] for each in pins if "--hash=sha256:" not in each] == []


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    rooms = ("bot", "channels", "core", "integrations", "jobs", "migrations", "storage", "web")
    sources = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    shared = {
        "google": ["google-auth"]
    }  # several own a part of this name; what we import of it is google-auth's
    owners = packages_distributions() | shared
    imported = {
        plain(owners[top][0])
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        for top in tops(node)
        if top not in sys.stdlib_module_names and top not in rooms
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    data_only = {"tzdata"}
    assert {plain(each) for each in project["dependencies"]} - data_only == imported


def tops(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [each.name.partition(".")[0] for each in names]
        case ast.ImportFrom(module=str(module)):
            return [module.partition(".")[0]]
    return []


def test_every_direct_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {plain(each) for each in project["dependencies"]} | {"setuptools"}
    assert wanted - pinned(ROOT / "requirements" / "run.txt") == set()


def test_what_both_pin_is_pinned_alike():
    versions = [dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", path.read_text(), re.MULTILINE)) for path in PINS]
    both = versions[0].keys() & versions[1].keys()
    assert both
    assert {name for name in both if versions[0][name] != versions[1][name]} == set()


def test_the_readme_says_why_each_direct_dependency_is_there():
    readme = (ROOT / "README.md").read_text().lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [each for each in project["dependencies"] if plain(each) not in readme] == []
