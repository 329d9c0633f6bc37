"""The AI bot's platform, both ways: callbacks with streams and response addresses, and the long connection."""

import asyncio
import base64
import hashlib
import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from emulators.sealing import seal, signature, unseal
from emulators.wecom import card_fault
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

LONGEST = 20_480
BOT, SECRET, TOKEN, KEY = "aibot-1", "bot-secret", "callback-token", "d" * 43
CUT, STREAM_ENDS, ADDRESS_ENDS = 5.0, 360.0, 3600.0


@dataclass
class Screens:
    """What stands in the chats, by chat: a user's or a group's id."""

    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cards: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    tasks: set[str] = field(default_factory=set)
    # What was uploaded, with its name.
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def show(self, chat: str, body: dict, now: float) -> int:
        """Show a message; return the error code, 0 for none."""
        recent = [moment for moment in self.sent[chat] if now - moment < 3600]
        if len(recent) >= 1000 or sum(now - moment < 60 for moment in recent) >= 30:
            return 846607
        kind = body["msgtype"]
        text = {"markdown": lambda: body["markdown"]["content"], "stream": lambda: body["stream"]["content"],
                "stream_with_template_card": lambda: body["stream"]["content"],
                "text": lambda: body["text"]["content"]}.get(kind, lambda: "")()  # fmt: skip
        pictures = [one["image"] for one in body.get("stream", {}).get("msg_item", ())]
        if len(text.encode()) > LONGEST or len(pictures) > 10:
            return 40058
        if any(hashlib.md5(base64.b64decode(one["base64"])).hexdigest() != one["md5"] for one in pictures):
            return 40059
        if kind in ("image", "file") and body[kind]["media_id"] not in self.media:
            return 40007
        card = body.get("template_card")
        if card is not None and card_fault(card, self.tasks):
            return 42014
        self.sent[chat] = [*recent, now]
        if card is not None:
            self.tasks.add(card["task_id"])
            self.cards[chat].append(card)
        if text:
            self.texts[chat].append(text)
        self.texts[chat] += [f"[image {len(base64.b64decode(one['base64']))}]" for one in pictures]
        if kind in ("image", "file"):
            name, data = self.media[body[kind]["media_id"]]
            self.texts[chat].append(f"[{kind} {name} {len(data)}]")
        return 0

    def update(self, chat: str, body: dict) -> int:
        for at, card in enumerate(self.cards[chat]):
            if card["task_id"] == body["template_card"]["task_id"]:
                self.cards[chat][at] = body["template_card"] | {"done": True}
                return 0
        return 40001


def message(numbers: Iterator[int], user: str, group: str = "", **facts: object) -> dict:
    place = {"chattype": "group", "chatid": group} if group else {"chattype": "single"}
    return {"msgid": f"msg{next(numbers)}", "aibotid": BOT, "from": {"userid": user}, **place, **facts}


def text(words: str) -> dict:
    return {"msgtype": "text", "text": {"content": words}}


def card_event(card: dict, *options: str) -> dict:
    """What answering a card brings."""
    selected = {"selected_item": [{"question_key": "q", "option_ids": {"option_id": list(options)}}]}
    vote = card["card_type"] == "vote_interaction"
    happened = {"card_type": card["card_type"], "task_id": card["task_id"], "event_key": "submit" if vote else options[0],
                **({"selected_items": selected} if vote else {})}  # fmt: skip
    return {"msgtype": "event", "event": {"eventtype": "template_card_event", "template_card_event": happened}}


@dataclass
class Callbacks:
    """Callback mode; `address` is the bot's, `own` where this emulator takes what is sent to response addresses."""

    clock: Callable[[], datetime]
    address: str = ""
    own: str = ""
    screens: Screens = field(default_factory=Screens)
    addresses: dict[str, tuple[str, float]] = field(default_factory=dict)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    async def say(self, user: str, words: str, group: str = "") -> dict | None:
        return await self.deliver(user, group, **text(words))

    async def deliver(self, user: str, group: str = "", **facts: object) -> dict | None:
        """Call the bot back once and follow its stream to the end; returns its last reply."""
        chat = group or user
        number = f"address{next(self.numbers)}"
        self.addresses[number] = (chat, self._now() + ADDRESS_ENDS)
        heard = message(self.numbers, user, group, response_url=f"{self.own}/response/{number}", **facts)
        reply, began = await self.call(heard), self._now()
        while reply is not None and reply.get("msgtype") == "stream" and not reply["stream"]["finish"]:
            assert self._now() - began < STREAM_ENDS
            await asyncio.sleep(0.2)
            again = message(self.numbers, user, group, msgtype="stream", stream={"id": reply["stream"]["id"]})
            reply = await self.call(again)
        if reply is not None and "response_type" in reply:
            assert self.screens.update(chat, reply) == 0
        elif reply is not None:
            assert self.screens.show(chat, reply, self._now()) == 0
        return reply

    async def call(self, heard: dict) -> dict | None:
        query, body = self.request(heard)
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            try:
                answer = await asyncio.wait_for(client.post(self.address, params=query, content=body, timeout=CUT), CUT)
            except (TimeoutError, httpx.HTTPError):
                return None
        if answer.status_code != 200 or not answer.text:
            return None
        found = answer.json()
        assert found["nonce"] == query["nonce"]
        signed = signature(TOKEN, str(found["timestamp"]), found["nonce"], found["encrypt"])
        assert found["msgsignature"] == signed
        return json.loads(unseal(found["encrypt"], KEY, ""))

    def request(self, heard: dict) -> tuple[dict[str, str], bytes]:
        timestamp, nonce = str(int(self._now())), str(next(self.numbers))
        sealed = seal(json.dumps(heard, ensure_ascii=False), KEY, "")
        query = {"timestamp": timestamp, "nonce": nonce, "msg_signature": signature(TOKEN, timestamp, nonce, sealed)}
        return query, json.dumps({"encrypt": sealed}).encode()

    def server(self) -> Starlette:
        return Starlette(routes=[Route("/response/{number}", self._response, methods=["POST"])])

    async def _response(self, request: Request) -> JSONResponse:
        chat, ends = self.addresses.pop(request.path_params["number"], ("", 0.0))
        body = await request.json()
        if not chat or ends < self._now() or body["msgtype"] not in ("markdown", "template_card"):
            return JSONResponse({"errcode": 60140, "errmsg": "response_url is used or over"})
        return JSONResponse({"errcode": self.screens.show(chat, body, self._now()), "errmsg": ""})

    def _now(self) -> float:
        return self.clock().timestamp()


