"""What a new snapshot changes: documents, and articles with their old and new numbers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge import titles
from knowledge.document import Article, Document
from knowledge.versions import identity, lineage
from knowledge.words import fold

# Two texts that share this part of their two-character words are one article revised.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """One article before and after; `old` or `new` is "" where it did not exist."""

    change: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One document: added, changed or removed; `since` names the version its articles are compared with."""

    change: str
    title: str
    version: str
    since: str = ""
    articles: tuple[ArticleChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not taken in: the code and fields of its fault."""

    origin: str
    code: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of the administrator's own questions before and after (`knowledge.evaluate.figures`)."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a reindex did. `snapshot` is the published one; `published` is False when nothing changed or on a dry run.

    `warnings` are (title, version, warning) of what was taken in and deserves a look:
    numbers missing, dates undetermined, a less complete copy left out. `golden`: what the
    administrator's own questions gave, where there are any; not kept with the snapshot.
    """

    snapshot: str
    published: bool
    documents: int
    articles: int
    changes: tuple[DocumentChange, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[tuple[str, str, str], ...]
    passages: int = 0
    encoded: int = 0
    seconds: float = 0.0
    golden: tuple[Measured, ...] = ()

    @property
    def rate(self) -> float:
        """Passages a second, the whole way from file to published snapshot."""
        return self.passages / self.seconds if self.seconds else 0.0


def compare(held: Sequence[Document], wanted: Sequence[Document]) -> Iterator[DocumentChange]:
    """Yield what differs, by version; a new version of a text is compared with the one before it."""
    before = {identity(document.metadata): document for document in held}
    after = {identity(document.metadata): document for document in wanted}
    families = defaultdict(list)
    for document in wanted:
        families[lineage(document.metadata)].append(document)
    for key, document in after.items():
        old = before.get(key)
        if old is None:
            yield _added(document, families[lineage(document.metadata)])
        elif old.articles != document.articles or old.metadata != document.metadata:
            changes = tuple(article_changes(old.articles, document.articles))
            yield _change("changed", document, old.metadata.version, changes)
    yield from (_change("removed", document) for key, document in before.items() if key not in after)


def _change(kind: str, document: Document, since: str = "", articles: tuple[ArticleChange, ...] = ()) -> DocumentChange:
    return DocumentChange(kind, titles.clean(document.metadata.title), document.metadata.version, since, articles)


def _added(document: Document, family: Sequence[Document]) -> DocumentChange:
    start = document.metadata.effective_from
    older = [o for o in family if start and o.metadata.effective_from and o.metadata.effective_from < start]
    if not older:
        return _change("added", document)
    last = max(older, key=lambda other: str(other.metadata.effective_from))
    return _change("added", document, last.metadata.version, tuple(article_changes(last.articles, document.articles)))


def article_changes(old: Sequence[Article], new: Sequence[Article]) -> Iterator[ArticleChange]:
    """Match equal texts first, then equal numbers with alike texts, then the most alike; yield what differs.

    In the order of the new text, what was removed after it in the order of the old one.
    """
    left = {article.key: article for article in old}
    right = {article.key: article for article in new}
    partners = {after.key: before for before, after in (*_same(left, right), *_alike(left, right))}
    for after in new:
        before = partners.get(after.key)
        if before is None:
            yield ArticleChange("added", "", after.label)
            continue
        if before.text == after.text and before.label != after.label:
            yield ArticleChange("renumbered", before.label, after.label)
        elif before.text != after.text:
            yield ArticleChange("changed", before.label, after.label)
    yield from (ArticleChange("removed", article.label, "") for article in left.values())


def _same(left: dict[str, Article], right: dict[str, Article]) -> Iterator[tuple[Article, Article]]:
    """Take out of both sides the articles of equal text, those of equal number first."""
    for key in [key for key in right if key in left and left[key].text == right[key].text]:
        yield left.pop(key), right.pop(key)
    by_text = {article.text: key for key, article in left.items()}
    for key in [key for key, article in right.items() if article.text in by_text]:
        if (before := by_text.pop(right[key].text, None)) is not None:
            yield left.pop(before), right.pop(key)


def _alike(left: dict[str, Article], right: dict[str, Article]) -> Iterator[tuple[Article, Article]]:
    """Take out of both sides the articles that are revisions of one another, the most alike first."""
    pairs_of = {id(article): _pairs(article.text) for article in (*left.values(), *right.values())}
    scored = [
        (_likeness(pairs_of[id(a)], pairs_of[id(b)]) + (0.1 if old == new else 0.0), old, new)
        for old, a in left.items()
        for new, b in right.items()
    ]
    for score, old, new in sorted(scored, key=lambda found: (-found[0], found[1], found[2])):
        if score >= ALIKE and old in left and new in right:
            yield left.pop(old), right.pop(new)


def _pairs(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return twice the shared part of both (Dice's coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
