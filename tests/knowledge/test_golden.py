"""The administrator's own questions keep a worse snapshot back."""

import json
from datetime import date, timedelta

import pytest
from shelves import NOW, bundled, index

from faults import Fault
from knowledge.golden import Golden
from knowledge.reindex import remove
from knowledge.snapshot import Shelf, Ways

QUESTION = {
    "id": "1",
    "question": "请假后多久补学",
    "relevant": [{"document": "示例市党员学习请假规定", "article": None}],
}


def guarded(tmp_path, rows, margin=0.02):
    path = tmp_path / "golden.jsonl"
    if rows is not None:
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    ways = Ways(check=Golden(path, margin, lambda: date(2026, 3, 2)))
    return Shelf(tmp_path / "knowledge", bundled, ways)


def drop(shelf):
    return remove([QUESTION["relevant"][0]["document"]], shelf, NOW + timedelta(minutes=1), lambda *_: None)


# Answerable only from the text that is taken out; not answerable, but answered once a text is put in.
HELD, UNHELD = QUESTION, {"id": "2", "question": "食堂几点开饭", "relevant": [], "answerable": False}
CANTEEN = "# 示例市机关食堂管理规定\n\n第一条 食堂早上七点开饭。\n\n第二条 本规定自2024年1月1日起施行。\n"


def test_a_worse_snapshot_is_not_published(tmp_path, sample):
    shelf = guarded(tmp_path, [HELD])
    first = index(shelf, sample)
    with pytest.raises(Fault) as caught:
        drop(shelf)
    assert caught.value.code == "golden_worse"
    told = {name: caught.value.fields[name] for name in ("path", "measure", "before", "after", "worse")}
    assert told == {
        "path": "golden.jsonl",
        "measure": "recall@10",
        "before": 1.0,
        "after": 0.0,
        "worse": "请假后多久补学",
    }
    assert shelf.pointer() == first.snapshot
    assert [path.name for path in shelf.root.glob(".building-*")] == []


def test_nor_is_one_that_answers_what_it_should_not(tmp_path, sample):
    shelf = guarded(tmp_path, [HELD, UNHELD])
    first = index(shelf, sample)
    (tmp_path / "canteen.md").write_text(CANTEEN, encoding="utf-8")
    with pytest.raises(Fault) as caught:
        index(shelf, tmp_path / "canteen.md", now=NOW + timedelta(minutes=1))
    assert (caught.value.fields["measure"], caught.value.fields["worse"]) == ("false_answers", "食堂几点开饭")
    assert shelf.pointer() == first.snapshot


def test_what_was_measured_is_reported(tmp_path, sample):
    shelf = guarded(tmp_path, [HELD], margin=1.0)
    assert index(shelf, sample).golden == ()
    measured = {one.name: (one.before, one.after) for one in drop(shelf).golden}
    assert measured["recall@10"] == (1.0, 0.0)
    assert measured["false_answers"] == (0.0, 0.0)


@pytest.mark.parametrize(("rows", "margin"), [(None, 0.02), ([QUESTION], 1.0)])
def test_without_questions_or_within_the_margin_it_is(tmp_path, sample, rows, margin):
    shelf = guarded(tmp_path, rows, margin)
    index(shelf, sample)
    assert drop(shelf).published


def test_questions_that_cannot_be_read_stop_the_publishing(tmp_path, sample):
    shelf = guarded(tmp_path, [QUESTION])
    index(shelf, sample)
    (tmp_path / "golden.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(Fault) as caught:
        drop(shelf)
    assert caught.value.code == "questions_unreadable"
