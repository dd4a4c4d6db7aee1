"""`python -m storage.check`: says where the migrations do not make the tables; exit status 1 if they do not."""

import asyncio
import sys
import tempfile
from pathlib import Path

from storage import migrate


async def difference() -> list[str]:
    """Migrate a new SQLite database and return in what it differs from the tables."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'check.db'}"
        await migrate.upgrade(url)
        return [repr(each) for each in await migrate.differences(url)]


def main() -> int:
    """Print the differences; return 1 if there are any, else 0."""
    found = asyncio.run(difference())
    sys.stdout.writelines(f"{each}\n" for each in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
