"""What happened in Telegram and the bot has not taken yet: fetched by long polling, or brought to its webhook."""

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress

import httpx
from emulators.telegram_rules import Json, Refused


class Updates:
    """The line of updates of one bot; used in the thread of the emulator's server."""

    def __init__(self) -> None:
        self.hook: Json = {"url": ""}
        self._waiting: deque[Json] = deque()
        self._bell = asyncio.Event()
        self._polling: asyncio.Future[None] | None = None
        self._wanted: list[str] = []
        self._calling: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def forget(self) -> None:
        """Drop what the bot has not taken, or not said that it has."""
        self._waiting.clear()

    async def put(self, number: int, content: Json) -> None:
        self._waiting.append({"update_id": number, **content})
        self._ring()

    async def fetch(self, fields: Mapping[str, str]) -> list[Json]:
        """Answer getUpdates: at once where something waits, else when it comes or the time is over."""
        if self.hook["url"]:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling and not self._polling.done():
            self._polling.set_exception(Refused(409, "Conflict: terminated by other getUpdates request"))
        mine = self._polling = asyncio.get_running_loop().create_future()
        self._want(fields)
        offset, until = int(fields.get("offset", 0)), time.monotonic() + float(fields.get("timeout", 0))
        self._waiting = deque(update for update in self._waiting if update["update_id"] >= offset)
        while not (ready := self._ready()) and (left := until - time.monotonic()) > 0:
            bell = asyncio.ensure_future(self._bell.wait())
            await asyncio.wait([bell, mine], timeout=left, return_when=asyncio.FIRST_COMPLETED)
            bell.cancel()
            if mine.done():
                mine.result()
        if not mine.done():
            mine.set_result(None)
        return ready[:100]

    def call(self, fields: Mapping[str, str]) -> None:
        """Answer setWebhook: from now on updates are brought there."""
        self.hook = {"url": fields["url"], "secret": fields.get("secret_token", "")}
        self._want(fields)
        self._end_calling()
        self._calling = asyncio.create_task(self._call_out())

    def call_no_more(self) -> None:
        """Answer deleteWebhook."""
        self.hook = {"url": ""}
        self._end_calling()

    def told(self) -> Json:
        """Answer getWebhookInfo."""
        failed = {name: self.hook[name] for name in ("last_error_date", "last_error_message") if name in self.hook}
        certificate = {"has_custom_certificate": False}
        return {"url": self.hook["url"], "pending_update_count": len(self._waiting), **certificate, **failed}

    def _want(self, fields: Mapping[str, str]) -> None:
        self._wanted = json.loads(fields.get("allowed_updates", "null")) or self._wanted

    def _ready(self) -> list[Json]:
        kind = {id(one): next(name for name in one if name != "update_id") for one in self._waiting}
        return [one for one in self._waiting if not self._wanted or kind[id(one)] in self._wanted]

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def _end_calling(self) -> None:
        if self._calling:
            self._calling.cancel()

    async def _call_out(self) -> None:
        """Bring updates to the webhook, several at once, each until it is taken."""
        seats, mine = asyncio.Semaphore(8), self.hook
        headers = {"X-Telegram-Bot-Api-Secret-Token": mine["secret"]}
        async with httpx.AsyncClient(headers=headers, timeout=10, trust_env=False, verify=False) as client:

            async def bring(update: Json) -> None:
                try:
                    async with seats:
                        await self._bring(client, update)
                except asyncio.CancelledError:
                    # Nobody took it: it waits for whoever asks next.
                    self._waiting.appendleft(update)
                    self._ring()
                    raise

            async with asyncio.TaskGroup() as calls:
                while self.hook is mine:
                    bell = self._bell
                    while self._waiting:
                        calls.create_task(bring(self._waiting.popleft()))
                    await bell.wait()

    async def _bring(self, client: httpx.AsyncClient, update: Json) -> None:
        for pause in itertools.chain([0.05] * 100, itertools.repeat(1.0)):
            with suppress(httpx.HTTPError):
                answer = await client.post(self.hook["url"], json=update)
                if answer.status_code == 200:
                    return
                failed = {"last_error_date": int(time.time()), "last_error_message": f"HTTP {answer.status_code}"}
                self.hook.update(failed)
            await asyncio.sleep(pause)
