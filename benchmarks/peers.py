"""Ours beside what people use otherwise, in one run, on the same articles, questions and core; and what no peer has.

    python -m venv PEERS && PEERS/bin/pip install -c constraints-models.txt bm25s jieba haystack-ai \\
        llama-index-core sentence-transformers langchain-text-splitters
    python -m benchmarks.peers --data ../shared/data --encoder BASE --python PEERS/bin/python [--limit 20]

The articles are those of the statutes; the questions are the test part of `embeddings.training.split`, of which
nothing that ships was trained. Each peer runs in a process of its own (`benchmarks.peer`), those that are no
dependencies of the project by the Python of a throw-away environment; what cannot be imported there is named and
left out. BASE is our own encoder before it saw an answered question (`python -m embeddings.training --untuned`):
a framework that wants vectors gets these, where its users would name a model of a hub.

A piece that a framework cut holds several articles, each that is in it by at least half. It has two lines: in one
the piece is a hit at its place if any of them answers, though ten such pieces are some seventy articles to read; in
the other its articles are read one after the other, each at a place of its own. Then, the same questions on
national laws with their former versions beside them, how much of what is found was out of force; and of statutes as
plain texts, how many articles (条) come out as a piece of their own.
"""

import argparse
import gzip
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from benchmarks.figures import NAMES, credited, measures, read
from embeddings.encoder import load
from embeddings.static import TOKENIZER, WEIGHTS
from embeddings.training.split import split
from knowledge import golden
from knowledge.snapshot import Shelf, Snapshot
from knowledge.training.rows import rows_of

SCRIPTS = Path(__file__).parent
# What was found, and the articles that answer -> the articles in the order in which they count.
Counted = Callable[[Sequence[Sequence[int]], set[int]], list[int]]
# So many statutes are cut as plain texts.
CUT = 200
_UNREADABLE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True)
class Peer:
    """Its name in `benchmarks.peer`, the module that must be there, what it was given besides title and text."""

    name: str
    title: str
    module: str
    given: str

    @property
    def ours(self) -> bool:
        return self.name in ("xuesi", "xuesi_whole", "tantivy", "fts5")


TRAINED = "own words; vectors and ranking trained on the other parts of these questions"
UNTUNED = "xuesi's vectors before they saw a question"
PEERS = (
    Peer("xuesi", "xuesi, search", "tantivy", TRAINED),
    Peer("xuesi_whole", "xuesi, whole answer", "tantivy", TRAINED),
    Peer("tantivy", "tantivy alone", "tantivy", "xuesi's words; BM25 k1 1.2, b 0.75"),
    Peer("fts5", "SQLite FTS5", "sqlite3", "xuesi's words; its bm25()"),
    Peer("bm25s", "bm25s + jieba", "bm25s", "jieba's words; its defaults (Lucene, k1 1.5, b 0.75)"),
    Peer("haystack", "Haystack BM25", "haystack", "its defaults: every Chinese letter is a word"),
    Peer("haystack_jieba", "Haystack BM25 + jieba", "haystack", "jieba's words; else its defaults"),
    Peer("llamaindex", "LlamaIndex, a law a document", "llama_index", f"{UNTUNED}; its own splitter and store"),
    Peer("llamaindex_articles", "LlamaIndex, an article a document", "llama_index", f"{UNTUNED}; articles cut for it"),
)
VERSIONED = ("xuesi", "xuesi_whole", "bm25s", "llamaindex")
SPLITTERS = (
    ("xuesi", "xuesi", "tantivy"),
    ("llamaindex", "LlamaIndex SentenceSplitter", "llama_index"),
    ("haystack", "Haystack DocumentSplitter", "haystack"),
    ("langchain", "LangChain RecursiveCharacterTextSplitter", "langchain_text_splitters"),
)


