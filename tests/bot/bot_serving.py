"""Serves a configured bot over HTTP on loopback, in this process."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
import uvicorn
from starlette.applications import Starlette

from bot.app import build
from bot.clock import now
from bot.config import Config


@dataclass(frozen=True)
class Served:
    """A running server and its settings."""

    address: str
    config: Config
    app: Starlette

    def client(self, **options: object) -> httpx.Client:
        """Return a client of it that waits as long as a machine may take that is busy with other things."""
        return httpx.Client(base_url=self.address, timeout=60, **options)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(config: Config, clock: Callable[[], datetime] = now) -> Iterator[Served]:
    port, app = free_port(), build(config, clock)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    yield Served(f"http://127.0.0.1:{port}{config.web.path_prefix}", config, app)
    server.should_exit = True
    thread.join()
