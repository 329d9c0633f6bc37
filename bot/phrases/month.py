"""The words of the month's card."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.clock import BEIJING
from bot.phrases import filing, statistics
from bot.phrases.statistics import short
from records.indicators import Figure
from records.months import Activity, QuizDay
from records.reports import Step, Version
from records.study import Reading

if TYPE_CHECKING:
    from bot.month import Line, Month

HEAD, HEAD_UNFINISHED = "{node}　{month}小结", "{node}　{month}小结（截至{day}）"
MONTH = "{year}年{month}月"
PLANNED, DONE, OVERDUE = "计划", "完成", "过期未办"
ITEM, NOTHING = "· {text}", "· 没有。"
NOTE = "说明：{note}"
PLAN, PLAN_OPEN = "学习《{title}》，{start}至{end}", "学习《{title}》，{start}起"
QUIZ = "每日答题 {count} 天"
DUE = "{day}前报送{period}学习情况报告"
READ = "《{title}》标记读完 {count} 人"
QUIZ_DONE = "答题：参与 {took_part}，参与率 {rate}"
QUIZ_DAY = "{day}：应参与 {eligible} 人，参与 {took_part} 人"
HOURS = "登记学时：{count} 项活动，共 {hours} 学时"
ACTIVITY = "{day}：{activity}，{hours} 学时（依据：{source}）"
FILED = "{period}报告（第 {number} 版）：{state}"
STEP = "{moment}　{office}　{done}{words}"
UNREAD = "学习《{title}》（{day}止），还没有人标记读完"
LATE = "{period}学习情况报告（期限{day}）：{state}"
WHO = "月报只给书记、副书记和支委在私聊里看；您可以回复“本支部情况”看合计。"
WHICH = "没有找到“{name}”。请写组织的名称或编码，例如“本支部月报 示例市第一党支部”，或“本支部月报 上月”。"
LAST_MONTH = ("上月", "上个月")


def lines(found: "Month") -> Iterator[str]:
    """Say a month, one thing a line."""
    yield head(found)
    for title, part in ((PLANNED, found.planned), (DONE, found.done), (OVERDUE, found.overdue)):
        yield title
        yield from _items(part)
    yield statistics.PURPOSE


def head(found: "Month") -> str:
    """Say whose month it is."""
    named = MONTH.format(year=found.first.year, month=found.first.month)
    form = HEAD if (found.last + timedelta(days=1)).day == 1 else HEAD_UNFINISHED
    return form.format(node=found.node.name, month=named, day=short(found.last))


def _items(part: "Sequence[Line]") -> Iterator[str]:
    yield from (ITEM.format(text=line.text) for line in part)
    if not part:
        yield NOTHING


def planned(reading: Reading) -> str:
    """Say what is to be studied when."""
    start, end = (short(day) if day else "" for day in (reading.starts, reading.ends))
    return (PLAN if end else PLAN_OPEN).format(title=reading.title, start=start, end=end)


def due(period: str, day: date) -> str:
    """Say which report is wanted until when."""
    return DUE.format(day=short(day), period=filing.period(period))


def quiz_done(figures: Mapping[str, Figure]) -> str:
    """Say who took part, by the same figures as everywhere."""
    return QUIZ_DONE.format(took_part=statistics.said(figures["I2"]), rate=statistics.said(figures["I3"]))


def quiz_day(one: QuizDay) -> str:
    """Say one day of the quiz."""
    return QUIZ_DAY.format(day=short(one.day), eligible=one.eligible, took_part=one.took_part)


def hours(worked: Sequence[Activity]) -> str:
    """Say how many hours were entered."""
    return HOURS.format(count=len(worked), hours=statistics.hours(sum(one.quarters for one in worked)))


def activity(one: Activity) -> str:
    """Say one activity, with what its hours rest on."""
    facts = {"day": short(one.day), "activity": one.activity, "source": one.source}
    return ACTIVITY.format(**facts, hours=statistics.hours(one.quarters))


def filed(version: Version, done: Step) -> str:
    """Say how far a report got within the month."""
    return FILED.format(period=filing.period(version.period), number=version.number, state=filing.STATES[done.state])


def step(done: Step) -> str:
    """Say one step of a report."""
    said = f"：{done.words}" if done.words else ""
    moment = f"{done.moment.astimezone(BEIJING):%m-%d %H:%M}"
    return STEP.format(moment=moment, office=done.office, done=filing.DONE[done.state], words=said)


def unread(title: str, day: date) -> str:
    """Say what was to be studied and nobody says that they read it."""
    return UNREAD.format(title=title, day=short(day))


def late(period: str, day: date, version: Version | None) -> str:
    """Say which report is past its day."""
    return LATE.format(period=filing.period(period), day=short(day), state=filing.state(version))
