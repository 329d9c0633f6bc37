"""What people say and what documents write: 党代会 is 党的代表大会, 几年开一次 is 每五年举行一次.

A question gets a second reading with the words of documents behind its own; an article answers when either reading
says so. What stands for what is common knowledge of the language and of no document: bodies by their short names,
everyday words (`everyday.txt`), ways of asking.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from knowledge.words import cut

# What is said while thinking, as recordings turned into text have it; never a word of the matter.
_THINKING = re.compile(
    r"(?:^|(?<=[，,。、\s]))(?:呃+|嗯+|额+|哎|那个|这个|就是|就是说|然后)(?=呃|嗯|那个|就是|我|[，,、\s])|就是说|"
    r"(?<=[\u4e00-\u9fff])嘛(?=就是|那个|[，,]|$)|就是(?=我们|那个)|那个(?=就是|我们|组织|党|支部|是)|是不是那个"
)
# Courtesies, requests, hearsay and 对吗 around the matter, which say nothing of it.
_REQUEST = re.compile(
    r"^(?:请问|麻烦|劳驾|您好|你好|请教)(?:一下)?[，,]?|(?:给|让|帮|替)我?(?:看看|看一?下|查查|查一?下|说说|讲讲|找找|找一?下|念念)|"
    r"(?:告诉|说给|念给)我(?:听)?|我?(?:想|要)(?:知道|了解|问|请教|咨询)(?:一?下)?|(?:原文|全文|原话)(?:是什么|怎么说的?)?|"
    r"^(?:我)?(?:听说|听人说|据说|有人说|都说|说是)[，,]?|(?<=.{3})[，,]?(?:对吗|是吗|对不对|没错吧|对吧|正确吗)[？?]?$|"
    r"到底|究竟|来着|(?<=.{4})(?:看看|看一下|说一下|讲一下|谢谢)[。！!]?$"
)
_EVERYDAY = Path(__file__).with_name("everyday.txt")
# Short names of bodies, also where they are but part of a longer word (县委书记).
_BODIES = {
    "党代会": "党的代表大会", "全会": "全体会议", "常委会": "常务委员会", "常委": "常务委员会",
    "纪委": "纪律检查委员会", "机关党委": "机关党的基层委员会", "机关纪委": "机关党的纪律检查委员会",
    "机关工委": "机关工作委员会",
    "省委": "省委员会", "市委": "市委员会", "县委": "县委员会", "支委会": "支部委员会", "支委": "支部委员会委员",
    "总支": "总支部", "团委": "共产主义青年团委员会", "人大": "人民代表大会", "政协": "人民政治协商会议",
    "党建": "党的建设", "党纪": "党的纪律",
}  # fmt: skip
# Ways of asking for a number, a person, a way, a list.
_ASKING = (
    (
        r"(?:几|多少)年(?:才|要|就|该)?(?:\w{1,2})?一?[次届回]|多久(?:\w{1,2})?一?[次届回]",
        "每年 每季度 每月 召开 举行 一次",
    ),
    (r"一年(?:\w{0,4}?)(?:几|多少)[次回]", "每年 至少 次"),
    (r"一届(?:任期)?(?:是|有)?(?:几|多少)年|任期(?:是|有)?(?:几|多少|多长)年?", "每届任期"),
    (r"(?:能|可以)(?:干|当|任)(?:几|多少)[年届]", "任期 连任 届"),
    (r"(?:多大|几岁|多少岁)(?:年纪|年龄|岁数)?", "年满 周岁 年龄"),
    (r"(?:归|由|该|是)(?:谁|哪个部门|哪个单位|哪个机关)(?:来)?(?:管|负责|领导|主管)", "领导 管理 负责"),
    (r"(?:谁|哪一?级)(?:来)?说了算", "决定 批准"),
    (r"(?:主要)?是?(?:干|做)(?:什么|啥)的?", "任务 职责"),
    (r"(?:过|走|有|分)(?:哪)?几(?:个)?(?:关|步骤?|道)|哪几(?:个)?(?:关|步骤?|道)", "程序 手续 步骤"),
    (r"(?:收费|交纳|缴纳|缴费)?标准(?:是|有|为)?(?:多少|怎么定)", "标准 比例"),
    (r"(?:从|由)(?:哪里|哪儿|哪)(?:出|来|列支|支出)", "列入 保障 列支"),
    # …了怎么办 asks what holds then, not for a procedure.
    (r"怎么(?:办理(?:手续)?|办手续|弄|搞)", "办理 程序"),
)
# What somebody says, and the words that documents have for it.
Said = tuple[str, tuple[str, ...]]


@cache
def _said() -> dict[str, tuple[str, ...]]:
    """Read the everyday words: a line has the words of documents behind what people say for them."""
    lines = (line for line in _EVERYDAY.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    pairs = (line.split("|") for line in lines)
    everyday = {spoken: tuple(words.split()) for said, words in pairs for spoken in said.split()}
    return everyday | {short: (long,) for short, long in _BODIES.items()}


@cache
def _longest() -> int:
    return max(map(len, _said()))


def plain(question: str) -> str:
    """Return a question without courtesies and requests; as it is where nothing else would be left."""
    left = _REQUEST.sub(" ", _THINKING.sub(" ", question)).strip(" ，,。？?！!")
    return left or question


def asking(question: str) -> tuple[str, ...]:
    """Return the words with which documents tell what a question asks for: 多久开一次 is 每年, 每季度 or 每月."""
    return tuple(word for asked, words in _ASKING if re.search(asked, question) for word in words.split())


def pieces(question: str) -> Iterator[Said]:
    """Cut a question into everyday words, the longest that begin at a place, and what is between, which has none."""
    at = start = 0
    bounds = list(_bounds(question))
    while at < len(question):
        spoken = _longest_at(question, at, bounds)
        if spoken:
            yield question[start:at], ()
            yield spoken, _said()[spoken]
            start = at = at + len(spoken)
        else:
            at += 1
    yield question[start:], ()


def _longest_at(text: str, at: int, bounds: list[tuple[int, int]]) -> str:
    for end in range(min(len(text), at + _longest()), at, -1):
        spoken = text[at:end]
        if spoken in _said() and _is_meant(spoken, text, at, bounds):
            return spoken
    return ""


def _is_meant(spoken: str, text: str, at: int, bounds: list[tuple[int, int]]) -> bool:
    """Tell whether an everyday word is more than a part of another: 目的 is not meant in 目的地, nor 钱 in 赔钱."""
    if spoken in _BODIES:
        return not text.startswith("员会", at + len(spoken))
    start, end = bounds[at]
    return len(spoken) > 1 if start < at else end <= at + len(spoken)


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield for every character where the word of the dictionary that it is in begins and ends."""
    start = 0
    for word in cut(text):
        end = start + len(word)
        yield from [(start, end)] * len(word)
        start = end
