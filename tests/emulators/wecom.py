"""WeCom's server for applications and group robots: its limits, its cards, its tokens; and what members see."""

import asyncio
import base64
import hashlib
import itertools
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from emulators.sealing import seal, signature, unseal
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

LONGEST = 2048
TRIES, CUT = 3, 5.0
CORP, SECRET, TOKEN, KEY, AGENT = "ww00000000000000bb", "corp-secret", "callback-token", "c" * 43, 1000002
ROBOT = "robot-key"
MEMBERS = re.compile(r"[0-9A-Za-z_.@-]{1,64}")


def card_fault(card: dict, tasks: set[str], title: int = 128) -> str:
    """Return what the platform has against a card, "" for nothing."""
    if not re.fullmatch(r"[0-9A-Za-z_@-]{1,128}", card["task_id"]) or card["task_id"] in tasks:
        return "task_id"
    if not 0 < len(card["main_title"]["title"]) <= title:
        return "title"
    if card["card_type"] == "button_interaction":
        buttons = card["button_list"]
        short = all(len(one["text"]) <= 10 and len(one["key"].encode()) <= 1024 for one in buttons)
        return "" if 1 <= len(buttons) <= 6 and short else "buttons"
    if card["card_type"] != "vote_interaction":
        return "type"
    options = card["checkbox"]["option_list"]
    unique = len({one["id"] for one in options}) == len(options)
    short = all(len(one["text"]) <= 17 and len(one["id"].encode()) <= 128 for one in options)
    fits = 1 <= len(options) <= 20 and unique and short and card["checkbox"]["mode"] in (0, 1)
    return "" if fits and card["submit_button"]["key"] else "checkbox"


