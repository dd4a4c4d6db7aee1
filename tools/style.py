"""Hold the code to its limits: files of at most 400 lines, functions of at most 50. Prints how long they are."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOMS = (
    "bench",
    "bot",
    "channels",
    "core",
    "integrations",
    "jobs",
    "migrations",
    "storage",
    "tests",
    "tools",
    "web",
)
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 8
NEARLY_ALL_FUNCTIONS = 30
"""Lines under which 95 of 100 functions stay."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or function, where it is and how many lines it has."""

    where: str
    lines: int


def files(root: Path) -> Iterator[Path]:
    """Yield the project's Python files."""
    for room in ROOMS:
        yield from sorted((root / room).rglob("*.py"))


def functions(path: Path, source: str) -> Iterator[Piece]:
    """Yield the functions of a file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Piece(
                f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1
            )


def faults(all_files: list[Piece], all_functions: list[Piece], own: list[int]) -> Iterator[str]:
    """Yield what breaks a limit; `own` are the lengths of functions outside tests."""
    yield from (
        f"{p.where}: {p.lines} lines, more than {LONGEST_FILE}" for p in all_files if p.lines > LONGEST_FILE
    )
    yield from (
        f"{p.where}: {p.lines} lines, more than {LONGEST_FUNCTION}"
        for p in all_functions
        if p.lines > LONGEST_FUNCTION
    )
    if median(own) > MEDIAN_FUNCTION:
        yield f"the median function has {median(own):g} lines, more than {MEDIAN_FUNCTION}"
    if percentile95(own) > NEARLY_ALL_FUNCTIONS:
        yield f"95 of 100 functions have up to {percentile95(own):g} lines, more than {NEARLY_ALL_FUNCTIONS}"


def percentile95(lengths: list[int]) -> float:
    """Return the length under which 95 of 100 stay."""
    return quantiles(lengths, n=20, method="inclusive")[-1]


def main(root: Path) -> int:
    """Print figures and faults; return 1 if there are any."""
    sources = {path.relative_to(root): path.read_text(encoding="utf-8") for path in files(root)}
    all_files = [Piece(str(path), text.count("\n")) for path, text in sources.items()]
    all_functions = [each for path, text in sources.items() for each in functions(path, text)]
    own = [each.lines for each in all_functions if not each.where.startswith("tests/")]
    found = list(faults(all_files, all_functions, own))
    print(*found, sep="\n", end="\n" if found else "")
    print(
        f"{len(all_files)} files, longest {max(p.lines for p in all_files)} lines; {len(own)} functions outside tests: "
        f"median {median(own):g}, 95th percentile {percentile95(own):g}, longest {max(own)}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
