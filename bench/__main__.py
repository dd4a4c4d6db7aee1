"""`python -m bench`: measures everything, prints the table and keeps it in docs/benchmarks.md."""

import asyncio
import os
import platform
import sys
from pathlib import Path

from bench.bookings import bookings
from bench.busy import busy_lookups
from bench.doors import doors
from bench.measure import Figure, table
from bench.process import processes
from bench.slots import slot_searches
from bench.syncing import readings as readings_of_calendars
from bench.thinking import readings
from bench.town import postgres_urls, sqlite_urls
from bench.turns import turns
from bot.logs import configure

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
ENGINES = {"SQLite": sqlite_urls, "PostgreSQL": postgres_urls}
INTRODUCTION = """# Benchmarks

The last run of `make bench`. Each figure stands beside its floor, measured in the same run and alternating with it:
the same work with nothing of ours in it. PostgreSQL is a throwaway server on the same machine that does not wait for
the disk.

Slots are those of 30-minute meetings in steps of 15 minutes. "Again" is the same question asked once more, "new" one
whose bookings have just been read, "cold" the first that is asked at all.

Measured with Python {python} on {cores} cores ({machine}).

"""


def main() -> int:
    """Measure, print, keep."""
    configure("warning", "text")
    found = table(asyncio.run(_measure()))
    head = INTRODUCTION.format(
        python=platform.python_version(), cores=os.cpu_count(), machine=platform.machine()
    )
    REPORT.write_text(f"{head}{found}\n", encoding="utf-8")
    print(found)
    return 0


async def _measure() -> list[Figure]:
    figures: list[Figure] = []
    for engine, urls in ENGINES.items():
        with urls() as addresses:
            figures += [await turns(engine, addresses), await bookings(engine, addresses)]
            figures += await doors(engine, addresses)
            figures.append(await busy_lookups(engine, addresses))
            figures += await readings_of_calendars(engine, addresses)
    return [*figures, *await processes(), *readings(), *slot_searches()]


if __name__ == "__main__":
    sys.exit(main())
