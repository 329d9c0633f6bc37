"""The words of the pages of figures and of pictures: titles, tables, and each chart said in a sentence."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.phrases import statistics
from bot.phrases.answers import day as spoken_day
from records.indicators import ENOUGH, Figure, Level
from records.organisation import Node
from records.spans import Span, Step

STEPS = {Step.DAY: "按日", Step.WEEK: "按周", Step.MONTH: "按月", Step.QUARTER: "按季"}
# Participation, mastery and improvement are three things, and never one number.
THREE = {"I3": "参与", "I6": "掌握", "I7": "提高"}
TREND = "{title}（{step}）"
CHILDREN = "下级组织的{title}"
OWN = "直属成员"
LEVELS = {
    Level.FIRM: "掌握较好",
    Level.FAIR: "还可巩固",
    Level.WEAK: "薄弱",
    Level.UNKNOWN: "样本不足",
}
# So that nobody has to tell colours apart.
SIGNS = {Level.FIRM: "●", Level.FAIR: "◐", Level.WEAK: "○", Level.UNKNOWN: "…"}
MAP_NOTE = (
    f"按首次作答判断：满 {ENOUGH} 次且够 5 人才判断；区间下限到 80% 为“掌握较好”，上限不到 60% 为“薄弱”。"
    "各知识点不单列正确率，以免推算出个别人的结果。"
)
POINT = "{label}：{said}"
SPOKEN = "{title}：共 {count} 段，有数据的 {known} 段，最近 {label} 为 {said}。"
SPOKEN_BARS = "{title}：{list}。"
SPOKEN_NONE = "{title}：暂无可显示的数据。"
NOTHING_YET = "还没有满 5 人参加的答题日，暂时没有可看的比率。"
# The chat: three sentences under the picture.
WEEK = "{node}{called}（{start}至{end}）参与 {took_part}，参与率 {rate}。"
THIS_WEEK, ONE_WEEK = "本周", "一周"
WEEK_KNOWN = "首答正确率 {first}，复习正确率 {again}。"
WEEK_WEAK = "可以带大家再看看：{topics}。"
WEEK_NONE_WEAK = "没有判为薄弱的知识点（样本不足的不判断）。"
WEEK_PICTURE = "周报.png"
WEEK_NOT = "本周还没有结束的答题日，明天再看。"
WEEK_WHO = "周报只给书记、副书记和支委在私聊里看；您可以回复“本支部情况”看合计。"
SIGN_IN = "请在要登录的浏览器里打开：{link}\n10分钟内有效，只能用一次，请勿转发。打开后点“我的页面”。"
SIGN_IN_HERE = "这个浏览器已经登录。请点会话列表下面的“我的页面”。"
SIGN_IN_NO_ADDRESS = "网页地址还没有设置，暂时不能登录。请管理员在设置里填写 service.address。"


def label(span: Span, step: Step) -> str:
    """Name one part of a trend, short enough for an axis: 3月2日, 3/2周, 2026年3月, 2026年Q1."""
    first = span[0]
    if step is Step.MONTH:
        return f"{first.year % 100:02}年{first.month}月"
    if step is Step.QUARTER:
        return f"{first.year}年{(first.month + 2) // 3}季"
    return f"{first.month}/{first.day}{'周' if step is Step.WEEK else ''}"


def point(name: str, figure: Figure) -> str:
    """Say one mark of a chart."""
    return POINT.format(label=name, said=statistics.said(figure))


def spoken(title: str, rows: Sequence[tuple[str, Figure]]) -> str:
    """Say a line in a sentence, for those who cannot see it."""
    known = [(name, figure) for name, figure in rows if figure.value is not None]
    if not known:
        return SPOKEN_NONE.format(title=title)
    name, last = known[-1]
    return SPOKEN.format(title=title, count=len(rows), known=len(known), label=name, said=statistics.said(last))


def spoken_bars(title: str, rows: Sequence[tuple[str, Figure]]) -> str:
    """Say bars in a sentence."""
    said = "；".join(f"{name} {statistics.percent(figure.value)}" for name, figure in rows if figure.value is not None)
    return SPOKEN_BARS.format(title=title, list=said) if said else SPOKEN_NONE.format(title=title)


def period(start: date, end: date) -> str:
    """Say from when to when."""
    return f"{spoken_day(start)}至{spoken_day(end)}"


def week(node: Node, called: str, start: date, end: date, figures: Mapping[str, Figure]) -> str:
    """Say a week in three sentences: who took part, what is known, what to look at again."""
    said = {code: statistics.said(figure) for code, figure in figures.items()}
    days = {"start": statistics.short(start), "end": statistics.short(end)}
    weak = "、".join(name for name, _ in figures["I8"].parts)
    return "\n".join((
        WEEK.format(node=node.name, called=called, **days, took_part=said["I2"], rate=said["I3"]),
        WEEK_KNOWN.format(first=said["I6"], again=said["I7"]),
        WEEK_WEAK.format(topics=weak) if weak else WEEK_NONE_WEAK,
    ))  # fmt: skip
