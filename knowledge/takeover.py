"""What a new snapshot takes over from the one before: versions whose words did not change are copied, not made again.

A copied version is as good as one made anew, because every part of a snapshot is made of one version at a time. Whoever
changes what a part is made of raises `knowledge.snapshot.FORMAT`; then nothing is taken over.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.catalog import Version
from knowledge.document import Document

# In a new snapshot stands a document that was read, or a version of the snapshot before with its rows there.
Entry = Document | Version


@dataclass(frozen=True, slots=True)
class Run:
    """Articles that follow one another: those of row `old` on in the snapshot before, or (None) of new documents."""

    old: int | None
    count: int
    documents: tuple[Document, ...] = ()


def runs(entries: Iterable[Entry]) -> tuple[Run, ...]:
    """Return the articles of all entries in order, in as few runs as there are."""
    found: list[Run] = []
    for entry in entries:
        one = Run(None, len(entry.articles), (entry,)) if isinstance(entry, Document) else Run(entry.first, entry.count)
        if found and _follows(found[-1], one):
            last = found.pop()
            one = Run(last.old, last.count + one.count, (*last.documents, *one.documents))
        found.append(one)
    return tuple(found)


def _follows(last: Run, one: Run) -> bool:
    if last.old is None or one.old is None:
        return last.old is one.old
    return last.old + last.count == one.old


def digest_of(entry: Entry) -> str:
    """Return the hash of all that decides what a version answers."""
    if isinstance(entry, Version):
        return entry.digest
    return hashlib.sha256(repr((entry.metadata, entry.articles)).encode()).hexdigest()
