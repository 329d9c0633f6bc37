"""The words of study and quiz; questions, options and quoted clauses are the bank's and the library's own."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.phrases.answers import day as spoken
from records.answers import DaySummary

KINDS = {"single": "单选", "multiple": "多选", "judge": "判断", "blank": "填空"}
PRIVATE = "题目只在私聊里做，请点开与我的私聊，回复“答题”。"
GROUP_HINT = "群里不答题，也不记答案。请私聊我作答，回复“答题”就能开始。"
NO_ROUND = "现在没有开放的题目，工作日才有。想自己练，回复“练习”；以前答错的在“错题本”里。"
NOTHING_TO_ASK = "题库里暂时没有可以问的题。请告诉管理员。"
MADE_UP = "{day}的题（补答）"
QUESTION = "第 {number} 题（{kind}）{stem}"
QUESTION_OF = "{number}/{total}（{kind}）{stem}"
FILL = "直接回复要填的内容。"
FILL_SEVERAL = "有 {gaps} 个空，按顺序回复，中间用逗号隔开。"
RIGHT, WRONG, PARTLY = "✓ 正确。", "✗ 不对，应为{right}。", "△ 选对了一部分，应为{right}。"
RECORDED = "已记录，以第一次的答案为准。"
NOT_UNDERSTOOD = {
    "single": "这题是单选，没看懂您选哪个。请回复一个字母，例如 A。",
    "multiple": "这题是多选，没看懂您选哪些。请回复全部正确的字母，例如 AC。",
    "judge": "这题是判断，没看懂您的答案。请回复“对”或“错”。",
    "blank": "这题是填空，没有选项。请直接回复要填的内容。",
}
STUCK = "不会也没关系：挑一个最像的回复，答完就给出条文原文，这道题过几天还会再问。也可以先放着，想好了再回复“答题”。"
NOTHING_ASKED = "现在没有等您回答的题。回复“答题”做今天的题，回复“练习”自己练。"
TOO_LATE = "{day}的题已过补答期，不再记录。"
TAKEN_BACK = "这道题刚刚停用（条文有变动或有人报错），不作记录，换一题："
EXPIRED = "这道题已经换过了。回复“答题”或“练习”继续。"
DONE = "今天的 {count} 题做完了，全对 {right} 题。"
MAKE_UP_DONE = "{day}的 {count} 题补答完了，全对 {right} 题。"
PRACTICE_DONE = "这一组 {count} 题练完了，全对 {right} 题。"
IN_BOOK = "答错的已放进“错题本”，过几天会再问到。"
MISSED = "还有 {count} 天的题可以补答，回复“补答”。"
NOTHING_MISSED = "没有可以补答的题。"
NO_PRACTICE = "题库里没有“{words}”方面的题。试试文件名或别的主题，或只回复“练习”。"
BOOK = "错题本里有 {count} 题："
BOOK_LINE = "{number}. {stem}（{due}）"
BOOK_MORE = "……等。"
DUE_NOW, DUE_ON = "现在可复习", "{day}起再问"
BOOK_EMPTY = "错题本是空的。"
BOOK_CLEARED = "错题本里有 {count} 题因条文修订或题目停用，已移出。"
REPORTED = "谢谢。这道题已停用，等审核员看过再说，不记是谁提的。"
WHICH_QUESTION = "您指哪一题？"
NOTHING_TO_REPORT = "没有找到是哪道题。请在答题时回复“这题有问题”，后面写明哪里不对。"
PASSAGE = "今日学习："
THEN_QUIZ = "读完可以做今天的题，其中就有这一条。"
NO_PASSAGE = "今天没有安排学习内容。可以回复“目录《文件名》”自己读。"
CONTENTS = "《{title}》目录："
CONTENTS_LINE = "{heading}（{first}—{last}）"
CONTENTS_OF = "“目录”后面写上文件名，例如“目录《{title}》”。"
# Where nothing is held whose title could stand for an example.
A_TITLE = "文件名"
CONTENTS_UNKNOWN = "库中没有现行的《{title}》。回复“有哪些文件”查看清单。"
READING_ENDS = "《{title}》读完了。"
NO_BOOKMARK = "还没有在读的文件。回复“目录《文件名》”开始。"
BOOKMARK_GONE = "上次读的文件已不在现行文件库里。回复“有哪些文件”另选一个。"
QUIZ_BUTTON, STUDY_BUTTON, PRACTISE_BOOK, MAKE_UP_BUTTON = "答题", "今日学习", "练错题", "补答"
READ_FIRST, READ_ON = "从头读", "继续读"
PUSH = (
    "今天的学习和答题开放了：{count} 题，几分钟，{closes}前答完。"
    "回复“今日学习”先读一条，或回复“答题”直接开始。不想收到提醒可回复“退订”。"
)
ANNOUNCED = "今天的学习和答题开放了{study}，{closes}前答完。请私聊我回复“答题”；群里不答题。"
WARM_UP = "热身题（{kind}，不记名、不记录，随便答）{stem}"
WARM_UP_TOLD = "依据：《{title}》{address}。{explanation}"
ANNOUNCED_STUDY = "，学《{title}》等"
SUMMARY = "{day}答题小结（{node}）：{members} 人参加，共答 {answers} 题。"
SUMMARY_RATE = "首次作答严格正确 {percent}%（{right}/{first}）。"
SUMMARY_SMALL = "样本较小，仅供参考。"
SUMMARY_WEAK = "大家错得较多的是这一条，可再看看："
PURPOSE = "本数据仅用于改进学习服务，不作为考核、排名、通报依据。"
STATUS_NONE = "{day} 没有开过答题。题库中可问的题 {active} 道。"
STATUS = "{day} 答题{state}：{begun} 人开始，{answers} 个答案；提醒已发出 {sent}，待发 {pending}，没有发成 {failed}。"
STATES = {"open": "进行中", "closed": "已结束"}
OPENED = "{day} 的答题已开放，{items} 道题可问，{closes} 结束。"
OPENED_BEFORE = "{day} 的答题已经开过，没有重复开。"
CLOSED = "{day} 的答题已结束，群里的小结 {told} 发出。"
NOTHING_TO_CLOSE = "没有进行中的答题。"


def question(number: int, total: int, kind: str, stem: str) -> str:
    """Return a stem with its place and kind; a practice does not say how long it is."""
    form = QUESTION_OF if total else QUESTION
    return form.format(number=number, total=total, kind=KINDS[kind], stem=stem)


def option(letter: str, text: str) -> str:
    """Name an option by its letter and its words."""
    return f" {letter}（{text}）"


def verdict(right: tuple[str, ...], *, good: bool, partly: bool) -> str:
    """Say whether an answer is right, and what is: letters as shown, 对 or 错, the words of the blanks."""
    if good:
        return RIGHT
    letters = all(len(one) == 1 and one.isascii() for one in right)
    return (PARTLY if partly else WRONG).format(right="".join(right) if letters else "、".join(right))


def announced(title: str, closes: str) -> str:
    """Tell a group that the day's round is open."""
    study = ANNOUNCED_STUDY.format(title=title) if title else ""
    return ANNOUNCED.format(study=study, closes=closes)


