"""Shelves for the tests: empty ones, and the way to fill them."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from embeddings.encoder import Encoder, load
from knowledge import ranking
from knowledge.changes import Report
from knowledge.ranking import Ranking
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf, Ways

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@cache
def bundled() -> Encoder:
    """Load what ships once for all tests: it never changes, and takes longer to load than most tests take."""
    return load("bundled")


@cache
def learnt() -> Ranking:
    """Load the ranking that ships, once too."""
    return ranking.bundled()


def new_shelf(root: Path) -> Shelf:
    return Shelf(root, bundled, Ways(learnt))


def index(shelf: Shelf, *paths: Path, now: datetime = NOW, **options: bool) -> Report:
    """Reindex without a progress bar."""
    return reindex(paths, shelf, now, lambda *_: None, **options)
