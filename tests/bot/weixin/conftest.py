"""One bot for the tests of a file, behind the emulators of all the platforms; and a server for one bot after the other."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from bot_serving import free_port
from emulators.deployment import LONG, World, world
from shelves import new_shelf
from weixin_chat import Site

from bot.clock import now
from knowledge.snapshot import Shelf, Snapshot


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Iterator[World]:
    workspace = tmp_path_factory.mktemp("bot")
    (workspace / "long.txt").write_text(LONG, encoding="utf-8")
    with world(workspace, sample, workspace / "long.txt", clock=now) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def site() -> AsyncIterator[tuple[Site, int]]:
    """A server on loopback; yields what it shows, and its port."""
    shown, port = Site(), free_port()
    server = uvicorn.Server(uvicorn.Config(shown, "127.0.0.1", port, log_level="error", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield shown, port
    server.should_exit = True
    await serving


@pytest.fixture(scope="module")
def shelf(library: Snapshot) -> Shelf:
    return new_shelf(library.folder.parent)
