"""The thinnest way through a folder of Markdown: its articles, and the one that answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rjieba
import tantivy

ARTICLE = re.compile(r"^(第[〇零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """One article with the document it stands in."""

    title: str
    number: str
    text: str


def clauses(path: Path) -> Iterator[Clause]:
    """The articles of one Markdown file, in order."""
    title, number, lines = path.stem, "", list[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        found = ARTICLE.match(line)
        if found or line.startswith("#"):
            if number:
                yield Clause(title, number, "\n".join(lines))
            number, lines = (found[1], [found[2]]) if found else ("", [])
        elif number and line:
            lines.append(line)
    if number:
        yield Clause(title, number, "\n".join(lines))


def terms(text: str) -> list[str]:
    """Words and character pairs, the same for articles and questions."""
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return [term for term in [*rjieba.cut_for_search(text), *pairs] if term.strip()]


class Shelf:
    """The articles of a folder and their BM25 index, in memory."""

    def __init__(self, folder: Path) -> None:
        self.clauses = [clause for path in sorted(folder.glob("*.md")) for clause in clauses(path)]
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("body", tokenizer_name="whitespace")
        schema.add_unsigned_field("row", stored=True)
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(num_threads=1)
        for row, clause in enumerate(self.clauses):
            words = " ".join(terms(f"{clause.title} {clause.text}"))
            writer.add_document(tantivy.Document(body=[words], row=row))
        writer.commit()
        self._index.reload()

    def ask(self, question: str) -> Clause | None:
        """The best article, or None when no word of the question stands in any."""
        words = [
            (
                tantivy.Occur.Should,
                tantivy.Query.term_query(self._index.schema, "body", term, index_option="freq"),
            )
            for term in terms(question)
        ]
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(words), 1).hits
        return self.clauses[searcher.doc(hits[0][1])["row"][0]] if hits else None
