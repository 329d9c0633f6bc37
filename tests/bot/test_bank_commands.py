"""`xuesi bank` as it is typed, on a workspace with the sample documents."""

import io
import json

import openpyxl
import pytest
from shelves import index, new_shelf

from bot.__main__ import main


@pytest.fixture
def xuesi(tmp_path, sample, capsys, monkeypatch):
    """Runs a command in a workspace of its own; returns its status and what it wrote."""
    index(new_shelf(tmp_path / "knowledge"), sample)
    monkeypatch.chdir(tmp_path)

    def run(*words, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main([*map(str, words), "--workspace", str(tmp_path)])
        return status, capsys.readouterr().out

    return run


@pytest.fixture
def questions(sample):
    return sample.parent / "bank.jsonl"


def test_a_trial_changes_nothing_and_says_so(xuesi, questions):
    status, said = xuesi("bank", "import", questions, "--create", "--dry-run")
    assert status == 0
    assert "读到 73 题：新题 73，已有 0，有问题 0。" in said
    assert "试运行" in said
    assert "题库还是空的" in xuesi("bank", "list")[1]


def test_new_topics_are_to_be_wanted(xuesi, questions):
    status, said = xuesi("bank", "import", questions)
    assert status == 1
    assert "没有“党员学习”这个知识点" in said
    assert "--create" in said
    assert "题库还是空的" in xuesi("bank", "list")[1]


def test_in_and_out_and_in_again(xuesi, questions, tmp_path):
    assert "已导入 73 题" in xuesi("bank", "import", questions, "--create")[1]
    assert "已写入 73 题" in xuesi("bank", "export", tmp_path / "out.xlsx")[1]
    status, said = xuesi("bank", "import", tmp_path / "out.xlsx")
    assert (status, "没有新题" in said) == (0, True)
    assert len(json.loads(xuesi("bank", "list", "--state", "waiting", "--json")[1])) == 73


def test_one_wrong_row_keeps_the_whole_file_out(xuesi, tmp_path):
    (tmp_path / "题.txt").write_text(
        "1. 党支部每月学习几次？\nA. 一次 B. 两次\n答案：B\n2. 每次不超过几分钟？\nA. 六十 B. 九十\n答案：E\n",
        encoding="utf-8",
    )
    status, said = xuesi("bank", "import", "题.txt")
    assert status == 1
    assert "第 4 行（正确答案）：答案里的字母超出了选项（共 2 个）。请改正" in said
    rows = list(openpyxl.load_workbook(tmp_path / "题_问题.xlsx").active.iter_rows(values_only=True))
    assert rows[0] == ("行", "列", "栏目", "问题", "内容")
    assert rows[1][0] == 4
    assert "题库还是空的" in xuesi("bank", "list")[1]
    found = json.loads(xuesi("bank", "import", "题.txt", "--json")[1])
    assert (found["rows"], found["refused"], found["taken"]) == (2, 1, 0)


def test_questions_are_made_and_reviewed(xuesi):
    made = json.loads(xuesi("bank", "generate", "示例市机关学习制度", "--json")[1])
    assert made["kept"] >= 3
    assert {row["document"] for row in made["items"]} == {"示例市机关学习制度"}
    status, said = xuesi("bank", "review", typed="y\nn\nn 题意不清\nx\n\nq\n")
    assert status == 0
    assert "请写明拒绝的理由" in said
    assert "本次通过 1 题，拒绝 1 题" in said
    states = [row["state"] for row in json.loads(xuesi("bank", "list", "--json")[1])]
    assert (states.count("active"), states.count("archived")) == (1, 1)


def test_the_bank_follows_the_library(xuesi, tmp_path, capsys):
    xuesi("bank", "generate", "示例市机关学习制度")
    xuesi("bank", "review", typed="y\n" * 9)
    (tmp_path / "新.md").write_text(
        "---\ntitle: 示例市机关学习制度\nversion: 2025\nissuer: 示例市机关工委\neffective_from: 2025-03-01\n---\n"
        "# 示例市机关学习制度\n\n第一条 不得以打卡、积分、排名的方式要求党员学习。\n\n第二条 学习自愿。\n",
        encoding="utf-8",
    )
    main(["reindex", str(tmp_path / "新.md"), "--workspace", str(tmp_path)])
    assert "停用" in capsys.readouterr().err
    states = {row["stem"][:10]: row["state"] for row in json.loads(xuesi("bank", "list", "--json")[1])}
    assert "suspended" in states.values()
    main(["rollback", "--workspace", str(tmp_path)])
    assert "恢复启用" in capsys.readouterr().err


def test_an_unknown_document(xuesi, capsys):
    assert xuesi("bank", "generate", "示例县制度")[0] == 1
