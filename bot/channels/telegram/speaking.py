"""A wire message -> one call of the Bot API, and what its failures mean."""

import base64
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputPollOption, LinkPreviewOptions
from telegram.constants import MessageLimit, PollLimit, PollType
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.channels import Closed, Moved, NotNow, Undeliverable
from bot.message import SPOKEN, Address, ChatKind

# One row holds so many characters of labels, and so many buttons (Telegram allows 8).
ROW_WIDTH, ROW = 16, 4
PHOTO_BYTES = 10 * 2**20
# A token that is refused is not accepted a moment later, nor does a lost network come back at once; in seconds.
LATER, SOON = 60.0, 3.0
# The library's own way to be asked for durations that say their unit.
os.environ.setdefault("PTB_TIMEDELTA", "true")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_PLAIN = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deactivated", "peer_id_invalid")


async def say(bot: Bot, address: Address, wire: Mapping[str, Any]) -> str | None:
    """Send one message; return the id of the poll where it is one.

    Raises what `bot.channels.Channel.send` names.
    """
    chat, _, thread = address.chat.partition(":")
    where: dict[str, Any] = {"chat_id": int(chat), "message_thread_id": int(thread) if thread else None}
    with meant(address):
        if "quiz" in wire:
            return await _ask(bot, where, wire["quiz"], anonymous=address.kind is ChatKind.GROUP)
        if "media" in wire:
            await _show(bot, where, wire["media"])
        else:
            keys = keyboard(wire.get("choices", ()), address.kind, str(bot.username))
            await bot.send_message(text=wire["text"], reply_markup=keys, link_preview_options=_PLAIN, **where)
    return None


async def _ask(bot: Bot, where: Mapping[str, Any], quiz: Mapping[str, Any], *, anonymous: bool) -> str | None:
    """Show a question as a poll.

    In a group it is anonymous, so that nobody's answer is shown and none comes back to us.
    """
    correct = list(quiz["correct"])
    message = await bot.send_poll(
        question=quiz["prompt"],
        options=[InputPollOption(option) for option in quiz["options"]],
        is_anonymous=anonymous,
        type=PollType.QUIZ if correct else PollType.REGULAR,
        correct_option_ids=correct or None,
        allows_multiple_answers=quiz["multiple"],
        allows_revoting=False,
        explanation=explained(quiz["explanation"]) if correct else None,
        close_date=datetime.fromisoformat(quiz["closes"]) if quiz.get("closes") else None,
        **where,
    )
    return message.poll.id if message.poll else None


def explained(text: str) -> str | None:
    """Cut an explanation to what a poll holds, at the end of a sentence where there is one."""
    text = re.sub(r"\s*\n\s*", " ", text).strip()
    most = int(PollLimit.MAX_EXPLANATION_LENGTH)
    if len(text) > most:
        whole = max(text.rfind(mark, 0, most) for mark in "。！？；")
        text = text[: whole + 1] if whole > most // 2 else f"{text[: most - 1]}…"
    return text or None


async def _show(bot: Bot, where: Mapping[str, Any], media: Mapping[str, Any]) -> None:
    data, name = base64.b64decode(media["data"]), media["name"]
    caption = str(media.get("alt", ""))[: int(MessageLimit.CAPTION_LENGTH)] or None
    if "alt" in media and len(data) <= PHOTO_BYTES:
        await bot.send_photo(photo=data, filename=name, caption=caption, **where)
    else:
        await bot.send_document(document=data, filename=name, caption=caption, **where)


def keyboard(choices: Sequence[Mapping[str, Any]], kind: ChatKind, username: str) -> InlineKeyboardMarkup | None:
    """Set choices in rows; what a group's button says is said in private, so there it is a link."""
    rows: list[list[InlineKeyboardButton]] = []
    width = ROW_WIDTH + 1
    for choice in choices:
        width += len(choice["label"]) + 1
        if width > ROW_WIDTH or len(rows[-1]) == ROW:
            rows.append([])
            width = len(choice["label"]) + 1
        rows[-1].append(_button(choice, kind, username))
    return InlineKeyboardMarkup(rows) if rows else None


def _button(choice: Mapping[str, Any], kind: ChatKind, username: str) -> InlineKeyboardButton:
    label, token = choice["label"], choice["token"]
    if kind is ChatKind.GROUP and token.startswith(SPOKEN):
        return InlineKeyboardButton(label, url=f"https://t.me/{username}?start={token}")
    return InlineKeyboardButton(label, callback_data=token)


@contextmanager
def meant(address: Address) -> Iterator[None]:
    """Translate what the Bot API raises; what stays untranslated may have arrived."""
    try:
        yield
    except RetryAfter as error:
        wait = error.retry_after
        raise NotNow(wait.total_seconds() if isinstance(wait, timedelta) else wait) from None
    except ChatMigrated as error:
        raise Moved(Address(address.channel, ChatKind.GROUP, str(error.new_chat_id))) from None
    except Forbidden as error:
        raise Closed(error.message) from None
    except InvalidToken:
        # Its words hold the token.
        raise NotNow(LATER) from None
    except BadRequest as error:
        over = any(words in error.message.lower() for words in _GONE)
        raise (Closed if over else Undeliverable)(error.message) from None
    except (TimedOut, NetworkError) as error:
        if isinstance(error.__cause__, _NOT_SENT):
            raise NotNow(SOON) from None
        raise
