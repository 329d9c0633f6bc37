"""What is exported comes back as it was; whatever people write is read or refused."""

from collections import Counter
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from question_tables import DAY, GOOD, codes, examined, table

from faults import Fault
from quiz import bank, check, columns, exporting, importing, intake
from quiz.item import Item, State

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
