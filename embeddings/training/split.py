"""Questions in three parts that share no relevant article: train, dev, test.

Questions that share an article stay together (connected components), so that no article
seen in training answers a question of the test. `python -m embeddings.training.split
QUESTIONS.jsonl --out DIR` writes train.jsonl, dev.jsonl and test.jsonl.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
# Of a hundred components: up to 10 go to dev, from 70 on to test, the others to train.
DEV, TEST = 10, 70


def split(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of "train", "dev" and "test"; the same rows always fall the same way."""
    parts: dict[str, list[Row]] = {"train": [], "dev": [], "test": []}
    for component in _components(rows):
        name = min(f"{document}#{article}" for row in component for document, article in _relevant(row))
        bucket = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 100
        parts["dev" if bucket < DEV else "train" if bucket < TEST else "test"] += component
    return parts


def folds(rows: Sequence[Row], count: int) -> list[int]:
    """Return the fold of every row; folds are about equal, and questions that share an article are in one."""
    fold: dict[str, int] = {}
    sizes = [0] * count
    for component in sorted(_components(rows), key=lambda found: (-len(found), min(row["id"] for row in found))):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(component)
        fold |= {row["id"]: smallest for row in component}
    return [fold[row["id"]] for row in rows]


def _relevant(row: Row) -> list[tuple[str, str]]:
    return [(found["document"], found["article"]) for found in row["relevant"]] or [("", row["id"])]


def _components(rows: Sequence[Row]) -> list[list[Row]]:
    parent = list(range(len(rows)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    first: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        for article in _relevant(row):
            parent[root(place)] = root(first.setdefault(article, place))
    found = defaultdict(list)
    for place, row in enumerate(rows):
        found[root(place)].append(row)
    return list(found.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    given.out.mkdir(parents=True, exist_ok=True)
    for name, part in split(rows).items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in part)
        (given.out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        print(f"{name}: {len(part)} questions")


if __name__ == "__main__":
    main()
