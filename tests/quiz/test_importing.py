"""Files of questions: what people have, read whole or not at all."""

import json
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faults import Fault
from quiz import bank, check, columns, exporting, importing, intake, sheets
from quiz.columns import Raw
from quiz.item import Item, State

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


def test_every_format_has_its_names():
    assert set(importing.formats()) == {".xlsx", ".docx", ".txt", ".jsonl"}


def test_the_common_template(tmp_path):
    path = table(
        tmp_path / "a.xlsx", GOOD,
        ("2", "多选", "学习联系人负责哪些事项？", "通知", "准备材料", "打分", "收集问题", "A、B、D", "", "4", "学习", "", ""),
        ("3", "判断题", "学习可以用打卡的方式要求。", "", "", "", "", "×", "", "", "学习", "", ""),
        ("4", "填空", "每月安排____次，每次不超过（ ）分钟。", "", "", "", "", "两|二；九十", "", "难", "学习", "", ""),
    )  # fmt: skip
    found = examined(path)
    assert found.troubles == ()
    items = [item for _, item in found.fresh]
    assert [(item.kind, item.key) for item in items] == [
        ("single", (1,)), ("multiple", (0, 1, 3)), ("judge", (1,)), ("blank", (("两", "二"), ("九十",))),
    ]  # fmt: skip
    assert [item.difficulty for item in items] == [2, 4, 3, 4]


def test_what_is_wrong_is_said_with_row_and_column(tmp_path):
    path = table(
        tmp_path / "a.xlsx", GOOD,
        ("2", "问答", "什么是党支部的任务？", "", "", "", "", "略", "", "", "", "", ""),
        ("3", "单选", "党支部每季度召开几次会？", "一次", "两次", "", "", "D", "", "", "", "", ""),
        ("4", "多选", "哪些是学习联系人的事项？", "通知", "材料", "", "", "AB", "", "", "", "", ""),
        ("5", "单选", "哪一种说法是正确的呢？", "一次", "一次", "以上都对", "", "A", "", "很难", "", "", ""),
        ("6", "单选", "党小组会每月召开几次？", "一次", "", "三次", "", "A", "", "", "", "", ""),
        ("7", "单选", "党员大会每季度召开几次？", "一次", "两次", "", "", "", "", "", "", "", ""),
    )  # fmt: skip
    assert codes(examined(path)) == {
        (3, "B", "kind_unknown"), (4, "H", "key_beyond"), (5, "H", "key_all"), (6, "", "options_equal"),
        (6, "", "option_all_of_them"), (6, "J", "difficulty_unknown"), (7, "E", "options_gap"), (8, "H", "key_missing"),
    } - {(6, "", "options_equal"), (6, "", "option_all_of_them")} | {
        (6, "E", "options_equal"), (6, "F", "option_all_of_them")}  # fmt: skip


def test_all_or_nothing(tmp_path, records, now):
    found = examined(table(tmp_path / "a.xlsx", GOOD, ("2", "问答", "什么是任务？", *[""] * 10)))
    with pytest.raises(ValueError, match="troubles"):
        records.write(lambda c: intake.take_in(c, None, found, "anna", now))
    with records.read() as reader:
        assert bank.entries(reader) == ()


def test_a_header_under_a_title_and_columns_in_any_order(tmp_path):
    path = tmp_path / "a.xlsx"
    sheets.write(
        path, "x", ("支部题库",), [("说明：……",), ("答案", "题目 *", "A", "B", "题目类型"), ("A", *GOOD[2:5], "单选")]
    )
    ((place, item),) = examined(path).fresh
    assert (place, item.key, item.options) == (4, (0,), ("一次", "两次"))


def test_the_same_question_again_is_left_out_and_another_key_is_refused(tmp_path, records, now):
    shuffled = ("2", "单选", "党支部每月安排几次集中学习", "两次", "三次", "一次", "", "A", *[""] * 5)
    found = examined(table(tmp_path / "a.xlsx", GOOD, shuffled))
    assert (len(found.fresh), found.known, found.troubles) == (1, (3,), ())
    numbers = records.write(lambda c: intake.take_in(c, None, found, "anna", now))
    with records.read() as reader:
        held = [entry.item for entry in bank.entries(reader)]
        assert bank.entry(reader, numbers[0]).state is State.WAITING
        assert bank.entry(reader, numbers[0]).reason == intake.UNBOUND
    assert examined(tmp_path / "a.xlsx", held=held).fresh == ()
    other = (*shuffled[:7], "B", *shuffled[8:])
    assert codes(examined(table(tmp_path / "b.xlsx", GOOD, other))) == {(3, "H", "key_contradicts_row")}
    assert codes(examined(table(tmp_path / "c.xlsx", other), held=held)) == {(2, "H", "key_contradicts_bank")}


