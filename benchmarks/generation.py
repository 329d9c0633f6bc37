"""What the generator makes of the documents in force: items by document and kind, what each filter dropped, a sample.

    python -m benchmarks.generation --data DIR [--seed 1] [--sample 30] [--dice 7]

The sample is drawn by dice of its own, for people to judge one by one: usable as it stands, or not.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from random import Random

from bot.clock import BEIJING
from bot.phrases import bank as words
from embeddings.encoder import load
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf
from quiz.generate import generate, in_force
from quiz.item import Item


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 11, 25))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--dice", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), partial(load, "bundled"))
        reindex([given.data], shelf, datetime.now(BEIJING), lambda *_: None)
        snapshot = shelf.current()
        made = generate(snapshot, in_force(snapshot, given.day), given.seed)
    kinds = table(made.items)
    dropped = sorted(made.dropped.items(), key=lambda found: -found[1])
    print(f"proposed {made.proposed}, kept {len(made.items)}: {dict(kinds)}")
    print("dropped: " + ", ".join(f"{name} {count}" for name, count in dropped))
    for number, item in enumerate(Random(given.dice).sample(made.items, min(given.sample, len(made.items))), 1):
        print(f"\n[{number}] " + "\n".join(words.item_lines(item)))


def table(items: Sequence[Item]) -> "Counter[str]":
    """Print a line for each document; return how many items there are of each kind."""
    found = Counter((item.binding.title if item.binding else "", item.kind) for item in items)
    print("document | " + " | ".join(words.KINDS))
    for title in dict.fromkeys(title for title, _ in found):
        print(f"{title} | " + " | ".join(str(found[title, kind]) for kind in words.KINDS))
    return Counter(item.kind for item in items)


if __name__ == "__main__":
    main()
