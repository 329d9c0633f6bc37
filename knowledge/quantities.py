"""Numbers with their units in running words: 两小时, 32学时, 百分之五."""

import re
from collections.abc import Iterator

from knowledge.numerals import value
from knowledge.words import fold

_UNITS = "个?小时|学时|分钟|天|日|周|星期|个?月|季度|年|次|人|名|个|元|万元|倍|条|门|篇|本"
_QUANTITY = re.compile(rf"([\d〇零一二三四五六七八九十百千万两]+)({_UNITS})")


def quantities(text: str) -> Iterator[str]:
    """Yield the numbers with their units, as they are written."""
    yield from (found[0] for found in _QUANTITY.finditer(fold(text)))


def holds(text: str, quantity: str) -> bool:
    """Tell whether a text holds a quantity, however it writes the number: 两小时 is 2小时 and 二个小时."""
    wanted = _parts(quantity)
    return wanted is not None and any(_parts(found) == wanted for found in quantities(text))


def _parts(quantity: str) -> tuple[int, str] | None:
    found = _QUANTITY.match(quantity)
    number = value(found[1]) if found else None
    return None if found is None or number is None else (number, found[2].removeprefix("个"))
