"""The command `parley`."""

import gc
import sys
import zoneinfo
from collections.abc import Sequence

gc.disable()  # until what the command needs is loaded, see `bot.cli.program`
zoneinfo.reset_tzpath(())  # zone data comes from the tzdata package, not from the machine

from bot.cli.program import run  # noqa: E402 - nothing may read zone data or look for garbage before


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; return its exit code."""
    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
