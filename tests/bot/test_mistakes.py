"""The book of mistakes when the bank changes under it."""

from itertools import count

import pytest
from shelves import new_shelf
from stage import Stage, add_member, fill_bank

from bot.channels import web
from bot.config import Service
from bot.message import Inbound, Sender
from records import bank, members, reviews

EVENTS = count(1)


@pytest.fixture
def say(records, library, clock, open_reception):
    Stage(records, new_shelf(library.folder.parent), clock)
    fill_bank(records, library, clock.now)
    add_member(records, "小安", clock.now)
    reception = open_reception(Service())

    def speak(text):
        inbound = Inbound(f"e{next(EVENTS)}", web.private("小安"), Sender(web.NAME, "小安"), clock(), text, True)
        parts = [part for one in reception.handle(inbound, web.CAPABILITIES) for part in one.payload["parts"]]
        return "\n".join(part.get("text", "") for part in parts)

    return speak


def test_a_mistake_whose_item_was_suspended_is_taken_out_with_one_line(records, say, clock):
    say("练习 任期")
    say("五年")
    assert "错题本里有 1 题" in say("错题本")
    with records.read() as reader:
        member = members.by_code(reader, "m-小安")
        (kept,) = reviews.of_member(reader, member.id)
    records.write(lambda c: bank.move(c, kept.item, "suspended", "words_changed", "suspended", "", clock.now))
    told = say("错题本")
    assert "有 1 题因条文修订或题目停用，已移出" in told
    assert "错题本是空的" in told
    assert say("错题本") == "错题本是空的。"
