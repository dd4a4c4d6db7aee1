"""Two processes that work off one outbox never carry out the same row, and keep the order of each lane."""

import subprocess
import sys

from storage import Database
from tests.storage.examples import effect

LANES, ROWS = 8, 15


def start(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.storage.claimer", url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def test_two_processes_share_the_work(storage: Database, database_url: str) -> None:
    async with storage.writing() as unit:
        await unit.outbox.add(
            *(effect(f"{lane}:{n:02}", lane=f"lane {lane}") for n in range(ROWS) for lane in range(LANES))
        )
        await unit.commit()
    postmen = [start(database_url) for _ in range(2)]
    for each in postmen:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    done = []
    for each in postmen:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in postmen:
        out, _ = each.communicate(timeout=60)
        assert each.returncode == 0
        done.append(out.split())
    assert all(done)
    assert sorted(done[0] + done[1]) == [f"{lane}:{n:02}" for lane in range(LANES) for n in range(ROWS)]
    for mine in done:
        for lane in range(LANES):
            of_lane = [key for key in mine if key.startswith(f"{lane}:")]
            assert of_lane == sorted(of_lane)
