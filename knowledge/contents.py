"""Tables of contents, which are not text."""

import re
from collections.abc import Sequence

from knowledge.document import Block, Style
from knowledge.grammar import Mark, has_leaders, is_contents, read

# A table of contents longer than this is a document of headings; nothing is dropped then.
LONGEST = 400
_PAGE = re.compile(r"[\s.．·…]*[（(]?\d{1,4}[）)]?$")
HEADINGS = (Mark.PART, Mark.SUBPART, Mark.CHAPTER, Mark.SECTION, Mark.UNNUMBERED)


def without_contents(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop the table of contents: from 目录 to where its first entry is repeated as a heading."""
    kept: list[Block] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if block.style is not Style.TABLE and is_contents(block.text):
            position = _after(blocks, position)
        else:
            if not (has_leaders(block.text) and read(_entry(block.text)).mark in HEADINGS):
                kept.append(block)
            position += 1
    return tuple(kept)


def _after(blocks: Sequence[Block], start: int) -> int:
    """Return the first block after the table of contents that begins at `start`."""
    if start + 1 >= len(blocks):
        return start + 1
    first = _entry(blocks[start + 1].text)
    for position in range(start + 2, min(len(blocks), start + LONGEST)):
        if _entry(blocks[position].text) == first:
            return position
        if read(blocks[position].text).mark is Mark.ARTICLE:
            break
    end = start + 1
    while end < len(blocks) and (has_leaders(blocks[end].text) or read(blocks[end].text).mark in HEADINGS):
        end += 1
    # Without page numbers the last heading before the first article is the real one.
    return end if end < len(blocks) and not _opens(blocks, end) else max(start + 1, end - 1)


def _opens(blocks: Sequence[Block], position: int) -> bool:
    return read(blocks[position].text).mark is Mark.ARTICLE


def _entry(text: str) -> str:
    return re.sub(r"\s", "", _PAGE.sub("", text))
