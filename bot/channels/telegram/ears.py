"""How Telegram is listened to: connecting, polling, webhook; and how the channel says that it is well."""

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import menus
from records import channel_states

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

# How long Telegram holds a poll open, and how much longer we wait for it; in seconds.
POLL, GRACE = 25, 15.0
WANTED = ["message", "callback_query", "poll_answer", "my_chat_member"]
# A second program that listens is looked for again after so long; a lost network sooner, then ever later.
CONFLICT, FIRST, LAST = 30.0, 1.0, 30.0
# How often the channel says that it lives, and asks whether the webhook is reached; in seconds.
LIFE = 60.0
# The longest update Telegram sends is far below.
LARGEST = 256 * 2**10
_log = logging.getLogger("xuesi.telegram")


async def listen(channel: "TelegramChannel") -> None:
    """Connect, and listen until cancelled or the token is refused."""
    try:
        well = await _connected(channel)
        await channel.resume()
        if channel.settings.mode == "webhook":
            await _be_called(channel, well)
        else:
            await _poll(channel, well)
    except (InvalidToken, EndPointNotFound):
        _log.error("the token is refused")
        await _report(channel, "token_refused")


async def _connected(channel: "TelegramChannel") -> str:
    """Learn who we are and show the menu; return the code of the state that all is well in."""
    pause = FIRST
    while True:
        try:
            await channel.bot.initialize()
            await menus.show(channel)
            if channel.settings.mode == "polling":
                # While Telegram calls somebody it lets nobody fetch.
                await channel.bot.delete_webhook()
            break
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = await _wait(channel, error, pause)
    well = "" if channel.bot.bot.can_read_all_group_messages else "privacy"
    await _report(channel, well)
    return well


async def _poll(channel: "TelegramChannel", well: str) -> None:
    """Fetch updates; the next call tells Telegram that the last ones are safe with us."""
    offset, pause, life = 0, FIRST, _Life(channel, well)
    while True:
        try:
            updates = await _fetched(channel, offset)
            await channel.hear(updates)
        except (InvalidToken, EndPointNotFound):
            raise
        except Conflict:
            _log.error("another program listens with the same token")
            await _report(channel, "conflict")
            life.broken()
            await asyncio.sleep(CONFLICT)
            continue
        except Exception as error:
            pause = await _wait(channel, error, pause)
            life.broken()
            continue
        if updates:
            offset = max(update["update_id"] for update in updates) + 1
        pause = FIRST
        await life.sign()


async def _fetched(channel: "TelegramChannel", offset: int) -> list[dict[str, Any]]:
    """Return new updates as they came: the library would drop a whole batch for one that it cannot read.

    The API takes its names in any case; in the library's own it warns that it has a method for it.
    """
    asked = {"offset": offset, "timeout": POLL, "allowed_updates": WANTED}
    found: list[dict[str, Any]] = await channel.bot.do_api_request("GetUpdates", asked, read_timeout=POLL + GRACE)
    return found


class _Life:
    """Says now and then that the channel lives, and at once when it is well again."""

    def __init__(self, channel: "TelegramChannel", well: str) -> None:
        self._channel, self._well, self._next = channel, well, 0.0

    def broken(self) -> None:
        self._next = 0.0

    async def sign(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + LIFE
            await _report(self._channel, self._well)


async def _be_called(channel: "TelegramChannel", well: str) -> None:
    """Tell Telegram where we listen; then look now and then whether it gets through."""
    pause = FIRST
    while True:
        try:
            await channel.bot.set_webhook(
                channel.settings.webhook_url, secret_token=channel.secret, allowed_updates=WANTED
            )
            break
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = await _wait(channel, error, pause)
    while True:
        try:
            seen = await channel.bot.get_webhook_info()
            failing = seen.last_error_date and channel.now() - seen.last_error_date < timedelta(seconds=2 * LIFE)
            detail = {"detail": seen.last_error_message or ""}
            await (_report(channel, "webhook_failing", detail) if failing else _report(channel, well))
        except InvalidToken:
            raise
        except TelegramError as error:
            await _wait(channel, error, FIRST)
        await asyncio.sleep(LIFE)


async def hook(channel: "TelegramChannel", request: Request) -> Response:
    """Take in one update that Telegram brings: 403 without the secret, 413 and 400 for what is no update."""
    shown = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    if not hmac.compare_digest(shown.encode(), channel.secret.encode()):
        return Response(status_code=403)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return Response(status_code=413)
    if channel.me is None:
        return Response(status_code=503)
    try:
        update = _read(body)
    except ValueError:
        return Response(status_code=400)
    await channel.hear([update])
    return Response(status_code=200)


def _read(body: bytes) -> dict[str, Any]:
    update = json.loads(body)
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise ValueError("no update")
    return update


async def _wait(channel: "TelegramChannel", error: Exception, pause: float) -> float:
    """Say what is wrong, wait, and return how long to wait the next time."""
    # The words of an error may hold an address, and the address the token.
    _log.warning("Telegram cannot be reached: %s", type(error).__name__)
    await _report(channel, "unreachable", {"detail": type(error).__name__})
    asked = error.retry_after if isinstance(error, RetryAfter) else timedelta()
    asked = asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
    await asyncio.sleep(max(pause, asked.total_seconds()))
    return min(pause * 2, LAST)


async def _report(channel: "TelegramChannel", code: str, fields: Mapping[str, str] = {}) -> None:
    known = {"username": channel.username, **fields}
    try:
        await channel.write(lambda c: channel_states.report(c, channel.NAME, code, known, channel.now()))
    except Exception:
        _log.exception("the state of the channel could not be written")
