"""What somebody wants of the bot, read from the words alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.message import SPOKEN, ChatKind, Inbound
from bot.phrases import talk
from knowledge import dates


class Want(StrEnum):
    """What is read by rules of its own; a handler that has `WORDS` is wanted by its file's name."""

    ASK = "ask"
    ANSWER = "answer"
    CHOOSE = "choose"
    JUDGE = "judge"
    TICKET = "ticket"
    FOLLOW = "follow"
    HELP = "help"


# The words by which a handler is called, by its name; what the group `rest` holds becomes the intent's text.
Words = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Intent:
    """`want` names a file in `bot/handlers/`; `text` is what is left of the words.

    That is the question, the number or label chosen, the ticket's text or its number. `day`
    is the Beijing day a question asks about, if it names one; `kind` 投诉 or 建议; `useful` a
    judgement.
    """

    want: str
    text: str = ""
    day: date | None = None
    kind: str = ""
    useful: bool = False


_ORDER = re.compile(r"^[/／](?:ask|问)(?![a-z])\s*", re.I)
END = r"[。.！!？?~～\s]*$"
# Where nothing can be tapped, people answer with the words of a choice as well as with its number.
_LABELS = (talk.WHOLE, talk.BEFORE, talk.AFTER, talk.MORE)
_NUMBER = re.compile(r"^选?\s*([1-9１-９])[.。、)）]?$")
# Letters as options carry them, or a verdict: an answer to a question, where one waits.
_ANSWER = re.compile(rf"^(?:[A-HＡ-Ｈ](?:[\s,，、;；]*[A-HＡ-Ｈ])*|对|错|正确|错误|不对|[√✓✔×✗✘]){END}", re.I)
_JUDGE = re.compile(rf"^(有用|没用|没有用){END}")
# The colon tells a ticket from a question: 建议：… is filed, 建议书怎么写 is asked.
_TICKET = re.compile(
    r"^(?:[【\[](投诉|建议)[】\]]|(投诉|建议)(?:[:：，,\s]|$)|我(?:要|想)提?(?:个|一个|条|一条)?(投诉|建议)$)", re.S
)
_MINE = re.compile(rf"^(?:我的|查(?:我的)?)(?:投诉|建议|工单){END}")
_NUMBERED = re.compile(rf"^查(?:询|看)?\s*(?:投诉|建议|工单)?\s*[TＴ]\s*([0-9A-F]{{6}}){END}", re.I)
# A day is asked about only where the words around it say so; else it is part of the question.
_CUE_BEFORE = re.compile(r"(?:截至|截止|截止到|截至到|按|按照|依|在)\s*$")
_CUE_AFTER = re.compile(r"^\s*(?:那?时候?|当时|的时候|前后|为止|止|那天|当天|的(?:规定|版本|文本))?[，,、：:]?\s*")
_PERIOD = re.compile(
    r"(?:截至|截止)到?\s*[\d〇零一二三四五六七八九]|[年月](?:的(?:规定|版本|文本)|那时候?|的时候|那年|那会儿?|时候|当时|(?:底|末)?为止)"
)
_DAY = re.compile(r"[\d〇零一二三四五六七八九十年月日./-]+")


def read(inbound: Inbound, words: Words) -> Intent | None:
    """Return what is wanted; None where the bot has to be silent: in a group, when nobody spoke to it."""
    # PostgreSQL keeps no text with a NUL in it.
    text = inbound.text.replace("\x00", "").strip()
    ordered = _ORDER.match(text) is not None
    spoken_to = inbound.mentioned or ordered or bool(inbound.token)
    if inbound.address.kind is ChatKind.GROUP and not spoken_to:
        # Who answers there is shown the way to the private chat.
        return Intent(Want.ANSWER, text) if _ANSWER.match(text) else None
    if inbound.token:
        return _tapped(inbound, words)
    text = _ORDER.sub("", text)
    # Called by name and nothing more; in private chat an empty message is a sticker or a recording.
    return _wanted(text, words) if text or inbound.address.kind is ChatKind.PRIVATE else Intent(Want.HELP)


def _tapped(inbound: Inbound, words: Words) -> Intent:
    """Read a tap: a question answered, a button that stands for words, a choice."""
    if inbound.picked:
        return Intent(Want.ANSWER)
    spoken = inbound.token.removeprefix(SPOKEN)
    return Intent(spoken) if spoken in words and spoken != inbound.token else Intent(Want.CHOOSE)


def _wanted(text: str, words: Words) -> Intent:
    if _ANSWER.match(text):
        return Intent(Want.ANSWER, text)
    if found := _NUMBER.match(text):
        return Intent(Want.CHOOSE, found[1])
    if text in _LABELS:
        return Intent(Want.CHOOSE, text)
    if found := _JUDGE.match(text):
        return Intent(Want.JUDGE, useful=found[1] == "有用")
    if found := _NUMBERED.match(text):
        return Intent(Want.FOLLOW, found[1].upper())
    if _MINE.match(text):
        return Intent(Want.FOLLOW)
    if found := _TICKET.match(text):
        kind = next(filter(None, found.groups()))
        return Intent(Want.TICKET, text[found.end() :].lstrip("：:，, \n"), kind=kind)
    for want, pattern in words.items():
        if found := pattern.match(text):
            return Intent(want, (found.groupdict().get("rest") or "").strip())
    day, question = dated(text)
    return Intent(Want.ASK, question, day)


def unmarked_ticket(text: str) -> str:
    """Return 投诉 or 建议 where words begin like a ticket that lacks its colon, else ""."""
    return text[:2] if text.startswith(("投诉", "建议")) else ""


def dated(text: str) -> tuple[date | None, str]:
    """Take the day asked about out of a question: 截至2023年12月31日，… or 2025年1月1日时….

    A year or a month is meant as it ended: 截至2024年, 2021年的时候.
    """
    periods = ((place, day) for place, day in dates.periods(text) if _PERIOD.search(text))
    for place, day in (*dates.find(text), *periods):
        found = _DAY.match(text, place)
        end = found.end() if found else place
        after = _CUE_AFTER.match(text[end:])
        before = _CUE_BEFORE.search(text[:place])
        cue = after[0] if after else ""
        if before or cue.strip("，,、：: "):
            return day, (text[: before.start() if before else place] + text[end + len(cue) :]).strip()
    return None, text
