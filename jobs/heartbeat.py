"""The heartbeat: starts each recurring job at its time, and holds no state at all (all state is in the database)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A recurring job: its name, the seconds between two starts, and what it does. It must be safe to run anywhere, any time."""

    id: str
    seconds: int
    job: Callable[[], Awaitable[None]]
    at_once: bool = False
    """Whether it runs when the heart begins, too; for what is seldom and follows from what a new process brings."""


class Heartbeat:
    """Runs beats; one that is still running when its time comes again is left to finish."""

    def __init__(self, *beats: Beat) -> None:
        """Nothing runs before `start`."""
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for beat in beats:
            self._scheduler.add_job(
                _beat,
                IntervalTrigger(seconds=beat.seconds, timezone="UTC"),
                args=(beat,),
                id=beat.id,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
            if beat.at_once:
                self._scheduler.add_job(_beat, args=(beat,), id=f"{beat.id}-at-once", misfire_grace_time=None)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start nothing more; what runs is cancelled, which each beat must bear."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def jobs_table(self) -> list[tuple[str, str]]:
        """Return each job's id and trigger."""
        return [(job.id, str(job.trigger)) for job in self._scheduler.get_jobs()]


async def _beat(beat: Beat) -> None:
    """One beat that fails must not stop the heart: the next one tries again."""
    try:
        await beat.job()
    except Exception:  # noqa: BLE001
        _log.exception("heartbeat.failed", job=beat.id)