@dataclass
class Wecom:
    """One corporation with one application; `address` is its callback."""

    clock: Callable[[], datetime]
    address: str = ""
    cut: float = CUT
    screens: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cards: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))
    # What was uploaded, with its name.
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    dropped: list[str] = field(default_factory=list)
    codes: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    token_calls: int = 0
    group: list[str] = field(default_factory=list)
    tasks: set[str] = field(default_factory=set)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(7_000_000_000_000_001))

    async def say(self, user: str, text: str) -> int:
        return await self.deliver(self.message(user, MsgType="text", Content=text))

    async def menu(self, user: str, key: str) -> int:
        message = self.message(user, MsgType="event", Event="click", EventKey=key)
        del message["MsgId"]
        return await self.deliver(message)

    async def answer(self, user: str, card: dict, *options: str) -> int:
        """Tap a button of a card, or tick options and submit."""
        code = f"code-{next(self.numbers)}"
        self.codes[code] = (user, card["task_id"], self._now() + 72 * 3600)
        message = self.message(
            user, MsgType="event", Event="template_card_event", TaskId=card["task_id"], CardType=card["card_type"],
            EventKey=options[0] if card["card_type"] == "button_interaction" else "submit", ResponseCode=code,
        )  # fmt: skip
        del message["MsgId"]
        ticked = "".join(f"<OptionId><![CDATA[{one}]]></OptionId>" for one in options)
        selected = f"<SelectedItem><QuestionKey>q</QuestionKey><OptionIds>{ticked}</OptionIds></SelectedItem>"
        more = f"<SelectedItems>{selected}</SelectedItems>" if card["card_type"] == "vote_interaction" else ""
        return await self.deliver(message, more)

    def message(self, user: str, **facts: str) -> dict[str, str]:
        common = {"ToUserName": CORP, "FromUserName": user, "CreateTime": str(int(self._now()))}
        return common | {"MsgId": str(next(self.numbers)), "AgentID": str(AGENT)} | facts

    async def deliver(self, message: dict[str, str], more: str = "") -> int:
        """Call the bot back, at most three times; returns how often."""
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            for number in range(TRIES):
                query, body = self.request(message, more)
                try:
                    sending = client.post(self.address, params=query, content=body, timeout=self.cut)
                    if (await asyncio.wait_for(sending, self.cut)).status_code == 200:
                        return number + 1
                except (TimeoutError, httpx.HTTPError):
                    await asyncio.sleep(0.05)
        return 0

    def request(self, message: dict[str, str], more: str = "") -> tuple[dict[str, str], bytes]:
        plain = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in message.items())
        timestamp, nonce = str(int(self._now())), str(next(self.numbers) % 10**9)
        sealed = seal(f"<xml>{plain}{more}</xml>", KEY, CORP)
        query = {"timestamp": timestamp, "nonce": nonce, "msg_signature": signature(TOKEN, timestamp, nonce, sealed)}
        return query, f"<xml><ToUserName>{CORP}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()

    def server(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cgi-bin/gettoken", self._token),
                Route("/cgi-bin/message/send", self._send, methods=["POST"]),
                Route("/cgi-bin/message/update_template_card", self._update, methods=["POST"]),
                Route("/cgi-bin/media/upload", self._upload, methods=["POST"]),
                Route("/cgi-bin/webhook/send", self._webhook, methods=["POST"]),
            ]
        )

    def expire(self) -> None:
        self.tokens.append(f"token-{len(self.tokens)}")

    async def _token(self, request: Request) -> JSONResponse:
        self.token_calls += 1
        if (request.query_params["corpid"], request.query_params["corpsecret"]) != (CORP, SECRET):
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        if not self.tokens:
            self.expire()
        return JSONResponse({"errcode": 0, "access_token": self.tokens[-1], "expires_in": 7200})

    def _refused(self, request: Request) -> int:
        given = request.query_params.get("access_token")
        return 0 if self.tokens and given == self.tokens[-1] else 42001 if given in self.tokens else 40014

    async def _send(self, request: Request) -> JSONResponse:
        if code := self._refused(request):
            return JSONResponse({"errcode": code, "errmsg": "token"})
        asked = await request.json()
        user, kind = asked["touser"], asked["msgtype"]
        if asked["agentid"] != AGENT or not MEMBERS.fullmatch(user):
            return JSONResponse({"errcode": 40056, "errmsg": "agent"})
        if user == "nobody":
            return JSONResponse({"errcode": 81013, "errmsg": "user & party & tag all invalid"})
        if kind == "template_card" and (fault := card_fault(asked["template_card"], self.tasks)):
            return JSONResponse({"errcode": 42014, "errmsg": fault})
        if self._over(user):
            # The platform says ok and shows nothing.
            self.dropped.append(user)
        elif kind == "template_card":
            self.tasks.add(asked["template_card"]["task_id"])
            self.cards[user].append(asked["template_card"])
        elif kind in ("text", "markdown"):
            # What is too long is cut off.
            self.screens[user].append(asked[kind]["content"].encode()[:LONGEST].decode(errors="ignore"))
        else:
            name, data = self.media[asked[kind]["media_id"]]
            self.screens[user].append(f"[{kind} {name} {len(data)}]")
        return JSONResponse({"errcode": 0, "errmsg": "ok", "msgid": str(next(self.numbers))})

    def _over(self, user: str) -> bool:
        now = self._now()
        recent = [moment for moment in self.sent[user] if now - moment < 3600]
        self.sent[user] = [*recent, now]
        return len(recent) >= 1000 or sum(now - moment < 60 for moment in recent) >= 30

    async def _update(self, request: Request) -> JSONResponse:
        if code := self._refused(request):
            return JSONResponse({"errcode": code, "errmsg": "token"})
        asked = await request.json()
        user, task, ends = self.codes.pop(asked["response_code"], ("", "", 0.0))
        if not user or ends < self._now():
            return JSONResponse({"errcode": 42058, "errmsg": "response_code used or over"})
        for card in self.cards[user]:
            if card["task_id"] == task:
                card["done"] = asked["button"]["replace_name"]
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def _upload(self, request: Request) -> JSONResponse:
        if code := self._refused(request):
            return JSONResponse({"errcode": code, "errmsg": "token"})
        async with request.form() as form:
            medium = str(form["media"].filename), await form["media"].read()
        number = f"media-{next(self.numbers)}"
        self.media[number] = medium
        return JSONResponse({"errcode": 0, "type": request.query_params["type"], "media_id": number})

    async def _webhook(self, request: Request) -> JSONResponse:
        asked = await request.json()
        if request.query_params.get("key") != ROBOT:
            return JSONResponse({"errcode": 93000, "errmsg": "invalid webhook url"})
        if len([moment for moment in self.sent["robot"] if self._now() - moment < 60]) >= 20:
            return JSONResponse({"errcode": 45009, "errmsg": "api freq out of limit"})
        self.sent["robot"].append(self._now())
        if asked["msgtype"] == "image":
            data = base64.b64decode(asked["image"]["base64"])
            fits = len(data) <= 2 * 2**20 and hashlib.md5(data).hexdigest() == asked["image"]["md5"]
            self.group.append(f"[image {len(data)}]" if fits else "[refused]")
        elif len(asked["text"]["content"].encode()) > LONGEST:
            return JSONResponse({"errcode": 40058, "errmsg": "too long"})
        else:
            self.group.append(asked["text"]["content"])
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    def _now(self) -> float:
        return self.clock().timestamp()


def echo(address: str, clock: Callable[[], datetime], token: str, key: str, receiver: str, word: str) -> httpx.Response:
    """Ask for the URL verification; the answer has to be `word`, bare."""
    timestamp, nonce, sealed = str(int(clock().timestamp())), "415670741", seal(word, key, receiver)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": sealed,
             "msg_signature": signature(token, timestamp, nonce, sealed)}  # fmt: skip
    return httpx.get(address, params=query, trust_env=False)


def opened(body: str, key: str, receiver: str) -> ET.Element:
    return ET.fromstring(unseal(ET.fromstring(body).findtext("Encrypt") or "", key, receiver))
