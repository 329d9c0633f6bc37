"""The daily quiz in each chat: cards where there are any, letters where not; one record an answer whatever repeats."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from emulators.deployment import World, world
from emulators.wecom_bot import card_event, message
from shelves import new_shelf
from stage import Stage, fill_bank

from bot.clock import BEIJING
from bot.message import Sender
from bot.phrases import people
from bot.phrases.wechat import MORE_WAITS
from records import answers, consents, members, organisation


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, sample: Path, clock: Clock) -> Iterator[World]:
    """A branch with a member in each kind of chat, and the round of the day open."""
    with world(tmp_path_factory.mktemp("school"), sample, clock=clock) as made:
        shelf = new_shelf(made.config.workspace / "knowledge")
        for user, place in (
            ("w1", "wechat/plain"),
            ("c1", "wecom/main"),
            ("b1", "wecom_bot/line"),
            ("k1", "wecom_bot/called"),
        ):
            join(made, user, *place.split("/"))
        # Who has not spoken cannot be pushed to.
        made.connections.say("b1", "您好")
        made.settle("wecom_bot", "line/b1", heard=1)
        fill_bank(made.records, shelf.current(), clock())
        Stage(made.records, shelf, clock).schedule.tick()
        yield made


def join(bot: World, user: str, channel: str, account: str) -> None:
    def add(connection) -> None:
        branch = organisation.find(connection, "b1") or organisation.add(
            connection, "b1", "示例市第一支部", "党支部", "单位", None, bot.clock().date()
        )
        number = members.add(connection, f"m-{user}", user, branch, "正式党员", bot.clock())
        who = f"{account}/{user}"
        members.bind(connection, number, str(Sender(channel, who)), f"{channel}:private:{who}", bot.clock())
        consents.agree(connection, members.member(connection, number), people.NOTICE_VERSION, bot.clock())

    bot.records.write(add)


def recorded(bot: World, user: str) -> int:
    query = sa.select(sa.func.count()).select_from(
        answers.answers.join(members.members, members.members.c.id == answers.answers.c.member)
    )
    with bot.records.read() as reader:
        return reader.execute(query.where(members.members.c.code == f"m-{user}")).scalar_one()


async def test_a_quiz_in_a_wechat_account_goes_by_letters(school, clock):
    shown = await school.plain.tap("w1", "CLICK", "今日答题")
    for number in range(5):
        assert re.search(r"A\. |____|对", shown), shown
        reply = school.plain.message(
            "w1", MsgType="text", Content="月" if "____" in shown else "对" if "A. " not in shown else "A"
        )
        shown = await school.plain.deliver("w1", reply)
        assert await school.plain.deliver("w1", reply) == shown
        while shown.endswith(MORE_WAITS):
            shown = await school.plain.say("w1", "继续")
        assert recorded(school, "w1") == number + 1
        clock.now += timedelta(seconds=5)
    assert "5 题做完了" in shown


async def test_a_quiz_in_a_wecom_application_goes_by_cards(school, clock):
    await school.wecom.say("c1", "今日答题")
    for number in range(5):
        school.settle("wecom", "c1")
        cards = school.wecom.cards["c1"]
        if cards and "done" not in cards[-1]:
            card = cards[-1]
            await school.wecom.answer("c1", card, "0")
            if number < 2:
                # A finger slips: the first answer counts.
                await school.wecom.answer("c1", card, "1")
        else:
            await school.wecom.say("c1", "月")
        school.settle("wecom", "c1")
        assert recorded(school, "c1") == number + 1
        clock.now += timedelta(seconds=70)
    assert all(card["done"] == "已作答" for card in school.wecom.cards["c1"])
    assert school.wecom.cards["c1"]
    assert school.wecom.dropped == []


@pytest.mark.parametrize("user", ["b1", "k1"])
async def test_a_quiz_with_an_ai_bot_goes_by_cards(school, clock, user):
    line = user == "b1"
    platform, chat = (school.connections, f"line/{user}") if line else (school.callbacks, f"called/{user}")

    async def act(**facts) -> None:
        if line:
            before = school.heard("wecom_bot", chat)
            platform.deliver(message(platform.numbers, user, **facts), event=facts["msgtype"] == "event")
            school.settle("wecom_bot", chat, heard=before + 1)
        else:
            await platform.deliver(user, **facts)
            school.settle("wecom_bot", chat)

    await act(msgtype="text", text={"content": "今日答题"})
    for number in range(5):
        cards = platform.screens.cards[user]
        if cards and not cards[-1].get("done"):
            await act(**card_event(cards[-1], "0"))
        else:
            told = platform.screens.texts[user][-1]
            await act(msgtype="text", text={"content": "A" if "A. " in told else "月" if "____" in told else "对"})
        assert recorded(school, user) == number + 1
        clock.now += timedelta(seconds=70)
    school.wait(lambda: all(card.get("done") for card in platform.screens.cards[user]))
    assert platform.screens.cards[user]


def test_the_invitation_of_the_day_was_pushed_where_pushing_is_possible(school):
    assert any("今日" in text for text in school.wecom.screens["c1"])
    assert any("今日" in text for text in school.connections.screens.texts["b1"])
    assert {row.state for row in school.outbox("wechat", "w1") if row.inbox is None} == {"failed"}
