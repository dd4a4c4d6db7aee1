"""`python -m bench.corpora FOLDER`: lets the scorers of a folder of corpora judge the reader, and keeps the tables in docs/reading.md.

The folder has `time/*.jsonl` with `time/score.py`, and `dialogue/*.jsonl` with `score_intents.py` and `score_slots.py`.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

REPORT = Path(__file__).resolve().parent.parent / "docs" / "reading.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LANGUAGES = ("en", "de", "es", "fr", "it", "pt")
READER = shlex.join([sys.executable, "-m", "bot", "read", "--jsonl"])


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    found = "\n\n".join([*times(folder / "time"), *acts(folder / "dialogue"), *slots(folder / "dialogue")])
    _keep(found)
    print(found)
    return 0


def _keep(found: str) -> None:
    text = REPORT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    REPORT.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END}{after}", encoding="utf-8")


def _scored(command: Sequence[str], key: str = "--cmd") -> Any:
    """Run a scorer on the reader and return its report."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        asked = [sys.executable, *command, key, READER, "--json", str(report)]
        subprocess.run(asked, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the scorer that was named
        return json.loads(report.read_text(encoding="utf-8"))


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *[[_text(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(cell: Any) -> str:
    return f"{cell:.3g}" if isinstance(cell, float) else "" if cell is None else str(cell)


def times(folder: Path) -> Iterable[str]:
    """Yield the tables of times: by language; English by source, by class, and where several libraries agree."""
    files = sorted(path for path in folder.glob("*.jsonl") if ".aside" not in path.name)
    yield "## Times, by language"
    by_language = _score_times(folder, files, LANGUAGES, "lang")
    yield _table(_TIMES, _rows(by_language["lang"]))
    english = _score_times(folder, files, ("en",), "source,cls,kind")
    yield "## English times, by source"
    yield _table(_TIMES, _rows(english["source"]))
    yield "## English times, by class"
    yield _table(_TIMES, _rows(english["cls"]))
    yield "## English times of which several libraries say the same (`support` of 2 and more)"
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as agreed:
        agreed.writelines(_agreed(files))
        agreed.flush()
        yield _table(_TIMES, _rows(_score_times(folder, [Path(agreed.name)], ("en",), "lang")["lang"]))


_TIMES = ("", "cases", "right %", "nothing said %", "wrong %")


def _score_times(folder: Path, files: Iterable[Path], languages: Iterable[str], by: str) -> Any:
    cases = [str(path) for path in files]
    return _scored([str(folder / "score.py"), *cases, "--langs", ",".join(languages), "--by", by])


def _agreed(files: Iterable[Path]) -> Iterable[str]:
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if json.loads(line).get("support", 0) >= 2:
                yield line


def _rows(groups: Mapping[str, Mapping[str, Any]]) -> Iterable[Iterable[Any]]:
    for name, group in sorted(groups.items(), key=lambda pair: -pair[1]["n"]):
        yield name, group["n"], group["ok"], group["miss"], group["wrong"]


def acts(folder: Path) -> Iterable[str]:
    """Yield the tables of acts: all, by source, by language, by act; and of real mails."""
    scorer = str(folder / "score_intents.py")
    found = _scored([scorer, "--gold", str(folder / "utterances.jsonl")])
    mails = _scored([scorer, "--gold", str(folder / "enron_email.jsonl")])
    yield "## Acts"
    yield _table(
        ("", "right %", "out of scope seen %", "in scope rejected %", "macro F1"),
        [(name, *_acts(each)) for name, each in (("all sources", found), ("real mails", mails))],
    )
    for title, key in (("source", "per_source"), ("language", "per_lang")):
        yield f"## Acts, by {title}"
        rows = [(name, each["n"], 100 * each["acc"]) for name, each in found[key].items()]
        yield _table((title, "sentences", "right %"), rows)
    yield "## Acts, one by one"
    yield _table(
        ("act", "sentences", "precision", "recall", "F1"),
        [(name, each["n"], each["p"], each["r"], each["f1"]) for name, each in found["per_intent"].items()],
    )


def _acts(found: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        100 * found["accuracy"],
        100 * found["oos_recall"],
        100 * found["in_scope_rejected"],
        found["macro_f1"],
    )


def slots(folder: Path) -> Iterable[str]:
    """Yield the table of what is named, by kind and by source."""
    found = _scored([str(folder / "score_slots.py"), "--gold", str(folder / "slots.jsonl")])
    yield "## What a message names"
    yield _table(
        ("", "named", "precision", "recall", "exact F1"),
        [
            (name.replace("src:", "source "), each["n"], *each["exact_PRF"])
            for name, each in found["slots"].items()
            if "@" not in name and not name.startswith("lang:")
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
