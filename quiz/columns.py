"""The columns of a bank's table, under the names that people give them, and a row's words read into an item."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quiz import check, letters
from quiz.item import Item, Key, Problem
from quiz.kinds.blank import parts
from quiz.kinds.judge import OPTIONS, verdict
from quiz.wording import GAP, gaps, normal

NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "题号", "id"),
    "kind": ("题型", "题目类型", "试题类型", "类型", "type", "kind"),
    "stem": ("题干", "题目", "题目内容", "试题", "试题内容", "问题", "question", "stem"),
    **{
        letter: (f"选项{letter}", f"{letter}选项", letter, f"选项{place}") for place, letter in enumerate("ABCDEFGH", 1)
    },
    "options": ("选项", "备选项", "options"),
    "key": ("正确答案", "答案", "标准答案", "参考答案", "answer", "key"),
    "explanation": ("解析", "答案解析", "试题解析", "explanation"),
    "difficulty": ("难度", "题目难度", "难易度", "难易程度", "difficulty"),
    "topic": ("知识点", "知识点名称", "分类", "题目分类", "所属范围", "标签", "课程结构", "topic"),
    "document": ("出处文件", "出处", "依据文件", "文件", "document"),
    "article": ("出处条款", "条款", "出处条文", "article"),
    "words": ("原文", "words"),
    "state": ("状态", "state"),
}
KINDS = {
    "single": ("单选", "单选题", "单项选择", "单项选择题", "0", "single"),
    "multiple": ("多选", "多选题", "多项选择", "多项选择题", "2", "multiple"),
    "judge": ("判断", "判断题", "是非题", "1", "judge"),
    "blank": ("填空", "填空题", "3", "blank"),
}
DIFFICULTIES = {
    "易": 2,
    "容易": 2,
    "简单": 2,
    "低": 2,
    "中": 3,
    "中等": 3,
    "一般": 3,
    "难": 4,
    "较难": 4,
    "困难": 4,
    "高": 4,
}
OPTIONS_OF_A_ROW = "ABCDEFGH"
BETWEEN_GAPS, BETWEEN_ACCEPTED, BETWEEN_OPTIONS = "；", "|", "\n"
# Where the gap of a copied question was: a space where Chinese has none.
_LOST_GAP = re.compile(r"(?<=[\u4e00-\u9fff“《，、]) +(?=[\u4e00-\u9fff，。；、”》])|(?<=[\u4e00-\u9fff]) +$")


@dataclass(frozen=True, slots=True)
class Raw:
    """One question as a file gives it: the number of its row or line, its words by column.

    `where` tells the column's place in the file ("C"), where it has one.
    """

    place: int
    values: Mapping[str, str]
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A question read: the item where it could be made, or what is wrong with it; what it says of its source."""

    raw: Raw
    item: Item | None
    problems: tuple[Problem, ...]

    @property
    def document(self) -> str:
        """The document that the file names as its source, "" for none."""
        return self.raw.values.get("document", "")

    @property
    def article(self) -> str:
        """The article that the file names as its source, "" for none."""
        return self.raw.values.get("article", "")


def column(name: str) -> str | None:
    """Return the column that a heading names, None for one that is not ours."""
    plain = re.sub(r"[\s*（）()：:]", "", unicodedata.normalize("NFKC", name)).lower()
    return next((known for known, names in NAMES.items() if plain in {one.lower() for one in names}), None)


def read(raw: Raw) -> Read:
    """Read one question."""
    values = {name: words.strip() for name, words in raw.values.items()}
    kind = next((kind for kind, names in KINDS.items() if values.get("kind", "").lower() in names), None)
    if kind is None:
        return Read(raw, None, (Problem("kind", "kind_unknown"),))
    options, problems = _options(values, kind)
    stem = _gapped(values.get("stem", ""), kind)
    key = _key(values.get("key", ""), kind, options, gaps(stem))
    if not values.get("stem"):
        problems.append(Problem("stem", "stem_missing"))
    if key is None:
        problems.append(Problem("key", "key_unreadable" if values.get("key") else "key_missing"))
    difficulty = _difficulty(values.get("difficulty", ""))
    item = Item(
        kind, stem, options, key or (), values.get("explanation", ""),
        difficulty, values.get("topic", ""),
    )  # fmt: skip
    found = (*problems, *(() if problems else check.problems(item)))
    return Read(raw, None if found else item, found)


def _options(values: Mapping[str, str], kind: str) -> tuple[tuple[str, ...], list[Problem]]:
    """Return the options of a row, without holes."""
    cells = [values.get(letter, "") for letter in OPTIONS_OF_A_ROW]
    if not any(cells) and values.get("options"):
        cells = [re.sub(r"^[A-Ha-h][.．、:：]\s*", "", one) for one in values["options"].split(BETWEEN_OPTIONS)]
    while cells and not cells[-1]:
        cells.pop()
    if kind == "judge" and [verdict(cell) for cell in cells] in ([0, 1], [1, 0]):
        # 正确 and 错误 written out as options say nothing that the kind does not say.
        cells = []
    holes = [OPTIONS_OF_A_ROW[place] for place, cell in enumerate(cells) if not cell]
    return tuple(cells), [Problem(letter, "options_gap", {"letter": letter}) for letter in holes[:1]]


def _key(words: str, kind: str, options: tuple[str, ...], count: int) -> Key | None:
    if kind == "judge":
        said = verdict(words)
        return None if said is None else (said,)
    if kind == "blank":
        # With | between accepted words only ； can part the gaps; else they are parted as in a reply.
        found = (words,) if count < 2 else tuple(words.split(BETWEEN_GAPS))
        if count > 1 and len(found) != count:
            found = parts(words, count) or found
        return tuple(_accepted(part) for part in found) if words else None
    if (places := letters.places(words, len(letters.LETTERS))) is not None:
        return places
    wanted = {normal(part) for part in re.split(r"[|\n]", words)} if words else set()
    named = tuple(number for number, option in enumerate(options) if normal(option) in wanted)
    return named if named and len(named) == len(wanted) else None


def _accepted(words: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[|｜]", words) if part.strip()) or ("",)


def _difficulty(words: str) -> int:
    """Return 1 to 5; 3 where nothing is said, 0 (which is refused) for other words."""
    if not words:
        return 3
    return int(words) if words in ("1", "2", "3", "4", "5") else DIFFICULTIES.get(words, 0)


def _gapped(stem: str, kind: str) -> str:
    """Return the stem with gaps where copying left a space of them."""
    return stem if kind == "judge" or gaps(stem) else _LOST_GAP.sub(GAP, stem)


def cells(item: Item) -> Iterator[tuple[str, str]]:
    """Yield an item's words by column, as `read` reads them back."""
    yield "kind", KINDS[item.kind][0]
    yield "stem", item.stem
    yield from zip(OPTIONS_OF_A_ROW, item.options, strict=False)
    yield "key", _said(item)
    yield "explanation", item.explanation
    yield "difficulty", str(item.difficulty)
    yield "topic", item.topic


def _said(item: Item) -> str:
    if item.kind == "judge":
        return "".join(OPTIONS[number] for number in item.right)
    if item.kind == "blank":
        return BETWEEN_GAPS.join(BETWEEN_ACCEPTED.join(accepted) for accepted in item.words)
    return "".join(letters.LETTERS[number] for number in item.right)
