"""A library that tests can revise, and a bank to go with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shelves import index, new_shelf

from knowledge.snapshot import Snapshot

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
Revise = Callable[..., Snapshot]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def revise(tmp_path: Path) -> Revise:
    """Puts a version of a made-up document into the library: `revise("2024-01-01", "第一条的话。", ...)`."""
    shelf = new_shelf(tmp_path / "knowledge")
    folder = tmp_path / "texts"
    folder.mkdir()

    def put(starts: str, *articles: str, title: str = "示例市学习办法", prune: bool = False) -> Snapshot:
        numbers = "一二三四五六七八九"
        lines = [f"第{numbers[place]}条 {text}" for place, text in enumerate(articles)]
        head = f"---\ntitle: {title}\nversion: {starts[:4]}\neffective_from: {starts}\n---\n# {title}\n\n"
        path = folder / f"{title}_{starts}.md"
        path.write_text(head + "\n\n".join(lines) + "\n", encoding="utf-8")
        index(shelf, path, prune=prune)
        return shelf.current()

    return put
