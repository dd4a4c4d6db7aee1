"""Running scenarios: each by what it is about, on every database there is where one is needed."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from storage import Database, migrate, open_storage
from tests.scenarios import core_answers, use_case_answers
from tests.scenarios.cast import Case
from tests.scenarios.judging import faults
from tests.scenarios.telling import NotOursError
from tests.support import postgres

TEMPLATE = "scenario_template"
CORE: Mapping[str, Callable[[Case], Mapping[str, Any]]] = {
    "slots": core_answers.slots,
    "choose_host": core_answers.choose_host,
}

Databases = Mapping[str, Callable[[], AbstractAsyncContextManager[Database]]]
"""By the engine's name, what opens a migrated, empty database."""


class Verdict(StrEnum):
    """How a scenario went."""

    PASS = "pass"
    FAIL = "FAIL"
    NOT_OURS = "not ours"
    """It asks for a rule that this scheduler does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A scenario, where it ran, and how it went."""

    case: Case
    engine: str
    verdict: Verdict
    faults: tuple[str, ...] = ()


def load(paths: Iterable[Path]) -> list[Case]:
    """Return the scenarios of files and of all files in folders, in order."""
    files = (each for path in paths for each in (sorted(path.rglob("*.json")) if path.is_dir() else [path]))
    return [case for file in files for case in json.loads(file.read_text("utf-8"))]


@contextmanager
def databases() -> Iterator[Databases]:
    """Offer SQLite, and PostgreSQL where there is one."""
    folder = Path(tempfile.mkdtemp(prefix="parley-scenarios-"))
    programs = postgres.binaries()
    try:
        found: dict[str, Callable[[], AbstractAsyncContextManager[Database]]] = {"SQLite": _sqlite(folder)}
        if programs is None:
            yield found
            return
        with postgres.throwaway(programs) as server:
            yield found | {"PostgreSQL": _postgres(server)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sqlite(folder: Path) -> Callable[[], AbstractAsyncContextManager[Database]]:
    template = folder / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{template}"))
    numbers = count(1)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        path = folder / f"{next(numbers)}.db"
        shutil.copyfile(template, path)
        database = open_storage(f"sqlite:///{path}")
        yield database
        await database.close()

    return opened


def _postgres(server: postgres.Server) -> Callable[[], AbstractAsyncContextManager[Database]]:
    asyncio.run(migrate.upgrade(server.create(TEMPLATE)))
    numbers = count(1)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        name = f"scenario_{next(numbers)}"
        database = open_storage(server.create(name, TEMPLATE))
        yield database
        await database.close()
        server.drop(name)

    return opened


async def run(cases: Iterable[Case], where: Databases) -> list[Result]:
    """Run scenarios one after the other."""
    return [result for case in cases for result in await run_one(case, where)]


async def run_one(case: Case, where: Databases) -> list[Result]:
    """Run one scenario: on values alone if it needs no more, else on every database."""
    if case["kind"] in CORE:
        return [await _judged(case, "core", None)]
    results = []
    for engine, opened in where.items():
        async with opened() as database:
            results.append(await _judged(case, engine, database))
    return results


async def _judged(case: Case, engine: str, database: Database | None) -> Result:
    """Answer and judge; whatever breaks is the scenario's fault, and does not end the run."""
    try:
        wrong = tuple(faults(case, await _answered(case, database)))
    except NotOursError as error:
        return Result(case=case, engine=engine, verdict=Verdict.NOT_OURS, faults=(str(error),))
    except Exception as error:  # noqa: BLE001 - the next scenario is to run all the same
        wrong = (f"{type(error).__name__}: {error}",)
    return Result(case=case, engine=engine, verdict=Verdict.FAIL if wrong else Verdict.PASS, faults=wrong)


async def _answered(case: Case, database: Database | None) -> Mapping[str, Any]:
    if database is None:
        return CORE[case["kind"]](case)
    return await use_case_answers.ANSWERS[case["kind"]](case, database)
