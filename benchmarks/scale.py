"""A million articles: size, memory, speed, and the reindex of one changed document.

    python -m benchmarks.scale --data ../shared/data --work DIR [--articles 1000000]

Made of the statutes, the national laws and the local regulations; copies beyond the first have a place name before
their title and words changed by a fixed rule, so that no two documents are alike.
"""

import argparse
import gzip
import json
import random
import re
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from embeddings.encoder import load
from knowledge.reindex import reindex
from knowledge.search import search
from knowledge.snapshot import Shelf

CORPORA = ("statutes", "national", "local")
CHANGED = (
    ("应当", "须"),
    ("可以", "得以"),
    ("不得", "禁止"),
    ("规定", "要求"),
    ("主管部门", "管理机关"),
    ("单位", "机构"),
)
_HEAD = re.compile(r"(?m)^\W*第[^条\s]{1,9}条")
PLACES = "东西南北甲乙丙丁戊己庚辛壬癸"


def documents(data: Path, wanted: int) -> Iterator[dict]:
    """Yield documents until they hold about so many articles."""
    count, turn = 0, 0
    while True:
        for name in CORPORA:
            with gzip.open(data / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    count += len(row["articles"]) if "articles" in row else len(_HEAD.findall(row["text"]))
                    yield _copy(row, turn)
                    if count >= wanted:
                        return
        turn += 1


def _copy(row: dict, turn: int) -> dict:
    if not turn:
        return row
    text = json.dumps(row, ensure_ascii=False)
    for place, (old, new) in enumerate(CHANGED):
        if turn >> place & 1 or not turn % (place + 2):
            text = text.replace(old, new)
    copy = json.loads(text)
    return {**copy, "title": f"{PLACES[turn % len(PLACES)]}{PLACES[turn // len(PLACES)]}地{copy['title']}"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1_000_000)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    home = Shelf(given.work / "knowledge", partial(load, "bundled"))
    if home.pointer() is None:
        source = given.work / "documents.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for row in documents(given.data, given.articles):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        _timed("reindex of all", lambda: reindex([source], home, datetime.now(UTC), lambda *_: None))
    snapshot = home.current()
    size = sum(path.stat().st_size for path in snapshot.folder.rglob("*") if path.is_file())
    print(f"{snapshot.manifest.articles} articles, {len(snapshot.vectors)} vectors, {size / 1e6:.0f} MB on disk")
    rows = [json.loads(line) for line in (given.data / "questions/lay.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in random.Random(1).sample(rows, 200)]
    times = sorted(_clocked(lambda text=text: search(snapshot, text, 20))[0] * 1000 for text in ["", *asked])
    print(f"search p50 {times[100]:.1f} ms, p95 {times[190]:.1f} ms (CPU of one core)")
    print(f"vectors alone {_vector_ms(snapshot, asked):.1f} ms a question")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    version = next(iter(snapshot.catalog.versions.values()))
    changed = given.work / "changed.jsonl"
    articles = [
        {"number": row.article.label, "text": f"{row.article.text}另行通知。"}
        for row in snapshot.catalog.articles(version.id)
    ]
    changed.write_text(
        json.dumps({"title": version.metadata.title, "articles": articles}, ensure_ascii=False), encoding="utf-8"
    )
    _timed("reindex of one changed document", lambda: reindex([changed], home, datetime.now(UTC), lambda *_: None))


def _vector_ms(snapshot, asked) -> float:
    queries = snapshot.encoder.encode(asked, "query")
    spent, _ = _clocked(lambda: [snapshot.vectors.search(query, 100) for query in queries])
    return spent * 1000 / len(asked)


def _clocked(job):
    began = time.process_time()
    result = job()
    return time.process_time() - began, result


def _timed(name: str, job) -> None:
    began = time.perf_counter()
    spent, _ = _clocked(job)
    print(f"{name}: {spent:.1f} s of CPU, {time.perf_counter() - began:.1f} s on the clock", flush=True)


if __name__ == "__main__":
    main()
