"""The words of a member's own settings."""

from records.wishes import Wish

ON, OFF = "打开提醒", "关闭提醒"
CHANGE = "改提醒时段"
SETTINGS = (
    "您的设置\n"
    "每日提醒：{pushed}\n"
    "提醒时段：{hours}\n"
    "语言：简体中文。文件里的话照原文引用，不作繁简转换。\n"
    "时段只管我主动发的提醒；您自己提问、答题随时都有回答。"
)
PUSHED, NOT_PUSHED = "开", "关"
ALL_DAY = "不限（工作日8:00—20:00之间；晚上和休息日不打扰）"
HOURS = "工作日{starts}—{ends}（北京时间），其余时间不打扰"
# How the hours are called that can be tapped, "" for no wish.
OFFERED = {
    "上午8–12点": "8:00-12:00",
    "午间12–14点": "12:00-14:00",
    "下午14–18点": "14:00-18:00",
    "傍晚17–20点": "17:00-20:00",
    "不限": "不限",
}
WHICH = "几点到几点可以提醒您？可以直接回复“提醒时段 12:00-14:00”；我在工作日8:00—20:00之间才发。"
UNCLEAR = "没看懂这个时段。请写成“提醒时段 12:00-14:00”，在8:00—20:00之间，至少一个小时。"
KEPT = "已设好，提醒时段：{hours}。"


def hours(wish: Wish | None) -> str:
    """Say when somebody is reminded."""
    if wish is None:
        return ALL_DAY
    return HOURS.format(starts=f"{wish.starts:%-H:%M}", ends=f"{wish.ends:%-H:%M}")
