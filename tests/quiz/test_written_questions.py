"""Questions as people write them, in text, Word and JSON lines."""

import json

import docx
import pytest
from question_tables import GOOD, codes, examined, table

from quiz import columns
from quiz.columns import Raw

WRITTEN = """支部题库
一、单选题
1. 党支部每月安排几次集中学习？
A. 一次　B. 两次
C. 三次
答案：B
解析：见学习制度第三条。
2、学习联系人提前（ C ）日通知学习内容。
A、一 B、二 C、三
二、多选题
3．学习联系人负责哪些事项？
A．通知
B．准备材料
C．打分
D．收集问题
【答案】ABD
三、判断题
4. 学习可以用打卡的方式要求。（×）
四、填空题
5. 每次集中学习不超过____分钟。
答案：九十
出处：示例市机关学习制度
出处条款：第三条
"""


@pytest.mark.parametrize("ending", [".txt", ".docx"])
def test_questions_as_people_write_them(tmp_path, library, ending):
    path = tmp_path / f"a{ending}"
    if ending == ".txt":
        path.write_text(WRITTEN, encoding="utf-8")
    else:
        document = docx.Document()
        for line in WRITTEN.splitlines():
            document.add_paragraph(line)
        document.save(str(path))
    found = examined(path, library)
    assert found.troubles == ()
    items = [item for _, item in found.fresh]
    assert [(item.kind, item.options, item.key) for item in items] == [
        ("single", ("一次", "两次", "三次"), (1,)),
        ("single", ("一", "二", "三"), (2,)),
        ("multiple", ("通知", "准备材料", "打分", "收集问题"), (0, 1, 3)),
        ("judge", (), (1,)),
        ("blank", (), (("九十",),)),
    ]
    assert items[1].stem == "学习联系人提前（ ）日通知学习内容。"
    assert items[4].binding.words == "党支部每月安排两次集中学习，每次不超过九十分钟。"


def test_without_headings_the_key_tells_the_kind(tmp_path):
    (tmp_path / "a.txt").write_text(
        "1.哪些是党费的用途？\nA.订报 B.培训 C.宴请\n答案：AB\n2.【判断】党费可以宴请。\n答案：错误\n3.党费每月几号前上交？\nA.十五 B.二十\n答案：A\n",
        encoding="utf-8",
    )
    assert [item.kind for _, item in examined(tmp_path / "a.txt").fresh] == ["multiple", "judge", "single"]


def test_json_lines(tmp_path):
    rows = [
        {"type": "单选", "question": "党支部每月安排几次集中学习？", "options": ["一次", "两次"], "answer": "两次"},
        {"题型": "填空", "题干": "每月____次，每次____分钟。", "答案": [["两", "二"], ["九十"]]},
        {
            "type": "多选",
            "question": "学习联系人负责哪些事项？",
            "options": ["通知", "材料", "打分"],
            "answer": ["通知", "材料"],
        },
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert [item.key for _, item in examined(tmp_path / "a.jsonl").fresh] == [(1,), (("两", "二"), ("九十",)), (0, 1)]


def test_a_gap_that_copying_lost_comes_back():
    raw = {"kind": "单选", "stem": "人有高度发达的 。", "A": "手", "B": "大脑", "key": "B"}
    assert columns.read(Raw(1, raw)).item.stem == "人有高度发达的____。"


def test_a_source_that_is_named_is_the_source(tmp_path, library):
    named = (*GOOD[:11], "《示例市机关学习制度》", "第3条第1款")
    ((_, item),) = examined(table(tmp_path / "a.xlsx", named), library).fresh
    assert item.binding.source.endswith("#3")
    assert item.binding.title == "示例市机关学习制度"
    for document, article, where, code in (
        ("示例县制度", "第三条", "L", "document_unknown"),
        ("示例市机关学习制度", "第三十条", "M", "article_unknown"),
        ("示例市机关学习制度", "", "M", "article_unknown"),
    ):
        found = examined(table(tmp_path / "b.xlsx", (*GOOD[:11], document, article)), library)
        assert codes(found) == {(2, where, code)}
