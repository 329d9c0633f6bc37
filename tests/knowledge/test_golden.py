"""The administrator's own questions keep a worse snapshot back."""

import json
from datetime import date, timedelta
from functools import partial

import pytest
from shelves import NOW, index

from embeddings.encoder import load
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
    return Shelf(tmp_path / "knowledge", partial(load, "bundled"), ways)


def drop(shelf):
    return remove([QUESTION["relevant"][0]["document"]], shelf, NOW + timedelta(minutes=1), lambda *_: None)


def test_a_worse_snapshot_is_not_published(tmp_path, sample):
    shelf = guarded(tmp_path, [QUESTION])
    first = index(shelf, sample)
    with pytest.raises(Fault) as caught:
        drop(shelf)
    assert (caught.value.code, caught.value.fields["measure"], caught.value.fields["after"]) == (
        "golden_worse",
        "recall@10",
        0.0,
    )
    assert shelf.pointer() == first.snapshot
    assert [path.name for path in shelf.root.glob(".building-*")] == []


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
