"""The command line: exit codes, one JSON value, progress apart from results."""

import json
import os
import subprocess
import sys

import pytest
from shelves import ROOT

from bot.__main__ import main
from bot.commands import commands
from bot.phrases.commands import EXAMPLES, HELP


@pytest.fixture
def run(tmp_path, capsys):
    def xuesi(*arguments):
        status = main([*arguments, "--workspace", str(tmp_path / "w")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return xuesi


@pytest.fixture
def filled(run, sample):
    run("reindex", str(sample))
    return run


def test_every_command_has_help_with_an_example():
    names = {command.name for command in commands()}
    assert names == set(EXAMPLES)
    assert names <= set(HELP)


def test_ask_prints_one_json_value(filled):
    status, out, err = filled("ask", "学习管理办法第三条第二款", "--json")
    found = json.loads(out)
    assert (status, err, found["status"]) == (0, "", "answered")
    assert found["quotes"][0]["address"] == "第三条第二款"
    assert {"document", "version", "effective_from", "article", "address", "text", "score"} <= set(found["quotes"][0])


def test_ask_loads_neither_records_nor_pages_nor_models(filled, tmp_path):
    heavy = (
        "sqlalchemy",
        "fastapi",
        "uvicorn",
        "torch",
        "sentence_transformers",
        "openpyxl",
        "docx",
        "lxml",
        "pypdfium2",
    )
    program = (
        "import sys; from bot.__main__ import main; main(sys.argv[1:]);"
        f"sys.exit('loads ' + ' '.join(sorted(set({heavy}) & set(sys.modules))) if set({heavy}) & set(sys.modules) else 0)"
    )
    command = [sys.executable, "-c", program, "ask", "每月集中学习几次", "--workspace", str(tmp_path / "w")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ask_on_an_earlier_day(filled):
    _, out, _ = filled("ask", "党员每年参加集中学习不少于多少学时", "--as-of", "2022-01-01")
    assert "二十四学时" in out
    assert "（2021，2021年7月1日起施行）" in out


def test_a_refusal_is_an_answer_and_an_empty_library_a_failure(filled, tmp_path, capsys):
    assert filled("ask", "差旅费报销标准是多少")[0] == 0
    assert main(["ask", "差旅费", "--workspace", str(tmp_path / "empty")]) == 1
    assert "请先运行 xuesi reindex" in capsys.readouterr().err


def test_bad_usage_exits_with_two(run):
    with pytest.raises(SystemExit) as caught:
        run("ask")
    assert caught.value.code == 2


def test_the_change_report_and_the_way_back(filled, tmp_path):
    (tmp_path / "停车.md").write_text("示例市停车规定\n第一条 甲。\n第二条 乙。", encoding="utf-8")
    _, out, _ = filled("reindex", str(tmp_path / "停车.md"), "--dry-run")
    assert "新增 《示例市停车规定》" in out
    report = json.loads(filled("reindex", str(tmp_path / "停车.md"), "--json")[1])
    assert (report["published"], report["documents"]) == (True, 16)
    assert "示例市停车规定" in filled("documents", "list")[1]
    assert filled("documents", "remove", "示例市停车规定")[0] == 0
    filled("rollback")
    assert "示例市停车规定" in filled("documents", "list")[1]
    assert len(json.loads(filled("snapshots", "--json")[1])) == 3


def test_search_and_evaluate(filled):
    hits = json.loads(filled("search", "流动党员联系", "-k", "3", "--json")[1])
    assert hits[0]["document"] == "示例市流动党员学习规定"
    figures = json.loads(filled("evaluate", str(ROOT / "tests" / "golden" / "sample.jsonl"), "--json")[1])
    assert set(figures) >= {
        "questions",
        "recall@1",
        "recall@100",
        "mrr",
        "ndcg@10",
        "false_answers",
        "false_refusals",
        "ms_p50",
        "ms_p95",
    }


def test_doctor_says_what_to_do(filled):
    status, out, _ = filled("doctor")
    assert status == 1
    assert "请用 xuesi accounts add 名字 新建一个" in out
    assert filled("accounts", "add", "anna")[0] == 0
    assert filled("doctor")[0] == 0
    assert filled("accounts", "add", "anna")[0] == 1


def test_the_terminal_is_a_chat_too(filled, monkeypatch, tmp_path):
    filled("snapshots")
    command = [sys.executable, "-m", "bot", "chat", "--workspace", str(tmp_path / "w")]
    lines = "党员大会多久开一次\n1\n有用\n"
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, env=os.environ, check=True)
    assert "《示例市支部工作章程》" in done.stdout
    assert "回复数字：1 看全条" in done.stdout
    assert "谢谢，已记下。" in done.stdout