def test_nearly_the_same_is_reported(tmp_path):
    longer = ("2", "单选", "各党支部每月安排几次集中学习？", *GOOD[3:])
    (pair,) = examined(table(tmp_path / "a.xlsx", GOOD, longer)).alike
    assert (pair.place, pair.other, pair.in_bank) == (3, 2, False)
    assert pair.share >= 0.7


@pytest.mark.parametrize(
    "words", ["=1+1等于几，请选一个", "@党支部每月几次", "+86是哪里的区号呢", "-5度是多少", "'=不是公式的题目"]
)
def test_no_cell_runs_in_a_spreadsheet(tmp_path, words):
    import openpyxl

    path = table(tmp_path / "a.xlsx", ("1", "单选", words, *GOOD[3:]))
    cell = openpyxl.load_workbook(path).active["C2"]
    assert (cell.data_type, cell.value, bool(cell.quotePrefix)) == ("s", words, not words.startswith("'"))
    ((_, item),) = examined(path).fresh
    assert item.stem == words


def test_a_formula_comes_as_its_words(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append((1, "单选", '=HYPERLINK("http://example.org","题")', "一次", "两次", None, None, "A"))
    book.save(tmp_path / "a.xlsx")
    ((_, item),) = examined(tmp_path / "a.xlsx").fresh
    assert item.stem.startswith("=HYPERLINK(")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"x", "bank_format_unknown"),
        ("a.xlsx", b"no archive", "file_damaged"),
        ("a.txt", "没有题目的文字".encode(), "bank_without_questions"),
        ("a.jsonl", b"{", "bank_row_unreadable"),
        ("a.jsonl", b"[1]\n", "bank_row_unreadable"),
        ("a.jsonl", "题".encode("gbk"), "bank_row_unreadable"),
    ],
)
def test_files_that_are_refused(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Fault, match=code):
        importing.read(tmp_path / name)


def test_files_that_are_not_there(tmp_path):
    sheets.write(tmp_path / "a.xlsx", "x", ("甲", "乙"), [("1", "2")])
    for path, code in (
        (tmp_path / "b.xlsx", "file_missing"),
        (tmp_path, "file_is_folder"),
        (tmp_path / "a.xlsx", "bank_without_header"),
    ):
        with pytest.raises(Fault, match=code):
            importing.read(path)


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


# What a cell can hold: words of many kinds, without the spaces at its ends that every reader takes off.
cells = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="|｜；;\n"), min_size=1, max_size=12)
stems = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=6, max_size=40)


@st.composite
def items(draw):
    kind = draw(st.sampled_from(["single", "multiple", "judge", "blank"]))
    stem, options, key = draw(stems), (), ((0,),)
    if kind in ("single", "multiple"):
        options = tuple(draw(st.lists(cells, min_size=3, max_size=6, unique_by=str.lower)))
        most = 1 if kind == "single" else len(options) - 1
        key = tuple(
            sorted(
                draw(
                    st.sets(
                        st.integers(0, len(options) - 1),
                        min_size=most and (1 if kind == "single" else 2),
                        max_size=most,
                    )
                )
            )
        )
    elif kind == "judge":
        key = (draw(st.integers(0, 1)),)
    else:
        count = draw(st.integers(1, 3))
        stem += "____，" * count
        key = tuple(tuple(draw(st.lists(cells, min_size=1, max_size=3, unique=True))) for _ in range(count))
    explanation = draw(st.text(st.characters(categories=["L", "N", "P"]), max_size=20))
    return Item(kind, stem, options, key, explanation, draw(st.integers(1, 5)), draw(cells))


