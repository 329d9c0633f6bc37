"""The letters of every article, one array: counts of single letters and of pairs, for many articles at once.

BM25 over words (`knowledge.lexical`) finds the candidates; the ranking then looks at each
of them more closely, and asks how often it has every letter and every pair of letters of
the question. Two bytes a letter, memory-mapped; only the candidates' letters are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.document import Document
from knowledge.words import fold, runs

FOLDER = "letters"
LETTERS, STARTS, TITLES, TITLE_STARTS, HOLDERS = (f"{name}.npy" for name in (
    "letters", "starts", "titles", "title_starts", "holders",
))  # fmt: skip
# Stands between two runs, so that no pair reaches across.
GAP = 0
# Letters beyond 16 bits are rare ideographs; they are left out.
SIZE = 2**16

Codes = NDArray[np.uint16]
Rows = NDArray[np.int64]
Counts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """The letters of a question: the distinct ones, and the distinct pairs as places into them."""

    letters: Codes
    pairs: NDArray[np.intp]

    @property
    def words(self) -> tuple[str, ...]:
        """The pairs as strings."""
        return tuple(chr(self.letters[one]) + chr(self.letters[other]) for one, other in self.pairs)


def asked(question: str) -> Asked:
    """Return the letters and pairs of a question."""
    codes = _codes(question)
    letters = np.unique(codes[codes != GAP])
    places = np.searchsorted(letters, codes)
    joined = (codes[:-1] != GAP) & (codes[1:] != GAP)
    pairs = np.unique(np.stack([places[:-1][joined], places[1:][joined]], axis=1), axis=0)
    return Asked(letters, pairs.astype(np.intp))


def _codes(text: str) -> Codes:
    known = "\0".join(runs(fold(text))).encode("utf-16-le", errors="replace")
    return np.frombuffer(known + b"\0\0", dtype="<u2")


def build(folder: Path, documents: Sequence[Document]) -> None:
    """Write the letters of all articles in the order of their rows, those of the titles, and how many hold each."""
    folder.mkdir()
    holders = np.zeros(SIZE, dtype=np.int32)
    texts, titles = [], []
    for document in documents:
        titles.append(_codes(document.metadata.title))
        for article in document.articles:
            texts.append(_codes(article.text))
            holders[np.unique(texts[-1])] += 1
    for name, starts, parts in ((LETTERS, STARTS, texts), (TITLES, TITLE_STARTS, titles)):
        np.save(folder / name, np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint16))
        np.save(folder / starts, np.cumsum([0, *map(len, parts)], dtype=np.int64))
    np.save(folder / HOLDERS, holders)


class Letters:
    """The saved letters, read only. Raises OSError and ValueError for files that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._texts = np.load(folder / LETTERS, mmap_mode="r"), np.load(folder / STARTS)
        self._titles = np.load(folder / TITLES, mmap_mode="r"), np.load(folder / TITLE_STARTS)
        self.holders: NDArray[np.int32] = np.load(folder / HOLDERS)
        self.average = len(self._texts[0]) / max(1, len(self._texts[1]) - 1)

    def lengths(self, rows: Rows) -> Counts:
        """Return how many letters the articles have."""
        starts = self._texts[1]
        lengths: Counts = (starts[rows + 1] - starts[rows]).astype(np.float32)
        return lengths

    def in_texts(self, question: Asked, rows: Rows) -> tuple[Counts, Counts]:
        """Count the letters and the pairs of a question in articles, shapes (rows, letters) and (rows, pairs)."""
        return _count(question, *self._texts, rows)

    def in_titles(self, question: Asked, versions: Rows) -> tuple[Counts, Counts]:
        """Count them in the titles of versions, given by their place in the catalogue."""
        return _count(question, *self._titles, versions)


def _count(question: Asked, codes: Codes, starts: Rows, rows: Rows) -> tuple[Counts, Counts]:
    lengths = starts[rows + 1] - starts[rows]
    ends = np.cumsum(lengths)
    flat = codes[np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts[rows] - ends + lengths, lengths)]
    owner = np.repeat(np.arange(len(rows)), lengths)
    size = len(question.letters)
    place = np.full(SIZE, -1, dtype=np.intp)
    place[question.letters] = np.arange(size)
    found = place[flat]
    pair_at = np.full(size * size, -1, dtype=np.intp)
    pair_at[question.pairs[:, 0] * size + question.pairs[:, 1]] = np.arange(len(question.pairs))
    both = np.flatnonzero((found[:-1] >= 0) & (found[1:] >= 0))
    pairs = pair_at[found[both] * size + found[both + 1]]
    held = found >= 0
    return (
        _table(owner[held], found[held], len(rows), size),
        _table(owner[both][pairs >= 0], pairs[pairs >= 0], len(rows), len(question.pairs)),
    )


def _table(owner: Rows, column: Rows, rows: int, columns: int) -> Counts:
    counted = np.bincount(owner * columns + column, minlength=rows * columns)
    table: Counts = counted.reshape(rows, columns).astype(np.float32)
    return table
