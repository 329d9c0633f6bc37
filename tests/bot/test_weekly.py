"""The week in a picture and three sentences; the link by which a member of another chat signs in to the pages."""

import base64
from datetime import timedelta

import pytest
from people import secretary, tree

from bot.channels import web
from bot.config import Service
from bot.message import Address, ChatKind, Inbound, Sender
from records import codes, members
from records.participation import day_sums

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
        return whom

    return records.write(plant)


@pytest.fixture
def say(open_reception, clock):
    def of(words, address=""):
        chat = Address("telegram", ChatKind.PRIVATE, "7")
        inbound = Inbound("1", chat, Sender("telegram", "7"), clock(), words, mentioned=True)
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
