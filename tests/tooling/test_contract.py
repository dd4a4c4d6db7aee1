"""The contract's checklist is whole, counts itself rightly, and shows nothing that is not there."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/contract.md").read_text(encoding="utf-8")
GROUPS = {
    "A": 19, "P": 7, "E": 17, "V": 21, "S": 11, "B": 22, "H": 3, "Y": 6, "C": 19, "N": 12, "R": 5, "W": 2,
    "T": 4, "G": 6, "K": 3, "I": 9, "M": 21, "X": 10, "D": 4, "O": 12, "Q": 8, "U": 6, "Z": 9,
}  # fmt: skip
"""How many rows each group has."""
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in TEXT.splitlines()
    if re.match(r"\| [A-Z]\d\d ", line)
]
SHOWN = [pytest.param(row, id=row[0]) for row in ROWS if row[2] != "later"]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the names of the functions in a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, kinds))


def test_every_row_is_there_once_and_in_order() -> None:
    expected = [f"{group}{n:02}" for group, count in GROUPS.items() for n in range(1, count + 1)]
    assert sorted(row[0] for row in ROWS) == sorted(expected)
    assert [row[0] for row in ROWS] == expected


def test_every_row_has_a_feature_and_a_state() -> None:
    assert {row[2] for row in ROWS} == {"done", "part", "later"}
    assert [row[0] for row in ROWS if not row[1]] == []
    assert [row[0] for row in ROWS if row[2] == "part" and not row[3]] == []


def test_the_counts_are_right() -> None:
    said = dict(re.findall(r"^\| (done|part|later|all) \| (\d+) \|$", TEXT, re.MULTILINE))
    counted = Counter(row[2] for row in ROWS) | {"all": len(ROWS)}
    assert {state: int(number) for state, number in said.items()} == counted


@pytest.mark.parametrize("row", SHOWN)
def test_what_shows_a_row_exists(row: tuple[str, ...]) -> None:
    proofs = re.findall(r"`([^`]+)`", row[4])
    assert proofs
    for proof in proofs:
        path, _, name = proof.partition("::")
        assert (ROOT / path).is_file()
        assert not name or name in names_in(ROOT / path)


def test_what_is_later_is_not_said_to_be_shown() -> None:
    assert [row[0] for row in ROWS if row[2] == "later" and row[4]] == []
