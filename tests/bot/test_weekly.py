"""The week in a picture and three sentences; the link by which a member of another chat signs in to the pages."""

import base64
import json
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from people import secretary, tree

from bot.channels import web
from bot.config import Service
from bot.message import Address, ChatKind, Inbound, Sender
from records import audit, codes, members, organisation, tree_sums
from records.sums import day_sums

ADDRESS = "https://study.example.org/xuesi/"


@pytest.fixture
def keeper(records, clock):
    """A secretary of a county with two branches, in a chat of another channel, on a Thursday."""
    clock.now += timedelta(days=3)

    def plant(connection):
        nodes = tree(connection)
        whom = secretary(connection, clock(), nodes["east"])
        members.bind(connection, whom.id, "telegram:7", "telegram:private:7", clock())
        for back in range(1, 4):
            for name, people in (("first", 12), ("second", 9)):
                row = {"branch": nodes[name].id, "day": clock().date() - timedelta(days=back), "held": True}
                row |= {"eligible": people + 2, "took_part": people, "frozen": True}
                row |= {"first_members": people, "first_answers": 5 * people, "first_right": 4 * people}
                connection.execute(day_sums.insert().values(row))
        tree_sums.catch_up(connection)
        return whom

    return records.write(plant)


@pytest.fixture
def say(open_reception, clock):
    events = count()

    def of(words, address=""):
        chat = Address("telegram", ChatKind.PRIVATE, "7")
        inbound = Inbound(str(next(events)), chat, Sender("telegram", "7"), clock(), words, mentioned=True)
        letters = open_reception(Service(address=address)).handle(inbound, web.CAPABILITIES)
        return [part for letter in letters for part in letter.payload["parts"]]

    return of


def test_the_week_is_a_picture_and_three_sentences(keeper, say):
    picture, text = say("本支部周报")
    assert base64.b64decode(picture["data"]).startswith(b"\x89PNG")
    assert picture["alt"] == "参与率（按日）：共 3 段，有数据的 3 段，最近 3/4 为 84.0%（21/25）。"
    lines = text["text"].split("\n")
    assert lines == [
        "东县县委本周（3月2日至3月5日）参与 63 人次，参与率 84.0%（63/75）。",
        "首答正确率 80.0%（252/315），复习正确率 —。",
        "没有判为薄弱的知识点（样本不足的不判断）。",
        "本数据仅用于改进学习服务，不作为考核、排名、通报依据。",
    ]


@pytest.mark.parametrize(
    "words", ["西县周报", "支部周报 西县县委", "西县县委统计", "西县第一党支部的参与情况", "支部情况：W1"]
)
def test_a_sibling_county_is_refused_in_chat_and_audited(keeper, say, records, words):
    (part,) = say(words)
    assert "没有权限" in part["text"]
    assert "84" not in part["text"]
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit).where(audit.audit.c.action == "refused")).all()
        (node,) = (organisation.node(reader, json.loads(row.facts)["node"]) for row in rows)
        assert node.name.startswith("西县")
        assert [row.actor for row in rows] == [f"member:{keeper.id}"]


def test_ones_own_county_is_told_by_its_name(keeper, say):
    assert say("东县周报")[1]["text"].startswith("东县县委本周")
    assert say("东县第一党支部统计")[0]["text"].startswith("东县第一党支部")
    assert "没有找到“北县”" in say("北县周报")[0]["text"]


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.rstrip("/")])
def test_a_link_to_sign_in_works_for_ten_minutes_and_once(keeper, say, records, clock, address):
    (part,) = say("登录", address)
    link, _, code = part["text"].split("\n")[0].partition("#code=")
    assert link.endswith(ADDRESS)
    with records.read() as reader:
        assert codes.owner(reader, code, clock() + timedelta(minutes=9)) == keeper.id
        assert codes.owner(reader, code, clock() + timedelta(minutes=10)) is None
    records.write(lambda c: codes.use(c, code, "web:somebody", "web:private:somebody", clock()))
    with records.read() as reader:
        assert codes.owner(reader, code, clock()) is None
        assert members.member_of(reader, "web:somebody").id == keeper.id


def test_without_an_address_of_the_pages_no_code_is_made(keeper, say):
    (part,) = say("登录")
    assert "service.address" in part["text"]
