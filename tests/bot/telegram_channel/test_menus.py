"""The commands that Telegram offers: in Chinese, understood, and by what somebody may do."""

from datetime import date, timedelta

import pytest
from stage import enrol
from telegram_chat import until

from bot.channels.telegram import menus
from bot.conversation import WORDS
from bot.phrases import telegram as phrases
from records import members
from records.permissions import BY_ROLE

DAY = date(2026, 3, 2)


def names(commands):
    return [one["command"] for one in commands]


async def test_the_menu_is_chinese_and_what_it_offers_is_understood(bot, telegram):
    async with bot.running():
        await until(lambda: bot.state() == "")
    private = telegram.commands["all_private_chats"]
    assert names(telegram.commands["all_group_chats"]) == ["ask", "help"]
    everything = menus.menu({act for acts in BY_ROLE.values() for act in acts})
    assert {"weekly", "code", "review"} == {one.command for one in everything} - set(names(private))
    assert all(any("一" <= char <= "鿿" for char in one.description) for one in everything)
    offered = [phrases.COMMANDS[one.command].words for one in everything if one.command != "ask"]
    assert [words for words in offered if not any(called.match(words) for called in WORDS.values())] == []


@pytest.fixture
def offices(records, clock):
    """A secretary, a deputy whose term is over, a reviewer and a plain member, each with a private chat."""
    for number, role in enumerate(("书记", "副书记", "题目审核员", ""), 1):
        enrol(records, f"人{number} m{number} 第一支部 {role}", clock.now)

    def job(connection):
        for number in range(1, 5):
            whom = members.by_code(connection, f"m{number}")
            members.bind(connection, whom.id, f"telegram:{number}", f"telegram:private:{number}", clock.now)
        deputy = members.by_code(connection, "m2")
        (held,) = members.roles_of(connection, deputy, DAY)
        members.end_role(connection, held.id, DAY - timedelta(days=1))
        connection.execute(
            members.roles.update().where(members.roles.c.id == held.id).values(
                starts=DAY - timedelta(days=9), ends=DAY - timedelta(days=1)
            )
        )  # fmt: skip

    records.write(job)


async def test_who_holds_an_office_has_its_commands_and_loses_them_with_it(
    bot, telegram, offices, records, clock, monkeypatch
):
    monkeypatch.setattr(menus, "OFTEN", 0.05)
    # The menu of an office that ended while the bot was away.
    telegram.commands["chat:2"] = [{"command": "weekly", "description": "周报"}]
    # Whoever blocked the bot keeps nobody else from theirs.
    telegram.blocked.add(3)
    async with bot.running():
        await until(lambda: "chat:1" in telegram.commands and "chat:2" not in telegram.commands)
        added = set(names(telegram.commands["chat:1"])) - set(names(telegram.commands["all_private_chats"]))
        assert added == {"weekly", "code"}
        assert not {"chat:3", "chat:4"} & set(telegram.commands)
        with records.read() as reader:
            whom = members.by_code(reader, "m1")
        records.write(lambda c: members.leave(c, whom.id, DAY, clock.now))
        await until(lambda: "chat:1" not in telegram.commands)
