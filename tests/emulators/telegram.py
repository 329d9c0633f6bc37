"""Telegram's Bot API on loopback, with its limits, and the people who talk to the bot.

What people do (`says`, `taps`, `votes`, …) may be called from any thread. Time may run faster than ours: `scale`
divides the windows of all rate limits. Faults are drawn for every message the bot sends (`Faults`).
"""

import asyncio
import itertools
import json
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
from emulators.telegram_rules import (
    BOT,
    TOKEN,
    Faults,
    Json,
    Refused,
    Sent,
    check_keyboard,
    checked_poll,
    demand,
    group,
    no,
    person,
    private,
    wide,
)  # fmt: skip
from emulators.wire import Answer, Loopback, Request


class Telegram:
    """See above; close it when done."""

    def __init__(self, *, scale: float = 1.0, hears_all: bool = True, port: int = 0) -> None:
        self.scale, self.hears_all, self.faults, self.token = scale, hears_all, Faults(), TOKEN
        self.away = False
        self.sent: list[Sent] = []
        self.answered: list[str] = []
        self.commands: dict[str, list[Json]] = {}
        self.refusals: list[tuple[str, int, str]] = []
        self.calls: dict[str, int] = defaultdict(int)
        self.blocked, self.removed, self.moved = set[int](), set[int](), dict[int, int]()
        self.polls: dict[str, Json] = {}
        self.files: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self._numbers, self._messages = itertools.count(1), itertools.count(1)
        self._updates: deque[Json] = deque()
        self._bell = asyncio.Event()
        self._polling: asyncio.Future[None] | None = None
        self._wanted: list[str] = []
        self._hook: Json = {"url": ""}
        self._windows: dict[tuple[str, int], deque[float]] = defaultdict(deque)
        self._calling: asyncio.Task[None] | None = None
        self.server = Loopback(self._handle, port)
        self.url = f"http://127.0.0.1:{self.server.port}"

    def close(self) -> None:
        self.server.close()

    # ---- what people do

    def says(self, user: int, text: str, chat: int | None = None, *, reply: Json | None = None, thread: int = 0,
             **more: Any) -> int:  # fmt: skip
        """Somebody writes, in private or in a group (a negative chat); return the number of the update."""
        message = self._message(chat or user, {"from": person(user), "text": text, **more})
        entities = [
            {"type": "mention", "offset": wide(text[: text.index(name)]), "length": wide(name)}
            for name in (f"@{BOT['username']}",)
            if name in text
        ]
        if text.startswith("/"):
            entities.append({"type": "bot_command", "offset": 0, "length": wide(text.split()[0])})
        message |= {"entities": entities} if entities else {}
        message |= {"reply_to_message": reply} if reply else {}
        message |= {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        command, to_bot = text.startswith("/"), reply is not None and reply["from"]["id"] == BOT["id"]
        heard = chat is None or self.hears_all or command or to_bot
        return self.update({"message": message}) if heard else 0

    def taps(self, user: int, message: Json, label: str) -> int:
        """Somebody taps a button under a message of the bot."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        query = {"id": f"q{next(self._messages)}", "from": person(user), "chat_instance": "1", "data": data}
        return self.update({"callback_query": query | {"message": message}})

    def votes(self, user: int, poll: str, *places: int) -> int:
        """Somebody answers a poll; an anonymous one tells the bot nothing."""
        if self.polls[poll]["is_anonymous"]:
            return 0
        ids = {"option_ids": list(places), "option_persistent_ids": [str(place) for place in places]}
        return self.update({"poll_answer": {"poll_id": poll, "user": person(user)} | ids})

    def membership(self, user: int, chat: int, before: str, after: str) -> int:
        """The bot's own place in a chat changes: "member", "left", "kicked"."""
        (self.removed.add if after in ("left", "kicked") else self.removed.discard)(chat)
        bot = {name: BOT[name] for name in ("id", "is_bot", "first_name", "username")}
        states = [
            {"status": state, "user": bot, **({"until_date": 0} if state == "kicked" else {})}
            for state in (before, after)
        ]
        change = {"chat": group(chat) if chat < 0 else private(chat), "from": person(user), "date": int(time.time())}
        return self.update({"my_chat_member": change | {"old_chat_member": states[0], "new_chat_member": states[1]}})

    def migrates(self, old: int, new: int) -> int:
        """A group becomes a supergroup under another number."""
        self.moved[old] = new
        return self.update({"message": self._message(old, {"from": person(1), "migrate_to_chat_id": new})})

    def update(self, content: Json, number: int | None = None) -> int:
        """Queue an update; with a `number` that was given before it comes a second time."""
        number = number or next(self._numbers)

        async def put() -> None:
            self._updates.append({"update_id": number, **content})
            self._ring()

        self.server.call(put())
        return number

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def forget(self) -> None:
        """Drop what the bot has not taken, or not said that it has."""
        self._updates.clear()

    def waiting(self) -> int:
        """Return how many updates the bot has not taken."""
        return len(self._updates)

    @property
    def webhook(self) -> str:
        """Where the bot wants to be called, "" while it fetches."""
        return str(self._hook["url"])

    # ---- what the bot calls

    async def _handle(self, request: Request) -> Answer | None:
        _, head, *rest = request.path.split("/")
        if head == "file" and rest[0] == f"bot{self.token}":
            return Answer(200, self.files["/".join(rest[1:])], "application/octet-stream")
        if self.away:
            return None
        if head != f"bot{self.token}":
            return no(Refused(401, "Unauthorized"))
        name = rest[0].lower()
        self.calls[name] += 1
        method = getattr(self, f"_on_{name}", None)
        if method is None:
            return no(Refused(404, "Not Found"))
        fault = self.faults.drawn() if name.startswith("send") else ""
        try:
            if fault == "patience":
                raise Refused(429, "Too Many Requests: retry later", retry_after=1 / self.scale)
            if fault == "cut_before":
                return None
            if fault == "broken":
                return Answer(502, b"<html>Bad Gateway</html>", "text/html")
            result = await method(request)
        except Refused as refused:
            self.refusals.append((name, refused.status, refused.words))
            return no(refused)
        return None if fault == "cut_after" else Answer(200, json.dumps({"ok": True, "result": result}).encode())

    async def _on_getme(self, _request: Request) -> Json:
        return {**BOT, "can_read_all_group_messages": self.hears_all, "supports_inline_queries": False}

    async def _on_setmycommands(self, request: Request) -> bool:
        commands = json.loads(request.fields["commands"])
        for command in commands:
            if not (command["command"].isascii() and command["command"].islower() and len(command["command"]) <= 32):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[json.loads(request.fields.get("scope", "{}")).get("type", "default")] = commands
        return True

    async def _on_getupdates(self, request: Request) -> list[Json]:
        if self._hook["url"]:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling and not self._polling.done():
            self._polling.set_exception(Refused(409, "Conflict: terminated by other getUpdates request"))
        mine = self._polling = asyncio.get_running_loop().create_future()
        self._wanted = json.loads(request.fields.get("allowed_updates", "null")) or self._wanted
        offset, until = int(request.fields.get("offset", 0)), time.monotonic() + float(request.fields.get("timeout", 0))
        self._updates = deque(update for update in self._updates if update["update_id"] >= offset)
        while not (ready := self._ready()) and (left := until - time.monotonic()) > 0:
            bell = asyncio.ensure_future(self._bell.wait())
            await asyncio.wait([bell, mine], timeout=left, return_when=asyncio.FIRST_COMPLETED)
            bell.cancel()
            if mine.done():
                mine.result()
        if not mine.done():
            mine.set_result(None)
        return ready[:100]

    def _ready(self) -> list[Json]:
        return [
            one
            for one in self._updates
            if not self._wanted or self._wanted.count(next(k for k in one if k != "update_id"))
        ]

    async def _on_setwebhook(self, request: Request) -> bool:
        self._hook = {"url": request.fields["url"], "secret": request.fields.get("secret_token", "")}
        self._wanted = json.loads(request.fields.get("allowed_updates", "null")) or self._wanted
        if self._calling:
            self._calling.cancel()
        self._calling = asyncio.create_task(self._call_out())
        return True

    async def _on_deletewebhook(self, _request: Request) -> bool:
        self._hook = {"url": ""}
        if self._calling:
            self._calling.cancel()
        return True

    async def _on_getwebhookinfo(self, _request: Request) -> Json:
        failed = {name: self._hook[name] for name in ("last_error_date", "last_error_message") if name in self._hook}
        return {
            "url": self._hook["url"],
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
            **failed,
        }

    async def _call_out(self) -> None:
        """Bring updates to the webhook, several at once, each until it is taken."""
        seats, mine = asyncio.Semaphore(8), self._hook
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._hook["secret"]}
        async with httpx.AsyncClient(headers=headers, timeout=10, trust_env=False) as client:

            async def bring(update: Json) -> None:
                try:
                    async with seats:
                        await self._bring(client, update)
                except asyncio.CancelledError:
                    # Nobody took it: it waits for whoever asks next.
                    self._updates.appendleft(update)
                    self._ring()
                    raise

            async with asyncio.TaskGroup() as calls:
                while self._hook is mine:
                    bell = self._bell
                    while self._updates:
                        calls.create_task(bring(self._updates.popleft()))
                    await bell.wait()

    async def _bring(self, client: httpx.AsyncClient, update: Json) -> None:
        for pause in itertools.chain([0.05] * 100, itertools.repeat(1.0)):
            with suppress(httpx.HTTPError):
                answer = await client.post(self._hook["url"], json=update)
                if answer.status_code == 200:
                    return
                failed = {"last_error_date": int(time.time()), "last_error_message": f"HTTP {answer.status_code}"}
                self._hook.update(failed)
            await asyncio.sleep(pause)

    async def _on_answercallbackquery(self, request: Request) -> bool:
        if request.fields["callback_query_id"] in self.answered:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.append(request.fields["callback_query_id"])
        return True

    async def _on_sendmessage(self, request: Request) -> Json:
        text = request.fields.get("text", "")
        demand(bool(text.strip()), "message text is empty")
        demand(wide(text) <= 4096, "message is too long")
        return self._deliver(request, {"text": text})

    async def _on_sendpoll(self, request: Request) -> Json:
        poll = checked_poll(request.fields)
        message = self._deliver(request, {"poll": poll})
        self.polls[poll["id"]] = poll
        return message

    async def _on_sendphoto(self, request: Request) -> Json:
        return self._deliver(request, self._media(request, "photo", 10))

    async def _on_senddocument(self, request: Request) -> Json:
        return self._deliver(request, self._media(request, "document", 50))

    async def _on_getfile(self, request: Request) -> Json:
        path = f"files/{request.fields['file_id']}"
        demand(path in self.files, "invalid file_id")
        return {"file_id": request.fields["file_id"], "file_unique_id": "u", "file_path": path}

    def _media(self, request: Request, kind: str, megabytes: int) -> Json:
        ((name, data),) = request.files.values()
        demand(0 < len(data) <= megabytes * 2**20, "file is too big or empty")
        caption, number = request.fields.get("caption", ""), f"f{len(self.files)}"
        demand(wide(caption) <= 1024, "message caption is too long")
        self.files[f"files/{number}"], self.names[number] = data, name
        shown = {"file_id": number, "file_unique_id": number, "file_size": len(data)}
        return {kind: [shown | {"width": 1, "height": 1}] if kind == "photo" else shown, "caption": caption}

    def _deliver(self, request: Request, content: Json) -> Json:
        chat = int(request.fields["chat_id"])
        self._demand_open(chat)
        if keys := json.loads(request.fields.get("reply_markup", "null")):
            check_keyboard(keys)
            content["reply_markup"] = keys
        if thread := request.fields.get("message_thread_id"):
            content |= {"message_thread_id": int(thread), "is_topic_message": True}
        self._demand_patience(chat)
        bot = {name: BOT[name] for name in ("id", "is_bot", "first_name", "username")}
        message = self._message(chat, {"from": bot, **content})
        self.sent.append(Sent(chat, message, time.monotonic()))
        return message

    def _demand_open(self, chat: int) -> None:
        if chat in self.moved:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, words, migrate_to_chat_id=self.moved[chat])
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.removed:
            raise Refused(403, "Forbidden: bot was kicked from the group chat")

    def _demand_patience(self, chat: int) -> None:
        """Refuse what comes faster than Telegram allows; it counts only what it takes."""
        now = time.monotonic()
        limits = [("all", 0, 30, 1.0), ("chat", chat, 1, 1.0)] + ([("group", chat, 20, 60.0)] if chat < 0 else [])
        seen = [(self._windows[kind, key], count, seconds / self.scale) for kind, key, count, seconds in limits]
        for window, count, seconds in seen:
            while window and window[0] <= now - seconds:
                window.popleft()
            if len(window) >= count:
                wait = window[0] + seconds - now
                raise Refused(429, "Too Many Requests: retry later", retry_after=wait)
        for window, _, _ in seen:
            window.append(now)

    def _message(self, chat: int, content: Mapping[str, Any]) -> Json:
        where = group(chat) if chat < 0 else private(chat)
        return {"message_id": next(self._messages), "date": int(time.time()), "chat": where, **content}
