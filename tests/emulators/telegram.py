"""Telegram's Bot API on loopback, with its limits, and the people who talk to the bot.

What people do (`says`, `taps`, `votes`, …) may be called from any thread. Time may run faster than ours: `scale`
divides the windows of all rate limits. Faults are drawn for every message the bot sends (`Faults`).
"""

import itertools
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from emulators.telegram_rules import (
    BOT,
    TOKEN,
    Faults,
    Json,
    Patience,
    Refused,
    Sent,
    check_commands,
    check_keyboard,
    checked_poll,
    demand,
    group,
    no,
    person,
    private,
    scope,
    wide,
)  # fmt: skip
from emulators.telegram_updates import Updates
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
        # What the clock of Telegram shows, in seconds since 1970.
        self.clock: Callable[[], float] = time.time
        self._numbers, self._messages = itertools.count(1), itertools.count(1)
        self._updates, self._patience = Updates(), Patience(scale)
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
        self.server.call(self._updates.put(number, content))
        return number

    def forget(self) -> None:
        """Drop what the bot has not taken, or not said that it has."""
        self._updates.forget()

    def waiting(self) -> int:
        """Return how many updates the bot has not taken."""
        return len(self._updates)

    @property
    def webhook(self) -> str:
        """Where the bot wants to be called, "" while it fetches."""
        return str(self._updates.hook["url"])

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
        check_commands(commands := json.loads(request.fields["commands"]))
        where = scope(request.fields)
        self._demand_open(int(where.partition(":")[2] or 0))
        self.commands[where] = commands
        return True

    async def _on_deletemycommands(self, request: Request) -> bool:
        self.commands.pop(scope(request.fields), None)
        return True

    async def _on_getupdates(self, request: Request) -> list[Json]:
        return await self._updates.fetch(request.fields)

    async def _on_setwebhook(self, request: Request) -> bool:
        self._updates.call(request.fields)
        return True

    async def _on_deletewebhook(self, _request: Request) -> bool:
        self._updates.call_no_more()
        return True

    async def _on_getwebhookinfo(self, _request: Request) -> Json:
        return self._updates.told()

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
        poll = checked_poll(request.fields, self.clock())
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
        self._patience.demand(chat)
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

    def _message(self, chat: int, content: Mapping[str, Any]) -> Json:
        where = group(chat) if chat < 0 else private(chat)
        return {"message_id": next(self._messages), "date": int(time.time()), "chat": where, **content}
