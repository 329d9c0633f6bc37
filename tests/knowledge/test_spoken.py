"""Everyday words and the words of documents."""

import re
from pathlib import Path

import pytest

import knowledge
from knowledge.spoken import asking, pieces, plain

EVERYDAY = (Path(knowledge.__file__).parent / "everyday.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("请问党费怎么交", "党费怎么交"),
        ("入党誓词原文给我看看", "入党誓词"),
        ("停车规定到底管不管电动车？", "停车规定 管不管电动车"),
        ("给我看看", "给我看看"),
        ("听说每天要打卡对吗", "每天要打卡"),
        ("据说学习要手抄笔记，是吗？", "学习要手抄笔记"),
        ("对吗", "对吗"),
    ],
)
def test_courtesies_are_not_searched_for(said, matter):
    assert plain(said).split() == matter.split()


def meant(question):
    """Return what documents write otherwise, each with their words."""
    return {said: words for said, words in pieces(question) if words}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("活动的钱从哪里出", {"钱": "经费"}),
        ("支部得多久给大伙儿晒一回党费的账", {"大伙儿": "群众", "晒": "公布", "账": "收支"}),
        ("书记出差了会上谁来张罗", {"出差": "外出", "张罗": "主持"}),
        ("县委书记是谁", {"县委": "县委员会"}),
        ("党代会谁召集", {"党代会": "党的代表大会"}),
        ("月工资四千怎么算", {"工资": "工资收入"}),
        ("这么学的目的是什么", {"目的": "为了"}),
    ],
)
def test_what_documents_write_otherwise_is_known_with_their_words(said, words):
    found = meant(said)
    assert found.keys() == words.keys()
    assert all(word in found[said] for said, word in words.items())


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("党代会几年开一次", "每年"), ("机关党委一届几年", "每届任期"), ("多大年纪可以报名", "年满"),
        ("活动的钱从哪里出", "列入"), ("换届有哪几步", "程序"),
    ],
)  # fmt: skip
def test_ways_of_asking_are_known_by_how_documents_tell_it(said, word):
    assert word in asking(said)


def test_who_asks_for_nothing_of_the_kind_is_told_in_no_other_words():
    assert asking("预备党员能不能投票") == ()


def test_the_longest_way_to_say_it_is_meant():
    assert meant("支委会下周开") == {"支委会": ("支部委员会",)}
    assert "重新入党" in meant("他还能再入党吗")["再入党"]


@pytest.mark.parametrize(
    "question",
    [
        "预备党员的预备期是几年", "货物送错了目的地怎么办", "邻居弄坏东西不赔钱", "批准文号在哪里",
        "能不能告诉我举报人是谁", "市委员会由谁组成",
    ],
)  # fmt: skip
def test_a_word_is_not_meant_where_it_is_but_part_of_another(question):
    assert meant(question) == {}


@pytest.mark.parametrize("question", ["党代会几年开一次", "钱", "", "咱们的钱花哪儿了，谁管"])
def test_the_pieces_are_the_question(question):
    assert "".join(said for said, _ in pieces(question)) == question


def test_nothing_is_said_in_two_lines_of_the_everyday_words():
    lines = [line.split("|") for line in EVERYDAY.splitlines() if line and line[0] != "#"]
    said = [word for spoken, _ in lines for word in spoken.split()]
    assert len(said) == len(set(said)) > 500
    assert all(spoken.strip() and words.strip() for spoken, words in lines)
    # Numbers are what a document says, not how it says it.
    assert not any(re.search(r"[0-9]|[一二三四五六七八九十百]+(?:年|个月|天|人|届|分之)", words) for _, words in lines)
