"""A bot on the sample documents, with real records and a clock that the test sets; and the same over HTTP on loopback."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from bot_serving import Served, running
from shelves import index, new_shelf

from bot.clock import BEIJING, now
from bot.config import Config, Knowledge, Service
from bot.reception import Reception
from knowledge.snapshot import Snapshot
from records import accounts
from records.engine import Records, open_records

PASSWORD = "a long enough word"

NPM = ("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Installs packages of npm in a folder of their own; skips the test where the registry is out of reach."""

    def install(*packages: str) -> Path:
        if shutil.which("node") is None or shutil.which("npm") is None:
            pytest.skip(f"Node is absent: this test asks {packages[0]}")
        folder = tmp_path_factory.mktemp("node")
        try:
            done = subprocess.run([*NPM, *packages], cwd=folder, capture_output=True, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip(f"the npm registry does not answer: this test asks {packages[0]}")
        if done.returncode:
            pytest.skip(f"the npm registry is out of reach: this test asks {packages[0]}")
        return folder

    return install


class Clock:
    """Shows what the test says."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_reception(records: Records, library: Snapshot, clock: Clock) -> Iterator[Callable[..., Reception]]:
    """Opens the door of a bot with the settings asked for."""
    opened: list[Reception] = []
    shelf = new_shelf(library.folder.parent)

    def open_it(service: Service, wake: Callable[[], None] = lambda: None) -> Reception:
        opened.append(Reception(records, shelf, service, clock, wake))
        return opened[-1]

    yield open_it
    for reception in opened:
        reception.close()


@pytest.fixture
def reception(open_reception: Callable[..., Reception]) -> Reception:
    return open_reception(Service())


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A workspace's folder with the sample documents and two administrators, anna and ben; to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    index(new_shelf(folder / "knowledge"), sample)
    records = open_records(Config(workspace=folder).records_url)
    for name in ("anna", "ben"):
        records.write(lambda c, n=name: accounts.add(c, n, PASSWORD, now()))
    records.close()
    return folder


@pytest.fixture
def workspace(tmp_path: Path, furnished: Path) -> Config:
    """A workspace with the sample documents and two administrators, anna and ben."""
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    return replace(Config(workspace=tmp_path), knowledge=Knowledge(second_approver=False))


@pytest.fixture
def served(workspace: Config) -> Iterator[Served]:
    with running(workspace) as server:
        yield server
