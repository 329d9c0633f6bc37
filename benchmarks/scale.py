"""A million articles: size, memory, speed, and the reindex of one changed document.

    python -m benchmarks.scale --data ../shared/data --work DIR [--articles 1000000]

Three steps, each in a process of its own (--step build | ask | change repeats one): the index, 200 questions of
laypeople on a fixed day after 200 others, one document put in again with other words. Figures are CPU time of one core.

Made of the statutes, the national laws and the local regulations; copies beyond the first have a place name before
their title and words changed by a fixed rule, so that no two documents are alike.
"""

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from embeddings.encoder import load
from embeddings.training.pairs import questions
from knowledge.answer import answer
from knowledge.reindex import reindex
from knowledge.search import DEPTH, search
from knowledge.snapshot import Shelf, Ways

TODAY = date(2026, 3, 2)
QUESTIONS = 200
# Larger files are refused as too large.
A_FILE = 1000
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


def batched(rows: Iterator[dict], size: int) -> Iterator[list[dict]]:
    while batch := list(islice(rows, size)):
        yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--step", choices=STEPS)
    given = parser.parse_args()
    if given.step:
        STEPS[given.step](given)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  memory of this step at most {peak:.0f} MB", flush=True)
        return
    for step in STEPS:
        # A process each, so that each has its own memory.
        again = ["--data", given.data, "--work", given.work, "--articles", str(given.articles), "--step", step]
        subprocess.run([sys.executable, "-m", "benchmarks.scale", *map(str, again)], check=True)


def _home(given: argparse.Namespace) -> Shelf:
    given.work.mkdir(parents=True, exist_ok=True)
    return Shelf(given.work / "knowledge", partial(load, "bundled"), Ways())


def _build(given: argparse.Namespace) -> None:
    home = _home(given)
    if home.pointer() is None:
        source = given.work / "documents"
        source.mkdir(exist_ok=True)
        for number, rows in enumerate(batched(documents(given.data, given.articles), A_FILE)):
            text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (source / f"{number:04}.jsonl").write_text(text, encoding="utf-8")
        _timed("reindex of all", lambda: reindex([source], home, datetime.now(UTC), lambda *_: None))
    snapshot = home.current()
    print(f"{snapshot.manifest.articles} articles, {len(snapshot.vectors)} vectors")
    for path in sorted(snapshot.folder.iterdir()):
        size = sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())
        print(f"  {path.name:<20}{size / 1e6:>9.1f} MB on disk")


def _ask(given: argparse.Namespace) -> None:
    snapshot = _home(given).current()
    drawn = random.Random(1).sample([row["question"] for row in questions(given.data)], 2 * QUESTIONS)
    asked, others = drawn[:QUESTIONS], drawn[QUESTIONS:]
    spent, _ = _clocked(lambda: answer(snapshot, others[0], TODAY))
    print(f"first question {spent * 1000:.0f} ms of CPU")
    for text in others:
        answer(snapshot, text, TODAY)
    queries = iter(snapshot.encoder.encode(asked, "query"))
    for name, ask in (
        ("answer", lambda text: answer(snapshot, text, TODAY)),
        ("search", lambda text: search(snapshot, text, 20, TODAY)),
        ("  words alone", lambda text: snapshot.lexical.search(text, DEPTH, TODAY)),
        ("  vectors alone", lambda _text: snapshot.vectors.search(next(queries), DEPTH, snapshot.admitted(TODAY))),
    ):
        times = sorted(_clocked(lambda text=text, ask=ask: ask(text))[0] * 1000 for text in asked)
        p50, p95 = times[QUESTIONS // 2], times[QUESTIONS * 95 // 100]
        print(f"{name:<20} p50 {p50:6.1f} ms, p95 {p95:6.1f} ms (CPU of one core)", flush=True)


def _change(given: argparse.Namespace) -> None:
    """Put one document in again with other words."""
    home = _home(given)
    snapshot = home.current()
    version = next(iter(snapshot.catalog.versions.values()))
    again = f"另行通知{random.random()}。"
    articles = [
        {"number": row.article.label, "text": f"{row.article.text}{again}"}
        for row in snapshot.catalog.articles(version.id)
    ]
    changed = given.work / "changed.jsonl"
    row = {"title": version.metadata.title, "articles": articles}
    changed.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    _timed("reindex of one changed document", lambda: reindex([changed], home, datetime.now(UTC), lambda *_: None))


STEPS: dict[str, Callable[[argparse.Namespace], None]] = {"build": _build, "ask": _ask, "change": _change}


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
