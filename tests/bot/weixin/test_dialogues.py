"""The dialogues of all channels, spoken over real HTTP and WebSocket with the platforms' emulators between."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from emulators.deployment import World, world
from test_conversation import BOT, dialogues, expect

from bot.clock import BEIJING
from bot.phrases.wechat import MORE_WAITS

numbers = count(1)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, sample: Path, clock: Clock) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("dialogues"), sample, clock=clock) as made:
        yield made


class Speech:
    """Speaks the lines of one dialogue as people nobody has seen before."""

    def __init__(self, bot: World) -> None:
        self.bot, self.number = bot, next(numbers)
        self.offered: dict[str, dict[str, str]] = {}
        self.told = ""
        self.people: dict[str, str] = {}
        self.heard: dict[str, int] = {}

    def speak(self, who: str, words: str) -> None:
        name, _, group = who.partition("@")
        person = self.people.setdefault(name, f"d{self.number}p{len(self.people)}")
        place = f"d{self.number}group" if group else person
        quoted = found[1] if (found := re.match("「(.*?)」", words)) else ""
        words = re.sub(r"\{(\d+)\}", lambda found: "学" * int(found[1]), words.removeprefix(f"「{quoted}」"))
        if found := re.fullmatch(r"\[(.+)\]", words):
            words = self.offered[place][found[1]]
            words = f"@{BOT} {words}" if group else words
        self.told = self.say(person, words, group and place, quoted)
        if "回复数字：" in self.told:
            numbered = self.told.rpartition("回复数字：")[2]
            self.offered[place] = {label: number for number, label in re.findall(r"(\d) (\S+)", numbered)}

    def say(self, person: str, words: str, group: str, quoted: str) -> str:
        raise NotImplementedError


class OnWechat(Speech):
    def say(self, person: str, words: str, group: str, quoted: str) -> str:
        platform, shown = self.bot.plain, []
        said = words
        while (part := asyncio.run(platform.say(person, said))) is not None:
            shown.append(part.removesuffix(MORE_WAITS))
            if not part.endswith(MORE_WAITS):
                break
            said = "继续"
        return "\n".join(shown)


class OnWecom(Speech):
    def say(self, person: str, words: str, group: str, quoted: str) -> str:
        screen = self.bot.wecom.screens[person]
        before = len(screen)
        assert asyncio.run(self.bot.wecom.say(person, words)) > 0
        self.bot.settle("wecom", person)
        return "\n".join(screen[before:])


class OnBot(Speech):
    def say(self, person: str, words: str, group: str, quoted: str) -> str:
        # In a group the platform brings only what names the bot.
        if group and (quoted or words.startswith("/")):
            words = f"@{BOT} {words}"
        if group and f"@{BOT}" not in words:
            return ""
        chat = group or person
        screen, said = self.bot.connections.screens.texts[chat], self.heard.get(chat, 0) + 1
        before, self.heard[chat] = len(screen), said
        facts = {"quote": {"msgtype": "text", "text": {"content": quoted}}} if quoted else {}
        self.bot.connections.say(person, words, group, **facts)
        self.bot.settle("wecom_bot", f"line/{chat}", heard=said)
        return re.sub(r"\\(.)", r"\1", "\n".join(screen[before:]))


# Settings, rosters and rounds cannot be changed under a running server (the quiz has tests of its own);
# without groups and replies to messages go the others.
STAGED = ("设置：", "成员：", "名册：", "绑定码：", "题库：", "群：", "到点：")
FREE = [case for case in dialogues() if not any(line.startswith(STAGED) for line in case.values[0])]
ALONE = [case for case in FREE if not any("@群" in line or "：「" in line for line in case.values[0])]


@pytest.mark.parametrize(
    ("how", "lines"),
    [pytest.param(how, *case.values, id=f"{how.__name__} {case.id}")
     for how, cases in ((OnWechat, ALONE), (OnWecom, ALONE), (OnBot, FREE)) for case in cases],
)  # fmt: skip
def test_dialogue(how: type[Speech], lines: list[str], spoken: World, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
    speech = how(spoken)
    for line in lines:
        who, _, words = line.partition("：")
        if who == "时间":
            clock.now = datetime.fromisoformat(words).replace(tzinfo=BEIJING)
        elif who == "按钮":
            assert list(re.findall(r"\d (\S+)", speech.told.rpartition("回复数字：")[2])) == words.split("、")
        elif who == "不说":
            assert words not in speech.told
        elif who == BOT:
            expect(words, speech.told)
        else:
            speech.speak(who, words)
            clock.now += timedelta(seconds=1)
