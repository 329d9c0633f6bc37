"""The long connection of an AI bot: one WebSocket, JSON frames {cmd, headers: {req_id}, body}, everything acknowledged.

A client of our own: the vendor's for Python knows neither that it was replaced nor plain loopback addresses.
Source: developer.work.weixin.qq.com path/101463.
"""

import asyncio
import base64
import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bot.channels import NotNow, Undeliverable
from bot.weixin.accounts import WecomBot
from bot.weixin.api import AWAY, BUSY, Refusal
from bot.weixin.seal import Refused

# In seconds: the platform's own rhythm, what an acknowledgement may take, the longest wait before trying again.
PING, PATIENCE, LONGEST = 30.0, 5.0, 60.0
# Whoever took the place of this connection would be thrown out in turn.
REPLACED = 300.0
# A message is far smaller.
LARGEST = 2**20
# A medium goes over in pieces of so many bytes; so many of them at most.
PIECE, PIECES = 512 * 2**10, 100
Frame = Mapping[str, Any]
# Takes a message or event in: its body, and the handle to reply with.
Take = Callable[[Frame, str], Awaitable[None]]
_log = logging.getLogger("xuesi.weixin")


class LongLine:
    """See `bot.channels.wecom_bot.Line`; `run` keeps the connection up until it is cancelled.

    `report` is told how it is: "" for well, else a code of `bot/phrases/wechat.py`.
    """

    def __init__(self, account: WecomBot, take: Take, report: Callable[[str], None], pause: float = 1.0) -> None:
        self._account, self._take, self._report, self._pause = account, take, report, pause
        self._socket: ClientConnection | None = None
        # Tells this connection's messages from those of an earlier one, which cannot be replied to.
        self._serial = ""
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._taking: set[asyncio.Task[None]] = set()
        self._replaced = False
        self._trouble = "line_down"
        self.healthy = False

    async def run(self) -> None:
        """Connect, listen, connect again."""
        pause = self._pause
        while True:
            try:
                async with connect(self._account.socket, ping_interval=None, max_size=LARGEST) as socket:
                    await self._listen(socket)
            except (OSError, WebSocketException) as error:
                _log.warning("bot %s: no connection: %s", self._account.name, type(error).__name__)
            pause = self._pause if self.healthy else min(pause * 2, LONGEST)
            self._gone()
            self._report("line_replaced" if self._replaced else self._trouble)
            await asyncio.sleep(REPLACED if self._replaced else pause)

    async def _listen(self, socket: ClientConnection) -> None:
        """Subscribe, then hand on what comes until the connection ends."""
        self._socket, self._serial, self._replaced = socket, secrets.token_hex(4), False
        self._trouble = "line_down"
        speaking = asyncio.create_task(self._speak(socket))
        try:
            async for text in socket:
                self._heard(text)
        finally:
            await stopped(speaking)

    async def _speak(self, socket: ClientConnection) -> None:
        """Subscribe and keep the connection alive; one that does not answer is given up."""
        try:
            await self._call("aibot_subscribe", {"bot_id": self._account.bot_id, "secret": self._account.secret})
            self.healthy = True
            while True:
                self._report("")
                await asyncio.sleep(PING)
                await self._call("ping", {})
        except (NotNow, Refusal, OSError, WebSocketException) as error:
            _log.error("bot %s: the connection is given up: %s", self._account.name, error)
            self._trouble = "line_refused" if isinstance(error, Refusal) else "line_down"
            await socket.close()

    def _gone(self) -> None:
        self._socket, self.healthy = None, False
        for waiting in self._waiting.values():
            if not waiting.done():
                # It may have arrived.
                waiting.set_exception(ConnectionResetError())
        self._waiting.clear()

    def _heard(self, text: str | bytes) -> None:
        """Sort one frame; what is none is passed over."""
        try:
            frame = json.loads(text)
            number, command = str(frame["headers"]["req_id"]), frame.get("cmd", "")
            body = frame.get("body", {})
        except (ValueError, LookupError, TypeError, AttributeError):
            _log.warning("bot %s: a frame that is none", self._account.name)
            return
        if waiting := self._waiting.pop(number, None):
            if not waiting.done():
                waiting.set_result(frame)
        elif command in ("aibot_msg_callback", "aibot_event_callback"):
            self._begin(body, number)

    def _begin(self, body: object, number: str) -> None:
        if not isinstance(body, dict):
            return
        event = body.get("event")
        if isinstance(event, dict) and event.get("eventtype") == "disconnected_event":
            _log.error("bot %s: another connection took its place", self._account.name)
            self._replaced = True
            return
        task = asyncio.create_task(self._taken(body, number))
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)

    async def _taken(self, body: Frame, number: str) -> None:
        try:
            await self._take(body, f"{self._serial}:{number}")
        except Refused as error:
            _log.warning("bot %s: a message that is none: %s", self._account.name, error)

    async def reply(self, handle: str, body: Frame) -> bool:
        """Reply to a message; False where it came over a connection that is no more."""
        return await self._answer("aibot_respond_msg", handle, body)

    async def welcome(self, handle: str, body: Frame) -> bool:
        """Greet whoever has opened the chat; False as for `reply`."""
        return await self._answer("aibot_respond_welcome_msg", handle, body)

    async def update(self, handle: str, body: Frame) -> bool:
        """Replace a card that was just answered; False as for `reply`."""
        return await self._answer("aibot_respond_update_msg", handle, body)

    async def _answer(self, command: str, handle: str, body: Frame) -> bool:
        serial, _, number = handle.partition(":")
        if self._socket is None or serial != self._serial:
            return False
        await self._call(command, body, number)
        return True

    async def push(self, body: Frame) -> None:
        """Send to a chat that has spoken before."""
        await self._call("aibot_send_msg", body)

    async def upload(self, kind: str, name: str, data: bytes) -> str:
        """Upload a medium ("image", "file"); return its media_id, good for three days.

        Raises `Undeliverable`, and `NotNow` where it did not come to an end: nothing was shown yet.
        """
        pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
        if len(pieces) > PIECES:
            raise Undeliverable("too large")
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        facts = {"type": kind, "filename": name, "total_size": len(data), "total_chunks": len(pieces), "md5": digest}
        try:
            upload = (await self._call("aibot_upload_media_init", facts))["upload_id"]
            for number, piece in enumerate(pieces):
                sent = {"upload_id": upload, "chunk_index": number, "base64_data": base64.b64encode(piece).decode()}
                await self._call("aibot_upload_media_chunk", sent)
            return str((await self._call("aibot_upload_media_finish", {"upload_id": upload}))["media_id"])
        except (OSError, WebSocketException, LookupError) as error:
            raise NotNow(AWAY) from error

    async def _call(self, command: str, body: Frame, number: str = "") -> Frame:
        """Send a frame and return the body of its acknowledgement.

        Raises `NotNow` where it was not sent, `Refusal` where it was refused; TimeoutError and
        ConnectionResetError where nobody knows.
        """
        if self._socket is None:
            raise NotNow(AWAY)
        number = number or f"{command}_{secrets.token_hex(8)}"
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        frame = {"cmd": command, "headers": {"req_id": number}, "body": body}
        try:
            await self._socket.send(json.dumps(frame, ensure_ascii=False))
            async with asyncio.timeout(PATIENCE):
                answer = await waiting
        finally:
            self._waiting.pop(number, None)
        return _checked(answer)


def _checked(answer: Frame) -> Frame:
    code = int(answer.get("errcode", 0))
    if code in BUSY:
        raise NotNow(BUSY[code])
    if code:
        raise Refusal(code, str(answer.get("errmsg", "")))
    body = answer.get("body")
    return body if isinstance(body, dict) else {}


async def stopped(task: "asyncio.Task[None]") -> None:
    """Cancel a line's task and wait until it is over."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
