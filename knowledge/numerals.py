"""Numbers as regulations write them, and the one canonical form behind them.

二十三, 廿三, 贰拾叁, ２３, 23 and "二 十 三" all become "23"; 第十七条之一 is "17-1".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
# Older and bookkeepers' signs for the same numbers.
_PLAIN = {"廿": "二十", "卅": "三十", "卌": "四十"} | dict(
    zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True)
)
_SIGNS = str.maketrans(_PLAIN)

# What a number may be made of, for the grammars that look for one. Spaces inside occur in
# typeset titles ("第 二 十 条"), the letter-like ○ in scans.
_SIGN = rf"[〇○零一二两三四五六七八九十百千万\d０-９{''.join(_PLAIN)}]"
NUMERAL = rf"{_SIGN}(?:[ 　]*{_SIGN})*"


def value(text: str) -> int | None:
    """Return the number that `text` writes, or None where it writes none.

    Digit strings ("二〇二六", "13") are read place by place, others by their units.
    """
    compact = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(_SIGNS)
    if compact.isascii() and compact.isdigit():
        return int(compact)
    if not compact or any(char not in DIGITS and char not in UNITS for char in compact):
        return None
    if not any(char in UNITS for char in compact):
        return int("".join(str(DIGITS[char]) for char in compact))
    return _with_units(compact)


def _with_units(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char == "万":
            total, section, digit = total + (section + digit) * 10000, 0, 0
        else:
            # 十五 has no digit before its unit.
            section, digit = section + (digit or 1) * UNITS[char], 0
    return total + section + digit


def chinese(number: int) -> str:
    """Write `number` (0 to 99,999) as regulations do: 23 is 二十三, 105 is 一百零五, 12 is 十二."""
    if number >= 10000:
        rest = number % 10000
        return chinese(number // 10000) + "万" + (_gap(rest, 1000) + chinese(rest) if rest else "")
    written, pending = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if pending and written else "") + "零一二三四五六七八九"[digit] + name
            pending = False
        else:
            pending = True
    return (written or "零").removeprefix("一") if written.startswith("一十") else written or "零"


def _gap(rest: int, unit: int) -> str:
    return "零" if rest < unit else ""


def canonical(number: str, suffix: str | None = None) -> str | None:
    """Return "17" or "17-1" for the words 十七 and 之一's 一; None where they are no numbers."""
    main, extra = value(number), value(suffix) if suffix else None
    if main is None or (suffix and extra is None):
        return None
    return f"{main}-{extra}" if suffix else str(main)


def display(number: str) -> str:
    """Return 十七 for "17" and 十七之一 for "17-1", without the 第 and 条 around them."""
    main, _, extra = number.partition("-")
    return chinese(int(main)) + (f"之{chinese(int(extra))}" if extra else "")


def article_label(number: str) -> str:
    """Return 第十七条之一 for "17-1"."""
    main, _, extra = number.partition("-")
    return f"第{chinese(int(main))}条" + (f"之{chinese(int(extra))}" if extra else "")


def order(number: str) -> tuple[int, int]:
    """Return the sort key of a canonical number: "17" < "17-1" < "18"."""
    main, _, extra = number.partition("-")
    return int(main), int(extra or 0)


def ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Write ascending numbers short: 3, 5, 6, 7 as "3" and "5-7"."""
    first = last = None
    for number in [*numbers, None]:
        if first is not None and last is not None and number != last + 1:
            yield str(first) if first == last else f"{first}-{last}"
            first = None
        first, last = number if first is None else first, number
