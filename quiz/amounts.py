"""Amounts in regulations: a number with its unit (三年, 32学时, 三分之二), and others that could stand in its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.numerals import chinese, value

_DIGITS = r"[〇零一二两三四五六七八九十百千万\d]+"
_UNITS = (
    "周岁", "学时", "个?小时", "分钟", "个?工作日", "个?季度", "个月", "万元", "天", "日", "周", "年", "次", "人", "名",
    "元", "倍",
)  # fmt: skip
# What stands before a number that names and does not count (第三次, 每年, 上一年), and behind one (一次性, 一年级).
_NAMING = "第每近上下同当某该本另再逐"
_AMOUNT = re.compile(
    rf"(?<![{_NAMING}〇零一二两三四五六七八九十百千万\d.．〔])(?:"
    rf"(?P<share>百分之{_DIGITS}|{_DIGITS}分之{_DIGITS}|半数)|(?P<percent>\d+(?:\.\d+)?)[%％]|"
    rf"(?P<number>{_DIGITS})\s?(?P<unit>{'|'.join(_UNITS)})(?![性级体致切度代来])(?!\d|[〇零一二两三四五六七八九十]+[日号]))"
)
_RANGE_BEHIND = re.compile(rf"^(?:至|到|—|－|-|～){_DIGITS}")
_RANGE_BEFORE = re.compile(rf"(?:{_DIGITS}|年|个月|日|人|名)(?:至|到|—|－|-|～)$")
# People know these steps; a wrong answer between them would only look like a trap.
LADDERS = {
    "年": (1, 2, 3, 4, 5, 10), "个月": (1, 2, 3, 6, 9, 12, 18, 24), "日": (3, 5, 7, 10, 15, 20, 30, 60),
    "天": (1, 2, 3, 5, 7, 10, 15, 30), "周": (1, 2, 3, 4), "次": (1, 2, 3, 4), "人": (3, 5, 7, 9, 10, 20, 50, 100),
    "名": (1, 2, 3, 5, 7, 9), "学时": (8, 16, 24, 32, 40, 56, 64), "小时": (1, 2, 4, 8, 12, 24, 48),
    "工作日": (3, 5, 7, 10, 15, 20), "周岁": (14, 16, 18, 20, 25, 28, 35), "分钟": (15, 30, 45, 60, 90, 120),
    "季度": (1, 2, 3, 4), "万元": (1, 3, 5, 10, 20, 50), "元": (50, 100, 200, 500, 1000, 5000), "倍": (1, 2, 3, 5, 10),
}  # fmt: skip
SHARES = ("三分之一", "半数", "三分之二", "四分之三", "五分之四")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it is written at [start, end) of a text; `number` is None for a share, `unit` "%" for a percentage.

    Of 两个月 the unit is 个月; `written` is what stands before the unit.
    """

    text: str
    start: int
    end: int
    number: float | None
    unit: str
    written: str


def amounts(text: str) -> Iterator[Amount]:
    """Yield the amounts of a text; years, days of the calendar, ordinals and numbers of articles are none."""
    for found in _AMOUNT.finditer(text):
        if found["share"]:
            yield Amount(found[0], found.start(), found.end(), None, "share", found[0])
        elif found["percent"]:
            yield Amount(found[0], found.start(), found.end(), float(found["percent"]), "%", found["percent"])
        else:
            number = value(found["number"])
            if number and not (found["unit"] == "年" and number >= 1000) and not _partial(text, found):
                unit = found["unit"].removeprefix("个") if found["unit"] != "个月" else "个月"
                yield Amount(found[0], found.start(), found.end(), number, unit, found["number"])


def _partial(text: str, found: "re.Match[str]") -> bool:
    """Tell whether a number is part of a date (9月13日) or one end of a range (三年至五年)."""
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    if found["unit"] in ("日", "天") and before.endswith("月"):
        return True
    return bool(_RANGE_BEHIND.match(after) or _RANGE_BEFORE.search(before))


def rivals(amount: Amount, near: frozenset[str]) -> tuple[str, ...]:
    """Return amounts that could stand in the place of another, written as it is, the nearest first.

    `near` are the amounts of the same article: one of them may well be true there too.
    """
    taken = {_known(text) for text in near} | {_known(amount.text)}
    found = [text for text in _ladder(amount) if _known(text) not in taken]
    return tuple(dict.fromkeys(found))


def _ladder(amount: Amount) -> Iterator[str]:
    if amount.number is None:
        place = SHARES.index(amount.text) if amount.text in SHARES else None
        near = () if place is None else sorted(SHARES, key=lambda share: abs(SHARES.index(share) - place))
        yield from near
    elif amount.unit == "%":
        sign = amount.text[len(amount.written) :]
        yield from (f"{amount.number * factor:g}{sign}" for factor in (2, 0.5, 3, 1.5))
    else:
        yield from (_written(amount, step) for step in _steps(amount.unit, amount.number))


def _steps(unit: str, here: float) -> list[int]:
    """Return the steps that people know, a half and the double, the nearest first."""
    # Ages are no steps of halves and doubles: nobody takes 九周岁 for a limit.
    around = () if unit == "周岁" else (int(here * 2), max(1, int(here // 2)))
    steps = dict.fromkeys((*LADDERS.get(unit, ()), *around))
    return sorted(steps, key=lambda step: (abs(step - here) / (step + here), step))


def _written(amount: Amount, number: int) -> str:
    """Write a number as the amount is written: in digits or in characters, 两 before a counter."""
    tail = amount.text[len(amount.written) :]
    counter = tail.strip()
    if amount.written[0].isdigit():
        return f"{number}{tail}"
    return f"{'两' if number == 2 and counter not in ('日', '人') else chinese(number)}{tail}"


def _known(text: str) -> str:
    """Return an amount as it is compared: 两年 is 二年 and 2年, 十二个月 is 一年."""
    found = next(amounts(text), None)
    if found is None or found.number is None:
        return text
    factor = {"个月": (1, "月"), "年": (12, "月"), "周": (7, "天"), "日": (1, "天"), "天": (1, "天")}
    times, unit = factor.get(found.unit, (1, found.unit))
    return f"{found.number * times:g}{unit}"
