"""Ours beside what people use otherwise, in one run, on the same articles, questions and core.

    python -m benchmarks.peers --work DIR --questions DIR/test.jsonl

DIR holds the statutes as `xuesi reindex --workspace DIR` indexed them. Peers that are not installed are left
out and named: `pip install bm25s jieba haystack-ai` (they are no dependencies of the project).
"""

import argparse
import re
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figures import NAMES, measures
from bot.config import Config
from bot.library import shelf
from knowledge import golden
from knowledge.search import lexical, search
from knowledge.snapshot import Snapshot
from knowledge.training.rows import rows_of
from knowledge.words import words

Search = Callable[[str], Sequence[int]]
DEPTH = 100


def peers(snapshot: Snapshot, texts: Sequence[str]) -> Iterator[tuple[str, str, Callable[[], Search]]]:
    """Yield a name, the package that it needs, and how it is made; what it searches are the rows of the texts."""
    yield "xuesi", "knowledge", lambda: lambda text: [hit.article for hit in search(snapshot, text, DEPTH)]
    yield "tantivy alone", "tantivy", lambda: lambda text: [hit.article for hit in lexical(snapshot, text, DEPTH)]
    yield "SQLite FTS5, same words", "sqlite3", lambda: full_text(texts)
    yield "bm25s + jieba", "bm25s", lambda: sparse(texts)
    yield "Haystack, in memory, BM25", "haystack", lambda: framework(texts)


def full_text(texts: Sequence[str]) -> Search:
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE peer USING fts5(words, content='')")
    rows = ((row, " ".join(words(text))) for row, text in enumerate(texts))
    peer.executemany("INSERT INTO peer(rowid, words) VALUES (?, ?)", rows)
    query = "SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT ?"

    def found(text: str) -> Sequence[int]:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(words(text)))
        return [row for (row,) in peer.execute(query, (terms or '"-"', DEPTH))]

    return found


def sparse(texts: Sequence[str]) -> Search:
    import bm25s
    import jieba

    def cut(text: str) -> list[str]:
        return [word for word in jieba.cut(text) if re.match(r"\w", word)]

    index = bm25s.BM25()
    index.index([cut(text) for text in texts], show_progress=False)
    return lambda text: index.retrieve([cut(text)], k=DEPTH, show_progress=False)[0][0].tolist()


def framework(texts: Sequence[str]) -> Search:
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(bm25_tokenization_regex=r"(?u)\b\w")
    store.write_documents([Document(id=str(row), content=text) for row, text in enumerate(texts)])
    return lambda text: [int(one.id) for one in store.bm25_retrieval(text, top_k=DEPTH)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    given = parser.parse_args()
    snapshot = shelf(Config(workspace=given.work)).current()
    asked = golden.read(given.questions)
    relevant = [set(rows_of(snapshot, question)) for question in asked]
    held = snapshot.catalog.versions.values()
    texts = [f"{one.metadata.title} {row.article.text}" for one in held for row in snapshot.catalog.articles(one.id)]
    print("| | " + " | ".join(NAMES) + " | p50 ms | p95 ms | made in s | MB more |\n|" + "---|" * (len(NAMES) + 5))
    for name, package, make in peers(snapshot, texts):
        if find_spec(package) is None:
            print(f"| {name} | not installed |")
            continue
        before, began = _memory(), time.process_time()
        peer = make()
        made = time.process_time() - began
        peer(asked[0].text)
        rows, times = [], []
        for question, right in zip(asked, relevant, strict=True):
            began = time.process_time()
            found = peer(question.text)
            times.append((time.process_time() - began) * 1000)
            rows.append(measures(found, right))
        times.sort()
        shown = [f"{sum(column) / len(rows):.3f}" for column in zip(*rows, strict=True)]
        shown += [f"{times[len(times) // 2]:.1f}", f"{times[int(len(times) * 0.95)]:.1f}"]
        print(f"| {name} | " + " | ".join([*shown, f"{made:.1f}", f"{_memory() - before:.0f}"]) + " |", flush=True)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
