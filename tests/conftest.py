"""What all rooms' tests share: the sample documents, a library made of them, the real material where it is present."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from shelves import index, new_shelf

from knowledge.snapshot import Shelf, Snapshot
from records.engine import Records, open_records

# One and the same code gets one and the same verdict; `make soak` throws the dice anew.
settings.register_profile("steady", derandomize=True)
settings.load_profile("default" if "XUESI_SOAK" in os.environ else "steady")
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and questions; they are no part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared is absent: this test reads real documents that are no part of the project")
    return folder


@pytest.fixture(scope="session")
def sample() -> Path:
    return ROOT / "bot" / "sample" / "documents"


@pytest.fixture(scope="session")
def blank_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest migration with nothing in it: a copy is there eight times as fast as a new one."""
    path = tmp_path_factory.mktemp("blank") / "records.db"
    open_records(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def kept_records(blank_records: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """One hold of one file: what SQLAlchemy has made of a statement once, it need not make again for every test."""
    opened = open_records(f"sqlite:///{shutil.copy(blank_records, tmp_path_factory.mktemp('kept'))}")
    yield opened
    opened.close()


@pytest.fixture
def records(kept_records: Records, blank_records: Path) -> Iterator[Records]:
    """Records with nothing in them: a new file under the old name."""
    kept_records.engine.dispose()
    kept_records.writing.dispose()
    file = Path(str(kept_records.engine.url.database))
    for left in file.parent.iterdir():
        left.unlink()
    shutil.copy(blank_records, file)
    yield kept_records
    # Whatever is still queued belongs to this test.
    kept_records.write(lambda _connection: None)


@pytest.fixture
def today() -> date:
    return date(2026, 3, 2)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Iterator[Snapshot]:
    """The sample documents, indexed; read only, so one for all."""
    shelf = new_shelf(tmp_path_factory.mktemp("library"))
    index(shelf, sample)
    yield shelf.current()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty shelf."""
    return new_shelf(tmp_path / "knowledge")
