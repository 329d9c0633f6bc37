"""公众号: what members see, over real HTTP, against an emulator that cuts and repeats as the platform does."""

import asyncio

from bot.phrases.wechat import MORE_WAITS

LONG = "示例市党员教育培训实施办法有哪些内容"


async def test_a_question_is_answered_in_its_own_request_in_both_modes(bot):
    for platform in (bot.wechat, bot.plain):
        shown = await platform.say("anna", "支部工作章程第四条")
        assert "每届任期三年" in shown
        assert "回复数字：1 看全条" in shown
