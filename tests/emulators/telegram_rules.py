"""The rules by which Telegram refuses, the shapes of what it shows, and the ways in which it fails."""

import itertools
import json
import random
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulators.wire import Answer

Json = dict[str, Any]
TOKEN = "4242:AAtestTESTtest"
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "学思", "username": "xuesi_bot", "can_join_groups": True}


class Refused(Exception):
    """The API says no."""

    def __init__(self, status: int, words: str, **parameters: Any) -> None:
        super().__init__(words)
        self.status, self.words, self.parameters = status, words, parameters


@dataclass
class Faults:
    """Shares (0..1) of the bot's messages that go wrong, by how; `dice` may be seeded."""

    dice: random.Random = field(default_factory=lambda: random.Random(1))
    # 429 and no effect; the line is cut before, or after, the message took effect; an error page of the server.
    patience: float = 0.0
    cut_before: float = 0.0
    cut_after: float = 0.0
    broken: float = 0.0

    def drawn(self) -> str:
        at = self.dice.random()
        for name in ("patience", "cut_before", "cut_after", "broken"):
            at -= getattr(self, name)
            if at < 0:
                return name
        return ""


class Patience:
    """How fast the bot may send: 30 a second in all, 1 a second to a chat, 20 a minute to a group; `scale` times so fast."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._windows: dict[tuple[str, int], deque[float]] = defaultdict(deque)

    def demand(self, chat: int) -> None:
        """Refuse what comes faster than Telegram allows; it counts only what it takes."""
        now = time.monotonic()
        limits = [("all", 0, 30, 1.0), ("chat", chat, 1, 1.0)] + ([("group", chat, 20, 60.0)] if chat < 0 else [])
        seen = [(self._windows[kind, key], count, seconds / self._scale) for kind, key, count, seconds in limits]
        for window, count, seconds in seen:
            while window and window[0] <= now - seconds:
                window.popleft()
            if len(window) >= count:
                wait = window[0] + seconds - now
                raise Refused(429, "Too Many Requests: retry later", retry_after=wait)
        for window, _, _ in seen:
            window.append(now)


@dataclass(frozen=True)
class Sent:
    """What the bot sent: the whole message as people's apps would get it."""

    chat: int
    message: Json
    at: float

    @property
    def text(self) -> str:
        poll = self.message.get("poll")
        return poll["question"] if poll else self.message.get("text", self.message.get("caption", ""))

    @property
    def buttons(self) -> dict[str, Json]:
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button for row in rows for button in row}


def person(user: int) -> Json:
    return {"id": user, "is_bot": False, "first_name": f"成员{user}"}


def private(user: int) -> Json:
    return {"id": user, "type": "private", "first_name": f"成员{user}"}


def group(chat: int) -> Json:
    return {"id": chat, "type": "supergroup" if chat < -(10**12) else "group", "title": f"群{-chat}"}


def scope(fields: Mapping[str, str]) -> str:
    """Return for whom commands are: all_private_chats, chat:7."""
    given = json.loads(fields.get("scope", "{}"))
    return ":".join(str(given[name]) for name in ("type", "chat_id") if name in given) or "default"


def check_commands(commands: list[Json]) -> None:
    """Refuse a menu that Telegram would refuse."""
    for command in commands:
        name = command["command"]
        demand(name.isascii() and name.islower() and len(name) <= 32, "BOT_COMMAND_INVALID")
        demand(1 <= len(command["description"]) <= 256, "BOT_COMMAND_DESCRIPTION_INVALID")
    demand(len(commands) <= 100, "BOT_COMMANDS_TOO_MUCH")


def checked_poll(fields: Mapping[str, str], now: float) -> Json:
    """Return the poll that fields describe, refused where Telegram would at this moment."""
    options = [option["text"] for option in json.loads(fields["options"])]
    kind, correct = fields.get("type", "regular"), json.loads(fields.get("correct_option_ids", "[]"))
    explanation, several = fields.get("explanation", ""), fields.get("allows_multiple_answers") == "true"
    demand(1 <= wide(fields["question"]) <= 300, "poll question must be 1-300 characters")
    demand(1 <= len(options) <= 12, "poll must have 1-12 options")
    demand(all(1 <= wide(option) <= 100 for option in options), "poll options must be 1-100 characters")
    demand(wide(explanation) <= 200 and explanation.count("\n") <= 2, "explanation is too long")
    demand((kind == "quiz") == bool(correct), "quiz needs correct options")
    demand(all(0 <= place < len(options) for place in correct), "wrong correct option")
    closes = fields.get("close_date")
    demand(closes is None or 5 <= int(closes) - now <= 2_628_000, "wrong close date specified")
    demand(several or len(correct) <= 1, "several correct options need multiple answers")
    return {
        "id": f"poll{next(_POLLS)}", "question": fields["question"], "type": kind, "total_voter_count": 0,
        "options": [{"text": text, "voter_count": 0, "persistent_id": str(at)} for at, text in enumerate(options)],
        "is_closed": False, "is_anonymous": fields.get("is_anonymous", "true") == "true", "members_only": False,
        "allows_multiple_answers": several, "allows_revoting": fields.get("allows_revoting") == "true",
        "correct_option_ids": correct, "explanation": explanation,
        **({"close_date": int(closes)} if closes else {}),
    }  # fmt: skip


_POLLS = itertools.count(1)


def check_keyboard(keys: Json) -> None:
    """Refuse a keyboard that Telegram would refuse."""
    rows = keys.get("inline_keyboard", [])
    demand(sum(map(len, rows)) <= 100 and all(1 <= len(row) <= 8 for row in rows), "too many buttons")
    for button in (button for row in rows for button in row):
        demand(bool(button["text"]), "button text is empty")
        if "url" not in button:
            demand(1 <= len(button.get("callback_data", "").encode()) <= 64, "BUTTON_DATA_INVALID")


def wide(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def demand(right: bool, words: str) -> None:
    if not right:
        raise Refused(400, f"Bad Request: {words}")


def no(refused: Refused) -> Answer:
    said: Json = {"ok": False, "error_code": refused.status, "description": refused.words}
    if refused.parameters:
        said["parameters"] = refused.parameters
    return Answer(refused.status, json.dumps(said).encode())
