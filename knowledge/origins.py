"""Where quotes come from when they are of different documents: what a reader needs to weigh them."""

from collections.abc import Sequence

from knowledge import titles
from knowledge.catalog import Version
from knowledge.document import Level
from knowledge.evidence import Origin, Quote
from knowledge.judging import VIEWS
from knowledge.passages import address
from knowledge.snapshot import Snapshot


def origins(snapshot: Snapshot, quotes: Sequence[Quote]) -> tuple[Origin, ...]:
    """Return the documents in force that bind and are quoted, in the order of the quotes; () where there is only one.

    What is a view, a speech or history contradicts no rule.
    """
    versions = [snapshot.catalog.version_of(quote.row) for quote in quotes if quote.state == "in_force"]
    binding = {titles.normal(one.metadata.title): one for one in versions if one.metadata.kind not in VIEWS}
    return tuple(_origin(snapshot, one) for one in binding.values()) if len(binding) > 1 else ()


def _origin(snapshot: Snapshot, version: Version) -> Origin:
    about = version.metadata
    level = "" if about.level is Level.UNKNOWN else about.level.value
    clause = snapshot.catalog.last_with(version, "解释") if about.interpreter else None
    where = address(clause.article) if clause else ""
    return Origin(titles.clean(about.title), level, about.effective_from, about.interpreter or "", where)
