"""Learn the acts: `python -m training.acts CORPORA [--measure]` writes the weights and prints how good they are.

CORPORA is the folder with `utterances.jsonl` and `enron_email.jsonl`. Nothing in it depends on chance or on the day.
"""

import argparse
import sys
from pathlib import Path

from bot.nlu.gist.weights import PATH
from training.acts.authored import authored
from training.acts.corpora import MEASURING, PERMISSIVE, examples_of
from training.acts.examples import Example
from training.acts.learning import learn, split
from training.acts.tables import measured, reliability


def main() -> int:
    """Learn, write the weights, print the tables."""
    given = _arguments()
    collected = examples_of(given.corpora / "utterances.jsonl") + examples_of(
        given.corpora / "enron_email.jsonl"
    )
    may_learn = [each for each in collected if each.source in PERMISSIVE]
    others = [each for each in collected if each.source in MEASURING]
    own = unlike(authored(), others)
    if given.measure:
        _measure(may_learn, others, own)
    else:
        learnt = learn(may_learn, own)
        PATH.write_bytes(learnt.quantised().written())
        print(measured("learnt from all that may be", learnt, others))
    return 0


def unlike(own: list[Example], others: list[Example]) -> list[Example]:
    """Return our sentences without those that somebody else happens to say word for word: what measures is not learnt from."""
    said = {_bare(each.text) for each in others if len(each.text.split()) > _SHORT}
    return [each for each in own if _bare(each.text) not in said]


_SHORT = 3
"""So few words as anybody says: "yes please", "the first one"."""


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _measure(may_learn: list[Example], others: list[Example], own: list[Example]) -> None:
    seen, held = split(may_learn, "measure")
    learnt = learn(seen, own)
    print(measured("a third of the sources held out", learnt, held + others))
    print(reliability(learnt, held + others))
    for source in PERMISSIVE:
        rest = [each for each in may_learn if each.source != source]
        left = [each for each in may_learn if each.source == source]
        print(measured(f"never heard of {source}", learn(rest, own), left))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.acts", description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument(
        "--measure", action="store_true", help="measure only: hold out, and leave each source out"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
