"""Snapshots: built beside the old one, published whole, incremental, rolled back."""

import json
import shutil
import sqlite3
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from shelves import NOW, index, new_shelf

from faults import Fault
from knowledge import catalog, snapshot
from knowledge.answer import answer
from knowledge.evidence import Status
from knowledge.reindex import remove
from knowledge.search import search
from knowledge.versions import identity

QUESTIONS = ("一年要学多少学时", "请假后多久补学", "支部几个人可以设立", "党费交多少", "读书活动", "示例水库")


def write(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def rule(title, *articles, start="2025-01-01"):
    lines = [f"第{n}条 {text}" for n, text in zip("一二三四五六", articles, strict=False)]
    return f"---\ntitle: {title}\nversion: {start[:4]}\neffective_from: {start}\n---\n" + "\n".join(lines)


def test_every_sample_document_is_taken_in(library):
    assert library.manifest.documents == 15
    assert library.catalog.refusals() == ()


def test_documents_come_back_from_the_catalogue_as_they_went_in(library):
    held = [library.catalog.document(version) for version in library.catalog.versions.values()]
    again = {identity(document.metadata): document for document in held}
    assert list(again) == list(library.catalog.versions)
    assert all(document.articles for document in again.values())
    rows = [row for version in library.catalog.versions for row in library.catalog.articles(version)]
    assert [row.row for row in rows] == list(range(library.manifest.articles))


def test_an_incremental_snapshot_answers_as_a_fresh_one(tmp_path, sample, shelf):
    half = tmp_path / "half"
    half.mkdir()
    files = sorted(sample.iterdir())
    for file in files[::2]:
        shutil.copy(file, half)
    index(shelf, half)
    second = index(shelf, sample, now=NOW + timedelta(minutes=1))
    fresh = new_shelf(tmp_path / "fresh")
    first = index(fresh, sample)
    assert 0 < second.encoded < first.encoded
    one, other = shelf.current(), fresh.current()
    for question in QUESTIONS:
        assert [asdict(hit) for hit in search(one, question, 20)] == [
            asdict(hit) for hit in search(other, question, 20)
        ]
    places = range(len(one.vectors))
    assert np.array_equal(one.vectors.reconstruct(places), other.vectors.reconstruct(places))


def parts(held):
    """All that a snapshot holds but its lexical index, whose files carry random names."""
    database = sqlite3.connect(held.folder / catalog.FILE)
    tables = {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}"))) for name in TABLES}
    database.close()
    arrays = {path.relative_to(held.folder): path.read_bytes() for path in held.folder.rglob("*.npy")}
    assert Path("vectors/table.npy") in arrays
    return tables, arrays


TABLES = ("versions", "articles", "named", "words", "names")


def test_what_is_taken_over_is_what_would_be_made_anew(tmp_path, sample, shelf):
    """One document changed, one new before all others, one gone: every other row moves, and no byte differs."""
    index(shelf, sample)
    folder = shutil.copytree(sample, tmp_path / "docs")
    changed, gone, *_ = (path for path in sorted(folder.glob("*.md")) if path.read_bytes().startswith(b"---"))
    changed.write_text(changed.read_text(encoding="utf-8") + "\n依照《示例市停车规定》办理。\n", encoding="utf-8")
    gone.unlink()
    write(folder, "new.md", rule("阿规定", "按照《示例市党史简介》办理，甲乙丙。", "丁。"))
    second = index(shelf, folder, now=NOW + timedelta(minutes=1), prune=True)
    fresh = new_shelf(tmp_path / "fresh")
    first = index(fresh, folder)
    assert second.encoded < first.encoded
    assert parts(shelf.current()) == parts(fresh.current())
    for question in QUESTIONS:
        found, again = (one.current().lexical.search(question, 50) for one in (shelf, fresh))
        assert np.array_equal(found, again)


def test_nothing_new_publishes_nothing(sample, shelf):
    first = index(shelf, sample)
    again = index(shelf, sample, now=NOW + timedelta(minutes=1))
    assert (again.published, again.changes, again.snapshot) == (False, (), first.snapshot)


def test_a_dry_run_changes_nothing(tmp_path, sample, shelf):
    index(shelf, sample)
    folder = write(tmp_path / "more", "新规定.md", rule("示例市新规定", "甲。", "乙。"))
    report = index(shelf, folder, dry_run=True)
    assert [change.title for change in report.changes] == ["示例市新规定"]
    assert "示例市新规定" not in shelf.current().catalog.names


def test_a_new_version_reports_old_and_new_numbers(tmp_path, shelf):
    texts = ("停车必须熄火，不得鸣笛。", "小车每小时收费二元。")
    index(shelf, write(tmp_path / "a", "规定.md", rule("示例市停车规定", *texts)))
    newer = write(
        tmp_path / "b", "规定2.md", rule("示例市停车规定", "本规定适用于示例市。", *texts, start="2026-01-01")
    )
    (change,) = index(shelf, newer, now=NOW + timedelta(minutes=1)).changes
    assert (change.change, change.since) == ("added", "2025")
    assert [(one.change, one.old, one.new) for one in change.articles] == [
        ("added", "", "第一条"), ("renumbered", "第一条", "第二条"), ("renumbered", "第二条", "第三条"),
    ]  # fmt: skip


def test_prune_holds_exactly_the_paths_and_rollback_brings_back(tmp_path, sample, shelf):
    first = index(shelf, sample)
    report = index(
        shelf,
        write(tmp_path / "a", "a.md", rule("示例市停车规定", "甲。", "乙。")),
        now=NOW + timedelta(minutes=1),
        prune=True,
    )
    assert report.documents == 1
    assert shelf.current().manifest.documents == 1
    assert shelf.rollback() == first.snapshot
    assert shelf.current().manifest.documents == 15


def test_documents_are_removed_by_title(sample, shelf):
    index(shelf, sample)
    report = remove(["示例市党史简介"], shelf, NOW + timedelta(minutes=1), lambda *_: None)
    assert [(change.change, change.title) for change in report.changes] == [("removed", "示例市党史简介")]
    with pytest.raises(Fault) as caught:
        remove(["没有的文件"], shelf, NOW, lambda *_: None)
    assert caught.value.code == "document_unknown"


def test_the_last_document_may_go_and_come_back(tmp_path, shelf):
    folder = write(tmp_path / "a", "停车.md", rule("示例市停车规定", "停车熄火。"))
    first = index(shelf, folder)
    remove(["示例市停车规定"], shelf, NOW + timedelta(minutes=1), lambda *_: None)
    empty = shelf.current()
    assert (empty.manifest.documents, search(empty, "停车", 5, NOW.date())) == (0, [])
    assert answer(empty, "停车要熄火吗", NOW.date()).status is Status.REFUSED
    index(shelf, folder, now=NOW + timedelta(minutes=2))
    assert shelf.current().manifest.content == shelf.open(shelf.root / first.snapshot).manifest.content
    assert answer(shelf.current(), "停车要熄火吗", NOW.date()).quotes[0].text == "停车熄火。"


def test_of_two_copies_the_more_complete_is_published(tmp_path, shelf):
    folder = write(tmp_path / "a", "全.md", rule("示例市停车规定", "甲。", "乙。", "丙。"))
    write(folder, "缺.md", rule("示例市停车规定", "甲。", "乙。"))
    report = index(shelf, folder)
    assert report.articles == 3
    assert any(words.startswith("copy_left_out") for _, _, words in report.warnings)


def test_a_second_writer_is_refused(sample, shelf):
    with shelf.writing(), pytest.raises(Fault) as caught:
        index(shelf, sample)
    assert caught.value.code == "reindex_running"


def test_a_changed_file_is_found_and_a_rollback_to_it_refused(tmp_path, sample, shelf):
    first = index(shelf, sample)
    index(shelf, write(tmp_path / "a", "a.md", rule("示例市停车规定", "甲。", "乙。")), now=NOW + timedelta(minutes=1))
    spans = shelf.root / first.snapshot / snapshot.SPANS
    spans.write_bytes(spans.read_bytes()[:-4] + b"\x00\x00\x00\x01")
    with pytest.raises(Fault) as caught:
        shelf.rollback(first.snapshot)
    assert caught.value.code == "snapshot_damaged"


def test_another_model_s_snapshot_is_refused(sample, shelf):
    report = index(shelf, sample)
    place = shelf.root / report.snapshot / "vectors" / "manifest.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "encoder": "another"}))
    with pytest.raises(Fault) as caught:
        new_shelf(shelf.root).current()
    assert caught.value.code == "vectors_of_another_model"


def test_only_the_last_few_are_kept(tmp_path, shelf):
    for number in range(snapshot.KEEP + 2):
        text = rule("示例市停车规定", "甲。", f"第{number}次修改。")
        index(shelf, write(tmp_path / "a", "a.md", text), now=NOW + timedelta(minutes=number))
    assert len(shelf.manifests()) == snapshot.KEEP
    assert shelf.manifests()[0].name == shelf.pointer()


def test_an_empty_shelf_says_so(shelf):
    with pytest.raises(Fault) as caught:
        shelf.current()
    assert caught.value.code == "snapshot_missing"


def test_a_library_that_another_version_of_the_program_wrote_is_built_anew(sample, shelf):
    first = index(shelf, sample)
    place = shelf.root / first.snapshot / snapshot.MANIFEST
    place.write_text(json.dumps({**json.loads(place.read_text()), "format": snapshot.FORMAT - 1}))
    again = index(new_shelf(shelf.root), sample, now=NOW + timedelta(minutes=1))
    assert (again.published, again.articles) == (True, first.articles)
    assert search(new_shelf(shelf.root).current(), QUESTIONS[0], 1)


def test_what_was_changed_is_known_when_the_snapshot_is_long_gone(tmp_path, shelf):
    for number in range(snapshot.KEEP + 2):
        folder = write(tmp_path / "texts", "a.md", rule("示例市规定", f"每年{number + 10}学时。"))
        index(shelf, folder, now=NOW + timedelta(minutes=number))
    names = shelf.reports()
    assert len(names) == snapshot.KEEP + 2
    assert [json.loads(shelf.report(name).read_text())["snapshot"] for name in names] == list(names)
    assert not (shelf.root / names[-1]).exists()
    assert shelf.report("../current") is shelf.report(names[0] + "x") is None
