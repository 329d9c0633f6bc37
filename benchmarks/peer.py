"""One peer, in a process of its own: makes its index, answers the questions, writes down what it found and spent.

PYTHON benchmarks/peer.py NAME FOLDER       (started by `benchmarks.peers`; needs only what the peer itself imports)

FOLDER holds documents.json ([[title, [[label, text], ...]], ...], the articles in the order of their rows),
questions.json, and an encoder for frameworks that want one; NAME.json is written beside them, and the peer's index
in NAME/. What a peer finds are pieces, best first, each the rows of the articles that it holds: one, unless the peer
has cut documents by a rule of its own. Seconds are CPU time of one core, megabytes what the process holds more than
before it made its index, all questions answered.
"""

import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path

Piece = Sequence[int]
# What comes lazily is not in the time of a question.
Search = Callable[[str], Iterable[Piece]]
Document = tuple[str, Sequence[tuple[str, str]]]
DEPTH = 100
DAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Given:
    """The documents, the folder that all peers share, and the peer's own."""

    documents: Sequence[Document]
    shared: Path
    own: Path

    @cached_property
    def texts(self) -> list[str]:
        """Every article with the title of its document before it, by row."""
        return [f"{title} {text}" for title, articles in self.documents for _, text in articles]


def xuesi(given: Given) -> Search:
    from knowledge.search import search

    snapshot = _snapshot(given)
    return lambda question: [[hit.article] for hit in search(snapshot, question, DEPTH, DAY)]


def xuesi_whole(given: Given) -> Search:
    from knowledge.address import Named
    from knowledge.answer import answer
    from knowledge.asked import asked, find

    snapshot = _snapshot(given)

    def found(question: str) -> Iterator[Piece]:
        return ranked(question, [quote.row for quote in answer(snapshot, question, DAY).quotes])

    def ranked(question: str, quoted: Sequence[int]) -> Iterator[Piece]:
        """An answer quotes three articles at most; behind them stands the list that it was made from."""
        others = [hit.article for hit in find(asked(snapshot, question, DAY, Named()), DEPTH, DAY)]
        yield from ([row] for row in dict.fromkeys((*quoted, *others)))

    return found


def _snapshot(given: Given):
    from embeddings.encoder import load
    from knowledge.snapshot import Shelf

    return Shelf(given.shared / "work" / "knowledge", partial(load, "bundled")).current()


