"""Tables of questions for the tests: the usual columns, a good row, what examining one finds."""

from datetime import date
from pathlib import Path

from quiz import intake, sheets

DAY = date(2026, 3, 2)
HEADER = (
    "序号",
    "题型",
    "题干",
    "选项A",
    "选项B",
    "选项C",
    "选项D",
    "正确答案",
    "解析",
    "难度",
    "知识点",
    "出处文件",
    "出处条款",
)
GOOD = ("1", "单选题", "党支部每月安排几次集中学习？", "一次", "两次", "三次", "", "B", "", "易", "学习", "", "")


def table(path: Path, *rows, header=HEADER) -> Path:
    sheets.write(path, "题库", header, rows)
    return path


def examined(path, library=None, held=(), create=True):
    return intake.examine(path, library, DAY, held, create=create)


def codes(found):
    return {(trouble.place, trouble.where, trouble.problem.code) for trouble in found.troubles}
