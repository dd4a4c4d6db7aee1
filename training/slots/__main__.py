"""Learn the tagger's weights: `python -m training.slots PATH/slots.jsonl`."""

import argparse
import json
import zlib
from pathlib import Path

from bot.nlu.slots import tagger
from bot.nlu.slots.tagger import tag
from training.slots.authored import authored
from training.slots.crf import completed, learn
from training.slots.examples import ALLOWED, Lesson, bare, from_source, lesson, sentences

_TIMES = 4
_FEW_ROUNDS = 15
"""Rounds of the first model, which only says what sources leave open."""

_WEIGHT = 2
"""How often a sentence of a source counts."""


def main() -> None:
    """Learn from the authored sentences and the allowed sources, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="slots.jsonl of the corpora")
    parser.add_argument("--without", nargs="*", default=[], help="sources to leave out, to measure on them")
    parser.add_argument(
        "--half", action="store_true", help="learn from half of the corpus, to measure on the other"
    )
    parser.add_argument("--out", type=Path, default=Path(tagger.__file__).with_name("weights.bin"))
    options = parser.parse_args()
    sources = [source for source in ALLOWED if source not in options.without]
    said = sentences(options.corpus, but=ALLOWED)
    own: list[Lesson] = [lesson(each) for each in authored(_TIMES) if bare(each.text) not in said]
    others = [lesson(each) for each in from_source(options.corpus, sources, half=options.half)]
    first = learn(own, rounds=_FEW_ROUNDS)
    model = learn(own + completed(others, (tag(each.features, first) for each in others)) * _WEIGHT)
    options.out.write_bytes(packed(model))
    print(
        f"{len(own)} + {len(others)} lessons, {len(model.weights)} features, {options.out.stat().st_size} bytes"
    )


def packed(model: tagger.Model) -> bytes:
    """Return a model as it is kept: feature to label, weight, label, weight; and what follows what."""
    weights = {
        feature: [n for pair in sorted(row.items()) for n in pair]
        for feature, row in sorted(model.weights.items())
    }
    data = {"follows": model.follows, "weights": weights}
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9)


if __name__ == "__main__":
    main()
