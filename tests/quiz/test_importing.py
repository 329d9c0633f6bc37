"""Spreadsheets of questions: read, examined, refused with row and column."""

import pytest
from question_tables import GOOD, HEADER, codes, examined, table

from faults import Fault
from quiz import bank, importing, intake, sheets
from quiz.item import State


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
