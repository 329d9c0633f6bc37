"""Ours beside what people use otherwise, in one run, on the same articles, questions and core.

    python -m venv PEERS && PEERS/bin/pip install bm25s jieba haystack-ai
    python -m benchmarks.peers --source ../shared/data/corpus/statutes.jsonl.gz \\
        --questions ../shared/data/questions/lay.jsonl --python PEERS/bin/python [--limit 60]

The articles are those of SOURCE, title before text; the questions are the test part of `embeddings.training.split`,
of which nothing that ships was trained. Each peer runs in a process of its own (`benchmarks.peer`), bm25s and
Haystack by the Python of a throw-away environment: they are no dependencies of the project. What cannot be imported
there is named and left out.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.figures import NAMES, measures
from embeddings.encoder import load
from embeddings.training.split import split
from knowledge import golden
from knowledge.snapshot import Shelf, Snapshot
from knowledge.training.rows import rows_of

# Name, title, the module that must be there, what it was given besides title and text.
PEERS = (
    ("xuesi", "xuesi", "tantivy", "own words; vectors and ranking trained on the train part of these questions"),
    ("tantivy", "tantivy alone, in memory", "tantivy", "xuesi's words; BM25 k1 1.2, b 0.75"),
    ("fts5", "SQLite FTS5, on disk", "sqlite3", "xuesi's words; its bm25()"),
    ("bm25s", "bm25s + jieba, in memory", "bm25s", "jieba's words; its defaults (Lucene, k1 1.5, b 0.75)"),
    ("haystack", "Haystack BM25, in memory", "haystack", "its defaults: every Chinese letter is a word"),
    ("haystack_jieba", "Haystack BM25, in memory, with jieba", "haystack", "jieba's words; else its defaults"),
)
OURS = ("xuesi", "tantivy", "fts5")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = _indexed(given.source, folder)
        right = _prepared(folder, given.questions, given.limit)
        heading = [*NAMES, "p50 ms", "p95 ms", "made in s", "MB", "given"]
        print(f"{len(right)} questions\n| | {' | '.join(heading)} |\n|{'---|' * (len(heading) + 1)}")
        for peer, title, module, words in PEERS:
            python = Path(sys.executable) if peer in OURS else given.python
            if subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode:
                print(f"| {title} | not there: {python} has no {module} |")
                continue
            found = _run(peer, folder, python)
            made = index if peer == "xuesi" else found["made"]
            print(f"| {title} | {' | '.join([*_figures(found, right, made), words])} |", flush=True)


def _indexed(source: Path, folder: Path) -> float:
    """Index the source as a user does; return the seconds."""
    command = [sys.executable, "-m", "bot", "reindex", "--json", "--workspace", folder / "work", source]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"xuesi reindex: at most {spent.ru_maxrss / 1024:.0f} MB")
    return spent.ru_utime + spent.ru_stime


def _prepared(folder: Path, questions: Path, limit: int | None) -> list[set[int]]:
    """Write texts and questions for the peers; return the rows that answer each question."""
    snapshot: Snapshot = Shelf(folder / "work" / "knowledge", partial(load, "bundled")).current()
    rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    part = folder / "test.jsonl"
    part.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in split(rows)["test"]), "utf-8")
    asked = golden.read(part)[:limit]
    held = snapshot.catalog.versions.values()
    texts = [f"{one.metadata.title} {row.article.text}" for one in held for row in snapshot.catalog.articles(one.id)]
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
    (folder / "questions.json").write_text(json.dumps([one.text for one in asked], ensure_ascii=False), "utf-8")
    return [set(rows_of(snapshot, question)) for question in asked]


def _run(peer: str, folder: Path, python: Path) -> dict[str, list]:
    script = Path(__file__).with_name("peer.py")
    # One core each; our own rooms are found from here.
    there = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    if peer in OURS:
        there["PYTHONPATH"] = str(script.parents[1])
    subprocess.run([python, script, peer, folder], check=True, env=there)
    found: dict[str, list] = json.loads((folder / f"{peer}.json").read_text("utf-8"))
    return found


def _figures(found: dict[str, list], right: Sequence[set[int]], made: object) -> list[str]:
    table = np.array([measures(rows, wanted) for rows, wanted in zip(found["found"], right, strict=True)])
    p50, p95 = np.percentile(found["times"], [50, 95])
    return [
        *(f"{value:.3f}" for value in table.mean(axis=0)),
        f"{p50:.1f}",
        f"{p95:.1f}",
        f"{made:.1f}",
        f"{found['megabytes']:.0f}",
    ]


if __name__ == "__main__":
    main()
