"""The words of reports handed upward: how far they are, what is told to whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.clock import BEIJING
from bot.phrases import report
from bot.phrases.answers import day as spoken
from records import spans
from records.organisation import Node
from records.reports import State, Step, Version

STATES = {
    State.DRAFT: "草稿",
    State.CONFIRMED: "已确认，未报送",
    State.SUBMITTED: "已报送，待审",
    State.ACCEPTED: "已接收",
    State.RETURNED: "已退回",
}
MISSING = "未起草"
OVERDUE = "已过期限"
# What a step is called, as a button and as what was done.
STEPS = {
    State.CONFIRMED: "确认这一版",
    State.SUBMITTED: "报送上级",
    State.ACCEPTED: "接收",
    State.RETURNED: "退回",
}
DONE = {
    State.DRAFT: "起草",
    State.CONFIRMED: "确认",
    State.SUBMITTED: "报送",
    State.ACCEPTED: "接收",
    State.RETURNED: "退回",
}
FILES = {
    "docx": "报告（.docx）",
    "xlsx": "数据表（.xlsx）",
    "briefing": "一页汇报（.docx）",
    "figures": "数据（.json）",
}
PACK = "证据包（.zip）"
TOLD_RETURNED = (
    "{node}{period}学习情况报告（第 {number} 版）被{office}退回：{reason}\n"
    "请在网页“报告”里修改（回复“登录”取链接），重新确认后报送。"
)
TOLD_ACCEPTED = "{node}{period}学习情况报告（第 {number} 版）已由{office}接收。"
CALLED = "{node}请下级在{day}前报送{period}学习情况报告。起草和报送在网页“报告”里（回复“登录”取链接）。"
# The command line.
LINE = "{node}　{period} 第 {number} 版　{state}　{moment}　{office}"
ABSENT, ABSENT_LATE = "{node}　{period}　{state}", "{node}　{period}　{state}（已过期限）"
DUE = "期限：{day}"
ALL_IN = "{period}的报告，下级都已报送。"
NO_REPORTS = "{node}还没有报告。起草请用 xuesi report draft。"
STEPPED = "{node}{period}报告第 {number} 版：{state}。"
CALL_SET = "已记下：{node}的下级在{day}前报送{period}报告，并已通知没有报送的书记。"


def period(name: str) -> str:
    """Say a period that is kept as "2026Q3" or "2026"."""
    return report.quarter(spans.quarter(name)[0]) if "Q" in name else report.year(int(name))


def moment(when: datetime) -> str:
    """Say a moment in Beijing time."""
    return f"{when.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def state(version: Version | None) -> str:
    """Say how far a report is."""
    return STATES[version.state] if version else MISSING


def called(node: str, name: str, day: date) -> str:
    """Say what is wanted until when."""
    return CALLED.format(node=node, day=spoken(day), period=period(name))


def call_set(node: str, name: str, day: date) -> str:
    """Say that it is kept what is wanted until when."""
    return CALL_SET.format(node=node, day=spoken(day), period=period(name))


def due(day: date) -> str:
    """Say until when."""
    return DUE.format(day=spoken(day))


def line(node: Node, version: Version, done: Step) -> str:
    """Say one version and what was done with it last."""
    facts = {"period": period(version.period), "number": version.number, "state": state(version)}
    return LINE.format(node=node.name, **facts, moment=moment(done.moment), office=done.office)


def stepped(node: Node, version: Version) -> str:
    """Say what became of a report."""
    return STEPPED.format(node=node.name, period=period(version.period), number=version.number, state=state(version))


def absent(node: Node, name: str, version: Version | None, *, overdue: bool) -> str:
    """Say that a report is not handed in, and how far it is."""
    form = ABSENT_LATE if overdue else ABSENT
    return form.format(node=node.name, period=period(name), state=state(version))


def absent_row(node: Node, version: Version | None, *, overdue: bool) -> dict[str, Any]:
    """Return the same for programs to read; `state` is None before there is a draft."""
    return {"node": node.code, "name": node.name, "state": version.state if version else None, "overdue": overdue}


def row(node: Node, version: Version, steps: Sequence[Step]) -> dict[str, Any]:
    """Return a version for programs to read; moments are in ISO form with their zone."""
    done = [
        {"state": one.state, "moment": one.moment.isoformat(), "office": one.office, "words": one.words}
        for one in steps
    ]
    about = {"node": node.code, "period": version.period, "version": version.number, "state": version.state}
    return about | {"steps": done}