def tantivy(given: Given) -> Search:
    import tantivy

    from knowledge.words import words

    schema = tantivy.SchemaBuilder().add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    built = schema.add_integer_field("row", stored=True, fast=True).build()
    index = tantivy.Index(built, path=str(given.own))
    writer = index.writer(num_threads=1)
    for row, text in enumerate(given.texts):
        writer.add_document(tantivy.Document(words=" ".join(words(text)), row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def found(question: str) -> list[Piece]:
        terms = [tantivy.Query.term_query(built, "words", word) for word in words(question)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = searcher.search(query, DEPTH, count=False).hits
        return [[int(row)] for row in searcher.fast_field_values("row", [address for _, address in hits])]

    return found


def fts5(given: Given) -> Search:
    from knowledge.words import words

    peer = sqlite3.connect(given.own / "fts5.db")
    peer.execute("CREATE VIRTUAL TABLE peer USING fts5(words, content='')")
    rows = ((row, " ".join(words(text))) for row, text in enumerate(given.texts))
    peer.executemany("INSERT INTO peer(rowid, words) VALUES (?, ?)", rows)
    peer.commit()
    query = "SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT ?"

    def found(question: str) -> list[Piece]:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(words(question)))
        return peer.execute(query, (terms or '"-"', DEPTH)).fetchall()

    return found


def bm25s(given: Given) -> Search:
    import bm25s
    import jieba

    def cut(text: str) -> list[str]:
        return [word for word in jieba.cut(text) if re.match(r"\w", word)]

    index = bm25s.BM25()
    index.index([cut(text) for text in given.texts], show_progress=False)
    index.save(given.own)
    return lambda question: index.retrieve([cut(question)], k=DEPTH, show_progress=False)[0][0, :, None].tolist()


def haystack(given: Given) -> Search:
    return _haystack(given, given.texts)


def haystack_jieba(given: Given) -> Search:
    import jieba

    def cut(text: str) -> str:
        return " ".join(jieba.cut(text))

    search = _haystack(given, [cut(text) for text in given.texts], bm25_tokenization_regex=r"(?u)\w+")
    return lambda question: search(cut(question))


def _haystack(given: Given, texts: Sequence[str], **settings: str) -> Search:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(**settings)
    store.write_documents([Document(id=str(row), content=text) for row, text in enumerate(texts)])
    store.save_to_disk(str(given.own / "store.json"))
    retriever = InMemoryBM25Retriever(store, top_k=DEPTH)
    return lambda question: [[int(one.id)] for one in retriever.run(query=question)["documents"]]


def llamaindex(given: Given) -> Search:
    """Documents as a user uploads them: the framework cuts them."""
    texts, spans, row = [], [], 0
    for title, articles in given.documents:
        lines = [f"{label}　{text}" for label, text in articles]
        ends = list(accumulate(len(line) + 1 for line in lines))
        spans.append(
            [(row + at, end - len(line) - 1, end) for at, (line, end) in enumerate(zip(lines, ends, strict=True))]
        )
        texts.append((title, "\n".join(lines)))
        row += len(lines)

    def held(document: int, start: int, end: int) -> Piece:
        """An article is in a piece by at least half."""
        return [row for row, begin, stop in spans[document] if 2 * (min(end, stop) - max(start, begin)) >= stop - begin]

    return _llamaindex(given, texts, held)


def llamaindex_articles(given: Given) -> Search:
    """An article a document, as who has written a splitter of articles would do; only long ones are cut."""
    texts = [(title, f"{label}　{text}") for title, articles in given.documents for label, text in articles]
    return _llamaindex(given, texts, lambda row, _start, _end: [row])


def _llamaindex(given: Given, texts: Sequence[tuple[str, str]], held: Callable[[int, int, int], Piece]) -> Search:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(given.shared / "encoder"), device="cpu")

    class Vectors(BaseEmbedding):
        """What its HuggingFaceEmbedding does; that one refuses a static model, which has no longest text."""

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return model.encode(texts, normalize_embeddings=True, show_progress_bar=False).tolist()

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        _get_query_embedding = _get_text_embedding

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    documents = [
        Document(id_=str(row), text=text, metadata={"title": title}) for row, (title, text) in enumerate(texts)
    ]
    index = VectorStoreIndex.from_documents(documents, embed_model=Vectors())
    index.storage_context.persist(str(given.own))
    retriever = index.as_retriever(similarity_top_k=DEPTH)

    def found(question: str) -> list[Piece]:
        nodes = [one.node for one in retriever.retrieve(question)]
        return [held(int(node.ref_doc_id), node.start_char_idx, node.end_char_idx) for node in nodes]

    return found


PEERS = {
    make.__name__: make
    for make in (xuesi, xuesi_whole, tantivy, fts5, bm25s, haystack, haystack_jieba, llamaindex, llamaindex_articles)
}


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    documents, questions = (
        json.loads((folder / f"{part}.json").read_text("utf-8")) for part in ("documents", "questions")
    )
    given = Given(documents, folder, folder / name)
    given.own.mkdir()
    before, began = _held(), time.process_time()
    search = PEERS[name](given)
    made = time.process_time() - began
    list(search(questions[0]))
    found, times = [], []
    for question in questions:
        began = time.process_time()
        pieces = search(question)
        times.append((time.process_time() - began) * 1000)
        found.append(list(pieces))
    disk = sum(file.stat().st_size for file in given.own.rglob("*") if file.is_file())
    result = {"made": made, "megabytes": _held() - before, "disk": disk / 1e6, "times": times, "found": found}
    (folder / f"{name}.json").write_text(json.dumps(result), "utf-8")


def _held() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
