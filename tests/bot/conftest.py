"""A bot on the sample documents, with real records; and the same served over HTTP on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bot_serving import Served, running
from shelves import index, new_shelf

from bot import clock
from bot.config import Config, Knowledge
from records import accounts
from records.engine import open_records

PASSWORD = "a long enough word"


@pytest.fixture
def workspace(tmp_path: Path, sample: Path) -> Config:
    """A workspace with the sample documents and two administrators, anna and ben."""
    config = replace(Config(workspace=tmp_path), knowledge=Knowledge(second_approver=False))
    index(new_shelf(tmp_path / "knowledge"), sample)
    records = open_records(config.records_url)
    for name in ("anna", "ben"):
        records.write(lambda c, n=name: accounts.add(c, n, PASSWORD, clock.now()))
    records.close()
    return config


@pytest.fixture
def served(workspace: Config) -> Iterator[Served]:
    with running(workspace) as server:
        yield server
