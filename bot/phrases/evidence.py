"""The words of the evidence pack."""

from datetime import datetime

from bot.clock import BEIJING
from bot.phrases import filing, statistics
from records.organisation import Node
from records.reports import Version

MEANINGS, STEPS, AUDIT = "指标口径", "经办", "审计"
MEANING_COLUMNS = ("编码", "指标", "口径", "由哪些合计数得出")
STEP_COLUMNS = ("时间（北京）", "办理", "职务", "审计中的编号", "说明")
AUDIT_COLUMNS = ("序号", "时间（北京）", "谁", "做了什么", "内容", "链接摘要")
README = """{node}{period}学习情况报告（第 {number} 版，{state}）证据包

report.docx     报告，保存时的原样
tables.xlsx     数据表
briefing.docx   一页汇报
figures.json    十二项指标，供程序读取
plans.txt       书记写的“下一步打算”
evidence.xlsx   指标口径、经办记录、审计记录（每行的摘要与上一行相连，删改会被发现）
SHA256SUMS      以上各文件的摘要；在本文件夹运行 sha256sum -c SHA256SUMS 可以核对

审计中的人员只有编号，没有姓名。
{purpose}{limits}
"""


def readme(node: Node, version: Version) -> str:
    """Say what is in the pack."""
    facts = {"node": node.name, "period": filing.period(version.period), "number": version.number}
    facts |= {"state": filing.STATES[version.state]}
    return README.format(**facts, purpose=statistics.PURPOSE, limits=statistics.LIMITS)


def moment(when: datetime) -> str:
    """Say a moment in Beijing time: 2026-03-02 09:00:00."""
    return f"{when.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
