"""What every callback of the platforms goes through before anybody reads it: an account's name, a size, a seal."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar
from weakref import WeakValueDictionary

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.handlers import Effect
from bot.message import Inbound
from bot.weixin import xml
from bot.weixin.seal import Refused
from records.mailboxes import Letter

Account = TypeVar("Account")
Answer = Callable[[Request, Account], Awaitable[Response]]
# Brings an event in, with what is written in the same transaction.
Hear = Callable[..., Awaitable[Sequence[Letter]]]


def route(kind: str, accounts: Mapping[str, Account], verify: Answer[Account], take: Answer[Account]) -> Route:
    """Return the way in for the accounts of one kind: /wechat/main. Whatever is wrong with a request is HTTP 400."""

    async def answer(request: Request) -> Response:
        account = accounts.get(request.path_params["name"])
        if account is None:
            return PlainTextResponse("", 404)
        try:
            return await (verify if request.method == "GET" else take)(request, account)
        except Refused:
            return PlainTextResponse("", 400)

    return Route(f"/{kind}/{{name}}", answer, methods=["GET", "POST"])


def query(request: Request, name: str) -> str:
    """Return a parameter that stands in the address once, "" without it; raises `Refused` where it stands twice."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise Refused(name)
    return values[0] if values else ""


async def body(request: Request) -> str:
    """Return the body as text; raises `Refused`, for one that is too large as soon as it is."""
    read = b""
    with suppress(ClientDisconnect):
        async for piece in request.stream():
            read += piece
            if len(read) > xml.LARGEST:
                raise Refused("size")
        return xml.decoded(read)
    raise Refused("broken off")


class Hearing:
    """Brings events in: those of one chat in the order they came, one that is repeated meanwhile only once."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._running: dict[str, asyncio.Task[Sequence[Letter]]] = {}
        self._times: dict[str, int] = {}
        # A lock is there as long as somebody holds it or waits for it.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def hear(self, inbound: Inbound, *also: Effect) -> "asyncio.Task[Sequence[Letter]]":
        """Return what brings the reply of an event, which goes on whoever stops waiting for it."""
        event = inbound.event
        running = self._running.get(event)
        if running is None:
            running = asyncio.create_task(self._in_turn(inbound, *also))
            self._running[event] = running
            running.add_done_callback(lambda _: self._forget(event))
        self._times[event] = self._times.get(event, 0) + 1
        return running

    def times(self, event: str) -> int:
        """Return how often an event has come since it began to be answered."""
        return self._times.get(event, 0)

    def running(self, event: str) -> "asyncio.Task[Sequence[Letter]] | None":
        """Return what brings the reply of an event that is being answered."""
        return self._running.get(event)

    async def _in_turn(self, inbound: Inbound, *also: Effect) -> Sequence[Letter]:
        turn = self._turns.setdefault(str(inbound.address), asyncio.Lock())
        async with turn:
            return await self._hear(inbound, *also)

    def _forget(self, event: str) -> None:
        del self._running[event]
        self._times.pop(event, None)
