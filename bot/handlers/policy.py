"""打卡, 积分, 排名: what this service does not have, and by which rule."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import people

WORDS = re.compile(
    r"^(?:我?要?(?:每日|今日|学习)?(?:打卡|签到)|(?:我的|个人|支部)?(?:积分|排名|名次|排行榜?|(?:学习|在线)时长)(?:是?多少|查询)?)"
    rf"{END}"
)
FOR_GUESTS = True


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Say so."""
    return said(people.NO_CHECK_INS)
