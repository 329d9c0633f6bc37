"""The command line: exit codes, one JSON value, progress apart from results."""

import json
import os
import subprocess
import sys
from contextlib import closing

import pytest
import sqlalchemy as sa
from shelves import ROOT

from bot.__main__ import main
from bot.commands import commands
from bot.phrases.commands import EXAMPLES, HELP
from bot.sheets import Sheet, written
from records import audit, organisation
from records.engine import open_records


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


def test_the_last_document_may_be_removed(run, tmp_path):
    (tmp_path / "停车.md").write_text("示例市停车规定\n第一条 甲。\n第二条 乙。", encoding="utf-8")
    run("reindex", str(tmp_path / "停车.md"))
    assert run("documents", "remove", "示例市停车规定")[0] == 0
    assert "库中没有文件" in run("documents", "list")[1]
    assert "未作回答" in run("ask", "停车有什么规定")[1]


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
    lines = "支部每个月集中学习几次\n1\n有用\n"
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=ROOT, env=os.environ, check=True)
    assert "《示例市党员学习管理办法》" in done.stdout
    assert "回复数字：1 看第四条" in done.stdout
    assert "谢谢，已记下。" in done.stdout


@pytest.fixture
def enrolled(run, tmp_path):
    book = tmp_path / "名册.xlsx"
    nodes = Sheet(
        "组织", ("组织名称", "上级组织", "类型"), [("示例市委", "", "党委"), ("第一支部", "示例市委", "党支部")]
    )
    people = Sheet("成员", ("工号", "姓名", "所在支部"), [("0101", "张三", "第一支部"), ("0102", "李四", "第一支部")])
    book.write_bytes(written([nodes, people], "示例"))
    assert run("organisation", "import", str(book))[0] == 0
    return run


def test_tree_and_roster_come_and_go_as_workbooks(enrolled, tmp_path):
    nodes = json.loads(enrolled("organisation", "list", "--json")[1])
    assert [(node["name"], node["members"]) for node in nodes] == [("示例市委", 0), ("第一支部", 2)]
    for group in ("organisation", "members"):
        book = str(tmp_path / f"{group}.xlsx")
        assert enrolled(group, "export", book)[0] == 0
        report = json.loads(enrolled(group, "import", book, "--json")[1])
        assert [(one["added"], one["changed"]) for one in report["reports"]] == [(0, 0)]
    status, _, err = enrolled("members", "import", str(tmp_path / "没有.xlsx"))
    assert (status, "打不开" in err) == (1, True)


def test_what_only_guides_stands_beside_the_tree_and_is_listed(enrolled, tmp_path):
    book = tmp_path / "党组.xlsx"
    nodes = Sheet("组织", ("组织名称", "上级组织", "类型"), [("示例市局党组", "", "党组")])
    guides = Sheet("指导关系", ("指导方", "被指导方", "关系"), [("示例市局党组", "示例市委", "领导")])
    book.write_bytes(written([nodes, guides], "示例"))
    assert enrolled("organisation", "import", str(book))[0] == 0
    assert "示例市局党组  党组" in enrolled("organisation", "list")[1]
    assert "示例市局党组" not in enrolled("organisation", "list", "示例市委")[1]


def test_a_wrong_workbook_fails_and_says_where(enrolled, tmp_path):
    book = tmp_path / "错.xlsx"
    book.write_bytes(written([Sheet("成员", ("工号", "姓名", "所在支部"), [("0103", "王五", "第九支部")])], "示例"))
    status, out, _ = enrolled("members", "import", str(book), "--dry-run")
    assert status == 1
    assert "“成员”第2行“所在支部”：没有找到“第九支部”" in out


def test_members_are_added_moved_exempted_given_offices_and_leave(enrolled):
    def row(code):
        return next((one for one in json.loads(enrolled("members", "list", "--json")[1]) if one["code"] == code), None)

    assert enrolled("members", "add", "0103", "王五", "第一支部", "--state", "预备党员")[0] == 0
    assert enrolled("members", "add", "0103", "王五", "第一支部")[0] == 1
    assert enrolled("members", "move", "0103", "示例市委")[0] == 0
    assert (row("0103")["branch"], row("0103")["state"]) == ("示例市委", "预备党员")
    assert enrolled("members", "exempt", "0103")[0] == 0
    assert row("0103")["exempt"] is True
    assert enrolled("members", "exempt", "0103", "--no")[0] == 0
    assert row("0103")["exempt"] is False
    assert enrolled("members", "role", "0103", "书记", "示例市委", "--starts", "2026-01-01")[0] == 0
    assert enrolled("members", "role", "0103", "书记", "示例市委", "--ends", "2026-06-30")[0] == 0
    assert enrolled("members", "leave", "0103")[0] == 0
    assert row("0103") is None
    status, _, err = enrolled("members", "leave", "9999")
    assert (status, "没有工号 9999" in err) == (1, True)


def test_codes_are_printed_for_those_who_are_not_bound(enrolled):
    found = json.loads(enrolled("members", "codes", "第一支部", "--link", "https://example.cn/", "--json")[1])
    assert [one["name"] for one in found] == ["张三", "李四"]
    assert found[0]["link"] == f"https://example.cn/#code={found[0]['secret'].replace('-', '')}"
    (one,) = json.loads(enrolled("members", "codes", "第一支部", "--member", "0102", "--json")[1])
    assert one["code"] == "0102"
    assert enrolled("members", "codes", "第一支部", "--member", "0109")[0] == 1


def test_doctor_knows_the_roster_and_the_trail(enrolled):
    _, out, _ = enrolled("doctor")
    assert "审计链：完整" in out
    assert "2 个组织、2 名成员，0 名已绑定" in out


def test_a_branch_opens_names_for_a_purpose_and_closes_them_and_each_is_in_the_trail(enrolled, tmp_path):
    url = f"sqlite:///{tmp_path / 'w' / 'records.db'}"
    assert enrolled("organisation", "named", "第一支部", "--purpose", "结对辅导")[0] == 0
    assert enrolled("organisation", "warmup", "第一支部")[0] == 0
    with closing(open_records(url)) as records, records.read() as reader:
        node = organisation.find(reader, "第一支部")
        assert organisation.purpose(reader, node) == "结对辅导"
        assert organisation.warms_up(reader, node)
    assert enrolled("organisation", "named", "第一支部", "--off")[0] == 0
    assert enrolled("organisation", "warmup", "第一支部", "--off")[0] == 0
    with closing(open_records(url)) as records, records.read() as reader:
        assert organisation.purpose(reader, node) == ""
        assert not organisation.warms_up(reader, node)
        rows = reader.execute(sa.select(audit.audit.c.action, audit.audit.c.facts).order_by(audit.audit.c.id))
        kept = [(row.action, json.loads(row.facts)) for row in rows if row.action in ("named_purpose", "warm_up")]
    assert kept == [
        ("named_purpose", {"node": node.id, "purpose": "结对辅导"}),
        ("warm_up", {"node": node.id, "on": True}),
        ("named_purpose", {"node": node.id, "purpose": ""}),
        ("warm_up", {"node": node.id, "on": False}),
    ]
    status, _, err = enrolled("organisation", "named", "第一支部", "--purpose", "辅" * 101)
    assert (status, "用途超过 100 字" in err) == (1, True)
