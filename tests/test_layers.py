"""Arrows point only downward, and each library has one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {"bot": 4, "quiz": 3, "knowledge": 2, "embeddings": 1, "records": 1, "faults": 0}
ROOMS = {
    "faiss": "embeddings/",
    "sentence_transformers": "embeddings/",
    "torch": "embeddings/",
    "tantivy": "knowledge/",
    "sqlite_utils": "knowledge/",
    "sqlalchemy": "records/",
    "alembic": "records/",
    "telegram": "bot/channels/telegram/",
    "wechatpy": "bot/weixin/",
    "tomllib": "bot/config.py",
}


def sources() -> Iterator[Path]:
    for room in FLOORS:
        yield from sorted((ROOT / room).rglob("*.py"))
    yield ROOT / "faults.py"


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_downward(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    room = place.split("/")[0].removesuffix(".py")
    for name in imported(path):
        if name in FLOORS and name != room:
            assert FLOORS[name] < FLOORS[room], f"{place} imports {name} from above or beside"
        if name in ROOMS:
            assert place.startswith(ROOMS[name]), f"{name} belongs to {ROOMS[name]}, not to {place}"
