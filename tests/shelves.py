"""Shelves for the tests: empty ones, and the way to fill them."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from embeddings.encoder import load
from knowledge.changes import Report
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def new_shelf(root: Path) -> Shelf:
    return Shelf(root, partial(load, "bundled"))


def index(shelf: Shelf, *paths: Path, now: datetime = NOW, **options: bool) -> Report:
    """Reindex without a progress bar."""
    return reindex(paths, shelf, now, lambda *_: None, **options)
