"""Members' own words: what they say otherwise than documents is answered, what only comes near is not."""

from datetime import date

import pytest

from knowledge.answer import answer
from knowledge.evidence import Status

STUDY = "示例市党员学习管理办法"


def ask(library, question):
    return answer(library, question, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("question", "document", "address", "words"),
    [
        ("示例市支部工作章程由哪个部门负责解释？", "示例市支部工作章程", "第十一条", "本章程由中共示例市委组织部负责解释。"),
        ("《集体学习规则》从哪一天起施行？", "示例市党组织集体学习规则", "第八条", "本规则自2024年3月1日起施行。"),
        ("《示例市党员教育经费管理办法》从哪一天起施行？", "示例市党员教育经费管理办法", "第五条", "本办法自2027年1月1日起施行。"),
    ],
)  # fmt: skip
def test_who_explains_a_document_and_since_when_it_holds_is_asked_in_many_ways(
    library, question, document, address, words
):
    found = ask(library, question)
    assert (found.status, found.quotes[0].document, found.quotes[0].address) == (Status.ANSWERED, document, address)
    assert found.quotes[0].text.startswith(words)


def test_the_same_year_is_a_time(library):
    found = ask(library, "示例镇党小组是什么时候成立的，当时有几名党员？")
    assert "同年冬天，示例镇党小组成立，共有党员三名。" in found.quotes[0].text


@pytest.mark.parametrize(
    ("question", "document", "words"),
    [
        ("小组会上一般都干点啥", "示例市支部工作章程", "党小组会每月召开一次"),
        ("支部书记来不了，集中学习让谁张罗", STUDY, "由副书记或者组织委员主持"),
        ("支部书记空缺了怎么办", "示例市支部工作章程", "支部书记出缺超过三个月的，应当及时补选"),
        ("咱支部的党费多久晒一次账", "示例市党费收缴管理规定", "每年公布一次党费收缴和使用情况"),
        ("刚当上书记的要不要去上培训班，得上多少个钟头", STUDY, "时间不少于二十四学时"),
    ],
)
def test_what_people_say_otherwise_than_documents_is_answered_first(library, question, document, words):
    found = ask(library, question)
    assert (found.status, found.quotes[0].document) == (Status.ANSWERED, document)
    assert words in found.quotes[0].text


@pytest.mark.parametrize("question", ["学习补贴每月多少", "请假条要写多少字", "读书会的会费是多少钱"])
def test_who_asks_how_much_is_not_answered_by_what_tells_no_such_quantity(library, question):
    assert ask(library, question).status is Status.REFUSED