@pytest.mark.parametrize("ending", [".xlsx", ".jsonl"])
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(made=st.lists(items(), min_size=1, max_size=4))
def test_export_and_import_are_the_identity(tmp_path, ending, made):
    made = [item for item in made if not any(check.problems(item))]
    if not made:
        return
    entry = partial(bank.Entry, state=State.WAITING, reason="", origin="import", label="", article="")
    exporting.write(tmp_path / f"a{ending}", [entry(item) for item in made], ["待审"] * len(made))
    assert [columns.read(raw).item for raw in importing.read(tmp_path / f"a{ending}")] == made


scraps = st.sampled_from(
    [
        "1.",
        "2、",
        "A.",
        "B、",
        "（ A ）",
        "答案：",
        "AB",
        "对",
        "解析：",
        "一、单选题",
        "____",
        "题",
        " ",
        "\n",
        "\t",
        "9",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(scraps | st.text(max_size=4), min_size=1, max_size=30).map("".join))
def test_whatever_people_write_is_read_or_refused(tmp_path, words):
    (tmp_path / "a.txt").write_text(words, encoding="utf-8", errors="replace")
    try:
        found = examined(tmp_path / "a.txt")
    except Fault:
        return
    assert found.rows == len(found.fresh) + len(found.known) + len({trouble.place for trouble in found.troubles})


def test_bindings_come_back_too(tmp_path, library, records, now, sample):
    found = examined(sample.parent / "bank.jsonl", library)
    assert found.troubles == ()
    numbers = records.write(lambda c: intake.take_in(c, library, found, "anna", now))
    with records.read() as reader:
        entries = [bank.entry(reader, number) for number in numbers]
    for ending in (".xlsx", ".jsonl"):
        exporting.write(tmp_path / f"a{ending}", entries, ["待审"] * len(entries))
        again = examined(tmp_path / f"a{ending}", library)
        assert [item for _, item in again.fresh] == [item for _, item in found.fresh]


def test_a_topic_must_exist_or_be_created(tmp_path, library):
    """Those of the bank, the titles of the library and the common ones exist; none at all is allowed."""
    named = ("综合", "党章", "示例市机关学习制度", "示例市党员学习管理办法", "", "党张")
    stems = (f"党支部每月安排几次{word}学习？" for word in ("集中", "自主", "线上", "现场", "专题", "交流"))
    rows = [(*GOOD[:2], stem, *GOOD[3:10], topic, "", "") for stem, topic in zip(stems, named, strict=True)]
    path = table(tmp_path / "a.xlsx", *rows)
    found = examined(path, library, create=False)
    assert codes(found) == {(7, "K", "topic_unknown")}
    assert found.troubles[0].problem.facts["topic"] == "党张"
    assert codes(examined(path, create=False)) == {(place, "K", "topic_unknown") for place in (4, 5, 7)}
    assert examined(path, create=True).troubles == ()
    held = [Item("judge", "别的题目在题库里。", (), (0,), topic="党张")]
    assert examined(path, library, held, create=False).troubles == ()


def test_the_real_template(shared):
    found = examined(shared / "banks" / "bank_common_template.xlsx", create=False)
    counts = intake.summary(found)
    assert counts["rows"] == 1500
    assert (counts["new"], counts["known"], counts["refused"]) == (1497, 2, 1)
    assert Counter(trouble.problem.code for trouble in found.troubles) == {"key_gaps": 1}


def test_what_came_before_its_document_is_tied_to_it_later(tmp_path, library, records, now):
    blank = ("2", "填空", "党员每年参加集中学习不少于____学时。", "", "", "", "", "三十二", *[""] * 5)
    strange = ("3", "填空", "非法种植罂粟在收获前自动铲除的，可以____处罚。", "", "", "", "", "免除", *[""] * 5)
    found = examined(table(tmp_path / "a.xlsx", blank, strange))
    first, second = records.write(lambda c: intake.take_in(c, None, found, "anna", now))
    with records.read() as reader:
        waiting = intake.unbound(reader)
    assert len(waiting) == 2
    records.write(lambda c: intake.tie(c, library, intake.tied(waiting, library, DAY), "anna", now))
    with records.read() as reader:
        entry = bank.entry(reader, first)
        assert (entry.state, entry.item.binding.title) == (State.WAITING, "示例市党员学习管理办法")
        assert "三十二学时" in entry.article
        assert [one.item.id for one in intake.unbound(reader)] == [second]
    records.write(lambda c: bank.approve(c, library, first, "ben", DAY, now))