@dataclass(frozen=True)
class Bench:
    """Where all of it is, and the Python of the throw-away environment."""

    data: Path
    folder: Path
    encoder: Path
    python: Path
    limit: int | None

    def corpus(self, name: str) -> "Corpus":
        """Index a corpus as a user does, and lay out what the peers need."""
        folder = self.folder / name
        folder.mkdir()
        before = _spent()
        source = self.data / "corpus" / f"{name}.jsonl.gz"
        command = [sys.executable, "-m", "bot", "reindex", "--json", "--workspace", folder / "work", source]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        corpus = Corpus(folder, source, _spent() - before)
        _encoder(self.encoder, folder / "encoder")
        _write(folder / "documents.json", list(corpus.documents()))
        _write(folder / "questions.json", [one.text for one in self.questions])
        return corpus

    @property
    def questions(self) -> list[golden.Question]:
        part = self.folder / "test.jsonl"
        if not part.exists():
            lines = (self.data / "questions/lay.jsonl").read_text(encoding="utf-8").splitlines()
            rows = split([json.loads(line) for line in lines])["test"]
            part.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return golden.read(part)[: self.limit]

    def run(self, script: str, name: str, module: str, folder: Path, *, ours: bool) -> bool:
        """Run a peer on one core; False where its module is not there."""
        python = Path(sys.executable) if ours else self.python
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode:
            return False
        there = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
        there |= {"HAYSTACK_TELEMETRY_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
        if ours:
            # Our own rooms are found from here.
            there["PYTHONPATH"] = str(SCRIPTS.parent)
        subprocess.run([python, SCRIPTS / script, name, folder], check=True, env=there)
        return True

    def found(self, peer: Peer, folder: Path) -> dict[str, list] | None:
        if not self.run("peer.py", peer.name, peer.module, folder, ours=peer.ours):
            return None
        found: dict[str, list] = json.loads((folder / f"{peer.name}.json").read_text("utf-8"))
        shutil.rmtree(folder / peer.name)
        return found


@dataclass(frozen=True)
class Corpus:
    """An indexed corpus in its folder; `seconds` is what indexing took."""

    folder: Path
    source: Path
    seconds: float

    @property
    def snapshot(self) -> Snapshot:
        return Shelf(self.folder / "work" / "knowledge", partial(load, "bundled")).current()

    @property
    def megabytes(self) -> float:
        files = self.snapshot.folder.rglob("*")
        return sum(file.stat().st_size for file in files if file.is_file()) / 1e6

    def documents(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield every document with its articles, in the order of the rows."""
        held = self.snapshot.catalog
        for version in held.versions.values():
            articles = [(row.article.label, row.article.text) for row in held.articles(version.id)]
            yield version.metadata.title, articles

    def out_of_force(self) -> set[int]:
        """Return the rows of articles that the source itself calls expired or superseded."""
        stated = [row.get("status") in ("expired", "superseded") for row in _rows(self.source)]
        versions = self.snapshot.catalog.versions.values()
        old = [version for version in versions if stated[int(version.origin.rpartition("#")[2]) - 1]]
        return {row for version in old for row in range(version.first, version.first + version.count)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--encoder"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.data, Path(folder), given.encoder, given.python, given.limit)
        retrieval(bench)
        versions(bench)
        boundaries(bench)


def retrieval(bench: Bench) -> None:
    corpus = bench.corpus("statutes")
    right = [set(rows_of(corpus.snapshot, question)) for question in bench.questions]
    heading = ("peer", *NAMES, "p50 ms", "p95 ms", "index s", "memory MB", "disk MB", "given")
    print(f"{len(right)} questions, {corpus.snapshot.manifest.articles} articles\n{_line(heading)}\n{_rule(heading)}")
    for peer in PEERS:
        if not (found := bench.found(peer, corpus.folder)):
            print(f"| {peer.title} | not there: {bench.python} has no {peer.module} |")
            continue
        if peer.name.startswith("xuesi"):
            found |= {"made": corpus.seconds, "disk": corpus.megabytes}
        print(_line([peer.title, *_figures(found, right, credited), peer.given]), flush=True)
        if any(len(piece) > 1 for pieces in found["found"] for piece in pieces):
            print(_line(["- read article by article", *_figures(found, right, read), "as above"]), flush=True)
    shutil.rmtree(corpus.folder)


def _figures(found: dict[str, list], right: Sequence[set[int]], counted: Counted) -> list[str]:
    pairs = zip(found["found"], right, strict=True)
    table = np.array([measures(counted(pieces, wanted), wanted) for pieces, wanted in pairs])
    p50, p95 = np.percentile(found["times"], [50, 95])
    measured = [f"{value:.3f}" for value in table.mean(axis=0)]
    spent = [f"{found[name]:.0f}" for name in ("made", "megabytes", "disk")]
    return [*measured, f"{p50:.1f}", f"{p95:.1f}", *spent]


def versions(bench: Bench) -> None:
    corpus = bench.corpus("national")
    old = corpus.out_of_force()
    heading = ("peer", "of the first answers", "of the first ten", "questions with any among ten")
    print(f"\nOut of force, of {len(old)} such articles among {corpus.snapshot.manifest.articles}")
    print(f"{_line(heading)}\n{_rule(heading)}")
    for peer in PEERS:
        if peer.name in VERSIONED and (found := bench.found(peer, corpus.folder)):
            tens = [[old.issuperset(piece) for piece in pieces[:10] if piece] for pieces in found["found"]]
            first, all_ = [ten[0] for ten in tens if ten], [one for ten in tens for one in ten]
            shares = (np.mean(first), np.mean(all_), np.mean([any(ten) for ten in tens]))
            print(_line([peer.title, *(f"{share:.1%}" for share in shares)]), flush=True)
    shutil.rmtree(corpus.folder)


def boundaries(bench: Bench) -> None:
    folder = bench.folder / "cut"
    (folder / "texts").mkdir(parents=True)
    wanted: list[str] = []
    rows = _rows(bench.data / "corpus/statutes.jsonl.gz")
    # A text with letters that no font shows is refused by xuesi, and says nothing about boundaries.
    readable = (row for row in rows if not any(_UNREADABLE.search(one["text"]) for one in row["articles"]))
    for at, row in enumerate(islice(readable, CUT)):
        lines = [f"{one['number']}　{one['text']}" for one in row["articles"]]
        (folder / "texts" / f"{at:04}.txt").write_text("\n".join([row["title"], *lines]), "utf-8")
        wanted += [one["text"] for one in row["articles"]]
    heading = ("splitter, by default", "pieces", "articles that are a piece of their own", "whole in a piece")
    print(f"\n{len(wanted)} articles of {CUT} statutes as plain texts\n{_line(heading)}\n{_rule(heading)}")
    for name, title, module in SPLITTERS:
        if bench.run("cut.py", name, module, folder, ours=name == "xuesi"):
            pieces = [_bare(piece) for piece in json.loads((folder / f"cut-{name}.json").read_text("utf-8"))]
            own, whole = set(pieces), "\n".join(pieces)
            alone = np.mean([_bare(text) in own for text in wanted])
            held = np.mean([_bare(text) in whole for text in wanted])
            print(_line([title, str(len(pieces)), f"{alone:.1%}", f"{held:.1%}"]), flush=True)


def _bare(text: str) -> str:
    """Return the letters, without the number before them: whether that is part of an article is a matter of taste."""
    return re.sub(r"\s", "", re.sub(r"^第[^条\s]{1,9}条(?:之.)?\s+", "", text))


def _rows(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _encoder(source: Path, folder: Path) -> None:
    """Lay out our vectors as sentence-transformers reads them: its table of modules, full numbers."""
    folder.mkdir()
    save_file({name: table.astype(np.float32) for name, table in load_file(source / WEIGHTS).items()}, folder / WEIGHTS)
    shutil.copy(source / TOKENIZER, folder)
    module = {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    _write(folder / "modules.json", [module])


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def _spent() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _line(values: Sequence[str]) -> str:
    return f"| {' | '.join(values)} |"


def _rule(values: Sequence[str]) -> str:
    return f"|{'---|' * len(values)}"


if __name__ == "__main__":
    main()
