"""Play transcript files through the whole stack and show the difference."""

import argparse
import asyncio
from pathlib import Path

from bot.logs import configure
from bot.rehearse import rehearse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="transcripts (YAML), or folders of them"
    )
    parser.add_argument("--accept", action="store_true", help="rewrite the files with what was said")


def run(options: argparse.Namespace) -> int:
    """Play the files; 1 if one differs."""
    configure("warning", "text")
    return asyncio.run(rehearse(list(_found(options.files)), options.accept))


def _found(paths: list[Path]) -> list[Path]:
    """Return the files, those of folders included, in order."""
    return [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
