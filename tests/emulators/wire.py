"""A small HTTP server in a thread of its own, which can also hang up; for emulators of chat services."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

Result = TypeVar("Result")


@dataclass(frozen=True)
class Request:
    """One request: form fields by name, and what was uploaded by (field) name."""

    method: str
    path: str
    fields: Mapping[str, str]
    # What was uploaded, and under which name.
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    kind: str = "application/json"


# None hangs up without a word.
Handler = Callable[[Request], Awaitable[Answer | None]]


class Loopback:
    """Serves `handle` on a free port of 127.0.0.1; what touches its state is called in its own thread."""

    def __init__(self, handle: Handler, port: int = 0) -> None:
        self._handle = handle
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._open: set[asyncio.StreamWriter] = set()
        self.port = self.call(self._listen(port))

    def call(self, job: Any) -> Any:
        """Run a coroutine in the server's thread and wait for it."""
        return asyncio.run_coroutine_threadsafe(job, self.loop).result(30)

    async def _listen(self, port: int) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, backlog=512)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        self.call(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _close(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                request = await self._request(head, reader)
                answer = await self._handle(request)
                if answer is None:
                    break
                writer.write(
                    f"HTTP/1.1 {answer.status} X\r\nContent-Type: {answer.kind}\r\n"
                    f"Content-Length: {len(answer.body)}\r\n\r\n".encode()
                    + answer.body
                )
                await writer.drain()
        self._open.discard(writer)
        writer.transport.abort()

    async def _request(self, head: bytes, reader: asyncio.StreamReader) -> Request:
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, target, _ = first.split(" ")
        kind = headers.get("content-type", "")
        if kind.startswith("multipart/"):
            fields, files = _parts(kind, body)
        else:
            fields, files = {name: values[-1] for name, values in parse_qs(body.decode()).items()}, {}
        return Request(method, urlsplit(target).path, fields, files)


def _parts(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    fields, files = dict[str, str](), dict[str, tuple[str, bytes]]()
    for part in BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).iter_parts():
        disposition, data = part["content-disposition"].params, part.get_payload(decode=True)
        if "filename" in disposition:
            files[disposition["name"]] = (part.get_filename(), data)
        else:
            fields[disposition["name"]] = data.decode()
    return fields, files