@dataclass
class Connections:
    """Long-connection mode: one connection a bot, a new one throws the old one out."""

    clock: Callable[[], datetime]
    screens: Screens = field(default_factory=Screens)
    current: ServerConnection | None = None
    spoken: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)
    frames: list[dict] = field(default_factory=list)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))
    subscribed: threading.Event = field(default_factory=threading.Event)
    uploads: dict[str, tuple[dict, list[bytes]]] = field(default_factory=dict)

    @contextmanager
    def listening(self, port: int = 0) -> Iterator[str]:
        with serve(self._serve, "127.0.0.1", port) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
            server.shutdown()
            self.drop()

    def drop(self) -> None:
        """Break the connection off."""
        if self.current is not None:
            self.current.close()

    def say(self, user: str, words: str, group: str = "", **facts: object) -> str:
        """Send a message to the bot; returns its msgid."""
        return self.deliver(message(self.numbers, user, group, **text(words), **facts))

    def deliver(self, heard: dict, *, event: bool = False) -> str:
        number = f"req{next(self.numbers)}"
        self.asked[number] = chat = heard.get("chatid") or heard["from"]["userid"]
        if not event:
            self.spoken.add(chat)
        assert self.current is not None
        cmd = "aibot_event_callback" if event else "aibot_msg_callback"
        self.current.send(json.dumps({"cmd": cmd, "headers": {"req_id": number}, "body": heard}))
        return heard["msgid"]

    def _serve(self, socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            for raw in socket:
                frame = json.loads(raw)
                self.frames.append(frame)
                upload = frame["cmd"].startswith("aibot_upload_media_")
                code, body = self._uploaded(frame) if upload else (self._code(frame, socket), {})
                answer = {
                    "headers": {"req_id": frame["headers"]["req_id"]},
                    "errcode": code,
                    "errmsg": "ok" if code == 0 else "no",
                    **({"body": body} if body else {}),
                }
                socket.send(json.dumps(answer))
                if frame["cmd"] == "aibot_subscribe" and code == 0:
                    self.subscribed.set()
        if self.current is socket:
            self.current = None
            self.subscribed.clear()

    def _code(self, frame: dict, socket: ServerConnection) -> int:
        body, cmd, now = frame.get("body", {}), frame["cmd"], self.clock().timestamp()
        if cmd == "aibot_subscribe":
            if (body["bot_id"], body["secret"]) != (BOT, SECRET):
                return 40001
            if self.current is not None and self.current is not socket:
                self._replace()
            self.current = socket
            return 0
        if cmd == "ping":
            return 0
        if socket is not self.current:
            return 846601
        if cmd == "aibot_send_msg":
            return self._pushed(body, now)
        chat = self.asked.get(frame["headers"]["req_id"])
        if chat is None:
            return 846605
        return (
            self.screens.update(chat, body) if cmd == "aibot_respond_update_msg" else self.screens.show(chat, body, now)
        )

    def _uploaded(self, frame: dict) -> tuple[int, dict]:
        """Take a medium in pieces of 512 KB, a hundred at most."""
        body, step = frame["body"], frame["cmd"].removeprefix("aibot_upload_media_")
        if step == "init":
            number = f"upload{next(self.numbers)}"
            self.uploads[number] = body, []
            return (0, {"upload_id": number}) if 1 <= body["total_chunks"] <= 100 else (40006, {})
        facts, pieces = self.uploads[body["upload_id"]]
        if step == "chunk":
            piece = base64.b64decode(body["base64_data"])
            pieces.append(piece)
            return (0 if len(piece) <= 512 * 2**10 and body["chunk_index"] == len(pieces) - 1 else 40006), {}
        data, number = b"".join(pieces), f"media{next(self.numbers)}"
        whole = len(pieces) == facts["total_chunks"] and len(data) == facts["total_size"]
        if not whole or hashlib.md5(data).hexdigest() != facts["md5"]:
            return 40006, {}
        self.screens.media[number] = facts["filename"], data
        return 0, {"media_id": number, "type": facts["type"]}

    def _pushed(self, body: dict, now: float) -> int:
        chat = body["chatid"]
        if chat not in self.spoken:
            return 93006
        return self.screens.show(chat, body, now)

    def _replace(self) -> None:
        """Tell the old connection, then close it."""
        old, gone = self.current, message(self.numbers, "x", msgtype="event", event={"eventtype": "disconnected_event"})
        assert old is not None
        frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "gone"}, "body": gone}
        with suppress(ConnectionClosed):
            old.send(json.dumps(frame))
        old.close()
