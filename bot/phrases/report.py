"""The words of the reports of a quarter or year, in the order such reports have; facts, and a place to write."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.phrases import statistics
from bot.phrases.answers import day as spoken
from bot.phrases.panels import LEVELS
from records.indicators import Figure, Known, Level
from records.suppression import LEAST

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
# Broken where its sense allows it.
TITLE = "关于{node}\n{period}学习情况的报告（草稿）"
NO_UPPER = "（主送机关）"
BASICS, PEOPLE, TAKING_PART = "一、基本情况", "（一）组织与人数", "（二）参与情况"
KNOWN, PROBLEMS, NEXT = "二、学习内容与掌握情况", "三、存在的问题", "四、下一步打算"
PERIOD = "本报告统计{start}至{end}的情况。"
UNFINISHED = "本期尚未结束，数字为截至{end}的情况。"
STAFF = "期末应参与 {members}，直接下级组织 {children} 个。"
PART = "参与 {I2}，参与率 {I3}，按时完成率 {I4}，补答率 {I5}。"
MASTERY = "首答正确率 {I6}，复习正确率 {I7}。两项分开统计，不合成一个数。"
ASKED = "问答有据率 {I9}，登记学时 {I12}。"
TOPICS = "按知识点看，{topics}。"
WEAK = "首答满 20 次而正确率区间上限仍低于 60% 的知识点：{topics}。"
NONE_WEAK = "没有判为薄弱的知识点，样本不足的不作判断。"
UNANSWERED = "库中没有依据、未作回答的提问（全库）：{said}。"
ITEMS = "题目待查率（全库）：{said}。"
TO_WRITE = "（由书记填写）"
RULES_TITLE, TABLES_TITLE = "统计口径说明", "数据表"
RULES = (
    f"某日作答不足 {LEAST} 人的组织，当日只计人数，不列正确率；为防止相减推算，必要时同级另一组织的当日正确率也不列。",
    "比率由各日合计数相除得出，不取平均；样本不足 20 次的，同时列出 95% 区间。",
    "参与人次各下级与直属成员之和等于本级。",
)
HEAD, RULES_HEAD = ("指标", "数"), ("指标", "口径")
CHILD_HEAD = ("组织", "应参与", "参与", "参与率", "首答正确率")
ANNEX, ANNEX_OF = "附件", "附件{number}"
FILE = "report-{code}"
# By it two files show that they were made of the same figures.
DATA_NUMBER = "数据编号 {number}。"
# The briefing: one page, for the 党组 that leads the node.
BRIEFING = "{node}\n{period}学习情况汇报（草稿）"
NO_LEADING = "（主送党组）"
BRIEFLY = "现将{start}至{end}的学习情况汇报如下。"
BRIEF_PART = "一、参与情况。应参与{I1}{children}；参与{I2}，参与率{I3}，按时完成率{I4}，补答率{I5}。"
BRIEF_KNOWN = "二、掌握情况。首答正确率{I6}，复习正确率{I7}，两项分开统计。{weak}"
BRIEF_WEAK, BRIEF_WEAK_MORE = "薄弱知识点：{topics}。", "薄弱知识点：{topics}等{count}个。"
BRIEF_ASKED = "三、问答和学时。问答有据率{I9}，未作回答的提问（全库）{I10}，题目待查率（全库）{I11}，登记学时{I12}。"
BRIEF_CHILDREN = "，直接下级组织{children}个"
# More names than these do not stand on one page.
BRIEF_NAMES = 3
# The sheets of the workbook.
FIGURES, CHILDREN, TREND, TOPIC_SHEET = "指标", "下级组织", "走势", "知识点"
FIGURE_COLUMNS = ("编码", "指标", "数", "值", "分子", "分母", "区间下限", "区间上限", "口径")
CHILD_COLUMNS = ("组织编码", "组织", "指标", "数", "分子", "分母")
TREND_COLUMNS = ("时段", "指标", "数", "分子", "分母")
TOPIC_COLUMNS = ("知识点", "判断", "首答次数")


def quarter(first: date) -> str:
    """Name a quarter by its first day: 2026年第三季度."""
    return f"{first.year}年{QUARTERS[(first.month - 1) // 3]}"


def year(number: int) -> str:
    """Name a year."""
    return f"{number}年度"


def facts(figures: Mapping[str, Figure]) -> dict[str, str]:
    """Return each figure as it is said, by its code."""
    return {code: statistics.said(figure) for code, figure in figures.items()}


def briefly(figures: Mapping[str, Figure], children: int) -> tuple[str, ...]:
    """Say figures in three short paragraphs."""
    told = {code: statistics.brief(figure).replace(" ", "") for code, figure in figures.items()}
    names = [name for name, _ in figures["I8"].parts]
    form = BRIEF_WEAK_MORE if len(names) > BRIEF_NAMES else BRIEF_WEAK if names else NONE_WEAK
    weak = form.format(topics="、".join(names[:BRIEF_NAMES]), count=len(names))
    return (
        BRIEF_PART.format(children=BRIEF_CHILDREN.format(children=children) if children else "", **told),
        BRIEF_KNOWN.format(weak=weak, **told),
        BRIEF_ASKED.format(**told),
    )


def topics(known: Sequence[Known]) -> str:
    """Say which topics stand how, the judged ones first."""
    return "；".join(_levels(known)) or statistics.NOT_ENOUGH


def _levels(known: Sequence[Known]) -> Iterator[str]:
    for level in (Level.FIRM, Level.FAIR, Level.WEAK, Level.UNKNOWN):
        if names := [one.topic for one in known if one.level is level]:
            yield (
                f"{LEVELS[level]}的有{'、'.join(names)}"
                if level is not Level.UNKNOWN
                else f"样本不足的有{'、'.join(names)}"
            )


def period(start: date, end: date) -> str:
    """Say from when to when."""
    return PERIOD.format(start=spoken(start), end=spoken(end))
