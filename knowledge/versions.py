"""Which version of a text is in force on which day, computed from the dates of all of them.

The rules are those of domain practice: a later version of a title ends the earlier
one; a text that another one repeals by name ends on the day that one starts; an unknown
start means current unless a status says otherwise. Days are Beijing calendar days.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from knowledge import titles
from knowledge.document import Level, Metadata

BEGINNING, END = 0, 99_999_999


@dataclass(frozen=True, slots=True)
class Span:
    """When a version holds: `starts <= day < ends`, days as integers (20260511), see `number`.

    `successor` is the id of the version that ended it, None where none is held.
    """

    starts: int = BEGINNING
    ends: int = END
    successor: str | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the version is in force on a day."""
        return self.starts <= number(day) < self.ends


def number(day: date) -> int:
    """Return a day as an integer that sorts: 2026-05-11 is 20260511."""
    return day.year * 10_000 + day.month * 100 + day.day


def identity(metadata: Metadata) -> str:
    """Return the id of a version: 12 hex digits of title, document number, issuer (where it tells) and version."""
    parts = (titles.normal(metadata.title), metadata.doc_no or "", _telling_issuer(metadata), _version(metadata))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _version(metadata: Metadata) -> str:
    return str(metadata.effective_from or metadata.version)


def _telling_issuer(metadata: Metadata) -> str:
    """Return the issuer where one title may be used by many bodies (学习制度), "" where the title names its body."""
    if metadata.level is Level.NATIONAL or titles.names_its_body(metadata.title):
        return ""
    return metadata.issuer or ""


def lineage(metadata: Metadata) -> tuple[str, str]:
    """Return what all versions of one text share."""
    return titles.normal(metadata.title), _telling_issuer(metadata)


def spans(described: Sequence[Metadata]) -> tuple[Span, ...]:
    """Return the span of every version, in the order given; ids must be unique among them."""
    ids = [identity(metadata) for metadata in described]
    found = [_stated(metadata) for metadata in described]
    for place, ended in (*_successions(described), *_repeals(described)):
        later = described[ended].effective_from
        if later and (number(later) < found[place].ends or _is_empty(found[place])):
            found[place] = replace(found[place], ends=number(later), successor=ids[ended])
        elif found[place].ends < END and found[place].successor is None:
            found[place] = replace(found[place], successor=ids[ended])
    return tuple(found)


def _is_empty(span: Span) -> bool:
    """Tell whether a text is only known to be out of force: the day is that of what followed it."""
    return span.starts == span.ends and span.successor is None


def _stated(metadata: Metadata) -> Span:
    """Return the span by the version's own dates; a text said to be out of force, without a day, never holds."""
    starts = number(metadata.effective_from) if metadata.effective_from else BEGINNING
    if metadata.effective_to:
        return Span(starts, number(metadata.effective_to))
    return Span(starts, starts) if metadata.status in ("superseded", "repealed") else Span(starts)


def _successions(described: Sequence[Metadata]) -> Iterator[tuple[int, int]]:
    """Yield (version, the next version of the same text)."""
    families = defaultdict(list)
    for place, metadata in enumerate(described):
        families[lineage(metadata)].append(place)
    for family in families.values():
        ordered = sorted(family, key=lambda place: described[place].effective_from or date.min)
        yield from pairwise(ordered)


def _repeals(described: Sequence[Metadata]) -> Iterator[tuple[int, int]]:
    """Yield (version, the text that repeals its title by name); a newer version of itself is a succession."""
    held = defaultdict(list)
    for place, metadata in enumerate(described):
        held[titles.normal(metadata.title)].append(place)
    for place, metadata in enumerate(described):
        for title in metadata.supersedes:
            yield from ((old, place) for old in held[title] if _older(described[old], metadata))


def _older(old: Metadata, new: Metadata) -> bool:
    if titles.normal(old.title) == titles.normal(new.title):
        return False
    return new.effective_from is not None and (old.effective_from or date.min) < new.effective_from
