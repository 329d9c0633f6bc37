"""Questions written out (.docx, .txt): "1. … A. … B. … 答案：ABD", as people type them."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from knowledge import formats
from quiz import letters
from quiz.columns import KINDS, OPTIONS_OF_A_ROW, Raw
from quiz.kinds.judge import verdict

EXTENSIONS = (".docx", ".txt")
_START = re.compile(r"^(?:第\s*)?(\d{1,4})\s*(?:[.．、]|题[：:.、\s]|[)）])\s*(?!\d)(.*)$", re.S)
# Several options may stand on one line; a letter inside a word is none.
_OPTION = re.compile(r"(?:^|(?<=[\s\u3000]))[(（]?([A-HＡ-Ｈ])[)）]?\s*[.．、:：]\s*")
_FIELD = re.compile(
    r"^[【\[]?(正确答案|参考答案|标准答案|答案|答|解析|答案解析|难度|知识点|出处文件|出处条款|出处|依据)[】\]]?\s*[:：]?\s*(.*)$",
    re.S,
)
_FIELDS = {
    "解析": "explanation", "答案解析": "explanation", "难度": "difficulty", "知识点": "topic", "出处文件": "document",
    "出处": "document", "依据": "document", "出处条款": "article",
}  # fmt: skip
_SECTION = re.compile(r"^[一二三四五六七八九十]+\s*[、.．]\s*(单项?选择?题?|多项?选择?题?|判断题?|是非题|填空题?)")
_KIND = re.compile(r"^[(（【\[]\s*(单选题?|多选题?|判断题?|填空题?)\s*[)）】\]]\s*")
# The key written into the stem: 党支部每月召开（ B ）次…
_INSIDE = re.compile(r"[（(]\s*([A-HＡ-Ｈ]{1,8}|[√×✓✗对错])\s*[)）]")


def read(path: Path) -> Iterator[Raw]:
    """Yield the questions of a file; what kind each is of is read from headings, marks or the key itself."""
    section, values, place = "", dict[str, str](), 0
    last = ""
    for number, line in _lines(path):
        if found := _SECTION.match(line):
            if values:
                yield _raw(place, values)
            section, values = found[1][:2], {}
        elif (found := _START.match(line)) and not _OPTION.match(line):
            if values:
                yield _raw(place, values)
            place, values, last = number, {"kind": section, "stem": found[2]}, "stem"
        elif values:
            last = _more(values, line, last)
    if values:
        yield _raw(place, values)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers; raises the faults of reading."""
    for reading in formats.read(path):
        if isinstance(reading, formats.Refusal):
            raise reading.fault
        yield from ((number, block.text.strip()) for number, block in enumerate(reading.blocks, 1))


def _more(values: dict[str, str], line: str, last: str) -> str:
    """Add a line to the question; return the column it went to."""
    if field := _FIELD.match(line):
        name = _FIELDS.get(field[1], "key")
        values[name] = field[2].strip()
        return name
    marks = list(_OPTION.finditer(line))
    if marks:
        ends = [mark.start() for mark in marks[1:]] + [len(line)]
        for mark, end in zip(marks, ends, strict=True):
            letter = unicodedata.normalize("NFKC", mark[1])
            values[letter] = line[mark.end() : end].strip()
        return letter
    # A long stem, option or explanation goes on in the next line.
    values[last] = f"{values.get(last, '')}{line}"
    return last


def _raw(place: int, values: dict[str, str]) -> Raw:
    stem = values["stem"]
    if mark := _KIND.match(stem):
        values["kind"], stem = mark[1], stem[mark.end() :]
    if "key" not in values and (inside := _INSIDE.search(stem)):
        values["key"], stem = inside[1], f"{stem[: inside.start()]}（ ）{stem[inside.end() :]}"
    values["stem"] = stem.strip()
    values["kind"] = _kind(values)
    return Raw(place, values)


def _kind(values: dict[str, str]) -> str:
    """Return the kind that is stated, or the one that the options and the key tell."""
    stated = values.get("kind", "")
    if any(stated.startswith(name) for names in KINDS.values() for name in names if name) and stated:
        return next(names[0] for names in KINDS.values() if any(stated[:2] == name for name in names))
    if any(values.get(letter) for letter in OPTIONS_OF_A_ROW):
        places = letters.places(values.get("key", ""), len(letters.LETTERS)) or ()
        return KINDS["multiple" if len(places) > 1 else "single"][0]
    return KINDS["blank" if verdict(values.get("key", "")) is None else "judge"][0]
