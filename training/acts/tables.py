"""How good the weights are, as tables: by source, and how often a chance comes true."""

from collections import defaultdict
from collections.abc import Sequence

from training.acts.examples import Example
from training.acts.learning import Learnt

_SAME = {"any": "unsure"}
"""Acts that the collections do not tell apart."""

_NONE = "out_of_scope"


def measured(title: str, learnt: Learnt, examples: Sequence[Example]) -> str:
    """Return a table by source: how many, how many right, out of scope found, in scope rejected."""
    by_source: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in examples:
        by_source[each.source].append((_named(each.act), _named(learnt.guess(each)[0])))
    pairs = [pair for found in by_source.values() for pair in found]
    rows = [_row(source, found) for source, found in sorted(by_source.items())]
    head = f"{'':16} {'n':>6} {'right':>6} {'oos':>6} {'reject':>6}"
    return "\n".join([f"\n{title}", head, *rows, _row("all", pairs)])


def _named(act: str) -> str:
    return _SAME.get(act, act)


def _row(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    right = _share([said == guess for said, guess in pairs])
    found = _share([guess == _NONE for said, guess in pairs if said == _NONE])
    rejected = _share([guess == _NONE for said, guess in pairs if said != _NONE])
    return f"{name:16} {len(pairs):6} {right:>6} {found:>6} {rejected:>6}"


def _share(answers: Sequence[bool]) -> str:
    return f"{sum(answers) / len(answers):.3f}" if answers else "-"


def reliability(learnt: Learnt, examples: Sequence[Example]) -> str:
    """Return how often guesses of each chance are right."""
    bins: dict[int, list[bool]] = defaultdict(list)
    for each in examples:
        act, chance = learnt.guess(each)
        bins[min(int(chance * 10), 9)].append(_named(act) == _named(each.act))
    rows = [
        f"{b / 10:.1f}-{(b + 1) / 10:.1f} {len(found):6} {_share(found):>6}"
        for b, found in sorted(bins.items())
    ]
    return "\n".join(["\nchance      n  right", *rows])