def warm_up(kind: str, stem: str) -> str:
    """Put the question that a group warms up with."""
    return WARM_UP.format(kind=KINDS[kind], stem=stem)


def warm_up_told(explanation: str, title: str, address: str) -> str:
    """Say why an answer is right, and by which article."""
    return WARM_UP_TOLD.format(explanation=explanation, title=title, address=address)


def summary(node: str, day: date, found: DaySummary, *, shares: bool, small: bool) -> str:
    """Tell a group how a day went: counts, and a share only where enough people took part."""
    said = spoken(day).partition("年")[2]
    lines = [SUMMARY.format(day=said, node=node, members=found.members, answers=found.answers)]
    if shares and found.first:
        percent = round(100 * found.right / found.first)
        lines.append(SUMMARY_RATE.format(percent=percent, right=found.right, first=found.first))
        lines += [SUMMARY_SMALL] if small else []
    return "".join([*lines, "\n", PURPOSE])


def status(row: Mapping[str, Any]) -> str:
    """Say how today's round stands."""
    if not row["round"]:
        return STATUS_NONE.format(**row)
    sent = {state: row["pushes"].get(state, 0) for state in ("sent", "pending", "failed")}
    return STATUS.format(day=row["day"], state=STATES[row["state"]], begun=row["begun"], answers=row["answers"], **sent)


def contents_line(heading: str, first: str, last: str) -> str:
    """Return a line of a table of contents: the chapter with its first and last article."""
    return heading or first if first == last else CONTENTS_LINE.format(heading=heading, first=first, last=last)


def due(day: date, today: date) -> str:
    """Say when an item comes back."""
    return DUE_NOW if day <= today else DUE_ON.format(day=near(day, today))


def near(day: date, today: date) -> str:
    """Return 明天, 昨天 or 5月11日."""
    if abs(day - today) == timedelta(days=1):
        return "明天" if day > today else "昨天"
    return "今天" if day == today else spoken(day).partition("年")[2]


def brief(stem: str, length: int) -> str:
    """Return the beginning of a stem by which it is known again; 根据《…》， is the beginning of many."""
    told = re.sub(r"^根据《[^》]+》(?:规定)?[，,]?", "", stem)
    return told if len(told) <= length else f"{told[:length]}…"
