"""One peer, in a process of its own: makes its index, answers the questions, writes down what it found and spent.

PYTHON benchmarks/peer.py NAME FOLDER       (started by `benchmarks.peers`; needs only what the peer itself imports)

FOLDER holds texts.json (a list, one an article) and questions.json; NAME.json is written beside them. Seconds are CPU
time of one core, megabytes what the process holds more than before it made its index, all questions answered.
"""

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

Search = Callable[[str], Sequence[int]]
DEPTH = 100


def xuesi(_texts: Sequence[str], folder: Path) -> Search:
    from embeddings.encoder import load
    from knowledge.search import search
    from knowledge.snapshot import Shelf

    snapshot = Shelf(folder / "work" / "knowledge", partial(load, "bundled")).current()
    return lambda text: [hit.article for hit in search(snapshot, text, DEPTH)]


def tantivy(texts: Sequence[str], _folder: Path) -> Search:
    import tantivy

    from knowledge.words import words

    schema = tantivy.SchemaBuilder().add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    built = schema.add_integer_field("row", stored=True, fast=True).build()
    index = tantivy.Index(built)
    writer = index.writer(num_threads=1)
    for row, text in enumerate(texts):
        writer.add_document(tantivy.Document(words=" ".join(words(text)), row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def found(text: str) -> Sequence[int]:
        terms = [tantivy.Query.term_query(built, "words", word) for word in words(text)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = searcher.search(query, DEPTH, count=False).hits
        return [int(row) for row in searcher.fast_field_values("row", [address for _, address in hits])]

    return found


def fts5(texts: Sequence[str], folder: Path) -> Search:
    from knowledge.words import words

    peer = sqlite3.connect(folder / "fts5.db")
    peer.execute("CREATE VIRTUAL TABLE peer USING fts5(words, content='')")
    rows = ((row, " ".join(words(text))) for row, text in enumerate(texts))
    peer.executemany("INSERT INTO peer(rowid, words) VALUES (?, ?)", rows)
    query = "SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT ?"

    def found(text: str) -> Sequence[int]:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(words(text)))
        return [row for (row,) in peer.execute(query, (terms or '"-"', DEPTH))]

    return found


def bm25s(texts: Sequence[str], _folder: Path) -> Search:
    import bm25s
    import jieba

    def cut(text: str) -> list[str]:
        return [word for word in jieba.cut(text) if re.match(r"\w", word)]

    index = bm25s.BM25()
    index.index([cut(text) for text in texts], show_progress=False)
    return lambda text: index.retrieve([cut(text)], k=DEPTH, show_progress=False)[0][0].tolist()


def haystack(texts: Sequence[str], _folder: Path) -> Search:
    return _haystack(texts)


def haystack_jieba(texts: Sequence[str], _folder: Path) -> Search:
    import jieba

    def cut(text: str) -> str:
        return " ".join(jieba.cut(text))

    search = _haystack([cut(text) for text in texts], bm25_tokenization_regex=r"(?u)\w+")
    return lambda text: search(cut(text))


def _haystack(texts: Sequence[str], **settings: str) -> Search:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(**settings)
    store.write_documents([Document(id=str(row), content=text) for row, text in enumerate(texts)])
    retriever = InMemoryBM25Retriever(store, top_k=DEPTH)
    return lambda text: [int(one.id) for one in retriever.run(query=text)["documents"]]


PEERS = {make.__name__: make for make in (xuesi, tantivy, fts5, bm25s, haystack, haystack_jieba)}


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    texts, questions = (json.loads((folder / f"{part}.json").read_text("utf-8")) for part in ("texts", "questions"))
    before, began = _held(), time.process_time()
    search = PEERS[name](texts, folder)
    made = time.process_time() - began
    search(questions[0])
    found, times = [], []
    for question in questions:
        began = time.process_time()
        found.append([int(row) for row in search(question)])
        times.append((time.process_time() - began) * 1000)
    result = {"made": made, "megabytes": _held() - before, "times": times, "found": found}
    (folder / f"{name}.json").write_text(json.dumps(result), "utf-8")


def _held() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
