"""A process that works an outbox off: prints `ready`, waits for a line, then prints each key it carried out."""

import asyncio
import sys

from storage import open_storage
from tests.storage.examples import after
from tests.support.post import claim_due


async def work(url: str) -> None:
    """Claim and finish one row after the other until nothing is left."""
    storage = open_storage(url)
    await storage.ping()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    while True:
        async with storage.writing() as unit:
            found = await claim_due(unit, after(0), 1, 60)
            await unit.commit()
        if not found:
            break
        print(found[0].key, flush=True)
        async with storage.writing() as unit:
            await unit.post.sent(found[0].id, after(0))
            await unit.commit()
    await storage.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
