"""Learn the tagger's weights: `python -m training.slots PATH/slots.jsonl`."""

import argparse
import json
import zlib
from pathlib import Path

from bot.nlu.slots import tagger
from training.slots.authored import authored
from training.slots.examples import ALLOWED, Lesson, from_source, lesson
from training.slots.perceptron import train

_TIMES = 6
_ROUNDS = 8


def main() -> None:
    """Learn from the authored sentences and the allowed sources, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="slots.jsonl of the corpora")
    parser.add_argument("--without", nargs="*", default=[], help="sources to leave out, to measure on them")
    parser.add_argument("--half", action="store_true", help="learn from half of the corpus, to measure on the other")
    parser.add_argument("--out", type=Path, default=Path(tagger.__file__).with_name("weights.bin"))
    options = parser.parse_args()
    sources = [source for source in ALLOWED if source not in options.without]
    lessons: list[Lesson] = [lesson(each) for each in authored(_TIMES)]
    lessons += [lesson(each) for each in from_source(options.corpus, sources, half=options.half)] * 2
    weights = train(lessons, rounds=_ROUNDS)
    options.out.write_bytes(packed(weights))
    print(f"{len(lessons)} lessons, {len(weights)} features, {options.out.stat().st_size} bytes")


def packed(weights: tagger.Weights) -> bytes:
    """Return weights as they are kept: feature to label, weight, label, weight."""
    table = {
        feature: [n for pair in sorted(row.items()) for n in pair] for feature, row in sorted(weights.items())
    }
    return zlib.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 9)


if __name__ == "__main__":
    main()
