"""A question that asks several things: its parts, each a question of its own."""

import re

# Inside 《》 nothing is divided: titles have 和 in them.
_BORDER = re.compile(r"([？?；;]|[，,](?:以及|还有|另外)?|以及|还有|另外|和|与|、)(?![^《]*》)")
# Only what asks by itself, or names a text, is a part: 支部和党小组多久开会 asks one thing of two.
_ASKS = re.compile(
    r"什么|啥|多少|多久|多长|几|怎么|怎样|如何|哪|谁|是否|何时|吗|第.{1,8}条|《[^》]+》\s*$|[〔\[]\d{4}[〕\]]"
)


def parts(question: str) -> tuple[str, ...]:
    """Return the parts of a question, one for a question that asks one thing."""
    found: list[str] = []
    waiting = ""
    for piece in _BORDER.split(question):
        waiting += piece
        if _ASKS.search(piece):
            found.append(waiting)
            waiting = ""
        elif _BORDER.fullmatch(piece) and waiting == piece:
            # A border between two parts belongs to neither.
            waiting = ""
    return tuple(part.strip() for part in found)
