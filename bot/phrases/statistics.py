"""The words of figures: what each indicator is called and how it is said; none is a mark, and none ranks anybody."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.phrases.answers import day as spoken
from records.indicators import Figure, Unit
from records.ledger import Entry
from records.organisation import Node
from records.study import Reading
from records.suppression import LEAST

PURPOSE = "本数据仅用于改进学习服务，不作为考核、排名、通报依据。"
LIMITS = "答题数据不反映思想和工作实绩。"
TITLES = {
    "I1": "应参与人数",
    "I2": "参与人次",
    "I3": "参与率",
    "I4": "按时完成率",
    "I5": "补答率",
    "I6": "首答正确率",
    "I7": "复习正确率",
    "I8": "薄弱知识点",
    "I9": "问答有据率",
    "I10": "库缺口",
    "I11": "题目待查率",
    "I12": "学时登记",
}
MEANINGS = {
    "I1": "期末应参与的成员：在册、已绑定、已同意，除去标记不作硬性要求的",
    "I2": "有答题的日子里，应参与成员至少答一题的人次",
    "I3": "参与人次 ÷ 应参与人次（各日合计后相除）",
    "I4": "当日窗口内答完全部题目的人次 ÷ 应参与人次",
    "I5": "补答期内答完的人次 ÷ 当日没有答完的人次",
    "I6": "第一次遇到的题，严格全对 ÷ 首答数",
    "I7": "再次遇到的题（复习和练习），严格全对 ÷ 复答数",
    "I8": "首答满 20 次、正确率区间上限仍低于 60% 的知识点",
    "I9": "得到有出处回答的提问 ÷ 全部提问",
    "I10": "库中没有依据、未作回答的提问次数（全库）",
    "I11": "偏难、偏易、答案存疑（区分度为负）或被提出疑问的题 ÷ 用过的题（全库）",
    "I12": "人工登记的学时合计，答题不计学时",
}
UNITS = {"I1": "人", "I2": "人次", "I8": "个", "I10": "次", "I12": "学时"}
NONE = "—"
FEW = f"不足 {LEAST} 人，不计算比率"
FEW_QUESTIONS = f"不足 {LEAST} 次提问，不计算比率"
FEW_COUNT = f"{{count}}（不足 {LEAST} 人，只计数，不计算比率）"
SHARE = "{percent}（{part}/{whole}）"
SMALL_MARK = "样本较小"
SMALL = "样本较小，95% 区间 {low}–{high}"
LEFT_OUT = f"有 {{days}} 天答题不足 {LEAST} 人，未计入"
OUT_OF = "共 {count} 个知识点样本足够"
NOT_ENOUGH = "样本不足"
REASONS = {
    "not_held": "没有相关内容",
    "not_in_document": "所问文件里没有",
    "document_not_held": "没有所问文件",
    "doc_no_not_held": "没有所问文号",
    "article_not_held": "没有所问条款",
    "premise_not_held": "所说的规定未见",
}
HEAD = "{node}　{start}至{end}"
LINE = "{code} {title}：{said}"
OPEN_TODAY = "今天的答题还没有结束，未计入。"

BRANCH_PRIVATE = "支部情况和个人学习情况只在私聊里看。"
BRANCH_WHICH = "没有找到“{name}”。请写组织的名称或编码，例如“支部情况 示例市第一党支部”。"
BRANCH_COUNTS = "{node}　{start}至{end}：应参与 {members} 人，参与 {took_part} 人次。"
BRANCH_READINGS = "正在学习：{titles}。"
BRANCH_OTHERS = "还可以看：{names}。回复“支部情况 {first}”查看。"
MINE = "我的学习　{start}至{end}"
MINE_NOTHING = "还没有答题记录。回复“今日学习”读一条，或回复“答题”开始。"
MINE_LINE = "首次作答 {first} 题，全对 {first_right} 题；再答 {repeats} 题，全对 {repeats_right} 题。"
MINE_BEFORE = "同一题先错后对的有 {better} 题。"
TOPIC_LINE = "{topic}：{answers} 题，对 {right} 题"
TOPIC_FEW = "{topic}：样本不足（{answers} 题）"
TOPICS = "按知识点（全部记录）："
WEAK = "可以再看看：{topics}。回复“练习 {first}”可专门练。"
DUE = "错题本里有 {count} 题，最近一次复习在{day}。"
NO_DUE = "错题本是空的。"
HOURS_TOTAL = "今年已登记学时 {hours}。"
MINE_ONLY = "以上只有您本人能看到。"

BOOKS = "{node}的书目："
BOOKS_NONE = "还没有推荐书目。"
BOOK_LINE = "{number}. {title}{note}{when}{done}"
BOOK_STUDIED = "（{start}至{end}学习）"
BOOK_DONE = "　已读"
BOOK_HELP = "读完回复“读完 编号”，点错了回复“没读完 编号”。"
BOOK_HELP_KEEPER = "推荐：回复“荐书 书名：一句话”；本周学习：回复“本周学习 《文件名》”；撤下：回复“撤下 编号”。"
BOOK_UNKNOWN = "书目里没有第 {number} 号。回复“书目”查看编号。"
BOOK_FINISHED, BOOK_UNDONE = "已记下读完《{title}》，不计时长。", "已改回没读完《{title}》。"
BOOK_ADDED = "已加入{node}的书目：{title}。"
BOOK_WITHDRAWN = "已从书目撤下：{title}。"
BOOK_STUDY_SET = "{node}本周（{start}至{end}）学习：{title}。每天的“今日学习”和题目会优先用它。"
BOOK_NOT_HELD = "库中没有现行的《{title}》，不能用作本周学习。回复“有哪些文件”查看清单，或用“荐书”推荐纸质书。"

HOURS_HEAD = "{year}年登记的学时："
HOURS_LINE = "{number} 号　{day}　{activity}　{hours} 学时（依据：{source}）"
HOURS_SUM = "合计 {hours} 学时。"
HOURS_NONE = "今年还没有登记学时。学时由支部按活动登记，答题不计学时。"
HOURS_QUESTION = "党员每年集中学习多少学时"
HOURS_RULE = "库中现行文件对学时的规定："
HOURS_ENTERED = "已登记：{name}，{day}，{activity}，{hours} 学时（依据：{source}）。"
HOURS_STRUCK = "已删去第 {number} 号登记。"
HOURS_UNKNOWN = "没有第 {number} 号登记，或不归您登记。"
HOURS_FORM = "请按这个格式写：登记学时 姓名 学时数 活动 依据，例如“登记学时 张三 2 专题党课 签到表”，日期可写在最后。"
HOURS_WHO = "没有找到“{name}”，或不归您登记。请写姓名或工号。"


def percent(share: float) -> str:
    """Say a share."""
    return f"{100 * share:.1f}%"


def hours(quarters: float) -> str:
    """Say hours without needless zeros: 2, 2.5, 0.25."""
    return f"{quarters / 4:g}"


def said(figure: Figure) -> str:
    """Say the value of a figure with what must be known to read it."""
    return "；".join([_value(figure), *_remarks(figure)])


def brief(figure: Figure) -> str:
    """Say the value of a figure, and of what more must be known only that it rests on few answers."""
    return f"{_value(figure)}（{SMALL_MARK}）" if figure.is_small else _value(figure)


def _value(figure: Figure) -> str:
    if figure.withheld and figure.code == "I9":
        return FEW_QUESTIONS
    if figure.withheld:
        return FEW if figure.numerator is None else FEW_COUNT.format(count=f"{figure.numerator:g}")
    if figure.value is None:
        return NONE
    if figure.unit is Unit.RATE:
        return SHARE.format(percent=percent(figure.value), part=f"{figure.numerator:g}", whole=figure.denominator)
    return f"{figure.value:g} {UNITS[figure.code]}"


def _remarks(figure: Figure) -> Iterator[str]:
    if figure.is_small and figure.interval:
        low, high = figure.interval
        yield SMALL.format(low=percent(low), high=percent(high))
    if figure.days_left_out:
        yield LEFT_OUT.format(days=figure.days_left_out)
    if figure.code == "I8":
        yield OUT_OF.format(count=figure.denominator) if figure.denominator else NOT_ENOUGH
    if figure.parts:
        yield "、".join(part(figure, name, share) for name, share in figure.parts)


def part(figure: Figure, name: str, share: float | None) -> str:
    """Say one part of a total."""
    shown = REASONS.get(name, name) if figure.code == "I10" else name
    return shown if share is None else f"{shown} {share:g}"


def lines(node: Node, start: date, end: date, figures: Sequence[Figure]) -> tuple[str, ...]:
    """Say the figures of a node, one a line, with what they are for."""
    head = HEAD.format(node=node.name, start=spoken(start), end=spoken(end))
    body = [LINE.format(code=one.code, title=TITLES[one.code], said=said(one)) for one in figures]
    return (head, *body, PURPOSE, LIMITS)


def row(figure: Figure) -> dict[str, Any]:
    """Return a figure for programs to read; `value` of a rate is between 0 and 1."""
    return {
        "title": TITLES[figure.code],
        "meaning": MEANINGS[figure.code],
        "unit": figure.unit,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "interval": figure.interval,
        "small": figure.is_small,
        "withheld": figure.withheld,
        "days_left_out": figure.days_left_out,
        "parts": [{"name": part(figure, name, None), "share": share} for name, share in figure.parts],
    }


def rows(node: Node, start: date, end: date, figures: Sequence[Figure]) -> Mapping[str, Any]:
    """Return the figures of a node by code, with what they are about and what they are for."""
    about = {"node": node.name, "code": node.code, "from": start.isoformat(), "to": end.isoformat()}
    return about | {figure.code: row(figure) for figure in figures} | {"purpose": PURPOSE, "limits": LIMITS}


def topic(name: str, right: int, answers: int, least: int) -> str:
    """Say how a member did in a topic; of too few answers nothing is said."""
    form = TOPIC_LINE if answers >= least else TOPIC_FEW
    return form.format(topic=name, right=right, answers=answers)


def book(number: int, reading: Reading, *, done: bool) -> str:
    """Say one reading of a list."""
    when = ""
    if reading.starts and reading.ends:
        when = BOOK_STUDIED.format(start=short(reading.starts), end=short(reading.ends))
    note = f"：{reading.note}" if reading.note else ""
    return BOOK_LINE.format(number=number, title=reading.title, note=note, when=when, done=BOOK_DONE if done else "")


def entry(one: Entry) -> str:
    """Say one entry of study hours, with its source."""
    facts = {"day": short(one.day), "activity": one.activity, "hours": hours(one.quarters), "source": one.source}
    return HOURS_LINE.format(number=one.id, **facts)


def entered(name: str, one: Entry) -> str:
    """Say what was entered for whom."""
    facts = {"day": short(one.day), "activity": one.activity, "hours": hours(one.quarters), "source": one.source}
    return HOURS_ENTERED.format(name=name, **facts)


def counts(node: Node, start: date, end: date, figures: Mapping[str, Figure]) -> str:
    """Say what every member of a branch may know of it."""
    members, took_part = (figures[code].value for code in ("I1", "I2"))
    shown = {"members": NONE if members is None else f"{members:g}", "took_part": f"{took_part or 0:g}"}
    return BRANCH_COUNTS.format(node=node.name, start=spoken(start), end=spoken(end), **shown)


def mine(start: date, end: date) -> str:
    """Say over which days one's own figures are."""
    return MINE.format(start=spoken(start), end=spoken(end))


def study_set(node: Node, start: date, end: date, title: str) -> str:
    """Say what a branch studies from one day to another."""
    return BOOK_STUDY_SET.format(node=node.name, start=short(start), end=short(end), title=title)


def short(day: date) -> str:
    """Say a day without its year."""
    return spoken(day).partition("年")[2]
