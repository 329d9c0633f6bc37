"""Evaluation remembered, feedback exported, a ranking trained on it and used."""

import io
import json

import pytest
from shelves import NOW

from bot.__main__ import main
from bot.config import Config
from bot.library import shelf
from records import conversations
from records.engine import open_records


@pytest.fixture
def config(tmp_path):
    return Config(workspace=tmp_path / "w")


@pytest.fixture
def run(config, sample, capsys):
    def xuesi(*arguments):
        status = main([*arguments, "--workspace", str(config.workspace)])
        said = capsys.readouterr()
        return status, said.out, said.err

    xuesi("reindex", str(sample))
    return xuesi


def written(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def question(number, text, document, article=None, **more):
    return {"id": str(number), "question": text, "relevant": [{"document": document, "article": article}], **more}


@pytest.fixture
def clauses(config, run):
    """Every clause of the sample documents as a question after its article."""
    snapshot = shelf(config).current()
    found = []
    for row in map(snapshot.catalog.row, range(snapshot.manifest.articles)):
        title = snapshot.catalog.versions[row.version].metadata.title
        found += [
            question(len(found), part, title, row.article.key) for part in row.article.text.split("，") if len(part) > 5
        ]
    return found


def test_an_evaluation_tells_types_apart_and_what_changed(run, tmp_path, sample):
    rows = [
        question(1, "请假后多久补学", "示例市党员学习请假规定", type="期限"),
        question(2, "流动党员怎么学习", "示例市流动党员学习规定", type="对象"),
    ]
    path = written(tmp_path / "q.jsonl", rows)
    first = run("evaluate", path)[1]
    assert "期限（1 题）" in first
    assert "第一次测量" in first
    assert "与上次测量相同" in run("evaluate", path)[1]
    run("documents", "remove", "示例市流动党员学习规定")
    changed = run("evaluate", path)[1].split("与上次测量相比：")[1]
    assert "recall@10        -0.5000" in changed
    assert "变差 1 题：流动党员怎么学习" in changed
    assert "ms_" not in changed
    run("reindex", str(sample))
    found = json.loads(run("evaluate", path, "--json")[1])
    assert (found["change"]["recall@10"], found["change"]["better"], found["change"]["worse"]) == (0.5, ["2"], [])
    assert found["types"]["期限"]["questions"] == 1


def test_a_reindex_tells_what_golden_questions_gave_or_why_it_is_kept_back(run, config, sample):
    golden = [question(1, "流动党员怎么学习", "示例市流动党员学习规定")]
    written(config.workspace / "golden.jsonl", golden)
    status, _, err = run("documents", "remove", "示例市流动党员学习规定")
    assert status == 1
    assert "没有发布" in err
    assert "变差的问题：流动党员怎么学习" in err
    assert "golden_margin_percent" in err
    said = run("documents", "remove", "示例市党员学习请假规定")[1]
    assert "recall@10 1.0 → 1.0" in said


def test_feedback_becomes_rows_without_names(run, config, tmp_path):
    snapshot, records = shelf(config).current(), open_records(config.records_url)
    source = snapshot.catalog.row(3).source
    records.write(
        lambda c: conversations.add_turn(c, "t", "web:group:g", "web:anna", NOW, "学几次", "answered", source)
    )
    records.write(
        lambda c: conversations.add_turn(c, "u", "web:group:g", "web:anna", NOW, "学什么", "answered", "gone#1")
    )
    for turn in ("t", "u"):
        records.write(lambda c, t=turn: conversations.give_feedback(c, t, "web:anna", NOW, useful=True))
    records.close()
    out = run("ranking", "rows", str(tmp_path / "rows.jsonl"))[1]
    assert "1 条" in out
    text = (tmp_path / "rows.jsonl").read_text(encoding="utf-8")
    assert json.loads(text)["relevant"][0]["article"] == snapshot.catalog.row(3).article.label
    assert "anna" not in text


def test_what_members_say_in_the_chat_becomes_rows_and_what_was_wrong_waits_for_the_right_article(
    run, config, tmp_path, monkeypatch
):
    """An answer of use, one of none, and one to words that mean nothing without the question before them."""
    monkeypatch.setattr("sys.stdin", io.StringIO("请假后多久补学\n有用\n党员一年要学多少学时\n没用\n那请假呢\n有用\n"))
    run("chat")
    rows, left = tmp_path / "rows.jsonl", tmp_path / "left.jsonl"
    said = run("ranking", "rows", str(rows), "--useless", str(left))[1]
    assert "relevant 里填上正确的" in said
    (useful,) = map(json.loads, rows.read_text(encoding="utf-8").splitlines())
    (useless,) = map(json.loads, left.read_text(encoding="utf-8").splitlines())
    assert (useful["question"], useful["relevant"][0]["article"]) == ("请假后多久补学", "第二条")
    assert (useless["question"], useless["relevant"]) == ("党员一年要学多少学时", [])
    assert useless["shown"][0]["document"]
    assert json.loads(run("evaluate", str(left), "--json")[1])["recall@10"] == 0.0


def test_a_ranking_is_trained_and_used(run, tmp_path, clauses):
    path, out = written(tmp_path / "q.jsonl", clauses), tmp_path / "own.json"
    assert json.loads(run("ranking", "train", path, "--out", str(out), "--json")[1])["rows"] == len(clauses)
    settings = tmp_path / "config.toml"
    settings.write_text(f'[knowledge]\nranking = "{out}"\n', encoding="utf-8")
    found = json.loads(run("search", "请假后多久补学", "--json", "--config", str(settings))[1])
    plain = json.loads(run("search", "请假后多久补学", "--json")[1])
    assert {row["document"] for row in found[:3]} & {"示例市党员学习请假规定", "示例市党员学习管理办法"}
    assert [row["score"] for row in found] != [row["score"] for row in plain]


def test_too_few_questions_train_nothing(run, tmp_path, clauses):
    status, _, err = run(
        "ranking", "train", written(tmp_path / "q.jsonl", clauses[:20]), "--out", str(tmp_path / "own.json")
    )
    assert (status, "少于 100 个" in err) == (1, True)
    assert not (tmp_path / "own.json").exists()
