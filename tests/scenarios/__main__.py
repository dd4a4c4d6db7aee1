"""Run scenario files: `python -m tests.scenarios PATH… [--class portable] [--show]`.

Slots and the choice of a host come from `core` alone; bookings, races and series go through the real use cases, on
SQLite and, where there is one, on PostgreSQL. Ends with 1 if a scenario fails.
"""

import argparse
import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.scenarios.running import CORE, Result, Verdict, databases, load, run

WIDTH = 14


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments name; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of files")
    parser.add_argument("--class", dest="kind", help="only scenarios of this class, such as portable")
    parser.add_argument("--show", action="store_true", help="say what is wrong with those that fail")
    asked = parser.parse_args(arguments)
    cases = [each for each in load(asked.paths) if asked.kind in (None, each.get("class"))]
    with databases() as where:
        results = asyncio.run(run(cases, where))
    if any(case["kind"] not in CORE for case in cases):
        print(f"bookings, races and series on {' and '.join(where)}")
    if asked.show:
        _show(results)
    _count(results)
    return any(each.verdict is Verdict.FAIL for each in results)


def _show(results: Sequence[Result]) -> None:
    for each in results:
        if each.verdict is not Verdict.PASS:
            case = each.case
            print(f"{each.verdict} {case['id']} ({each.engine}, {case.get('class')}): {case.get('from', '')}")
            print(*(f"     {fault}" for fault in each.faults[:8]), sep="\n")


def _count(results: Sequence[Result]) -> None:
    areas: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    for each in results:
        areas[each.case.get("area", each.case["kind"])][each.verdict] += 1
    for area in sorted(areas):
        print(f"{area:{WIDTH}} {_told(areas[area])}")
    print(f"{'all':{WIDTH}} {_told(sum(areas.values(), Counter()))}")


def _told(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[each]} {each}" for each in Verdict if counts[each])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
