"""A worker process: database, postman and heartbeat, sending mail to a server on loopback.

`python -m tests.support.worker URL PORT LEASE`
"""

import asyncio
import sys

from bot.outside import SystemChance, SystemClock
from channels.email.smtp import Security, SmtpMailer, SmtpServer
from jobs.heartbeat import Beat, Heartbeat
from jobs.postman import Bag, Postman, Round
from storage import open_storage
from tests.support.letters import SENDER


async def work(url: str, port: int, lease: float) -> None:
    """Carry letters until killed."""
    clock = SystemClock()
    server = SmtpServer(host="127.0.0.1", port=port, security=Security.NONE)
    bag = Bag(channels={}, mailer=SmtpMailer(server, SENDER, clock))
    postman = Postman(open_storage(url), clock, SystemChance(), bag, Round(lease=lease))

    async def tick() -> None:
        postman.wake()

    Heartbeat(Beat(id="post", seconds=1, job=tick)).start()
    await postman.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
