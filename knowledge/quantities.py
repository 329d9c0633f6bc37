"""Numbers with their units in running words: 两小时, 32学时, 每周, 百分之五."""

import re
from collections.abc import Iterator

from knowledge.numerals import value
from knowledge.words import fold

_UNITS = "个?小时|学时|分钟|天|日|周|星期|个?月|季度|年|次|人|名|个|元|万元|倍|条|门|篇|本"
_NUMBER = r"[\d〇零一二三四五六七八九十百千万两]+"
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER})(?P<unit>{_UNITS})|每一?个?(?P<turn>天|日|周|星期|月|季度|年)|"
    rf"百分之(?P<share>{_NUMBER})|(?P<percent>\d+)%"
)
# Typeset numbers stand apart from their units: 召开 1 次.
_BLANKS = re.compile(r"[ \t]+")
# The same by another name.
_SAME = {"日": "天", "星期": "周"}


def unspaced(folded: str) -> str:
    """Return a folded text in which no number stands apart from its unit."""
    return _BLANKS.sub("", folded)


def quantities(text: str) -> Iterator[str]:
    """Yield the numbers with their units, as they are written."""
    yield from (found[0] for found in _QUANTITY.finditer(unspaced(fold(text))))


def holds(text: str, quantity: str) -> bool:
    """Tell whether a text holds a quantity, however it writes the number: 两小时 is 2小时 and 二个小时."""
    wanted = _parts(quantity)
    return wanted is not None and any(_parts(found) == wanted for found in quantities(text))


def _parts(quantity: str) -> tuple[int, str] | None:
    """Return the number and its unit; one turn of a day or a year is 每天 or 每年."""
    found = _QUANTITY.match(quantity)
    if found is None:
        return None
    if found["turn"]:
        return 1, f"每{_SAME.get(found['turn'], found['turn'])}"
    number = value(found["number"] or found["share"] or found["percent"])
    unit = (found["unit"] or "%").removeprefix("个")
    return None if number is None else (number, _SAME.get(unit, unit))
