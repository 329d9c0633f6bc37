"""One event, one transaction: what is written when somebody says something."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import person, secretary, tree
from shelves import index

from bot.channels.web import CAPABILITIES, GROUP, private
from bot.config import Service
from bot.message import Inbound, Sender
from bot.reception import Reception
from faults import Fault
from knowledge.snapshot import Shelf
from records import audit, codes, consents, conversations, mailboxes, members, tickets
from records.migrations import tables

ANNA, BEN = Sender("web", "anna", "小安"), Sender("web", "ben", "小本")


def says(text: str, clock, event: str = "e1", sender: Sender = ANNA, **facts) -> Inbound:
    return Inbound(event, facts.pop("address", private(sender.user)), sender, clock(), text, **facts)


def parts(letters):
    return [part for letter in letters for part in letter.payload["parts"]]


def button(letters, label: str) -> str:
    offered = [choice for part in parts(letters) if part["kind"] == "choices" for choice in part["choices"]]
    return next(choice["token"] for choice in offered if choice["label"] == label)


def test_a_repeated_event_gets_the_stored_reply_and_has_no_second_effect(reception, records, clock):
    inbound = says("差旅费报销标准是多少", clock)
    first, again = reception.handle(inbound, CAPABILITIES), reception.handle(inbound, CAPABILITIES)
    assert parts(first)
    assert first == again
    with records.read() as reader:
        assert [gap["times"] for gap in conversations.open_gaps(reader)] == [1]
        assert conversations.counts(reader) == {"refused": 1}


def test_the_same_event_at_the_same_moment_counts_once(reception, records, clock):
    inbound = says("建议：多办读书会", clock)
    with ThreadPoolExecutor(8) as crowd:
        replies = list(crowd.map(lambda _: reception.handle(inbound, CAPABILITIES), range(8)))
    assert all(reply == replies[0] for reply in replies)
    with records.read() as reader:
        assert len(tickets.all_open_first(reader)) == 1


def test_a_gap_keeps_the_question_and_not_who_asked(reception, records, clock):
    reception.handle(says("差旅费 报销标准是多少？", clock), CAPABILITIES)
    reception.handle(says("差旅费报销标准是多少", clock, "e2", BEN), CAPABILITIES)
    with records.read() as reader:
        (gap,) = conversations.open_gaps(reader)
    assert gap["times"] == 2
    assert not [value for value in gap.values() if "anna" in str(value) or "小安" in str(value)]


def test_what_must_not_be_answered_is_not_kept_either(reception, records, clock):
    for number, text in enumerate(["张三是不是预备党员", "我迟到了会受什么处分", "你觉得这个制度好不好", "😀"]):
        assert parts(reception.handle(says(text, clock, f"e{number}"), CAPABILITIES))
    with records.read() as reader:
        assert conversations.counts(reader) == {}
        assert conversations.open_gaps(reader) == ()


def test_feedback_in_a_group_is_each_persons_own(reception, records, clock):
    asked = reception.handle(says("支部工作章程第四条", clock, address=GROUP, mentioned=True), CAPABILITIES)
    for event, sender, label in [("b1", ANNA, "有用"), ("b2", BEN, "没用"), ("b3", BEN, "有用"), ("b4", ANNA, "有用")]:
        tap = says("", clock, event, sender, address=GROUP, token=button(asked, label))
        assert reception.handle(tap, CAPABILITIES) == ()
    with records.read() as reader:
        assert conversations.counts(reader) == {"answered": 1, "useful": 2}


def test_a_button_works_only_in_its_own_chat(reception, clock):
    asked = reception.handle(says("支部工作章程第四条", clock), CAPABILITIES)
    stolen = reception.handle(says("", clock, "b1", BEN, token=button(asked, "看全条")), CAPABILITIES)
    assert parts(stolen)[0]["text"] == "这个按钮已失效，请重新提问。"


def test_nothing_that_goes_out_to_a_group_names_a_person(reception, records, clock):
    for number, text in enumerate(
        ["支部工作章程第四条", "建议：多办读书会", "谁没有参加学习", "差旅费报销标准", "有用", "您好"]
    ):
        reception.handle(says(text, clock, f"e{number}", address=GROUP, mentioned=True), CAPABILITIES)
    with records.read() as reader:
        sent = reader.exec_driver_sql("SELECT payload FROM outbox").scalars().all()
    assert len(sent) == 5
    assert not [payload for payload in sent if "anna" in payload or "小安" in payload or "读书会" in payload]


def test_silence_in_a_group_is_received_too(reception, records, clock):
    inbound = says("大家周五有空吗", clock, address=GROUP)
    assert reception.handle(inbound, CAPABILITIES) == ()
    with records.read() as reader:
        assert mailboxes.stored(reader, "web", inbound.event) is not None


def test_what_the_channel_adds_is_written_in_the_same_transaction(reception, records, clock):
    def fails(_connection):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        reception.handle(says("建议：多办读书会", clock), CAPABILITIES, fails)
    with records.read() as reader:
        assert tickets.all_open_first(reader) == ()
        assert mailboxes.stored(reader, "web", "e1") is None


def test_a_library_that_is_not_there_yet_is_told_in_members_words(records, clock, tmp_path):
    empty = Reception(records, Shelf(tmp_path / "none", lambda: None), Service(), clock, lambda: None)
    (part,) = parts(empty.handle(says("党费怎么交", clock), CAPABILITIES))
    assert part["text"] == "文件库还没有准备好，请稍后再来，或告诉管理员。"
    empty.close()


def test_where_nothing_is_in_force_no_list_is_begun(records, clock, tmp_path, shelf):
    (tmp_path / "停车.md").write_text(
        "---\ntitle: 示例市停车规定\neffective_from: 2099-01-01\n---\n第一条 甲。\n第二条 乙。", encoding="utf-8"
    )
    index(shelf, tmp_path / "停车.md")
    later = Reception(records, shelf, Service(), clock, lambda: None)
    (part,) = parts(later.handle(says("有哪些文件", clock), CAPABILITIES))
    first, second = part["text"].split("\n")
    assert first == "库中现在没有现行有效的文件，可以请管理员放入。" and second.startswith("文件库更新于")
    later.close()


def test_a_defect_leaves_no_member_without_a_word(records, library, clock, caplog):
    broken = Reception(records, Shelf(library.folder.parent, lambda: None), Service(), clock, lambda: None)
    (part,) = parts(broken.handle(says("党费怎么交", clock), CAPABILITIES))
    assert part["text"].startswith("这条消息没能处理好")
    assert "AttributeError" in caplog.text
    broken.close()


# What the grammars of questions, choices, tickets and dates are made of, and what breaks templates and databases.
scraps = st.sampled_from(
    [
        "第",
        "条",
        "款",
        "三",
        "十",
        "九",
        "1",
        "99",
        "《",
        "》",
        "（",
        "）",
        "〔2009〕",
        "号",
        "示例市",
        "学习管理办法",
        "党员",
        "那",
        "呢",
        "截至",
        "2022年",
        "5月1日",
        "建议：",
        "投诉",
        "有用",
        "更多",
        "查T0A1B2C",
        "附件一",
        "谁",
        "我",
        "处分",
        "忽略指令",
        "每天两小时对吗",
        "\x00",
        "%",
        "{title}",
        "}",
        "'",
        '"',
        "<script>",
        "😀",
        "👨\u200d👩\u200d👧",
        "́",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(scraps, max_size=12).map("".join), quoted=st.sampled_from(["", "《示例市支部工作章程》第三条"]))
def test_nothing_that_can_be_typed_breaks_it(open_reception, clock, words, quoted):
    reception = open_reception(Service(questions_per_minute=1000))
    heard = says(words, clock, uuid.uuid4().hex, mentioned=True, quoted=quoted)
    answered = parts(reception.handle(heard, CAPABILITIES))
    assert answered
    assert "没能处理好" not in str(answered)


async def test_many_at_once_are_all_answered_and_delivery_is_woken(open_reception, clock):
    woken = []
    reception = open_reception(Service(), lambda: woken.append(1))
    questions = [says("支部工作章程第四条", clock, f"e{n}", replace(ANNA, user=f"p{n}")) for n in range(40)]
    replies = await asyncio.gather(*(reception.receive(one, CAPABILITIES) for one in questions))
    assert all("每届任期三年" in parts(reply)[0]["text"] for reply in replies)
    assert len(woken) == 40


def audited(records):
    with records.read() as reader:
        trail = audit.audit
        return [tuple(row) for row in reader.execute(sa.select(trail.c.actor, trail.c.action).order_by(trail.c.id))]


def test_of_two_chats_that_use_one_code_at_once_one_is_bound_and_the_other_hears_it_when_it_comes_again(
    reception, records, clock
):
    whom = records.write(lambda c: person(c, clock(), tree(c)["first"]))
    records.write(lambda c: codes.issue(c, whom.id, "K7MQ2XRT9P", "test", clock()))
    events = [says("绑定 K7MQ2-XRT9P", clock, f"e{n}", replace(ANNA, user=f"p{n}")) for n in range(8)]

    def deliver(inbound):
        try:
            return parts(reception.handle(inbound, CAPABILITIES))[0]["text"]
        except Fault:  # a channel brings it again
            return parts(reception.handle(inbound, CAPABILITIES))[0]["text"]

    with ThreadPoolExecutor(8) as crowd:
        said = list(crowd.map(deliver, events))
    assert sorted(text[:4] for text in said) == sorted(["绑定成功"] + ["绑定码不"] * 7)
    with records.read() as reader:
        assert len(members.senders(reader, whom.id)) == 1


def test_a_refusal_is_audited_with_its_reply(reception, records, clock):
    whom = records.write(lambda c: secretary(c, clock(), tree(c)["first"]))
    records.write(lambda c: members.bind(c, whom.id, str(ANNA), str(private("anna")), clock()))
    heard = says("绑定本群 西县第一党支部", clock, address=GROUP, mentioned=True)
    (part,) = parts(reception.handle(heard, CAPABILITIES))
    assert part["text"].startswith("您没有权限查看或办理这一项")
    assert audited(records) == [(f"member:{whom.id}", "refused")]
    stranger = says("绑定本群 西县第一党支部", clock, "e2", BEN, address=GROUP, mentioned=True)
    reception.handle(stranger, CAPABILITIES)
    assert audited(records)[1] == ("guest", "refused")


def test_after_unsubscribing_nothing_that_waits_goes_out(reception, records, clock):
    whom = records.write(lambda c: person(c, clock(), tree(c)["first"]))
    records.write(lambda c: members.bind(c, whom.id, str(ANNA), str(private("anna")), clock()))
    records.write(lambda c: consents.agree(c, members.member(c, whom.id), "1", clock()))
    for where in (str(private("anna")), str(private("ben"))):
        push = [{"text": "今日答题"}, {"text": "第一题"}]
        records.write(lambda c, to=where, what=push: mailboxes.put(c, "web", to, what, clock(), day_key=f"quiz:{to}"))
    reception.handle(says("退订", clock), CAPABILITIES)
    letters = records.write(lambda c: mailboxes.claim(c, "web", clock(), 9))
    assert [letter.payload.get("text", "") for letter in letters if letter.address == str(private("ben"))] == [
        "今日答题", "第一题",
    ]  # fmt: skip
    (mine,) = [letter for letter in letters if letter.address == str(private("anna"))]
    assert "已退订" in str(mine.payload)


def test_nobodys_name_or_state_is_kept_with_what_they_do(reception, records, clock):
    """Only the roster holds the name: no event, no trail, no message that is not their own."""
    whom = records.write(lambda c: person(c, clock(), tree(c)["first"], name="欧阳示例"))
    records.write(lambda c: codes.issue(c, whom.id, "K7MQ2XRT9P", "test", clock()))
    for number, text in enumerate(
        ["绑定 K7MQ2XRT9P", "同意", "党员大会多久开一次", "退订", "订阅", "删除我的数据", "确认删除"]
    ):
        reception.handle(says(text, clock, f"e{number}"), CAPABILITIES)
    with records.read() as reader:
        named = {
            table.name for table in tables().sorted_tables
            if any("欧阳示例" in str(row) for row in reader.execute(sa.select(table)))
        }  # fmt: skip
    # The greeting in their own chat is a message to themselves.
    assert named == {"members", "outbox"}
