"""What one line of a regulation is: a heading, an article, an item, or plain words.

Every pattern is anchored to the start of the line, so that a number inside a sentence
("依照本法第十五条") never cuts anything. A line that begins with a number but goes on like
a reference ("第三条的规定，", wrapped by a PDF or a browser) is not an article: the guard
is the one described in the regression tests of `tests/knowledge/test_structure.py`.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from knowledge.numerals import NUMERAL, canonical

SPACE = r"[ \t\u00a0\u3000]*"
_DIVISION = re.compile(rf"^第{SPACE}({NUMERAL}){SPACE}(分编|编|章|节)(?![的、，。和至或规所])(.*)$")
_ARTICLE = re.compile(rf"^第{SPACE}({NUMERAL}){SPACE}条(?:{SPACE}之{SPACE}({NUMERAL}))?(.*)$", re.DOTALL)
_ITEM = re.compile(rf"^[（(]{SPACE}({NUMERAL}){SPACE}[）)]{SPACE}(.*)$", re.DOTALL)
_CIRCLED = re.compile(rf"^([㈠-㈩]){SPACE}(.*)$", re.DOTALL)
_POINT = re.compile(rf"^(\d{{1,2}}|[１-９][０-９]?){SPACE}(?:[.．](?![\d０-９])|、){SPACE}(.*)$", re.DOTALL)
_NUMBERED = re.compile(rf"^([一二三四五六七八九十]{{1,3}}){SPACE}、{SPACE}(.*)$", re.DOTALL)
_ANNEX = re.compile(rf"^(附件|附表|附录|附图|附){SPACE}({NUMERAL}|[A-Z])?{SPACE}[:：]?{SPACE}(.*)$")
_CONTENTS = re.compile(rf"^目{SPACE}(?:录|次)$")
_LEADERS = re.compile(r"(?:[.．·…]{3,}|\s{2,}|\t)\s*[（(]?\d{1,4}[）)]?$")

# After a number these go on with a sentence about that article, they do not open it.
_REFERENCE = re.compile(
    rf"^(?:[的、，,。；;：:和与或及至到中之]|以及|规定|所列|所称|所规定|有关|第{SPACE}{NUMERAL}{SPACE}[条款项]|前?款)"
)
# "第三条 规定了…" with a space is a reference too, "第三条 和平时期…" an article.
_REFERENCE_AFTER_SPACE = re.compile(rf"^(?:[的、，,。；;]|规定的|所列|所称|第{SPACE}{NUMERAL}{SPACE}[条款项])")
_UNNUMBERED = re.compile(rf"^(?:[总附分罚]{SPACE}则|总{SPACE}纲|[序前引导]{SPACE}言|[导结]{SPACE}语|结束语)$")


class Mark(Enum):
    """The kinds of line, from the widest to the narrowest."""

    PART = auto()
    SUBPART = auto()
    CHAPTER = auto()
    SECTION = auto()
    ARTICLE = auto()
    ANNEX = auto()
    UNNUMBERED = auto()
    ITEM = auto()
    POINT = auto()
    NUMBERED = auto()
    PLAIN = auto()


DIVISIONS = {"编": Mark.PART, "分编": Mark.SUBPART, "章": Mark.CHAPTER, "节": Mark.SECTION}
DEPTH = {Mark.PART: 0, Mark.SUBPART: 1, Mark.CHAPTER: 2, Mark.SECTION: 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One line read: its kind, its canonical number ("" where it has none), the rest.

    `spaced` says that a space or bracket stood between an article's number and its words.
    """

    mark: Mark
    number: str
    rest: str
    text: str
    spaced: bool = True


def read(text: str) -> Line:
    """Tell what the line `text` is, from its own words alone."""
    for reader in (_division, _article, _item, _annex):
        if line := reader(text):
            return line
    if _UNNUMBERED.match(text):
        return Line(Mark.UNNUMBERED, "", re.sub(r"\s", "", text), text)
    for mark, pattern in ((Mark.POINT, _POINT), (Mark.NUMBERED, _NUMBERED)):
        if found := pattern.match(text):
            return Line(mark, canonical(found[1]) or "", found[2], text)
    return Line(Mark.PLAIN, "", text, text)


def _division(text: str) -> Line | None:
    found = _DIVISION.match(text)
    # A heading is a short line; "第二章所列…" inside a sentence is longer and ends like one.
    if not found or len(text) > 60 or text.endswith(("。", "；", "，")):
        return None
    title = re.sub(r"\s+", " ", found[3]).strip(" 　:：")
    number = canonical(found[1])
    heading = f"第{re.sub(r'[ 　]', '', found[1])}{found[2]}" + (f" {title}" if title else "")
    return Line(DIVISIONS[found[2]], number or "", heading, text) if number else None


def _article(text: str) -> Line | None:
    found = _ARTICLE.match(text)
    number = canonical(found[1], found[2]) if found else None
    if not found or number is None:
        return None
    after = found[3]
    rest = after.lstrip(" \t\u00a0\u3000:：")
    spaced = after == "" or after[0] in " \t\u00a0\u3000【[:："
    guard = _REFERENCE_AFTER_SPACE if spaced else _REFERENCE
    return None if guard.match(rest) else Line(Mark.ARTICLE, number, rest, text, spaced)


def _item(text: str) -> Line | None:
    if found := _ITEM.match(text):
        number = canonical(found[1])
        # "(1)" stands below "1.", "（一）" above it.
        mark = Mark.POINT if found[1].strip()[0].isdigit() else Mark.ITEM
        return Line(mark, number, found[2], text) if number else None
    if found := _CIRCLED.match(text):
        return Line(Mark.ITEM, str(ord(found[1]) - ord("㈠") + 1), found[2], text)
    return None


def _annex(text: str) -> Line | None:
    found = _ANNEX.match(text)
    if not found or len(text) > 50 or text.endswith(("。", "；")):
        return None
    word, number, title = found[1], found[2], found[3].strip()
    colon = "：" in text or ":" in text
    # "附件：1.登记表" lists annexes and "附有名单的通知" is a sentence; neither opens one.
    if _POINT.match(title) or (word == "附" and not colon) or (title and not number and not colon):
        return None
    shown = f"{word}{re.sub(r'[ 　]', '', number) if number else ''}"
    return Line(Mark.ANNEX, shown, title, text)


def lists_annexes(text: str) -> bool:
    """Tell whether the line begins the list of annexes below a text: 附件：1.登记表."""
    found = _ANNEX.match(text)
    return found is not None and len(text) <= 50 and _POINT.match(found[3].strip()) is not None


def goes_on_as_reference(text: str) -> bool:
    """Tell whether the words after a bare 第三条 make it a reference: 的规定, 规定的罚款."""
    return _REFERENCE.match(text) is not None


def is_contents(text: str) -> bool:
    """Tell whether the line announces a table of contents."""
    return _CONTENTS.match(text) is not None


def has_leaders(text: str) -> bool:
    """Tell whether the line ends in dots or a gap and a page number, as in a table of contents."""
    return _LEADERS.search(text) is not None
