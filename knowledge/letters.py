"""The letters of every article, one array: counts of single letters and of pairs, for many articles at once.

BM25 over words (`knowledge.lexical`) finds the candidates; the ranking then looks at each
of them more closely, and asks how often it has every letter and every pair of letters of
the question. Two bytes a letter, memory-mapped; only the candidates' letters are read.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import takeover
from knowledge.takeover import Entry
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
        letters = [chr(code) for code in self.letters.tolist()]
        return tuple(letters[one] + letters[other] for one, other in self.pairs.tolist())


def asked(question: str) -> Asked:
    """Return the letters and pairs of a question."""
    codes = _codes(question)
    letters = np.array(sorted({*codes.tolist()} - {GAP}), dtype=np.uint16)
    places = np.searchsorted(letters, codes)
    joined = (codes[:-1] != GAP) & (codes[1:] != GAP)
    pairs = sorted({*zip(places[:-1][joined].tolist(), places[1:][joined].tolist(), strict=True)})
    return Asked(letters, np.array(pairs, dtype=np.intp).reshape(-1, 2))


def _codes(text: str) -> Codes:
    known = "\0".join(runs(fold(text))).encode("utf-16-le", errors="replace")
    return np.frombuffer(known + b"\0\0", dtype="<u2")


def build(folder: Path, entries: Sequence[Entry], before: "Letters | None" = None) -> None:
    """Write the letters of all articles in the order of their rows, those of the titles, and how many hold each.

    `before`: the letters of which versions are taken over.
    """
    folder.mkdir()
    parts, lengths, taken = (
        [_NO_LETTERS],
        [_NO_ROWS],
        np.zeros(0 if before is None else before.articles, dtype=np.bool_),
    )
    holders = np.zeros(SIZE, dtype=np.int32) if before is None else before.holders.copy()
    for run in takeover.runs(entries):
        if before is not None and run.old is not None:
            rows = np.arange(run.old, run.old + run.count)
            taken[rows] = True
            parts.append(before.slice(run.old, run.count))
            lengths.append(before.lengths(rows).astype(np.int64))
            continue
        texts = [_codes(article.text) for document in run.documents for article in document.articles]
        for text in texts:
            holders[np.unique(text)] += 1
        parts += texts
        lengths.append(np.array([len(text) for text in texts], dtype=np.int64))
    if before is not None:
        for row in np.flatnonzero(~taken):
            holders[np.unique(before.slice(int(row), 1))] -= 1
    titles = [_codes(entry.metadata.title) for entry in entries]
    _save(folder, LETTERS, STARTS, parts, np.concatenate(lengths))
    _save(
        folder, TITLES, TITLE_STARTS, [_NO_LETTERS, *titles], np.array([len(title) for title in titles], dtype=np.int64)
    )
    np.save(folder / HOLDERS, holders)


_NO_LETTERS: Codes = np.zeros(0, dtype=np.uint16)
_NO_ROWS: Rows = np.zeros(0, dtype=np.int64)


def _save(folder: Path, name: str, starts: str, parts: Sequence[Codes], lengths: Rows) -> None:
    np.save(folder / name, np.concatenate(parts))
    np.save(folder / starts, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))


class Letters:
    """The saved letters, read only. Raises OSError and ValueError for files that cannot be read."""

    def __init__(self, folder: Path) -> None:
        # As plain arrays, which take a slice in a fifth of the time.
        texts, titles = (np.asarray(np.load(folder / name, mmap_mode="r")) for name in (LETTERS, TITLES))
        self._texts, self._titles = (texts, np.load(folder / STARTS)), (titles, np.load(folder / TITLE_STARTS))
        self.holders: NDArray[np.int32] = np.load(folder / HOLDERS)
        self.average = len(self._texts[0]) / max(1, len(self._texts[1]) - 1)

    def rarity(self, letter: str) -> float:
        """Return the inverse document frequency of a letter, as BM25 counts it; largest for an unknown one."""
        found = int(self.holders[ord(letter)]) if ord(letter) < SIZE else 0
        return math.log(1 + (self.articles - found + 0.5) / (found + 0.5))

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self._texts[1]) - 1

    def slice(self, row: int, count: int) -> Codes:
        """Return the letters of so many articles from a row on, one after the other."""
        letters, starts = self._texts
        found: Codes = letters[starts[row] : starts[row + count]]
        return found

    def lengths(self, rows: Rows) -> Counts:
        """Return how many letters the articles have."""
        starts = self._texts[1]
        lengths: Counts = (starts[rows + 1] - starts[rows]).astype(np.float32)
        return lengths

    def counted(self, question: Asked, rows: Rows, versions: Rows) -> tuple[Counts, Counts]:
        """Count the letters and the pairs of a question in articles and, below them, in titles of versions.

        Versions are given by their place in the catalogue. Shapes (rows + versions, letters) and
        (rows + versions, pairs).
        """
        (texts, ends), (titles, title_ends) = _drawn(*self._texts, rows), _drawn(*self._titles, versions)
        return _count(question, np.concatenate((texts, titles)), np.concatenate(([0], ends, len(texts) + title_ends)))


def _drawn(codes: Codes, starts: Rows, rows: Rows) -> tuple[Codes, Rows]:
    """Return the letters of some texts one after the other, and where each ends."""
    lengths = starts[rows + 1] - starts[rows]
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts[rows] - ends + lengths, lengths)
    return codes.take(places), ends


def _count(question: Asked, flat: Codes, borders: Rows) -> tuple[Counts, Counts]:
    """Count in texts that stand one after the other, each from a border to the next."""
    size, rows = len(question.letters), len(borders) - 1
    place = np.full(SIZE, -1, dtype=np.int16)
    place[question.letters] = np.arange(size)
    found = place.take(flat)
    # Most letters are none of the question's; from here on only its own are looked at.
    at = np.flatnonzero(found >= 0)
    letters = found.take(at).astype(np.intp)
    owner = np.repeat(np.arange(rows), np.diff(np.searchsorted(at, borders)))
    pair_at = np.full(size * size, -1, dtype=np.intp)
    pair_at[question.pairs[:, 0] * size + question.pairs[:, 1]] = np.arange(len(question.pairs))
    both = np.flatnonzero(np.diff(at) == 1)
    pairs = pair_at[letters[both] * size + letters[both + 1]]
    both, pairs = both[pairs >= 0], pairs[pairs >= 0]
    return (
        _table(owner, letters, rows, size),
        _table(owner[both], pairs, rows, len(question.pairs)),
    )


def _table(owner: Rows, column: Rows, rows: int, columns: int) -> Counts:
    counted = np.bincount(owner * columns + column, minlength=rows * columns)
    table: Counts = counted.reshape(rows, columns).astype(np.float32)
    return table
