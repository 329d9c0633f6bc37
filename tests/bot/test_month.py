"""The card of a month, word for word: for the command, the page and the chat, which say the same."""

from datetime import date, timedelta

import pytest
from people import person, secretary, tree

from bot import month
from bot.channels import web
from bot.config import Service
from bot.message import Address, ChatKind, Inbound, Sender
from bot.phrases import month as words
from faults import Fault
from records import ledger, members, organisation, reports, study, tree_sums
from records.ledger import Entry
from records.reports import Author, State
from records.sums import day_sums

CARD = """东县第一党支部　2026年3月小结（截至3月20日）
计划
· 学习《示例市党员学习管理办法》，3月2日至3月6日
· 学习《示例市机关学习制度》，3月9日至3月13日
· 每日答题 2 天
· 3月16日前报送2026年第一季度学习情况报告
· 3月31日前报送2026年度学习情况报告
完成
· 《示例市党员学习管理办法》标记读完 1 人
· 答题：参与 20 人次，参与率 83.3%（20/24）
· 登记学时：2 项活动，共 5.5 学时
· 2026年第一季度报告（第 1 版）：已确认，未报送
过期未办
· 学习《示例市机关学习制度》（3月13日止），还没有人标记读完
· 2026年第一季度学习情况报告（期限3月16日）：已确认，未报送
本数据仅用于改进学习服务，不作为考核、排名、通报依据。"""


@pytest.fixture
def lived(records, clock):
    """A branch's March up to the 20th."""
    clock.now += timedelta(days=18)
    by = Author("member:1", "东县第一党支部书记")

    def plant(connection):
        nodes, now = tree(connection), clock()
        keeper = secretary(connection, now, nodes["first"])
        members.bind(connection, keeper.id, "web:7", "web:private:7", now)
        other = person(connection, now, nodes["second"], "0201", "赵六")
        readings = [
            study.recommend(connection, nodes[name], title, now, "", "", date(2026, 3, start), date(2026, 3, start + 4))
            for name, title, start in (("first", "示例市党员学习管理办法", 2), ("east", "示例市机关学习制度", 9))
        ]
        study.recommend(connection, nodes["first"], "一本书", now)
        study.finish(connection, readings[0], keeper.id, now)
        # Who reads in a sibling branch is not counted here.
        study.finish(connection, readings[1], other.id, now)
        for day, name, people in ((5, "first", 12), (19, "first", 8), (19, "second", 9)):
            row = {"branch": nodes[name].id, "day": date(2026, 3, day), "held": True, "frozen": True}
            row |= {"eligible": 12, "took_part": people}
            connection.execute(day_sums.insert().values(row))
        tree_sums.catch_up(connection)
        for entry in (Entry(date(2026, 3, 4), "专题党课", 8, "签到表"), Entry(date(2026, 3, 11), "=参观", 14, "通知")):
            ledger.enter(connection, keeper.id, nodes["first"].id, entry, "member:1", now, now.date())
        for period, day in (("2026Q1", date(2026, 3, 16)), ("2026", date(2026, 3, 31))):
            reports.set_deadline(connection, nodes["east"], period, day, "member:2", now)
        made = reports.draft(connection, nodes["first"], "2026Q1", {"docx": b"PK"}, by, now - timedelta(days=2))
        reports.advance(connection, made.id, State.CONFIRMED, by, now)
        return nodes

    return records.write(plant)


def of(records, node, first, today):
    with records.read() as reader:
        return month.of_node(reader, organisation.node(reader, node.id), first, today)


def test_the_card_of_a_month_is_this_text_and_each_line_has_its_records(records, lived, clock):
    found = of(records, lived["first"], date(2026, 3, 1), clock().date())
    assert "\n".join(words.lines(found)) == CARD
    opened = {line.text.partition("：")[0]: line.records for line in found.done}
    assert opened["答题"] == ("3月5日：应参与 12 人，参与 12 人", "3月19日：应参与 12 人，参与 8 人")
    assert opened["登记学时"][0] == "3月4日：专题党课，2 学时（依据：签到表）"
    assert opened["2026年第一季度报告（第 1 版）"] == (
        "03-18 09:00　东县第一党支部书记　起草", "03-20 09:00　东县第一党支部书记　确认",
    )  # fmt: skip
    assert "李书记" not in str(found)


def test_a_month_without_anything_says_so_and_one_to_come_is_none(records, lived, clock):
    empty = of(records, lived["third"], date(2026, 2, 1), clock().date())
    assert list(words.lines(empty)) == [
        "西县第一党支部　2026年2月小结", "计划", "· 没有。", "完成", "· 没有。", "过期未办", "· 没有。", CARD.splitlines()[-1],
    ]  # fmt: skip
    with pytest.raises(Fault, match="period_to_come"):
        of(records, lived["first"], date(2026, 4, 1), clock().date())
    with pytest.raises(Fault, match="month_unreadable"):
        month.parsed("2026-13")


def test_the_chat_says_the_same_in_private_and_of_no_sibling(lived, open_reception, clock):
    def say(text, kind=ChatKind.PRIVATE):
        chat = Address("web", kind, "7")
        inbound = Inbound(f"{kind}{text}", chat, Sender("web", "7"), clock(), text, mentioned=True)
        letters = open_reception(Service()).handle(inbound, web.CAPABILITIES)
        return "\n".join(part["text"] for letter in letters for part in letter.payload["parts"])

    assert say("本支部月报") == CARD
    assert say("本支部月报 上月").startswith("东县第一党支部　2026年2月小结\n")
    assert "没有权限" in say("本支部月报 西县第一党支部")
    assert "私聊" in say("本支部月报", ChatKind.GROUP)
