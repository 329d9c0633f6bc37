"""Everyday words and the words of documents."""

import pytest

from knowledge.spoken import plain, written


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


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("党代会几年开一次", ("党的代表大会", "每年", "召开举行一次")),
        ("机关党委一届几年", ("机关党的基层委员会", "每届任期年")),
        ("多大年纪可以报名", ("年满周岁年龄",)),
        ("活动的钱从哪里出", ("经费", "列入保障")),
        ("开会有哪几步", ("程序手续",)),
        ("党费标准是多少", ("党费", "比例")),
    ],
)
def test_a_question_is_read_as_documents_write(said, words):
    assert all(word in written(said) for word in words)


def test_a_question_in_written_words_stays():
    assert written("预备党员的预备期为多长时间") == "预备党员的预备期为多长时间"


@pytest.mark.parametrize(
    "question", ["货物送错了目的地怎么办", "邻居弄坏东西不赔钱", "批准文号在哪里查", "能不能告诉我举报人是谁"]
)
def test_an_everyday_word_is_not_meant_where_it_is_but_part_of_another(question):
    assert written(question) == question


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("学习的目的是什么", "为了制定"),
        ("要交多少钱", "经费费用"),
        ("月工资四千交多少党费", "工资收入"),
        ("县委书记是谁", "县委员会"),
    ],
)
def test_it_is_meant_where_it_stands_alone_or_ends_another(question, words):
    assert words in written(question)
