"""How often an imported question is tied to the right article, on questions with known ones.

    python -m benchmarks.binding QUESTIONS.jsonl --workspace DIR [--part test]

The questions are parted once by a hash of their id: `dev` is for building, `test` for the figures that are reported.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from embeddings.encoder import load
from knowledge import titles
from knowledge.numerals import canonical
from knowledge.snapshot import Shelf, Snapshot
from quiz.columns import Raw, read
from quiz.item import Item
from quiz.matching import SURE, Match, matches

KINDS = {"填空": "blank", "单选": "single", "多选": "multiple", "判断": "judge"}


def part(number: str) -> str:
    """Return which part a question belongs to."""
    return "test" if hashlib.sha256(number.encode()).digest()[0] % 2 else "dev"


def item_of(row: dict[str, Any]) -> Item:
    """Read a question; where its gap was lost its words are kept as they are."""
    values = {"kind": row["type"], "stem": row["question"], "options": "\n".join(row["options"]), "key": row["answer"]}
    taken = read(Raw(1, values)).item
    return taken or Item("blank", row["question"], (), ((row["answer"],),))


def relevant(row: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    for one in row["relevant"]:
        number = one["article"]
        bare = number.removeprefix("第").replace("条之", "条|之") if number else ""
        main, _, extra = bare.partition("|之")
        key = canonical(main.removesuffix("条"), extra or None) if number else None
        yield titles.normal(one["document"]), key


def place(snapshot: Snapshot, found: Match) -> tuple[str, str]:
    version = snapshot.catalog.versions[found.row.version]
    return titles.normal(version.metadata.title), found.row.article.key


def held(snapshot: Snapshot, wanted: set[tuple[str, str | None]], day: date) -> bool:
    """Tell whether one of the right places is in force in this library at all."""
    return any(
        snapshot.catalog.versions[version].span.holds(day) and (key is None or snapshot.catalog.locate(version, key))
        for title, key in wanted
        for version in snapshot.catalog.names.get(title, ())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 11, 25))
    parser.add_argument("--rows", type=Path)
    given = parser.parse_args()
    snapshot = Shelf(given.workspace / "knowledge", partial(load, "bundled")).current()
    rows = [json.loads(line) for line in given.questions.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if part(row["id"]) == given.part]
    results, started = [], time.perf_counter()
    for row in rows:
        wanted = set(relevant(row))
        found = matches(snapshot, item_of(row), given.day, 1)
        hit = bool(found) and any(
            title == place(snapshot, found[0])[0] and key in (None, place(snapshot, found[0])[1])
            for title, key in wanted
        )
        results.append((row, wanted, found, hit, held(snapshot, wanted, given.day)))
    report(results, time.perf_counter() - started)
    if given.rows:
        with given.rows.open("w", encoding="utf-8") as out:
            for row, wanted, found, hit, inside in results:
                top = found[0] if found else None
                values = [top.held, top.clear, top.answered, top.named] if top else None
                said = {"id": row["id"], "hit": hit, "held": inside, "features": values, "question": row["question"]}
                where = place(snapshot, top) if top else None
                out.write(
                    json.dumps({**said, "wanted": sorted(map(str, wanted)), "found": where}, ensure_ascii=False) + "\n"
                )


def report(results: list[Any], seconds: float) -> None:
    def share(name: str, chosen: list[Any]) -> None:
        right = sum(result[3] for result in chosen)
        sys.stdout.write(f"{name:46} {right}/{len(chosen)} = {right / max(1, len(chosen)):.3f}\n")

    inside = [result for result in results if result[4]]
    articles = [result for result in inside if any(key for _, key in result[1])]
    sure = [result for result in results if result[2] and result[2][0].confidence >= SURE]
    share("all questions", results)
    share("right place in force in the library", inside)
    share("... of these, an article of a regulation", articles)
    share("... of these, a paragraph of a speech (document)", [result for result in inside if result not in articles])
    share(f"confidence >= {SURE} (taken as reviewed)", sure)
    sys.stdout.write(f"{seconds / max(1, len(results)) * 1000:.1f} ms a question\n")


if __name__ == "__main__":
    main()
