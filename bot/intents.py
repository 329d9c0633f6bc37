"""What somebody wants of the bot, read from the words alone."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.message import ChatKind, Inbound
from knowledge import dates

LONGEST = 300


class Want(StrEnum):
    """The things that can be wanted; each is a file in `bot/handlers/`."""

    ASK = "ask"
    CHOOSE = "choose"
    JUDGE = "judge"
    TICKET = "ticket"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Intent:
    """`text` is what is left of the words; `day` the day a question asks about, if it names one."""

    want: Want
    text: str = ""
    day: date | None = None
    useful: bool = False


_HELP = re.compile(
    r"^(?:帮助|help|/help|/start|菜单|你好|您好|在吗|hi|hello|你是谁|你会什么|怎么用)[？?！!。~～]*$", re.I
)
_LIST = re.compile(r"^(?:有哪些(?:文件|制度|规定)|文件(?:清单|目录|列表)|库里有什么|都有什么文件)[？?]?$")
_TICKET = re.compile(r"^[【\[]?(投诉|建议)[】\]]?[:：，,\s]*(.*)$", re.S)
_MINE = re.compile(r"^(?:我的|查)(?:投诉|建议|工单)")
_JUDGE = re.compile(r"^(有用|没用|没有用)[。！!]?$")
_ORDER = re.compile(r"^[/／](?:ask|问)\s*", re.I)
# A day is asked about only where the words around it say so; else it is part of the question.
_CUE_BEFORE = re.compile(r"(?:截至|截止|截止到|截至到|按|按照|依|在)\s*$")
_CUE_AFTER = re.compile(r"^\s*(?:那?时候?|当时|的时候|前后|为止|止|那天|当天|的(?:规定|版本|文本))?[，,、：:]?\s*")


def read(inbound: Inbound) -> Intent | None:
    """Return what is wanted; None where the bot has to be silent: in a group, when nobody spoke to it."""
    text = inbound.text.strip()
    ordered = _ORDER.match(text) is not None
    spoken_to = inbound.mentioned or ordered or bool(inbound.token)
    if inbound.address.kind is ChatKind.GROUP and not spoken_to:
        return None
    text = _ORDER.sub("", text)
    if inbound.token or re.fullmatch(r"[1-9]", text):
        return Intent(Want.CHOOSE, text)
    if found := _JUDGE.match(text):
        return Intent(Want.JUDGE, useful=found[1] == "有用")
    if _TICKET.match(text) or _MINE.match(text):
        return Intent(Want.TICKET, text)
    if _HELP.match(text) or _LIST.match(text):
        return Intent(Want.HELP, text)
    day, question = dated(text)
    return Intent(Want.ASK, question, day)


def ticket(text: str) -> tuple[str, str] | None:
    """Return (投诉 or 建议, its text) of a message that files one; None where it asks for one's own."""
    found = _TICKET.match(text)
    return (found[1], found[2].strip()) if found else None


def asks_for_documents(text: str) -> bool:
    """Tell whether somebody wants to know what the library holds."""
    return _LIST.match(text) is not None


def dated(text: str) -> tuple[date | None, str]:
    """Take the day asked about out of a question: 截至2023年12月31日，… or 2025年1月1日时…."""
    for place, day in dates.find(text):
        found = re.compile(r"[\d〇零一二三四五六七八九十年月日./-]+").match(text, place)
        end = found.end() if found else place
        after = _CUE_AFTER.match(text[end:])
        before = _CUE_BEFORE.search(text[:place])
        cue = after[0] if after else ""
        if before or cue.strip("，,、：: "):
            return day, (text[: before.start() if before else place] + text[end + len(cue) :]).strip()
    return None, text
