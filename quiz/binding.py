"""What an item rests on, and whether that still holds: computed from the library each time, never stored.

An item may be asked on a day when its words stand in an article in force that day and that article's text is the one
reviewed. An equal text under a new number, or in a new version of the document, carries it over by itself.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from knowledge import titles
from knowledge.catalog import Catalog, Row
from knowledge.snapshot import Snapshot
from knowledge.words import fold
from quiz.item import Binding, Item


def digest(text: str) -> str:
    """Return the sha256 (hex) of an article's words; the shape of brackets, digits and spaces makes no difference."""
    return hashlib.sha256(plain(text).encode()).hexdigest()


def plain(text: str) -> str:
    """Return a text as words are looked for in it: folded, without spaces and line breaks."""
    return re.sub(r"\s", "", fold(text))


def bind(snapshot: Snapshot, row: Row, words: str, confidence: float = 1.0) -> Binding:
    """Tie an item to words of an article; raises ValueError where they do not stand in it."""
    if plain(words) not in plain(row.article.text):
        raise ValueError("the words do not stand in the article")
    title = titles.clean(snapshot.catalog.versions[row.version].metadata.title)
    return Binding(row.source, words, digest(row.article.text), confidence, title)


def holds(snapshot: Snapshot, item: Item, day: date) -> bool:
    """Tell whether an item may be asked on a Beijing day."""
    return current_source(snapshot, item, day) is not None


def current_source(snapshot: Snapshot, item: Item, day: date) -> str | None:
    """Return where the reviewed article stands on a day ("3f9a1c0b7d2e#20"), under whatever number; None: nowhere."""
    if item.binding is None:
        return None
    catalog, (version, key) = snapshot.catalog, _parts(item.binding.source)
    held = catalog.versions.get(version)
    if held is None or not held.span.holds(day) or not _same(catalog.locate(version, key), item.binding):
        # Not where it was reviewed: look in every text of the same document that holds on the day.
        return _moved(catalog, item.binding, key, day)
    return item.binding.source


def article_of(snapshot: Snapshot, source: str) -> Row | None:
    """Return the article that a source names, None where the library has it no more."""
    version, key = _parts(source)
    return snapshot.catalog.locate(version, key) if version in snapshot.catalog.versions else None


def in_force(snapshot: Snapshot, title: str, day: date) -> tuple[str, ...]:
    """Return the versions of a document that hold on a day."""
    wanted = titles.normal(title)
    held = snapshot.catalog.versions.values()
    return tuple(one.id for one in held if one.span.holds(day) and titles.normal(one.metadata.title) == wanted)


def _parts(source: str) -> tuple[str, str]:
    version, _, key = source.partition("#")
    return version, key


def _same(row: Row | None, binding: Binding) -> bool:
    # The digest is of the whole article, and the words were found in it when it was reviewed; a damaged
    # binding must all the same never be asked.
    return row is not None and digest(row.article.text) == binding.digest and _stands(binding.words, row.article.text)


def _stands(words: str, text: str) -> bool:
    return bool(words) and plain(words) in plain(text)


def _moved(catalog: Catalog, binding: Binding, key: str, day: date) -> str | None:
    for version in _versions(catalog, binding, day):
        if _same(catalog.locate(version, key), binding):
            return f"{version}#{key}"
        found = _digests(catalog, version).get(binding.digest)
        if found is not None and _same(catalog.locate(version, found), binding):
            return f"{version}#{found}"
    return None


def _versions(catalog: Catalog, binding: Binding, day: date) -> tuple[str, ...]:
    """Return the versions in force of the document that the item was reviewed on."""
    old = catalog.versions.get(_parts(binding.source)[0])
    title = titles.normal(old.metadata.title if old else binding.title)
    held = catalog.versions.values()
    return tuple(one.id for one in held if one.span.holds(day) and titles.normal(one.metadata.title) == title)


@lru_cache(maxsize=64)
def _digests(catalog: Catalog, version: str) -> Mapping[str, str]:
    """Return the keys of a version's articles by the digest of their text; of equal texts the first."""
    found: dict[str, str] = {}
    for row in catalog.articles(version):
        found.setdefault(digest(row.article.text), row.article.key)
    return found
