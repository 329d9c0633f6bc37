"""The numbers that Word writes before paragraphs and that stand in no text: 第三条, （二）, 1."""

import re
from collections import defaultdict

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from knowledge.numerals import chinese

_CHINESE = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "ideographTraditional",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "koreanDigital",
        "chineseLegalSimplified",
    ]
)
_HIDDEN = ("bullet", "none")


class Numbering:
    """Counts along while the paragraphs of one document are read in order."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        shapes = {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            target = number.find(qn("w:abstractNumId"))
            shape = shapes.get(target.get(qn("w:val"))) if target is not None else None
            if shape is not None:
                self._read(number.get(qn("w:numId")), shape)

    def _read(self, number: str, shape: _Element) -> None:
        for level in shape.findall(qn("w:lvl")):
            depth = int(level.get(qn("w:ilvl")) or 0)
            text, kind, start = (_value(level, name) for name in ("w:lvlText", "w:numFmt", "w:start"))
            self._levels[number, depth] = (text, kind, int(start or 1))

    def label(self, paragraph: Paragraph) -> str:
        """Return the number before a paragraph, "" where Word writes none; counts one on."""
        found = _place(paragraph._p) or (_place(paragraph.style.element) if paragraph.style else None)
        if not found or found not in self._levels:
            return ""
        number, depth = found
        counts = self._counts[number]
        counts[depth] = counts.get(depth, self._levels[found][2] - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        text, kind, _ = self._levels[found]
        if kind in _HIDDEN:
            return ""
        shown = re.sub(r"%(\d)", lambda mark: self._shown(number, int(mark[1]) - 1), text)
        return f"{shown} " if shown and shown[-1].isalnum() else shown

    def _shown(self, number: str, depth: int) -> str:
        _, kind, start = self._levels.get((number, depth), ("", "decimal", 1))
        count = self._counts[number].get(depth, start)
        return chinese(count) if kind in _CHINESE else str(count)


def _place(node: _Element) -> tuple[str, int] | None:
    properties = node.find(qn("w:pPr"))
    found = properties.find(qn("w:numPr")) if properties is not None else None
    if found is None or not _value(found, "w:numId") or _value(found, "w:numId") == "0":
        return None
    return _value(found, "w:numId"), int(_value(found, "w:ilvl") or 0)


def _value(node: _Element, name: str) -> str:
    found = node.find(qn(name))
    return (found.get(qn("w:val")) or "") if found is not None else ""
