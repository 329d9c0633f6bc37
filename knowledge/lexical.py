"""BM25 over `words` (tantivy, with its fixed k1 1.2 and b 0.75): title, path and text of every article."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from knowledge.catalog import Catalog
from knowledge.document import Document
from knowledge.versions import BEGINNING, number
from knowledge.words import words

FOLDER = "lexical"
# So many times what is wanted, if all were in force, is found before every article is asked whether it is; of libraries
# where little is, no more than if a fifth were.
SPARE, LEAST_IN_FORCE = (1.25, 2, 8), 0.2
# One writing thread and one segment at the end: the same documents give the same index.
HEAP = 256 * 2**20
# In a library of so many articles what is no rarer than this (in a twelfth of them) is not looked for: it takes half of
# the time and finds nothing.
LARGE, COMMON = 20_000, 2.5

Scored = tuple[NDArray[np.int64], NDArray[np.float64]]


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    schema.add_text_field("version", tokenizer_name="raw", index_option="basic")
    schema.add_integer_field("row", stored=True, fast=True)
    schema.add_integer_field("starts", indexed=True, fast=True)
    schema.add_integer_field("ends", indexed=True, fast=True)
    return schema.build()


def lines(document: Document) -> str:
    """Return the words of title, path and text of every article, a line each; nothing takes longer to make."""
    title = words(document.metadata.title)
    # Articles under one heading follow one another.
    heading = lru_cache(maxsize=1)(lambda path: words(" ".join(path)))
    found = ((*title, *heading(article.path), *words(article.text)) for article in document.articles)
    return "\n".join(map(" ".join, found))


@contextmanager
def built(folder: Path, held: Catalog, tick: Callable[[int], None]) -> Iterator[None]:
    """Index the articles in the order of their rows; the index stands when the context ends.

    `tick` is called with the count of each document's articles. What is done inside is done while the index is
    written, by a thread of its own.
    """
    folder.mkdir()
    writer = tantivy.Index(_schema(), path=str(folder)).writer(HEAP, num_threads=1)
    for version in filter(attrgetter("count"), held.versions.values()):
        common = {"version": version.id, "starts": version.span.starts, "ends": version.span.ends}
        for row, line in zip(range(version.first, version.first + version.count), held.lines(version), strict=True):
            writer.add_document(tantivy.Document(**common, words=line, row=row))
        tick(version.count)
    with ThreadPoolExecutor(1) as thread:
        written = thread.submit(writer.commit)
        yield
        written.result()
    writer.wait_merging_threads()


class Lexical:
    """The index, read only; `spans` are starts and ends by row, as `knowledge.catalog.Catalog.spans` returns them."""

    def __init__(self, folder: Path, spans: NDArray[np.int32]) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = _schema()
        self._spans = spans
        # One question asks for the same word up to four times.
        self.rarity = lru_cache(maxsize=4096)(self._rarity)
        self.in_force = lru_cache(maxsize=4)(self._in_force)
        self.share_in_force = lru_cache(maxsize=4)(self._share_in_force)

    def search(
        self, text: str, k: int, day: date | None = None, versions: Sequence[str] = (), *, outside: bool = False,
        least: int | None = None,
    ) -> Scored:  # fmt: skip
        """Return up to `k` rows and their scores, best first, of texts in force on `day` (None: of any day).

        `versions`: only of these; `outside`: only of texts that are not in force on the day. A word that comes twice
        in the question counts twice. With `least` fewer than `k` will do, but no fewer than these: it is not searched
        again for the rest.
        """
        terms = self._telling(Counter(words(text)))
        if not terms or k <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        wanted = self._any(terms)
        if day and not versions and not outside:
            return self._mostly_in_force(wanted, k, day, min(k, least or k))
        filters = [*(self._when(day, outside=outside) if day else ()), *(self._of(versions) if versions else ())]
        return self._found(self._filtered(wanted, filters) if filters else wanted, k)

    def _telling(self, terms: Mapping[str, int]) -> Mapping[str, int]:
        """Return the words that are worth looking for; all where all are common."""
        if self._index.searcher().num_docs < LARGE:
            return terms
        return {term: count for term, count in terms.items() if self.rarity(term) >= COMMON} or terms

    def _mostly_in_force(self, wanted: tantivy.Query, k: int, day: date, least: int) -> Scored:
        """Find more than is wanted and leave out what is not in force: a query without filters skips most articles."""
        holding, share = self.in_force(day), self.share_in_force(day)
        for more in (round(times * k / share) for times in SPARE):
            rows, scores = self._found(wanted, more)
            inside = np.flatnonzero(holding[rows])[:k]
            if len(inside) >= least or len(rows) < more:
                return rows[inside], scores[inside]
        return self._found(self._filtered(wanted, self._when(day)), k)

    def _in_force(self, day: date) -> NDArray[np.bool_]:
        """Tell for every article whether it is in force on a day."""
        starts, ends = self._spans.T
        on = number(day)
        holds: NDArray[np.bool_] = (starts <= on) & (on < ends)
        return holds

    def _share_in_force(self, day: date) -> float:
        """Return which share of the articles is in force on a day, `LEAST_IN_FORCE` at least."""
        return max(LEAST_IN_FORCE, np.count_nonzero(self.in_force(day)) / max(1, len(self._spans)))

    def _found(self, query: tantivy.Query, k: int) -> Scored:
        """Return rows and scores, best first."""
        searcher = self._index.searcher()
        hits = searcher.search(query, k, count=False).hits
        rows = np.array(searcher.fast_field_values("row", [address for _, address in hits]), dtype=np.int64)
        scores = np.array([score for score, _ in hits], dtype=np.float64)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def _rarity(self, term: str) -> float:
        """Return the inverse document frequency of a word, as BM25 counts it; largest for an unknown word."""
        searcher = self._index.searcher()
        found, total = searcher.doc_freq("words", term), searcher.num_docs
        return math.log(1 + (total - found + 0.5) / (found + 0.5))

    def holds(self, word: str) -> bool:
        """Tell whether a word stands anywhere in the library."""
        return bool(self._index.searcher().doc_freq("words", word))

    def _any(self, terms: Mapping[str, int]) -> tantivy.Query:
        found = ((tantivy.Query.term_query(self._schema, "words", term), count) for term, count in terms.items())
        boosted = (tantivy.Query.boost_query(query, float(count)) if count > 1 else query for query, count in found)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in boosted])

    def _filtered(self, wanted: tantivy.Query, filters: Iterable[tuple[tantivy.Occur, tantivy.Query]]) -> tantivy.Query:
        """Return the query with what filters and adds nothing to the score."""
        silent = ((occur, tantivy.Query.const_score_query(query, 0.0)) for occur, query in filters)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), *silent])

    def _of(self, versions: Sequence[str]) -> Iterator[tuple[tantivy.Occur, tantivy.Query]]:
        yield tantivy.Occur.Must, tantivy.Query.term_set_query(self._schema, "version", list(versions))

    def _when(self, day: date, *, outside: bool = False) -> Iterator[tuple[tantivy.Occur, tantivy.Query]]:
        """Yield the two sides of starts <= day < ends, or the one condition that either does not hold."""
        on = number(day)
        if outside:
            sides = [self._range("starts", on + 1, None), self._range("ends", BEGINNING, on)]
            either = tantivy.Query.boolean_query([(tantivy.Occur.Should, side) for side in sides])
            yield tantivy.Occur.Must, either
            return
        yield tantivy.Occur.Must, self._range("starts", BEGINNING, on)
        yield tantivy.Occur.Must, self._range("ends", on + 1, None)

    def _range(self, field: str, low: int | None, high: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)
