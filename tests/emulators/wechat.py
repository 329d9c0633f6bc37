"""The 公众号 platform: calls the bot back as it does (five seconds, three times), shows members what arrives,
takes customer-service messages within their window, and knows tokens that end."""

import asyncio
import itertools
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
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
APP_ID, SECRET, TOKEN, KEY = "wx00000000000000aa", "app-secret", "callback-token", "b" * 43


@dataclass
class Window:
    """Until when, and how often, a member may be written to."""

    ends: float = 0.0
    left: int = 0


@dataclass
class Wechat:
    """One account; `address` is the callback, `clock` the platform's."""

    clock: Callable[[], datetime]
    address: str = ""
    mode: str = "safe"
    cut: float = CUT
    screens: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    windows: dict[str, Window] = field(default_factory=lambda: defaultdict(Window))
    tokens: list[str] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    menus: list[dict] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    # Whose message is being answered at this moment: what is pushed meanwhile is shown after the reply.
    answering: Counter[str] = field(default_factory=Counter)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(24_000_000_000_000_001))

    # What a member does.
    async def say(self, user: str, text: str, **facts: str) -> str | None:
        """Say something; returns what the reply shows, None for silence."""
        return await self.deliver(user, self.message(user, MsgType="text", Content=text, **facts))

    async def tap(self, user: str, event: str, key: str = "") -> str | None:
        """Tap a menu entry, follow, scan."""
        message = self.message(user, MsgType="event", Event=event, EventKey=key)
        del message["MsgId"]
        return await self.deliver(user, message, Window(self._now() + 60, 3))

    def message(self, user: str, **facts: str) -> dict[str, str]:
        common = {"ToUserName": "gh_account", "FromUserName": user, "CreateTime": str(int(self._now()))}
        return common | {"MsgId": str(next(self.numbers))} | facts

    async def deliver(self, user: str, message: dict[str, str], window: Window | None = None) -> str | None:
        """Call the bot back until it answers, at most three times; a reply that comes too late is thrown away."""
        self.windows[user] = window or Window(self._now() + 48 * 3600, 5)
        self.answering[user] += 1
        try:
            return await self._answered(user, message)
        finally:
            self.answering[user] -= 1

    async def _answered(self, user: str, message: dict[str, str]) -> str | None:
        # Loopback knows no certificates, and to read those of the machine costs more than the call.
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            for _ in range(TRIES):
                try:
                    return await asyncio.wait_for(self._once(client, user, message), self.cut)
                except (TimeoutError, httpx.HTTPError):
                    # A server that is not there refuses at once; the platform's rhythm stays.
                    await asyncio.sleep(0.05)
        return None

    async def _once(self, client: httpx.AsyncClient, user: str, message: dict[str, str]) -> str | None:
        query, body = self.request(message)
        answer = await client.post(self.address, params=query, content=body, timeout=self.cut)
        if answer.status_code != 200:
            raise httpx.HTTPError(f"{answer.status_code}")
        return self._seen(user, answer.text)

    def request(self, message: dict[str, str]) -> tuple[dict[str, str], bytes]:
        """Return the query and the body of one callback."""
        plain = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in message.items())
        timestamp, nonce = str(int(self._now())), str(next(self.numbers) % 10**9)
        query = {"timestamp": timestamp, "nonce": nonce, "openid": message["FromUserName"],
                 "signature": signature(TOKEN, timestamp, nonce)}  # fmt: skip
        if self.mode == "plain":
            return query, f"<xml>{plain}</xml>".encode()
        sealed = seal(f"<xml>{plain}</xml>", KEY, APP_ID)
        query |= {"encrypt_type": "aes", "msg_signature": signature(TOKEN, timestamp, nonce, sealed)}
        beside = plain if self.mode == "compatible" else "<ToUserName><![CDATA[gh_account]]></ToUserName>"
        return query, f"<xml>{beside}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()

    def _seen(self, user: str, body: str) -> str | None:
        if body in ("", "success"):
            return None
        found = ET.fromstring(body)
        if self.mode != "plain":
            sealed, stamp, nonce = (found.findtext(name) or "" for name in ("Encrypt", "TimeStamp", "Nonce"))
            assert found.findtext("MsgSignature") == signature(TOKEN, stamp, nonce, sealed)
            found = ET.fromstring(unseal(sealed, KEY, APP_ID))
        assert [one.tag for one in found].count("MsgType") == 1
        assert found.findtext("MsgType") == "text"
        assert (found.findtext("ToUserName"), found.findtext("FromUserName")) == (user, "gh_account")
        text = found.findtext("Content") or ""
        assert 0 < len(text.encode()) <= LONGEST, "longer ones do not arrive"
        self.screens[user].append(text)
        return text

    # What the bot's own calls meet.
    def server(self) -> Starlette:
        routes = [
            Route("/cgi-bin/stable_token", self._token, methods=["POST"]),
            Route("/cgi-bin/message/custom/send", self._custom, methods=["POST"]),
            Route("/cgi-bin/media/upload", self._upload, methods=["POST"]),
            Route("/cgi-bin/menu/create", self._menu, methods=["POST"]),
        ]
        return Starlette(routes=routes)

    def expire(self) -> None:
        """End the token that is in use."""
        self.tokens.append(f"token-{len(self.tokens)}")

    async def _token(self, request: Request) -> JSONResponse:
        asked = await request.json()
        if (asked["appid"], asked["secret"]) != (APP_ID, SECRET):
            return JSONResponse({"errcode": 40125, "errmsg": "invalid appsecret"})
        if not self.tokens or asked.get("force_refresh"):
            self.expire()
        return JSONResponse({"access_token": self.tokens[-1], "expires_in": 7200})

    def _refused(self, request: Request) -> int:
        if self.refusals:
            return self.refusals.pop(0)
        given = request.query_params.get("access_token")
        return 0 if self.tokens and given == self.tokens[-1] else 42001 if given in self.tokens else 40001

    async def _custom(self, request: Request) -> JSONResponse:
        if code := self._refused(request):
            return JSONResponse({"errcode": code, "errmsg": "refused"})
        asked = await request.json()
        user, kind = asked["touser"], asked["msgtype"]
        text = asked["text"]["content"] if kind == "text" else ""
        if kind == "msgmenu":
            # Tapping an entry sends its words.
            text = "\n".join([asked["msgmenu"]["head_content"], *(one["content"] for one in asked["msgmenu"]["list"])])
        while self.answering[user]:
            await asyncio.sleep(0.005)
        window = self.windows[user]
        if self._now() >= window.ends:
            return JSONResponse({"errcode": 45015, "errmsg": "response out of time limit"})
        if window.left <= 0:
            return JSONResponse({"errcode": 45047, "errmsg": "out of response count limit"})
        if len(text.encode()) > LONGEST:
            return JSONResponse({"errcode": 45002, "errmsg": "content size out of limit"})
        if kind == "image" and asked["image"]["media_id"] not in self.media:
            return JSONResponse({"errcode": 40007, "errmsg": "invalid media_id"})
        window.left -= 1
        self.screens[user].append(text or f"[image {len(self.media[asked['image']['media_id']])}]")
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def _upload(self, request: Request) -> JSONResponse:
        if code := self._refused(request):
            return JSONResponse({"errcode": code, "errmsg": "refused"})
        async with request.form() as form:
            data = await form["media"].read()
        if request.query_params["type"] != "image" or len(data) > 10 * 2**20:
            return JSONResponse({"errcode": 40004, "errmsg": "invalid media type"})
        number = f"media-{next(self.numbers)}"
        self.media[number] = data
        return JSONResponse({"type": "image", "media_id": number})

    async def _menu(self, request: Request) -> JSONResponse:
        if code := self._refused(request):
            return JSONResponse({"errcode": code, "errmsg": "refused"})
        menu = await request.json()
        groups = menu["button"]
        fits = len(groups) <= 3 and all(len(group["sub_button"]) <= 5 for group in groups)
        if not fits or any(len(group["name"].encode()) > 16 for group in groups):
            return JSONResponse({"errcode": 40018, "errmsg": "invalid button name size"})
        self.menus.append(menu)
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    def _now(self) -> float:
        return self.clock().timestamp()
