"""Topics (知识点): which ones there are, so that a slip of the pen makes no new one."""

from collections.abc import Iterable

from knowledge.snapshot import Snapshot
from quiz.check import LONGEST_TOPIC
from quiz.item import Item
from quiz.sentences import title_of

# What banks are parted by everywhere; 综合 is what stands in files whose questions were never sorted.
COMMON = ("党章", "党规", "党史", "理论", "业务", "法律", "综合")


def known(held: Iterable[Item], snapshot: Snapshot | None) -> frozenset[str]:
    """Return the topics that exist: the common ones, those of the bank, and the titles of the library's documents.

    A generated question has its document's title as its topic.
    """
    versions = snapshot.catalog.versions.values() if snapshot else ()
    titles = (title_of(version)[:LONGEST_TOPIC] for version in versions)
    return frozenset((*COMMON, *titles, *(item.topic for item in held if item.topic)))
