"""审题 in the chat: for reviewers, in private, one item after the other."""

from datetime import date

import pytest

from bot.channels.web import CAPABILITIES
from bot.message import Address, ChatKind, Inbound, Sender
from quiz import bank, generate
from quiz.item import State
from records import audit, members, organisation

DAY = date(2026, 3, 2)


@pytest.fixture
def people(records, clock):
    """A reviewer, a secretary, both bound; returns their senders."""

    def fill(connection):
        root = organisation.add(connection, "1", "示例市机关工委", "机关工委", "市", None, DAY)
        for name, role in (("reviewer", "题目审核员"), ("secretary", "书记")):
            number = members.add(connection, name, "示例", root, "正式党员", clock())
            members.bind(connection, number, f"web:{name}", f"web:private:{name}", clock())
            members.give_role(connection, number, role, root, DAY)

    records.write(fill)


@pytest.fixture
def waiting(records, library, clock):
    """Three items that wait."""
    made = generate.generate(library, generate.in_force(library, DAY, ["示例市机关学习制度"]), 1).items[:3]
    return records.write(lambda c: [bank.add(c, library, item, "generated", "x", clock()) for item in made])


@pytest.fixture
def talk(reception, clock):
    """Says something in private (or in a group) and returns the words of the reply, and its choices."""
    count = 0

    def say(who, text="", kind=ChatKind.PRIVATE, token=""):
        nonlocal count
        count += 1
        address = Address("web", kind, who if kind is ChatKind.PRIVATE else "study")
        inbound = Inbound(f"{who}{count}", address, Sender("web", who), clock(), text, True, token)
        parts = [part for letter in reception.handle(inbound, CAPABILITIES) for part in letter.payload["parts"]]
        words = "\n".join(part["text"] for part in parts if part["kind"] in ("text", "card"))
        tokens = {choice["label"]: choice["token"] for part in parts for choice in part.get("choices", ())}
        return words, tokens

    return say


def state_of(records, number):
    with records.read() as reader:
        return bank.entry(reader, number).state


def test_items_are_passed_and_rejected_one_after_the_other(people, waiting, talk, records):
    words, choices = talk("reviewer", "审题")
    assert f"第 {waiting[0]} 题" in words
    assert "《示例市机关学习制度》第三条" in words
    assert "还有 3 题" in words
    words, choices = talk("reviewer", token=choices["通过"])
    assert words.startswith(f"第 {waiting[0]} 题已通过。")
    assert f"第 {waiting[1]} 题" in words
    assert state_of(records, waiting[0]) is State.ACTIVE
    assert "请回复：拒绝" in talk("reviewer", f"拒绝 {waiting[1]}")[0]
    assert state_of(records, waiting[1]) is State.WAITING
    talk("reviewer", f"拒绝 {waiting[1]} 题意不清")
    assert state_of(records, waiting[1]) is State.ARCHIVED
    with records.read() as reader:
        last = bank.events(reader, waiting[1])[0]
    assert (last["action"], last["reason"], last["actor"]) == ("reject", "题意不清", "member:1")
    assert "没有等待审核" in talk("reviewer", f"通过 {waiting[2]}")[0]
    assert "可能已有人处理" in talk("reviewer", f"通过 {waiting[2]}")[0]


def test_the_next_one_without_deciding(people, waiting, talk):
    _, choices = talk("reviewer", "审题")
    assert f"第 {waiting[1]} 题" in talk("reviewer", token=choices["下一题"])[0]


def test_an_edit_is_checked_like_a_row_of_a_file(people, waiting, talk, records):
    number = waiting[0]
    assert "例如：改题" in talk("reviewer", f"改题 {number}")[0]
    assert "超出了选项" in talk("reviewer", f"改题 {number} 答案 H")[0]
    assert "请照条文原样摘录" in talk("reviewer", f"改题 {number} 原文 每月打卡")[0]
    assert f"第 {number} 题的修改已保存。" in talk("reviewer", f"改题 {number} 解析 见第三条。")[0]
    with records.read() as reader:
        held = bank.entry(reader, number)
    assert (held.item.explanation, held.state) == ("见第三条。", State.WAITING)


def test_only_reviewers_and_never_in_a_group(people, waiting, talk, records):
    assert talk("reviewer", "审题", ChatKind.GROUP)[0] == "审题请私聊我，不在群里说。"
    for who in ("secretary", "stranger"):
        words, choices = talk(who, f"通过 {waiting[0]}")
        assert "已通过" not in words
        assert choices == {}
    assert state_of(records, waiting[0]) is State.WAITING
    with records.read() as reader:
        assert audit.broken(reader) is None


@pytest.mark.parametrize("words", ["通过什么程序选举", "拒绝交党费怎么办", "审题是什么意思", "通过 3 次会议"])
def test_questions_that_only_sound_alike_are_asked(people, waiting, talk, words):
    said = talk("reviewer", words)[0]
    assert said
    assert "第 1 题" not in said
