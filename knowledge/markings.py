"""Marks of secrecy at the head of a page: such a document is refused and nothing of it is kept.

GB/T 9704-2012 puts the mark at the top left of the first page (密级 and 保密期限, joined by
★). A text that merely speaks of 国家秘密 has no such line and passes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from faults import Fault
from knowledge.document import Block, Style

# So many lines from the top are the head of a page.
HEAD = 8
_TERM = r"(?:★|☆|\*|＊)?(?:长期|永久|启用前|[\d一二三四五六七八九十]{1,3}(?:年|个月|天|日))?"
_LINES = (
    re.compile(rf"^(?:密级[:：]?)?(?:绝密|机密|秘密){_TERM}(?:启用前)?$"),
    re.compile(r"^(?:仅供)?(?:内部(?:资料|文件|材料|刊物|使用|参考|参阅|发行|传阅|掌握)|工作秘密)(?:[,，。;；、]?(?:请?注意保[管存密]|严禁外传|不得外传|禁止(?:外传|翻印|复制)|妥善保管|仅供.{1,8}参考)){0,3}[!！。]?$"),
    re.compile(r"^(?:请?注意保密|严禁外传|不得外传|阅后(?:收回|销毁)|用后收回|仅限?[\u4e00-\u9fff]{1,8}(?:内部|党内)?(?:阅读|传阅|掌握))[!！。]?$"),
    re.compile(r"^(?:此件)?不(?:予|宜|得)?公开$|^公开(?:方式|属性|类别)[:：]不(?:予)?公开$"),
)  # fmt: skip
_NUMBER = re.compile(r"^(?:份号[:：]?)?\d{3,6}|^N[oO]\.?\d+")


def check(blocks: Sequence[Block], origin: str) -> None:
    """Refuse a marked document; raises the fault document_marked with path and marking."""
    pages: dict[int | None, list[Block]] = defaultdict(list)
    for block in blocks:
        if len(pages[block.page]) < HEAD:
            pages[block.page].append(block)
    for head in pages.values():
        refuse((line for block in head for line in _cells(block)), origin)


def refuse(lines: Iterable[str], origin: str) -> None:
    """Refuse a document of which one of these lines is a mark; for what a format leaves out of the text."""
    if found := next((mark for line in lines if (mark := marking(line))), None):
        raise Fault("document_marked", path=origin, marking=found)


def marking(line: str) -> str | None:
    """Return the mark that a line is, None for any other line."""
    bare = re.sub(r"[\s\u3000【】\[\]（）()]", "", line)
    bare = _NUMBER.sub("", bare)
    return bare if bare and any(pattern.match(bare) for pattern in _LINES) else None


def _cells(block: Block) -> Sequence[str]:
    """Return the lines of a block; the head of an official paper is often set as a table."""
    return [cell for row in block.rows for cell in row] if block.style is Style.TABLE else block.text.split("\n")
