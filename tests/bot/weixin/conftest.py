"""One bot for the tests of a file, behind the emulators of all the platforms."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from emulators.deployment import LONG, World, world

from bot.clock import now


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Iterator[World]:
    workspace = tmp_path_factory.mktemp("bot")
    (workspace / "long.txt").write_text(LONG, encoding="utf-8")
    with world(workspace, sample, workspace / "long.txt", clock=now) as made:
        yield made
