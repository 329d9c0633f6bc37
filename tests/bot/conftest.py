"""A bot with real records and the sample documents, and a clock that the test sets."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.clock import BEIJING
from bot.config import Service
from bot.reception import Reception
from embeddings.encoder import load
from knowledge.snapshot import Shelf, Snapshot
from records.engine import Records, open_records


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
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'records.db'}")
    yield opened
    opened.close()


@pytest.fixture
def open_reception(records: Records, library: Snapshot, clock: Clock) -> Iterator[Callable[..., Reception]]:
    """Opens the door of a bot with the settings asked for."""
    opened: list[Reception] = []
    shelf = Shelf(library.folder.parent, partial(load, "bundled"))

    def open_it(service: Service, wake: Callable[[], None] = lambda: None) -> Reception:
        opened.append(Reception(records, shelf, service, clock, wake))
        return opened[-1]

    yield open_it
    for reception in opened:
        reception.close()


@pytest.fixture
def reception(open_reception: Callable[..., Reception]) -> Reception:
    return open_reception(Service())
