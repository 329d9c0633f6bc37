"""The dialogues beside this file, spoken with a real bot.

时间：2026-03-02 09:00      Beijing time from here on
设置：guests=none           a setting of [service]
小安：words                 said in private; 小安@群：… in the group, with @学思 a mention
小安：[看全条]              taps the button of the last reply there that is called so
小安：「words」more         replies to a message of the bot
{301}                      so many characters
学思：a … b                 the reply holds these words, in this order; （沉默） no reply
不说：words                 the reply does not hold these
按钮：看全条、更多          exactly these can be tapped
and the directions of `stage.py`
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from shelves import new_shelf
from stage import Stage

from bot.channels import web
from bot.clock import BEIJING
from bot.config import Service
from bot.message import Address, Capabilities, ChatKind, Sender
from bot.reception import Reception

BOT = "学思"
# Neither cards nor buttons, and short messages.
NARROW = Capabilities(groups=True, text_limit=2048, text_unit="bytes")
Part = Mapping[str, Any]


def dialogues() -> list[Any]:
    found = []
    for file in sorted((Path(__file__).parent / "dialogues").glob("*.txt")):
        for text in re.split(r"^# ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
            title, *lines = [line for line in text.split("\n") if line]
            found.append(pytest.param(lines, id=f"{file.stem}: {title}"))
    return found


class Chat:
    """Speaks the lines of a dialogue and keeps what was answered where."""

    def __init__(self, open_reception: Callable[[Service], Reception], clock: Any, capabilities: Capabilities) -> None:
        self.open, self.clock, self.reception = open_reception, clock, open_reception(Service())
        self.capabilities = capabilities
        self.events = count(1)
        self.reply: tuple[Part, ...] = ()
        self.buttons: dict[Address, dict[str, str]] = {}

    def speak(self, who: str, words: str) -> None:
        name, _, group = who.partition("@")
        address = web.GROUP if group else web.private(name)
        assert (address.kind is ChatKind.GROUP) == bool(group)
        quoted = found[1] if (found := re.match("「(.*?)」", words)) else ""
        words = re.sub(r"\{(\d+)\}", lambda found: "学" * int(found[1]), words.removeprefix(f"「{quoted}」"))
        tapped = found[1] if (found := re.fullmatch(r"\[(.+)\]", words)) else ""
        chosen = self.buttons[address][tapped] if tapped else ""
        if tapped and not self.capabilities.buttons:
            words, chosen = f"@{BOT} {chosen}", ""
        inbound = web.inbound(
            f"event-{next(self.events)}", address, Sender(web.NAME, name, name), self.clock(), BOT,
            text="" if chosen else words, token=chosen, quoted=quoted, quotes_bot=bool(quoted),
        )  # fmt: skip
        letters = self.reception.handle(inbound, self.capabilities)
        self.reply = tuple(part for letter in letters for part in letter.payload.get("parts", [letter.payload]))
        if offered := self.offered():
            self.buttons[address] = offered

    def offered(self) -> dict[str, str]:
        """Return what can be tapped, or answered with a number, by its label."""
        if self.capabilities.buttons:
            choices = [choice for part in self.reply if part["kind"] == "choices" for choice in part["choices"]]
            return {choice["label"]: choice["token"] for choice in choices}
        numbered = self.words().rpartition("回复数字：")[2] if "回复数字：" in self.words() else ""
        return {label: number for number, label in re.findall(r"(\d) (\S+)", numbered)}

    def words(self) -> str:
        return "\n".join(map(shown, self.reply))


def shown(part: Part) -> str:
    if part.get("kind") == "choices":
        return "  ".join(choice["label"] for choice in part["choices"])
    if part.get("kind") == "file":
        return str(part["name"])
    if part.get("kind") == "quiz":
        return "\n".join([part["prompt"], *part["options"]])
    note = f"【{part['note']}】" if part.get("note") else ""
    return f"{note}{part.get('heading', '')}{part.get('address', '')}\n{part['text']}"


@pytest.mark.parametrize("capabilities", [web.CAPABILITIES, NARROW], ids=["web", "words only"])
@pytest.mark.parametrize("lines", dialogues())
def test_dialogue(lines, capabilities, open_reception, clock, records, library) -> None:
    chat = Chat(open_reception, clock, capabilities)
    stage = Stage(records, new_shelf(library.folder.parent), clock)
    for line in lines:
        who, _, words = line.partition("：")
        if who == "时间":
            clock.now = datetime.fromisoformat(words).replace(tzinfo=BEIJING)
        elif who == "设置":
            key, _, value = words.partition("=")
            chat.reception = chat.open(Service(**{key: int(value) if value.isdigit() else value}))
        elif who == "按钮":
            assert list(chat.offered()) == words.split("、")
        elif who == "不说":
            assert words not in chat.words()
        elif who == BOT:
            expect(words, chat.words())
        elif who.endswith("收到"):
            heard = stage.received(who.removesuffix("收到").removesuffix("没"))
            expect("（沉默）" if who.endswith("没收到") else words, heard)
        elif stage.direct(who, words):
            continue
        elif words in ("（答对）", "（答错）"):
            chat.speak(who, stage.answer(who, right=words == "（答对）"))
            clock.now += timedelta(seconds=1)
        else:
            chat.speak(who, words)
            clock.now += timedelta(seconds=1)


def expect(wanted: str, heard: str) -> None:
    if wanted == "（沉默）":
        assert heard == ""
        return
    at = 0
    for words in wanted.split(" … "):
        assert words in heard[at:], f"{words!r} is missing after place {at} of:\n{heard}"
        at = heard.index(words, at) + len(words)
