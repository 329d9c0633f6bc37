"""Characters that no document is written in: private use, emoji, the sign for what could not be decoded.

In a regulation they mean a damaged copy, and a damaged copy is never quoted.
"""

import unicodedata
from collections.abc import Sequence

from faults import Fault
from knowledge.document import Block
from knowledge.grammar import Mark, read
from knowledge.numerals import article_label

# Blocks of pictures and of letters that only chats use; ☆ ★ ① and the like are older and allowed.
_PICTURES = (
    (0x1F000, 0x1FAFF), (0x2600, 0x2604), (0x2611, 0x262A), (0x2638, 0x263F), (0x2702, 0x27B0), (0xFE0F, 0xFE0F)
)  # fmt: skip
_REPLACEMENT = "\ufffd"


def check(blocks: Sequence[Block], origin: str, *, regulation: bool) -> None:
    """Refuse a document with such characters, naming the place; pictures are refused only in a regulation.

    Raises the fault characters_unfit with path, place (第三条, or the line), character and code.
    """
    place = ""
    for number, block in enumerate(blocks, 1):
        line = read(block.text)
        place = article_label(line.number) if line.mark is Mark.ARTICLE else place
        for char in block.text:
            if _unfit(char) or (regulation and _picture(char)):
                shown = unicodedata.name(char, "PRIVATE USE")
                raise Fault(
                    "characters_unfit", path=origin, place=place, line=number, code=f"U+{ord(char):04X}", name=shown
                )


def _unfit(char: str) -> bool:
    return char == _REPLACEMENT or unicodedata.category(char) in ("Co", "Cs")


def _picture(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _PICTURES)
