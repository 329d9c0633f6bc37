"""Pictures and files: sent where a platform takes them, else what they show and where they can be had is said."""

import re
from datetime import timedelta

import pytest
from emulators.platforms import OnCallbacks, OnCertified, OnLine, OnWechat, OnWecom
from people import secretary, tree
from weixin_chat import Deployment

from bot.channels.wecom_bot import CALLED, PICTURES
from bot.message import ChatKind, Image, Text
from bot.render import render
from bot.weixin.wecom_bot_door import _together
from records import members, tree_sums
from records.mailboxes import Letter
from records.participation import day_sums

FILED = (OnWecom, OnLine)


def keeper(book, clock, place):
    """A secretary of a county, on a Thursday after three days of quiz."""
    clock.now += timedelta(days=3)

    def plant(connection):
        nodes = tree(connection)
        whom = secretary(connection, clock(), nodes["east"])
        chat = place.private("甲")
        members.bind(connection, whom.id, f"{chat.channel}:{chat.chat}", str(chat), clock())
        for back in range(1, 4):
            row = {"branch": nodes["first"].id, "day": clock().date() - timedelta(days=back), "held": True,
                   "eligible": 12, "took_part": 12, "frozen": True, "first_members": 12, "first_answers": 60,
                   "first_right": 48}  # fmt: skip
            connection.execute(day_sums.insert().values(row))
        tree_sums.catch_up(connection)

    book.write(plant)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", [OnWechat, OnCertified, OnWecom, OnCallbacks, OnLine])
async def test_the_week_is_a_picture_where_pictures_go_and_words_everywhere(kind, records, shelf, clock, site) -> None:
    shown, port = site
    bot = Deployment(records, shelf, clock, kind)
    keeper(records, clock, bot.platform.place)
    user = bot.platform.user("甲")
    async with bot.running(port, shown):
        await bot.platform.say(user, "本支部周报", "", "")
        await bot.quiet()
        week = list(bot.platform.screen(user)[0])
        await bot.platform.say(user, "导出我的数据", "", "")
        await bot.quiet()
        copy = bot.platform.screen(user)[0][len(week) :]
    assert any("东县县委本周（3月2日至3月5日）参与" in one for one in week)
    pictures = [one for one in week if one.startswith("[image")]
    assert len(pictures) == (kind is not OnWechat)
    assert any("参与率（按日）：共 3 段" in one for one in week) == (kind is OnWechat)
    files = [one for one in copy if re.fullmatch(r"\[file 我的数据-2026-03-05\.zip \d+\]", one)]
    assert len(files) == (kind in FILED)
    assert any("回复“登录”取得登录链接" in one for one in copy) == (kind not in FILED)


def test_a_reply_to_a_callback_carries_its_words_and_as_many_pictures_as_fit():
    pictures = [Image(b"\x89PNG" + bytes([number]), "chart.png", f"第{number}张") for number in range(PICTURES + 1)]
    wires = render([*pictures, Text("本周情况")], CALLED)
    letters = [Letter(number, "", wire) for number, wire in enumerate(wires)]
    carried, reply = _together([letters[-1], *letters[:-1]], "m1", ChatKind.PRIVATE)
    assert [letter.id for letter in carried] == [PICTURES + 1, *range(PICTURES)]
    assert reply["stream"]["content"] == "本周情况"
    assert len(reply["stream"]["msg_item"]) == PICTURES
