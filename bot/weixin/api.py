"""The servers of WeChat and WeCom: one client an account, one token, one table of errors."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx

from bot.channels import NotNow, Undeliverable
from bot.weixin.accounts import Wechat, Wecom, WecomRobot
from bot.weixin.tokens import Tokens

# In seconds.
PATIENCE = httpx.Timeout(10, connect=5)
# What is wrong with an account or the way to the server is mended by people; until then nothing is lost.
MENDING, AWAY = 60.0, 5.0
# The platform's error codes that call for something else than giving the message up.
# Source: developers.weixin.qq.com Return_codes; developer.work.weixin.qq.com path/90313.
STALE = frozenset({40001, 40014, 42001})
BUSY: Mapping[int, float] = {-1: AWAY, 45009: 60.0, 45011: 60.0, 45033: AWAY, 846607: 60.0}
WRONG_ACCOUNT = frozenset({40013, 40056, 40125, 40164, 41002, 41004, 48001, 60020})
_log = logging.getLogger("xuesi.weixin")
# Its INFO lines show whole addresses, and the token stands in them.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Refusal(Undeliverable):
    """The platform refused a call for good; `code` is its errcode."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code


class Api:
    """Calls one account's server. Raises `Refusal` and `NotNow`; `httpx.HTTPError` where nobody knows the outcome."""

    def __init__(self, base: str, tokens: Tokens | None, client: httpx.AsyncClient) -> None:
        self._base, self._tokens, self._client = base.rstrip("/"), tokens, client

    async def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send one JSON value and return the answer."""
        # Escaped, 公众号 menus and messages show the escapes.
        content = json.dumps(body, ensure_ascii=False).encode()
        return await self._call(path, {}, content=content, headers={"Content-Type": "application/json"})

    async def upload(self, path: str, kind: str, name: str, data: bytes) -> str:
        """Upload a medium ("image", "file"); return its media_id, good for three days."""
        found = await self._call(path, {"type": kind}, files={"media": (name, data, "application/octet-stream")})
        return str(found["media_id"])

    async def token(self) -> str:
        """Return a token that should work; raises `NotNow` where there is none."""
        return await self._tokens.current() if self._tokens else ""

    async def _call(self, path: str, query: Mapping[str, str], **sent: Any) -> Mapping[str, Any]:  # noqa: ANN401
        """Call with a token, and once more with another where the first was refused."""
        if self._tokens is None:
            return _checked(await _sent(self._client, f"{self._base}{path}", query, **sent))
        token = await self._tokens.current()
        found = await _sent(self._client, f"{self._base}{path}", {**query, "access_token": token}, **sent)
        if found.get("errcode") in STALE:
            token = await self._tokens.renewed(token)
            found = await _sent(self._client, f"{self._base}{path}", {**query, "access_token": token}, **sent)
        return _checked(found)


async def respond(client: httpx.AsyncClient, address: str, body: Mapping[str, Any]) -> None:
    """Send a reply to an address that the platform gave for it; raises as `Api` does."""
    content = json.dumps(body, ensure_ascii=False).encode()
    _checked(await _sent(client, address, None, content=content, headers={"Content-Type": "application/json"}))


async def _sent(
    client: httpx.AsyncClient, address: str, query: Mapping[str, str] | None, **sent: Any  # noqa: ANN401
) -> Mapping[str, Any]:  # fmt: skip
    try:
        answer = await client.post(address, params=dict(query) if query else None, timeout=PATIENCE, **sent)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotNow(AWAY) from error
    return _value(answer)


def _value(answer: httpx.Response) -> Mapping[str, Any]:
    """Return the JSON object of an answer; raises `httpx.HTTPError` for anything else: nobody knows then."""
    try:
        found = answer.json()
    except ValueError as error:
        raise httpx.DecodingError(f"HTTP {answer.status_code} without JSON") from error
    if not isinstance(found, dict):
        raise httpx.DecodingError("not an object")
    return found


def _checked(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an answer that is none of the errors."""
    code = int(found.get("errcode", 0))
    if code == 0:
        return found
    words = str(found.get("errmsg", ""))
    if code in STALE or code in WRONG_ACCOUNT:
        _log.error("the account was refused: %d %s", code, words)
        raise NotNow(MENDING) from Refusal(code, words)
    if code in BUSY:
        raise NotNow(BUSY[code])
    raise Refusal(code, words)


async def _token(client: httpx.AsyncClient, method: str, address: str, values: Mapping[str, Any]) -> tuple[str, int]:
    """Fetch a token. Whatever fails here, no message has been sent yet."""
    given = {"params": dict(values)} if method == "GET" else {"json": dict(values)}
    try:
        found = _value(await client.request(method, address, timeout=PATIENCE, **given))  # type: ignore[arg-type]
        return str(_checked(found)["access_token"]), int(found.get("expires_in", 7200))
    except Refusal as error:
        _log.error("no token for the account: %s", error)
        raise NotNow(MENDING) from error
    except (httpx.HTTPError, LookupError, ValueError) as error:
        raise NotNow(AWAY) from error


def of_wechat(account: Wechat, client: httpx.AsyncClient, clock: Callable[[], datetime]) -> Api:
    """Return the way to one 公众号's server; its stable token is the same for every process."""

    async def fetch(renew: bool) -> tuple[str, int]:
        values = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
        address = f"{account.api.rstrip('/')}/cgi-bin/stable_token"
        return await _token(client, "POST", address, {**values, "force_refresh": renew})

    return Api(account.api, Tokens(fetch, clock), client)


def of_wecom(account: Wecom, client: httpx.AsyncClient, clock: Callable[[], datetime]) -> Api:
    """Return the way to WeCom's server for one application."""

    async def fetch(_renew: bool) -> tuple[str, int]:
        values = {"corpid": account.corp_id, "corpsecret": account.secret}
        return await _token(client, "GET", f"{account.api.rstrip('/')}/cgi-bin/gettoken", values)

    return Api(account.api, Tokens(fetch, clock), client)


def of_robot(account: WecomRobot, client: httpx.AsyncClient) -> Api:
    """Return the way to WeCom's server for a group robot, whose key stands in the address."""
    return Api(account.api, None, client)
