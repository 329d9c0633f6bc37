"""The words of a secretary's own ways: hardest items, what is asked, reminders, the look by name, the weekly letter."""

from records.suppression import LEAST

# The hardest items.
CHOSEN = "选项怎么选的"
CHOSEN_AXIS = "选这一项的占比"
RIGHT_OPTION = "{letter} {text} ✓"
OPTION = "{letter} {text}"
CHOSEN_NOTE = "选项按首次作答统计，✓ 是正确选项，细横线是 95% 区间；多选题可以选几项，合计会超过 100%。"
CHOSEN_BLANK = "填空题只统计对错，不统计填了什么。"
CHOSEN_FEW = f"这个题面的首次作答不足 {LEAST} 人，不显示选项。"
NO_CLAUSE = "依据的条文在现行文件里已经找不到，这道题会进入待复核。"
WHOLE_ARTICLE = "看整条"

# What is asked, and what found no answer.
BAND = "{people} 人以上"
BANDS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
ASKED_NONE = f"近三十天没有 {LEAST} 人以上问过的同一条文。"
UNANSWERED_NONE = f"近三十天没有 {LEAST} 人以上问过而答不上来的同一问题。"
ASKED_NOTE = (
    f"每天统计一次近三十天的。只列本组织 {LEAST} 人以上都问过的，人数只说档次，不记是谁问的；"
    f"从下级或别处的人数能推算出不足 {LEAST} 人的，也不列出。"
)

# Reminders.
REMIND = "私聊提醒还没答的人"
REMIND_NOTE = (
    "给本组织今天还没有答题的成员各发一条私聊提醒。不显示提醒了谁、有多少人；"
    "退订的和不作硬性要求的不发，同一个人一周最多收到一次，每个组织一天只能提醒一次。"
)
REMIND_DONE = "今天已经提醒过。"
REMINDED = "已安排提醒。"
REMIND_CLOSED = "今天没有正在进行的答题，不能提醒。"
REMIND_QUIET = "现在是休息时间（晚八点到早八点和休息日），不打扰人。"
REMINDER = (
    "提醒一下：今天的 {count} 题还没有答，{closes}截止，几分钟就能答完。答不了也没关系，之后可以补答。"
    "支部看不到提醒了谁。不想收到提醒可回复“退订”。"
)

# The look by name.
NAMED = "按姓名查看"
NAMED_PURPOSE = "已公布的用途：{purpose}"
NAMED_WHAT = "只显示近三十天每人参加了几天答题，不显示答了什么、对错和分数，按名册顺序排列。"
NAMED_TRACE = "每次查看都记入审计，并写进每位成员的“谁看过我的资料”。"
NAMED_OPEN = "查看（会留下记录）"
NAMED_HELD = "近三十天有 {held} 个答题日。"
NAMED_DAYS = "{days} 天"
NAMED_EMPTY = "没有可列的成员。"
NAMED_LISTED = "只列已绑定、已同意告知且计入应参与人数的成员。"
NAMED_CLOSED = "没有开放按姓名查看，这里只有合计。"
NAMED_HOW = "确有需要的（例如结对辅导），写明用途后开放；成员随时看得到用途和每次查看。"
NAMED_FIELD = "用途（最多 {most} 字）"
NAMED_BEGIN, NAMED_END = "公布用途并开放", "停止按姓名查看"


def band(people: int) -> str:
    """Say how many people at least, in steps that give no single person away."""
    return BAND.format(people=max(step for step in BANDS if step <= people))


def option(letter: str, text: str, *, right: bool) -> str:
    """Name an option of an item, marked where it is the right one."""
    return (RIGHT_OPTION if right else OPTION).format(letter=letter, text=text)


def reminder(count: int, closes: str) -> str:
    """Remind somebody of the day's questions until an hour."""
    return REMINDER.format(count=count, closes=closes)
