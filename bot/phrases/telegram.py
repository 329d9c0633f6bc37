"""The words of the Telegram channel: its menu, its greeting, what its health line says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import BEIJING
from records.channel_states import ChannelState
from records.permissions import Act


@dataclass(frozen=True, slots=True)
class Order:
    """A command of the menu: the words it stands for, what the menu says, whether groups have it too, who has it."""

    words: str
    menu: str
    in_groups: bool = False
    needs: Act | None = None


# Telegram allows Latin letters only in the names of commands.
COMMANDS = {
    "start": Order("/start", ""),
    "quiz": Order("今日答题", "开始今天的答题"),
    "study": Order("今日学习", "看今天的学习内容"),
    "practice": Order("练习", "自己练习，可写主题：/practice 党费"),
    "mistakes": Order("错题本", "重做答错的题"),
    "ask": Order("/ask", "提问，例如：/ask 支部委员会一届几年", in_groups=True),
    "documents": Order("有哪些文件", "看库中有哪些文件"),
    "mine": Order("我的学习", "看自己的学习情况"),
    "branch": Order("本支部情况", "看本支部情况"),
    "weekly": Order("本支部周报", "看本支部周报（图）", needs=Act.SEE_STATISTICS),
    "code": Order("绑定码", "发绑定码，例如：/code 张三", needs=Act.MANAGE_MEMBERS),
    "review": Order("审题", "逐题审核题库", needs=Act.REVIEW_ITEMS),
    "login": Order("登录", "登录网页"),
    "settings": Order("设置", "每日提醒和提醒时段"),
    "mydata": Order("我的数据", "导出或删除自己的数据"),
    "help": Order("帮助", "使用说明", in_groups=True),
}
BIND = "绑定 {code}"
ADDED = (
    "大家好，我是{bot}。在群里 @我、回复我的消息，或发“/ask 问题”，我就按库中文件的原文回答。\n"
    "书记或管理员请在本群发“@{username} 绑定本群 支部名称”，把本群与支部对应起来，每天的学习提醒才会发到这里。"
)
ADDED_PRIVACY = "现在我在群里只能听到命令和对我的回复。要让我听到 @我 的消息，请把我设为群管理员。"
VOTE_LOST = "这道题没能对上号，答案没有记下。请发“今日答题”重新作答。"

# How the channel was last seen, by code, and what to do about it.
STATES = {
    "": ("@{username} 正常", ""),
    "privacy": (
        "@{username} 正常；群里只能听到命令和对它的回复",
        "要让它听到 @它 的消息：找 @BotFather 发 /setprivacy 选 Disable，再把它移出群重新拉进来；或把它设为群管理员。",
    ),
    "token_refused": (
        "机器人令牌无效，收发已停止",
        "请找 @BotFather 核对令牌，更新环境变量 XUESI_TELEGRAM_TOKEN 后重新启动。",
    ),
    "conflict": (
        "另一个程序正在用同一个令牌收消息，本程序收不到",
        "请停掉另一个程序（或另一台机器上的 xuesi serve）；停掉后本程序半分钟内自动恢复。",
    ),
    "unreachable": (
        "连不上 Telegram 服务器（{detail}），正在重试",
        "请检查网络、代理和设置里的 telegram.base_url。",
    ),
    "webhook_failing": (
        "Telegram 送不到本程序（{detail}）",
        "请检查 telegram.webhook_url 能否从外网以 https 访问，证书是否有效。",
    ),
}
NEVER_RAN = ("还没有启动过", "请用 xuesi serve 启动。")
SILENT = ("程序没有在运行，最近一次联系 {seen}", "请用 xuesi serve 启动。")
UNSURE, UNSURE_FOUND = "不知是否送达的消息", "近 7 天 {count} 条（发送时断线；不自动重发，以免重复）"
UNSURE_TODO = "不必处理：成员随时可以发“今日答题”“今日学习”自己来取。"
# States in which nothing is wrong; and how old the last sign of life may be.
WELL = ("", "privacy")
ALIVE = timedelta(minutes=5)


def health(seen: ChannelState | None, now: datetime) -> tuple[bool, str, str]:
    """Say whether the channel is well, how it was found and what to do."""
    if seen is None:
        return False, *NEVER_RAN
    found, todo = STATES[seen.code]
    if seen.code in WELL and now - seen.seen > ALIVE:
        last = f"{seen.seen.astimezone(BEIJING):%Y-%m-%d %H:%M}"
        return False, SILENT[0].format(seen=last), SILENT[1]
    return seen.code in WELL, found.format_map(seen.fields), todo
