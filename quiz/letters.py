"""Options by their letters: A for the first that is shown."""

import re
import unicodedata

LETTERS = "ABCDEFGH"
_BEFORE = re.compile(r"^(?:(?:我|应该|可能|大概|觉得|猜|是|就)*(?:选择?|答案?(?:是|为)?|是|猜|觉得))?[:：\s]*")
_AFTER = re.compile(r"[吧呢的啊。.!！\s]+$")
_BETWEEN = re.compile(r"[\s,，、;；.。/|+&和与及]+")


def places(text: str, count: int) -> tuple[int, ...] | None:
    """Return the places that were typed (ＡＢＤ, abd, "A、B、D", DBA, AABD), in order and each once.

    None where the text is anything else, or names a letter beyond the `count` that are shown.
    """
    said = _AFTER.sub("", _BEFORE.sub("", unicodedata.normalize("NFKC", text).strip()))
    typed = _BETWEEN.sub("", said).upper()
    known = LETTERS[:count]
    if not typed or any(char not in known for char in typed):
        return None
    return tuple(sorted({known.index(char) for char in typed}))


def shown(numbers: tuple[int, ...], order: tuple[int, ...]) -> tuple[str, ...]:
    """Return the letters under which options of these numbers are shown, A first."""
    return tuple(LETTERS[place] for place in sorted(order.index(number) for number in numbers))
